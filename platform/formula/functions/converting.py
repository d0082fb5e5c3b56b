"""Functions between texts and other types, and how `&` writes a value."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from objectry.formula import sayings
from objectry.formula.faults import Failed, Kind, no_such_day
from objectry.formula.functions.declare import (
    BOOLEAN,
    DATE,
    DATETIME,
    LOOKUP,
    NUMBER,
    OURS,
    PICKLIST,
    TEXT,
    THEIRS,
    TIME,
    Judge,
    Nulls,
    Unfit,
    function,
)  # fmt: skip
from objectry.formula.functions.formats import (
    Clock,
    nearest_moment_format,
    nearest_number_format,
    write_moment,
    write_number,
    writes_moments,
    writes_numbers,
)
from objectry.formula.functions.lengths import Sql, as_text
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Type

_TOO_LARGE = Decimal("9." + "9" * 38 + "5E63")
"""What would become 1E64 with 39 digits, which is more than numbers may be."""
_LONGEST_NUMBER = 255
"""Characters of a text that is read as a number, so that no text takes long."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")

_GROUPED = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(\.[0-9]*)?(%?)")
_NARROW = str.maketrans("０１２３４５６７８９．，＋－％\u3000", "0123456789.,+-% ")
_HUNDREDTH = Decimal("0.01")


def number_text(value: Decimal) -> str:
    """A number without an exponent, and without zeros at the end of its decimals."""
    text = str(value)
    if "E" in text:
        text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def date_text(value: date) -> str:
    """A date as `2026-11-23`."""
    return value.isoformat()


def datetime_text(value: datetime) -> str:
    """A moment as `2026-11-23 08:00:00Z`, in UTC."""
    return value.isoformat(" ")[:19] + "Z"


def time_text(value: time) -> str:
    """A time of day as `13:00:00.000`."""
    return value.isoformat("milliseconds")


def boolean_text(value: bool) -> str:
    """`TRUE` or `FALSE`."""
    return "TRUE" if value else "FALSE"


_WRITERS: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        str: str,
        Decimal: number_text,
        bool: boolean_text,
        date: date_text,
        datetime: datetime_text,
        time: time_text,
    }
)


def to_text(value: object) -> str | None:
    """A value as `&` and CONCAT write it; None for nothing."""
    return None if value is None else _WRITERS[type(value)](value)


def to_text_sql(value: Sql) -> sa.ColumnElement[str]:
    """The same in PostgreSQL: helpers for each type, told apart by the type of the expression."""
    made: sa.ColumnElement[str] = sa.func.fx.to_text(value, type_=sa.Text())
    return made


@function(
    "TEXT", (NUMBER,), Type.TEXT, observes=True, inline=True, cost=2,
    zh="把数字写成文本：没有多余的零，也不用科学记数法。",
    examples=(("TEXT(1.10)", "1.1"), ("TEXT(-20)", "-20"), ("TEXT(100000000000000000000)", "100000000000000000000")),
    sql=to_text_sql,
)  # fmt: skip
def text_of_number(number: Decimal) -> str:
    """A number as text, without zeros at the end of its decimals and never with an exponent."""
    return number_text(number)


@function(
    "TEXT", (DATE,), Type.TEXT, inline=True, cost=2,
    zh="把日期写成文本，如 2026-11-23。",
    examples=(("TEXT(DATE(2026, 11, 23))", "2026-11-23"), ('"到 " & TEXT(DATE(2027, 1, 5))', "到 2027-01-05")),
    sql=to_text_sql,
)  # fmt: skip
def text_of_date(day: date) -> str:
    """A date as text: `2026-11-23`."""
    return day.isoformat()


@function(
    "TEXT", (DATETIME,), Type.TEXT, inline=True, cost=2,
    zh="把日期时间写成文本，按世界时，如 2026-11-23 08:00:00Z。",
    examples=(("TEXT(NOW())", "2026-11-23 08:00:00Z"), ("LEFT(TEXT(NOW()), 10)", "2026-11-23")),
    sql=to_text_sql,
)  # fmt: skip
def text_of_datetime(moment: datetime) -> str:
    """A date with a time as text, in UTC: `2026-11-23 08:00:00Z`."""
    return datetime_text(moment)


