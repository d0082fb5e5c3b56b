"""What has to be filled in besides when a record is moved: on a board to another column, on a calendar to another day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from objectry.runtime.context import Context
from objectry.runtime.errors import NotFound
from objectry.runtime.shown import messages
from objectry.runtime.shown.forms import FormField, ShownForm, shown_form
from objectry.runtime.shown.inputs import Divider, Line, List, Output


@dataclass(frozen=True, slots=True)
class Put:
    """A value that the record shall have."""

    field: str
    label: str
    raw: str
    """The value as a form sends it."""
    text: str
    """The value as people read it."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """The values that a move gives to a record, and the fields that it needs besides."""

    form: ShownForm
    put: tuple[Put, ...]
    fields: tuple[FormField, ...]


def shown_step(
    context: Context, object_name: str, record: str, values: Mapping[str, str], missing: Collection[str]
) -> ShownStep:  # fmt: skip
    """The form of a record with some values put in, reduced to the fields that are missing. Raises NotFound where it has
    none of them to fill in, and like a save."""
    form = shown_form(context, object_name, record, values)
    fields = {
        one.name: one for section in form.sections for one in section.fields if not section.hidden
    }
    wanted = tuple(
        one
        for name, one in fields.items()
        if name in missing and name not in values and not isinstance(one.input, Output | Divider)
    )
    if not wanted or not values.keys() <= fields.keys():
        raise NotFound(messages.CELL_CLOSED)
    put = (
        Put(name, fields[name].label, raw, _text(fields[name], raw))
        for name, raw in values.items()
    )
    return ShownStep(form, tuple(put), wanted)


def _text(field: FormField, raw: str) -> str:
    match field.input:
        case List(options=options):
            return ", ".join(one.label for one in options if one.chosen) or raw
        case Line(text=text):
            return text or raw
    return raw
