"""What somebody has to do: tasks that are overdue or due today, and events of today, of all objects with such records."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from objectry.metadata.catalog import FieldPath, Order
from objectry.runtime.access.grants import MINE, Access, access_of, through_owner
from objectry.runtime.api.work import Work, may_enter, works
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid
from objectry.runtime.records.filters import user_filter
from objectry.runtime.records.paths import readable
from objectry.runtime.store import reach, read
from objectry.runtime.store.query import Query, Scope
from objectry.runtime.texts.values import MASKED, Part, record_address, shown_column

PUT_OFF = ("hour", "tomorrow", "week")
"""How far something is put off by one click."""


@dataclass(frozen=True, slots=True)
class Later:
    """A time to which something can be put off."""

    name: str
    """One of `PUT_OFF`; pages know what it is called."""
    value: str
    """The time, as the API takes it."""
    text: str
    """The time, as people read it."""


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task or an event."""

    object: str
    label: str
    icon: str
    id: str
    version: int
    name: str
    address: str
    at: str
    """When it is due, or begins."""
    overdue: bool
    event: bool
    about: tuple[Part, ...]
    field: str
    """The field that says when, for whoever puts it off."""
    value: str
    """What it holds, as the API takes it."""
    timed: bool
    """Whether that has a time of the day."""
    next: str
    """The same time tomorrow, as inputs of browsers take it."""
    named: str
    """The field that names it, for its follow-up; empty where the user may not write it."""
    status: str
    """The field that says how far it is; empty where nobody can complete it."""
    done: str
    before: str
    """The value of `status` now."""
    later: tuple[Later, ...]
    """Where to it can be put off; nothing where the user may not do that."""
    followed: bool
    """Whether a follow-up can be made."""
    deletable: bool
    restored: bool
    """Whether a deletion can be taken back."""


@dataclass(frozen=True, slots=True)
class ShownTasks:
    """What is to be done by the end of today, the oldest first."""

    tasks: tuple[ShownTask, ...]
    more: tuple[tuple[str, str], ...]
    """The lists, with their names and addresses, of objects with more of them than are shown."""
    makes: tuple[tuple[str, str], ...]
    """What can be made: names and addresses of forms."""


def shown_tasks(context: Context, limit: int) -> ShownTasks:
    """What the user has to do by the end of today, at most so many of each object."""
    access = access_of(context)
    known = [one for one in works(context, access).values() if one.definition.kind != "activity"]
    found: list[tuple[datetime, ShownTask]] = []
    more = []
    for one in known:
        own, going_on = _of(context, access, one, limit)
        found += own
        if going_on:
            more.append((one.thing.plural.text(context.language), f"/o/{one.thing.name}"))
    makes = tuple(
        (one.thing.label.text(context.language), f"/o/{one.thing.name}/new")
        for one in known
        if "create" in access.on(one.thing).actions
    )
    return ShownTasks(
        tuple(task for _, task in sorted(found, key=lambda pair: pair[0])), tuple(more), makes
    )


def _of(
    context: Context, access: Access, work: Work, limit: int
) -> tuple[list[tuple[datetime, ShownTask]], bool]:
    """The tasks or events of one object, with their moments, and whether there are more."""
    thing, event = work.thing, work.definition.kind == "event"
    due = f"{work.at.name} = TODAY" if event else f"{work.at.name} < TOMORROW"
    text = " && ".join(one for one in (due, work.open) if one)
    try:
        wanted = user_filter(context, access, thing, text)
    except Invalid:
        return [], False  # the user may not know when or how far they are
    shown = [
        path
        for field in (thing.name_field, work.at, work.about, work.status)
        if field and (path := readable(context, access, thing, field.name))
    ]
    columns: tuple[FieldPath, ...] = tuple(dict.fromkeys(shown))
    scope: Scope = "mine" if through_owner(context.catalog, thing, (MINE,)) else "all"
    query = Query(
        thing, columns, filters=(wanted,), sort=(Order((work.at,), False),), scope=scope, limit=limit
    )  # fmt: skip
    page = read.page(context, access, query)
    openings = reach.openings(context, access, thing, page.ids)
    values = {one.name: (one.values, shown_column(context, one)) for one in page.series}
    editable = access.on(thing).editable
    made = []
    for number, record in enumerate(page.ids):
        opening = openings[record]
        at, said = values[work.at.name][0][number], values[work.at.name][1][number]
        name = (
            values[thing.name_field.name][1][number].text
            if thing.name_field.name in values
            else ""
        )
        about = values[work.about.name][1][number] if work.about.name in values else None
        status = values[work.status.name][0][number] if work.status else ""
        may_finish = bool(
            opening.edit and work.definition.done and work.status and work.status.name in editable
        )
        may_move = opening.edit and work.at.name in editable and work.at.writable
        moment = _moment(context, at)
        made.append((moment, ShownTask(
            thing.name, thing.label.text(context.language), thing.definition.icon, record, opening.version,
            name or MASKED, record_address(thing.name, record), said.text, _overdue(context, at), event,
            about.parts if about else (), work.at.name, _value(work, at), isinstance(at, datetime),
            _input(context, put_off(context, at, "tomorrow")),
            thing.name_field.name if thing.name_field.name in editable and thing.name_field.writable else "",
            work.status.name if may_finish and work.status else "", work.definition.done or "", str(status or ""),
            tuple(_later(context, work, at)) if may_move else (), may_enter(access, work),
            opening.delete, thing.has_bin,
        )))  # fmt: skip
    return made, page.after is not None


def _moment(context: Context, at: date) -> datetime:
    """When something is, to sort by. What has no time of the day comes first on its day."""
    if isinstance(at, datetime):
        return at
    return datetime(at.year, at.month, at.day, tzinfo=context.zone)


def _overdue(context: Context, at: date) -> bool:
    if isinstance(at, datetime):
        return at < context.now
    return at < context.now.astimezone(context.zone).date()


def _later(context: Context, work: Work, at: date) -> Iterator[Later]:
    """An hour on, and at the same time of the day tomorrow and in a week. What is overdue is put off from now on."""
    for name in PUT_OFF:
        moment = put_off(context, at, name)
        if moment is not None:
            text = work.at.type.to_display(moment, work.at.definition, context.style)
            yield Later(name, _value(work, moment), text)


def _value(work: Work, at: date) -> str:
    """A time as the API takes it."""
    return str(work.at.type.to_json(at, work.at.definition))


def _input(context: Context, at: date | None) -> str:
    """A time as inputs of browsers take it, in the user's time zone."""
    if isinstance(at, datetime):
        return at.astimezone(context.zone).strftime("%Y-%m-%dT%H:%M")
    return at.isoformat() if at else ""


def put_off(context: Context, at: date, name: str) -> date | None:
    """The time to which something is put off; None where a day has no hours."""
    today = context.now.astimezone(context.zone).date()
    day = today + timedelta(days=1 if name == "tomorrow" else 7)
    if not isinstance(at, datetime):
        return None if name == "hour" else day
    if name == "hour":
        return max(at, context.now.replace(second=0, microsecond=0)) + timedelta(hours=1)
    local = at.astimezone(context.zone)
    return datetime.combine(day, local.timetz()).astimezone(at.tzinfo)
