"""What can be told of arguments that are written out, before any record is read: that a function can never take them."""

from collections.abc import Sequence

from objectry.formula import sayings
from objectry.formula.checking.interface import Checking
from objectry.formula.checking.typed import Constant, Typed
from objectry.formula.faults import FAULT_MESSAGES, Kind, LimitReached
from objectry.formula.functions.declare import Function
from objectry.formula.python.arithmetic import arithmetic
from objectry.formula.python.faulting import FAILURES, kind_of
from objectry.formula.syntax.nodes import Span


def refuse_hopeless(
    check: Checking, form: Function, arguments: Sequence[Typed], span: Span
) -> None:
    """Refuse what is written out and lets a function fail for every record. Nothing is refused where somebody waits for the
    failure, within IFERROR and ISERROR."""
    if form.fails and check.rescued:
        return
    for index, one in enumerate(arguments):
        judge = form.parameter(index).judge
        value = one.value if isinstance(one, Constant) else None
        unfit = None if judge is None or value is None else judge(value)
        if unfit is not None:
            check.refuse(one.span, unfit.message, unfit.hint, **unfit.params)
            return
    kind = _failure(form, arguments)
    if kind is not None:
        reason = FAULT_MESSAGES[kind]
        check.refuse(span, sayings.CONSTANT_FAULT, name=form.name, reason_zh=reason.zh, reason_en=reason.en)  # fmt: skip


def _failure(form: Function, arguments: Sequence[Typed]) -> Kind | None:
    """Why a function of constants fails; None where it does not, or nobody knows before there is a record."""
    values = [one.value for one in arguments if isinstance(one, Constant)]
    known = len(values) == len(arguments) and None not in values
    if not known or not form.fails or form.volatile or form.surrounded:
        return None
    with arithmetic():
        try:
            form.code(*values)
        except FAILURES as error:
            return kind_of(error)
        except LimitReached:
            return None
    return None