@function(
    "TEXT", (TIME,), Type.TEXT, inline=True, cost=2,
    zh="把时间写成文本，如 13:00:00.000。",
    examples=(('TEXT(TIMEVALUE("13:00:00.000"))', "13:00:00.000"), ('TEXT(TIMEVALUE("08:05:09.250"))', "08:05:09.250")),
    sql=to_text_sql,
)  # fmt: skip
def text_of_time(time_of_day: time) -> str:
    """A time of day as text: `13:00:00.000`."""
    return time_text(time_of_day)


@function(
    "TEXT", (BOOLEAN,), Type.TEXT, inline=True, profiles=OURS,
    zh="把真假值写成 TRUE 或 FALSE。",
    examples=(("TEXT(1 < 2)", "TRUE"), ("TEXT(FALSE)", "FALSE")),
    sql=to_text_sql,
)  # fmt: skip
def text_of_boolean(value: bool) -> str:
    """`TRUE` or `FALSE` as text."""
    return "TRUE" if value else "FALSE"


@function(
    "TEXT", (PICKLIST,), Type.TEXT, inline=True,
    zh="单选字段的值（不是标签）。",
    examples=(("TEXT(stage)", "won"), ("UPPER(TEXT(stage))", "WON")),
    sql=as_text,
)  # fmt: skip
def text_of_choice(choice: str) -> str:
    """The value of a select, not its label, as text."""
    return choice


@function(
    "TEXT", (LOOKUP,), Type.TEXT, inline=True, profiles=OURS,
    zh="记录的 ID，与接口里的写法相同；关联字段则是所关联记录的 ID。",
    examples=(("TEXT(id)", "0190a5c0-0000-7000-8000-000000000001"),
              ('"/o/deal/" & TEXT(id)', "/o/deal/0190a5c0-0000-7000-8000-000000000001")),
    sql=as_text,
)  # fmt: skip
def text_of_reference(record: str) -> str:
    """The ID of a record as the API writes it; of a look-up, that of the record it points to."""
    return record


@function(
    "TEXT", (TEXT,), Type.TEXT, inline=True, profiles=OURS,
    zh="文本保持不变。",
    examples=(('TEXT("abc")', "abc"), ("TEXT(name)", "华强科技")),
    sql=as_text,
)  # fmt: skip
def text_of_text(text: str) -> str:
    """A text as it is."""
    return text


def _number_format_judge(form: str) -> Unfit | None:
    if writes_numbers(form):
        return None
    params = {"value": form, "known": "0 # , . % ; _)"}
    return Unfit(sayings.FORMAT_UNKNOWN, params, nearest_number_format(form))


def _moment_format_judge(clock: Clock) -> Judge:
    """What refuses a format of dates or times that is written out and has letters that mean nothing."""
    known = " ".join(word for word in clock.parts if word.isascii())

    def judge(form: str) -> Unfit | None:
        if writes_moments(form, clock):
            return None
        params = {"value": form, "known": known}
        return Unfit(sayings.FORMAT_UNKNOWN, params, nearest_moment_format(form, clock))

    return judge


@function(
    "TEXT", (NUMBER, TEXT), Type.TEXT, observes=True, blank=True, cost=10, profiles=OURS,
    judges={"form": _number_format_judge},
    zh="按格式写数字：0 必写，# 可省，逗号分千位，% 写成百分数，其他字符照写（可用引号括起，或前面加反斜杠）。"
       "四舍五入。分号后面写负数的格式，再一个分号后面写零的格式；_) 是空格，文本的格式（;@）不起作用。",
    examples=(('TEXT(1234.5, "¥#,##0.00")', "¥1,234.50"), ('TEXT(0.256, "0%")', "26%"), ('TEXT(7, "000")', "007"),
              ('TEXT(-5, "0.00;(0.00)")', "(5.00)")),
)  # fmt: skip
def text_of_number_formatted(number: Decimal, form: str) -> str:
    """A number in a format: `0` is a digit that is always written, `#` one that may be left out, a comma groups thousands,
    `%` makes a percentage. Other characters, and all between quotes or behind a backslash, are written as they are. Behind a
    semicolon stands the format of negative numbers, behind a second one that of 0; `_)` is a blank, and a format of texts
    (`;@`) means nothing."""
    return write_number(number, form)


