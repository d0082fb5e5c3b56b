"""Parts of list pages: rows as they are now, and what is filled in where the records stand."""

from dataclasses import dataclass

from objectry.runtime.api.organization import Caller
from objectry.runtime.shown.cells import (
    Selection,
    ShownRows,
    selection,
    shown_cell,
    shown_change,
    shown_deeds,
    shown_rows,
)
from objectry.runtime.web.calls import known_parameters, required
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment


@dataclass(frozen=True, slots=True)
class RowsPart:
    """Some rows of a list that is open."""

    shown: ShownRows
    selection: Selection
    more: str = ""


def rows_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/rows?ids=…&columns=…`"""
    query = known_parameters(call, ("ids", "columns"))
    name, ids = call.parts["object"], required(query, "ids").split(",")
    found = shown_rows(caller.context, name, required(query, "columns"), ids)
    chosen = selection(caller.context, name, found.columns, found.rows)
    return Fragment("list/rows.html", RowsPart(found, chosen))


def cell_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/{id}/cell?field=…`"""
    field = required(known_parameters(call, ("field",)), "field")
    found = shown_cell(caller.context, call.parts["object"], call.parts["id"], field)
    return Fragment("list/cell.html", found)


def deeds_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/deeds`: the dialogs about many records"""
    known_parameters(call, ())
    return Fragment("list/deeds.html", shown_deeds(caller.context, call.parts["object"]))


def change_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/change?field=…`"""
    field = known_parameters(call, ("field",)).get("field", "")
    found = shown_change(caller.context, call.parts["object"], field)
    return Fragment("list/change.html", found)
