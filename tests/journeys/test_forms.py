"""The page `docs/forms.md` as a test: its pack is installed, its calls are made and answered as it shows."""

from pathlib import Path

import pytest
from httpx2 import Response

from tests.journeys.answers import compare
from tests.journeys.pages import blocks, lines
from tests.journeys.shell import reader

PAGE = "docs/forms.md"


def test_the_page_can_be_followed(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = blocks(PAGE)
    with reader(tmp_path, database_url, monkeypatch, capsys) as shell:
        for block, following in zip(shown, [*shown[1:], None], strict=True):
            if block.file:
                (tmp_path / block.file).write_text(block.text, "utf-8")
            if block.kind != "sh":
                continue
            *before, last = [shell.type(line) for line in lines(block.text)]
            assert [r.text for r in before if isinstance(r, Response) and r.is_error] == []
            if following is not None and following.kind == "http":
                assert isinstance(last, Response)
                compare(last, following.text)
            if following is not None and following.kind == "text":
                assert last == following.text
