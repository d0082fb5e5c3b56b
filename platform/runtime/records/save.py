"""Saving records: create, update and upsert of many at once. One record is a list of one; there is no other way in.

The stops follow each other and never call back: read the values, find the records that they point to, fill in, check,
write. A draft with errors drops out; the others are written with one statement for each table.
"""

from collections.abc import Sequence
from typing import Any

from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.field_types.lookup import LookupDef
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, Forbidden, Invalid, NotFound
from objectry.runtime.ids import new_ids
from objectry.runtime.records import attachments, checks, filling, links, messages
from objectry.runtime.records.drafts import Draft, Given, Outcome, Reader
from objectry.runtime.records.reading import read_values, shown
from objectry.runtime.store import find, journal, search_index, trees, write


def object_named(context: Context, access: Access, name: str) -> Object:
    """The object of that name, if the user may know of it. Raises NotFound."""
    thing = context.catalog.objects.get(name)
    if thing is None or not access.on(thing).actions:
        raise NotFound(access_messages.OBJECT_UNKNOWN, {"object": shown(name)})
    return thing


def demand(access: Access, thing: Object, action: str) -> None:
    """Raise Forbidden unless the user's profiles allow the action."""
    if action not in access.on(thing).actions:
        raise Forbidden(
            access_messages.ACTION_FORBIDDEN,
            {"object_zh": thing.label.zh, "object_en": thing.label.en.lower(), "action": action},
        )


def create(
    context: Context, access: Access, thing: Object, given: Sequence[Given], reader: Reader,
    key: str | None = None,
) -> list[Outcome]:  # fmt: skip
    """Make new records. Answers one outcome for each, in their order."""
    demand(access, thing, "create")
    ids = new_ids(len(given), context.now)
    drafts = [Draft(one, record, None) for one, record in zip(given, ids, strict=True)]
    return _save(context, access, thing, drafts, reader, key)


def update(
    context: Context, access: Access, thing: Object, given: Sequence[Given], reader: Reader,
    key: str | None = None,
) -> list[Outcome]:  # fmt: skip
    """Change records that exist. Answers one outcome for each, in their order."""
    demand(access, thing, "edit")
    failed: list[Outcome] = []
    drafts: list[Draft] = []
    seen: set[str] = set()
    stored = write.fetch(context, access, thing, [one.id for one in given if one.id], "edit")
    for one in given:
        error = _obstacle(one, stored, seen)
        if error is not None:
            failed.append(Outcome(one.index, "failed", one.id, None, (error,)))
            continue
        assert one.id
        seen.add(one.id)
        drafts.append(Draft(one, one.id, stored[one.id]))
    return _in_order([*failed, *_save(context, access, thing, drafts, reader, key)])


def upsert(
    context: Context,
    access: Access,
    thing: Object,
    given: Sequence[Given],
    reader: Reader,
    key: str,
) -> list[Outcome]:
    """Change the records that have the same value in the field `key`, and make the others."""
    failed, old, new = _match(context, access, thing, given, reader, key)
    changed = update(context, access, thing, old, reader, key) if old else []
    made = create(context, access, thing, new, reader, key) if new else []
    return _in_order([*failed, *changed, *made])


def match_and_update(
    context: Context,
    access: Access,
    thing: Object,
    given: Sequence[Given],
    reader: Reader,
    key: str,
) -> list[Outcome]:
    """Change the records that have the same value in the field `key`; there must be one for each."""
    failed, old, new = _match(context, access, thing, given, reader, key)
    unknown = FieldError(key, access_messages.RECORD_UNKNOWN)
    missing = [Outcome(one.index, "failed", None, None, (unknown,)) for one in new]
    changed = update(context, access, thing, old, reader, key) if old else []
    return _in_order([*failed, *missing, *changed])


def _match(
    context: Context,
    access: Access,
    thing: Object,
    given: Sequence[Given],
    reader: Reader,
    key: str,
) -> tuple[list[Outcome], list[Given], list[Given]]:
    """Those that name no record, those whose record exists, and those that are new. Raises Invalid for a bad key."""
    field = thing.fields.get(key)
    if field is None or key not in access.on(thing).readable:
        raise Invalid(messages.FIELD_UNKNOWN, {"field": shown(key)})
    if not field.definition.unique and key != "id":
        raise Invalid(messages.KEY_NOT_UNIQUE, {"field": key})
    failed: list[Outcome] = []
    keyed: dict[Any, Given] = {}
    for one in given:
        value, error = _key_value(one, field, reader)
        if error is None and value in keyed:
            params = {"field": key, "value": shown(value)}
            error = FieldError(key, messages.KEY_TWICE, params, value=shown(value))
        if error is not None:
            failed.append(Outcome(one.index, "failed", None, None, (error,)))
        else:
            keyed[value] = one
    existing = find.by_value(context, access, thing, field, keyed) if keyed else {}
    old = [
        Given(one.index, one.values, existing[value][0], one.version)
        for value, one in keyed.items()
        if value in existing
    ]
    return failed, old, [one for value, one in keyed.items() if value not in existing]


