"""Sums are exact however large they become, and means are divided in decimals and rounded once."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from objectry.metadata.column_types import ExactDecimal
from objectry.runtime.store.sums import halves, mean, whole

MOST = 2**63 - 1


@pytest.mark.parametrize(
    "units",
    [
        [MOST, MOST, 1], [-MOST, -MOST, -1], [MOST, -MOST, 7], [10**9 - 1, 1, -(10**9), 0], [-1], [0], [None, 5], [],
    ],
)  # fmt: skip
def test_sums_in_halves_are_those_of_all_numbers(units: list[int | None]) -> None:
    table = sa.Table(
        "t", sa.MetaData(), sa.Column("n", sa.BigInteger), sa.Column("d", ExactDecimal(4))
    )
    known = [one for one in units if one is not None]
    with sa.create_engine("sqlite://").begin() as connection:
        table.create(connection)
        for one in units:
            given = None if one is None else Decimal(one).scaleb(-4)
            connection.execute(sa.insert(table), {"n": one, "d": given})
        row = connection.execute(sa.select(*halves(table.c.n), *halves(table.c.d))).one()
    total = sum(known) if known else None
    assert whole(*row[:2]) == total
    assert whole(*row[2:]) == (None if total is None else Decimal(total).scaleb(-4))


def test_what_was_summed_at_once_is_whole() -> None:
    assert whole(5, None) == 5
    assert whole(None, None) is None


@pytest.mark.parametrize(
    ("total", "count", "places", "expected"),
    [
        (2, 3, 2, "0.67"), (5, 2, 0, "3"), (-5, 2, 0, "-3"), (Decimal("0.05"), 2, 2, "0.03"), (0, 4, 1, "0.0"),
        (Decimal("9" * 40), 1, 2, "9" * 40 + ".00"), (1, 7, 30, "0.142857142857142857142857142857"),
    ],
)  # fmt: skip
def test_means_are_rounded_half_up_once(
    total: Decimal | int, count: int, places: int, expected: str
) -> None:
    assert str(mean(total, count, places)) == expected
