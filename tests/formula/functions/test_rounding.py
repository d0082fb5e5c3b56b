"""Functions that round numbers, as Python and as PostgreSQL, in both meanings."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.formula.arithmetic import arithmetic
from objectry.formula.functions import rounding as r
from objectry.formula.functions.declare import Function
from tests.examples import few
from tests.formula.functions.agreement import REFUSED, in_python
from tests.formula.functions.number_cases import Case, check, in_database, opened

NUMBERS = st.one_of(
    st.decimals(-(10**20), 10**20, places=8),
    st.decimals(-10, 10, places=18),
    st.integers(-(10**12), 10**12).map(lambda one: Decimal(one) / 2),
)


@pytest.fixture(scope="module")
def connection(pg_url: str) -> Iterator[sa.Connection]:
    """A connection to a server with the helper functions."""
    with opened(pg_url) as one:
        yield one


N = None
CASES: tuple[Case, ...] = (
    (r.round_half_up, ("#2.345", "#2"), "#2.35"),
    (r.round_half_up, ("#-2.345", "#2"), "#-2.35"),
    (r.round_half_up, ("#2.5",), "#3"),
    (r.round_half_up, ("#-2.5",), "#-3"),
    (r.round_half_up, ("#-0.4",), "#0"),
    (r.round_half_up, ("#1250", "#-2"), "#1300"),
    (r.round_half_up, ("#6", "#-1"), "#10"),
    (r.round_half_up, ("#6", "#-1.9"), "#10"),
    (r.round_half_up, ("#0.126", "#2.9"), "#0.13"),
    (r.round_half_up, ("#5", "#40"), "#5"),
    (r.round_half_up, ("#123456789012345678901234567890123456789", "#2"), "#123456789012345678901234567890123456789"),
    (r.round_half_up, ("#1E-70", "#63"), "#0"),
    (r.round_half_up, ("#1E-70", "#64"), "#1E-70"),
    (r.round_half_up, ("#1.5", "#1E+60"), "#1.5"),
    (r.round_half_up, ("#1.5", "#-1E+60"), "#0"),
    (r.round_half_up, ("#6E+63", "#-63"), "#6E+63"),
    (r.round_half_up, ("#9.6E+63", "#-63"), REFUSED),
    (r.round_half_up, (N, "#2"), N),
    (r.round_half_up, ("#2", N), N),
    (r.round_own_digits, ("#2.345", "#2"), "#2.35"),
    (r.round_own_digits, ("#6", "#-1"), "#0"),
    (r.round_own_digits, ("#-6", "#-1"), "#0"),
    (r.round_own_digits, ("#16", "#-1"), "#20"),
    (r.round_own_digits, ("#96", "#-1"), "#100"),
    (r.round_own_digits, ("#96", "#-2"), "#0"),
    (r.round_own_digits, ("#0.6", "#0"), "#1"),
    (r.round_own_digits, ("#0.06", "#1"), "#0.1"),
    (r.round_own_digits, ("#0", "#-1"), "#0"),
    (r.round_own_digits, ("#0.5", "#-1"), "#0"),
    (r.round_own_digits, ("#6", "#-0.5"), "#6"),
    (r.round_own_digits, ("#1.5", "#-1E+60"), "#0"),
    (r.round_own_digits, ("#9.6E+63", "#-63"), REFUSED),
    (r.round_own_digits, (N, "#-1"), N),
    (r.round_own_digits, ("#6", N), N),
    (r.round_up, ("#2.341", "#2"), "#2.35"),
    (r.round_up, ("#2.34", "#2"), "#2.34"),
    (r.round_up, ("#-2.1",), "#-3"),
    (r.round_up, ("#6", "#-1"), "#10"),
    (r.round_up, ("#1E-70",), "#1"),
    (r.round_up, ("#0", "#-70"), "#0"),
    (r.round_up, ("#5", "#-63"), "#1E+63"),
    (r.round_up, ("#5", "#-64"), REFUSED),
    (r.round_up, ("#9.1E+63", "#-63"), REFUSED),
    (r.round_up, ("#1.5", "#1E+60"), "#1.5"),
    (r.round_up, (N, N), N),
    (r.round_down, ("#2.349", "#2"), "#2.34"),
    (r.round_down, ("#-2.9",), "#-2"),
    (r.round_down, ("#-0.9",), "#0"),
    (r.round_down, ("#1299", "#-2"), "#1200"),
    (r.round_down, ("#99", "#-70"), "#0"),
    (r.round_down, ("#9.6E+63", "#-63"), "#9E+63"),
    (r.round_down, (N,), N),
    (r.truncate, ("#2.349", "#2"), "#2.34"),
    (r.truncate, ("#-2.9",), "#-2"),
    (r.truncate, ("#1299", "#-2"), "#1200"),
    (r.truncate, ("#66", "#-2"), "#0"),
    (r.truncate, ("#0.05", "#1"), "#0"),
    (r.truncate, ("#5", N), N),
    (r.truncate_upstream, ("#2.349", "#2"), "#2.34"),
    (r.truncate_upstream, ("#-2.9",), "#-2"),
    (r.truncate_upstream, ("#1299", "#-2"), "#1200"),
    (r.truncate_upstream, ("#66", "#-2"), "#0"),
    (r.truncate_upstream, ("#1.23456789012345678901234567890123456789", "#35"), "#1.23456789012345678901234567890123456"),
    (r.truncate_upstream, (N,), N),
    (r.ceiling, ("#2.1",), "#3"),
    (r.ceiling, ("#-2.1",), "#-3"),
    (r.ceiling, ("#3",), "#3"),
    (r.ceiling, ("#-0",), "#0"),
    (r.ceiling, ("#1E-100",), "#1"),
    (r.ceiling, ("#1E+40",), "#1E+40"),
    (r.ceiling, (N,), N),
    (r.ceiling_of_steps, ("#23", "#5"), "#25"),
    (r.ceiling_of_steps, ("#25", "#5"), "#25"),
    (r.ceiling_of_steps, ("#-23", "#5"), "#-25"),
    (r.ceiling_of_steps, ("#23", "#-5"), "#25"),
    (r.ceiling_of_steps, ("#0.3", "#0.1"), "#0.3"),
    (r.ceiling_of_steps, ("#0", "#5"), "#0"),
    (r.ceiling_of_steps, ("#1", "#1E+63"), "#1E+63"),
    (r.ceiling_of_steps, ("#9.99E+63", "#5E+63"), REFUSED),
    (r.ceiling_of_steps, ("#5", "#0"), REFUSED),
    (r.ceiling_of_steps, (N, "#0"), N),
    (r.floor, ("#2.9",), "#2"),
    (r.floor, ("#-2.9",), "#-2"),
    (r.floor, ("#-0.9",), "#0"),
    (r.floor, ("#3",), "#3"),
    (r.floor, ("#1E+40",), "#1E+40"),
    (r.floor, (N,), N),
    (r.floor_of_steps, ("#23", "#5"), "#20"),
    (r.floor_of_steps, ("#-23", "#5"), "#-20"),
    (r.floor_of_steps, ("#23", "#-5"), "#20"),
    (r.floor_of_steps, ("#0.3", "#0.1"), "#0.3"),
    (r.floor_of_steps, ("#-3", "#5"), "#0"),
    (r.floor_of_steps, ("#5", "#0"), REFUSED),
    (r.floor_of_steps, ("#5", N), N),
    (r.ceiling_upstream, ("#2.1",), "#3"),
    (r.ceiling_upstream, ("#-2.1",), "#-3"),
    (r.ceiling_upstream, ("#6.0000000000000000000000000000000000001",), "#6"),
    (r.ceiling_upstream, ("#0.00001",), "#1"),
    (r.ceiling_upstream, ("#1E-40",), "#1"),
    (r.ceiling_upstream, ("#0",), "#0"),
    (r.ceiling_upstream, (N,), N),
    (r.floor_upstream, ("#2.9",), "#2"),
    (r.floor_upstream, ("#-2.9",), "#-2"),
    (r.floor_upstream, ("#5.9999999999999999999999999999999999999",), "#6"),
    (r.floor_upstream, ("#0.99999999999999999999999999999999999",), "#1"),
    (r.floor_upstream, ("#5.99999999999999999999999999999999",), "#5"),
    (r.floor_upstream, (N,), N),
    (r.ceiling_of_line, ("#2.1",), "#3"),
    (r.ceiling_of_line, ("#-2.1",), "#-2"),
    (r.ceiling_of_line, ("#-0.5",), "#0"),
    (r.ceiling_of_line, ("#3",), "#3"),
    (r.ceiling_of_line, ("#1E-100",), "#1"),
    (r.ceiling_of_line, (N,), N),
    (r.floor_of_line, ("#2.9",), "#2"),
    (r.floor_of_line, ("#-2.1",), "#-3"),
    (r.floor_of_line, ("#0.5",), "#0"),
    (r.floor_of_line, ("#-3",), "#-3"),
    (r.floor_of_line, ("#-1E-100",), "#-1"),
    (r.floor_of_line, (N,), N),
    (r.ceiling_of_line_upstream, ("#2.1",), "#3"),
    (r.ceiling_of_line_upstream, ("#-2.1",), "#-2"),
    (r.ceiling_of_line_upstream, ("#-0.5",), "#0"),
    (r.ceiling_of_line_upstream, ("#6.0000000000000000000000000000000000001",), "#6"),
    (r.ceiling_of_line_upstream, ("#-5.9999999999999999999999999999999999999",), "#-6"),
    (r.ceiling_of_line_upstream, (N,), N),
    (r.floor_of_line_upstream, ("#2.9",), "#2"),
    (r.floor_of_line_upstream, ("#-2.1",), "#-3"),
    (r.floor_of_line_upstream, ("#5.9999999999999999999999999999999999999",), "#6"),
    (r.floor_of_line_upstream, ("#-6.0000000000000000000000000000000000001",), "#-6"),
    (r.floor_of_line_upstream, ("#0.5",), "#0"),
    (r.floor_of_line_upstream, (N,), N),
    (r.whole, ("#2.9",), "#2"),
    (r.whole, ("#-2.1",), "#-3"),
    (r.whole, ("#0.9",), "#0"),
    (r.whole, ("#-7",), "#-7"),
    (r.whole, ("#12345678901234567890.5",), "#12345678901234567890"),
    (r.whole, (N,), N),
    (r.even, ("#3",), "#4"),
    (r.even, ("#2",), "#2"),
    (r.even, ("#-1",), "#-2"),
    (r.even, ("#1.5",), "#2"),
    (r.even, ("#2.000000000000000001",), "#4"),
    (r.even, ("#0",), "#0"),
    (r.even, ("#-0",), "#0"),
    (r.even, (N,), N),
    (r.odd, ("#1.5",), "#3"),
    (r.odd, ("#2",), "#3"),
    (r.odd, ("#-2",), "#-3"),
    (r.odd, ("#1",), "#1"),
    (r.odd, ("#0",), "#1"),
    (r.odd, ("#-0.5",), "#-1"),
    (r.odd, ("#3.000000000000000001",), "#5"),
    (r.odd, (N,), N),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_python_and_postgresql_answer_what_was_worked_out_by_hand(
    connection: sa.Connection, case: Case
) -> None:
    check(connection, case)


@pytest.mark.parametrize("function", [r.round_half_up, r.round_down, r.floor, r.ceiling_of_line])
def test_zero_has_no_sign(function: Function) -> None:
    assert str(in_python(function, Decimal("-0.3"))) in {"0", "-1"}


def test_upstream_finds_six_elevenths_of_eleven_to_be_six(connection: sa.Connection) -> None:
    quotient = sa.cast(sa.literal(Decimal(6)), sa.Numeric(1000, 40)) / sa.literal(Decimal(11))
    with arithmetic():
        computed = Decimal(6) / Decimal(11) * Decimal(11)
    for function in (r.ceiling_upstream, r.floor_upstream, r.truncate_upstream):
        assert function.sql is not None
        form = function.sql(quotient * 11)
        assert in_python(function, computed) == connection.scalar(sa.select(form)) == 6


def test_constants_that_are_refused_do_not_end_a_query(connection: sa.Connection) -> None:
    # PostgreSQL computes constants before it looks at conditions.
    column = sa.column("x", sa.Numeric())
    rows = sa.values(column, name="t").data(
        [(Decimal(0),), (Decimal(-2),), (Decimal(3),), (None,)]
    )
    two = (r.round_half_up, r.round_own_digits, r.round_up, r.round_down, r.truncate_upstream,
           r.ceiling_of_steps, r.floor_of_steps)  # fmt: skip
    for refused in ("0", "-70", "1E+60", "-1E+60", "9E+63"):
        constant = sa.cast(sa.literal(Decimal(refused), sa.Numeric()), sa.Numeric())
        forms: list[Any] = []
        for function in two:
            assert function.sql is not None
            forms += [function.sql(constant, rows.c.x), function.sql(rows.c.x, constant)]
            forms.append(function.sql(constant, constant))
        assert len(connection.execute(sa.select(*forms, rows.c.x)).all()) == 4


@settings(max_examples=few(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=NUMBERS, digits=st.integers(-25, 25).map(Decimal))
def test_both_round_alike(connection: sa.Connection, number: Decimal, digits: Decimal) -> None:
    for function in (
        r.round_half_up,
        r.round_own_digits,
        r.round_up,
        r.round_down,
        r.truncate_upstream,
    ):
        found = in_database(connection, function, number, digits)
        assert found == in_python(function, number, digits), function.name


@settings(max_examples=few(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=NUMBERS, step=NUMBERS)
def test_both_find_the_same_multiples(
    connection: sa.Connection, number: Decimal, step: Decimal
) -> None:
    for function in (r.ceiling_of_steps, r.floor_of_steps):
        found = in_database(connection, function, number, step)
        assert found == in_python(function, number, step), function.name


@settings(max_examples=few(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=NUMBERS)
def test_both_find_the_same_whole_numbers(connection: sa.Connection, number: Decimal) -> None:
    for function in (
        r.ceiling, r.floor, r.ceiling_upstream, r.floor_upstream, r.ceiling_of_line, r.floor_of_line,
        r.ceiling_of_line_upstream, r.floor_of_line_upstream, r.whole, r.even, r.odd,
    ):  # fmt: skip
        assert in_database(connection, function, number) == in_python(function, number), (
            function.name
        )
