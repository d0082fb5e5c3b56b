"""The page `docs/http-api.md` as a test: its calls are made, and the answers are those that it shows."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from tests.journeys.pages import blocks, lines
from tests.journeys.shell import reader

PAGE = "docs/http-api.md"
ANYTHING = "…"


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
                _compare(last, following.text)
            elif isinstance(last, Response):
                assert last.is_success, (block.text, last.text)


def _compare(answer: Response, shown: str) -> None:
    """An answer has the status, the headers and the body that are shown."""
    head, _, body = shown.partition("\n\n")
    status, *headers = head.splitlines()
    assert status.split()[1] == str(answer.status_code), answer.text
    for line in headers:
        name, value = line.split(": ", 1)
        assert _alike(value, answer.headers[name]), line
    if answer.headers.get("content-type", "").endswith("json"):
        assert _alike(json.loads(body), answer.json()), answer.text
    else:
        assert _alike(body, answer.content.decode("utf-8-sig").replace("\r\n", "\n"))


def _alike(shown: Any, found: Any) -> bool:
    """Tell whether a value is the one that is shown, where `…` stands for anything that is there."""
    if shown == ANYTHING:
        return True
    if isinstance(shown, dict) and isinstance(found, dict):
        named = shown.keys() - {ANYTHING}
        open_end = ANYTHING in shown
        return (named <= found.keys() if open_end else named == found.keys()) and all(
            _alike(shown[name], found[name]) for name in named
        )
    if isinstance(shown, list) and isinstance(found, list):
        open_end = shown[-1:] == [ANYTHING]
        given = shown[:-1] if open_end else shown
        return (len(found) >= len(given) if open_end else len(found) == len(given)) and all(
            map(_alike, given, found)
        )
    if isinstance(shown, str) and isinstance(found, str):
        form = ".*".join(map(re.escape, shown.split(ANYTHING)))
        return re.fullmatch(form, found, re.DOTALL) is not None
    return bool(shown == found)
