"""The decimal context in which formulas are computed: 39 digits, halves away from zero, nothing beyond 10^64."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import (
    MAX_EMAX,
    MAX_PREC,
    MIN_EMIN,
    ROUND_HALF_UP,
    Context,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    getcontext,
    setcontext,
)

DIGITS = 39
"""Digits that formulas keep of a number."""
LARGEST_EXPONENT = 63
"""All numbers of formulas are smaller than 10 to the power after this one."""
ARITHMETIC = Context(
    prec=DIGITS, rounding=ROUND_HALF_UP, Emin=-6144, Emax=LARGEST_EXPONENT,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)  # fmt: skip
"""The context itself. A program asks whether it is the present one, so it is never copied."""
EXACT = Context(
    prec=MAX_PREC, rounding=ROUND_HALF_UP, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[InvalidOperation]
)
"""Adds numbers without losing a digit. It is not for divisions, which would go on until there is no memory left."""


@contextmanager
def arithmetic() -> Iterator[None]:
    """Compute as formulas do, for as long as many of them are evaluated."""
    before = getcontext()
    setcontext(ARITHMETIC)
    try:
        yield
    finally:
        setcontext(before)
