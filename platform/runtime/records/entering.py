"""A record as it stands in a form that is being filled in: what is stored, with what has been entered. Nothing is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from objectry.metadata.catalog import Object
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access import reasons
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, Invalid, NotFound
from objectry.runtime.ids import new_ids
from objectry.runtime.records import echoes, links, messages
from objectry.runtime.records.copying import copied_values
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
    before = None if record is None else _stored(context, access, thing, [record]).get(record)
    if record is not None and before is None:
        raise NotFound(access_messages.RECORD_UNKNOWN)
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


def copied(
    context: Context, access: Access, thing: Object, source: str, values: Mapping[str, Any], reader: Reader = JSON
) -> Draft:  # fmt: skip
    """The draft of a new record that begins as a copy of another one, with what the user has entered.

    Raises NotFound for a record that he may not see, and Forbidden where he may make none.
    """
    demand(access, thing, "create")
    stored = _stored(context, access, thing, [source]).get(source)
    if stored is None:
        raise NotFound(access_messages.RECORD_UNKNOWN)
    (draft,) = _copies(context, access, thing, [stored])
    draft.given = replace(draft.given, values=values)
    read_values([draft], thing, access.on(thing), reader, None, {})
    links.find_records(context, access, thing, [draft], held=False)
    for step in BEGINNING:
        step(context, access, thing, [draft])
    return draft


def copied_lines(
    context: Context, access: Access, thing: Object, sources: Sequence[str]
) -> list[Draft]:
    """The drafts of new lines that begin as copies of others, in their order, of those that the user may see."""
    demand(access, thing, "create")
    stored = _stored(context, access, thing, sources)
    drafts = _copies(context, access, thing, [stored[one] for one in sources if one in stored])
    for draft in drafts:
        draft.values.pop(thing.master.name if thing.master else "", None)
    for step in BEGINNING:
        step(context, access, thing, drafts)
    return drafts


def _copies(
    context: Context, access: Access, thing: Object, sources: Sequence[Stored]
) -> list[Draft]:
    """Drafts of new records that begin as copies. A look-up to a record that could not be chosen now is left empty."""
    ids = new_ids(len(sources), context.now)
    drafts = [
        Draft(Given(at, {}), own, None, copied_values(access, thing, one.values))
        for at, (own, one) in enumerate(zip(ids, sources, strict=True))
    ]
    links.find_records(context, access, thing, drafts, held=False)
    for draft in drafts:
        draft.errors.clear()
    return drafts


def entered_lines(
    context: Context, access: Access, thing: Object, parent: str | None, given: Sequence[Given],
    reader: Reader = JSON,
) -> list[Draft]:  # fmt: skip
    """The drafts of lines of a record, all together, with what is wrong with their values. A line that is not there any
    more, or that the user may not see, says so. `parent` is the record, if there is one yet."""
    if any(one.id is None for one in given):
        demand(access, thing, "create")
    named = [one.id for one in given if one.id]
    stored = _stored(context, access, thing, named) if named else {}
    made = new_ids(len(given), context.now)
    drafts = [
        Draft(one, one.id or own, stored.get(one.id or ""))
        for one, own in zip(given, made, strict=True)
    ]
    known = [draft for draft in drafts if draft.given.id is None or draft.before is not None]
    shown = echoes.shown(context, access, thing, known)
    read_values(known, thing, access.on(thing), reader, None, shown)
    links.find_records(context, access, thing, known, held=False)
    for draft in known:
        if draft.new and thing.master and parent is not None:
            draft.values[thing.master.name] = parent
    for step in BEGINNING:
        step(context, access, thing, known)
    for draft in drafts:
        if draft.given.id is not None and draft.before is None:
            draft.errors.append(FieldError("id", access_messages.RECORD_UNKNOWN))
    return drafts


def _stored(
    context: Context, access: Access, thing: Object, records: Sequence[str]
) -> dict[str, Stored]:
    """Those of some records that the user may see, with all their values, whichever of them he may see: conditions read
    them all."""
    demand(access, thing, "read")
    seen = reach.reachable(context, access, thing, "read", records)
    allowed = reach.reachable(context, access, thing, "edit", records)
    fields = [field for field in thing.fields.values() if field.columns or field.link]
    paths = tuple((field,) for field in fields)
    page = read.some(context, Access.system(reasons.FORMULA), thing, sorted(seen), paths)
    return {
        record: Stored(record, values["version"], values, record in allowed)
        for record, values in zip(page.ids, page.records(), strict=True)
    }
