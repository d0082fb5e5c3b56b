"""The pages on which records are made and changed."""

from objectry.runtime.api.organization import Caller
from objectry.runtime.api.shown_forms import shown_form
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Page


def new_page(caller: Caller, call: Call) -> Page:
    """`GET /o/{object}/new?field=…`: the query is what the record begins with."""
    found = shown_form(caller.context, call.parts["object"], None, dict(call.query))
    return Page("form/page.html", found.label, found)


def edit_page(caller: Caller, call: Call) -> Page:
    """`GET /o/{object}/{id}/edit`"""
    known_parameters(call, ())
    found = shown_form(caller.context, call.parts["object"], call.parts["id"], {})
    return Page("form/page.html", found.name, found)
