"""The page `docs/computed-fields.md` as a test: its pack is installed, and what is computed is what it says."""

from pathlib import Path

import pytest

from tests.journeys.pages import blocks, lines
from tests.journeys.shell import reader

PAGE, CHINESE = "docs/computed-fields.md", "docs/computed-fields.zh-CN.md"


def test_the_page_can_be_followed(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    written: set[str] = set()
    compared = 0
    with reader(tmp_path, database_url, monkeypatch, capsys) as shell:
        for block in blocks(PAGE):
            if block.kind == "sh":
                for line in lines(block.text):
                    shell.type(line)
            elif block.file and block.kind == "csv" and _made(tmp_path / block.file, written):
                assert (tmp_path / block.file).read_text("utf-8-sig") == block.text
                compared += 1
            elif block.file:
                (tmp_path / block.file).write_text(block.text, "utf-8")
                written.add(block.file)
    assert compared == 3


def _made(file: Path, written: set[str]) -> bool:
    """Tell whether a command has made a file that stands on the page, and not its reader."""
    return file.exists() and f"var/{file.name}" not in written
