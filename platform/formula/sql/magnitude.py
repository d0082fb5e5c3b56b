"""How large a number may become: PostgreSQL goes on where formulas end, so that results which may do so are asked."""

from decimal import Decimal
from math import inf

from objectry.formula.checking.typed import (
    Apply,
    Choose,
    Constant,
    FieldRef,
    FirstOf,
    Match,
    Rescue,
    Run,
    Typed,
)

LIMIT = 1e64
_STORED = 1e19
"""More than a record keeps in a number."""
_NOT_GROWING = frozenset({"observed", "ABS"})
"""Functions of one number whose result is not larger."""


def largest(node: Typed) -> float:
    """What a number cannot be larger than, without its sign; infinite where nobody knows."""
    match node:
        case Constant(value):
            return abs(float(value)) if isinstance(value, Decimal) else 0.0
        case FieldRef():
            return _STORED
        case Apply(function, arguments):
            return _after(function.name, arguments)
        case Run(first, steps):
            found = largest(first)
            for step in steps:
                found = _joined(step.function.name, found, step.operand)
            return found
        case Choose(arms, otherwise):
            return max(largest(otherwise), *(largest(value) for _, value in arms))
        case Match(_, arms, otherwise):
            return max(largest(otherwise), *(largest(value) for _, value in arms))
        case FirstOf(operands):
            return max(largest(one) for one in operands)
        case Rescue(operand, otherwise):
            return max(largest(operand), largest(otherwise))
    return 0.0


def _after(name: str, arguments: tuple[Typed, ...]) -> float:
    if name == "rounded":
        return largest(arguments[0]) + 1
    if name in ("+", "-", *_NOT_GROWING) and len(arguments) == 1:
        return largest(arguments[0])
    # All other functions refuse by themselves what is too large.
    return LIMIT / 2


def _joined(name: str, left: float, right: Typed) -> float:
    match name:
        case "+" | "-":
            return left + largest(right)
        case "*":
            return left * largest(right)
        case "/":
            smallest = _smallest(right)
            return left / smallest if smallest else inf
    return LIMIT / 2


def _smallest(divisor: Typed) -> float:
    """What a divisor that is not zero cannot be smaller than; 0 where nobody knows."""
    match divisor:
        case Constant(value) if isinstance(value, Decimal):
            return abs(float(value))
        case FieldRef(path):
            return float(10 ** -(path[-1].scale + (2 if path[-1].percent else 0)))
    return 0.0
