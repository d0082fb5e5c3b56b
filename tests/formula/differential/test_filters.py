"""A condition as WHERE finds the rows for which the formula is true, and no others, in both databases."""

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from objectry.formula.functions.declare import Profile
from objectry.formula.problems import FormulaError
from objectry.formula.sql.conditions import compile_filter
from tests.formula.differential.engines import checked, in_python, store, undone
from tests.formula.differential.examples import RANDOM
from tests.formula.differential.random_formulas import conditions
from tests.formula.differential.sample import AROUND, DEAL, ROWS, VALUES, Stored

_CONDITIONS = {profile: conditions(2, profile) for profile in Profile}


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
@RANDOM
@given(data=st.data(), rows=st.lists(ROWS, min_size=6, max_size=6), zero=st.booleans())
def test_a_filter_finds_what_is_true(
    dialect: str, profile: Profile, data: st.DataObject, rows: list[dict[str, Any]], zero: bool,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    connection: sa.Connection = request.getfixturevalue(dialect)
    text = data.draw(_CONDITIONS[profile])
    try:
        formula = checked(text, zero, profile)
    except FormulaError:
        return
    expected = [at for at, one in enumerate(in_python(formula, rows)) if one is True]
    with undone(connection):
        store(connection, rows)
        where = compile_filter(formula, Stored(dialect), AROUND)
        found = connection.scalars(sa.select(DEAL.c.id).where(where).order_by(DEAL.c.id)).all()
    assert found == expected, text


_HUGE = "w1 * w1 * w1 * w1 * w1"
"""Too large for formulas where a whole number has fifteen digits."""


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
@pytest.mark.parametrize(
    "condition",
    [
        f"{_HUGE} = 1",
        f"{_HUGE} > 1",
        f"{_HUGE} IN (1, 2)",
        f"TEXT({_HUGE}) = '1'",
        f"BETWEEN({_HUGE}, 1, 2)",
        f"{_HUGE} = 1 AND t1 = 'a'",
        f"t1 = 'a' OR {_HUGE} = 1",
    ],
)
@pytest.mark.parametrize("form", ["{}", "NOT({})", "NOT(NOT({}))"])
def test_neither_what_cannot_be_computed_nor_its_opposite_holds(
    dialect: str, condition: str, form: str, request: pytest.FixtureRequest
) -> None:
    connection: sa.Connection = request.getfixturevalue(dialect)
    empty = dict.fromkeys(VALUES)
    rows = [{**empty, "w1": number} for number in (None, 1, -2, 10**15)]
    rows += [{**one, "t1": "a"} for one in rows]
    formula = checked(form.format(condition))
    expected = [at for at, one in enumerate(in_python(formula, rows)) if one is True]
    with undone(connection):
        store(connection, rows)
        where = compile_filter(formula, Stored(dialect), AROUND)
        found = connection.scalars(sa.select(DEAL.c.id).where(where).order_by(DEAL.c.id)).all()
    assert found == expected