@function(
    "TEXT", (DATE, TEXT), Type.TEXT, blank=True, cost=10, profiles=OURS,
    judges={"form": _moment_format_judge(Clock.DATE)},
    zh="按格式写日期：yyyy 年，yy 两位年，mm、m（或 MM、M）月，mmm、mmmm 月份名，dd、d 日，aaa、aaaa（或 ddd、dddd）星期，"
       "其他字符照写，字母要用单引号括起（T、Z 除外）。",
    examples=(('TEXT(DATE(2026, 1, 5), "yyyy年m月d日")', "2026年1月5日"),
              ('TEXT(DATE(2026, 1, 5), "yyyy-mm-dd")', "2026-01-05"),
              ('TEXT(DATE(2026, 1, 5), "DD/MM/YY aaaa")', "05/01/26 星期一")),
)  # fmt: skip
def text_of_date_formatted(surroundings: Surroundings, day: date, form: str) -> str:
    """A date in a format: `yyyy` or `yy` for the year, `mm` or `m` (or `MM`, `M`) for the month and `mmm` or `mmmm` for its
    name, `dd` or `d` for the day, `ddd` or `dddd` (or `aaa`, `aaaa`) for the day of the week. Other characters are written
    as they are; letters but `T` and `Z` stand between single quotes."""
    return write_moment(day, form, surroundings.language)


@function(
    "TEXT", (DATETIME, TEXT), Type.TEXT, blank=True, cost=10, profiles=OURS,
    judges={"form": _moment_format_judge(Clock.BOTH)},
    zh="按格式写日期时间，用组织的时区：日期字母照旧，hh、h 时（24 小时，带 a 或 AM/PM 时 12 小时），HH、H 总是 24 小时，"
       "a 上午/下午，时后或秒前的 mm、m 是分（其他地方是月），ss 秒，SSS 毫秒（ss.000 也是）。",
    examples=(('TEXT(NOW(), "yyyy-mm-dd hh:mm")', "2026-11-23 16:00"), ('TEXT(NOW(), "M月d日 ah:mm")', "11月23日 下午4:00")),
)  # fmt: skip
def text_of_datetime_formatted(surroundings: Surroundings, moment: datetime, form: str) -> str:
    """A date with a time in a format, in the organisation's time zone: the letters for dates, and `hh` or `h` for hours (24
    of them, but 12 where `a` or `AM/PM` stands in the format; `HH` and `H` are always 24), `mm` or `m` for minutes right
    behind hours or right before seconds (elsewhere it is the month), `ss` and `SSS`, or `ss.000`."""
    try:
        local = moment.astimezone(surroundings.moment.zone)
    except OverflowError:
        raise no_such_day() from None
    return write_moment(local, form, surroundings.language)


@function(
    "TEXT", (TIME, TEXT), Type.TEXT, blank=True, cost=10, profiles=OURS,
    judges={"form": _moment_format_judge(Clock.TIME)},
    zh="按格式写时间：hh、h 时（24 小时，带 a 或 AM/PM 时 12 小时），HH、H 总是 24 小时，"
       "a 上午/下午，mm、m 分，ss 秒，SSS 毫秒（ss.000 也是）。",
    examples=(('TEXT(TIMEVALUE("13:05:00"), "hh:mm")', "13:05"), ('TEXT(TIMEVALUE("13:05:00"), "ah点m分")', "下午1点5分")),
)  # fmt: skip
def text_of_time_formatted(surroundings: Surroundings, time_of_day: time, form: str) -> str:
    """A time of day in a format of `hh` or `h` (24 hours, but 12 where `a` or `AM/PM` stands in the format; `HH` and `H` are
    always 24), `a`, `mm`, `ss` and `SSS`, or `ss.000`."""
    return write_moment(time_of_day, form, surroundings.language)


