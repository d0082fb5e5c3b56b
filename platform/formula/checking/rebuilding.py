"""Trees made of trees: the same nodes with other leaves."""

from collections.abc import Callable
from dataclasses import replace

from objectry.formula.checking.typed import (
    Apply,
    Choose,
    Constant,
    FieldRef,
    FirstOf,
    IsFault,
    Logic,
    Match,
    Rescue,
    Run,
    Typed,
)
from objectry.formula.syntax.nodes import Span

Change = Callable[[Typed], Typed]


def with_parts(node: Typed, change: Change) -> Typed:
    """A node whose parts are what `change` makes of each of them."""
    match node:
        case Constant() | FieldRef():
            return node
        case Apply():
            return replace(node, arguments=tuple(change(one) for one in node.arguments))
        case Run():
            steps = tuple(replace(one, operand=change(one.operand)) for one in node.steps)
            return replace(node, first=change(node.first), steps=steps)
        case Choose():
            return replace(node, arms=_arms(node.arms, change), otherwise=change(node.otherwise))
        case Match():
            return replace(node, subject=change(node.subject), arms=_arms(node.arms, change),
                           otherwise=change(node.otherwise))  # fmt: skip
        case Logic() | FirstOf():
            return replace(node, operands=tuple(change(one) for one in node.operands))
        case Rescue():
            return replace(node, operand=change(node.operand), otherwise=change(node.otherwise))
        case IsFault():
            return replace(node, operand=change(node.operand))


def with_fields(node: Typed, change: Callable[[FieldRef], Typed]) -> Typed:
    """A tree whose fields are what `change` makes of each of them."""
    if isinstance(node, FieldRef):
        return change(node)
    return with_parts(node, lambda part: with_fields(part, change))


def placed(node: Typed, span: Span) -> Typed:
    """A tree that stands at one place of another formula's text, with all that is below it."""
    moved = replace(with_parts(node, lambda part: placed(part, span)), span=span)
    if isinstance(moved, Run):
        return replace(moved, steps=tuple(replace(step, span=span) for step in moved.steps))
    return moved


def _arms(
    arms: tuple[tuple[Typed, Typed], ...], change: Change
) -> tuple[tuple[Typed, Typed], ...]:
    return tuple((change(key), change(value)) for key, value in arms)
