"""Chains of arithmetic in PostgreSQL, to the last digit that Python gives them.

What surely keeps all of its digits is written with the operators of the database. Everything else goes through a function
that rounds as formulas do, and makes NaN of what cannot be computed: so a chain names each operand once, and its guard asks
at the end whether it is NaN.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from objectry.formula.checking.typed import Run, Step
from objectry.formula.functions import operators
from objectry.formula.functions.declare import Function
from objectry.formula.functions.numbers import NOT_A_NUMBER, reckoned_sql
from objectry.formula.sql.guards import Sql, any_of, in_order
from objectry.formula.sql.magnitude import LIMIT, Size, never_zero, sizes

_SIGNS: Mapping[Function, str] = MappingProxyType(
    {operators.add: "+", operators.subtract: "-", operators.multiply: "*", operators.divide: "/"}
)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a chain has come to."""

    found: Sql
    may_fail: bool = False
    """Whether its value may be NaN."""

    def settled(self) -> Sql:
        """The same as everything else takes it: the guard tells where there is no value."""
        if not self.may_fail:
            return self.found
        value = self.found.value
        failed = any_of((self.found.guard, value == NOT_A_NUMBER))
        return Sql(
            sa.func.nullif(value, NOT_A_NUMBER, type_=sa.Numeric()), failed, self.found.limit
        )

    def after(self, steps: Sequence[Step], operands: Sequence[Sql], size: Size) -> "Reckoned":
        """The chain with more steps of `groups`; `size` is that of the number behind the last one."""
        begun = self
        if any(one.limit is not None for one in operands):
            begun = Reckoned(self.settled())
        nothing = any(step.operand.nullable for step in steps)
        if _is_plain(steps[-1], size) and not (begun.may_fail and nothing):
            value = _plainly(begun.found.value, steps, operands)
            return Reckoned(in_order([begun.found, *operands], value), begun.may_fail)
        value, may_fail = begun.found.value, begun.may_fail
        for step, operand in zip(steps, operands, strict=True):
            value = reckoned_sql(value, _SIGNS[step.function], operand.value)
            divided = step.function is operators.divide and not never_zero(step.operand)
            may_fail = may_fail or divided or size.largest >= LIMIT
        return Reckoned(in_order([begun.found, *operands], value), may_fail)


def is_arithmetic(step: Step) -> bool:
    """Whether a step is one that `Reckoned.after` takes."""
    return step.function in _SIGNS


def groups(node: Run) -> Iterator[tuple[list[Step], Size]]:
    """The steps of a run with the sizes that they lead to. Sums that keep all of their digits can be taken as one step:
    in SQL each step would stand within the next one, and there are not that many levels."""
    summands: list[Step] = []
    reached: Size | None = None
    for step, size in zip(node.steps, sizes(node), strict=True):
        plain = step.function in (operators.add, operators.subtract) and size.is_kept
        if summands and reached is not None and not plain:
            yield summands, reached
            summands = []
        summands.append(step)
        reached = size
        if not plain:
            yield summands, size
            summands = []
    if summands and reached is not None:
        yield summands, reached


def _is_plain(step: Step, size: Size) -> bool:
    return step.function is not operators.divide and size.is_kept


def _plainly(first: Any, steps: Sequence[Step], operands: Sequence[Sql]) -> Any:
    """A product, or a sum less another one, as the database itself computes it."""
    if steps[0].function is operators.multiply:
        return first * operands[0].value
    pairs = list(zip(steps, operands, strict=True))
    plus = [first, *(one.value for step, one in pairs if step.function is operators.add)]
    minus = [one.value for step, one in pairs if step.function is operators.subtract]
    value = sum(plus[1:], start=plus[0])
    return value - sum(minus[1:], start=minus[0]) if minus else value
