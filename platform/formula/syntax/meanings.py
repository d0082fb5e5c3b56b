"""What people mean by signs, words and numbers that stand in no formula, as formulas write it."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from objectry.formula.functions.units import UNITS

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        ";": ",", "；": ",", "、": ",", "[": "{…}", "【": "{…}", "且": "&&", "并且": "&&", "或": "||", "或者": "||",
        "非": "!", "in": "IN (…)", "not": "NOT(…)", "like": "LIKE(…, …)", "contains": "CONTAINS(…, …)",
        "between": "BETWEEN(…, …, …)", "mod": "%", "div": "/", "等于": "=", "不等于": "<>", "大于": ">", "小于": "<",
        "包含": "CONTAINS(…, …)", "在": "IN (…)", "—": "-", "–": "-", "。": ".", "?": "IF(…, …, …)", "？": "IF(…, …, …)",
        "是": "=", "为": "=", "不是": "<>", "不为": "<>", "为空": "= NULL", "是空": "= NULL", "不为空": "<> NULL",
        "%": "MOD(…, …)", "≥": ">=", "≤": "<=", "≠": "<>", "×": "*", "÷": "/",
        "|": "||", "｜": "||", "非空": "<> NULL", "大于等于": ">=", "不小于": ">=", "小于等于": "<=", "不大于": "<=",
    }
)  # fmt: skip
"""Signs and words that people know from elsewhere."""
_BEFORE: Mapping[str, str] = MappingProxyType(
    {
        "if": "IF(…, …, …)",
        "case": "IF(…, …, …)",
        "如果": "IF(…, …, …)",
        "若": "IF(…, …, …)",
        "非": "!",
        "不": "!",
    }
)
"""Words behind which people go on without a bracket."""
_SIZES: Mapping[str, Decimal] = MappingProxyType(
    {
        "": Decimal(1), "百": Decimal(100), "千": Decimal(1000), "k": Decimal(1000), "万": Decimal(10_000),
        "w": Decimal(10_000), "百万": Decimal(1_000_000), "m": Decimal(1_000_000), "千万": Decimal(10_000_000),
        "亿": Decimal(100_000_000),
    }
)  # fmt: skip
"""How many times its number a word behind it means."""
_SIZED = re.compile(r"(百万|千万|[百千万亿kwmKWM])?(?:元|块|人民币|RMB|rmb|CNY)?(?!\w)")
_MONEY = re.compile(r"[￥¥＄$€]\s?([0-9][0-9,]{0,30}(?:\.[0-9]{1,10})?)")
_NUMBER_BEFORE = re.compile(r"([0-9]{1,30}(?:\.[0-9]{1,10})?)$")
_PERCENT_BEFORE = re.compile(r"([0-9]{1,30}(?:\.[0-9]{1,10})?)\s+%\s*$")
_THOUSANDS = re.compile(r"(?<![0-9.,])[0-9]{1,3}$")
_GROUPS = re.compile(r",[0-9]{3}(?:,[0-9]{3}){0,8}(?:\.[0-9]{1,10})?(?![0-9])")
_WORD_BEFORE = re.compile(r"(\w{1,4})\s{1,9}$")
_MONTHS = re.compile(r"年\s?[0-9]{1,2}\s?月\s?[0-9]{1,2}\s?[日号]?")
_DAY = re.compile(
    r"""["']?(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]?)["']?"""
)
_MOMENT = re.compile(
    r"""["'](\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?["']"""
)
_DOUBLED: Mapping[str, str] = MappingProxyType(
    {"**": "^", "=>": ">=", "=<": "<=", ">>": ">", "<<": "<", "===": "=", "??": "COALESCE(…, …)"}
)
"""Signs that are put together otherwise elsewhere."""
_LIST = re.compile(r"""(?:=|<>|!=)\s?\(\s?(?:"[^"\\]{0,40}"|'[^'\\]{0,40}'|\w{1,40})$""")
_NUMBERED = re.compile(
    r"(LAST|NEXT)[_ ](?:N|([0-9]{1,5}))[_ ](DAY|WEEK|MONTH|QUARTER|YEAR)S?(?::([0-9]{1,5}))?",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(THIS|LAST|NEXT)[_ ](WEEK|MONTH|QUARTER|YEAR)", re.IGNORECASE)
_USUAL_COUNT = "30"
_SHIFT = re.compile(r"([-+])\s?([0-9]{1,6})\s?$")
_POINTS = re.compile(r"([^\W\d][\w.]{0,49}|\{[^{}]{1,49}\})\s?%\s?$")
_UNITS = frozenset(word for words in UNITS.values() for word in words)
_NEAR = 50
"""Characters before a mistake that are looked at."""


def day_constant(written: str) -> str:
    """A day as it is written in formulas, for one that is written like a text or like two subtractions; else nothing."""
    found = _DAY.fullmatch(written.strip())
    try:
        return f"#{date(*map(int, filter(None, found.groups())))}#" if found else ""
    except ValueError:  # there is no such day
        return ""


def moment_constant(written: str) -> str:
    """A moment as it is written in formulas, for one that is written like a text; else nothing."""
    found = _MOMENT.fullmatch(written.strip())
    if found is None:
        return ""
    year, month, day, hour, minute, second = map(int, found.groups("0"))
    try:
        moment = datetime(year, month, day, hour, minute, second)
    except ValueError:  # there is no such moment
        return ""
    return f"#{moment:%Y-%m-%d %H:%M:%S}#" if second else f"#{moment:%Y-%m-%d %H:%M}#"


def range_meant(words: str) -> str:
    """A range of days as it is written in formulas, for words that mean one; else nothing."""
    if numbered := _NUMBERED.fullmatch(words):
        way, count, unit, behind = numbered.groups()
        return f"{way.upper()}_N_{unit.upper()}S({count or behind or _USUAL_COUNT})"
    named = _NAMED.fullmatch(words)
    return f"{named[1]}_{named[2]}".upper() if named else ""


def _range_around(text: str, start: int, end: int) -> str:
    """The range of days that words mean of which one stands at a place."""
    for words in (_NUMBERED, _NAMED):
        for found in words.finditer(text, max(0, start - _NEAR), end + _NEAR):
            if found.start() <= start < found.end():
                return range_meant(found[0])
    return ""


def word_meant(text: str, start: int, end: int) -> str:
    """What is written for what stands from `start` up to `end`, where it cannot stand; empty when nobody knows."""
    word, before, behind = text[start:end].lower(), text[max(0, start - _NEAR) : start], text[end:]
    following = behind[:_NEAR].lstrip().lower()
    if word == "is":
        return _is_meant(following)
    if word == "not" and following.startswith("in"):
        return "NOT(… IN (…))"
    for signs, meant in _DOUBLED.items():
        if word == signs[-1] and before.endswith(signs[:-1]):
            return meant
    if word == ";" and not following:
        return ""
    if word[:1] in ("'", '"') and before.endswith(word[:1]):
        return f"\\{word[0]}"
    if word == "," and _LIST.search(before):
        return "IN (…)"
    if days := _range_around(text, start, end):
        return days
    percent = _PERCENT_BEFORE.search(before)
    if percent:
        return f"{percent[1]}%"
    if points := _POINTS.search(before):  # such a field is a part of 1 already
        return points[1]
    return (
        _WORDS.get(word) or _number_meant(text, start, before) or _shifted(word, before) or _begun(before)
    )  # fmt: skip


def _is_meant(following: str) -> str:
    """`is null`, `is not empty`, `is true`: what follows decides."""
    negated = following.startswith("not")
    asked = following.removeprefix("not").lstrip()
    sign = "<>" if negated else "="
    return f"{sign} NULL" if asked.startswith(("null", "blank", "empty", "nothing")) else sign


def sign_meant(text: str, at: int) -> str:
    """What is written for a sign that begins nothing: a sum of money is its number."""
    sign = text[at]
    if money := _MONEY.match(text, at):
        return money[1].replace(",", "")
    if sign == ":" and (days := _range_around(text, at, at + 1)):
        return days
    if sign in ";；" and not text[at + 1 :].strip():
        return ""
    if text.startswith("??", at):
        return _DOUBLED["??"]
    if sign == "、" and text.count("(", 0, at) + text.count("（", 0, at) <= text.count(
        ")", 0, at
    ) + text.count("）", 0, at):
        return "&&"  # it parts no arguments
    return _WORDS.get(sign, "")


def _number_meant(text: str, start: int, before: str) -> str:
    """The number or the day that goes on where a formula's number ends: 500万, 1,000, 2026年12月1日."""
    groups = _GROUPS.match(text, start)
    if groups and (first := _THOUSANDS.search(before)):
        return first[0] + groups[0].replace(",", "")
    number = _NUMBER_BEFORE.search(before)
    if number is None:
        return ""
    months = _MONTHS.match(text, start)
    if months:
        return day_constant(number[1] + months[0])
    sized = _SIZED.match(text, start)
    if sized is None or not sized[0]:
        return ""
    found = f"{Decimal(number[1]) * _SIZES[(sized[1] or '').lower()]:f}"
    return found.rstrip("0").rstrip(".") if "." in found else found


def _shifted(word: str, before: str) -> str:
    """What moves a day by a number of units: `+ 1 month`."""
    number = _SHIFT.search(before)
    if number is None or word not in _UNITS:
        return ""
    sign = "-" if number[1] == "-" else ""
    return f'DATEADD(…, {sign}{number[2]}, "{word}")'


def _begun(before: str) -> str:
    """What a word right before stands for, where people write no bracket behind it."""
    word = _WORD_BEFORE.search(before)
    return _BEFORE.get(word[1].lower(), "") if word else ""
