"""The page of a record."""

from objectry.runtime.api.organization import Caller
from objectry.runtime.api.shown_records import shown_record
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Page


def record_page(caller: Caller, call: Call) -> Page:
    """`GET /o/{object}/{id}`"""
    known_parameters(call, ())
    found = shown_record(caller.context, call.parts["object"], call.parts["id"])
    return Page("record/page.html", found.name, found)
