"""Functions for amounts of money."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.formula.arithmetic import arithmetic
from objectry.formula.faults import Failed, Kind
from objectry.formula.functions import money
from objectry.formula.functions.declare import Function
from objectry.formula.surroundings import Surroundings
from tests.formula.functions.agreement import (
    AROUND,
    REFUSED,
    in_postgresql,
    in_python,
    in_sql,
)
from tests.formula.functions.number_cases import Case, value

N = None
CASES: tuple[Case, ...] = (
    (money.convert_today, ("#100", "CNY", "CNY"), "#100"),
    (money.convert_today, ("#100", "cny", "CNY"), "#100"),
    (money.convert_today, ("#100", "USD", "CNY"), REFUSED),
    (money.convert_today, ("#100", "人民币", "CNY"), REFUSED),
    (money.convert_today, (N, "CNY", "CNY"), N),
    (money.convert_today, ("#100", N, "CNY"), N),
    (money.convert, ("#100", "CNY", "CNY", date(2026, 11, 30)), "#100"),
    (money.convert, ("#100", "USD", "CNY", date(2026, 11, 30)), REFUSED),
    (money.convert, ("#100", "CNY", "CNY", N), N),
    (money.format_currency, ("CNY", "#1234567.5"), "¥1,234,567.50"),
    (money.format_currency, ("cny", "#0.005"), "¥0.01"),
    (money.format_currency, ("USD", "#-80"), "-US$80.00"),
    (money.format_currency, ("CNY", "#-0.001"), "¥0.00"),
    (money.format_currency, ("JPY", "#1234.5"), "JP¥1,235"),
    (money.format_currency, ("KWD", "#1"), "KWD 1.000"),
    (money.format_currency, ("CHF", "#999.995"), "CHF 1,000.00"),
    (money.format_currency, ("EUR", "#1E+20"), "€100,000,000,000,000,000,000.00"),
    (money.format_currency, ("EURO", "#1"), REFUSED),
    (money.format_currency, ("元元元", "#1"), REFUSED),
    (money.format_currency, ("E1R", "#1"), REFUSED),
    (money.format_currency, (N, "#1"), N),
    (money.format_currency, ("CNY", N), N),
    (money.format_currency_upstream, ("USD", "#1234567.5"), "$1,234,567.50"),
    (money.format_currency_upstream, ("JPY", "#1234.5"), "¥1,235"),
    (money.format_currency_upstream, ("GBP", "#-1"), "-£1.00"),
    (money.format_currency_upstream, ("USD", N), N),
    (money.format_currency_upstream, (N, "#1"), N),
    (money.format_currency_upstream, ("", "#1"), N),
    (money.format_currency_upstream, ("US", "#1"), REFUSED),
    (money.format_currency_upstream, ("US", N), N),
    (money.format_currency, ("ßA", "#1"), REFUSED),
    (money.format_currency, ("USD\n", "#1"), REFUSED),
    (money.format_currency, ("CHF", "#9999999999999999999999999999999999999.995"),
     "CHF 10,000,000,000,000,000,000,000,000,000,000,000,000.00"),
    # The examples of the rules on filling in cheques, and every place where a zero may stand.
    (money.in_capital_characters, ("#1409.50",), "壹仟肆佰零玖元伍角整"),
    (money.in_capital_characters, ("#6007.14",), "陆仟零柒元壹角肆分"),
    (money.in_capital_characters, ("#1680.32",), "壹仟陆佰捌拾元叁角贰分"),
    (money.in_capital_characters, ("#107000.53",), "壹拾万柒仟元伍角叁分"),
    (money.in_capital_characters, ("#16409.02",), "壹万陆仟肆佰零玖元零贰分"),
    (money.in_capital_characters, ("#325.04",), "叁佰贰拾伍元零肆分"),
    (money.in_capital_characters, ("#0",), "零元整"),
    (money.in_capital_characters, ("#-0",), "零元整"),
    (money.in_capital_characters, ("#0.004",), "零元整"),
    (money.in_capital_characters, ("#-0.004",), "零元整"),
    (money.in_capital_characters, ("#0.005",), "壹分"),
    (money.in_capital_characters, ("#0.5",), "伍角整"),
    (money.in_capital_characters, ("#0.05",), "伍分"),
    (money.in_capital_characters, ("#-12.3",), "负壹拾贰元叁角整"),
    (money.in_capital_characters, ("#10",), "壹拾元整"),
    (money.in_capital_characters, ("#1001",), "壹仟零壹元整"),
    (money.in_capital_characters, ("#1010",), "壹仟零壹拾元整"),
    (money.in_capital_characters, ("#10000",), "壹万元整"),
    (money.in_capital_characters, ("#10001",), "壹万零壹元整"),
    (money.in_capital_characters, ("#100100",), "壹拾万零壹佰元整"),
    (money.in_capital_characters, ("#100000000",), "壹亿元整"),
    (money.in_capital_characters, ("#100000001",), "壹亿零壹元整"),
    (money.in_capital_characters, ("#100010000",), "壹亿零壹万元整"),
    (money.in_capital_characters, ("#110000000",), "壹亿壹仟万元整"),
    (money.in_capital_characters, ("#1000000000000",), "壹万亿元整"),
    (money.in_capital_characters, ("#1000000000001",), "壹万亿零壹元整"),
    (money.in_capital_characters, ("#9999999999999999.99",),
     "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    (money.in_capital_characters, ("#9999999999999999.995",), REFUSED),
    (money.in_capital_characters, ("#-1E+63",), REFUSED),
    (money.in_capital_characters, (N,), N),
)  # fmt: skip
VALUES = {
    "零": 0, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
    "拾": 10, "佰": 100, "仟": 1000, "万": 10**4, "亿": 10**8,
}  # fmt: skip


def read(words: str) -> int:
    """A whole number in Chinese characters, read by its largest unit."""
    for unit in "亿万仟佰拾":
        before, found, after = words.rpartition(unit)
        if found:
            return read(before) * VALUES[unit] + read(after)
    return int("".join(str(VALUES[one]) for one in words) or 0)


@pytest.mark.parametrize("case", CASES)
def test_amounts_are_what_was_worked_out_by_hand(case: Case, database: sa.Connection) -> None:
    function, arguments, answer = case[0], [value(one) for one in case[1]], value(case[2])
    assert in_python(function, *arguments) == answer
    if in_sql(function, *arguments) is not None:
        assert in_postgresql(database, function, *arguments) == answer


def rates(source: str, target: str, day: date) -> Decimal | None:
    """The rates of the days of these tests."""
    return {
        ("USD", "CNY", date(2026, 11, 23)): Decimal("7.0937"),
        ("USD", "CNY", date(2026, 11, 30)): Decimal("7.1"),
    }.get((source, target, day))


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ((Decimal("100.01"), "usd", "cny"), Decimal("709.440937")),
        ((Decimal("100.01"), "USD", "CNY", date(2026, 11, 30)), Decimal("710.071")),
        ((Decimal(0), "USD", "CNY"), Decimal(0)),
        ((Decimal(1), "USD", "CNY", date(2026, 11, 24)), None),
        ((Decimal(1), "CNY", "USD"), None),
        ((Decimal(1), "XTS", "CNY"), None),
    ],
)
def test_amounts_are_converted_at_the_rate_of_a_day(
    arguments: tuple[Any, ...], answer: Decimal | None
) -> None:
    around = replace(AROUND, rates=rates)
    function = money.convert_today if len(arguments) == 3 else money.convert
    with arithmetic():
        if answer is not None:
            assert function.code(around, *arguments) == answer
            return
        with pytest.raises(Failed) as refusal:
            function.code(around, *arguments)
    assert refusal.value.kind is Kind.BAD_CURRENCY


def test_today_is_the_day_of_the_surroundings() -> None:
    asked: list[date] = []

    def noted(source: str, target: str, day: date) -> Decimal:
        asked.append(day)
        return Decimal(1)

    money.convert_today.code(replace(AROUND, rates=noted), Decimal(1), "USD", "CNY")
    assert asked == [date(2026, 11, 23)]
    assert money.convert_today.volatile and not money.convert.volatile


@pytest.mark.parametrize(
    ("language", "code", "written"),
    [("zh", "CNY", "¥5.00"), ("en", "CNY", "CN¥5.00"), ("zh", "USD", "US$5.00"), ("en", "USD", "$5.00")],
)  # fmt: skip
def test_a_currency_has_the_sign_that_readers_know(language: str, code: str, written: str) -> None:
    around = Surroundings(language=language)
    assert money.format_currency.code(around, code, Decimal(5)) == written


_AMOUNTS = st.decimals(-(10**12), 10**12, places=4) | st.decimals(
    Decimal("-9e63"), Decimal("9e63"), allow_nan=False
)
_CURRENCIES = st.sampled_from(
    ("CNY", "usd", "JPY", "kwd", "CHF", "XYZ", "EU", "欧元一", "Ab1")
) | st.text(max_size=3)


@pytest.mark.parametrize("function", [money.format_currency, money.format_currency_upstream])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=_CURRENCIES.filter(lambda one: "\0" not in one), amount=_AMOUNTS)
def test_postgresql_writes_the_same_amounts(
    function: Function, code: str, amount: Decimal, database: sa.Connection
) -> None:
    with arithmetic():
        amount = +amount
    written = in_python(function, code, amount)
    assert in_postgresql(database, function, code, amount) == written


@given(st.decimals(0, Decimal("9999999999999999.99"), places=2))
def test_capital_characters_can_be_read_again(amount: Decimal) -> None:
    words = in_python(money.in_capital_characters, amount)
    assert "零零" not in words
    yuan, found, rest = words.removesuffix("整").rpartition("元")
    cents = 0
    for unit, worth in (("角", 10), ("分", 1)):
        digit, there, after = rest.rpartition(unit)
        if there:
            cents += VALUES[digit[-1]] * worth
            rest = after
    assert (read(yuan) if found else 0) * 100 + cents == amount * 100
