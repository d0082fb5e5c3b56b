"""The parts of dates and moments by which aggregations group: the same on both databases, and as Python reckons them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata.column_types import UtcDateTime
from objectry.runtime.database.engine import open_database
from objectry.runtime.settings import read_settings
from objectry.runtime.store.date_parts import date_part
from tests.examples import few

PARTS = ("year", "quarter", "month", "week", "day")
DAYS = [
    # The turns of years whose ISO weeks begin before, on and after January 1, one of them with 53 weeks.
    *(date(year, 12, 27) + timedelta(days=step) for year in (2019, 2020, 2021, 2023, 2024, 2026) for step in range(10)),
    *(date(2026, month, day) for month in range(1, 13) for day in (1, 28)),
    date(2024, 2, 29), date(1, 1, 1), date(1969, 12, 31), date(9999, 12, 31),
]  # fmt: skip
ZONES = (
    "UTC", "Asia/Shanghai", "Asia/Kathmandu", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
    "Pacific/Kiritimati",
)  # fmt: skip
MOMENTS = [
    # Every half hour around the changes of the clock, in both directions and hemispheres, and around the turn of a year.
    datetime(*day, tzinfo=UTC) + timedelta(minutes=30 * step)
    for day in ((2026, 3, 28), (2026, 10, 24), (2026, 3, 8), (2026, 11, 1), (2026, 4, 4), (2026, 12, 31), (1986, 1, 1))
    for step in range(64)
]  # fmt: skip

MANY_YEARS = st.datetimes(datetime(1900, 1, 1), datetime(2300, 12, 31), timezones=st.just(UTC))


def _part(day: date, part: str) -> str:
    iso = day.isocalendar()
    return {
        "year": f"{day.year:04d}",
        "quarter": f"{day.year:04d}-Q{(day.month + 2) // 3}",
        "month": f"{day.year:04d}-{day.month:02d}",
        "week": f"{iso.year:04d}-W{iso.week:02d}",
        "day": day.isoformat(),
    }[part]


@pytest.fixture
def sample() -> sa.Table:
    """A table with a day and a moment."""
    return sa.Table(
        "sample", sa.MetaData(), sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("day", sa.Date), sa.Column("moment", UtcDateTime),
    )  # fmt: skip


def _read(
    url: str, sample: sa.Table, rows: list[dict[str, object]], name: str, zone: ZoneInfo | None
) -> list[tuple[str | None, ...]]:
    database = open_database(read_settings({}, database_url=url))
    with database.change_schema() as connection:
        sample.create(connection, checkfirst=True)
        connection.execute(sample.delete())
        connection.execute(sample.insert(), rows)
        parts = [date_part(sample.c[name], part, zone, database.dialect) for part in PARTS]
        found = connection.execute(sa.select(*parts).order_by(sample.c.number)).all()
    database.close()
    return [tuple(row) for row in found]


def test_days_have_their_parts_at_every_turn_of_a_year(
    database_url: str, sample: sa.Table
) -> None:
    rows: list[dict[str, object]] = [
        {"number": number, "day": day, "moment": None} for number, day in enumerate(DAYS)
    ]
    expected = [tuple(_part(day, part) for part in PARTS) for day in DAYS]
    assert _read(database_url, sample, rows, "day", None) == expected


def _moments_have_their_parts(
    database_url: str, sample: sa.Table, zone: str, moments: list[datetime]
) -> None:
    rows: list[dict[str, object]] = [
        {"number": number, "day": None, "moment": at} for number, at in enumerate(moments)
    ]
    local = [at.astimezone(ZoneInfo(zone)).date() for at in moments]
    expected = [tuple(_part(day, part) for part in PARTS) for day in local]
    assert _read(database_url, sample, rows, "moment", ZoneInfo(zone)) == expected


@pytest.mark.parametrize("zone", ZONES)
def test_moments_have_the_parts_of_the_users_calendar_when_clocks_change(
    database_url: str, sample: sa.Table, zone: str
) -> None:
    _moments_have_their_parts(database_url, sample, zone, MOMENTS)


@pytest.mark.parametrize(
    "zone", [*ZONES, "Africa/Casablanca", "America/Sao_Paulo", "Europe/Moscow"]
)
def test_moments_of_four_centuries_have_the_parts_that_python_reckons(
    database_url: str, sample: sa.Table, zone: str
) -> None:
    moments: list[datetime] = []

    @hypothesis.settings(max_examples=few(20))
    @given(st.lists(MANY_YEARS, min_size=50))
    def collect(some: list[datetime]) -> None:
        moments.extend(some)

    collect()
    _moments_have_their_parts(database_url, sample, zone, moments)


@pytest.mark.parametrize("name", ["day", "moment"])
def test_no_date_has_no_part(database_url: str, sample: sa.Table, name: str) -> None:
    zone = ZoneInfo("Europe/Berlin") if name == "moment" else None
    rows: list[dict[str, object]] = [{"number": 1, "day": None, "moment": None}]
    assert _read(database_url, sample, rows, name, zone) == [(None,) * len(PARTS)]
