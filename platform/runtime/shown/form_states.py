"""What a form shows, locks and demands while it is filled in, for every door. Nothing is saved."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from objectry.metadata.catalog import Layout, Object
from objectry.metadata.field_types.record_key import as_id
from objectry.metadata.form_states import Form, FormState
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access.grants import Access
from objectry.runtime.api.given_records import given_lines, without_lines
from objectry.runtime.api.records import reader, thing_for
from objectry.runtime.context import Context
from objectry.runtime.errors import NotFound
from objectry.runtime.records.computing import foresee_with_lines
from objectry.runtime.records.drafts import Draft
from objectry.runtime.records.entering import entered
from objectry.runtime.records.forms import (
    as_begun,
    form_for,
    layout_meant,
    layout_named,
    states,
)
from objectry.runtime.records.present import error_json
from objectry.runtime.shown.lines import computed_texts, following
from objectry.runtime.shown.making_inputs import filling
from objectry.runtime.shown.offered_values import controlled, offered_values

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FormRequest:
    """A form as it stands; everything may be left out."""

    record: str | None = None
    """The ID of the record that is changed; None for a new one."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What has been entered, as a save would get it."""
    layout: str | None = None
    """The layout; the one that is meant for the user and the business type when left out."""
    business_type: str | None = None
    """The business type of a record that has none yet."""
    typed: bool = False
    """Whether numbers, days and times may be texts as the user writes them."""


def form(context: Context, object_name: str, asked: FormRequest) -> Json:
    """The state of a form: `{"layout", "fields": {name: {"hidden", "read_only", "required"}}, "sections", "options",
    "errors"}`, where `options` has what fields offer now that depend on another one.

    With the lines that stand in it come `lines`, what holds for each of them, and `computed`, how what is computed of all
    would read after a save.
    """
    access, thing = thing_for(context, object_name)
    record = None if asked.record is None else as_id(asked.record)
    if asked.record is not None and record is None:
        raise NotFound(access_messages.RECORD_UNKNOWN)
    values, lines = without_lines(_values(asked))
    reads = reader(context, asked.typed)
    draft = entered(context, access, thing, record, values, reads)
    layout = None if asked.layout is None else layout_named(context, thing, asked.layout)
    layout = layout or layout_meant(context, thing, draft.value("business_type"))
    given = given_lines(context, access, thing, lines)
    told, kept = following(context, access, layout, draft, given, reads)
    if kept:
        foresee_with_lines(context, access, thing, draft, kept)
    shown, state = opened(context, access, thing, layout, draft)
    answer: Json = {
        "layout": layout.definition.layout if layout else None,
        "fields": {name: asdict(one) for name, one in state.fields.items()},
        "sections": [
            {"label": section.definition.label.model_dump(), "hidden": hidden}
            for section, hidden in zip(shown.sections, state.sections, strict=True)
        ],
        "options": {
            field.name: [
                {"value": one.value, "label": one.label.model_dump(), "color": one.color}
                for one in offered_values(access, thing, field, draft)
            ]
            for field in shown.fields
            if controlled(field)
        },
        "errors": [error_json(error, context.language) for error in draft.errors],
    }
    if lines is None:
        return answer
    computed = [field for field in shown.fields if field.computed]
    filled = filling(context, access, thing, draft, computed)
    return {**answer, "lines": told, "computed": computed_texts(filled, computed)}


def opened(
    context: Context, access: Access, thing: Object, layout: Layout | None, draft: Draft
) -> tuple[Form, FormState]:
    """The form of a record on a layout, and what holds for its fields."""
    shown = form_for(context, access, thing, layout)
    editable = access.on(thing).editable
    writable = editable if draft.before is None or draft.before.allowed else frozenset[str]()
    before = as_begun(context, access, thing, [draft]) if shown.before else ()
    (state,) = states(context, access, thing, shown, writable, [draft], before, unknown=True)
    return shown, state


def _values(asked: FormRequest) -> Mapping[str, Any]:
    if asked.business_type is None or asked.values.get("business_type") is not None:
        return asked.values
    return {**asked.values, "business_type": asked.business_type}
