"""What can be told of what is written out, before any record is read: that it can never work."""

from collections.abc import Iterator, Sequence

from objectry.formula import sayings
from objectry.formula.arithmetic import arithmetic
from objectry.formula.checking.folding import folded
from objectry.formula.checking.interface import Checking
from objectry.formula.checking.rebuilding import with_parts
from objectry.formula.checking.results import results
from objectry.formula.checking.typed import (
    Apply,
    Constant,
    FieldRef,
    IsFault,
    Rescue,
    Run,
    Typed,
    below,
)
from objectry.formula.faults import FAILURES, LimitReached, message_of
from objectry.formula.functions.declare import TEXT, Function, Types
from objectry.formula.messages import Message
from objectry.formula.places import Span


def refuse_hopeless(check: Checking, root: Typed) -> None:
    """Refuse what fails for every record that it is computed for, as all that it is made of is written out. Nothing is
    refused where somebody waits for the failure, within IFERROR and ISERROR."""
    # What has been refused stands in the tree as nothing, though nobody knows what it would be.
    try:
        sound = _with_unknown(root) if check.problems else root
        _judge_all(check, folded(sound), waited=False)
    except RecursionError:
        check.refuse(Span(0, len(check.text)), sayings.TOO_NESTED)


def _with_unknown(node: Typed) -> Typed:
    """The tree with a field in every place where there is nothing."""
    if isinstance(node, Constant) and node.value is None:
        return FieldRef((), node.type, True, node.span)
    return with_parts(node, _with_unknown)


def _judge_all(check: Checking, node: Typed, waited: bool) -> None:
    """Judge a node and all that is below it; `waited` where somebody waits for what fails."""
    parts = below(node)
    match node:
        case Apply(function=form):
            if form.judged or all(isinstance(one, Constant) for one in parts):
                _judge(check, form, parts, node.span, waited)
        case Run():
            left: Typed | None = node.first
            for step in node.steps:
                if step.function.judged or isinstance(left, Constant):
                    span = Span(step.span.start, step.operand.span.end)
                    _judge(check, step.function, (left, step.operand), span, waited, operator=True)
                left = None
        case Rescue() | IsFault():
            _judge_all(check, parts[0], waited=True)
            parts = parts[1:]
    for one in parts:
        if not isinstance(one, Constant | FieldRef):
            _judge_all(check, one, waited)


def _judge(
    check: Checking, form: Function, arguments: Sequence[Typed | None], span: Span, waited: bool, operator: bool = False
) -> None:  # fmt: skip
    """Refuse what a function is given, or an operator, whose left operand may be unknown."""
    if waited and form.fails:
        return
    sound = True
    for index, one in enumerate(arguments):
        parameter = form.parameter(index)
        if one is None or parameter.judge is None:
            continue
        for written in _written(parameter.types, one):
            unfit = parameter.judge(written.value)
            if unfit is not None:
                place = span if operator else written.span
                check.refuse(place, unfit.message, unfit.hint, **unfit.params)
                sound = False
    reason = _failure(form, arguments) if sound and not waited else None
    if reason is not None:
        check.refuse(span, sayings.CONSTANT_FAULT, name=form.name, reason_zh=reason.zh, reason_en=reason.en)  # fmt: skip


def _written(taken: Types, argument: Typed) -> Iterator[Constant]:
    """What is written out and may be the argument. A condition may keep a number away, but each word of a choice is one that
    somebody has written for this place."""
    given = results(argument) if taken <= TEXT else (argument,)
    return (one for one in given if isinstance(one, Constant) and one.value is not None)


def _failure(form: Function, arguments: Sequence[Typed | None]) -> Message | None:
    """Why a function of constants fails; None where it does not, or nobody knows before there is a record."""
    values = [one.value for one in arguments if isinstance(one, Constant)]
    known = len(values) == len(arguments) and None not in values
    if not known or form.volatile or form.surrounded:
        return None
    with arithmetic():
        try:
            form.code(*values)
        except FAILURES as error:
            return message_of(error)
        except LimitReached:
            return None
    return None
