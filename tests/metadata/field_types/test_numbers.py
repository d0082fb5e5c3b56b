"""Numbers: reading of typed ones, rounding, limits, and how they look."""

from decimal import Decimal, localcontext
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import TextStyle, ValueRefused
from objectry.metadata.field_types.currency import CurrencyDef, CurrencyType
from objectry.metadata.field_types.decimal_number import DecimalDef, DecimalType
from objectry.metadata.field_types.integer import IntegerDef, IntegerType
from objectry.metadata.field_types.number import number_from_text
from objectry.metadata.field_types.percent import PercentDef, PercentType

LABEL = Label(zh="数", en="Number")
POINT = TextStyle("zh", ZoneInfo("UTC"))
COMMA = TextStyle("en", ZoneInfo("UTC"), decimal_mark=",")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1234.5", "1234.5"), ("1,234.5", "1234.5"), ("1 234 567", "1234567"), ("1'234", "1234"),
        ("１，２３４．５", "1234.5"), ("(12)", "-12"), ("（12）", "-12"), ("−5", "-5"),
        ("- 5", "-5"), ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("0007", "7"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(typed: str, number: str) -> None:
    assert number_from_text(typed, POINT) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    ["1,23", "1,2345", "12,34,567", "1.2.3", "1,234 567", "--5", "(-5)", "(5", "5)", "1e5", "0x1F",
     "1_000", "½", "五", "5%", "¥5", "NaN", "∞", "1.234.567,8"],
)  # fmt: skip
def test_what_could_mean_two_things_is_no_number(typed: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        number_from_text(typed, POINT)
    assert refused.value.message.code == "number_invalid"


def test_with_a_decimal_comma_points_separate_thousands() -> None:
    assert number_from_text("1.234,5", COMMA) == Decimal("1234.5")
    assert number_from_text("1.234", COMMA) == Decimal("1234")
    definition = DecimalDef(name="f", label=LABEL, thousands=True)
    assert DecimalType().to_text(Decimal("1234.50"), definition, COMMA) == "1.234,50"


@pytest.mark.parametrize(
    ("given_number", "kept"),
    [
        ("2.675", "2.68"),
        ("-2.675", "-2.68"),
        ("2.665", "2.67"),
        ("0.005", "0.01"),
        ("-0.001", "0.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(given_number: str, kept: str) -> None:
    definition = DecimalDef(name="f", label=LABEL)
    assert str(DecimalType().from_json(given_number, definition)) == kept


def test_json_numbers_are_taken_by_the_digits_they_were_written_with() -> None:
    definition = DecimalDef(name="f", label=LABEL, scale=3)
    assert DecimalType().from_json(0.1, definition) == Decimal("0.100")
    assert DecimalType().from_json(1.0005, definition) == Decimal("1.001")


@given(st.integers(-(10**18) + 1, 10**18 - 1), st.integers(0, 10))
def test_any_number_of_18_digits_is_kept_exactly(units: int, scale: int) -> None:
    definition = DecimalDef(name="f", label=LABEL, scale=scale)
    with localcontext(prec=39):
        value = Decimal(units).scaleb(-scale)
    assert DecimalType().from_json(format(value, "f"), definition) == value


def test_the_sign_of_another_currency_is_refused() -> None:
    definition = CurrencyDef(name="f", label=LABEL)
    for typed in ("$5", "5 EUR", "€5", "HK$5"):
        with pytest.raises(ValueRefused):
            CurrencyType().from_text(typed, definition, POINT)
    for typed in ("¥5", "￥ 5", "5 元", "CNY 5", "人民币5元", "5"):
        assert CurrencyType().from_text(typed, definition, POINT) == 5


def test_percent_values_are_points_and_literals_make_fractions() -> None:
    kind, definition = PercentType(), PercentDef(name="f", label=LABEL)
    value = kind.from_text("12.50 %", definition, POINT)
    assert value == Decimal("12.5")
    assert value is not None and kind.literal(value, definition) == "12.5%"


def test_a_ratio_is_typed_as_a_fraction_unless_it_has_a_percent_sign() -> None:
    kind = PercentType()
    definition = PercentDef(name="f", label=LABEL, entered_as="ratio")
    assert kind.from_text("0.4", definition, POINT) == 40
    assert kind.from_text("0.4%", definition, POINT) == Decimal("0.40")
    assert kind.from_json("40", definition) == 40


def test_a_lone_percent_sign_is_no_number() -> None:
    with pytest.raises(ValueRefused):
        PercentType().from_text("%", PercentDef(name="f", label=LABEL), POINT)


def test_whole_numbers_may_have_empty_decimals_and_no_others() -> None:
    definition = IntegerDef(name="f", label=LABEL)
    assert IntegerType().from_text("5.00", definition, POINT) == 5
    assert IntegerType().from_json(5.0, definition) == 5
    with pytest.raises(ValueRefused) as refused:
        IntegerType().from_text("5.01", definition, POINT)
    assert refused.value.message.code == "integer_expected"


def test_a_refusal_says_which_limit_was_passed() -> None:
    definition = IntegerDef(name="f", label=LABEL, min=1, max=5)
    with pytest.raises(ValueRefused) as refused:
        IntegerType().from_json(6, definition)
    assert refused.value.message.text("zh", refused.value.params) == "不能大于 5"
