"""Moments as people speak of them: three minutes ago, yesterday, on which day; in the reader's language and time zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta

from objectry.metadata.column_types import utc_text
from objectry.runtime.context import Context
from objectry.runtime.texts import messages

MOMENT = timedelta(minutes=1)
"""What is no longer ago has happened just now."""
RECENT = timedelta(days=7)
"""How long ago something may be to be told by how long ago it is."""
LOCALES = {"zh": Locale("zh"), "en": Locale("en")}

Near = Literal["today", "yesterday", ""]


@dataclass(frozen=True, slots=True)
class ShownMoment:
    """A moment."""

    utc: str
    whole: str
    """Its day and time in full."""
    short: str
    """How long ago it is, or its day."""
    day: str
    """The day that it belongs to: `2026-11-23`."""
    near: Near
    """`today` or `yesterday`."""
    day_name: str
    """That day as it is written."""


def shown_moment(context: Context, at: datetime) -> ShownMoment:
    """A moment in the past, as it is told now."""
    locale, zone = LOCALES[context.language], context.zone
    here, today = at.astimezone(zone), context.now.astimezone(zone).date()
    day = here.date()
    ago = context.now - at
    if ago < MOMENT:
        short = messages.JUST_NOW.text(context.language)
    elif ago < RECENT:
        short = format_timedelta(
            -ago, granularity="minute", threshold=1, add_direction=True, locale=locale
        )
    else:
        short = format_date(day, "medium", locale=locale)
    return ShownMoment(
        utc_text(at), format_datetime(here, "medium", locale=locale), short,
        day.isoformat(),
        "today" if day == today else "yesterday" if day == today - timedelta(days=1) else "",
        format_date(day, "full", locale=locale),
    )  # fmt: skip
