"""The pages on which records are made and changed, and the parts of them that follow what people choose."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from objectry.runtime.api.organization import Caller
from objectry.runtime.errors import NotFound
from objectry.runtime.shown import forms as shown_forms
from objectry.runtime.shown.forms import (
    COPY,
    Kind,
    KindChoice,
    ShownForm,
    form_with_lines,
    kind_choice,
)
from objectry.runtime.shown.lines import ShownLines
from objectry.runtime.shown.making_inputs import region_options
from objectry.runtime.web import messages
from objectry.runtime.web.calls import known_parameters, required
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment, Page


@dataclass(frozen=True, slots=True)
class KindPage:
    """The choice of a business type, and where each of them leads."""

    choice: KindChoice
    begun: tuple[tuple[str, str], ...]
    """What the address says that the record begins with."""

    @property
    def ways(self) -> Iterator[tuple[Kind, str]]:
        """The business types with the addresses of their forms."""
        for kind in self.choice.kinds:
            query = urlencode((*self.begun, ("business_type", kind.name)))
            yield kind, f"/o/{self.choice.object}/new?{query}"


def new_page(caller: Caller, call: Call) -> Page | Fragment:
    """`GET /o/{object}/new?field=…`: the query is what the record begins with. Where there are several business types and it
    names none, they are chosen from first; a page that is open already gets the sections for another one."""
    context, name = caller.context, call.parts["object"]
    decided = "business_type" in call.query or COPY in call.query
    choice = None if decided else kind_choice(context, name)
    if choice is not None:
        return Page("form/kinds.html", choice.label, KindPage(choice, tuple(call.query.items())))
    found = form_with_lines(context, name, None, call.query)
    if "hx-request" in call.headers:
        return Fragment("form/whole_sections.html", found)
    return Page("form/page.html", found.label, found)


def edit_page(caller: Caller, call: Call) -> Page | Fragment:
    """`GET /o/{object}/{id}/edit`; for a page that is open already, the sections for another business type."""
    values = known_parameters(call, ("business_type",))
    found = form_with_lines(caller.context, call.parts["object"], call.parts["id"], values)
    if "hx-request" in call.headers:
        return Fragment("form/whole_sections.html", found)
    return Page("form/page.html", found.name, found)


@dataclass(frozen=True, slots=True)
class LinesPart:
    """One table of lines, as it is stored by now."""

    form: ShownForm
    table: ShownLines


def lines_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/{id}/lines/{child}`: the lines of a record as they are by now."""
    known_parameters(call, ())
    form = form_with_lines(caller.context, call.parts["object"], call.parts["id"], {})
    table = next((one for one in form.lines if one.object == call.parts["child"]), None)
    if table is None:
        raise NotFound(messages.PATH_UNKNOWN)
    return Fragment("form/lines_part.html", LinesPart(form, table))


def quick_form(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/quick?field=…`: the short form of a new record, for a dialog."""
    found = shown_forms.quick_form(caller.context, call.parts["object"], call.query)
    template = "form/quick_sections.html" if "business_type" in call.query else "form/quick.html"
    return Fragment(template, found)


def regions(caller: Caller, call: Call) -> Fragment:
    """`GET /regions?inside=440000`: what can be chosen inside a region."""
    inside = required(known_parameters(call, ("inside",)), "inside")
    return Fragment("form/inputs/region_options.html", region_options(inside))
