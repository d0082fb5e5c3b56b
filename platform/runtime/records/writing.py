"""The last stop: records are written together with their trees, history, search words and events, in one transaction.

Whoever saves or removes records only says what shall change; versions and stamps are given here and nowhere else. What
follows from a change, as look-ups that a deletion empties, is a list of changes too: it waits for the next round. When all
is written, what is computed of it is computed anew.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import Conflict
from objectry.runtime.records import accesses, computing, following, messages, news
from objectry.runtime.records.changes import Action, Change
from objectry.runtime.store import cleared, journal, notes, search_index, trees
from objectry.runtime.store import write as store

DEPTH = 10
"""How often changes may lead to further changes."""


def write(context: Context, access: Access, changes: Sequence[Change]) -> None:
    """Write changes and everything that follows from them. Raises Conflict when that finds no end."""
    following.before(context, changes)
    written: list[Change] = []
    waiting = changes
    for _ in range(DEPTH + 1):
        if not waiting:
            computing.follow(context, written)
            return
        _write_round(context, access, waiting)
        written.extend(waiting)
        waiting = following.after(context, waiting)
    raise Conflict(messages.NO_END, {"limit": DEPTH})


def _write_round(context: Context, access: Access, changes: Sequence[Change]) -> None:
    groups: dict[tuple[Object, Action], list[Change]] = defaultdict(list)
    for change in changes:
        groups[change.thing, change.action].append(change)
    gone: dict[Object, list[Change]] = {}
    for (thing, action), group in groups.items():
        if action == "purge":
            gone[thing] = group
        elif action == "create":
            _insert(context, access, thing, group)
        else:
            _update(context, access, thing, action, group)
    if gone:  # at last, when everything that pointed to the records has let go of them
        _remove(context, access, gone)
    for (thing, action), group in groups.items():
        if thing.name == "user":
            accesses.follow(context, action, group)


def _insert(context: Context, access: Access, thing: Object, changes: Sequence[Change]) -> None:
    stamp = {
        "version": 1, "created_at": context.now, "updated_at": context.now,
        "created_by": access.user, "updated_by": access.user,
    }  # fmt: skip
    store.insert(
        context, thing, [{**change.values, "id": change.id, **stamp} for change in changes]
    )
    for field in trees.fields_of(context, thing):
        trees.add(context, field, {change.id: change.values.get(field.name) for change in changes})
    entries = [journal.Entry(change.id, 1, {}) for change in changes]
    journal.write(context, access, thing, "create", entries)
    news.made(context, access, thing, changes)
    search_index.put(context, thing, {change.id: change.values for change in changes}, new=True)


def _update(
    context: Context, access: Access, thing: Object, action: Action, changes: Sequence[Change]
) -> None:
    _free_unique_values(context, thing, changes)
    stamp = _stamp(context, access, action)
    store.update(
        context,
        thing,
        [store.Update(one.id, one.version, {**one.values, **stamp}) for one in changes],
    )
    for field in trees.fields_of(context, thing):
        moved = {one.id: one.values[field.name] for one in changes if field.name in one.values}
        trees.move(context, field, moved)
    entries = [journal.Entry(one.id, one.version, _differences(thing, one)) for one in changes]
    journal.write(context, access, thing, action, entries)
    if action == "delete":
        search_index.drop(context, [one.id for one in changes])
    elif action == "restore":
        search_index.put(context, thing, {one.id: _whole(one) for one in changes}, new=True)
    else:
        search_index.put(context, thing, {one.id: one.values for one in changes}, new=False)
        news.changed(context, access, thing, changes, entries)


def _stamp(context: Context, access: Access, action: Action) -> dict[str, Any]:
    if action == "delete":
        return {"deleted_at": context.now, "deleted_by": access.user}
    if action == "restore":
        return {"deleted_at": None, "deleted_by": None}
    return {"updated_at": context.now, "updated_by": access.user}


def _free_unique_values(context: Context, thing: Object, changes: Sequence[Change]) -> None:
    """Take away unique values that pass from record to record: the index would see both of them have it for a moment."""
    if len(changes) == 1:
        return
    for field in thing.unique_fields:
        touched = [one for one in changes if field.name in one.values]
        wanted = {one.values[field.name] for one in touched} - {None}
        passing = [one.id for one in touched if _whole_before(one).get(field.name) in wanted]
        store.empty(context, field, passing)


def _remove(context: Context, access: Access, gone: Mapping[Object, Sequence[Change]]) -> None:
    """Remove records for good, with everything that the platform keeps about them but the audit trail."""
    ids = {thing: [change.id for change in changes] for thing, changes in gone.items()}
    for thing, records in ids.items():
        for field in trees.fields_of(context, thing):
            trees.remove(context, field, records)
        cleared.forget(context, records)
        news.forget(context, records)
        notes.forget(context, records)
        search_index.drop(context, records)
    store.remove(context, ids)
    for thing, changes in gone.items():
        entries = [journal.Entry(change.id, change.version, {}) for change in changes]
        journal.write(context, access, thing, "purge", entries)


def _whole_before(change: Change) -> Mapping[str, Any]:
    return {} if change.before is None else change.before.values


def _whole(change: Change) -> Mapping[str, Any]:
    return {**_whole_before(change), **change.values}


def _differences(thing: Object, change: Change) -> dict[str, tuple[object, object]]:
    """Old and new values, in API form, of the fields that keep a history."""
    before = _whole_before(change)
    return {
        name: (_api(field, before.get(name)), _api(field, value))
        for name, value in change.values.items()
        if (field := thing.fields.get(name)) is not None and field.definition.history
    }


def _api(field: Field, value: Any) -> object:
    return None if value is None else field.type.to_json(value, field.definition)
