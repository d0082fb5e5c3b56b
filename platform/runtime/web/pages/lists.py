"""The list page of an object."""

from objectry.runtime.api.organization import Caller
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.shown_lists import shown_list
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Page

PARAMETERS = ("view", "filter", "sort", "scope", "after")


def list_page(caller: Caller, call: Call) -> Page:
    """`GET /o/{object}?view=…&filter=…&sort=…&scope=…&after=…`"""
    query = known_parameters(call, PARAMETERS)
    asked = ListRequest(
        view=query.get("view", ""), filter=query.get("filter", ""), sort=query.get("sort", ""),
        scope=query.get("scope", "all"), after=query.get("after", ""), count="bounded",
    )  # fmt: skip
    found = shown_list(caller.context, call.parts["object"], asked)
    template = "list/more.html" if asked.after else "list/page.html"
    return Page(template, found.plural, found)
