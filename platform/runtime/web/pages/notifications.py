"""What the reader was told: a page of its own, and the list that the bell opens."""

from objectry.runtime.api.notifications import shown_notifications
from objectry.runtime.api.organization import Caller
from objectry.runtime.web import messages
from objectry.runtime.web.calls import boolean, known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment, Page

LATEST = 8
"""Notifications that the bell shows."""


def notifications_page(caller: Caller, call: Call) -> Page | Fragment:
    """`GET /notifications?unread=…&after=…`; for a page that has the list already, what follows."""
    query = known_parameters(call, ("unread", "after"))
    found = shown_notifications(
        caller.context, boolean(query, "unread"), query.get("after", ""), None
    )
    if "after" in query and "hx-request" in call.headers:
        return Fragment("notifications/more.html", found)
    title = messages.NOTIFICATIONS.text(caller.context.language)
    return Page("notifications/page.html", title, found)


def latest_notifications(caller: Caller, call: Call) -> Fragment:
    """`GET /notifications/latest`: what the bell shows."""
    known_parameters(call, ())
    return Fragment(
        "notifications/latest.html", shown_notifications(caller.context, False, "", LATEST)
    )
