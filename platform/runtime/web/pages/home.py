"""The start page."""

from objectry.runtime.api.organization import Caller
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Page


def home(caller: Caller, call: Call) -> Page:
    """`GET /`"""
    return Page("home.html", "", None)
