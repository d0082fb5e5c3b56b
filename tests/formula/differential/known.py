"""What PostgreSQL may answer in another way than Python, and why. The list is closed: it can only become shorter."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from objectry.formula.checking.checker import Checked
from objectry.formula.checking.typed import functions_in

_LARGEST_COMMON = Decimal("1e-30")


def is_inexact(formula: Checked) -> bool:
    """Whether digits of the answer may depend on how it was computed."""
    return any(not one.exact for one in functions_in(formula.root))


def _more_digits(formula: Checked, expected: Any, found: Any) -> bool:
    if not isinstance(expected, Decimal) or not isinstance(found, Decimal):
        return False
    if not is_inexact(formula):
        return False
    return abs(expected - found) <= abs(expected) * _LARGEST_COMMON


KNOWN: Mapping[str, Callable[[Checked, Any, Any], bool]] = MappingProxyType(
    {"PostgreSQL has more than 39 digits of a quotient": _more_digits}
)


def is_known(formula: Checked, expected: Any, found: Any) -> bool:
    """Whether a difference is on the list."""
    return any(test(formula, expected, found) for test in KNOWN.values())
