"""The start page of a user: the blocks that the metadata have for his profiles."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from objectry.metadata.documents import Label
from objectry.metadata.kinds.home import (
    HOME,
    Block,
    HomeDef,
    ListBlockDef,
    NumberDef,
    NumbersBlockDef,
    RecentBlockDef,
    Records,
    StepDef,
    StepsBlockDef,
    TasksBlockDef,
    TextBlockDef,
)
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api.recent import recent
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid, NotFound
from objectry.runtime.records import requests
from objectry.runtime.records.paths import readable
from objectry.runtime.records.requests import ListRequest
from objectry.runtime.shown import messages
from objectry.runtime.shown.lists import Column, Row, column_of, rows_of
from objectry.runtime.shown.tasks import ShownTasks, shown_tasks
from objectry.runtime.store import aggregate, read
from objectry.runtime.store.query import Aggregation, Measure, Query
from objectry.runtime.store.source import expand
from objectry.runtime.texts.values import MASKED, record_address

PLAIN = HomeDef(
    home="plain",
    label=Label(zh="首页", en="Start page"),
    blocks=(
        TasksBlockDef(kind="tasks", label=Label(zh="今日待办", en="To do today")),
        RecentBlockDef(kind="recent", label=Label(zh="最近查看", en="Recently viewed")),
    ),
)
"""The start page where the metadata have none for a user."""


@dataclass(frozen=True, slots=True)
class TasksBlock:
    """What is to be done."""

    kind: ClassVar = "tasks"
    label: str
    side: bool
    found: ShownTasks


@dataclass(frozen=True, slots=True)
class NumbersBlock:
    """Numbers, which are computed when the page is there: they may take a while."""

    kind: ClassVar = "numbers"
    label: str
    side: bool
    count: int


@dataclass(frozen=True, slots=True)
class ListBlock:
    """The first records of a list."""

    kind: ClassVar = "list"
    label: str
    side: bool
    object: str
    icon: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str
    """What to do where there are no records."""
    all: str
    """The list with all of them."""
    new: str
    """The form of a new one; empty for those who may not make any."""


@dataclass(frozen=True, slots=True)
class Visited:
    """A record that was opened."""

    object: str
    """What its object is called."""
    icon: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class RecentBlock:
    """What was opened last."""

    kind: ClassVar = "recent"
    label: str
    side: bool
    records: tuple[Visited, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A first step."""

    label: str
    address: str
    done: bool


@dataclass(frozen=True, slots=True)
class StepsBlock:
    """First steps."""

    kind: ClassVar = "steps"
    label: str
    side: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A few words."""

    kind: ClassVar = "text"
    label: str
    side: bool
    text: str


ShownBlock = TasksBlock | NumbersBlock | ListBlock | RecentBlock | StepsBlock | TextBlock


@dataclass(frozen=True, slots=True)
class ShownHome:
    """A start page: its blocks with their numbers, by which parts are asked for."""

    blocks: tuple[tuple[int, ShownBlock], ...]


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number."""

    label: str
    text: str
    address: str
    """The list of the records that it is computed of."""


def shown_home(context: Context) -> ShownHome:
    """The start page of the user."""
    access = access_of(context)
    blocks = enumerate(_home(context).blocks)
    shown = ((number, _shown(context, access, block)) for number, block in blocks)
    return ShownHome(tuple((number, block) for number, block in shown if block is not None))


def shown_block(context: Context, number: int) -> ShownBlock:
    """One block as it is now. Raises NotFound."""
    blocks = _home(context).blocks
    found = _shown(context, access_of(context), blocks[number]) if number < len(blocks) else None
    if found is None:
        raise NotFound(messages.BLOCK_UNKNOWN)
    return found


def shown_numbers(context: Context, number: int) -> tuple[ShownNumber, ...]:
    """The numbers of a block, as far as the user may know them. Raises NotFound where there are none."""
    blocks = _home(context).blocks
    block = blocks[number] if number < len(blocks) else None
    if not isinstance(block, NumbersBlockDef):
        raise NotFound(messages.BLOCK_UNKNOWN)
    access = access_of(context)
    found = (_number(context, access, one) for one in block.numbers)
    return tuple(one for one in found if one is not None)


def _home(context: Context) -> HomeDef:
    """The start page that is meant for the user."""
    assert context.user
    own = {*context.user.profiles}
    meant = (
        one
        for one in HOME.of(context.catalog).values()
        if not one.profiles or not own.isdisjoint(one.profiles)
    )
    return min(meant, key=lambda one: (one.order, not one.profiles, one.home), default=PLAIN)


