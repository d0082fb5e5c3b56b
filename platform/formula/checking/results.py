"""Results of a formula that are written out in it, so that they can be judged before there is a record."""

from collections.abc import Iterator
from dataclasses import replace

from objectry.formula.checking.typed import (
    Apply,
    Choose,
    Constant,
    FirstOf,
    Match,
    Rescue,
    Typed,
)
from objectry.formula.functions import conversions


def written_results(root: Typed) -> Iterator[Constant]:
    """The constants that a formula may give, rounded as it gives them; none for nothing."""
    match root:
        case Constant() if root.value is not None:
            yield root
        case Choose() | Match():
            for _, value in root.arms:
                yield from written_results(value)
            yield from written_results(root.otherwise)
        case FirstOf():
            for one in root.operands:
                yield from written_results(one)
        case Rescue():
            yield from written_results(root.operand)
            yield from written_results(root.otherwise)
        case Apply() if root.function is conversions.observed:
            yield from written_results(root.arguments[0])
        case Apply(arguments=(number, Constant(value=quantum))) if (
            root.function is conversions.rounded
        ):
            for one in written_results(number):
                yield replace(one, value=root.function.code(one.value, quantum))
