"""What the command palette offers."""

from objectry.runtime.api.organization import Caller
from objectry.runtime.shown.palette import palette
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment


def palette_entries(caller: Caller, call: Call) -> Fragment:
    """`GET /palette?q=…`"""
    words = known_parameters(call, ("q",)).get("q", "")
    return Fragment("shell/palette_entries.html", palette(caller.context, words))