def _shown(context: Context, access: Access, block: Block) -> ShownBlock | None:
    """A block; None where it has nothing for the user."""
    label, side = block.label.text(context.language), block.side
    match block:
        case TasksBlockDef():
            return TasksBlock(label, side, shown_tasks(context, block.limit))
        case NumbersBlockDef():
            count = sum(_may_read(context, access, one.object) for one in block.numbers)
            return NumbersBlock(label, side, count) if count else None
        case ListBlockDef():
            return _list(context, access, block)
        case RecentBlockDef():
            return RecentBlock(label, side, tuple(_visited(context, block.limit)))
        case StepsBlockDef():
            steps = tuple(_steps(context, access, block))
            return StepsBlock(label, side, steps) if not all(one.done for one in steps) else None
        case TextBlockDef():
            return TextBlock(label, side, block.text.text(context.language))


def _may_read(context: Context, access: Access, name: str) -> bool:
    return "read" in access.on(context.catalog.objects[name]).actions


def _query(
    context: Context, access: Access, records: Records, fields: str, limit: int | None
) -> Query | None:
    """The query of some records; None where the user may not ask so."""
    if not _may_read(context, access, records.object):
        return None
    asked = ListRequest(
        fields=fields,
        filter=records.filter or "",
        scope=records.scope,
        view=records.list_view,
        limit=limit,
    )
    try:
        return requests.list_query(context, access, context.catalog.objects[records.object], asked)
    except Invalid:
        return None  # its condition names what is hidden from him


def _address(records: Records) -> str:
    """The page of the list with just these records."""
    scope = "" if records.scope == "all" else records.scope
    said = {"view": records.list_view, "filter": records.filter or "", "scope": scope}
    return f"/o/{records.object}?{urlencode({key: text for key, text in said.items() if text})}"


def _list(context: Context, access: Access, block: ListBlockDef) -> ListBlock | None:
    thing = context.catalog.objects[block.object]
    seen = [one for one in block.columns if readable(context, access, thing, one)]
    query = _query(context, access, block, ",".join(seen), block.limit) if seen else None
    if query is None:
        return None
    page = read.page(context, access, query)
    new = f"/o/{thing.name}/new" if "create" in access.on(thing).actions else ""
    return ListBlock(
        block.label.text(context.language), block.side, thing.name, thing.definition.icon,
        tuple(column_of(context, path) for path in query.columns), rows_of(context, thing, page),
        block.empty.text(context.language) if block.empty else "", _address(block), new,
    )  # fmt: skip


def _visited(context: Context, limit: int) -> Iterator[Visited]:
    for one in recent(context, None, limit):
        thing = context.catalog.objects[one.object]
        yield Visited(
            thing.label.text(context.language), thing.definition.icon, one.name or MASKED,
            record_address(one.object, one.id),
        )  # fmt: skip


def _steps(context: Context, access: Access, block: StepsBlockDef) -> Iterator[Step]:
    """The steps that the user has a right to."""
    for step in block.steps:
        thing = context.catalog.objects[step.object]
        actions = access.on(thing).actions
        if step.to in thing.features or step.to == "new":
            if ("import" if step.to == "import" else "create") in actions:
                address = f"/o/{thing.name}/{step.to}"
                yield Step(
                    step.label.text(context.language), address, _is_done(context, access, step)
                )


def _is_done(context: Context, access: Access, step: StepDef) -> bool:
    thing = context.catalog.objects[step.object]
    query = Query(thing, ((thing.fields["id"],),), limit=step.more_than + 1)
    return len(read.page(context, access, query).ids) > step.more_than


def _number(context: Context, access: Access, number: NumberDef) -> ShownNumber | None:
    """A number over the records that its list shows."""
    thing = context.catalog.objects[number.object]
    path = readable(context, access, thing, number.field) if number.field else None
    query = _query(context, access, number, "id", None)
    if query is None or (number.field and path is None):
        return None
    measure = Measure(number.measure, path)
    wanted = Aggregation(thing, (), (measure,), query.filters, scope=query.scope)
    (value,) = aggregate.aggregate(context, access, wanted).total.measures
    if path is None:
        text = f"{value:,}"
    elif value is None:
        text = "–"
    else:
        end = expand(context.state, path)[-1]
        text = end.type.to_display(value, end.definition, context.style)
    return ShownNumber(number.label.text(context.language), text, _address(number))
