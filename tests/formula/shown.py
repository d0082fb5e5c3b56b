"""Values as tests and the reference write them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any


def shown(value: Any) -> str:
    """A value as examples write it."""
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value).upper()
        case Decimal():
            text = f"{value:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case time():
            return value.isoformat(timespec="milliseconds")
        case date():
            return value.isoformat()
    return str(value)
