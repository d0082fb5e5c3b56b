"""The pages by which files come in and go out."""

from objectry.runtime.api.organization import Caller
from objectry.runtime.shown.drafts import shown_columns, shown_upload, shown_values
from objectry.runtime.shown.exports import shown_export
from objectry.runtime.shown.imports import (
    shown_check,
    shown_import,
    shown_imports,
    state_of,
)
from objectry.runtime.web.calls import choice, integer, known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment, Page
from objectry.runtime.web.pages.list_links import PARAMETERS, list_request

STEPS = ("columns", "values", "check")
"""The steps of an import that is prepared, in their order."""


def upload_page(caller: Caller, call: Call) -> Page:
    """`GET /o/{object}/import`"""
    known_parameters(call, ())
    found = shown_upload(caller.context, call.parts["object"])
    return Page("transfer/upload.html", found.plural, found)


def import_page(caller: Caller, call: Call) -> Page | Fragment:
    """`GET /imports/{id}?step=…`; for a page that watches it, only what changes."""
    query = known_parameters(call, ("step",))
    step = choice(query, "step", "columns", STEPS)
    context, job_id = caller.context, call.parts["id"]
    if state_of(context, job_id) != "draft":
        found = shown_import(context, job_id)
        if "hx-request" in call.headers:
            return Fragment("transfer/run.html", found)
        return Page("transfer/import.html", found.subject.plural, found)
    if step == "check":
        checked = shown_check(context, job_id)
        if "hx-request" in call.headers:
            return Fragment("transfer/rehearsal.html", checked)
        return Page("transfer/check.html", checked.subject.plural, checked)
    if step == "values" and (values := shown_values(context, job_id)) is not None:
        return Page("transfer/values.html", values.subject.plural, values)
    columns = shown_columns(context, job_id)
    return Page("transfer/columns.html", columns.subject.plural, columns)


def imports_page(caller: Caller, call: Call) -> Page:
    """`GET /imports`"""
    known_parameters(call, ())
    found = shown_imports(caller.context)
    return Page("transfer/imports.html", found.title, found)


def export_page(caller: Caller, call: Call) -> Page:
    """`GET /o/{object}/export?view=…&filter=…&sort=…&scope=…&q=…&fields=…&ticked=…`: the list whose records are exported,
    or how many of them are ticked: the page knows which."""
    query = known_parameters(call, (*PARAMETERS, "ticked"))
    ticked = integer(query, "ticked") or 0
    found = shown_export(
        caller.context, call.parts["object"], list_request(query, "bounded"), ticked
    )
    return Page("transfer/export.html", found.plural, found)
