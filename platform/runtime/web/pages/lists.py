"""The list page of an object."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from objectry.runtime.api.organization import Caller
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.shown_cells import Selection, selection
from objectry.runtime.api.shown_lists import Column, ShownList, shown_list
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment, Page

PARAMETERS = ("view", "filter", "sort", "scope", "q", "fields")
"""What the address of a list says: whoever gets it sees the same list, as far as he may."""
MOST_KEYS = 3
"""Columns that clicks sort by together."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """Where clicks on a column lead."""

    alone: str
    also: str
    """With the keys before it, for a click with the shift key."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list with the addresses that lead on from it."""

    shown: ShownList
    sorting: tuple[Sorting, ...]
    more: str
    """Where the next records are; nothing at the end."""
    selection: Selection
    unfiltered: str
    """The list without its filter."""
    unsearched: str
    scopes: tuple[str, ...]
    """The list with each scope."""
    query: str
    """What the address says, for the tools of the list."""


def list_page(caller: Caller, call: Call) -> Page | Fragment:
    """`GET /o/{object}?view=…&filter=…&sort=…&scope=…&q=…&fields=…&after=…`; for a page that has the list already, its next
    records."""
    query = known_parameters(call, (*PARAMETERS, "after"))
    only_rows = "after" in query and "hx-request" in call.headers
    asked = list_request(query, "none" if only_rows else "bounded")
    found = shown_list(caller.context, call.parts["object"], asked)
    more = _address(found, after=found.next) if found.next else ""
    chosen = selection(caller.context, found.object, found.columns, found.rows)
    model = ListPage(
        found, tuple(_sorting(found, one) for one in found.columns), more, chosen,
        _address(found, filter=""), _address(found, q=""),
        tuple(_address(found, scope=_explicit(one.name)) for one in found.tools.scopes),
        urlencode(_said(found)),
    )  # fmt: skip
    return (
        Fragment("list/rows.html", model)
        if only_rows
        else Page("list/page.html", found.plural, model)
    )


def list_request(query: Mapping[str, str], count: str) -> ListRequest:
    """The list that an address names."""
    return ListRequest(
        fields=query.get("fields", ""), filter=query.get("filter", ""), sort=query.get("sort", ""),
        scope=query.get("scope", "all"), view=query.get("view", ""), after=query.get("after", ""),
        words=query.get("q", ""), count=count,
    )  # fmt: skip


def _sorting(found: ShownList, column: Column) -> Sorting:
    """The order that a click on a column asks for: upwards first, then downwards."""
    turned = f"-{column.name}" if column.sorted == "ascending" else column.name
    others = [one for one in found.sort if one.lstrip("-") != column.name]
    keys = [
        turned if one.lstrip("-") == column.name else one for one in found.sort
    ] if column.sorted else [*others[: MOST_KEYS - 1], turned]  # fmt: skip
    return Sorting(_address(found, sort=turned), _address(found, sort=",".join(keys)))


def _explicit(scope: str) -> str:
    """A scope as addresses have it: the one that holds all is not said."""
    return "" if scope == "all" else scope


def _said(found: ShownList, **changes: str) -> dict[str, str]:
    """What the address of the list says, changed in some parameters."""
    asked = found.asked
    named = {
        "view": asked.view, "filter": asked.filter, "sort": asked.sort,
        "scope": _explicit(asked.scope), "q": asked.words, "fields": asked.fields, **changes,
    }  # fmt: skip
    return {name: value for name, value in named.items() if value}


def _address(found: ShownList, **changes: str) -> str:
    return f"/o/{found.object}?{urlencode(_said(found, **changes))}"
