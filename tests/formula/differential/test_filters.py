"""A condition as WHERE finds the rows for which the formula is true, and no others, in both databases."""

from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from objectry.formula.checking.checker import Checked, check
from objectry.formula.functions.declare import Profile
from objectry.formula.problems import FormulaError
from objectry.formula.sql.conditions import compile_filter, refuse_unpushable
from tests.examples import RANDOM
from tests.formula.differential.engines import (
    checked,
    in_postgresql,
    in_python,
    in_sqlite,
    store,
    undone,
)
from tests.formula.differential.random_formulas import choices_of_anything, conditions
from tests.formula.differential.sample import AROUND, DEAL, ROWS, VALUES, Names, Stored

_CONDITIONS = {profile: conditions(2, profile) for profile in Profile}
_CHOICES = choices_of_anything()


@pytest.mark.parametrize("profile", Profile)
@RANDOM
@given(data=st.data(), rows=st.lists(ROWS, min_size=6, max_size=6), zero=st.booleans())
def test_a_filter_finds_what_is_true(
    profile: Profile, data: st.DataObject, rows: list[dict[str, Any]], zero: bool, sqlite: sa.Connection,
    postgresql: sa.Connection,
) -> None:  # fmt: skip
    text = data.draw(_CONDITIONS[profile])
    try:
        formula = checked(text, zero, profile)
    except FormulaError:
        return
    expected = [at for at, one in enumerate(in_python(formula, rows)) if one is True]
    for connection in (sqlite, postgresql):
        with undone(connection):
            assert _found(connection, formula, rows) == expected, (connection.dialect.name, text)


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
        assert _found(connection, formula, rows) == expected


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
@pytest.mark.parametrize("written", ["{}", "{}x", "x", "0"])
@pytest.mark.parametrize("capital", [False, True])
def test_the_id_of_a_record_is_found_as_it_is_kept(
    dialect: str, written: str, capital: bool, request: pytest.FixtureRequest
) -> None:
    connection: sa.Connection = request.getfixturevalue(dialect)
    known = "0190a5c0-1234-7abc-8def-0123456789ab"
    rows = [{**dict.fromkeys(VALUES), "boss": boss} for boss in (None, known)]
    asked = written.format(known.upper() if capital else known)
    for condition in (f'boss = "{asked}"', f'boss <> "{asked}"'):
        formula = checked(condition)
        expected = [at for at, one in enumerate(in_python(formula, rows)) if one is True]
        with undone(connection):
            assert _found(connection, formula, rows) == expected


@pytest.mark.parametrize("profile", Profile)
@RANDOM
@given(data=st.data(), rows=st.lists(ROWS, min_size=3, max_size=3))
def test_what_is_chosen_among_anything_is_refused_or_found(
    profile: Profile, data: st.DataObject, rows: list[dict[str, Any]], sqlite: sa.Connection,
    postgresql: sa.Connection,
) -> None:  # fmt: skip
    text = data.draw(_CHOICES)
    try:
        formula = check(text, Names(), profile=profile)
        refuse_unpushable(formula)
    except FormulaError:
        return
    values = in_python(formula, rows)
    expected = [at for at, one in enumerate(values) if one is True]
    assert [one is True for one in in_sqlite(sqlite, formula, rows)] == [
        one is True for one in values
    ], text
    assert _found(sqlite, formula, rows) == expected, text
    with undone(postgresql):
        assert in_postgresql(postgresql, formula, rows) == values, text
        assert _found(postgresql, formula, rows) == expected, text


def _found(
    connection: sa.Connection, formula: Checked, rows: list[dict[str, Any]]
) -> Sequence[int]:
    """The numbers of the rows that a database finds."""
    store(connection, rows)
    where = compile_filter(formula, Stored(connection.dialect.name), AROUND)
    return connection.scalars(sa.select(DEAL.c.id).where(where).order_by(DEAL.c.id)).all()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("IFERROR(g1, NULL) = NULL", "IFERROR"),
        ("ISBLANK(coalesce (g1, GEOLOCATION(1, 2)))", "coalesce"),
        ('b1 && DISTANCE(IFS(b1, g1, NULL), g1, "km") > 5', "IFS"),
    ],
)
def test_what_chooses_a_place_is_named_as_it_is_written(text: str, name: str) -> None:
    with pytest.raises(FormulaError) as caught:
        refuse_unpushable(check(text, Names()))
    (problem,) = caught.value.problems
    assert (problem.message.code, problem.params["name"]) == ("formula_not_in_filter", name)
