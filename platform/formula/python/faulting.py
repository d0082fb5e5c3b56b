"""From an exception in a formula's code to what is wrong with the row, and where in the formula's text."""

from itertools import islice

from objectry.formula.faults import EvaluationError, Fault, kind_of, message_of


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
