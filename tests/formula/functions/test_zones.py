"""Clocks in time zones mean the same in Python and in PostgreSQL, on both sides of every change."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from objectry.formula.functions import parsing_dates
from objectry.formula.functions.zones import (
    local_in_sql,
    moment_in_sql,
    moment_of,
    on_clock,
    zone_names,
)
from tests.formula.functions.agreement import REFUSED
from tests.formula.functions.dates import CHANGING, around, check, connected, utc, within

YEARS = (1986, 1988, 2025, 2026, 2037, 2038, 2100)
NEAR = tuple(
    timedelta(minutes=minutes)
    for minutes in (-120, -60, -31, -30, -29, -1, 0, 1, 29, 30, 31, 59, 60, 120)
)


@pytest.fixture(scope="module")
def pg(pg_url: str) -> Iterator[sa.Connection]:
    """A connection with the helpers, whose session is in a zone that changes its clocks."""
    with connected(pg_url) as connection:
        connection.exec_driver_sql("SET TimeZone = 'America/Sao_Paulo'")
        yield connection


def changes(zone: ZoneInfo) -> list[datetime]:
    """The moments at which the offset of a zone changes in some years, to the minute."""
    found = []
    for year in YEARS:
        hour = datetime(year, 1, 1, tzinfo=UTC)
        while hour.year == year:
            following = hour + timedelta(minutes=30)
            if hour.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
                found.append(following)
            hour = following
    return found


@pytest.mark.parametrize(
    "name", [*CHANGING, "America/Sao_Paulo", "America/Havana", "Pacific/Apia", "Africa/Casablanca"]
)
def test_both_sides_of_changes(pg: sa.Connection, name: str) -> None:
    """Moments on clocks and clocks as moments, near every change of some years."""
    zone = ZoneInfo(name)
    moments = [
        change + apart for change in (*changes(zone), utc("2011-12-30 10:00")) for apart in NEAR
    ]
    clocks = [
        on_clock(moment, zone).replace(tzinfo=None) + apart
        for moment in moments
        for apart in (timedelta(0), timedelta(hours=1))
    ]
    given_moments = sa.func.unnest(
        sa.literal(moments, postgresql.ARRAY(sa.DateTime(timezone=True))),
        type_=sa.DateTime(timezone=True),
    )
    given_clocks = sa.func.unnest(
        sa.literal(clocks, postgresql.ARRAY(sa.DateTime())), type_=sa.DateTime()
    )
    shown = pg.scalars(sa.select(local_in_sql(given_moments, name))).all()
    meant = pg.scalars(sa.select(moment_in_sql(given_clocks, name))).all()
    assert shown == [on_clock(moment, zone).replace(tzinfo=None) for moment in moments]
    # Python calls moments in different zones unequal where one of them has a time that comes twice.
    assert [moment.astimezone(UTC) for moment in meant] == [
        moment_of(clock, zone) for clock in clocks
    ]


def test_gap_and_fold() -> None:
    """A time that is left out has the offset before it; one that comes twice is the first one."""
    new_york = ZoneInfo("America/New_York")
    assert moment_of(datetime(2026, 3, 8, 2, 30), new_york) == utc("2026-03-08 07:30")
    assert moment_of(datetime(2026, 11, 1, 1, 30, fold=1), new_york) == utc("2026-11-01 05:30")


@pytest.mark.parametrize("name", ["CET", "EET", "MET", "WET"])
def test_old_names(pg: sa.Connection, name: str) -> None:
    """Names that PostgreSQL reads as offsets have summer time all the same, and formulas cannot give them."""
    summer = utc("2026-07-01 12:00")
    function = within(parsing_dates.time_of_moment, around(name))
    check(pg, function, (summer,), on_clock(summer, ZoneInfo(name)).time())
    check(pg, parsing_dates.date_of_moment_in_zone, (summer, name), REFUSED)


def test_postgresql_knows_all_names(pg: sa.Connection) -> None:
    """A name that formulas may give is never one that makes PostgreSQL fail."""
    known = set(pg.scalars(sa.text("SELECT name FROM pg_timezone_names")))
    assert set(zone_names()) <= known
