"""What gathers around a record: fragments that its page loads."""

from objectry.runtime.api.organization import Caller
from objectry.runtime.shown.forms import entry_form
from objectry.runtime.shown.tags import shown_tags
from objectry.runtime.shown.timeline import shown_timeline
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment


def entry_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/{id}/entry/{work}`: the quick entry of an activity, a task or an event about a record."""
    known_parameters(call, ())
    parts = call.parts
    found = entry_form(caller.context, parts["object"], parts["id"], parts["work"])
    return Fragment("timeline/entry.html", found)


def timeline(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/{id}/timeline?kind=…&after=…`: the latest entries, or those that follow."""
    query = known_parameters(call, ("kind", "after"))
    found = shown_timeline(
        caller.context, call.parts["object"], call.parts["id"], query.get("kind", ""), query.get("after", "")
    )  # fmt: skip
    whole = "after" not in query
    return Fragment("timeline/timeline.html" if whole else "timeline/entries.html", found)


def tags(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/{id}/tags`"""
    known_parameters(call, ())
    found = shown_tags(caller.context, call.parts["object"], call.parts["id"])
    return Fragment("timeline/tags.html", found)
