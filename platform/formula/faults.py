"""What can go wrong while a formula is evaluated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import DivisionUndefined, InvalidOperation
from enum import Enum
from types import MappingProxyType

from objectry.formula import sayings
from objectry.formula.messages import Message


class Kind(Enum):
    """Why a formula has no value for a row. The values are the stable codes that are stored and shown."""

    DIVISION = "division"
    OUT_OF_RANGE = "out_of_range"
    NOT_FINITE = "not_finite"
    BAD_DATE_TEXT = "bad_date_text"
    BAD_NUMBER_TEXT = "bad_number_text"
    BAD_REGEX = "bad_regex"
    BAD_CURRENCY = "bad_currency"
    UNKNOWN_NAME = "unknown_name"
    LIMIT = "limit"
    BAD_TEXT = "bad_text"
    """Told of what a formula has given, by the field that cannot take it."""


FAULT_MESSAGES: Mapping[Kind, Message] = MappingProxyType(
    {
        Kind.DIVISION: sayings.DIVISION,
        Kind.OUT_OF_RANGE: sayings.OUT_OF_RANGE,
        Kind.NOT_FINITE: sayings.NOT_FINITE,
        Kind.BAD_DATE_TEXT: sayings.BAD_DATE_TEXT,
        Kind.BAD_NUMBER_TEXT: sayings.BAD_NUMBER_TEXT,
        Kind.BAD_REGEX: sayings.BAD_REGEX,
        Kind.BAD_CURRENCY: sayings.BAD_CURRENCY,
        Kind.UNKNOWN_NAME: sayings.UNKNOWN_NAME,
        Kind.LIMIT: sayings.EVALUATION_LIMIT,
        Kind.BAD_TEXT: sayings.BAD_TEXT,
    }
)


class Failed(Exception):
    """Raised by the code of a function that has no answer. IFERROR and ISERROR catch it."""

    def __init__(self, kind: Kind, message: Message | None = None) -> None:
        self.kind = kind
        self.message = message
        """What is said instead of the sentence that every mistake of its kind has."""
        super().__init__(kind.value)


def no_such_day() -> Failed:
    """A day that the calendar does not have."""
    return Failed(Kind.OUT_OF_RANGE, sayings.DAY_OUT_OF_RANGE)


def no_such_time() -> Failed:
    """A time that no day has."""
    return Failed(Kind.OUT_OF_RANGE, sayings.TIME_OUT_OF_RANGE)


class LimitReached(Exception):
    """Raised when a value grows beyond what is kept. Nothing in a formula catches it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row for which a formula has no value: why, and the place in its text, lines and columns from 1."""

    kind: Kind
    line: int = 1
    column: int = 1
    said: Message | None = field(default=None, compare=False)
    """A sentence that says more than the one of the kind."""

    @property
    def message(self) -> Message:
        """The sentence that people read."""
        return self.said or FAULT_MESSAGES[self.kind]


class EvaluationError(Exception):
    """A formula that has no value for the row it was evaluated for."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.message.text("en"))


FAILURES = (Failed, ArithmeticError)
"""What IFERROR catches."""
FAULTS = (Failed, ArithmeticError, LimitReached)
"""What a formula's code may raise."""


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
