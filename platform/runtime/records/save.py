"""Saving records: create, update and upsert of many at once. One record is a list of one; there is no other way in.

The stops follow each other and never call back: read the values, take the steps of `STEPS`, write. A draft with errors
drops out; the others are written with one statement for each table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from objectry.formula.messages import excerpt
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.base import ValueRefused
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, Invalid
from objectry.runtime.ids import new_ids
from objectry.runtime.records import (
    attachments,
    beginning,
    checks,
    computing,
    echoes,
    filling,
    forms,
    links,
    messages,
    rules,
    writing,
)
from objectry.runtime.records.changes import Change
from objectry.runtime.records.drafts import Draft, Given, Outcome, Reader, Status, obstacle
from objectry.runtime.records.paths import nearest
from objectry.runtime.records.reading import read_values
from objectry.runtime.store import find, write
from objectry.runtime.store.write import Stored


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
    stored = write.fetch(context, access, thing, [one.id for one in given if one.id], "edit")
    return update_stored(context, access, thing, given, stored, reader, key)


def update_stored(
    context: Context, access: Access, thing: Object, given: Sequence[Given], stored: Mapping[str, Stored],
    reader: Reader, key: str | None = None,
) -> list[Outcome]:  # fmt: skip
    """Change records as `update` does, which were fetched already to be changed."""
    failed: list[Outcome] = []
    drafts: list[Draft] = []
    seen: set[str] = set()
    for one in given:
        error = obstacle(one, stored, seen)
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
    """Change the records that have the same value in the field `key`, and make the others.

    A record that is not there can only be made when the user may give it that value. One that somebody else makes in
    the meantime is changed as if it had been there.
    """
    failed, old, new = _match(context, access, thing, given, reader, key)
    if new and key not in access.on(thing).editable:
        failed += _unknown(new, key)
        new = []
    changed = update(context, access, thing, old, reader, key) if old else []
    made = create(context, access, thing, new, reader, key) if new else []
    overtaken = {one.index for one in made if _is_taken(one, key)}
    if overtaken:
        late = [one for one in new if one.index in overtaken]
        _, there, _ = _match(context, access, thing, late, reader, key)
        found = {one.index for one in there}
        made = [one for one in made if one.index not in found]
        changed += update(context, access, thing, there, reader, key)
    return _in_order([*failed, *changed, *made])


def _is_taken(outcome: Outcome, key: str) -> bool:
    """Tell whether the only thing wrong with a new record is that there is one with its key by now."""
    return [(one.field, one.message) for one in outcome.errors] == [(key, messages.NOT_UNIQUE)]


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
    changed = update(context, access, thing, old, reader, key) if old else []
    return _in_order([*failed, *_unknown(new, key), *changed])


def _unknown(given: Sequence[Given], key: str) -> list[Outcome]:
    """The outcomes of records of which there is none with that key."""
    return [
        Outcome(one.index, "failed", None, None, (
            FieldError(key, messages.KEY_NOT_FOUND, {"field": key, "value": excerpt(one.values[key])}),
        ))
        for one in given
    ]  # fmt: skip


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
        hint = nearest(context, access, thing, key)
        raise Invalid(messages.FIELD_UNKNOWN, {"field": excerpt(key)}, hint=hint)
    if not field.definition.unique and key != "id":
        raise Invalid(messages.KEY_NOT_UNIQUE, {"field": key})
    failed: list[Outcome] = []
    keyed: dict[Any, Given] = {}
    for draft in _keys(context, access, field, given, reader):
        one, value = draft.given, draft.values.get(key)
        if not draft.errors and value in keyed:
            params = {"field": key, "value": excerpt(value)}
            draft.errors.append(FieldError(key, messages.KEY_TWICE, params, value=excerpt(value)))
        if draft.errors:
            failed.append(Outcome(one.index, "failed", None, None, tuple(draft.errors)))
        else:
            keyed[value] = one
    existing = find.by_value(context, access, thing, field, keyed) if keyed else {}
    old = [
        replace(one, id=existing[value][0]) for value, one in keyed.items() if value in existing
    ]
    return failed, old, [one for value, one in keyed.items() if value not in existing]


def _keys(
    context: Context, access: Access, field: Field, given: Sequence[Given], reader: Reader
) -> list[Draft]:
    """Drafts of nothing but the keys, with what is wrong with them."""
    drafts = [Draft(one, "", None) for one in given]
    for draft in drafts:
        raw = draft.given.values.get(field.name)
        try:
            value = None if raw is None else reader.read(field, raw)
        except ValueRefused as refused:
            draft.errors.append(
                FieldError(field.name, refused.message, refused.params, refused.hint, excerpt(raw))
            )
            continue
        if value is None:
            params = {"field": field.name}
            draft.errors.append(FieldError(field.name, messages.KEY_MISSING, params))
        else:
            draft.values[field.name] = value
    if field.relation is not None:
        links.find_keys(context, access, field, drafts)
    return drafts


def _in_order(outcomes: list[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda outcome: outcome.index)


# The stops -----------------------------------------------------------------------------------------------------------

Step = Callable[[Context, Access, Object, Sequence[Draft]], None]
"""Adds values or errors to drafts. A draft with errors goes no further than its errors, and no step writes records."""

STEPS: tuple[Step, ...] = (
    echoes.check_echoes,
    links.find_records,
    filling.fill_in,
    beginning.begin,
    attachments.check_files,
    computing.compute,
    forms.check_forms,
    checks.check,
    rules.check_rules,
    filling.number,
    computing.compute_numbered,
)
"""What happens to drafts between reading and writing, in this order."""


JUDGED_LAST: tuple[Step, ...] = (forms.check_forms, rules.check_rules)
"""The steps that wait for the lines of a record, where it is saved together with them."""


def _save(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft], reader: Reader,
    key: str | None,
) -> list[Outcome]:  # fmt: skip
    changes = _put(context, access, thing, drafts, reader, key, STEPS)
    return [outcome(draft, changes.get(draft.id)) for draft in drafts]


def _put(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft], reader: Reader,
    key: str | None, steps: Sequence[Step],
) -> Mapping[str, Change]:  # fmt: skip
    """Take drafts through some steps, and write the sound ones. Answers the changes by the IDs of the records."""
    shown = echoes.shown(context, access, thing, drafts)
    read_values(drafts, thing, access.on(thing), reader, key, shown)
    for step in steps:
        step(context, access, thing, drafts)
    changes = {
        draft.id: change
        for draft in drafts
        if not draft.errors and (change := _change(thing, draft)) is not None
    }
    writing.write(context, access, list(changes.values()))
    return changes


def _change(thing: Object, draft: Draft) -> Change | None:
    """What a sound draft asks to write; None when everything stays as it is."""
    if draft.before is None:
        return Change(thing, "create", draft.id, None, draft.values, settled=True)
    changed = {name: value for name, value in draft.values.items() if draft.changed(name)}
    if not changed:
        return None
    return Change(thing, "update", draft.id, draft.before, changed, settled=True)


def outcome(draft: Draft, change: Change | None) -> Outcome:
    """What came of a draft, and of the change that it asked for."""
    index = draft.given.index
    if draft.errors:
        record = None if draft.before is None else draft.id
        return Outcome(index, "failed", record, None, tuple(draft.errors))
    if change is not None:
        status: Status = "created" if draft.new else "updated"
        return Outcome(index, status, draft.id, change.version)
    assert draft.before is not None
    return Outcome(index, "unchanged", draft.id, draft.before.version)


# A record with its lines ---------------------------------------------------------------------------------------------


def begun(context: Context, access: Access, thing: Object, given: Given) -> Draft | Outcome:
    """The draft of one record, new without an ID; or why nothing can be done to it at all."""
    if given.id is None:
        demand(access, thing, "create")
        return Draft(given, new_ids(1, context.now)[0], None)
    demand(access, thing, "edit")
    stored = write.fetch(context, access, thing, [given.id], "edit")
    error = obstacle(given, stored, ())
    if error is not None:
        return Outcome(given.index, "failed", given.id, None, (error,))
    return Draft(given, given.id, stored[given.id])


def put_first(
    context: Context, access: Access, thing: Object, draft: Draft, reader: Reader
) -> Change | None:
    """Write a record whose lines are saved next. What depends on them is not judged yet."""
    steps = [step for step in STEPS if step not in JUDGED_LAST]
    return _put(context, access, thing, [draft], reader, None, steps).get(draft.id)


def judge_last(context: Context, access: Access, thing: Object, draft: Draft) -> None:
    """Note what is wrong with a record whose lines have been saved. It is written already: errors end the transaction."""
    for step in JUDGED_LAST:
        step(context, access, thing, [draft])
