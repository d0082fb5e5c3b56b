"""Lists as people read them: what the list page of an object shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from objectry.formula.types import Type
from objectry.metadata.catalog import FieldPath, Object, Order, path_name
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import MINE, Access, through_owner
from objectry.runtime.api.records import thing_for
from objectry.runtime.api.shown_filters import Chip, chips, label_of
from objectry.runtime.api.shown_values import Choice, Shown, record_address, shown_column
from objectry.runtime.api.shown_views import Opening, ViewChoice, opening
from objectry.runtime.api.views import may_share
from objectry.runtime.context import Context
from objectry.runtime.records import requests
from objectry.runtime.records.faults import explained
from objectry.runtime.records.requests import ListRequest
from objectry.runtime.records.saved_views import RECENT
from objectry.runtime.store import opened, read, search_index
from objectry.runtime.store.query import Query
from objectry.runtime.store.source import expand

NO_WIDTHS: Mapping[str, int | None] = MappingProxyType({})
COLUMNS = 8
"""Columns of a list of an object that has no list view."""


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
class ShownList:
    """A page of a list."""

    object: str
    plural: str
    icon: str
    views: tuple[ViewChoice, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    asked: ListRequest
    """What was asked for, with the list view that was chosen."""
    next: str | None
    """Where the next page begins."""
    count: int | None
    more: bool
    """Whether there are more than `count`."""
    actions: frozenset[str]
    """What the user may do with records of the object."""
    sort: tuple[str, ...]
    """What it is sorted by, as requests name it: `-amount`."""
    tools: Tools


def shown_list(context: Context, object_name: str, asked: ListRequest) -> ShownList:
    """A page of records as the user reads them. Raises like `list_records`, but for a filter that cannot be used: then the
    list is empty, and says why."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    start = opening(context, access, thing, asked)
    query = query_of(context, access, thing, start)
    columns = query.columns
    then = context if query.moment is None else replace(context, now=query.moment)
    page = explained(then, access, thing, read.page(then, access, query))
    rows = rows_of(context, thing, page)
    return ShownList(
        thing.name, thing.plural.text(context.language), thing.definition.icon, start.views,
        tuple(column_of(context, path, query.sort, start.widths) for path in columns),
        _latest_first(context, thing, rows) if _is_recent(start) else rows, start.asked,
        requests.cursor(context, query, page.after), page.count, page.bounded,
        access.on(thing).actions, tuple(map(order_text, query.sort)), _tools(context, access, thing, start, columns),
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
        bool(asked.filter or asked.sort or asked.fields or asked.scope != "all"),
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
