"""Lists as calendars: the records of a month, a week or a day on the days on which they stand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from babel import Locale
from babel.dates import format_date

from objectry.formula.messages import Language
from objectry.formula.types import Type
from objectry.metadata.catalog import Field, FieldPath, Order
from objectry.runtime.api.preferences import WeekStart, chosen
from objectry.runtime.context import Context
from objectry.runtime.errors import NotFound
from objectry.runtime.records.faults import explained
from objectry.runtime.records.paths import is_readable
from objectry.runtime.shown import messages
from objectry.runtime.shown.cells import enterable
from objectry.runtime.shown.lists import OpenedList
from objectry.runtime.shown.moved_records import CLOSED, Layouts
from objectry.runtime.shown.periods import SPANS, Period, Span, period_named, period_of
from objectry.runtime.store import aggregate, reach, read
from objectry.runtime.store.query import Aggregation, Bound, Group, Leading, Measure, Sign
from objectry.runtime.texts.values import record_address, shown_column

IN_A_MONTH = 4
"""Records that a day of a month has room for."""
MORNING = time(9)
"""When what is made on a day begins."""
DAY_FORMS: Mapping[Language, str] = MappingProxyType({"zh": "M月d日 EEE", "en": "EEE, d MMM"})
"""How lists of days call a day."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record on a day."""

    id: str
    address: str
    name: str
    time: str
    """When it begins on this day; empty for a whole day."""
    until: str
    """When it ends, where that is known and not on an earlier day."""
    continued: bool
    """Whether it has begun on an earlier day."""
    color: str
    kind: str
    """What the colour says."""
    begin: str
    """When it begins, as people type it."""
    end: str
    version: int
    layout: str
    """The layout by which a save is judged."""
    editable: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a calendar."""

    date: str
    number: int
    label: str
    """The day in full."""
    short: str
    """The day as lists of days call it."""
    today: bool
    outside: bool
    """Whether it belongs to another month."""
    entries: tuple[Entry, ...]
    more: int
    """How many records stand on it besides."""
    new: str
    """What a record that is made on it begins with."""


@dataclass(frozen=True, slots=True)
class ShownCalendar:
    """A list as a calendar."""

    period: Period
    title: str
    spans: tuple[tuple[Span, str], ...]
    """The periods of other lengths around the same day, by their names."""
    today: str
    """The period of this length that holds the present day."""
    start: str
    """The field by which records stand where they do."""
    end: str
    """The field that moves along with it; empty where none does."""
    movable: bool
    """Whether the user may give records another day."""
    weeks: tuple[tuple[Day, ...], ...]
    count: int
    """How many records begin in the period."""


def shown_calendar(context: Context, found: OpenedList) -> ShownCalendar:
    """The period that is asked for, with what stands on its days. Raises Invalid for one that there is not."""
    if found.start.stands.look != "calendar" or found.start.stands.field is None:
        raise NotFound(messages.CALENDAR_CLOSED)
    today = context.now.astimezone(context.zone).date()
    starts: WeekStart = chosen(context)["week_start"]
    period = period_named(found.start.asked.at, today, starts)
    made = _Calendar.of(context, found, period)
    days = tuple(made.days(today))
    width = 1 if period.span == "day" else 7
    anchor = today if period.holds(today) else period.begin
    return ShownCalendar(
        period, period.title(context.language),
        tuple((span, period_of(span, anchor, starts).name) for span in SPANS),
        period_of(period.span, today, starts).name, made.start.name, made.end.name if made.end else "", made.movable,
        tuple(days[at : at + width] for at in range(0, len(days), width)),
        sum(number for day, number in made.counts.items() if period.holds(date.fromisoformat(day))),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Calendar:
    """Makes the days of a calendar."""

    context: Context
    found: OpenedList
    period: Period
    start: Field
    end: Field | None
    color: Field | None
    movable: bool
    layouts: Layouts
    counts: Mapping[str, int]
    """How many records begin on each day."""

    @classmethod
    def of(cls, context: Context, found: OpenedList, period: Period) -> "_Calendar":
        stands, thing, access = found.start.stands, found.thing, found.access
        start, said = stands.field, stands.calendar
        assert start is not None

        def named(name: str | None) -> Field | None:
            field = thing.fields.get(name or "")
            return field if field and is_readable(context, access, (field,)) else None

        end = named(said.end) if said and said.start == start.name else None
        may = enterable(context, access, thing)
        movable = start.name in may and (end is None or end.name in may)
        return cls(
            context, found, period, start, end, named(said.color) if said else None, movable,
            Layouts.of(context, access, thing), _counts(context, found, start, period),
        )  # fmt: skip

    def days(self, today: date) -> Iterator[Day]:
        """All days that are shown."""
        entries, locale = self._entries(), Locale(self.context.language)
        most = self._most
        for day in self.period.days:
            here = entries[day]
            standing = sum(one.continued for one in here)
            shown = tuple(here[:most])
            yield Day(
                day.isoformat(), day.day, format_date(day, "full", locale=locale),
                format_date(day, DAY_FORMS[self.context.language], locale=locale),
                day == today, not self.period.holds(day), shown,
                self.counts.get(day.isoformat(), 0) + standing - len(shown), self._begin(day),
            )  # fmt: skip

    def _begin(self, day: date) -> str:
        return f"{day.isoformat()} {MORNING:%H:%M}" if self._timed else day.isoformat()

    @property
    def _timed(self) -> bool:
        return self.start.info.type is Type.DATETIME

    @property
    def _most(self) -> int:
        return IN_A_MONTH if self.period.span == "month" else self.context.settings.page_size

    def _entries(self) -> dict[date, list[Entry]]:
        found: dict[date, list[Entry]] = defaultdict(list)
        begun = [*self._lasting(), *self._beginning()]
        for first, last, entry in begun:
            shown = max(first, self.period.first)
            for number in range((min(last, self.period.behind) - shown).days + 1):
                day = shown + timedelta(days=number)
                found[day].append(self._on(entry, day == first, day == last))
        for entries in found.values():
            entries.sort(key=lambda one: (not one.continued, one.time))
        return found

    def _on(self, entry: Entry, first: bool, last: bool) -> Entry:
        return replace(
            entry, time=entry.time if first else "", until=entry.until if last else "", continued=not first
        )  # fmt: skip

    def _beginning(self) -> Iterator[tuple[date, date, Entry]]:
        """The first records of each day that is shown."""
        leading = Leading(Group((self.start,), "day"), self._most)
        days = (self.period.behind - self.period.first).days
        meant = _within(self.context, self.start, self.period)
        return self._made(meant, days * self._most, leading)

    def _lasting(self) -> Iterator[tuple[date, date, Entry]]:
        """Records that have begun before the days that are shown, and last until one of them: as many as a day has room
        for, and one besides, so that its days tell that there are more."""
        if self.end is None:
            return iter(())
        at = _begun(self.context, self.start, self.period.first)
        # What ends at midnight does not last until the next day.
        lasts: Sign = ">" if self._timed else ">="
        meant = (Bound(self.start, "<", at), Bound(self.end, lasts, at))
        return self._made(meant, self.context.settings.page_size + 1, None)

    def _made(
        self, meant: tuple[Bound, ...], limit: int, leading: Leading | None
    ) -> Iterator[tuple[date, date, Entry]]:
        context, access, thing = self.context, self.found.access, self.found.thing
        query = self.found.query
        asked = replace(
            query, columns=self._columns, bounds=meant, limit=limit, count="none", after=None,
            sort=(Order((self.start,), False),), leading=leading,
        )  # fmt: skip
        page = explained(context, access, thing, read.page(context, access, asked))
        series = dict(zip((path[0].name for path in self._columns), page.series, strict=True))
        shown = {
            name: shown_column(context, series[name])
            for name in (thing.name_field.name, self.color.name if self.color else "")
            if name in series
        }
        may = reach.openings(context, access, thing, page.ids)
        for at, record in enumerate(page.ids):
            begin = self._local(series[self.start.name].values[at])
            end = self._local(series[self.end.name].values[at]) if self.end else None
            named, colored = (
                shown[name][at] if name in shown else None
                for name in (thing.name_field.name, self.color.name if self.color else "")
            )
            opening = may.get(record, CLOSED)
            assert begin is not None
            yield _day(begin), _last(begin, end), Entry(
                record, record_address(thing.name, record), (named.text if named else "") or record,
                _clock(begin), _clock(end) if end else "", False,
                colored.parts[0].color if colored and colored.parts else "", colored.text if colored else "",
                _typed(begin), _typed(end) if end else "", opening.version, self.layouts.named(series, at),
                opening.edit and self.movable,
            )  # fmt: skip

    @property
    def _columns(self) -> tuple[FieldPath, ...]:
        thing = self.found.thing
        named = (
            thing.name_field
            if thing.name_field.name in self.found.access.on(thing).readable
            else None
        )
        wanted = (self.start, self.end, self.color, named, self.layouts.kind)
        return tuple(dict.fromkeys((one,) for one in wanted if one))

    def _local(self, value: date | datetime | None) -> date | datetime | None:
        """A value on the clocks of the reader."""
        return value.astimezone(self.context.zone) if isinstance(value, datetime) else value


def _within(context: Context, field: Field, period: Period) -> tuple[Bound, ...]:
    """The days that are shown: a record stands on one of them."""
    first, behind = (_begun(context, field, day) for day in (period.first, period.behind))
    return Bound(field, ">=", first), Bound(field, "<", behind)


def _begun(context: Context, field: Field, day: date) -> date:
    """The beginning of a day for the reader, as the field has it."""
    timed = field.info.type is Type.DATETIME
    return datetime.combine(day, time(), context.zone) if timed else day


def _counts(context: Context, found: OpenedList, field: Field, period: Period) -> dict[str, int]:
    query = found.query
    wanted = Aggregation(
        found.thing, (Group((field,), "day"),), (Measure("count"),),
        query.filters, query.words, query.scope, bounds=_within(context, field, period),
    )  # fmt: skip
    groups = aggregate.aggregate(context, found.access, wanted).groups
    return {row.groups[0]: row.measures[0] for row in groups}


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _last(begin: date | datetime, end: date | datetime | None) -> date:
    """The last day of what begins and ends then. A moment at which something ends does not belong to it."""
    if isinstance(begin, datetime) and isinstance(end, datetime) and end > begin:
        end -= datetime.resolution
    return max(_day(begin), _day(end or begin))


def _clock(value: date | datetime) -> str:
    return f"{value:%H:%M}" if isinstance(value, datetime) else ""


def _typed(value: date | datetime) -> str:
    """A day or a moment as people type it, to the second where it has any."""
    if not isinstance(value, datetime):
        return value.isoformat()
    local = value.replace(tzinfo=None)  # strftime may leave out zeros of years before 1000
    return local.isoformat(" ", "seconds" if value.second else "minutes")
