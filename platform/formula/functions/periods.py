"""Ranges of days such as THIS_QUARTER, and what it means to compare a date with one."""

from collections.abc import Callable
from datetime import date

import sqlalchemy as sa

from objectry.formula.functions.declare import DATE, NUMBER, OURS, Function, Nulls, Types, function
from objectry.formula.moments import COUNTED, FIXED, SINGLE_DAYS, Days, days_of
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Changes, Type

PERIOD: Types = frozenset({Type.PERIOD})
_WORDS = {
    "DAY": ("天", "day"), "WEEK": ("周", "week"), "MONTH": ("月", "month"),
    "QUARTER": ("季度", "quarter"), "YEAR": ("年", "year"),
}  # fmt: skip
_NEAR = {"LAST": ("上", "the last"), "THIS": ("本", "this"), "NEXT": ("下", "the next")}


def _fixed(name: str) -> Function:
    near, unit = name.split("_")
    (near_zh, near_en), (unit_zh, unit_en) = _NEAR[near], _WORDS[unit]

    def days(around: Surroundings) -> Days:
        return days_of(name, 0, around.moment)

    days.__doc__ = f"The days of {near_en} {unit_en}, to compare dates with."
    return function(name, (), Type.PERIOD, zh=f"{near_zh}{unit_zh}的各天，用于比较日期", nulls=Nulls.TOTAL,
                    changes=Changes.DAILY, profiles=OURS,
                    examples=((f"close_date = {name}", _IN_EXAMPLE.get(name, "FALSE")),),
                    sql=_bound(days))(days)  # fmt: skip


def _counted(name: str) -> Function:
    near, _, units = name.split("_")
    unit_zh, unit_en = _WORDS[units.removesuffix("S")]

    def days(around: Surroundings, count: object) -> Days:
        return days_of(name, int(str(count)), around.moment)

    way_zh, way_en = ("过去", "last") if near == "LAST" else ("未来", "next")
    days.__doc__ = (
        f"The {way_en} so many {unit_en}s, to compare dates with. The number is written out."
    )
    return function(name, (NUMBER,), Type.PERIOD, zh=f"{way_zh}若干{unit_zh}，用于比较日期；数字要写出来",
                    changes=Changes.DAILY, profiles=OURS,
                    examples=((f"close_date = {name}(2)", _IN_EXAMPLE.get(name, "FALSE")),),
                    sql=_bound(days))(days)  # fmt: skip


def _bound(days: Callable[..., Days]) -> Callable[..., tuple[sa.ColumnElement[date], ...]]:
    """The first day and the one behind the last, as values that are sent along."""

    def ends(*given: object) -> tuple[sa.ColumnElement[date], ...]:
        found = days(*(getattr(one, "value", one) for one in given))
        return sa.literal(found.first, sa.Date()), sa.literal(found.end, sa.Date())

    return ends


_IN_EXAMPLE = dict.fromkeys(
    ("THIS_MONTH", "NEXT_WEEK", "THIS_QUARTER", "THIS_YEAR", "NEXT_N_WEEKS"), "TRUE"
)
"""The ranges that hold 2026-11-30 on 2026-11-23."""
RANGES: tuple[Function, ...] = (
    *(_fixed(name) for name in FIXED if name not in SINGLE_DAYS),
    *(_counted(name) for name in COUNTED),
)


@function("YESTERDAY", (), Type.DATE, nulls=Nulls.TOTAL, changes=Changes.DAILY, profiles=OURS, zh="昨天",
          examples=(("YESTERDAY()", "2026-11-22"),),
          sql=lambda around: sa.literal(days_of("YESTERDAY", 0, around.moment).first, sa.Date()))  # fmt: skip
def yesterday(around: Surroundings) -> date:
    """The day before today."""
    return days_of("YESTERDAY", 0, around.moment).first


@function("TOMORROW", (), Type.DATE, nulls=Nulls.TOTAL, changes=Changes.DAILY, profiles=OURS, zh="明天",
          examples=(("TOMORROW()", "2026-11-24"),),
          sql=lambda around: sa.literal(days_of("TOMORROW", 0, around.moment).first, sa.Date()))  # fmt: skip
def tomorrow(around: Surroundings) -> date:
    """The day after today."""
    return days_of("TOMORROW", 0, around.moment).first


@function("=", (DATE, PERIOD), Type.BOOLEAN, inline=True, profiles=OURS, zh="日期在这些天之内",
          sql=lambda day, days: sa.and_(day >= days[0], day < days[1]))  # fmt: skip
def within(day: date, days: Days) -> bool:
    """The date is one of the days."""
    return days.first <= day < days.end


@function("<>", (DATE, PERIOD), Type.BOOLEAN, inline=True, profiles=OURS, zh="日期不在这些天之内",
          sql=lambda day, days: sa.or_(day < days[0], day >= days[1]))  # fmt: skip
def outside(day: date, days: Days) -> bool:
    """The date is none of the days."""
    return not days.first <= day < days.end


@function("<", (DATE, PERIOD), Type.BOOLEAN, inline=True, profiles=OURS, zh="日期在这些天之前",
          sql=lambda day, days: day < days[0])  # fmt: skip
def before(day: date, days: Days) -> bool:
    """The date is before the first of the days."""
    return day < days.first


@function("<=", (DATE, PERIOD), Type.BOOLEAN, inline=True, profiles=OURS, zh="日期不晚于这些天",
          sql=lambda day, days: day < days[1])  # fmt: skip
def not_after(day: date, days: Days) -> bool:
    """The date is not behind the last of the days."""
    return day < days.end


@function(">", (DATE, PERIOD), Type.BOOLEAN, inline=True, profiles=OURS, zh="日期在这些天之后",
          sql=lambda day, days: day >= days[1])  # fmt: skip
def after(day: date, days: Days) -> bool:
    """The date is behind the last of the days."""
    return day >= days.end


@function(">=", (DATE, PERIOD), Type.BOOLEAN, inline=True, profiles=OURS, zh="日期不早于这些天",
          sql=lambda day, days: day >= days[0])  # fmt: skip
def not_before(day: date, days: Days) -> bool:
    """The date is not before the first of the days."""
    return day >= days.first
