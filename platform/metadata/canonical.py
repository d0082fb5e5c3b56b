"""The one text of a definition: equal definitions have equal texts, and a text gives its definition back.

It is JSON with its keys in the order of the alphabet, without what has its default value, and with decimals and days as
texts.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from objectry.metadata.documents import Definition


def canonical_text(definition: Definition) -> str:
    """The canonical text of a definition."""
    plain = _plain(definition)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, Definition):
        return {
            name: _plain(part)
            for name, field in type(value).model_fields.items()
            if (part := getattr(value, name)) != field.default or name in value.always_written
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")  # 5 and 5.00 are equal
    if isinstance(value, date):
        return value.isoformat()
    return value
