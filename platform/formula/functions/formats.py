"""The little language in which `TEXT` is told how to write numbers, dates and times.

It is the one of spreadsheets as far as people use it there: `#,##0.00;(0.00)`, `yyyy年m月d日`, `yyyy-mm-dd hh:mm`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

MOST_PLACES = 40
"""Digits that a format asks for at most; further ones are not written."""
_QUOTED = re.compile(r"""'([^']*)'|"([^"]*)"|\\(.)|_[() -]""", re.DOTALL)
"""What is written as it is: between quotes, or behind a backslash. `_)` is a blank as wide as the bracket."""
_SECTIONS = re.compile(r"""(?:'[^']*'|"[^"]*"|\\.|[^;])+""", re.DOTALL)
_PLACES = re.compile(r"[#0][#0,]*(?:\.[#0]*)?|\.[#0]+", re.ASCII)
_UNKNOWN_SIGNS = re.compile(r"[#0?@\[\]\\*]")
_EXPONENT = re.compile("[Ee][+-]")
_MOST_SECTIONS = 3
_SPREADSHEET = re.compile(r"\[\$([^\[\]-]*)(?:-[^\[\]]*)?\]|\[([hHmMsS]+)\]|\[[^\[\]<>=]*\]|\* ")
"""What only spreadsheets do: languages and currencies of their own, time beyond a day, colours, and filled cells."""


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


def write_number(value: Decimal, text: str) -> str:
    """A number in the section of a format that is for it: the one for numbers from 0 on, for negative ones, or for 0."""
    sections = _sections(text)
    if value < 0 and len(sections) > 1:
        return _written(value.copy_abs(), sections[1])
    return _written(value, sections[2] if value == 0 and len(sections) > 2 else sections[0])


def _written(value: Decimal, section: NumberFormat | str) -> str:
    return section if isinstance(section, str) else section.write(value)


@lru_cache(maxsize=256)
def _sections(text: str) -> tuple[NumberFormat | str, ...]:
    return tuple(_number_format(one) for one in _cut(text))


def _cut(text: str) -> list[str]:
    """The parts of a format, between which there are semicolons outside of quotes, without a last one for texts (`;@`)."""
    parts = [""]
    end = 0
    for found in _SECTIONS.finditer(text):
        parts.extend("" for _ in range(found.start() - end))
        parts[-1] = found[0]
        end = found.end()
    parts.extend("" for _ in range(len(text) - end))
    return parts[:-1] if len(parts) > 1 and "@" in _masked(parts[-1]) else parts


def _number_format(text: str) -> NumberFormat | str:
    """The format that a section describes; its text when there is no place for a digit in it."""
    places = _places(text)
    if places is None:
        return _unquoted(text)
    whole, _, decimals = places[0].partition(".")
    before, after = text[: places.start()], text[places.end() :]
    return NumberFormat(
        before=_unquoted(before),
        after=_unquoted(after),
        least_whole=min(whole.count("0"), MOST_PLACES),
        grouped="," in whole,
        least_decimals=min(decimals.count("0"), MOST_PLACES),
        most_decimals=min(len(decimals), MOST_PLACES),
        percent="%" in _masked(before + after),
    )


def _places(text: str) -> re.Match[str] | None:
    """The places for digits, outside of quotes."""
    return _PLACES.search(_masked(text))


