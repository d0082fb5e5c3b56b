"""Trees made of trees: the same nodes with other leaves."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import is_

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
    Step,
    Typed,
)
from objectry.formula.places import Span
from objectry.formula.types import Type

Change = Callable[[Typed], Typed]


def with_parts(node: Typed, change: Change) -> Typed:
    """A node whose parts are what `change` makes of each of them."""
    match node:
        case Constant() | FieldRef():
            return node
        case Apply():
            arguments = tuple(change(one) for one in node.arguments)
            return node if _same(arguments, node.arguments) else replace(node, arguments=arguments)
        case Run():
            first, steps = change(node.first), tuple(_step(one, change) for one in node.steps)
            if first is node.first and _same(steps, node.steps):
                return node
            return replace(node, first=first, steps=steps)
        case Choose():
            arms, otherwise = _arms(node.arms, change), change(node.otherwise)
            if arms is node.arms and otherwise is node.otherwise:
                return node
            return replace(node, arms=arms, otherwise=otherwise)
        case Match():
            subject = change(node.subject)
            arms, otherwise = _arms(node.arms, change), change(node.otherwise)
            if subject is node.subject and arms is node.arms and otherwise is node.otherwise:
                return node
            return replace(node, subject=subject, arms=arms, otherwise=otherwise)
        case Logic() | FirstOf():
            operands = tuple(change(one) for one in node.operands)
            return node if _same(operands, node.operands) else replace(node, operands=operands)
        case Rescue():
            return replace(node, operand=change(node.operand), otherwise=change(node.otherwise))
        case IsFault():
            return replace(node, operand=change(node.operand))


def with_results(root: Typed, change: Change, kind: Type) -> Typed:
    """A tree with what `change` makes of each of its results, all of one type; they stand behind IF, CASE and the like."""
    match root:
        case Choose() | Match():
            arms = tuple((key, with_results(value, change, kind)) for key, value in root.arms)
            otherwise = with_results(root.otherwise, change, kind)
            return replace(root, arms=arms, otherwise=otherwise, type=kind)
        case FirstOf():
            operands = tuple(with_results(one, change, kind) for one in root.operands)
            return replace(root, operands=operands, type=kind)
        case Rescue():
            operand = with_results(root.operand, change, kind)
            otherwise = with_results(root.otherwise, change, kind)
            return replace(root, operand=operand, otherwise=otherwise, type=kind)
    return change(root)


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


def _step(step: Step, change: Change) -> Step:
    operand = change(step.operand)
    return step if operand is step.operand else replace(step, operand=operand)


def _same(made: Sequence[object], given: Sequence[object]) -> bool:
    """Whether nothing has become anything else: most parts stay what they are, and making nodes takes time."""
    return all(map(is_, made, given))


def _arms(
    arms: tuple[tuple[Typed, Typed], ...], change: Change
) -> tuple[tuple[Typed, Typed], ...]:
    made = tuple((change(key), change(value)) for key, value in arms)
    same = all(_same(one, other) for one, other in zip(made, arms, strict=True))
    return arms if same else made
