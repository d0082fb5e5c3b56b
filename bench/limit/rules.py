"""What may be written into a customer: the checks of the hand-written application."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bench.limit.values import cents

STATUSES = ("potential", "cooperating", "eliminated")
LEVELS = ("key", "important", "normal", "low")
INDUSTRIES = (
    "manufacturing",
    "chemicals",
    "energy",
    "construction",
    "retail",
    "logistics",
    "software",
    "technology",
    "finance",
    "medical",
    "education",
)
LONGEST = {
    "name": 200,
    "code": 50,
    "phone": 40,
    "website": 300,
    "region": 100,
    "address": 300,
    "zip_code": 20,
    "comment": 1000,
}
CHOICES = {"status": STATUSES, "level": LEVELS, "industry": INDUSTRIES}
LOOKUPS = ("owner", "department", "parent")
REQUIRED = ("name", "status", "owner", "do_not_disturb")
MOST_CENTS = 10**17
MOST_EMPLOYEES = 10_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request."""

    field: str
    code: str
    message: str


class Wrong(ValueError):
    """A value that a field refuses: a code and a message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _text(name: str, value: Any) -> str | None:
    if not isinstance(value, str):
        raise Wrong("type", "A text is expected.")
    text = value.strip()
    if len(text) > LONGEST[name]:
        raise Wrong("too_long", f"At most {LONGEST[name]} characters are allowed.")
    if "\0" in text:
        raise Wrong("character", "The text holds a character that is not allowed.")
    return text or None


def _choice(name: str, value: Any) -> str:
    if value not in CHOICES[name]:
        raise Wrong("choice", f"Choose one of: {', '.join(CHOICES[name])}.")
    return str(value)


def _revenue(name: str, value: Any) -> int:
    if not isinstance(value, str) or len(value) > 40:
        raise Wrong("type", "A decimal number is expected, as text.")
    try:
        amount = cents(Decimal(value))
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise Wrong("number", "A number with at most two decimal places is expected.") from error
    if not 0 <= amount <= MOST_CENTS:
        raise Wrong("range", "The number is out of range.")
    return amount


def _employees(name: str, value: Any) -> int:
    if type(value) is not int:
        raise Wrong("type", "A whole number is expected.")
    if not 0 <= value <= MOST_EMPLOYEES:
        raise Wrong("range", "The number is out of range.")
    return value


def _date(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) != 10:
        raise Wrong("date", "A date as 2026-11-23 is expected.")
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise Wrong("date", "A date as 2026-11-23 is expected.") from error


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong("type", "true or false is expected.")
    return value


def _id(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) != 36:
        raise Wrong("lookup", "The record does not exist.")
    return value


CHECKS: Mapping[str, Callable[[str, Any], Any]] = (
    dict.fromkeys(LONGEST, _text)
    | dict.fromkeys(CHOICES, _choice)
    | dict.fromkeys(LOOKUPS, _id)
    | {
        "annual_revenue": _revenue,
        "employee_number": _employees,
        "founded_on": _date,
        "do_not_disturb": _flag,
    }
)


def checked(body: Mapping[str, Any], new: bool) -> tuple[dict[str, Any], list[Fault]]:
    """The values to store, and all that is wrong. `new` asks for required fields not given."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, given in body.items():
        check = CHECKS.get(name)
        if check is None:
            faults.append(Fault(name, "unknown_field", "There is no such field."))
            continue
        try:
            values[name] = None if given is None else check(name, given)
        except Wrong as wrong:
            faults.append(Fault(name, wrong.code, str(wrong)))
    wanted = REQUIRED if new else [name for name in REQUIRED if name in values]
    faulty = {fault.field for fault in faults}
    for name in wanted:
        if values.get(name) is None and name not in faulty:
            faults.append(Fault(name, "required", "This field must be filled in."))
    return values, faults
