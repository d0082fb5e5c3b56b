"""The address of a list: what it says, and where the tools above the list lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from objectry.runtime.api.looks import LOOKS
from objectry.runtime.api.records import ListRequest
from objectry.runtime.shown.lists import ListHead
from objectry.runtime.web.calls import choice

PARAMETERS = ("view", "filter", "sort", "scope", "q", "fields", "as", "by", "at")
"""What the address of a list says: whoever gets it sees the same list, as far as he may."""
ARRANGED = ("as", "by", "at")
"""What it says of the look."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where the tools above a list lead."""

    unfiltered: str
    """The list without its filter."""
    unsearched: str
    whole: str
    """The view without anything that was asked for besides, in the same look."""
    views: tuple[str, ...]
    """Each view: in its own look, or in the present one where it has none."""
    scopes: tuple[str, ...]
    """The list with each scope."""
    looks: tuple[str, ...]
    """The list in each look."""
    bys: tuple[str, ...]
    """The list arranged by each field."""
    said: Mapping[str, str]
    """What the address says, by parameter."""
    query: str
    """The same as a text, for the tools of the list."""


def list_request(query: Mapping[str, str], count: str) -> ListRequest:
    """The list that an address names. Raises BadRequest for a look that there is not."""
    return ListRequest(
        fields=query.get("fields", ""), filter=query.get("filter", ""), sort=query.get("sort", ""),
        scope=query.get("scope", "all"), view=query.get("view", ""), after=query.get("after", ""),
        words=query.get("q", ""), count=count,
        look=choice(query, "as", "", ("", *LOOKS)), by=query.get("by", ""), at=query.get("at", ""),
        record=query.get("record", ""),
    )  # fmt: skip


def links_of(head: ListHead) -> Links:
    """Where the tools above a list lead."""
    said = _said(head)
    look = {name: said[name] for name in ARRANGED if name in said}
    return Links(
        address(head, filter=""), address(head, q=""),
        _to(head, {**({"view": said["view"]} if "view" in said else {}), **look}),
        tuple("?" + _query({"view": one.name, **({} if one.look else look)}) for one in head.views),
        tuple(address(head, scope=_explicit(one.name)) for one in head.tools.scopes),
        tuple(address(head, **{"as": one.name, "by": "", "at": ""}) for one in head.looks),
        tuple(address(head, **{"as": head.look, "by": one.name}) for one in head.bys),
        said, _query(said),
    )  # fmt: skip


def _explicit(scope: str) -> str:
    """A scope as addresses have it: the one that holds all is not said."""
    return "" if scope == "all" else scope


def _said(head: ListHead, **changes: str) -> dict[str, str]:
    """What the address of the list says, changed in some parameters."""
    asked = head.asked
    named = {
        "view": asked.view, "filter": asked.filter, "sort": asked.sort, "scope": _explicit(asked.scope),
        "q": asked.words, "fields": asked.fields, "as": asked.look, "by": asked.by, "at": asked.at, **changes,
    }  # fmt: skip
    return {name: value for name, value in named.items() if value}


def address(head: ListHead, **changes: str) -> str:
    """The address of the list, changed in some parameters."""
    return _to(head, _said(head, **changes))


def _to(head: ListHead, said: Mapping[str, str]) -> str:
    return f"/o/{head.object}?{_query(said)}"


def _query(said: Mapping[str, str]) -> str:
    """What an address says after its `?`. Commas stay readable: they part the columns, which each link names."""
    return urlencode(said, safe=",")
