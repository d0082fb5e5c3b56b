"""How values name other records: by ID, or by the value of a unique field."""

import re
from collections.abc import Mapping

from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import LookupKey, ValueRefused
from objectry.metadata.field_types.reading import single_line, wrong_type

_ID = re.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_FIELD = re.compile("[a-z][a-z0-9_]{0,47}")

ID_SCHEMA: Mapping[str, object] = {"type": "string", "format": "uuid"}
"""JSON Schema of a record ID."""


def as_id(text: str) -> str | None:
    """The record ID that a text is, in small letters; None when it is none."""
    return text.lower() if _ID.fullmatch(text) else None


def key_from_json(raw: object, target: str = "") -> str | LookupKey | None:
    """A record named in JSON: its ID, the API's `{"id": …}`, or `{"unique field": value}`.

    None means no record. `target` is the object of a key, where it is not plain. Raises
    ValueRefused.
    """
    if raw is None or raw == "":
        return None
    if isinstance(raw, str):
        found = as_id(raw)
        if found is None:
            raise ValueRefused(messages.LOOKUP_ID)
        return found
    if not isinstance(raw, dict):
        raise wrong_type(raw, "记录 ID", "a record ID")
    if "id" in raw:
        return key_from_json(raw["id"], target)
    if len(raw) != 1:
        raise ValueRefused(messages.LOOKUP_KEY)
    ((field, value),) = raw.items()
    text = str(value) if type(value) is int and abs(value) < 1 << 63 else value
    if not isinstance(field, str) or not _FIELD.fullmatch(field) or not isinstance(text, str):
        raise ValueRefused(messages.LOOKUP_KEY)
    clean = single_line(text)
    if not clean:
        raise ValueRefused(messages.LOOKUP_KEY)
    return LookupKey(field, clean, target)


def key_from_text(text: str, target: str = "") -> str | LookupKey | None:
    """A record named in text: its ID, or the value of any unique field or of the name field."""
    clean = single_line(text)
    if not clean:
        return None
    return as_id(clean) or LookupKey("", clean, target)


def key_text(value: str | LookupKey) -> str:
    """The ID, or the key that stands for it until it is looked up."""
    return value if isinstance(value, str) else value.value


def key_json(value: str | LookupKey) -> object:
    """The ID, or the key as JSON names it."""
    if isinstance(value, str):
        return value
    return {value.field: value.value} if value.field else value.value


def key_schema() -> dict[str, object]:
    """JSON Schema of a record: an ID, or an object that names it."""
    return {"anyOf": [dict(ID_SCHEMA), {"type": "object", "minProperties": 1}]}
