"""Lists as people read them: what the list page of an object shows."""

from dataclasses import dataclass, replace

from objectry.formula.types import Type
from objectry.metadata.catalog import FieldPath, ListView, Object, path_name
from objectry.runtime.access.grants import Access
from objectry.runtime.api.records import thing_for
from objectry.runtime.api.shown_values import Choice, Shown, record_address, shown_column
from objectry.runtime.context import Context
from objectry.runtime.records import requests
from objectry.runtime.records.faults import explained
from objectry.runtime.records.requests import ListRequest
from objectry.runtime.store import read
from objectry.runtime.store.query import Query
from objectry.runtime.store.source import expand

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


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a list."""

    id: str
    address: str
    values: tuple[Shown, ...]
    """A value for each column."""


@dataclass(frozen=True, slots=True)
class ShownList:
    """A page of a list."""

    object: str
    plural: str
    icon: str
    views: tuple[Choice, ...]
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
    """What the user may do with records of the object, as far as it offers that."""


def shown_list(context: Context, object_name: str, asked: ListRequest) -> ShownList:
    """A page of records as the user reads them. Raises like `list_records`."""
    access, thing = thing_for(context, object_name)
    views = _views(context, access, thing)
    asked = _with_view(asked, views)
    query = requests.list_query(context, access, thing, asked)
    columns = _columns(query, asked)
    query = replace(query, columns=columns)
    then = context if query.moment is None else replace(context, now=query.moment)
    page = explained(then, access, thing, read.page(then, access, query))
    shown = [shown_column(context, one) for one in page.series]
    rows = tuple(
        Row(record, record_address(thing.name, record), tuple(column[at] for column in shown))
        for at, record in enumerate(page.ids)
    )
    return ShownList(
        thing.name, thing.plural.text(context.language), thing.definition.icon,
        tuple(Choice(name, view.definition.label.text(context.language), name == asked.view)
              for name, view in views.items()),
        tuple(_column(context, query, path) for path in columns), rows, asked,
        requests.cursor(context, query, page.after), page.count, page.bounded,
        access.on(thing).actions - (TRANSFERS - set(thing.features)),
    )  # fmt: skip


def _views(context: Context, access: Access, thing: Object) -> dict[str, ListView]:
    """The list views that the user may open, the one that is opened first at the beginning."""
    known = {
        name: view
        for name, view in context.catalog.list_views[thing.name].items()
        if requests.view_condition(context, access, thing, view) is not None
    }
    return dict(sorted(known.items(), key=lambda pair: not pair[1].definition.default))


def _with_view(asked: ListRequest, views: dict[str, ListView]) -> ListRequest:
    """The request with the list view that is opened first, where it names neither a view nor fields."""
    if asked.view or asked.fields or not views:
        return asked
    return replace(asked, view=next(iter(views)))


def _columns(query: Query, asked: ListRequest) -> tuple[FieldPath, ...]:
    if asked.view or asked.fields:
        return tuple(path for path in query.columns if path_name(path) != "id")
    own = [path for path in query.columns if not path[0].system or path[0].name == "owner"]
    return tuple(own[:COLUMNS])


def _column(context: Context, query: Query, path: FieldPath) -> Column:
    end = expand(context.state, path)[-1]
    order = next((one for one in query.sort if one.path == path), None)
    return Column(
        path_name(path), _label(context, path),
        end.info.type is Type.NUMBER, end.type.sortable and not end.link,
        "" if order is None else "descending" if order.descending else "ascending",
    )  # fmt: skip


def _label(context: Context, path: FieldPath) -> str:
    """What a column is called: a field behind a look-up with the look-up before it."""
    return " / ".join(field.label.text(context.language) for field in path)
