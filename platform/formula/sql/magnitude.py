"""How large a number may become, and how many decimals it may have: PostgreSQL goes on where formulas round, or end."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import inf

from objectry.formula.arithmetic import DIGITS, LARGEST_EXPONENT
from objectry.formula.checking.typed import (
    Apply,
    Choose,
    Constant,
    FieldRef,
    FirstOf,
    Match,
    Rescue,
    Run,
    Step,
    Typed,
    walk,
)
from objectry.formula.functions import conversions, operators
from objectry.formula.python import wholes

LIMIT = 10.0 ** (LARGEST_EXPONENT + 1)
"""What all numbers of formulas are smaller than."""
_ALIKE = 1e20
"""What a dividend must be smaller than, in units of the divisor, for `seen_alike`: 39 digits less those of two decimals."""
_STORED = 19
"""Digits that a stored number cannot have."""
_ELAPSED = 1e8
"""More than there are days between two dates, and milliseconds in a day."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a number is never larger than, without its sign, and the decimals it may have; infinite where nobody knows."""

    largest: float
    decimals: float

    @property
    def is_kept(self) -> bool:
        """Whether formulas keep all of its digits, however large it becomes."""
        below: float = 10.0 ** (DIGITS - self.decimals)
        return self.largest < below


_UNKNOWN = Size(LIMIT / 2, inf)
"""The size of what a function gives that refuses by itself what is too large."""


def size(node: Typed) -> Size:
    """The size of a number."""
    match node:
        case Constant(value):
            return _of_constant(value) if isinstance(value, Decimal) else Size(0, 0)
        case FieldRef(path):
            info = path[-1]
            # What is stored are points, what is seen are parts of one.
            scale = info.scale + (2 if info.percent else 0)
            if info.scale >= _STORED - 1:
                return _UNKNOWN  # nobody says how many decimals it has, nor where it is stored
            return Size(10.0 ** (_STORED - scale), 0 if info.whole else scale)
        case Apply():
            return _of_call(node)
        case Run():
            *_, last = sizes(node)
            return last
        case Choose(arms, otherwise) | Match(arms=arms, otherwise=otherwise):
            return _any_of((*(value for _, value in arms), otherwise))
        case FirstOf(operands):
            return _any_of(operands)
        case Rescue(operand, otherwise):
            return _any_of((operand, otherwise))
    return Size(0, 0)


def sizes(node: Run) -> Iterator[Size]:
    """The sizes of a run up to each of its operators."""
    left = size(node.first)
    for step, whole in zip(node.steps, wholes.prefixes(node)[1:], strict=True):
        left = _joined(left, step) if whole is None else Size(float(whole), 0)
        yield left
        left = Size(min(left.largest, LIMIT), left.decimals)  # what is larger is refused


def seen_alike(node: Typed) -> bool:
    """Whether a node is a quotient that has the same 18 decimals, which everybody sees, whether it was rounded to 39
    digits, as formulas do, or to 40 decimals. That holds for exact numbers that are not too large: their quotients are short
    where they are halfway between two such decimals, and else further away from there than both may be wrong."""
    if not isinstance(node, Run) or node.steps[-1].function is not operators.divide:
        return False
    above = [size(node.first), *sizes(node)][:-1]
    below = size(node.steps[-1].operand)
    if not all(one.is_kept for one in (*above, below)):
        return False
    most = max(above[-1].largest, below.largest) * 10.0**below.decimals
    return above[-1].decimals - below.decimals <= conversions.OBSERVED_PLACES and most < _ALIKE


def never_zero(node: Typed) -> bool:
    """Whether something can always be divided by a number."""
    return isinstance(node, Constant) and bool(node.value)


def may_overflow(root: Typed) -> bool:
    """Whether a number in a tree may become too large for formulas."""
    runs = (one for one in walk(root) if isinstance(one, Run))
    return any(one.largest >= LIMIT for run in runs for one in sizes(run))


def _of_constant(value: Decimal) -> Size:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Size(abs(float(value)), max(-exponent, 0))


def _any_of(nodes: tuple[Typed, ...]) -> Size:
    found = [size(one) for one in nodes]
    return Size(max(one.largest for one in found), max(one.decimals for one in found))


def _of_call(node: Apply) -> Size:
    whole = wholes.largest(node)
    if whole is not None:
        return Size(float(whole), 0)
    match node.function.name, node.arguments:
        case "rounded", (number, Constant(value=Decimal() as quantum)):
            return Size(size(number).largest + 1, _of_constant(quantum).decimals)
        case "observed", (number,):
            found, places = size(number), conversions.OBSERVED_PLACES
            rounded = 10.0**-places if found.decimals > places else 0.0  # perhaps upwards
            return Size(found.largest + rounded, min(found.decimals, places))
        case "zeroed", (number,):
            return size(number)
        case "+" | "-" | "ABS", (number,):
            return size(number)
        case "ROUND" | "TRUNC" | "ROUNDDOWN", (number, Constant(value=Decimal() as places)) if places >= 0:  # fmt: skip
            return Size(size(number).largest + 1, float(places))
        case "MAX" | "MIN", numbers:
            return _any_of(numbers)
    return _UNKNOWN


def _joined(left: Size, step: Step) -> Size:
    right = size(step.operand)
    match step.function:
        case operators.add | operators.subtract:
            return Size(left.largest + right.largest, max(left.decimals, right.decimals))
        case operators.multiply:
            return Size(left.largest * right.largest, left.decimals + right.decimals)
        case operators.divide:
            smallest = _smallest(step.operand)
            return Size(left.largest / smallest if smallest else inf, inf)
    elapsed = step.function.name == "-" and step.function.result is operators.add.result
    return Size(_ELAPSED, inf) if elapsed else _UNKNOWN


def _smallest(divisor: Typed) -> float:
    """What a divisor that is not zero cannot be smaller than; 0 where nobody knows."""
    if isinstance(divisor, Constant) and isinstance(divisor.value, Decimal):
        return abs(float(divisor.value))
    decimals = size(divisor).decimals
    return 0.0 if decimals == inf else 10.0**-decimals