def parsed_number(text: str) -> Decimal | None:
    """The number that a text without blanks around it is, with 39 digits; None when it is none that can be kept."""
    if len(text) > _LONGEST_NUMBER or _NUMBER.fullmatch(text) is None:
        return None
    exact = Decimal(text)
    return +exact if exact.copy_abs() < _TOO_LARGE else None


def _number_as_written(text: str) -> Decimal | None:
    """The number that people write: with blanks around it, commas between thousands, a percent sign or full-width signs."""
    plain = text.translate(_NARROW).strip(" ")
    found = parsed_number(plain)
    if found is not None or len(plain) > _LONGEST_NUMBER:
        return found
    parts = _GROUPED.fullmatch(plain)
    if parts is None:
        return None
    sign, whole, decimals, percent = parts.groups(default="")
    found = parsed_number(sign + whole.replace(",", "") + decimals)
    return found * _HUNDREDTH if found is not None and percent else found


def _number_or_failure(found: Decimal | None) -> Decimal:
    if found is None:
        raise Failed(Kind.BAD_NUMBER_TEXT)
    return found


def _value_sql(text: Sql) -> Sql:
    return sa.func.fx.value(as_text(text), type_=sa.Numeric())


def _value_as_written_sql(text: Sql) -> Sql:
    return sa.func.fx.value_as_written(as_text(text), type_=sa.Numeric())


@function(
    "VALUE", (TEXT,), Type.NUMBER, fails=True, cost=3, profiles=OURS,
    zh="把文本变成数字；两端可以有空格，可以有千位逗号、百分号和全角数字，可以写成 1.5E3；不是数字时出错。",
    examples=(('VALUE(" 12.50 ")', "12.5"), ('VALUE("1,234")', "1234"), ('VALUE("25%")', "0.25"), ('VALUE("-3E2")', "-300")),
    sql=_value_as_written_sql,
)  # fmt: skip
def value(text: str) -> Decimal:
    """The number that a text says. Blanks around it, commas between thousands, a percent sign, full-width digits and an
    exponent are understood; other texts are an error."""
    return _number_or_failure(_number_as_written(text))


@function(
    "VALUE", (TEXT,), Type.NUMBER, fails=True, cost=3, profiles=THEIRS,
    zh="把文本变成数字；不是数字时出错。",
    examples=(('VALUE("12.50")', "12.5"), ('VALUE("-3E2")', "-300")),
    sql=_value_sql,
)  # fmt: skip
def value_theirs(text: str) -> Decimal:
    """The number that a text says. All other texts, also with blanks around the number, are an error."""
    return _number_or_failure(parsed_number(text))


@function(
    "ISNUMBER", (TEXT,), Type.BOOLEAN, nulls=Nulls.TOTAL, cost=3, profiles=OURS,
    zh="文本是否是 VALUE 能读的数字。",
    examples=(('ISNUMBER("12.5")', "TRUE"), ('ISNUMBER("12abc")', "FALSE"), ("ISNUMBER(NULL)", "FALSE")),
    sql=lambda text: _value_as_written_sql(text).is_not(None),
)  # fmt: skip
def isnumber(text: str | None) -> bool:
    """Whether VALUE can make a number of a text."""
    return text is not None and _number_as_written(text) is not None


@function(
    "ISNUMBER", (TEXT,), Type.BOOLEAN, nulls=Nulls.TOTAL, cost=3, profiles=THEIRS,
    zh="文本是否是 VALUE 能读的数字。",
    examples=(('ISNUMBER("12.5")', "TRUE"), ('ISNUMBER("12abc")', "FALSE")),
    sql=lambda text: _value_sql(text).is_not(None),
)  # fmt: skip
def isnumber_theirs(text: str | None) -> bool:
    """Whether VALUE can make a number of a text."""
    return text is not None and parsed_number(text) is not None
