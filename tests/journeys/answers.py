"""What a page says that the server answers, compared with what it does answer."""

import json
import re
from typing import Any

from httpx2 import Response

ANYTHING = "…"
"""Stands for whatever is there."""


def compare(answer: Response, shown: str) -> None:
    """An answer has the status, the headers and the body that are shown."""
    head, _, body = shown.partition("\n\n")
    status, *headers = head.splitlines()
    assert status.split()[1] == str(answer.status_code), answer.text
    for line in headers:
        name, value = line.split(": ", 1)
        assert alike(value, answer.headers[name]), line
    if answer.headers.get("content-type", "").endswith("json"):
        assert alike(json.loads(body), answer.json()), answer.text
    else:
        assert alike(body, answer.content.decode("utf-8-sig").replace("\r\n", "\n"))


def alike(shown: Any, found: Any) -> bool:
    """Tell whether a value is the one that is shown, where `…` stands for anything that is there."""
    if shown == ANYTHING:
        return True
    if isinstance(shown, dict) and isinstance(found, dict):
        named = shown.keys() - {ANYTHING}
        open_end = ANYTHING in shown
        return (named <= found.keys() if open_end else named == found.keys()) and all(
            alike(shown[name], found[name]) for name in named
        )
    if isinstance(shown, list) and isinstance(found, list):
        open_end = shown[-1:] == [ANYTHING]
        given = shown[:-1] if open_end else shown
        return (len(found) >= len(given) if open_end else len(found) == len(given)) and all(
            map(alike, given, found)
        )
    if isinstance(shown, str) and isinstance(found, str):
        form = ".*".join(map(re.escape, shown.split(ANYTHING)))
        return re.fullmatch(form, found, re.DOTALL) is not None
    return bool(shown == found)
