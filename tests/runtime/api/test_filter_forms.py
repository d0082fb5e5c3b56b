"""Filters between text and form: what the builder makes is an ordinary formula, and is opened in it again."""

from collections.abc import Iterator

import pytest

from objectry.runtime.access.grants import access_of
from objectry.runtime.api.filter_forms import (
    Condition,
    Formula,
    Group,
    filter_text,
    form_of,
)
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import reader
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid
from tests.runtime.conftest import ONE_DATABASE

WHOLE = (
    'stage <> "won"',
    'IN(stage, "won", "lost")',
    'NOT(IN(stage, "won"))',
    "amount > 1000",
    "BETWEEN(amount, 10, 20.5)",
    "close_date = THIS_MONTH",
    "close_date = LAST_N_DAYS(30)",
    "BETWEEN(close_date, #2026-01-01#, #2026-02-01#)",
    "owner = $User.id",
    "ISBLANK(customer)",
    "NOT(ISBLANK(customer))",
    'customer.industry = "software"',
    'CONTAINS(name, "a \\"b\\" \\\\ c")',
    'stage = "won" && (amount > 1000 || close_date < #2026-01-01#) && close_date = TODAY',
    'stage = "won" || amount > 1000 && win_rate >= 0.50',
    '(stage = "won" || stage = "lost") && (amount > 1 || amount < 2)',
)


@pytest.fixture
def context(organization: Organization) -> Iterator[Context]:
    """Somebody who reads opportunities."""
    with organization.read(organization.principal("sam")) as found:
        yield found


def _form(context: Context, text: str) -> Group | None:
    thing = context.catalog.objects["opportunity"]
    return form_of(context, access_of(context), thing, text)


def _text(context: Context, form: Group, typed: bool = False) -> str:
    thing = context.catalog.objects["opportunity"]
    return filter_text(context, access_of(context), thing, form, reader(context, typed))


@ONE_DATABASE
def test_what_is_made_of_conditions_is_opened_as_them_again(context: Context) -> None:
    for text in WHOLE:
        form = _form(context, text)
        assert form is not None, text
        assert _text(context, form) == text


@ONE_DATABASE
def test_a_form_tells_fields_operators_and_values_as_the_api_has_them(context: Context) -> None:
    text = 'stage <> "won" && win_rate > 50% && created_at > #2026-01-01 00:00Z#'
    form = _form(context, text)
    assert form == Group("all", (
        Condition("stage", "not_equals", ("won",)),
        Condition("win_rate", "more", ("50",)),
        Condition("created_at", "after", ("2026-01-01T00:00:00.000Z",)),
    ))  # fmt: skip


@ONE_DATABASE
@pytest.mark.parametrize(
    "text", ["amount + 1 > 5", "TRUE", "nosuch = 1", "amount >", "LEN(name) > 3", "amount = stage"]
)
def test_any_other_formula_has_no_form(context: Context, text: str) -> None:
    assert _form(context, text) is None


@ONE_DATABASE
def test_an_empty_filter_is_an_empty_form(context: Context) -> None:
    form = _form(context, " ")
    assert form == Group("all", ())
    assert _text(context, Group("all", (Group("any", ()), Formula(" ")))) == ""


@ONE_DATABASE
def test_a_part_may_stay_a_formula(context: Context) -> None:
    form = Group("all", (Formula('stage = "won" || amount > 1'), Condition("close_date", "today")))
    assert _text(context, form) == '(stage = "won" || amount > 1) && close_date = TODAY'


@ONE_DATABASE
def test_typed_values_are_read_as_people_write_them(context: Context) -> None:
    form = Group("all", (
        Condition("amount", "more", ("1,234.5",)), Condition("win_rate", "at_least", ("50%",)),
        Condition("close_date", "before", ("2026/1/5",)),
    ))  # fmt: skip
    expected = "amount > 1234.5 && win_rate >= 0.50 && close_date < #2026-01-05#"
    assert _text(context, form, typed=True) == expected


@ONE_DATABASE
@pytest.mark.parametrize(("condition", "code"), [
    (Condition("stage", "equals", ("wonn",)), "select_unknown"),
    (Condition("stage", "equals", ("",)), "condition_value_missing"),
    (Condition("amount", "between", ("1",)), "condition_value_missing"),
    (Condition("amount", "contains", ("1",)), "operator_unknown"),
    (Condition("nosuch", "equals", ("1",)), "field_unknown"),
    (Condition("close_date", "last_n_days", ("-1",)), "condition_number_wrong"),
])  # fmt: skip
def test_what_is_wrong_with_a_condition_is_told_at_its_field(
    context: Context, condition: Condition, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _text(context, Group("all", (condition,)))
    assert refused.value.message.code == "filter_form_wrong"
    assert [(one.field, one.message.code) for one in refused.value.errors] == [
        (condition.field, code)
    ]
