"""Lists as people read them: what the list page of an object shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from objectry.formula.types import Type
from objectry.metadata.catalog import FieldPath, Object, Order, path_name
from objectry.metadata.object_definitions import Look
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import MINE, Access, through_owner
from objectry.runtime.api.looks import bys, looks
from objectry.runtime.api.records import thing_for
from objectry.runtime.api.views import may_share
from objectry.runtime.context import Context
from objectry.runtime.records import requests
from objectry.runtime.records.faults import explained
from objectry.runtime.records.requests import ListRequest
from objectry.runtime.records.saved_views import RECENT
from objectry.runtime.shown.filters import Chip, chips
from objectry.runtime.shown.views import Opening, ViewChoice, opening
from objectry.runtime.store import opened, read, search_index
from objectry.runtime.store.query import Query
from objectry.runtime.store.source import expand
from objectry.runtime.texts.values import Choice, Shown, record_address, shown_column
from objectry.runtime.transfer.exporting import label_of

NO_WIDTHS: Mapping[str, int | None] = MappingProxyType({})
COLUMNS = 8
"""Columns of a list of an object that has no list view."""
TRANSFERS = frozenset({"import", "export"})
"""Actions that an object offers or not, whatever somebody's rights are."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list."""

    name: str
    """The field, or the path to it: `amount`, `customer.industry`."""
    label: str
    numeric: bool
    """Whether its values stand at the right."""
    sortable: bool
    sorted: str = ""
    """`ascending` or `descending` for a column by which the list is sorted."""
    width: int | None = None
    """How wide the user or the view wants it, in pixels."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a list."""

    id: str
    address: str
    values: tuple[Shown, ...]
    """A value for each column."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a list is narrowed down and arranged with."""

    searchable: bool
    """Whether records can be looked for by words."""
    scopes: tuple[Choice, ...]
    """Whose records to choose from; none where they belong to nobody, or where the view has chosen already. Pages know what
    each is called."""
    chips: tuple[Chip, ...]
    changed: bool
    """Whether more was asked for than the view says by itself."""
    sharing: bool
    """Whether the user may save views for everybody."""
    notice: str
    """What cannot be used of the view or of the filter; empty when all is well."""


@dataclass(frozen=True, slots=True)
class ListHead:
    """What stands above the records of a list, as whatever it is shown."""

    object: str
    plural: str
    icon: str
    views: tuple[ViewChoice, ...]
    asked: ListRequest
    """What was asked for, with the list view that was chosen."""
    actions: frozenset[str]
    """What the user may do with records of the object, as far as it offers that."""
    look: Look
    looks: tuple[Choice, ...]
    """As what it can be shown. Pages know what each is called."""
    bys: tuple[Choice, ...]
    """The fields to choose from by which the records stand in columns or on days."""
    tools: Tools
    bin: bool
    """Whether deleted records can be restored."""


@dataclass(frozen=True, slots=True)
class ShownList:
    """A page of a list."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    next: str | None
    """Where the next page begins."""
    count: int | None
    more: bool
    """Whether there are more than `count`."""
    sort: tuple[str, ...]
    """What it is sorted by, as requests name it: `-amount`."""


@dataclass(frozen=True, slots=True)
class OpenedList:
    """A list that is asked for with the rights of somebody who may read the object."""

    access: Access
    thing: Object
    start: Opening
    query: Query


def opened_list(context: Context, object_name: str, asked: ListRequest) -> OpenedList:
    """A list as it is asked for. Raises like `list_records`, but for a filter that cannot be used: then the list is empty,
    and says why."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    start = opening(context, access, thing, asked)
    return OpenedList(access, thing, start, query_of(context, access, thing, start))


def list_head(context: Context, found: OpenedList) -> ListHead:
    """What stands above the records of a list."""
    access, thing, start = found.access, found.thing, found.start
    return ListHead(
        thing.name, thing.plural.text(context.language), thing.definition.icon, start.views, start.asked,
        access.on(thing).actions - (TRANSFERS - set(thing.features)),
        start.stands.look, looks(context, access, thing, start.stands.look),
        bys(context, access, thing, start.stands), _tools(context, access, thing, start, found.query.columns),
        thing.has_bin,
    )  # fmt: skip


