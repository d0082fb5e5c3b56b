"""What a formula may cost is known before any row is read: each node counts, and each function as much as it takes."""

import pytest

from objectry.formula.checking.checker import MAX_COST, Wanted, check
from objectry.formula.functions.declare import Profile, Use
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.problems import FormulaError
from tests.formula.cases.world import Names

ANYTHING = Wanted()


def _cost(text: str) -> int:
    """The cost of a formula that is taken."""
    return check(text, Names(), ANYTHING, use=Use.RULE).cost


def _codes(text: str, profile: Profile = Profile.OBJECTRY) -> list[str]:
    """The codes of what is wrong with a formula."""
    try:
        check(text, Names(), ANYTHING, use=Use.RULE, profile=profile)
    except FormulaError as error:
        return [one.message.code for one in error.problems]
    return []


def _repeated(call: str, times: int) -> str:
    return " & ".join([call] * times)


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("amount", 1),
        ("amount + 1", 3 + 1),
        ("amount + 1 + pieces", 4 + 2),
        ("ROUND(amount, 2)", 3 + 10),
        ("IF(urgent, 1, 2)", 4),
        ("PINYIN(name)", 2 + 500),
        # The formula of a field counts wherever the field stands: amount * (1 - rate), rounded to two decimals.
        ("net", _NET := 10),
        ("net + net", 2 * _NET + 2),
    ],
)
def test_the_cost_of_a_formula(text: str, cost: int) -> None:
    assert _cost(text) == cost


def test_what_costs_too_much_is_refused_and_what_costs_less_is_taken() -> None:
    one = _cost("PINYIN(name)") + 1
    most = MAX_COST // one
    assert _codes(_repeated("PINYIN(name)", most)) == []
    assert _codes(_repeated("PINYIN(name)", most + 1)) == ["formula_too_costly"]


def test_formulas_of_fields_do_not_hide_what_they_cost() -> None:
    assert _codes(_repeated("PINYIN(name & name & name)", 39)) == []
    dear = _repeated("PINYIN(greeting & greeting & greeting)", 39)
    assert _codes(dear) == ["formula_too_costly"]


@pytest.mark.parametrize("profile", Profile)
def test_every_function_costs_something(profile: Profile) -> None:
    assert all(one.cost >= 1 for forms in FUNCTIONS[profile].values() for one in forms)
