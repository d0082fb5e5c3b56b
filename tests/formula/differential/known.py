"""What PostgreSQL may answer in another way than Python, and why. The list is closed: it can only become shorter."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from objectry.formula.checking.checker import Checked
from objectry.formula.checking.typed import IsFault, Rescue, functions_in, walk
from tests.formula.differential.engines import ERROR

_LARGEST_COMMON = Decimal("1e-30")
_ARITHMETIC = frozenset({"+", "-", "*", "/", "SUM", "AVERAGE", "ROUND"})


def _more_digits(formula: Checked, expected: Any, found: Any) -> bool:
    if not isinstance(expected, Decimal) or not isinstance(found, Decimal):
        return False
    return abs(expected - found) <= abs(expected) * _LARGEST_COMMON


def _rescued_limit(formula: Checked, expected: Any, found: Any) -> bool:
    rescued = any(isinstance(one, Rescue | IsFault) for one in walk(formula.root))
    return rescued and expected == ERROR and found != ERROR


def _passing_limit(formula: Checked, expected: Any, found: Any) -> bool:
    names = {one.name for one in functions_in(formula.root)}
    return expected == ERROR and found != ERROR and bool(names & _ARITHMETIC) and "^" in names


KNOWN: Mapping[str, Callable[[Checked, Any, Any], bool]] = MappingProxyType(
    {
        "PostgreSQL has more than 39 digits": _more_digits,
        "a text that is too long is a mistake as any other, which IFERROR catches": _rescued_limit,
        "only the result is asked whether it is 10^64 or more, and no value on the way": _passing_limit,
    }
)


def is_known(formula: Checked, expected: Any, found: Any) -> bool:
    """Whether a difference is on the list."""
    return any(test(formula, expected, found) for test in KNOWN.values())
