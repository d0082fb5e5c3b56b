"""What a list page fetches when one of its tools is opened."""

import json
from dataclasses import dataclass

from objectry.runtime.api.organization import Caller
from objectry.runtime.errors import BadRequest
from objectry.runtime.shown.filters import (
    ShownCondition,
    ShownFilter,
    shown_chip,
    shown_condition,
    shown_filter,
)
from objectry.runtime.shown.tools import (
    ShownView,
    filter_of_view,
    shown_columns,
    shown_view,
)
from objectry.runtime.web import messages
from objectry.runtime.web.calls import boolean, known_parameters, required
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment
from objectry.runtime.web.pages.list_links import PARAMETERS, list_request


@dataclass(frozen=True, slots=True)
class FilterTool:
    """A filter that is edited, of the list or of a saved view."""

    shown: ShownFilter
    view: str
    """The saved view whose filter it is; empty for that of the list."""


@dataclass(frozen=True, slots=True)
class ChipTool:
    """A chip that is open."""

    object: str
    condition: ShownCondition


@dataclass(frozen=True, slots=True)
class ViewTool:
    """A view to be saved or changed."""

    shown: ShownView
    saved: str
    """What is saved, as JSON."""


def filter_tool(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/filter?filter=…&written=…`, or `?view=…` for that of a saved view. What is `written` is a text
    in any case."""
    query = known_parameters(call, ("filter", "view", "written"))
    name, view = call.parts["object"], query.get("view", "")
    shown = (
        filter_of_view(caller.context, name, view)
        if view and "filter" not in query
        else shown_filter(caller.context, name, query.get("filter", ""), boolean(query, "written"))
    )
    return Fragment("list/tools_filter.html", FilterTool(shown, view))


def condition_tool(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/condition?field=…&operator=…&values=[…]`"""
    query = known_parameters(call, ("field", "operator", "values"))
    shown = shown_condition(
        caller.context, call.parts["object"], required(query, "field"), query.get("operator", ""),
        _values(query.get("values", "[]")),
    )  # fmt: skip
    return Fragment("list/tools_condition.html", shown)


def _values(text: str) -> tuple[object, ...]:
    """Values that have been entered, to be entered otherwise: texts alone. Raises BadRequest."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise BadRequest(messages.BODY_SHAPE, {"key": "values"})
    return tuple(found)


def chip_tool(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/chip?field=…&filter=…`"""
    query = known_parameters(call, ("field", "filter"))
    name = call.parts["object"]
    shown = shown_chip(caller.context, name, required(query, "field"), query.get("filter", ""))
    return Fragment("list/tools_chip.html", ChipTool(name, shown))


def columns_tool(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/columns?…`: the query is that of the list."""
    asked = list_request(known_parameters(call, PARAMETERS), "none")
    return Fragment(
        "list/tools_columns.html", shown_columns(caller.context, call.parts["object"], asked)
    )


def view_tool(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/view?…`: the query is that of the list."""
    asked = list_request(known_parameters(call, PARAMETERS), "none")
    shown = shown_view(caller.context, call.parts["object"], asked)
    return Fragment("list/tools_view.html", ViewTool(shown, json.dumps(shown.saved)))
