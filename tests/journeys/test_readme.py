"""The README as a test: what it tells a newcomer to type works, word for word and in this order."""

from pathlib import Path

import pytest
from httpx2 import Response

from tests.journeys.pages import ROOT, blocks, lines
from tests.journeys.shell import reader

PAGE = "README.md"
RUN = "make run"
SERVES = [".venv/bin/objectry demo"]
"""What `make run` does before it serves."""


def test_a_newcomer_gets_what_the_page_promises(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for folder in ("objects", "layouts"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (tmp_path / "workshop").mkdir()
    with reader(tmp_path, database_url, monkeypatch, capsys) as shell:
        for block in blocks(PAGE):
            if block.kind == "yaml":
                comment = block.text.splitlines()[0]
                (tmp_path / comment.removeprefix("# ")).write_text(block.text, "utf-8")
                continue
            typed = [
                one for line in lines(block.text) for one in (SERVES if line == RUN else [line])
            ]
            for line in typed:
                answer = "" if line.startswith("make ") else shell.type(line)
                assert isinstance(answer, str) or answer.is_success, answer.text
                if line.endswith('view=costly"'):
                    assert isinstance(answer, Response)
                    assert [one["name"] for one in answer.json()["records"]] == ["Pump"]
    assert "Pump" in (tmp_path / "var" / "repairs.csv").read_text("utf-8-sig")
