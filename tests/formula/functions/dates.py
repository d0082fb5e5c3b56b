"""What the tests of functions on dates share: a connection with the helpers, zones, and days that are near an edge."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from hypothesis import strategies as st
from sqlalchemy.types import TypeEngine

from objectry.formula.functions.declare import Function, Parameter
from objectry.formula.moments import Moment
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Type
from tests.formula.functions.agreement import (
    AROUND,
    in_postgresql,
    in_python,
    install_helpers,
)

D = Decimal
CHANGING = (
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Asia/Shanghai",
    "UTC",
)


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    """A connection with the helpers."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        install_helpers(connection)
        # Moments are shown in UTC: psycopg cannot read those at the ends of the calendar in other zones.
        connection.exec_driver_sql("SET TimeZone = 'UTC'")
        yield connection
    engine.dispose()


def around(zone: str, now: datetime = AROUND.moment.now) -> Surroundings:
    """Surroundings of an organization in another zone."""
    return replace(AROUND, moment=Moment(now, ZoneInfo(zone)))


def within(function: Function, surroundings: Surroundings) -> Function:
    """A function that has its surroundings already, other ones than those that all tests have."""
    form = function.sql
    assert function.surrounded and form is not None
    return replace(
        function,
        surrounded=False,
        code=lambda *given: function.code(surroundings, *given),
        sql=lambda *given: form(surroundings, *given),
    )


def check(
    connection: sa.Connection, function: Function, arguments: tuple[Any, ...], expected: Any
) -> None:
    """Both the code and the PostgreSQL form answer that, and with that type."""
    stored = _nothing_in_postgresql if None in arguments else in_postgresql
    for found in (in_python(function, *arguments), stored(connection, function, *arguments)):
        assert found == expected, (function.name, arguments, found)
        assert isinstance(found, type(expected)) and isinstance(expected, type(found))


def _nothing_in_postgresql(connection: sa.Connection, function: Function, *arguments: Any) -> Any:
    """What the SQL form answers when arguments are NULL, which have the types of their parameters."""
    assert function.sql is not None
    elements = [
        sa.cast(sa.literal(value, kind), kind)
        for value, kind in zip(
            arguments, (_sql_type(p) for p in function.parameters), strict=False
        )
    ]
    given = (AROUND, *elements) if function.surrounded else tuple(elements)
    return connection.scalar(sa.select(function.sql(*given)))


def _sql_type(parameter: Parameter) -> TypeEngine[Any]:
    kinds: dict[Type, TypeEngine[Any]] = {
        Type.NUMBER: sa.Numeric(), Type.TEXT: sa.Text(collation="C"), Type.BOOLEAN: sa.Boolean(),
        Type.DATE: sa.Date(), Type.DATETIME: sa.DateTime(timezone=True), Type.TIME: sa.Time(),
    }  # fmt: skip
    (kind,) = parameter.types
    return kinds[kind]


def agree(connection: sa.Connection, function: Function, *arguments: Any) -> None:
    """Both answer the same."""
    assert in_postgresql(connection, function, *arguments) == in_python(function, *arguments), (
        function.name, arguments,
    )  # fmt: skip


def utc(text: str) -> datetime:
    """A moment from its text in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _near_changes() -> st.SearchStrategy[datetime]:
    """Moments around the changes of clocks, day ends and month ends."""
    changes = (
        "2026-03-08 07:00", "2026-11-01 06:00", "2026-03-29 01:00", "2026-10-25 01:00", "2026-04-04 15:00",
        "2026-10-03 15:30", "1985-12-31 18:30", "1988-04-16 18:00", "1988-09-10 15:00", "2024-02-29 16:00",
        "2026-12-31 16:00",
    )  # fmt: skip
    hours = st.timedeltas(timedelta(hours=-26), timedelta(hours=26))
    return st.builds(lambda text, apart: utc(text) + apart, st.sampled_from(changes), hours)


def _whole_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)


MOMENTS = st.one_of(
    st.datetimes(timezones=st.just(UTC)),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    _near_changes(),
).map(_whole_milliseconds)
DAYS = st.one_of(
    st.dates(),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.builds(
        lambda year, month: date(year, month, 1) - timedelta(1),
        st.integers(2, 9_999),
        st.integers(1, 12),
    ),
)
TIMES = st.times().map(lambda clock: clock.replace(microsecond=clock.microsecond // 1_000 * 1_000))
NUMBERS = st.one_of(
    st.decimals(-50, 50, places=2),
    st.decimals(-10_000_000, 10_000_000, places=1),
    st.decimals(-(10**30), 10**30, places=8),
)
ZONES = st.sampled_from(CHANGING)
EDGES = (date(1, 1, 1), date(9_999, 12, 31))
NOON = time(12)
