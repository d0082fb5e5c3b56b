"""The list page of an object."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from types import MappingProxyType

from objectry.metadata.object_definitions import Look
from objectry.runtime.api.organization import Caller
from objectry.runtime.errors import NotFound
from objectry.runtime.shown.cells import Selection, selection
from objectry.runtime.shown.lists import (
    Column,
    ListHead,
    OpenedList,
    ShownList,
    list_head,
    opened_list,
    shown_list,
)
from objectry.runtime.shown.split import split_list
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.boards import board_page
from objectry.runtime.web.pages.calendars import calendar_page
from objectry.runtime.web.pages.endpoint import Fragment, Page
from objectry.runtime.web.pages.list_links import (
    PARAMETERS,
    Links,
    address,
    links_of,
    list_request,
)
from objectry.runtime.web.pages.records import RecordPage, beside_list

MOST_KEYS = 3
"""Columns that clicks sort by together."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """Where clicks on a column lead."""

    alone: str
    also: str
    """The keys of the order, with those before it, for a click with the shift key."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list in a table, with the addresses that lead on from it."""

    head: ListHead
    links: Links
    shown: ShownList
    sorting: tuple[Sorting, ...]
    more: str
    """Where the next records are; nothing at the end."""
    selection: Selection


@dataclass(frozen=True, slots=True)
class SplitPage(ListPage):
    """A list with few columns, and one of its records beside it."""

    record: RecordPage | None
    """Nothing beside a list without records."""
    chosen: bool
    """Whether the address names the record; else it is the first one."""


def list_page(caller: Caller, call: Call) -> Page | Fragment:
    """`GET /o/{object}?view=…&filter=…&sort=…&scope=…&q=…&fields=…&as=…&by=…&at=…&after=…&record=…`; for a
    page that has the list already, its next records."""
    query = known_parameters(call, (*PARAMETERS, "after", "record"))
    only_rows = "after" in query and "hx-request" in call.headers
    asked = list_request(query, "none" if only_rows else "bounded")
    found = opened_list(caller.context, call.parts["object"], asked)
    head = list_head(caller.context, found)
    model = MODELS[head.look](caller, found, head)
    return (
        Fragment("list/rows.html", model)
        if only_rows and isinstance(model, ListPage)
        else Page("list/page.html", head.plural, model)
    )


def _table(caller: Caller, found: OpenedList, head: ListHead) -> ListPage:
    return _listed(caller, head, shown_list(caller.context, found))


def _split(caller: Caller, found: OpenedList, head: ListHead) -> SplitPage:
    shown = split_list(caller.context, found)
    listed, named = _listed(caller, head, shown), head.asked.record
    first = next((row.id for row in shown.rows), "")
    chosen = _beside(caller, listed, named)
    parts = {one.name: getattr(listed, one.name) for one in dataclass_fields(listed)}
    return SplitPage(
        **parts, record=chosen or _beside(caller, listed, first), chosen=chosen is not None
    )


def _beside(caller: Caller, listed: ListPage, record: str) -> RecordPage | None:
    """A record beside its list; None where none is asked for, or where it is not there for the user."""
    head = listed.head
    if not record or head.asked.after:
        return None
    with suppress(NotFound):
        return beside_list(caller, head.object, record, listed.links.query)
    return None


def _listed(caller: Caller, head: ListHead, shown: ShownList) -> ListPage:
    more = address(head, after=shown.next) if shown.next else ""
    chosen = selection(caller.context, head.object, shown.columns, shown.rows)
    sorting = tuple(_sorting(head, shown, one) for one in shown.columns)
    return ListPage(head, links_of(head), shown, sorting, more, chosen)


MODELS: Mapping[Look, Callable[[Caller, OpenedList, ListHead], object]] = MappingProxyType(
    {"table": _table, "split": _split, "board": board_page, "calendar": calendar_page}
)
"""What the template of each look draws: `list/table.html`."""


def _sorting(head: ListHead, found: ShownList, column: Column) -> Sorting:
    """The order that a click on a column asks for: upwards first, then downwards."""
    turned = f"-{column.name}" if column.sorted == "ascending" else column.name
    others = [one for one in found.sort if one.lstrip("-") != column.name]
    keys = [
        turned if one.lstrip("-") == column.name else one for one in found.sort
    ] if column.sorted else [*others[: MOST_KEYS - 1], turned]  # fmt: skip
    return Sorting(address(head, sort=turned), ",".join(keys))
