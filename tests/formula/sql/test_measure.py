"""How large an expression is: each part counts as often as it is written."""

from functools import reduce

import pytest
import sqlalchemy as sa

from objectry.formula.problems import FormulaError
from objectry.formula.sql.measure import MOST_ELEMENTS, MOST_LEVELS, refuse_large

A: sa.ColumnElement[int] = sa.column("a", sa.Integer())


def _doubled(times: int) -> sa.ColumnElement[int]:
    """An expression that holds the one before it twice, each time."""
    return reduce(lambda one, _: sa.func.f(one, one, type_=sa.Integer()), range(times), A)


def test_what_stands_several_times_counts_as_often() -> None:
    assert refuse_large(A) == 1
    once = refuse_large(_doubled(1))
    assert refuse_large(_doubled(2)) > 2 * once
    assert refuse_large(_doubled(3)) > 4 * once


def test_the_table_of_a_column_does_not_count() -> None:
    table = sa.table("t", *(sa.column(f"c{at}") for at in range(100)))
    assert refuse_large(table.c.c1) == 1


def test_an_expression_with_too_many_parts_is_refused_without_writing_it() -> None:
    with pytest.raises(FormulaError):
        refuse_large(_doubled(100))
    most = sa.func.f(*[A] * (MOST_ELEMENTS - 10))
    assert MOST_ELEMENTS - 10 < refuse_large(most) <= MOST_ELEMENTS
    with pytest.raises(FormulaError):
        refuse_large(sa.func.f(*[A] * MOST_ELEMENTS))


def test_an_expression_that_is_too_deep_is_refused() -> None:
    def nested(levels: int) -> sa.ColumnElement[int]:
        return reduce(lambda one, _: sa.func.f(one, type_=sa.Integer()), range(levels), A)

    refuse_large(nested(MOST_LEVELS // 4))
    with pytest.raises(FormulaError):
        refuse_large(nested(MOST_LEVELS))


def test_places_and_lists_are_no_expression() -> None:
    assert refuse_large((A, A)) == 0
