"""The page of the address book."""

from objectry.runtime.api import messages
from objectry.runtime.api.organization import Caller
from objectry.runtime.shown.people import shown_people
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment, Page


def people_page(caller: Caller, call: Call) -> Page | Fragment:
    """`GET /people?q=…&department=…&after=…`; for a page that has the list already, what follows."""
    query = known_parameters(call, ("q", "department", "after"))
    found = shown_people(
        caller.context, query.get("q", ""), query.get("department", ""), query.get("after", "")
    )
    if "after" in query and "hx-request" in call.headers:
        return Fragment("people/rows.html", found)
    return Page("people/page.html", messages.COLLEAGUES.text(caller.context.language), found)
