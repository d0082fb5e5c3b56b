"""All functions and operators of the language. A module with new ones is listed in `GROUPS`, and that is all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType

from objectry.formula.functions import (
    blanks,
    capitals,
    chinese,
    clock,
    converting,
    date_operators,
    date_parts,
    days,
    durations,
    geography,
    imported,
    lists,
    logic,
    money,
    numbers,
    operators,
    parsing_dates,
    patterns,
    periods,
    records,
    rounding,
    scientific,
    searching,
    texts,
    units,
    web_texts,
    working_days,
)
from objectry.formula.functions.declare import Function, Profile


@dataclass(frozen=True, slots=True)
class Group:
    """Functions that the reference shows together."""

    title_zh: str
    title_en: str
    modules: tuple[ModuleType, ...]


GROUPS: tuple[Group, ...] = (
    Group("运算符", "Operators", (operators, date_operators)),
    Group("真假值", "Truth values", (logic,)),
    Group("空值", "Blank values", (blanks,)),
    Group("数字", "Numbers", (numbers, rounding, scientific)),
    Group("金额", "Money", (money,)),
    Group("文本", "Texts", (texts, capitals, searching, patterns, converting, web_texts, chinese, imported)),
    Group("日期和时间", "Dates and times",
          (clock, days, date_parts, parsing_dates, units, working_days, durations)),
    Group("时间范围", "Ranges of days", (periods,)),
    Group("记录、单选和多选", "Records and selects", (records, lists)),
    Group("地理位置", "Places", (geography,)),
)  # fmt: skip
"""All modules with functions, as the reference shows them."""


def functions_of(group: Group) -> Iterator[Function]:
    """The functions that the modules of a group declare, in their order."""
    for module in group.modules:
        for item in vars(module).values():
            for one in item if isinstance(item, tuple) else (item,):
                if isinstance(one, Function) and one.code.__module__ == module.__name__:
                    yield one


def _by_name(profile: Profile) -> Mapping[str, tuple[Function, ...]]:
    found: dict[str, tuple[Function, ...]] = {}
    for module in (module for group in GROUPS for module in group.modules):
        for item in vars(module).values():
            for one in item if isinstance(item, tuple) else (item,):
                known = isinstance(one, Function) and any(
                    one is two for two in found.get(one.name, ())
                )
                if isinstance(one, Function) and profile in one.profiles and not known:
                    found[one.name] = (*found.get(one.name, ()), one)
    return MappingProxyType(found)


FUNCTIONS: Mapping[Profile, Mapping[str, tuple[Function, ...]]] = MappingProxyType(
    {profile: _by_name(profile) for profile in Profile}
)
"""The forms of each function by profile and name, in the order in which they are tried."""