def _masked(text: str) -> str:
    """A format with blanks for what is written as it is."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), text)


def _unquoted(text: str) -> str:
    return _QUOTED.sub(
        lambda found: " " if found[0][0] == "_" else found[1] or found[2] or found[3] or "", text
    )


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    """A format in which all but what is written as it is has been changed."""
    made: list[str] = []
    end = 0
    for found in _QUOTED.finditer(text):
        made += [change(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*made, change(text[end:])])


def writes_numbers(text: str) -> bool:
    """Whether a format means to numbers what it says, and not only in a spreadsheet: `0.00E+00`, `0.0,` and `General` are
    refused, as they would be written letter by letter."""
    sections = _cut(text)
    if len(sections) > _MOST_SECTIONS or _places(sections[0]) is None:
        return False
    return not any(_has_unknown_signs(one) for one in sections)


def _has_unknown_signs(section: str) -> bool:
    rest = _masked(section)
    places = _PLACES.search(rest)
    if places is not None:
        after = rest[places.end() :]
        if places[0].partition(".")[0].endswith(",") or after.startswith(","):
            return True
        if _EXPONENT.match(after):
            return True
        rest = rest[: places.start()] + " " + after
    return _UNKNOWN_SIGNS.search(rest) is not None


def nearest_number_format(text: str) -> str:
    """The format that is meant by one that only a spreadsheet understands; empty when nobody knows."""

    def plain(part: str) -> str:
        return re.sub(r"\*+", r"'\g<0>'", _without_cells(part).replace("?", "#"))

    meant = _outside_quotes(text, plain)
    return meant if writes_numbers(meant) else ""


def _without_cells(part: str) -> str:
    return _SPREADSHEET.sub(lambda found: found[1] or found[2] or "", part)


_MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)
_MONTHS_ZH = tuple("一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月".split())
_WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
_WEEKDAYS_ZH = "一二三四五六日"


def _short_month(value: date, english: bool) -> str:
    return _MONTHS[value.month - 1][:3] if english else f"{value.month}月"


def _month(value: date, english: bool) -> str:
    return (_MONTHS if english else _MONTHS_ZH)[value.month - 1]


def _short_weekday(value: date, english: bool) -> str:
    at = value.weekday()
    return _WEEKDAYS[at][:3] if english else "周" + _WEEKDAYS_ZH[at]


def _weekday(value: date, english: bool) -> str:
    at = value.weekday()
    return _WEEKDAYS[at] if english else "星期" + _WEEKDAYS_ZH[at]


def _half_day(value: time | datetime, english: bool) -> str:
    return (("AM", "PM") if english else ("上午", "下午"))[value.hour >= 12]


Write = Callable[[Any, bool], str]
"""Writes one part of a date or a time, in English or in Chinese."""
_DATE_PARTS: Mapping[str, Write] = MappingProxyType(
    {
        "yyyy": lambda value, _: f"{value.year:04d}",
        "yy": lambda value, _: f"{value.year % 100:02d}",
        "MMMM": _month,
        "MMM": _short_month,
        "MM": lambda value, _: f"{value.month:02d}",
        "M": lambda value, _: f"{value.month}",
        "dddd": _weekday,
        "ddd": _short_weekday,
        "dd": lambda value, _: f"{value.day:02d}",
        "d": lambda value, _: f"{value.day}",
        "aaaa": _weekday,
        "aaa": _short_weekday,
    }
)
_TIME_PARTS: Mapping[str, Write] = MappingProxyType(
    {
        "HH": lambda value, _: f"{value.hour:02d}",
        "H": lambda value, _: f"{value.hour}",
        "hh": lambda value, _: f"{value.hour % 12 or 12:02d}",
        "h": lambda value, _: f"{value.hour % 12 or 12}",
        "mm": lambda value, _: f"{value.minute:02d}",
        "m": lambda value, _: f"{value.minute}",
        "ss": lambda value, _: f"{value.second:02d}",
        "s": lambda value, _: f"{value.second}",
        "SSS": lambda value, _: f"{value.microsecond // 1000:03d}",
        "a": _half_day,
        "AM/PM": _half_day,
        "上午/下午": _half_day,
    }
)
_HALVES = frozenset({"a", "AM/PM", "上午/下午"})
_LETTERS = re.compile("AM/PM|上午/下午|y+|Y+|M+|d+|D+|H+|h+|m+|s+|S+|a+|[A-Za-z]")
_PIECES = re.compile(
    f"(?P<quoted>{_QUOTED.pattern})|(?P<letters>{_LETTERS.pattern})"
    r"|(?P<fraction>(?<=s)\.0{1,3})|(?P<stray>[@*\[\]\\])",
    re.DOTALL,
)
_AS_THEY_ARE = frozenset("TZ")
"""Letters that stand for themselves, as in `2026-11-23T08:00:00Z`."""


class Clock(Enum):
    """What a format of dates and times is for."""

    DATE = "date"
    TIME = "time"
    BOTH = "both"

    @property
    def parts(self) -> Mapping[str, Write]:
        """What the letters of such a format write."""
        if self is Clock.BOTH:
            return {**_DATE_PARTS, **_TIME_PARTS}
        return _DATE_PARTS if self is Clock.DATE else _TIME_PARTS


def _meant(letters: Sequence[str], at: int, clock: Clock) -> str:
    """What the letters at some place of a format are called in the tables. `m` is the month, but minutes right behind hours
    and right before seconds, where `M` means nothing; `h` goes to 12 only where the halves of the day are written."""
    word = letters[at]
    match word[0]:
        case "y" | "Y" | "d" | "D":
            return word.lower()
        case "m" if clock is not Clock.TIME and not _beside_clock(letters, at):
            return word.upper()
        case "M" if _beside_clock(letters, at):
            return ""
        case "h" if _HALVES.isdisjoint(letters):
            return word.upper()
    return word


def _beside_clock(letters: Sequence[str], at: int) -> bool:
    """Whether hours stand right before a place of a format, or seconds right behind it."""
    before = [one for one in letters[:at] if one not in _HALVES]
    after = [one for one in letters[at + 1 :] if one not in _HALVES]
    return bool(before and before[-1][0] in "Hh" or after and after[0][0] in "Ss")


def _fraction(digits: int) -> Write:
    """What writes so many digits of the parts of a second, with their point."""
    return lambda value, _: "." + f"{value.microsecond:06d}"[:digits]


@lru_cache(maxsize=256)
def _read(text: str, clock: Clock) -> tuple[tuple[Write | str, ...], bool]:
    """The parts of a format with the text between them, and whether all of its letters mean something."""
    text = ";".join(_cut(text))
    found = list(_PIECES.finditer(text))
    letters = [one["letters"] for one in found if one["letters"]]
    known = clock.parts
    made: list[Write | str] = []
    sound = True
    end = at = 0
    for piece in found:
        made.append(text[end : piece.start()])
        end = piece.end()
        if piece["quoted"] is not None:
            made.append(_unquoted(piece[0]))
        elif piece["fraction"] is not None and clock is not Clock.DATE:
            made.append(_fraction(len(piece[0]) - 1))
        elif piece["letters"] is not None:
            part = known.get(_meant(letters, at, clock))
            sound = sound and (part is not None or piece[0] in _AS_THEY_ARE)
            made.append(part or piece[0])
            at += 1
        else:
            sound = False
            made.append(piece[0])
    return (*made, text[end:]), sound


def nearest_moment_format(text: str, clock: Clock) -> str:
    """The format that is meant by one that has minutes and seconds in capital letters, or that only a spreadsheet
    understands; empty when nobody knows."""
    plain = _outside_quotes(text, _without_cells)
    letters = [one["letters"] for one in _PIECES.finditer(plain) if one["letters"]]
    meant = iter(
        one if clock.parts.get(_meant(letters, at, clock)) else one.lower()
        for at, one in enumerate(letters)
    )
    made = _PIECES.sub(lambda one: next(meant) if one["letters"] else one[0], plain)
    return made if made != text and writes_moments(made, clock) else ""


def writes_moments(text: str, clock: Clock) -> bool:
    """Whether a format says something about dates or times, and means all that it says."""
    pieces, sound = _read(text, clock)
    return sound and not all(isinstance(one, str) for one in pieces)


def write_moment(value: date | time | datetime, text: str, language: str) -> str:
    """A date, a time or both, in a format such as `yyyy年m月d日 hh:mm`. Letters that say nothing stay as they are, and so
    does what stands between quotes."""
    if isinstance(value, datetime):
        clock = Clock.BOTH
    else:
        clock = Clock.DATE if isinstance(value, date) else Clock.TIME
    english = language == "en"
    return "".join(
        one if isinstance(one, str) else one(value, english) for one in _read(text, clock)[0]
    )
