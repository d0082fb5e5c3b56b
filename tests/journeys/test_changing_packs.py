"""The page `docs/changing-packs.md` as a test: its pack is installed and changed, and what happens is what it says."""

import re
from pathlib import Path

import pytest

from tests.journeys.answers import alike
from tests.journeys.pages import ROOT, blocks, lines
from tests.journeys.shell import reader

PAGE, CHINESE = "docs/changing-packs.md", "docs/changing-packs.zh-CN.md"


@pytest.mark.parametrize("page", [PAGE, CHINESE])
def test_every_code_of_the_page_exists(page: str) -> None:
    codes = re.findall(r"^\| [^|]* \| `(\w+)` \|", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    listed = (ROOT / "docs" / "reference" / "errors.md").read_text("utf-8")
    assert len(codes) > 10
    assert [code for code in codes if f"| `{code}` |" not in listed] == []


def test_the_page_can_be_followed(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    printed: object = ""
    with reader(tmp_path, database_url, monkeypatch, capsys) as shell:
        for block in blocks(PAGE):
            if block.kind == "sh":
                *_, printed = [shell.type(line) for line in lines(block.text)]
            elif block.kind == "text":
                assert alike(block.text, printed)
            elif (file := tmp_path / block.file).exists() and block.kind == "csv":
                assert file.read_text("utf-8-sig") == block.text
            else:
                file.write_text(block.text, "utf-8")
