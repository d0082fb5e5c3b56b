"""The page of what a search has found."""

from objectry.runtime.api.organization import Caller
from objectry.runtime.shown.matches import shown_matches
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Page


def search_page(caller: Caller, call: Call) -> Page:
    """`GET /search?q=…`"""
    words = known_parameters(call, ("q",)).get("q", "")
    found = shown_matches(caller.context, words)
    return Page("search.html", words, found)
