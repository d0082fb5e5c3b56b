"""Arithmetic in PostgreSQL gives all digits that Python gives, whatever the size of the numbers."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from operator import add, mul, sub, truediv

import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st

from objectry.formula.arithmetic import arithmetic
from objectry.formula.functions.numbers import reckoned_sql
from tests.examples import RANDOM

NUMERIC = sa.Numeric()
_OPERATORS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {"+": add, "-": sub, "*": mul, "/": truediv}  # fmt: skip
_DIGITS = st.one_of(
    st.integers(-1000, 1000),
    st.integers(-(10**39) + 1, 10**39 - 1),
    st.sampled_from(
        [10**39 - 1, 10**38, 5 * 10**38 - 1, 10**19 - 1, 3, 7, 11, 13, 999_999, 2**19]
    ),
)
NUMBERS = st.tuples(_DIGITS, st.integers(-102, 63)).map(lambda one: Decimal(one[0]).scaleb(one[1]))
"""Numbers of all sizes that formulas have."""


@pytest.mark.hypothesis
@RANDOM
@given(left=NUMBERS, right=NUMBERS)
@example(left=Decimal(10) ** 38 - 1, right=Decimal(3))
@example(left=Decimal(1), right=Decimal(7))
@example(left=Decimal("1e-64"), right=Decimal("9" * 38 + "e25"))
@example(left=Decimal("9" * 39), right=Decimal("1e-25"))
@example(left=Decimal("5" + "0" * 38), right=Decimal("5e-1"))
@example(left=Decimal(0), right=Decimal(0))
def test_all_digits_are_those_of_python(
    left: Decimal, right: Decimal, helped: sa.Connection
) -> None:
    given = sa.literal(left, NUMERIC), sa.literal(right, NUMERIC)
    asked = sa.select(*(reckoned_sql(given[0], sign, given[1]) for sign in _OPERATORS))
    with arithmetic():
        expected = [_reckoned(made, left, right) for made in _OPERATORS.values()]
    found = [None if one.is_nan() else one for one in helped.execute(asked).one()]
    assert found == expected


def _reckoned(made: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal) -> Decimal | None:  # fmt: skip
    """What Python makes of two numbers; None where it refuses."""
    try:
        return made(left, right)
    except ArithmeticError:
        return None


@pytest.mark.parametrize("sign", _OPERATORS)
def test_what_could_not_be_computed_stays_so(sign: str, helped: sa.Connection) -> None:
    failed, nothing = sa.literal(Decimal("NaN"), NUMERIC), sa.cast(sa.null(), NUMERIC)
    one = sa.literal(Decimal(1), NUMERIC)
    asked = sa.select(
        reckoned_sql(failed, sign, one), reckoned_sql(failed, sign, nothing),
        reckoned_sql(one, sign, nothing), reckoned_sql(nothing, sign, one),
    )  # fmt: skip
    *nans, third, fourth = helped.execute(asked).one()
    assert all(one.is_nan() for one in nans)
    assert third is None and fourth is None
