"""The little language in which `TEXT` is told how to write numbers, dates and times."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

_PLACES = re.compile(r"[#0][#0,]*(?:\.[#0]*)?|\.[#0]+", re.ASCII)
_QUOTED = re.compile("'([^']*)'")
MOST_PLACES = 40
"""Digits that a format asks for at most; further ones are not written."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a number is written: `#,##0.00` and what stands before and after it."""

    before: str
    after: str
    least_whole: int
    grouped: bool
    least_decimals: int
    most_decimals: int
    percent: bool

    def write(self, value: Decimal) -> str:
        """A number in this format, rounded half up. A minus sign stands before everything."""
        if self.percent:
            shown = f"{value.copy_abs():.{self.most_decimals}%}"[:-1]
        else:
            shown = f"{value.copy_abs():.{self.most_decimals}f}"
        whole, _, decimals = shown.partition(".")
        sign = "-" if value < 0 and shown.strip("0.") else ""
        whole = whole.lstrip("0").rjust(self.least_whole, "0")
        if self.grouped:
            head = len(whole) % 3 or min(3, len(whole))
            whole = ",".join(
                [whole[:head], *(whole[at : at + 3] for at in range(head, len(whole), 3))]
            )
        decimals = decimals.rstrip("0").ljust(self.least_decimals, "0")
        digits = f"{whole}.{decimals}" if decimals else whole or "0"
        return f"{sign}{self.before}{digits}{self.after}"


@lru_cache(maxsize=256)
def number_format(text: str) -> NumberFormat | str:
    """The format that a text describes; the text itself when there is no place for a digit in it."""
    quotes = list(_QUOTED.finditer(text))
    places = next(
        (found for found in _PLACES.finditer(text) if not any(q.start() < found.start() < q.end() for q in quotes)),
        None,
    )  # fmt: skip
    if places is None:
        return _QUOTED.sub(r"\1", text)
    whole, _, decimals = places[0].partition(".")
    before, after = text[: places.start()], text[places.end() :]
    return NumberFormat(
        before=_QUOTED.sub(r"\1", before),
        after=_QUOTED.sub(r"\1", after),
        least_whole=min(whole.count("0"), MOST_PLACES),
        grouped="," in whole,
        least_decimals=min(decimals.count("0"), MOST_PLACES),
        most_decimals=min(len(decimals), MOST_PLACES),
        percent="%" in _QUOTED.sub("", before + after),
    )


_DATE_PARTS = {
    "yyyy": "{0.year:04d}", "yy": "{1:02d}", "MM": "{0.month:02d}", "M": "{0.month}",
    "dd": "{0.day:02d}", "d": "{0.day}",
}  # fmt: skip
_TIME_PARTS = {
    "HH": "{0.hour:02d}", "H": "{0.hour}", "hh": "{2:02d}", "h": "{2}", "mm": "{0.minute:02d}", "m": "{0.minute}",
    "ss": "{0.second:02d}", "s": "{0.second}", "SSS": "{3:03d}", "a": "{4}",
}  # fmt: skip
_PARTS = re.compile("'([^']*)'|y+|Y+|M+|d+|D+|H+|h+|m+|s+|S+|a+")


@lru_cache(maxsize=256)
def _template(text: str, dated: bool, timed: bool) -> str:
    """The format as a template for `str.format`."""
    known = (_DATE_PARTS if dated else {}) | (_TIME_PARTS if timed else {})
    made: list[str] = []
    end = 0
    for part in _PARTS.finditer(text):
        made.append(_literal(text[end : part.start()]))
        letters = part[0].lower() if part[0][0] in "YD" else part[0]
        quoted = part[1] if part[1] is not None else part[0]
        made.append(known.get(letters) or _literal(quoted))
        end = part.end()
    return "".join([*made, _literal(text[end:])])


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def write_moment(value: date | time | datetime, text: str, language: str) -> str:
    """A date, a time or both, in a format such as `yyyy年M月d日 HH:mm`. Letters that say nothing stay as they are, and so
    does what stands between single quotes."""
    dated, timed = (
        isinstance(value, date),
        not isinstance(value, date) or isinstance(value, datetime),
    )
    hour = 0 if isinstance(value, date) and not isinstance(value, datetime) else value.hour
    millisecond = value.microsecond // 1000 if isinstance(value, time | datetime) else 0
    halves = ("AM", "PM") if language == "en" else ("上午", "下午")
    year = value.year % 100 if isinstance(value, date) else 0
    return _template(text, dated, timed).format(
        value, year, hour % 12 or 12, millisecond, halves[hour >= 12]
    )
