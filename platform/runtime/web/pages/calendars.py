"""Lists as calendars."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from objectry.runtime.api.organization import Caller
from objectry.runtime.shown.calendars import ShownCalendar, shown_calendar
from objectry.runtime.shown.lists import ListHead, OpenedList, list_head, opened_list
from objectry.runtime.shown.periods import weekdays
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment
from objectry.runtime.web.pages.list_links import (
    PARAMETERS,
    Links,
    address,
    links_of,
    list_request,
)


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A list as a calendar, with the addresses that lead on from it."""

    head: ListHead
    links: Links
    shown: ShownCalendar
    weekdays: tuple[tuple[str, str], ...]
    """The days of a week, in short and in full."""
    before: str
    after: str
    today: str
    spans: tuple[tuple[str, str], ...]
    """The names of the periods of other lengths, with their addresses."""
    days: Mapping[str, str]
    """Each day by itself."""
    news: Mapping[str, str]
    """The form of a record on each day; nothing where the user makes none."""


def calendar_page(caller: Caller, found: OpenedList, head: ListHead) -> CalendarPage:
    """A list as a calendar."""
    shown = shown_calendar(caller.context, found)
    days = [day for week in shown.weeks for day in week]
    period, makes = shown.period, "create" in head.actions and shown.movable
    return CalendarPage(
        head, links_of(head), shown, weekdays(caller.context.language, shown.period.starts),
        address(head, at=period.before.name), address(head, at=period.after.name), address(head, at=shown.today),
        tuple((span, address(head, at=name)) for span, name in shown.spans),
        {day.date: address(head, at=day.date) for day in days},
        {day.date: f"/o/{head.object}/new?{urlencode({shown.start: day.new})}" for day in days} if makes else {},
    )  # fmt: skip


def calendar_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/calendar?…`: the days as they are now, for a page that shows them already."""
    query = known_parameters(call, PARAMETERS)
    found = opened_list(caller.context, call.parts["object"], list_request(query, "none"))
    head = list_head(caller.context, found)
    return Fragment("list/calendar_days.html", calendar_page(caller, found, head))
