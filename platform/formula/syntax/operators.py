"""How tightly operators bind: parts a run of operands and operators into chains of one level each."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from objectry.formula.functions.declare import Profile
from objectry.formula.places import Span
from objectry.formula.syntax.nodes import Chain, Node

Levels = Mapping[str, int]
"""How tightly each operator binds, by its sign."""
_LOOSE: Levels = {"||": 1, "&&": 2, "=": 3, "<>": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "&": 5}  # fmt: skip
LEVELS: Mapping[Profile, Levels] = MappingProxyType(
    {
        # As in Excel: 2 * 3 ^ 2 is 18.
        Profile.OBJECTRY: MappingProxyType({**_LOOSE, "*": 6, "/": 6, "%": 6, "^": 7}),
        # As Salesforce reads it: 2 * 3 ^ 2 is 36.
        Profile.SALESFORCE: MappingProxyType({**_LOOSE, "^": 6, "*": 7, "/": 7, "%": 7}),
    }
)
WITHIN = 4
"""How tightly `in (…)` binds what stands before it."""
SIGN = 8
"""How tightly a sign before its operand binds."""
ATOM = 9
"""A constant, a name, a call: nothing parts it."""
_ALIKE: Mapping[str, str] = MappingProxyType(
    {"==": "=", "!=": "<>", "≠": "<>", "≤": "<=", "≥": ">=", "and": "&&", "or": "||"}
)


class Operator(NamedTuple):
    """An operator between two operands, as trees write it."""

    sign: str
    span: Span


def operator(written: str, span: Span) -> Operator:
    """An operator in the one way in which trees write it."""
    return Operator(_ALIKE.get(written.lower(), str(written)), span)


def chained(operands: Sequence[Node], operators: Sequence[Operator], levels: Levels) -> Node:
    """A run as chains inside each other, the loosest outside. There is one operator less than there are operands."""
    if not operators:
        return operands[0]
    bound = [levels[one.sign] for one in operators]
    loosest = min(bound)
    if loosest == max(bound):
        return _chain(operands, operators)
    at = [number for number, level in enumerate(bound) if level == loosest]
    starts, ends = [0, *(number + 1 for number in at)], [*at, len(operators)]
    inner = [
        chained(operands[start : end + 1], operators[start:end], levels)
        for start, end in zip(starts, ends, strict=True)
    ]
    return _chain(inner, [operators[number] for number in at])


def _chain(operands: Sequence[Node], operators: Sequence[Operator]) -> Chain:
    return Chain(
        tuple(operands),
        tuple(one.sign for one in operators),
        Span(operands[0].span.start, operands[-1].span.end),
        tuple(one.span for one in operators),
    )
