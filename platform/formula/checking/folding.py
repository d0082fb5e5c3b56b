"""What can be known before any row is read is computed once: a tree with the same meaning and less work."""

from dataclasses import dataclass

from objectry.formula.arithmetic import arithmetic
from objectry.formula.checking.rebuilding import with_parts
from objectry.formula.checking.typed import (
    Apply,
    Choose,
    Constant,
    FirstOf,
    Logic,
    Rescue,
    Run,
    Typed,
    Value,
)
from objectry.formula.faults import Failed, LimitReached
from objectry.formula.functions.declare import Function, Nulls
from objectry.formula.functions.lengths import LONGEST
from objectry.formula.places import Span
from objectry.formula.types import Type

KEPT = frozenset({Type.NUMBER, Type.TEXT, Type.BOOLEAN, Type.DATE, Type.DATETIME, Type.TIME})
"""Types whose values can stand in a tree."""


def folded(root: Typed) -> Typed:
    """The tree with its constant parts computed."""
    with arithmetic():
        return _folded(root)


def _folded(node: Typed) -> Typed:
    node = with_parts(node, _folded)
    match node:
        case Apply():
            return _application(node)
        case Run():
            return _run(node)
        case Choose():
            return _choice(node)
        case Logic():
            return _logic(node)
        case FirstOf() if (
            isinstance(node.operands[0], Constant) and node.operands[0].value is not None
        ):
            return node.operands[0]
        case Rescue() if isinstance(node.operand, Constant):
            return node.operand
    return node


def _application(node: Apply) -> Typed:
    arguments = [one.value for one in node.arguments if isinstance(one, Constant)]
    if len(arguments) < len(node.arguments):
        return node
    known = _computed(node.function, arguments, node.type)
    return node if known is None else Constant(known.value, node.type, node.span, node.exact)


def _run(node: Run) -> Typed:
    """The constant beginning of a run."""
    first, steps = node.first, list(node.steps)
    while steps and isinstance(first, Constant) and isinstance(steps[0].operand, Constant):
        step = steps[0]
        known = _computed(step.function, [first.value, step.operand.value], step.type)  # type: ignore[union-attr]
        if known is None:
            break
        place = Span(node.span.start, step.operand.span.end)
        first = Constant(known.value, step.type, place, step.exact)
        del steps[0]
    if first is node.first:
        return node
    return Run(first, tuple(steps), node.span) if steps else first


@dataclass(frozen=True, slots=True)
class _Known:
    """A value that was computed."""

    value: Value


def _computed(function: Function, arguments: list[Value], kind: Type) -> _Known | None:
    """What a function of constants gives; None where that is known only for a row, or is a mistake."""
    if function.volatile or function.surrounded or kind not in KEPT:
        return None
    if function.nulls is Nulls.STRICT and any(one is None for one in arguments):
        return _Known(None)
    try:
        value = function.code(*arguments)
    except (Failed, LimitReached, ArithmeticError):
        return None
    if isinstance(value, str) and len(value) > LONGEST:
        return None
    return _Known(None if value == "" else value)


def _choice(node: Choose) -> Typed:
    """Arms whose condition is known."""
    arms: list[tuple[Typed, Typed]] = []
    for condition, value in node.arms:
        if isinstance(condition, Constant):
            if condition.value is not True:
                continue
            if not arms:
                return value
            return Choose(tuple(arms), value, node.type, node.nullable, node.exact, node.span)
        arms.append((condition, value))
    if len(arms) == len(node.arms):
        return node
    if not arms:
        return node.otherwise
    return Choose(tuple(arms), node.otherwise, node.type, node.nullable, node.exact, node.span)


def _logic(node: Logic) -> Typed:
    """Operands that are known; one that decides ends the evaluation where it stands."""
    operands: list[Typed] = []
    for one in node.operands:
        if isinstance(one, Constant):
            if (one.value is True) is not node.every:
                operands.append(Constant(not node.every, Type.BOOLEAN, one.span))
                break
            continue
        operands.append(one)
    if len(operands) == len(node.operands) and operands[-1] is node.operands[-1]:
        return node
    if not operands:
        return Constant(node.every, Type.BOOLEAN, node.span)
    if len(operands) == 1 and isinstance(operands[0], Constant):
        return operands[0]
    return Logic(node.every, tuple(operands), node.span)
