"""The owner of a record, to be changed."""

from dataclasses import dataclass

from objectry.runtime.access import messages as access_messages
from objectry.runtime.context import Context
from objectry.runtime.errors import Forbidden
from objectry.runtime.shown.forms import FormField, ShownForm, shown_form


@dataclass(frozen=True, slots=True)
class ShownOwner:
    """A record with the field that holds its owner."""

    form: ShownForm
    field: FormField


def shown_owner(context: Context, object_name: str, record: str) -> ShownOwner:
    """The owner of a record as a form has him. Raises like a form, and Forbidden where the user may not change him."""
    form = shown_form(context, object_name, record, {})
    fields = (field for section in form.sections for field in section.fields)
    owner = next((one for one in fields if one.name == "owner"), None)
    if owner is None or owner.state.read_only:
        raise Forbidden(access_messages.RECORD_READ_ONLY)
    return ShownOwner(form, owner)
