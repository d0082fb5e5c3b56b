"""Powers, roots, logarithms and trigonometry, as Python and as PostgreSQL."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from time import process_time
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.formula.arithmetic import arithmetic
from objectry.formula.faults import Failed, Kind
from objectry.formula.functions import scientific as s
from objectry.formula.functions.declare import Function
from tests.examples import few
from tests.formula.functions.agreement import REFUSED, in_python
from tests.formula.functions.number_cases import Case, check, in_database, near, opened, value

NUMBERS = st.one_of(
    st.decimals(-(10**20), 10**20, places=8),
    st.decimals(-10, 10, places=18),
    st.integers(-300, 300).map(Decimal),
)
SMALL = st.decimals(-1, 1, places=12)


@pytest.fixture(scope="module")
def connection(pg_url: str) -> Iterator[sa.Connection]:
    """A connection to a server with the helper functions."""
    with opened(pg_url) as one:
        yield one


N = None
CASES: tuple[Case, ...] = (
    (s.power_of, ("#2", "#10"), "#1024"),
    (s.power_of, ("#1.05", "#10"), "#1.62889462677744140625"),
    (s.power_of, ("#-2", "#3"), "#-8"),
    (s.power_of, ("#-2", "#-2"), "#0.25"),
    (s.power_of, ("#2", "#-1"), "#0.5"),
    (s.power_of, ("#0", "#0"), "#1"),
    (s.power_of, ("#5", "#0"), "#1"),
    (s.power_of, ("#0", "#5"), "#0"),
    (s.power_of, ("#0", "#0.5"), "#0"),
    (s.power_of, ("#0", "#-1"), REFUSED),
    (s.power_of, ("#0", "#-0.5"), REFUSED),
    (s.power_of, ("#16", "#0.5"), "#4"),
    (s.power_of, ("#2", "#0.5"), "#1.4142135623730951"),
    (s.power_of, ("#-8", "#0.5"), REFUSED),
    (s.power_of, ("#10", "#63"), "#1E+63"),
    (s.power_of, ("#10", "#64"), REFUSED),
    (s.power_of, ("#10", "#-64"), "#1E-64"),
    (s.power_of, ("#2", "#-100"), "#7.88860905221011805411728565282786229673E-31"),
    (s.power_of, ("#1.5", "#300"), "#6.72013065301456776912277064505990086772E+52"),
    (s.power_of, ("#10", "#-65"), REFUSED),
    (s.power_of, ("#10", "#63.5"), "#3.1622776601683792E+63"),
    (s.power_of, ("#10", "#64.5"), REFUSED),
    (s.power_of, ("#10", "#-64.5"), REFUSED),
    (s.power_of, ("#2", "#1E+60"), REFUSED),
    (s.power_of, ("#0.5", "#1E+60"), REFUSED),
    (s.power_of, ("#-1", "#1E+60"), "#1"),
    (s.power_of, ("#-1", "#1000000000000001"), "#-1"),
    (s.power_of, ("#1", "#-1E+60"), "#1"),
    (s.power_of, ("#1.00000000000000000001", "#1E+30"), REFUSED),
    (s.power_of, ("#0.99999999999999999999", "#1E+30"), REFUSED),
    (s.power_of, ("#9E+63", "#0.000001"), "#1.0001472709287347"),
    (s.power_of, ("#1E-400", "#0.5"), REFUSED),
    (s.power_of, ("#1E-400", "#-0.5"), REFUSED),
    (s.power_of, ("#1E-400", "#2"), REFUSED),
    (s.power_of, (N, "#0"), N),
    (s.power_of, ("#0", N), N),
    (s.square_root, ("#16",), "#4"),
    (s.square_root, ("#2",), "#1.4142135623730951"),
    (s.square_root, ("#0",), "#0"),
    (s.square_root, ("#1E-400",), "#0"),
    (s.square_root, ("#9E+62",), "#3E+31"),
    (s.square_root, ("#-0.0001",), REFUSED),
    (s.square_root, (N,), N),
    (s.exponential, ("#0",), "#1"),
    (s.exponential, ("#1",), "#2.718281828459045"),
    (s.exponential, ("#-1",), "#0.36787944117144233"),
    (s.exponential, ("#147",), "#6.938871417758404E+63"),
    (s.exponential, ("#148",), REFUSED),
    (s.exponential, ("#1E+60",), REFUSED),
    (s.exponential, ("#-800",), "#0"),
    (s.exponential, ("#-745",), "#5E-324"),
    (s.exponential, ("#-1E+60",), "#0"),
    (s.exponential, (N,), N),
    (s.natural_logarithm, ("#1",), "#0"),
    (s.natural_logarithm, ("#10",), "#2.302585092994046"),
    (s.natural_logarithm, ("#0.5",), "#-0.6931471805599453"),
    (s.natural_logarithm, ("#0",), REFUSED),
    (s.natural_logarithm, ("#-1",), REFUSED),
    (s.natural_logarithm, ("#1E-400",), REFUSED),
    (s.natural_logarithm, (N,), N),
    (s.decimal_logarithm, ("#1000",), "#3"),
    (s.decimal_logarithm, ("#2",), "#0.3010299956639812"),
    (s.decimal_logarithm, ("#0.001",), "#-3"),
    (s.decimal_logarithm, ("#1",), "#0"),
    (s.decimal_logarithm, ("#0",), REFUSED),
    (s.decimal_logarithm, ("#-10",), REFUSED),
    (s.decimal_logarithm, (N,), N),
    (s.logarithm, ("#1", "#7"), "#0"),
    (s.logarithm, ("#10", "#10"), "#1"),
    (s.logarithm, ("#8", "#2"), "#3"),
    (s.logarithm, ("#1000", "#10"), "#3"),
    (s.logarithm, ("#0.2", "#5"), "#-1"),
    (s.logarithm, ("#2", "#0.5"), "#-1"),
    (s.logarithm, ("#1E+60", "#10"), "#60"),
    (s.logarithm, ("#1E-60", "#10"), "#-60"),
    (s.logarithm, ("#2", "#10"), "#0.301029995663981"),
    (s.logarithm, ("#1E-400", "#10"), REFUSED),
    (s.logarithm, ("#2", "#1.00000000000000000001"), REFUSED),
    (s.logarithm, ("#10", "#1"), REFUSED),
    (s.logarithm, ("#0", "#2"), REFUSED),
    (s.logarithm, ("#-8", "#-2"), REFUSED),
    (s.logarithm, ("#8", "#0"), REFUSED),
    (s.logarithm, (N, "#2"), N),
    (s.pi, (), "#3.141592653589793"),
    (s.sine, ("#0",), "#0"),
    (s.sine, ("#-0",), "#0"),
    (s.sine, ("#1",), "#0.8414709848078965"),
    (s.sine, ("#-1",), "#-0.8414709848078965"),
    (s.sine, ("#3.141592653589793",), "#1.2246467991473532E-16"),
    (s.sine, ("#1E-400",), "#0"),
    (s.sine, (N,), N),
    (s.cosine, ("#0",), "#1"),
    (s.cosine, ("#1",), "#0.5403023058681398"),
    (s.cosine, ("#-1",), "#0.5403023058681398"),
    (s.cosine, ("#3.141592653589793",), "#-1"),
    (s.cosine, ("#1.5707963267948966",), "#6.123233995736766E-17"),
    (s.cosine, (N,), N),
    (s.tangent, ("#0",), "#0"),
    (s.tangent, ("#1",), "#1.5574077246549023"),
    (s.tangent, ("#-1",), "#-1.5574077246549023"),
    (s.tangent, ("#0.7853981633974483",), "#0.9999999999999999"),
    (s.tangent, ("#1.5707963267948966",), "#16331239353195370"),
    (s.tangent, (N,), N),
    (s.arc_sine, ("#0",), "#0"),
    (s.arc_sine, ("#1",), "#1.5707963267948966"),
    (s.arc_sine, ("#-1",), "#-1.5707963267948966"),
    (s.arc_sine, ("#1.000001",), REFUSED),
    (s.arc_sine, ("#1.00000000000000000001",), "#1.5707963267948966"),
    (s.arc_sine, ("#-9E+63",), REFUSED),
    (s.arc_sine, (N,), N),
    (s.arc_cosine, ("#1",), "#0"),
    (s.arc_cosine, ("#0",), "#1.5707963267948966"),
    (s.arc_cosine, ("#-1",), "#3.141592653589793"),
    (s.arc_cosine, ("#-1.1",), REFUSED),
    (s.arc_cosine, ("#2",), REFUSED),
    (s.arc_cosine, (N,), N),
    (s.arc_tangent, ("#0",), "#0"),
    (s.arc_tangent, ("#1",), "#0.7853981633974483"),
    (s.arc_tangent, ("#-1",), "#-0.7853981633974483"),
    (s.arc_tangent, ("#1E+63",), "#1.5707963267948966"),
    (s.arc_tangent, ("#1E-400",), "#0"),
    (s.arc_tangent, (N,), N),
    (s.angle, ("#1", "#1"), "#0.7853981633974483"),
    (s.angle, ("#1", "#0"), "#1.5707963267948966"),
    (s.angle, ("#0", "#-1"), "#3.141592653589793"),
    (s.angle, ("#-1", "#-1"), "#-2.356194490192345"),
    (s.angle, ("#0", "#0"), "#0"),
    (s.angle, (N, "#1"), N),
    (s.angle, ("#1", N), N),
)  # fmt: skip
REASONS: tuple[tuple[Callable[..., Any], tuple[str, ...], Kind], ...] = (
    (s.power, ("#0", "#-1"), Kind.DIVISION),
    (s.power, ("#0", "#-0.5"), Kind.DIVISION),
    (s.power, ("#-8", "#0.5"), Kind.NOT_FINITE),
    (s.power, ("#10", "#-65"), Kind.OUT_OF_RANGE),
    (s.power, ("#10", "#400.5"), Kind.OUT_OF_RANGE),
    (s.whole_power, ("#4", "#0.5"), Kind.NOT_FINITE),
    (s.whole_power, ("#0", "#-1"), Kind.DIVISION),
    (s.square_root.code, ("#-1",), Kind.NOT_FINITE),
    (s.exponential.code, ("#200",), Kind.OUT_OF_RANGE),
    (s.exponential.code, ("#2000",), Kind.OUT_OF_RANGE),
    (s.natural_logarithm.code, ("#0",), Kind.NOT_FINITE),
    (s.decimal_logarithm.code, ("#-1",), Kind.NOT_FINITE),
    (s.logarithm.code, ("#2", "#1"), Kind.NOT_FINITE),
    (s.arc_sine.code, ("#2",), Kind.NOT_FINITE),
    (s.arc_cosine.code, ("#-2",), Kind.NOT_FINITE),
)
WHOLE_POWERS = (
    ("#1.05", "#10", "#1.62889462677744141"),
    ("#2", "#3", "#8"),
    ("#-2", "#3", "#-8"),
    ("#3", "#-1", "#0.333333333333333333"),
    ("#3", "#40", "#12157665459056928800"),
    ("#0", "#0", "#1"),
    ("#0", "#3", "#0"),
    ("#0", "#-1", None),
    ("#4", "#0.5", None),
    ("#10", "#64", None),
    ("#10", "#-65", None),
    ("#2", "#1E+60", None),
)


@pytest.mark.parametrize("case", CASES)
def test_python_and_postgresql_answer_what_was_worked_out_by_hand(
    connection: sa.Connection, case: Case
) -> None:
    check(connection, case)


@pytest.mark.parametrize(("code", "arguments", "kind"), REASONS)
def test_refusals_say_why(
    code: Callable[..., Any], arguments: tuple[str, ...], kind: Kind
) -> None:
    with arithmetic(), pytest.raises(Failed) as refusal:
        code(*map(value, arguments))
    assert refusal.value.kind is kind


@pytest.mark.parametrize(("base", "exponent", "answer"), WHOLE_POWERS)
def test_upstream_raises_to_whole_powers_with_18_digits(
    connection: sa.Connection, base: str, exponent: str, answer: str | None
) -> None:
    with arithmetic():
        try:
            found = s.whole_power(value(base), value(exponent))
        except (Failed, ArithmeticError):
            found = None
    assert found == value(answer)
    form = s.whole_power_sql(
        *(sa.cast(sa.literal(value(one)), sa.Numeric()) for one in (base, exponent))
    )
    assert connection.scalar(sa.select(form)) == value(answer)


def form(function: Function, *arguments: Any) -> Any:
    """The PostgreSQL form of a function."""
    assert function.sql is not None
    return function.sql(*arguments)


def test_constants_that_are_refused_do_not_end_a_query(connection: sa.Connection) -> None:
    # PostgreSQL computes constants before it looks at conditions.
    column = sa.column("x", sa.Numeric())
    rows = sa.values(column, name="t").data(
        [(Decimal(0),), (Decimal(-2),), (Decimal(3),), (None,)]
    )
    x = rows.c.x
    for refused in ("0", "-2", "1", "1E+400", "1E-400", "0.5"):
        constant = sa.cast(sa.literal(Decimal(refused), sa.Numeric()), sa.Numeric())
        pairs = [(constant, x), (x, constant), (constant, constant)]
        forms = [
            *(s.power_sql(*pair) for pair in pairs),
            *(s.whole_power_sql(*pair) for pair in pairs),
            *(form(s.logarithm, *pair) for pair in pairs),
            *(form(s.angle, *pair) for pair in pairs),
            *(form(one, constant) for one in (s.square_root, s.exponential, s.natural_logarithm, s.decimal_logarithm)),
            *(form(one, constant) for one in (s.sine, s.cosine, s.tangent, s.arc_sine, s.arc_cosine, s.arc_tangent)),
        ]  # fmt: skip
        assert len(connection.execute(sa.select(*forms, x)).all()) == 4


def test_no_power_takes_long() -> None:
    with arithmetic():
        for base in ("2", "0.5", "1.000000000000000000000000000001", "-1", "9E+63", "1E-6000"):
            for exponent in (
                "1E+60",
                "-1E+60",
                "99999999999999999999999999999999999999",
                "0.0000001",
            ):
                start = process_time()
                try:
                    s.power(Decimal(base), Decimal(exponent))
                except (Failed, ArithmeticError):
                    pass
                assert process_time() - start < 0.01, (base, exponent)


@settings(max_examples=few(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=NUMBERS, small=SMALL)
def test_both_compute_the_same_doubles(
    connection: sa.Connection, number: Decimal, small: Decimal
) -> None:
    for function in (
        s.square_root, s.exponential, s.natural_logarithm, s.decimal_logarithm, s.sine, s.cosine, s.tangent, s.arc_tangent,
    ):  # fmt: skip
        assert in_database(connection, function, number) == in_python(function, number), (
            function.name
        )
    for function in (s.arc_sine, s.arc_cosine):
        assert in_database(connection, function, small) == in_python(function, small), (
            function.name
        )
    assert in_database(connection, s.angle, number, small) == in_python(s.angle, number, small)


@settings(max_examples=few(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    base=NUMBERS,
    exponent=st.one_of(st.integers(-40, 40).map(Decimal), st.decimals(-5, 5, places=2)),
)
def test_both_raise_to_the_same_powers(
    connection: sa.Connection, base: Decimal, exponent: Decimal
) -> None:
    found = in_database(connection, s.power_of, base, exponent)
    assert near(in_python(s.power_of, base, exponent), found)


@settings(max_examples=few(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=NUMBERS, base=st.decimals("0.01", 1000, places=2))
def test_both_find_the_same_logarithms(
    connection: sa.Connection, number: Decimal, base: Decimal
) -> None:
    found = in_database(connection, s.logarithm, number, base)
    assert found == in_python(s.logarithm, number, base)
