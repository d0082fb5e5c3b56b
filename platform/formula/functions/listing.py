"""All functions and operators of the language. A module with new ones is listed in `MODULES`, and that is all."""

from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from objectry.formula.functions import (
    blanks,
    chinese,
    clock,
    converting,
    date_operators,
    date_parts,
    days,
    durations,
    geography,
    lists,
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

MODULES: tuple[ModuleType, ...] = (
    operators,
    date_operators,
    blanks,
    lists,
    records,
    geography,
    periods,
    numbers,
    rounding,
    scientific,
    money,
    days,
    date_parts,
    clock,
    parsing_dates,
    units,
    working_days,
    durations,
    texts,
    searching,
    patterns,
    converting,
    web_texts,
    chinese,
)


def _by_name(profile: Profile) -> Mapping[str, tuple[Function, ...]]:
    found: dict[str, tuple[Function, ...]] = {}
    for module in MODULES:
        for item in vars(module).values():
            for one in item if isinstance(item, tuple) else (item,):
                known = isinstance(one, Function) and any(one is two for two in found.get(one.name, ()))
                if isinstance(one, Function) and profile in one.profiles and not known:
                    found[one.name] = (*found.get(one.name, ()), one)
    return MappingProxyType(found)


FUNCTIONS: Mapping[Profile, Mapping[str, tuple[Function, ...]]] = MappingProxyType(
    {profile: _by_name(profile) for profile in Profile}
)
"""The forms of each function by profile and name, in the order in which they are tried."""