def _key_value(one: Given, field: Field, reader: Reader) -> tuple[Any, FieldError | None]:
    raw = one.values.get(field.name)
    try:
        value = None if raw is None else reader(field, raw)
    except ValueRefused as refused:
        error = FieldError(field.name, refused.message, refused.params, refused.hint, shown(raw))
        return None, error
    if value is None:
        return None, FieldError(field.name, messages.KEY_MISSING, {"field": field.name})
    return value, None


def _obstacle(one: Given, stored: dict[str, write.Stored], seen: set[str]) -> FieldError | None:
    """Why a record cannot be changed at all."""
    if one.id is None:
        return FieldError("id", messages.ID_MISSING)
    if one.id in seen:
        return FieldError("id", messages.RECORD_TWICE)
    found = stored.get(one.id)
    if found is None:
        return FieldError("id", access_messages.RECORD_UNKNOWN)
    if not found.allowed:
        return FieldError("id", access_messages.RECORD_READ_ONLY)
    if one.version is not None and one.version != found.version:
        params = {"found": found.version, "expected": one.version}
        return FieldError("version", messages.RECORD_STALE, params)
    return None


def _in_order(outcomes: list[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda outcome: outcome.index)


# The stops -----------------------------------------------------------------------------------------------------------


def _save(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft], reader: Reader,
    key: str | None,
) -> list[Outcome]:  # fmt: skip
    read_values(drafts, thing, access.on(thing), reader, key)
    filling.fill_in(context, access, thing, drafts)
    links.find_records(context, access, thing, drafts)
    attachments.check_files(context, access, thing, drafts)
    checks.check(context, access, thing, drafts)
    sound = [draft for draft in drafts if not draft.errors]
    new = [draft for draft in sound if draft.new]
    old = [draft for draft in sound if not draft.new and any(map(draft.changed, draft.values))]
    filling.number(context, thing, new)
    _write_new(context, access, thing, new)
    _write_changed(context, access, thing, old)
    ids = {draft.id for draft in old}
    return [_outcome(draft, draft.id in ids) for draft in drafts]


def _outcome(draft: Draft, changed: bool) -> Outcome:
    index = draft.given.index
    if draft.errors:
        record = None if draft.before is None else draft.id
        return Outcome(index, "failed", record, None, tuple(draft.errors))
    if draft.before is None:
        return Outcome(index, "created", draft.id, 1)
    if changed:
        return Outcome(index, "updated", draft.id, draft.before.version + 1)
    return Outcome(index, "unchanged", draft.id, draft.before.version)


def _write_new(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    if not drafts:
        return
    stamp = {
        "version": 1, "created_at": context.now, "updated_at": context.now,
        "created_by": access.user, "updated_by": access.user,
    }  # fmt: skip
    rows = [{**draft.values, "id": draft.id, **stamp} for draft in drafts]
    write.insert(context, thing, rows)
    for field in _trees(thing):
        trees.add(context, field, filling.parents_of(drafts, field))
    journal.write(
        context, access, thing, "create", [journal.Entry(draft.id, 1, {}) for draft in drafts]
    )
    search_index.put(context, thing, {draft.id: draft.values for draft in drafts}, new=True)


def _write_changed(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft]
) -> None:
    if not drafts:
        return
    stamp = {"updated_at": context.now, "updated_by": access.user}
    updates, entries, words = [], [], {}
    for draft in drafts:
        assert draft.before is not None
        changed = {name: value for name, value in draft.values.items() if draft.changed(name)}
        version = draft.before.version + 1
        updates.append(write.Update(draft.id, version, {**changed, **stamp}))
        entries.append(journal.Entry(draft.id, version, _differences(thing, draft, changed)))
        words[draft.id] = changed
    write.update(context, thing, updates)
    for field in _trees(thing):
        for draft in drafts:
            if draft.changed(field.name):
                trees.move(context, field, draft.id, draft.values[field.name])
    journal.write(context, access, thing, "update", entries)
    search_index.put(context, thing, words, new=False)


def _differences(
    thing: Object, draft: Draft, changed: dict[str, Any]
) -> dict[str, tuple[object, object]]:
    """Old and new values, in API form, of the fields that keep a history."""
    assert draft.before is not None
    return {
        name: (_api(field, draft.before.values.get(name)), _api(field, value))
        for name, value in changed.items()
        if (field := thing.fields[name]).definition.history
    }


def _api(field: Field, value: Any) -> object:
    return None if value is None else field.type.to_json(value, field.definition)


def _trees(thing: Object) -> list[Field]:
    return [
        field
        for field in thing.fields.values()
        if isinstance(field.definition, LookupDef) and field.definition.hierarchy
    ]
