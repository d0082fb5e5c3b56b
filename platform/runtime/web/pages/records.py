"""The page of a record, and its parts that are loaded when they are needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from objectry.runtime.api.organization import Caller
from objectry.runtime.api.records import ListRequest
from objectry.runtime.errors import BadRequest, Refused
from objectry.runtime.shown.access import shown_access
from objectry.runtime.shown.conflicts import shown_conflict
from objectry.runtime.shown.forms import shown_form
from objectry.runtime.shown.neighbours import neighbours
from objectry.runtime.shown.owners import shown_owner
from objectry.runtime.shown.records import ShownRecord, shown_record
from objectry.runtime.shown.related import EVERY_ROW, ShownRelated, shown_related
from objectry.runtime.web import messages
from objectry.runtime.web.calls import integer, known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment, Page

LIST_PARAMETERS = ("view", "filter", "sort", "scope", "as")
"""What tells one list of an object from another."""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record with the addresses that lead on from it."""

    shown: ShownRecord
    address: str
    here: str
    """The address with the list that the reader came from."""
    back: str
    """That list."""
    before: str
    """The record before this one in that list; nothing at its beginning."""
    behind: str
    """The record behind this one in that list; nothing at its end."""


@dataclass(frozen=True, slots=True)
class PrintedRecord:
    """A record with all that stands on its page."""

    shown: ShownRecord
    address: str
    related: tuple[ShownRelated, ...]


@dataclass(frozen=True, slots=True)
class RelatedPart:
    """A related list with the addresses that lead on from it."""

    shown: ShownRelated
    all: str
    """The list with all of its records."""
    new: str
    """The form of a further one."""


def record_page(caller: Caller, call: Call) -> Page:
    """`GET /o/{object}/{id}?from=…`: `from` is the query of the list in which the record is looked at; when it is left
    out, that of the page from which the reader comes."""
    query = known_parameters(call, ("from",))
    found = shown_record(caller.context, call.parts["object"], call.parts["id"])
    address = f"/o/{found.object}/{found.id}"
    listed = query.get("from", _left(call, found.object))
    back = f"/o/{found.object}" + (f"?{listed}" if listed else "")
    here = address if listed is None else f"{address}?{urlencode({'from': listed})}"
    before, behind = ("", "") if listed is None else _beside(caller, found, listed)
    model = RecordPage(found, address, here, back, before, behind)
    return Page("record/page.html", found.name, model)


def record_pane(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/{id}/pane?from=…`: the record beside the list in which it was chosen."""
    listed = known_parameters(call, ("from",)).get("from", "")
    found = beside_list(caller, call.parts["object"], call.parts["id"], listed)
    return Fragment("record/pane.html", found)


def beside_list(caller: Caller, object_name: str, record: str, listed: str) -> RecordPage:
    """A record beside its list, whose query is `listed`. Raises NotFound."""
    found = shown_record(caller.context, object_name, record)
    address, query = f"/o/{found.object}/{found.id}", urlencode({"from": listed})
    back = f"/o/{found.object}?{urlencode(_list_query(listed))}"
    return RecordPage(found, address, f"{address}/pane?{query}", back, "", "")


def printed_record(caller: Caller, call: Call) -> Page:
    """`GET /o/{object}/{id}/print`"""
    known_parameters(call, ())
    context, name, record = caller.context, call.parts["object"], call.parts["id"]
    found = shown_record(context, name, record)
    lists = (
        shown_related(context, name, record, one.object, one.through, EVERY_ROW)
        for one in found.related
    )
    model = PrintedRecord(
        found, f"/o/{found.object}/{found.id}", tuple(one for one in lists if one.rows)
    )
    return Page("record/print.html", found.name, model)


def related_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/{id}/related/{child}/{through}`"""
    known_parameters(call, ())
    parts = call.parts
    found = shown_related(
        caller.context, parts["object"], parts["id"], parts["child"], parts["through"]
    )
    child = f"/o/{found.title.object}"
    new = urlencode({found.title.through: found.preset})
    view = {"view": found.view} if found.view else {}
    every = urlencode({**view, "filter": found.filter})
    return Fragment(
        "record/related_list.html", RelatedPart(found, f"{child}?{every}", f"{child}/new?{new}")
    )


def inline_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/{id}/inline?field=…`: the form in the place of the values; the query is what it begins with."""
    found = shown_form(caller.context, call.parts["object"], call.parts["id"], dict(call.query))
    return Fragment("record/inline.html", found)


def owner_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/{id}/owner`: the field in which the record is given another owner."""
    known_parameters(call, ())
    found = shown_owner(caller.context, call.parts["object"], call.parts["id"])
    return Fragment("record/owner.html", found)


def conflict_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/{id}/conflict?version=…`: what has become of the record since it had that version."""
    version = integer(known_parameters(call, ("version",)), "version")
    if version is None:
        raise BadRequest(messages.PARAMETER_MISSING, {"name": "version"})
    found = shown_conflict(caller.context, call.parts["object"], call.parts["id"], version)
    return Fragment("record/conflict.html", found)


def access_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/{id}/access`"""
    known_parameters(call, ())
    return Fragment(
        "record/access.html",
        shown_access(caller.context, call.parts["object"], call.parts["id"]),
    )


def _left(call: Call, object_name: str) -> str | None:
    """The query of the list that the reader comes from; None where he comes from elsewhere."""
    came = urlsplit(call.headers.get("referer", ""))
    if came.netloc != call.headers.get("host") or came.path != f"/o/{object_name}":
        return None
    return urlencode(_list_query(came.query))


def _list_query(text: str) -> Mapping[str, str]:
    return {name: value for name, value in parse_qsl(text) if name in LIST_PARAMETERS}


def _beside(caller: Caller, found: ShownRecord, listed: str) -> tuple[str, str]:
    """The addresses of the records beside one in a list; nothing for a list that there is not any more."""
    query = _list_query(listed)
    asked = ListRequest(
        view=query.get("view", ""), filter=query.get("filter", ""), sort=query.get("sort", ""),
        scope=query.get("scope", "all"),
    )  # fmt: skip
    try:
        beside = neighbours(caller.context, found.object, found.id, asked)
    except Refused:
        return "", ""
    before, behind = (
        f"/o/{found.object}/{one}?{urlencode({'from': listed})}" if one else ""
        for one in (beside.before, beside.behind)
    )
    return before, behind
