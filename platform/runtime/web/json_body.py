"""Reading JSON strictly: no doubled keys, no NaN, no endless numbers, nothing that a database could not keep."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from objectry.runtime.errors import BadRequest
from objectry.runtime.web import messages

MAX_DEPTH = 40
"""Levels of nesting in a body."""
MAX_DIGITS = 40
"""Characters of one number, and digits of it when it is written out without an exponent."""


def read_json_body(body: bytes) -> Any:
    """The value of a body. Numbers with a point become Decimal. Raises BadRequest."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadRequest(messages.BODY_NOT_UTF8) from None
    _refuse_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_constant,
        )
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False, default=str).encode()
        return value
    except UnicodeEncodeError:
        raise BadRequest(messages.BODY_SURROGATE) from None
    except json.JSONDecodeError as error:
        params = {"line": error.lineno, "column": error.colno}
        raise BadRequest(messages.BODY_NOT_JSON, params) from None


def _refuse_depth(text: str) -> None:
    """Count brackets outside strings, so that no parser has to recurse too deep."""
    depth, quoted, escaped = 0, False, False
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    for character in text:
        if quoted:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                quoted = False
        elif character == '"':
            quoted = True
        elif character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise BadRequest(messages.BODY_TOO_DEEP, {"limit": MAX_DEPTH})
        elif character in "]}":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadRequest(
                messages.BODY_KEY_TWICE, {"key": key[:100].encode("utf-8", "replace").decode()}
            )
        found[key] = value
    return found


def _decimal(text: str) -> Decimal:
    """A number with a point or an exponent. `1e-999` is as endless as a text of a thousand digits."""
    _refuse_length(len(text))
    try:
        value = Decimal(text)
    except InvalidOperation:  # an exponent that Decimal itself has no room for
        raise _endless() from None
    places = value.as_tuple().exponent
    assert isinstance(places, int)
    _refuse_length(max(value.adjusted() + 1, 1) + max(-places, 0))
    return value


def _integer(text: str) -> int:
    _refuse_length(len(text))
    return int(text)


def _refuse_length(digits: int) -> None:
    if digits > MAX_DIGITS:
        raise _endless()


def _endless() -> BadRequest:
    return BadRequest(messages.BODY_NUMBER, {"limit": MAX_DIGITS})


def _constant(text: str) -> Any:
    raise BadRequest(messages.BODY_CONSTANT, {"value": text})
