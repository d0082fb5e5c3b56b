"""What clocks show in a time zone, and the moments that they mean.

When clocks are put forward, a time that is left out is read with the offset before the change; when they are put back, a
time that comes twice is the first one. `zoneinfo` does both with `fold=0`, and `fx.moment` makes PostgreSQL do the same.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from objectry.formula.faults import Failed, Kind, no_such_day
from objectry.formula.surroundings import Surroundings

UTC_ZONE = ZoneInfo("UTC")
_CITIES: Mapping[str, str] = MappingProxyType(
    {
        "CET": "Europe/Brussels",
        "EET": "Europe/Athens",
        "MET": "Europe/Brussels",
        "WET": "Europe/Lisbon",
    }
)
"""Old names that PostgreSQL reads as offsets without summer time, with the places whose clocks they are names for."""


@cache
def zone_names() -> tuple[str, ...]:
    """The names that formulas may give: those of the IANA database, without the files of one machine that lie beside
    them, and without names that PostgreSQL understands otherwise."""
    return tuple(sorted(available_timezones() - {"localtime", "posixrules", "Factory", *_CITIES}))


@cache
def _known() -> frozenset[str]:
    return frozenset(zone_names())


@lru_cache(maxsize=1_024)
def zone_of(name: str) -> ZoneInfo:
    """The zone of that name; names that do not exist are refused."""
    if name not in _known():
        raise Failed(Kind.UNKNOWN_NAME)
    return ZoneInfo(name)


def on_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """What clocks of the zone show at a moment."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        raise no_such_day() from None


def moment_of(clock: datetime, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which clocks of the zone show something. A zone that `clock` has does not count."""
    try:
        return clock.replace(tzinfo=zone, fold=0).astimezone(UTC)
    except OverflowError:
        raise no_such_day() from None


def zone_in_sql(surroundings: Surroundings) -> sa.ColumnElement[str]:
    """The name of the zone of the surroundings."""
    name = surroundings.moment.zone.key
    return sa.literal(_CITIES.get(name, name), sa.Text())


def known_zone(name: Any) -> sa.ColumnElement[str]:
    """A zone name that a formula gives, or NULL for one that would make PostgreSQL fail."""
    if isinstance(name, sa.BindParameter):
        return sa.literal(name.value if name.value in _known() else None, sa.Text())
    names = sa.literal(list(zone_names()), postgresql.ARRAY(sa.Text()))
    return sa.case((name == sa.any_(names), name))


def local_in_sql(moment: Any, zone: Any) -> sa.ColumnElement[datetime]:
    """`on_clock` as a timestamp without zone; NULL outside the calendar."""
    return sa.func.fx.local(moment, zone, type_=sa.DateTime())


def moment_in_sql(clock: Any, zone: Any) -> sa.ColumnElement[datetime]:
    """`moment_of` in PostgreSQL; NULL outside the calendar."""
    return sa.func.fx.moment(clock, zone, type_=sa.DateTime(timezone=True))
