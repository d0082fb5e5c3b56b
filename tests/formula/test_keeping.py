"""Values as records keep them and as formulas reckon with them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.formula.keeping import LARGEST, kept, reckoned
from objectry.formula.types import FieldInfo, Type

AMOUNT = FieldInfo("amount", "金额", "Amount", Type.NUMBER, scale=2)
COUNT = FieldInfo("count", "数量", "Count", Type.NUMBER, whole=True)
RATE = FieldInfo("rate", "率", "Rate", Type.NUMBER, scale=1, percent=True)
NAME = FieldInfo("name", "名称", "Name", Type.TEXT)
OWNER = FieldInfo("owner", "负责人", "Owner", Type.LOOKUP, uuids=True)
_ID = "0190a5c0-1234-7abc-8def-0123456789ab"


@pytest.mark.parametrize(
    ("info", "record", "formula"),
    [
        (AMOUNT, Decimal("12.50"), Decimal("12.50")),
        (AMOUNT, None, None),
        (COUNT, 7, Decimal(7)),
        (RATE, Decimal("12.5"), Decimal("0.125")),
        (NAME, "12", "12"),
        (OWNER, _ID, _ID),
    ],
)
def test_a_value_goes_to_formulas_and_back(info: FieldInfo, record: Any, formula: Any) -> None:
    found = reckoned(info, record)
    assert (found, type(found)) == (formula, type(formula))
    back = kept(info, formula)
    assert (back, type(back)) == (record, type(record))


@pytest.mark.parametrize(
    ("info", "formula"),
    [
        (AMOUNT, Decimal("0.125")),
        (AMOUNT, Decimal(LARGEST) / 100),
        (AMOUNT, Decimal("1e60")),
        (COUNT, Decimal("0.5")),
        (RATE, Decimal("0.1255")),
        (OWNER, _ID.upper()),
        (OWNER, "x"),
        (OWNER, None),
    ],
)
def test_what_no_record_can_keep_is_nothing(info: FieldInfo, formula: Any) -> None:
    assert kept(info, formula) is None


@pytest.mark.parametrize("info", [AMOUNT, COUNT, RATE])
@given(units=st.integers(1 - LARGEST, LARGEST - 1))
def test_each_number_that_a_record_keeps_is_found_again(info: FieldInfo, units: int) -> None:
    stored: object = units if info.whole else Decimal(units).scaleb(-info.scale)
    assert kept(info, reckoned(info, stored)) == stored
