"""From an exception in a formula's code to what is wrong with the row, and where in the formula's text."""

from decimal import DivisionUndefined, InvalidOperation
from itertools import islice

from objectry.formula.faults import EvaluationError, Failed, Fault, Kind, LimitReached

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
    return Fault(kind_of(error), line, column)


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


def _divided_by_zero(error: Exception) -> bool:
    """Also zero by zero, which is told as an invalid operation whose reasons are its argument."""
    return isinstance(error, ZeroDivisionError) or (
        isinstance(error, InvalidOperation) and DivisionUndefined in error.args[0]
    )
