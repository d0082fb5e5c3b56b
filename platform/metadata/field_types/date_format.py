"""How people write dates and times: the usual spellings, and formats such as `MM/DD/YYYY`, or
`M/D/YYYY` where one digit may do.

Without a format, `2026-11-23`, `2026/11/23`, `2026.11.23` and `2026年11月23日` are read, with or
without a time of day. With one, nothing else is: guessing between day-first and month-first would
change data silently.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import ValueRefused

_TIME = (
    r"(?P<hour>[0-9]{1,2})[:时点](?P<minute>[0-9]{2})分?"
    r"(?:[:分]?(?P<second>[0-9]{2})秒?(?:\.(?P<fraction>[0-9]{1,6}))?)?"
)
_DAY = (
    r"(?P<year>[0-9]{4})(?:-|/|\.|年) ?(?P<month>[0-9]{1,2})(?:-|/|\.|月) ?(?P<day>[0-9]{1,2})日?"
)
_OFFSET = r"(?: ?(?P<offset>Z|[+-][0-9]{2}:[0-9]{2}))?"
_USUAL = re.compile(rf"{_DAY}(?:[T ] ?{_TIME}{_OFFSET})?")
_USUAL_TIME = re.compile(_TIME)
_BEHIND = re.compile(rf"(?:[T ] ?{_TIME}{_OFFSET})?")
_PARTS = {
    "YYYY": (r"(?P<year>[0-9]{4})", "{0.year:04d}"),
    "MM": (r"(?P<month>[0-9]{2})", "{0.month:02d}"),
    "DD": (r"(?P<day>[0-9]{2})", "{0.day:02d}"),
    "M": (r"(?P<month>[0-9]{1,2})", "{0.month}"),
    "D": (r"(?P<day>[0-9]{1,2})", "{0.day}"),
    "HH": (r"(?P<hour>[0-9]{2})", "{0.hour:02d}"),
    "mm": (r"(?P<minute>[0-9]{2})", "{0.minute:02d}"),
    "ss": (r"(?P<second>[0-9]{2})", "{0.second:02d}"),
}
_PART = re.compile("YYYY|MM|DD|HH|mm|ss|M|D")


@dataclass(frozen=True, slots=True)
class Written:
    """A moment as it was written.

    Without a zone unless the text named an offset; `time` is None for a mere day.
    """

    day: date
    time: time | None
    offset: timezone | None


@dataclass(frozen=True, slots=True)
class DateFormat:
    """An explicit format, ready to read and to write."""

    text: str
    pattern: re.Pattern[str]
    template: str
    timed: bool
    """True when the format itself has hours and minutes."""


@lru_cache(maxsize=64)
def date_format(text: str) -> DateFormat:
    """The format that `text` describes.

    Raises ValueRefused when it lacks a year, a month or a day, or has other letters.
    """
    parts = _PART.findall(text)
    between = _PART.split(text)
    named = sorted(part[0] for part in parts if part[0] in "YMD")
    complete = named == ["D", "M", "Y"] and len(parts) == len(set(parts))
    times = [part for part in ("HH", "mm", "ss") if part in parts]
    if (
        not complete
        or times not in ([], ["HH", "mm"], ["HH", "mm", "ss"])
        or any(re.search("[A-Za-z0-9]", mark) for mark in between)
    ):
        raise ValueRefused(messages.DATE_FORMAT_WRONG, {"format": text})
    pattern, template = re.escape(between[0]), _brace(between[0])
    for part, mark in zip(parts, between[1:], strict=True):
        read, write = _PARTS[part]
        pattern += read + re.escape(mark)
        template += write + _brace(mark)
    return DateFormat(text, re.compile(pattern), template, bool(times))


def _brace(mark: str) -> str:
    return mark.replace("{", "{{").replace("}", "}}")


def written(text: str, explicit: str | None) -> Written | None:
    """The day and time that a text says; None when it says none.

    `explicit` is a format, None means the usual spellings.
    """
    if explicit is None:
        found = _USUAL.fullmatch(text)
        return _written(found, found) if found else None
    chosen = date_format(explicit)
    found = chosen.pattern.match(text)
    if found is None:
        return None
    if chosen.timed:
        return _written(found, found) if found.end() == len(text) else None
    behind = _BEHIND.fullmatch(text, found.end())
    return _written(found, behind) if behind else None


def written_time(text: str) -> time | None:
    """The time of day that a text says; None when it says none."""
    found = _USUAL_TIME.fullmatch(text)
    return _time(found) if found else None


def _written(day: re.Match[str], clock: re.Match[str]) -> Written | None:
    try:
        on = date(int(day["year"]), int(day["month"]), int(day["day"]))
    except ValueError:
        return None
    groups = clock.groupdict()
    if groups.get("hour") is None:
        return Written(on, None, None)
    at = _time(clock)
    return Written(on, at, _offset(groups.get("offset"))) if at is not None else None


def _time(found: re.Match[str]) -> time | None:
    groups = found.groupdict()
    fraction = (groups.get("fraction") or "0").ljust(6, "0")
    try:
        return time(
            int(groups["hour"]), int(groups["minute"]), int(groups.get("second") or 0),
            int(fraction) // 1000 * 1000,
        )  # fmt: skip
    except ValueError:
        return None


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    size = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-size if text[0] == "-" else size) if size < timedelta(hours=24) else None


def clock_text(at: time | datetime) -> str:
    """Hours and minutes, with seconds and thousandths only where there are any."""
    if at.microsecond:
        return f"{at.hour:02d}:{at.minute:02d}:{at.second:02d}.{at.microsecond // 1000:03d}"
    if at.second:
        return f"{at.hour:02d}:{at.minute:02d}:{at.second:02d}"
    return f"{at.hour:02d}:{at.minute:02d}"
