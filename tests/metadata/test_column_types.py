"""Column types mean the same on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from objectry.metadata.column_types import (
    MAX_DIGITS,
    DayText,
    DecimalText,
    ExactDecimal,
    MomentText,
    RecordId,
    TextList,
    UtcDateTime,
    utc_text,
)
from tests.examples import few

SQLITE = sqlite.dialect()
POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]
RECORD = "0198a1c4-7d3e-7c11-9a55-0123456789ab"


@pytest.fixture
def connection(database_url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(database_url)
    with engine.begin() as open_connection:
        yield open_connection
    engine.dispose()


def kept(
    connection: sa.Connection, kind: sa.types.TypeEngine[Any], *values: object
) -> list[object]:
    """What a column gives back, in the order of the column."""
    table = sa.Table("sample", sa.MetaData(), sa.Column("value", kind))
    table.create(connection)
    connection.execute(table.insert(), [{"value": value} for value in values])
    return list(connection.execute(sa.select(table.c.value).order_by(table.c.value)).scalars())


def test_decimals_keep_every_digit_and_sort_as_numbers(connection: sa.Connection) -> None:
    values = [Decimal("-0.01"), Decimal("9.50"), Decimal("10.00"), Decimal("9007199254740993.17")]
    assert kept(connection, ExactDecimal(2), *reversed(values)) == values


def test_decimals_come_back_with_their_scale(connection: sa.Connection) -> None:
    (number,) = kept(connection, ExactDecimal(2), Decimal("12.5"))
    assert str(number) == "12.50"


def test_decimals_sum_exactly(connection: sa.Connection) -> None:
    table = sa.Table("sample", sa.MetaData(), sa.Column("value", ExactDecimal(2)))
    table.create(connection)
    connection.execute(table.insert(), [{"value": Decimal("0.10")}] * 3)
    assert connection.execute(sa.select(sa.func.sum(table.c.value))).scalar() == Decimal("0.30")


def test_a_decimal_finer_than_the_column_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="2 decimal places"):
        ExactDecimal(2).process_bind_param(Decimal("0.005"), SQLITE)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4,
                   min_value=-(10**14) + 1, max_value=10**14 - 1))  # fmt: skip
@settings(max_examples=few(200))
def test_any_decimal_of_18_digits_fits_sqlite(value: Decimal) -> None:
    stored = ExactDecimal(4).process_bind_param(value, SQLITE)
    assert isinstance(stored, int) and abs(stored) < 2**63
    assert ExactDecimal(4).process_result_value(stored, SQLITE) == value


def test_moments_come_back_in_utc_and_sort_by_time(connection: sa.Connection) -> None:
    shanghai = timezone(timedelta(hours=8))
    early = datetime(2026, 11, 23, 16, 30, tzinfo=shanghai)
    late = datetime(2026, 11, 23, 9, 0, 0, 250_999, tzinfo=UTC)
    ancient = datetime(812, 1, 2, tzinfo=UTC)
    found = kept(connection, UtcDateTime(), late, early, ancient)
    assert found == [ancient, early, late.replace(microsecond=250_000)]
    assert all(isinstance(one, datetime) and one.utcoffset() == timedelta() for one in found)


def test_a_moment_without_a_zone_is_a_mistake_of_the_program() -> None:
    for dialect in (SQLITE, POSTGRESQL):
        with pytest.raises(ValueError, match="time zone"):
            UtcDateTime().process_bind_param(datetime(2026, 11, 23), dialect)


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_texts_of_moments_sort_as_the_moments_do(one: datetime, other: datetime) -> None:
    assert len(utc_text(one)) == 24
    if utc_text(one) != utc_text(other):
        assert (utc_text(one) < utc_text(other)) == (one < other)


def test_lists_keep_order_and_any_text(connection: sa.Connection) -> None:
    value = ("b", "a", 'quo"te', "反斜\\杠", "{x,y}", "NULL", " ")
    assert kept(connection, TextList(), value) == [value]


def test_an_empty_list_is_no_value(connection: sa.Connection) -> None:
    assert kept(connection, TextList(), ()) == [None]


def test_record_ids_are_small_text_everywhere(connection: sa.Connection) -> None:
    assert kept(connection, RecordId(), RECORD) == [RECORD]


@pytest.mark.parametrize("kind", [RecordId(), ExactDecimal(2), UtcDateTime(), TextList()])
def test_no_value_stays_no_value(
    connection: sa.Connection, kind: sa.types.TypeEngine[Any]
) -> None:
    assert kept(connection, kind, None) == [None]


@given(st.integers(0, 6), st.integers(-(10**MAX_DIGITS) + 1, 10**MAX_DIGITS - 1))
def test_a_number_reads_as_the_text_of_its_value(scale: int, units: int) -> None:
    value = Decimal(units).scaleb(-scale)
    for stored in (units, value):
        assert DecimalText(scale).written(stored) == format(value, "f")


def test_columns_are_read_as_json_has_their_values(connection: sa.Connection) -> None:
    moment = datetime(2026, 11, 23, 8, 30, 0, 250_000, tzinfo=UTC)
    table = sa.Table(
        "sample", sa.MetaData(),
        sa.Column("moment", UtcDateTime()), sa.Column("day", sa.Date()),
        sa.Column("number", ExactDecimal(2)),
    )  # fmt: skip
    table.create(connection)
    row = {"moment": moment, "day": date(987, 1, 2), "number": Decimal("-0.05")}
    connection.execute(table.insert(), row)
    read = sa.select(
        sa.type_coerce(table.c.moment, MomentText()),
        sa.type_coerce(table.c.day, DayText()),
        sa.type_coerce(table.c.number, DecimalText(2)),
    )
    texts = ("2026-11-23T08:30:00.250Z", "0987-01-02", "-0.05")
    assert tuple(connection.execute(read).one()) == texts
