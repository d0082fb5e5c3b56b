"""One formula, one meaning: Python, SQLite and PostgreSQL give the same answers for random formulas and rows."""

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.checking.checker import Checked
from objectry.formula.checking.typed import functions_in
from objectry.formula.functions.declare import Function, Profile
from objectry.formula.problems import FormulaError
from tests.examples import FUZZED, PATIENT, RANDOM, few
from tests.formula.differential.engines import (
    ERROR,
    checked,
    in_postgresql,
    in_python,
    in_sqlite,
    undone,
)
from tests.formula.differential.random_formulas import MADE, forms, formulas, of_form
from tests.formula.differential.sample import ROWS

FOUR_ROWS = st.lists(ROWS, min_size=4, max_size=4)
PROFILES = pytest.mark.parametrize("profile", Profile)


def _any(profile: Profile) -> st.SearchStrategy[str]:
    return st.sampled_from(MADE).flatmap(lambda kind: formulas(kind, profile=profile))


_ANY = {profile: _any(profile) for profile in Profile}


def _usable(text: str, zero: bool, profile: Profile) -> Checked | None:
    """The formula, unless it is one that the checker refuses: too large, or always wrong."""
    try:
        return checked(text, zero, profile)
    except FormulaError:
        return None


@PROFILES
@RANDOM
@given(data=st.data(), rows=FOUR_ROWS, zero=st.booleans())
def test_both_databases_mean_what_python_means(
    profile: Profile, data: st.DataObject, rows: list[dict[str, Any]], zero: bool, sqlite: sa.Connection,
    postgresql: sa.Connection,
) -> None:  # fmt: skip
    text = data.draw(_ANY[profile])
    if (formula := _usable(text, zero, profile)) is not None:
        _same_in_sqlite(sqlite, formula, rows)
        _same_in_postgresql(postgresql, formula, rows)


def _same_in_sqlite(sqlite: sa.Connection, formula: Checked, rows: list[dict[str, Any]]) -> None:
    expected = [None if one == ERROR else one for one in in_python(formula, rows)]
    assert in_sqlite(sqlite, formula, rows) == expected, formula.text


def _same_in_postgresql(
    postgresql: sa.Connection, formula: Checked, rows: list[dict[str, Any]]
) -> None:
    expected = in_python(formula, rows)
    with undone(postgresql):
        found = in_postgresql(postgresql, formula, rows)
    for one, other in zip(expected, found, strict=True):
        assert one == other, formula.text


@pytest.mark.hypothesis
@pytest.mark.parametrize(
    ("profile", "form"),
    [
        pytest.param(profile, form, id=f"{profile.value}-{form.name}-{at}")
        for profile in Profile
        for at, form in enumerate(forms(profile))
    ],
)
def test_every_function_means_the_same(
    profile: Profile, form: Function, sqlite: sa.Connection, postgresql: sa.Connection
) -> None:
    """No function is left to chance: each of its forms is called some times."""
    called: list[Function] = []

    @settings(PATIENT, max_examples=few(3), database=None)
    @given(text=of_form(form, profile), rows=FOUR_ROWS, zero=st.booleans())
    def compare(text: str, rows: list[dict[str, Any]], zero: bool) -> None:
        if (formula := _usable(text, zero, profile)) is None:
            return
        called.extend(functions_in(formula.root))
        _same_in_sqlite(sqlite, formula, rows)
        _same_in_postgresql(postgresql, formula, rows)

    compare()
    # A few examples of a round of `make soak` may all be refused; those of a normal run are always the same.
    if FUZZED or settings().derandomize:
        assert any(one is form for one in called), f"{form.name} was never called"
