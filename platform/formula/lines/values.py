"""The values of rows and of results as JSON has them. Reading is liberal, writing has one form for each type."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from objectry.formula.arithmetic import LARGEST_EXPONENT
from objectry.formula.types import Type

LONGEST_NUMBER = 200
"""Characters of a number."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_BOOLEANS: Mapping[str, bool] = MappingProxyType(
    {"true": True, "false": False, "1": True, "0": False}
)
_DAY_LENGTH = len("2026-11-23")
_MIDNIGHT = datetime.min

Convert = Callable[[Any], Any]


class Unreadable(ValueError):
    """A value that is none of its type."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type as lines name it."""

    type: Type
    percent: bool = False
    scale: int | None = None
    """Decimals that numbers have when nobody says how many."""


_TEXT, _NUMBERS, _PICK = Kind(Type.TEXT), Kind(Type.NUMBER), Kind(Type.PICKLIST)
_PICKS, _LINK, _PLACE = Kind(Type.MULTIPICKLIST), Kind(Type.LOOKUP), Kind(Type.GEOLOCATION)
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(("number", "currency", "double", "decimal"), _NUMBERS),
        "percent": Kind(Type.NUMBER, percent=True),
        "integer": Kind(Type.NUMBER, scale=0),
        **dict.fromkeys(
            ("text", "string", "textarea", "email", "phone", "url", "autonumber"), _TEXT
        ),
        **dict.fromkeys(("select", "picklist"), _PICK),
        **dict.fromkeys(("multiselect", "multipicklist"), _PICKS),
        **dict.fromkeys(("boolean", "checkbox"), Kind(Type.BOOLEAN)),
        "date": Kind(Type.DATE),
        "datetime": Kind(Type.DATETIME),
        "time": Kind(Type.TIME),
        **dict.fromkeys(("lookup", "reference", "id"), _LINK),
        **dict.fromkeys(("geolocation", "location"), _PLACE),
    }
)
"""The types that lines may name, in small letters."""


def number(given: Any) -> Decimal:
    """A number."""
    if isinstance(given, str):
        text = given.strip(" ")
        if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text):
            raise Unreadable
        found = Decimal(text)
    elif isinstance(given, int | Decimal) and not isinstance(given, bool):
        found = Decimal(given)
    else:
        raise Unreadable
    if not found.is_finite() or found.adjusted() > LARGEST_EXPONENT:
        raise Unreadable
    return found


def text(given: Any) -> str | None:
    """A text that databases can keep; the empty one is nothing."""
    if not isinstance(given, str) or "\0" in given:
        raise Unreadable
    if not given.isascii():
        try:
            given.encode()
        except UnicodeEncodeError:
            raise Unreadable from None
    return given or None


def boolean(given: Any) -> bool:
    """Something true or false."""
    found = _BOOLEANS.get(str(given).casefold())
    if found is None:
        raise Unreadable
    return found


def day(given: Any) -> date | None:
    """A date. Of a moment, the day that is written there."""
    if given == "":
        return None
    if not isinstance(given, str):
        raise Unreadable
    try:
        if len(given) <= _DAY_LENGTH:
            return date.fromisoformat(given)
        return datetime.fromisoformat(given).date()
    except ValueError:
        raise Unreadable from None


def moment(given: Any) -> datetime | None:
    """A moment in UTC, cut to milliseconds; without a zone it is in UTC already."""
    if given == "":
        return None
    if not isinstance(given, str):
        raise Unreadable
    try:
        found = datetime.fromisoformat(given)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable from None
    return found.replace(microsecond=found.microsecond // 1000 * 1000)


def clock_time(given: Any) -> time | None:
    """A time of day, cut to milliseconds; also as milliseconds since midnight."""
    if given == "":
        return None
    try:
        if isinstance(given, int) and not isinstance(given, bool):
            elapsed = _MIDNIGHT + timedelta(milliseconds=given)
            if elapsed.date() != _MIDNIGHT.date():
                raise Unreadable
            return elapsed.time()
        found = time.fromisoformat(given.removesuffix("Z"))
    except (ValueError, OverflowError, AttributeError):
        raise Unreadable from None
    if found.tzinfo is not None:
        raise Unreadable
    return found.replace(microsecond=found.microsecond // 1000 * 1000)


def texts(given: Any) -> tuple[str, ...] | None:
    """Several values; one text has them with semicolons between them."""
    parts = given.split(";") if isinstance(given, str) else given
    if not isinstance(parts, list):
        raise Unreadable
    found = [text(one.strip(" ") if isinstance(one, str) else one) for one in parts]
    return tuple(one for one in found if one is not None) or None


def place(given: Any) -> tuple[Decimal, Decimal] | None:
    """A place on earth."""
    if isinstance(given, dict):
        named = {str(name).casefold(): value for name, value in given.items()}
        given = [named.get("latitude"), named.get("longitude")]
    if not isinstance(given, list) or len(given) != 2:
        raise Unreadable
    if given[0] in (None, "") and given[1] in (None, ""):
        return None
    latitude, longitude = number(given[0]), number(given[1])
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise Unreadable
    return latitude, longitude


def _number_or_nothing(given: Any) -> Decimal | None:
    return None if given == "" else number(given)


def _boolean_or_nothing(given: Any) -> bool | None:
    return None if given == "" else boolean(given)


READERS: Mapping[Type, Convert] = MappingProxyType(
    {
        Type.NUMBER: _number_or_nothing,
        Type.TEXT: text,
        Type.BOOLEAN: _boolean_or_nothing,
        Type.DATE: day,
        Type.DATETIME: moment,
        Type.TIME: clock_time,
        Type.PICKLIST: text,
        Type.MULTIPICKLIST: texts,
        Type.LOOKUP: text,
        Type.GEOLOCATION: place,
    }
)
"""What makes a value that formulas know of a JSON value other than null. It raises Unreadable."""


def _same(value: Any) -> Any:
    return value


def decimal_text(value: Decimal) -> str:
    """A number as plain digits, without zeros at the end and without a sign before zero."""
    if not value:
        return "0"
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _moment_text(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def _place_data(value: tuple[Decimal, Decimal]) -> dict[str, str]:
    return {"latitude": decimal_text(value[0]), "longitude": decimal_text(value[1])}


WRITERS: Mapping[Type, Convert] = MappingProxyType(
    {
        Type.NUMBER: decimal_text,
        Type.DATE: date.isoformat,
        Type.DATETIME: _moment_text,
        Type.TIME: lambda value: value.isoformat(timespec="milliseconds"),
        Type.MULTIPICKLIST: list,
        Type.GEOLOCATION: _place_data,
        Type.TEXT: _same,
        Type.PICKLIST: _same,
        Type.LOOKUP: _same,
        Type.BOOLEAN: _same,
        Type.NULL: _same,
    }
)
"""What makes a JSON value of a value that is something."""
