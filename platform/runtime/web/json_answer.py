"""Writing JSON so that an answer never fails to be written."""

import json
from typing import Any

import orjson


def json_bytes(value: Any) -> bytes:
    """The JSON of an answer, in UTF-8.

    orjson refuses half characters and integers beyond 64 bits. Both come from what somebody sent, at the latest in the
    error that quotes it: the first are shown as `?`, the second as they are.
    """
    try:
        return orjson.dumps(value)
    except TypeError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")
