"""Results of a formula that can be judged before there is a record: those that are written out, and look-ups."""

from collections.abc import Iterator
from dataclasses import replace

from objectry.formula.checking.typed import (
    Apply,
    Choose,
    Constant,
    FieldRef,
    FirstOf,
    Match,
    Rescue,
    Typed,
)
from objectry.formula.functions import conversions


def results(root: Typed) -> Iterator[Typed]:
    """The parts of a formula of which one is its value: what stands behind IF, CASE and the like."""
    match root:
        case Choose() | Match():
            for _, value in root.arms:
                yield from results(value)
            yield from results(root.otherwise)
        case FirstOf():
            for one in root.operands:
                yield from results(one)
        case Rescue():
            yield from results(root.operand)
            yield from results(root.otherwise)
        case Apply() if root.function is conversions.observed:
            yield from results(root.arguments[0])
        case _:
            yield root


def is_picked(root: Typed) -> bool:
    """Whether the value is always one that is written in the formula, or that a record has: it was short enough to be
    written, or is kept already."""
    return all(isinstance(one, FieldRef | Constant) for one in results(root))


def written_results(root: Typed) -> Iterator[Constant]:
    """The constants that a formula may give, rounded as it gives them; none for nothing."""
    for found in results(root):
        match found:
            case Constant() if found.value is not None:
                yield found
            case Apply(function=form, arguments=(number, Constant(value=quantum))) if (
                form is conversions.rounded
            ):
                for one in written_results(number):
                    yield replace(one, value=form.code(one.value, quantum))
