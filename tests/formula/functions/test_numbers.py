"""Functions that compare, add up and divide numbers, as Python and as PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.formula.functions import numbers
from tests.examples import few
from tests.formula.functions.agreement import REFUSED, in_python
from tests.formula.functions.number_cases import Case, check, in_database, near, opened

NUMBERS = st.decimals(-(10**20), 10**20, places=8)
MANY = st.lists(st.none() | NUMBERS, min_size=1, max_size=6)


@pytest.fixture(scope="module")
def connection(pg_url: str) -> Iterator[sa.Connection]:
    """A connection to a server with the helper functions."""
    with opened(pg_url) as one:
        yield one


N = None
CASES: tuple[Case, ...] = (
    (numbers.absolute, ("#-12.5",), "#12.5"),
    (numbers.absolute, ("#12.5",), "#12.5"),
    (numbers.absolute, ("#0",), "#0"),
    (numbers.absolute, ("#-0.00",), "#0"),
    (numbers.absolute, (N,), N),
    (numbers.absolute, ("#-9.99E+63",), "#9.99E+63"),
    (numbers.sign, ("#-0.0001",), "#-1"),
    (numbers.sign, ("#0",), "#0"),
    (numbers.sign, ("#-0",), "#0"),
    (numbers.sign, ("#1E-100",), "#1"),
    (numbers.sign, ("#9E+63",), "#1"),
    (numbers.sign, (N,), N),
    (numbers.modulo, ("#17", "#5"), "#2"),
    (numbers.modulo, ("#-17", "#5"), "#-2"),
    (numbers.modulo, ("#17", "#-5"), "#2"),
    (numbers.modulo, ("#-15", "#5"), "#0"),
    (numbers.modulo, ("#7.5", "#2"), "#1.5"),
    (numbers.modulo, ("#0.3", "#0.1"), "#0"),
    (numbers.modulo, ("#1E+50", "#7"), "#2"),
    (numbers.modulo, ("#5", "#0"), REFUSED),
    (numbers.modulo, ("#0", "#0.00"), REFUSED),
    (numbers.modulo, (N, "#0"), N),
    (numbers.modulo, ("#5", N), N),
    (numbers.larger, ("#3", "#12"), "#12"),
    (numbers.larger, ("#-1", "#-2"), "#-1"),
    (numbers.larger, ("#5", "#5.0"), "#5"),
    (numbers.larger, (N, "#12"), N),
    (numbers.larger, ("#3", N), N),
    (numbers.larger, ("a", "华"), "华"),
    (numbers.smaller, ("#3", "#12"), "#3"),
    (numbers.smaller, ("#-1", "#-2"), "#-2"),
    (numbers.smaller, ("#0", "#-0"), "#0"),
    (numbers.smaller, (N, "#12"), N),
    (numbers.smaller, ("#3", N), N),
    (numbers.smaller, (date(2026, 1, 31), date(2026, 2, 1)), date(2026, 1, 31)),
    (numbers.maximum, ("#3", "#12", "#7"), "#12"),
    (numbers.maximum, ("#3",), "#3"),
    (numbers.maximum, ("#-1", "#-2"), "#-1"),
    (numbers.maximum, ("#1", N), N),
    (numbers.maximum, (N, "#1", "#2"), N),
    (numbers.maximum, ("a", "B", "华"), "华"),
    (numbers.maximum, ("a", "B"), "a"),
    (numbers.maximum, ("𠀀", "華", "😀"), "𠀀"),
    (numbers.maximum, (date(2026, 1, 31), date(2026, 2, 1)), date(2026, 2, 1)),
    (numbers.minimum, ("#3", "#12", "#7"), "#3"),
    (numbers.minimum, ("#3",), "#3"),
    (numbers.minimum, ("#-1", "#-2"), "#-2"),
    (numbers.minimum, ("#1", N), N),
    (numbers.minimum, (N,), N),
    (numbers.minimum, ("a", "B", "é"), "B"),
    (
        numbers.minimum,
        (datetime(2026, 1, 1, 8, tzinfo=UTC), datetime(2026, 1, 1, 7, 59, tzinfo=UTC)),
        datetime(2026, 1, 1, 7, 59, tzinfo=UTC),
    ),
    (numbers.total, ("#1", "#2", "#3.5"), "#6.5"),
    (numbers.total, ("#100", N), "#100"),
    (numbers.total, (N, "#100"), "#100"),
    (numbers.total, (N, N), "#0"),
    (numbers.total, (N,), "#0"),
    (numbers.total, ("#0.1", "#0.2", "#-0.3"), "#0"),
    (numbers.total, ("#9E+63", "#1E+63"), REFUSED),
    (numbers.average, ("#1", "#2", "#6"), "#3"),
    (numbers.average, ("#10", N, "#15"), "#12.5"),
    (numbers.average, (N, N), N),
    (numbers.average, (N,), N),
    (numbers.average, ("#7",), "#7"),
    (numbers.average, ("#-1", "#0"), "#-0.5"),
    (numbers.average, ("#9E+63", "#1E+63"), REFUSED),
    (numbers.median, ("#5", "#1", "#100"), "#5"),
    (numbers.median, ("#1", "#2", "#3", "#10"), "#2.5"),
    (numbers.median, ("#7", N), "#7"),
    (numbers.median, (N, N), N),
    (numbers.median, ("#2", "#2"), "#2"),
    (numbers.median, ("#-0.5", "#0.5"), "#0"),
    (numbers.median, ("#9E+63", "#9E+63"), REFUSED),
)


@pytest.mark.parametrize("case", CASES)
def test_python_and_postgresql_answer_what_was_worked_out_by_hand(
    connection: sa.Connection, case: Case
) -> None:
    check(connection, case)


def test_an_average_has_digits_enough_to_be_rounded(connection: sa.Connection) -> None:
    thirds = [Decimal(1), Decimal(0), Decimal(0)]
    found = in_database(connection, numbers.average, *thirds)
    assert round(found, 18) == round(in_python(numbers.average, *thirds), 18)
    assert str(round(found, 18)) == "0.333333333333333333"


def test_functions_take_as_many_arguments_as_the_language_allows(
    connection: sa.Connection,
) -> None:
    many = [Decimal(one) for one in range(255)]
    for function, answer in (
        (numbers.total, 32385),
        (numbers.average, 127),
        (numbers.maximum, 254),
        (numbers.minimum, 0),
    ):
        assert in_python(function, *many) == in_database(connection, function, *many) == answer


def test_zero_has_no_sign() -> None:
    assert str(in_python(numbers.modulo, Decimal(-4), Decimal(2))) == "0"


@settings(max_examples=few(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=NUMBERS, second=NUMBERS)
def test_both_agree_on_two_numbers(
    connection: sa.Connection, first: Decimal, second: Decimal
) -> None:
    assert in_database(connection, numbers.modulo, first, second) == in_python(
        numbers.modulo, first, second
    )
    for function in (numbers.larger, numbers.smaller):
        found = in_database(connection, function, first, second)
        assert found == in_python(function, first, second)
    for function in (numbers.absolute, numbers.sign):
        assert in_database(connection, function, first) == in_python(function, first)


@settings(max_examples=few(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(many=MANY)
def test_both_agree_on_lists_with_gaps(
    connection: sa.Connection, many: list[Decimal | None]
) -> None:
    for function in (numbers.maximum, numbers.minimum, numbers.total):
        assert in_database(connection, function, *many) == in_python(function, *many)
    found = in_database(connection, numbers.average, *many)
    assert near(found, in_python(numbers.average, *many))


@settings(max_examples=few(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(many=st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1),
                     min_size=1, max_size=4))  # fmt: skip
def test_both_order_texts_by_code_point(connection: sa.Connection, many: list[str]) -> None:
    for function in (numbers.maximum, numbers.minimum):
        assert in_database(connection, function, *many) == in_python(function, *many)
