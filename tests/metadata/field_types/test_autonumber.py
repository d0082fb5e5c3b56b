"""Automatic numbers: their text and the periods of their counters."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata.field_types.autonumber import AutoNumberDef, Reset, period_key, render

DAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("number_format", "number", "text"),
    [
        ("KH-{YYYY}{MM}-{0000}", 42, "KH-202603-0042"),
        ("{YY}/{MM}/{DD}#{00}", 7, "26/03/09#07"),
        ("NO.{0}", 12, "NO.12"),
        ("{0000}", 12_345, "12345"),
        ("合同{000}号", 1, "合同001号"),
    ],
)
def test_a_number_has_the_parts_of_its_day_and_its_counter(
    number_format: str, number: int, text: str
) -> None:
    assert render(number_format, DAY, number) == text


@pytest.mark.parametrize(
    ("reset", "key"),
    [("none", ""), ("year", "2026"), ("month", "2026-03"), ("day", "2026-03-09")],
)
def test_a_counter_belongs_to_its_period(reset: Reset, key: str) -> None:
    assert period_key(reset, DAY) == key


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_different_counts_give_different_numbers(one: int, other: int) -> None:
    texts = {render("A{000}", DAY, one), render("A{000}", DAY, other)}
    assert len(texts) == len({one, other})


def test_a_business_type_counts_by_itself_where_it_has_a_format() -> None:
    label = {"zh": "编号", "en": "Number"}
    own = {"sale": "XS-{0000}"}
    field = AutoNumberDef.model_validate(
        {"name": "number", "label": label, "format": "HT-{0000}", "business_types": own}
    )
    assert field.format_for("sale") == ("sale", "XS-{0000}")
    assert field.format_for("service") == field.format_for(None) == ("", "HT-{0000}")
