"""The page on which formulas are tried."""

from objectry.runtime.api.formula_help import Use
from objectry.runtime.api.organization import Caller
from objectry.runtime.shown.formulas import shown_trial
from objectry.runtime.web.calls import choice, known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Page

USES = tuple(one.value for one in Use)


def formulas_page(caller: Caller, call: Call) -> Page:
    """`GET /formulas?object=…&use=…&text=…`"""
    query = known_parameters(call, ("object", "use", "text"))
    use = choice(query, "use", Use.FILTER.value, USES)
    found = shown_trial(caller.context, query.get("object", ""), use, query.get("text", ""))
    return Page("formulas/page.html", found.plural, found)
