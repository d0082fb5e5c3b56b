"""What is known of a formula before any row is read holds for all rows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.formula.checking.checker import Checked
from objectry.formula.faults import EvaluationError
from objectry.formula.functions.declare import Profile
from objectry.formula.problems import FormulaError
from objectry.formula.python.program import Program, compiled, program
from objectry.formula.syntax.parser import parse
from objectry.formula.syntax.printer import printed
from tests.examples import RANDOM
from tests.formula.differential.engines import checked
from tests.formula.differential.random_formulas import MADE, formulas
from tests.formula.differential.sample import AROUND, ROWS, as_formulas_see

_ANY = {
    profile: st.sampled_from(MADE).flatmap(
        lambda kind, profile=profile: formulas(kind, profile=profile, pushed=False)  # type: ignore[misc]
    )
    for profile in Profile
}


def _answers(made: Program, rows: list[dict[str, Any]]) -> list[Any]:
    seen = [as_formulas_see(row) for row in rows]
    columns = {name: [row[name] for row in seen] for name in made.fields}
    return made.evaluate_many(columns, AROUND, len(rows))


def _alone(made: Program, row: dict[str, Any]) -> Any:
    """The answer for one row, outside of the decimal context of formulas."""
    seen = as_formulas_see(row)
    try:
        return made.evaluate({name: seen[name] for name in made.fields}, AROUND)
    except EvaluationError as error:
        return error.fault


def _usable(text: str, zero: bool, profile: Profile) -> tuple[Checked, Program, Program] | None:
    """The formula as quick code and as plain code, unless it is refused."""
    try:
        formula = checked(text, zero, profile)
        return formula, compiled(formula), program(formula)
    except FormulaError:
        return None


@pytest.mark.parametrize("profile", Profile)
@RANDOM
@given(data=st.data(), rows=st.lists(ROWS, min_size=4, max_size=4), zero=st.booleans())
def test_a_tree_means_the_same_however_it_is_written(
    profile: Profile, data: st.DataObject, rows: list[dict[str, Any]], zero: bool
) -> None:
    """What is printed is read as the same tree. Constants that were computed before, and functions in their quick forms,
    change no answer and no mistake; and what is said never to be nothing is something."""
    text = data.draw(_ANY[profile])
    tree = parse(text, profile)
    assert parse(printed(tree, profile), profile) == tree
    if (made := _usable(text, zero, profile)) is None:
        return
    formula, quick, plain = made
    found, expected = _answers(quick, rows), _answers(plain, rows)
    assert found == expected, text
    assert [type(one) for one in found] == [type(one) for one in expected], text
    assert [_alone(quick, row) for row in rows] == found, text
    assert formula.root.nullable or None not in found, text
