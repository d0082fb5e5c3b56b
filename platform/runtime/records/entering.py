"""A record as it stands in a form that is being filled in: what is stored, with what has been entered. Nothing is saved."""

from collections.abc import Mapping
from typing import Any

from objectry.metadata.catalog import Object
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access import reasons
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid, NotFound
from objectry.runtime.ids import new_ids
from objectry.runtime.records import echoes, links, messages
from objectry.runtime.records.drafts import Draft, Given, Reader
from objectry.runtime.records.forms import BEGINNING
from objectry.runtime.records.reading import JSON, read_values
from objectry.runtime.store import reach, read
from objectry.runtime.store.write import Stored


def entered(
    context: Context, access: Access, thing: Object, record: str | None, values: Mapping[str, Any],
    reader: Reader = JSON,
) -> Draft:  # fmt: skip
    """The draft of a record with what the user has entered. Values that its fields cannot take are among its errors.

    Raises NotFound for a record that the user may not see, Forbidden for a new one that he may not make, and Invalid for
    fields that are none for him.
    """
    if record is None:
        demand(access, thing, "create")
    before = None if record is None else _stored(context, access, thing, record)
    draft = Draft(Given(0, values, record), record or new_ids(1, context.now)[0], before)
    shown = echoes.shown(context, access, thing, [draft])
    read_values([draft], thing, access.on(thing), reader, None, shown)
    for error in draft.errors:
        if error.message is messages.FIELD_UNKNOWN:
            raise Invalid(error.message, error.params, [error], error.hint)
    links.find_records(context, access, thing, [draft], held=False)
    for step in BEGINNING:
        step(context, access, thing, [draft])
    return draft


def _stored(context: Context, access: Access, thing: Object, record: str) -> Stored:
    """A record with all its values, whichever of them the user may see: conditions read them all."""
    demand(access, thing, "read")
    if record not in reach.reachable(context, access, thing, "read", [record]):
        raise NotFound(access_messages.RECORD_UNKNOWN)
    allowed = record in reach.reachable(context, access, thing, "edit", [record])
    fields = [field for field in thing.fields.values() if field.columns or field.link]
    paths = tuple((field,) for field in fields)
    page = read.some(context, Access.system(reasons.FORMULA), thing, [record], paths)
    (values,) = page.records()
    return Stored(record, values["version"], values, allowed)
