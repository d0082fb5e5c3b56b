"""The list page of an object."""

from dataclasses import dataclass
from urllib.parse import urlencode

from objectry.runtime.api.organization import Caller
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.shown_cells import Selection, selection
from objectry.runtime.api.shown_lists import Column, ShownList, shown_list
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment, Page

PARAMETERS = ("view", "filter", "sort", "scope", "after")


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list with the addresses that lead on from it."""

    shown: ShownList
    sorting: tuple[str, ...]
    """Where a click on each column leads."""
    more: str
    """Where the next records are; nothing at the end."""
    selection: Selection


def list_page(caller: Caller, call: Call) -> Page | Fragment:
    """`GET /o/{object}?view=…&filter=…&sort=…&scope=…&after=…`; for a page that has the list already, its next records."""
    query = known_parameters(call, PARAMETERS)
    only_rows = "after" in query and "hx-request" in call.headers
    asked = ListRequest(
        view=query.get("view", ""), filter=query.get("filter", ""), sort=query.get("sort", ""),
        scope=query.get("scope", "all"), after=query.get("after", ""),
        count="none" if only_rows else "bounded",
    )  # fmt: skip
    found = shown_list(caller.context, call.parts["object"], asked)
    more = _address(found, after=found.next) if found.next else ""
    sorting = tuple(_address(found, sort=_other_order(one)) for one in found.columns)
    chosen = selection(caller.context, found.object, found.columns, found.rows)
    model = ListPage(found, sorting, more, chosen)
    return (
        Fragment("list/rows.html", model)
        if only_rows
        else Page("list/page.html", found.plural, model)
    )


def _other_order(column: Column) -> str:
    """The order that a click on a column asks for: upwards first, then downwards."""
    return f"-{column.name}" if column.sorted == "ascending" else column.name


def _address(found: ShownList, **changes: str) -> str:
    """The address of the same list, changed in some parameters."""
    asked = found.asked
    scope = "" if asked.scope == "all" else asked.scope
    named = {
        "view": asked.view,
        "filter": asked.filter,
        "sort": asked.sort,
        "scope": scope,
        **changes,
    }
    return (
        f"/o/{found.object}?{urlencode({name: value for name, value in named.items() if value})}"
    )
