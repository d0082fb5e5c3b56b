"""A function that SQLite lacks: the day of a moment on the calendar of a time zone."""

import sqlite3
from datetime import datetime
from zoneinfo import ZoneInfo

LOCAL_DAY = "local_day"
"""The name of the function: of a moment as SQLite keeps it and the name of a zone it makes `2026-11-23`."""


def add_local_day(driver: sqlite3.Connection) -> None:
    """Make the function known to a connection."""
    driver.create_function(LOCAL_DAY, 2, _local_day, deterministic=True)


def _local_day(moment: str | None, zone: str) -> str | None:
    if moment is None:
        return None
    at = datetime.fromisoformat(moment)
    try:
        return at.astimezone(ZoneInfo(zone)).date().isoformat()
    except OverflowError:  # the first and the last day that there is
        return at.date().isoformat()
