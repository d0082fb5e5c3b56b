"""Where a formula has no value, as SQL: guards are gathered along the way that the Python code takes.

What would not be computed cannot go wrong. Some mistakes nothing catches, as texts that become too long; they are known
apart, and count only where nothing has gone wrong before them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

Element = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Sql:
    """An expression, and where it has no value. `value` is a pair for places, a `Listed` for fields with several values."""

    value: Any
    guard: Element | None = None
    limit: Element | None = None
    """True only where `guard` is: what goes wrong there is caught by nothing."""


def any_of(guards: Sequence[Element | None]) -> Element | None:
    """True where one of them is."""
    there = [one for one in guards if one is not None]
    if not there:
        return None
    return there[0] if len(there) == 1 else sa.or_(*there)


def in_order(parts: Sequence[Sql], value: Any) -> Sql:
    """A value for which all parts are computed, one after the other."""
    limit: Element | None = None
    for one in reversed(parts):
        limit = any_of((one.limit, _unless(one.guard, limit)))
    return Sql(value, any_of([one.guard for one in parts]), limit)


def in_turn(parts: Sequence[tuple[Sql, Element]], value: Any) -> Sql:
    """A value for which a part is computed only where no part before it has decided: each with when it does."""
    failing = [at for at, (one, _) in enumerate(parts) if one.guard is not None]
    if not failing:
        return Sql(value)
    reached = parts[: failing[-1] + 1]
    limits = any(one.limit is not None for one, _ in parts)
    return Sql(value, _guard_in_turn(reached), _limit_in_turn(reached) if limits else None)


def _guard_in_turn(parts: Sequence[tuple[Sql, Element]]) -> Element | None:
    *first, (last, _) = parts
    cases: list[tuple[Element, Element]] = []
    for one, decides in first:
        if one.guard is not None:
            cases.append((one.guard, sa.true()))
        cases.append((decides, sa.false()))
    return sa.case(*cases, else_=last.guard) if cases else last.guard


def _limit_in_turn(parts: Sequence[tuple[Sql, Element]]) -> Element:
    cases: list[tuple[Element, Element]] = []
    for one, decides in parts:
        if one.limit is not None:
            cases.append((one.limit, sa.true()))
        if one.guard is not None:
            cases.append((one.guard, sa.false()))
        cases.append((decides, sa.false()))
    return sa.case(*cases, else_=sa.false())


def of_arms(arms: Sequence[tuple[Sql, Sql]], otherwise: Sql, value: Any) -> Sql:
    """A value that is chosen: it goes wrong in a condition that is reached, or in the value that is taken."""
    parts = (*(part for arm in arms for part in arm), otherwise)
    found = Sql(value)
    if any(one.guard is not None for one in parts):
        cases: list[tuple[Element, Element]] = []
        for test, one in arms:
            if test.guard is not None:
                cases.append((test.guard, sa.true()))
            cases.append((test.value, _or_false(one.guard)))
        found = replace(found, guard=sa.case(*cases, else_=_or_false(otherwise.guard)))
    if any(one.limit is not None for one in parts):
        cases = []
        for test, one in arms:
            if test.limit is not None:
                cases.append((test.limit, sa.true()))
            if test.guard is not None:
                cases.append((test.guard, sa.false()))
            cases.append((test.value, _or_false(one.limit)))
        found = replace(found, limit=sa.case(*cases, else_=_or_false(otherwise.limit)))
    return found


def rescued(operand: Sql, otherwise: Sql) -> Sql:
    """A value, or another one where it cannot be computed."""
    if operand.guard is None:
        return operand
    guard, limit = (
        any_of((operand.limit, None if part is None else sa.and_(operand.guard, part)))
        for part in (otherwise.guard, otherwise.limit)
    )
    value = sa.case((operand.guard, otherwise.value), else_=operand.value)
    return Sql(value, guard, limit)


def is_fault(operand: Sql) -> Sql:
    """Whether a value cannot be computed."""
    if operand.guard is None:
        return Sql(sa.false())
    return Sql(sa.func.coalesce(operand.guard, sa.false()), operand.limit, operand.limit)


def _unless(guard: Element | None, limit: Element | None) -> Element | None:
    if guard is None or limit is None:
        return limit
    return sa.and_(sa.not_(sa.func.coalesce(guard, sa.false())), limit)


def _or_false(guard: Element | None) -> Element:
    return sa.false() if guard is None else guard
