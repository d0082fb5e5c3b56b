"""The page of the recycle bin."""

from objectry.runtime.api import messages
from objectry.runtime.api.organization import Caller
from objectry.runtime.shown.deleted import shown_bin
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment, Page


def deleted_page(caller: Caller, call: Call) -> Page | Fragment:
    """`GET /deleted?object=…&q=…&after=…`; for a page that has the list already, what follows."""
    query = known_parameters(call, ("object", "q", "after"))
    found = shown_bin(
        caller.context, query.get("object", ""), query.get("q", ""), query.get("after", "")
    )
    if "after" in query and "hx-request" in call.headers:
        return Fragment("deleted/rows.html", found)
    return Page("deleted/page.html", messages.RECYCLE_BIN.text(caller.context.language), found)