def shown_list(context: Context, found: OpenedList) -> ShownList:
    """A page of records in a table, as the user reads them."""
    access, thing, start, query = found.access, found.thing, found.start, found.query
    then = context if query.moment is None else replace(context, now=query.moment)
    page = explained(then, access, thing, read.page(then, access, query))
    rows = rows_of(context, thing, page)
    return ShownList(
        tuple(column_of(context, path, query.sort, start.widths) for path in query.columns),
        _latest_first(context, thing, rows) if _is_recent(start) else rows,
        requests.cursor(context, query, page.after), page.count, page.bounded,
        tuple(map(order_text, query.sort)),
    )  # fmt: skip


def rows_of(context: Context, thing: Object, page: read.Page) -> tuple[Row, ...]:
    """The records of a page as people read them."""
    shown = [shown_column(context, one) for one in page.series]
    return tuple(
        Row(record, record_address(thing.name, record), tuple(column[at] for column in shown))
        for at, record in enumerate(page.ids)
    )


def query_of(context: Context, access: Access, thing: Object, start: Opening) -> Query:
    """The query of a list page, with the columns that it shows."""
    query = requests.list_query(context, access, thing, start.meant)
    columns = _columns(query, start.meant)
    if not _is_recent(start):
        return replace(query, columns=columns)
    whole = min(opened.KEPT, context.settings.page_limit)
    return replace(query, columns=columns, limit=whole)


def order_text(order: Order) -> str:
    """A sort field as requests name it: `-amount`."""
    return f"{'-' if order.descending else ''}{path_name(order.path)}"


def _is_recent(start: Opening) -> bool:
    """Tell whether the list is that of what was opened last, in that order."""
    return start.asked.view == RECENT and not start.asked.sort


def _latest_first(context: Context, thing: Object, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows in the order in which the user opened their records, the latest first."""
    order = {
        record: at
        for at, (_, record) in enumerate(opened.latest(context, thing.name, opened.KEPT))
    }
    return tuple(sorted(rows, key=lambda row: order[row.id]))


def _tools(
    context: Context, access: Access, thing: Object, start: Opening, columns: tuple[FieldPath, ...]
) -> Tools:
    asked = start.asked
    owned = bool(through_owner(context.catalog, thing, (MINE,)))
    names = ("all", "mine", "team", "subordinates") if access.role else ("all", "mine")
    offered = names if owned and start.scope in ("all", "recent") else ()
    return Tools(
        search_index.searchable(access, thing),
        tuple(Choice(name, "", name == asked.scope) for name in offered),
        chips(context, access, thing, columns, asked.filter),
        bool(asked.filter or asked.sort or asked.fields or asked.scope != "all" or asked.look or asked.by),
        may_share(access), start.notice,
    )  # fmt: skip


def _columns(query: Query, asked: ListRequest) -> tuple[FieldPath, ...]:
    if asked.view or asked.fields:
        return tuple(path for path in query.columns if path_name(path) != "id")
    own = [path for path in query.columns if not path[0].system or path[0].name == "owner"]
    return tuple(own[:COLUMNS])


def column_of(
    context: Context,
    path: FieldPath,
    sort: Sequence[Order] = (),
    widths: Mapping[str, int | None] = NO_WIDTHS,
) -> Column:
    """The column of a field, in a list with an order and with widths of columns."""
    end = expand(context.state, path)[-1]
    order = next((one for one in sort if one.path == path), None)
    return Column(
        path_name(path), label_of(context, path),
        end.info.type is Type.NUMBER, end.type.sortable and not end.link,
        "" if order is None else "descending" if order.descending else "ascending",
        widths.get(path_name(path)),
    )  # fmt: skip


def as_opened(context: Context, object_name: str, asked: ListRequest) -> ListRequest:
    """A list as its page opens it: with the list view that comes first where none is named, and what a saved one says."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    return opening(context, access, thing, asked).meant
