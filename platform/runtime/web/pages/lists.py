"""The list page of an object."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from objectry.metadata.object_definitions import Look
from objectry.runtime.api.organization import Caller
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.shown_cells import Selection, selection
from objectry.runtime.api.shown_lists import (
    Column,
    ListHead,
    OpenedList,
    ShownList,
    list_head,
    opened_list,
    shown_list,
)
from objectry.runtime.api.shown_looks import LOOKS
from objectry.runtime.web.calls import choice, known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment, Page

PARAMETERS = ("view", "filter", "sort", "scope", "q", "fields", "as")
"""What the address of a list says: whoever gets it sees the same list, as far as he may."""
MOST_KEYS = 3
"""Columns that clicks sort by together."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where the tools above a list lead."""

    unfiltered: str
    """The list without its filter."""
    unsearched: str
    whole: str
    """The view without anything that was asked for besides."""
    scopes: tuple[str, ...]
    """The list with each scope."""
    looks: tuple[str, ...]
    """The list in each look."""
    said: Mapping[str, str]
    """What the address says, by parameter."""
    query: str
    """The same as a text, for the tools of the list."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """Where clicks on a column lead."""

    alone: str
    also: str
    """With the keys before it, for a click with the shift key."""


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


def list_page(caller: Caller, call: Call) -> Page | Fragment:
    """`GET /o/{object}?view=…&filter=…&sort=…&scope=…&q=…&fields=…&as=…&after=…`; for a page that has the list already, its
    next records."""
    query = known_parameters(call, (*PARAMETERS, "after"))
    only_rows = "after" in query and "hx-request" in call.headers
    asked = list_request(query, "none" if only_rows else "bounded")
    found = opened_list(caller.context, call.parts["object"], asked)
    head = list_head(caller.context, found)
    model = MODELS[head.look](caller, found, head)
    return (
        Fragment("list/rows.html", model)
        if only_rows
        else Page("list/page.html", head.plural, model)
    )


def _table(caller: Caller, found: OpenedList, head: ListHead) -> ListPage:
    shown = shown_list(caller.context, found)
    more = _address(head, after=shown.next) if shown.next else ""
    chosen = selection(caller.context, head.object, shown.columns, shown.rows)
    sorting = tuple(_sorting(head, shown, one) for one in shown.columns)
    return ListPage(head, links_of(head), shown, sorting, more, chosen)


MODELS: Mapping[Look, Callable[[Caller, OpenedList, ListHead], object]] = MappingProxyType(
    {"table": _table}
)
"""What the template of each look draws: `list/table.html`."""


def links_of(head: ListHead) -> Links:
    """Where the tools above a list lead."""
    said = _said(head)
    return Links(
        _address(head, filter=""), _address(head, q=""),
        f"/o/{head.object}?" + urlencode([(name, text) for name, text in said.items() if name in ("view", "as")]),
        tuple(_address(head, scope=_explicit(one.name)) for one in head.tools.scopes),
        tuple(_address(head, **{"as": one.name}) for one in head.looks),
        said, urlencode(said),
    )  # fmt: skip


def list_request(query: Mapping[str, str], count: str) -> ListRequest:
    """The list that an address names. Raises BadRequest for a look that there is not."""
    return ListRequest(
        fields=query.get("fields", ""), filter=query.get("filter", ""), sort=query.get("sort", ""),
        scope=query.get("scope", "all"), view=query.get("view", ""), after=query.get("after", ""),
        words=query.get("q", ""), count=count, look=choice(query, "as", "", ("", *LOOKS)),
    )  # fmt: skip


def _sorting(head: ListHead, found: ShownList, column: Column) -> Sorting:
    """The order that a click on a column asks for: upwards first, then downwards."""
    turned = f"-{column.name}" if column.sorted == "ascending" else column.name
    others = [one for one in found.sort if one.lstrip("-") != column.name]
    keys = [
        turned if one.lstrip("-") == column.name else one for one in found.sort
    ] if column.sorted else [*others[: MOST_KEYS - 1], turned]  # fmt: skip
    return Sorting(_address(head, sort=turned), _address(head, sort=",".join(keys)))


def _explicit(scope: str) -> str:
    """A scope as addresses have it: the one that holds all is not said."""
    return "" if scope == "all" else scope


def _said(head: ListHead, **changes: str) -> dict[str, str]:
    """What the address of the list says, changed in some parameters."""
    asked = head.asked
    named = {
        "view": asked.view, "filter": asked.filter, "sort": asked.sort,
        "scope": _explicit(asked.scope), "q": asked.words, "fields": asked.fields, "as": asked.look, **changes,
    }  # fmt: skip
    return {name: value for name, value in named.items() if value}


def _address(head: ListHead, **changes: str) -> str:
    return f"/o/{head.object}?{urlencode(_said(head, **changes))}"
