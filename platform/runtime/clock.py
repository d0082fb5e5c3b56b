"""The time, as a value that is handed in. Nothing below asks the machine for it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Tells the present moment, aware, in UTC."""


def system_clock() -> datetime:
    """The machine's time in UTC, cut to the millisecond that databases keep."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
