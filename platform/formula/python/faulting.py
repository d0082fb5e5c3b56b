"""From an exception in a formula's code to what is wrong with the row, and where in the formula's text."""

from decimal import DivisionUndefined, InvalidOperation
from itertools import islice

from objectry.formula import sayings
from objectry.formula.faults import (
    FAULT_MESSAGES,
    EvaluationError,
    Failed,
    Fault,
    Kind,
    LimitReached,
)
from objectry.formula.messages import Message

FAILURES = (Failed, ArithmeticError)
"""What IFERROR catches."""
FAULTS = (Failed, ArithmeticError, LimitReached)
"""What a formula's code may raise."""


def fault_of(error: Exception) -> Fault:
    """What is wrong, at the place in the formula that the code was made of. To be called where the code caught it."""
    traceback = error.__traceback__
    line, column = 1, 1
    if traceback is not None:
        positions = traceback.tb_frame.f_code.co_positions()
        start, _, offset, _ = next(islice(positions, traceback.tb_lasti // 2, None))
        line, column = start or 1, (offset or 0) + 1
    return Fault(kind_of(error), line, column, message_of(error))


def refusal(error: Exception) -> EvaluationError:
    """The same as an error that says so."""
    return EvaluationError(fault_of(error))


def kind_of(error: Exception) -> Kind:
    """Which of the things that can go wrong an exception tells."""
    if isinstance(error, Failed):
        return error.kind
    if isinstance(error, LimitReached):
        return Kind.LIMIT
    return Kind.DIVISION if _divided_by_zero(error) else Kind.OUT_OF_RANGE


def message_of(error: Exception) -> Message:
    """The sentence about it: what is out of range is a number, unless the exception knows better."""
    if isinstance(error, Failed) and error.message is not None:
        return error.message
    kind = kind_of(error)
    return sayings.NUMBER_OUT_OF_RANGE if kind is Kind.OUT_OF_RANGE else FAULT_MESSAGES[kind]


def _divided_by_zero(error: Exception) -> bool:
    """Also zero by zero, which is told as an invalid operation whose reasons are its argument."""
    return isinstance(error, ZeroDivisionError) or (
        isinstance(error, InvalidOperation) and DivisionUndefined in error.args[0]
    )
