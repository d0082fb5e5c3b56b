"""What the typed tree says of a node holds: whether it may be nothing, and whether all its digits are right."""

from decimal import localcontext

import pytest

from objectry.formula.arithmetic import ARITHMETIC
from objectry.formula.checking.checker import Wanted, check
from objectry.formula.functions.declare import Function, Nulls, Profile, Use
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.types import Type
from tests.formula.cases.case import Case
from tests.formula.cases.world import Names

_TOTAL = {
    id(one): one
    for forms in FUNCTIONS.values()
    for variants in forms.values()
    for one in variants
    if one.nulls is Nulls.TOTAL and not one.blank and one.result is not Type.PERIOD
}


@pytest.mark.parametrize("form", [pytest.param(one, id=one.name) for one in _TOTAL.values()])
def test_a_function_that_is_never_nothing_is_something_for_nothing(form: Function) -> None:
    around = [Case("", "").around] if form.surrounded else []
    with localcontext(ARITHMETIC):
        for count in {form.least, min(form.most, form.least + 2)}:
            assert form.code(*around, *[None] * count) is not None


@pytest.mark.parametrize(
    ("text", "nullable", "exact"),
    [
        ("amount", True, True),
        ("code", False, True),
        ("customer.name", True, True),
        ("owner.name", False, True),
        ("owner.boss.name", True, True),
        ("$User.name", True, True),
        ("$Old.code", True, True),
        ("PRIORVALUE(code)", True, True),
        ("$Old.shout", True, True),
        ("shout", False, True),
        ("urgent", False, True),
        ("$Old.urgent", False, True),
        ("amount + 1", True, True),
        ("LEN(name)", False, True),
        ("UPPER(code)", False, True),
        ('UPPER(name, "tr")', True, True),
        ("TRIM(code)", True, True),
        ("LEFT(code, 1)", True, True),
        ("IF(urgent, 1, 2)", False, True),
        ("IF(urgent, 1)", True, True),
        ("IF(amount > 1, 1, 2)", False, True),
        ("COALESCE(amount, 1)", False, True),
        ("COALESCE(amount, contract)", True, True),
        ("NULLIF(1, amount)", True, True),
        ("IFERROR(1, amount)", True, True),
        ("CASE(stage, 'won', 1, 2)", False, True),
        ("CASE(stage, 'won', 1, NULL)", True, True),
        ("stage = 'won'", False, True),
        ("amount = 1", True, True),
        ("amount = NULL", False, True),
        ("amount > 1 && urgent", False, True),
        ("NOT(amount > 1)", True, True),
        ("SUM(amount, 1)", False, True),
        ("AVERAGE(amount, 1)", True, True),
        ("MAX(amount, 1)", True, True),
        ("name & code", True, True),
        ("PICKLISTCOUNT(tags)", False, True),
    ],
)
def test_it_is_known_what_may_be_nothing(text: str, nullable: bool, exact: bool) -> None:
    root = check(text, Names(), Wanted(), use=Use.RULE).root
    assert (root.nullable, root.exact) == (nullable, exact)


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("amount * 2", True),
        ("amount / 2", False),
        ("1 + amount / 2", False),
        ("IF(urgent, amount / 2, 1)", False),
        ("BLANKVALUE(amount / 2, 1)", False),
        ("SQRT(amount)", False),
        ("2 ^ pieces", False),
        ("due_at - seen_at", False),
        ("close_date - start_date", True),
        ("MAX(amount / 3, 1)", False),
        ("ABS(amount / 3)", False),
    ],
)
def test_it_is_known_which_digits_are_right(text: str, exact: bool) -> None:
    """In the Salesforce profile nothing is rounded in the end, so that the tree shows it."""
    root = check(text, Names(), Wanted(), use=Use.RULE, profile=Profile.SALESFORCE).root
    assert root.exact is exact


@pytest.mark.parametrize("text", ["amount / 3", "ROUND(amount / 3, 2) * 2", "third * 3", "third"])
def test_what_is_looked_at_is_exact(text: str) -> None:
    assert check(text, Names(), Wanted()).root.exact


@pytest.mark.parametrize(
    ("text", "volatile"),
    [
        ("amount", False),
        ("TODAY()", True),
        ("NOW()", True),
        ("close_date = THIS_MONTH", True),
        ("$User.name", True),
        ("$Org.name", False),
        ("AGE(close_date)", True),
        ("AGE(close_date, start_date)", False),
        ("DATEVALUE(seen_at)", False),
        ("ISNEW()", True),
        ("IF(urgent, 1, YEAR(TODAY()))", True),
    ],
)
def test_it_is_known_what_changes_by_itself(text: str, volatile: bool) -> None:
    assert check(text, Names(), Wanted(), use=Use.RULE).volatile is volatile
