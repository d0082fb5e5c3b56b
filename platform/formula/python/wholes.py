"""Whole numbers that Python's own integers reckon with: days between dates, years, lengths, positions, and their sums.

They are the same numbers as long as they are small, and a comparison with one needs no `Decimal` to be made.
"""

from decimal import Decimal

from objectry.formula.checking.typed import Apply, Constant, Run, Step, Typed
from objectry.formula.functions import operators
from objectry.formula.functions.declare import Function, Types
from objectry.formula.python.inlining import template
from objectry.formula.types import Type

INTEGER: Types = frozenset()
"""The types of a parameter that is given as an integer, in functions that only the Python back end knows."""
LARGEST = 10**30
"""Decimals keep all digits of what is smaller, and so do integers."""
ARITHMETIC = (operators.add, operators.subtract, operators.multiply)
"""Operators that make whole numbers of whole numbers."""


def largest(node: Typed) -> int | None:
    """How large a whole number can become, whatever its sign; None when it may have decimals, or become too large."""
    match node:
        case Constant(value=Decimal() as number):
            return _small(abs(int(number))) if number.as_tuple().exponent == 0 else None
        case Apply() if node.function is operators.negate:
            return largest(node.arguments[0])
        case Apply():
            return _made(node.function)
        case Run():
            return prefixes(node)[-1]
    return None


def prefixes(node: Run) -> list[int | None]:
    """The same for the first operand of a run, and for the run up to each of its operators."""
    found = [largest(node.first)]
    for step in node.steps:
        found.append(_after(found[-1], step))
    return found


def _after(left: int | None, step: Step) -> int | None:
    if step.function not in ARITHMETIC:
        return _made(step.function)
    right = largest(step.operand)
    if left is None or right is None:
        return None
    return _small(left * right if step.function is operators.multiply else left + right)


def _made(function: Function) -> int | None:
    if function.result is not Type.NUMBER or not function.inline:
        return None
    found = template(function)
    return None if found.integer is None else found.largest


def _small(number: int) -> int | None:
    return number if number < LARGEST else None
