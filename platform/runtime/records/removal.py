"""Deleting, restoring and purging records, with their details and with what points to them.

A deleted record lies in the recycle bin with the details that went there in the same moment; restoring takes exactly
those back. Records that pointed to it are refused, emptied and filled again, as their look-ups say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.lookup import RecordRef
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.records import messages
from objectry.runtime.records.drafts import Given, Outcome
from objectry.runtime.records.reading import shown
from objectry.runtime.records.save import demand
from objectry.runtime.store import cleared, find, journal, search_index, trees, write

EVERYBODY = Access.system("what belongs to a deleted or restored record goes with it")


@dataclass(slots=True)
class _Family:
    """Records with all their details, object by object, masters first."""

    members: dict[str, dict[str, write.Stored]] = field(default_factory=dict)

    def add(self, thing: Object, records: dict[str, write.Stored]) -> None:
        """Add records of one object."""
        self.members.setdefault(thing.name, {}).update(records)

    def ids(self, object_name: str) -> set[str]:
        """The records of an object that are in the family."""
        return set(self.members.get(object_name, ()))


def delete(
    context: Context, access: Access, thing: Object, given: Sequence[Given]
) -> list[Outcome]:
    """Move records to the recycle bin, or away for good where the object has none."""
    demand(access, thing, "delete")
    stored = write.fetch(context, access, thing, [one.id for one in given if one.id], "delete")
    outcomes, wanted = _sort_out(given, stored)
    blocked = _blocked(context, thing, wanted)
    for one in given:
        if one.id in wanted and one.id in blocked:
            outcomes.append(Outcome(one.index, "failed", one.id, None, (blocked[one.id],)))
        elif one.id in wanted:
            version = wanted[one.id].version + 1
            outcomes.append(Outcome(one.index, "deleted", one.id, version))
    family = _family(context, thing, {i: s for i, s in wanted.items() if i not in blocked})
    _clear(context, access, family)
    for name, records in family.members.items():
        member = context.catalog.objects[name]
        _mark(context, access, member, records, "delete")
        search_index.drop(context, list(records))
    if "recycle_bin" not in thing.features:
        _purge(context, access, family)
    return sorted(outcomes, key=lambda outcome: outcome.index)


def restore(
    context: Context, access: Access, thing: Object, given: Sequence[Given]
) -> list[Outcome]:
    """Take records out of the recycle bin, with the details that went there with them."""
    demand(access, thing, "delete")
    ids = [one.id for one in given if one.id]
    stored = write.fetch(context, access, thing, ids, "delete", deleted=True)
    outcomes, wanted = _sort_out(given, stored)
    errors = {**_without_master(context, thing, wanted), **_taken(context, thing, wanted)}
    for one in given:
        if one.id in wanted and one.id in errors:
            outcomes.append(Outcome(one.index, "failed", one.id, None, (errors[one.id],)))
        elif one.id in wanted:
            outcomes.append(Outcome(one.index, "updated", one.id, wanted[one.id].version + 1))
    family = _family(
        context, thing, {i: s for i, s in wanted.items() if i not in errors}, deleted=True
    )
    for name, records in family.members.items():
        member = context.catalog.objects[name]
        _mark(context, access, member, records, "restore")
        words = {record: stored.values for record, stored in records.items()}
        search_index.put(context, member, words, new=True)
    _fill_again(context, access, family)
    return sorted(outcomes, key=lambda outcome: outcome.index)


def purge(
    context: Context, access: Access, thing: Object, given: Sequence[Given]
) -> list[Outcome]:
    """Remove records from the recycle bin for good."""
    demand(access, thing, "delete")
    ids = [one.id for one in given if one.id]
    stored = write.fetch(context, access, thing, ids, "delete", deleted=True)
    outcomes, wanted = _sort_out(given, stored)
    blocked = _blocked(context, thing, wanted, purging=True)
    for one in given:
        if one.id in wanted and one.id in blocked:
            outcomes.append(Outcome(one.index, "failed", one.id, None, (blocked[one.id],)))
        elif one.id in wanted:
            outcomes.append(Outcome(one.index, "deleted", one.id))
    family = _family(
        context, thing, {i: s for i, s in wanted.items() if i not in blocked}, deleted=None
    )
    _purge(context, access, family)
    return sorted(outcomes, key=lambda outcome: outcome.index)


def _sort_out(
    given: Sequence[Given], stored: dict[str, write.Stored]
) -> tuple[list[Outcome], dict[str, write.Stored]]:
    """Outcomes for what cannot be done at all, and the records that it can be done to."""
    outcomes: list[Outcome] = []
    wanted: dict[str, write.Stored] = {}
    for one in given:
        found = stored.get(one.id or "")
        error: FieldError | None = None
        if found is None or one.id is None:
            error = FieldError("id", access_messages.RECORD_UNKNOWN)
        elif one.id in wanted:
            error = FieldError("id", messages.RECORD_TWICE)
        elif not found.allowed:
            error = FieldError("id", access_messages.RECORD_READ_ONLY)
        elif one.version is not None and one.version != found.version:
            params = {"found": found.version, "expected": one.version}
            error = FieldError("version", messages.RECORD_STALE, params)
        else:
            wanted[one.id] = found
        if error is not None:
            outcomes.append(Outcome(one.index, "failed", one.id, None, (error,)))
    return outcomes, wanted


def _details(context: Context, thing: Object) -> Iterator[Field]:
    for one in context.catalog.referrers[thing.name]:
        if one.relation and one.relation.owning:
            yield one


def _family(
    context: Context, thing: Object, records: dict[str, write.Stored], deleted: bool | None = False
) -> _Family:
    """Records with all their details. In the recycle bin, the details that were deleted in the same moment."""
    family = _Family()
    waiting = [(thing, records)] if records else []
    while waiting:
        master, found = waiting.pop(0)
        family.add(master, found)
        for link in _details(context, master):
            detail = context.catalog.objects[link.object]
            if deleted:
                moments = {record: stored.values["deleted_at"] for record, stored in found.items()}
                ids = find.deleted_with(context, link, moments)
            else:
                pointing = find.pointing_at(context, link, list(found), deleted)
                ids = [record for group in pointing.values() for record in group]
            below = write.fetch(context, EVERYBODY, detail, ids, "delete", deleted=bool(deleted))
            if deleted is None:  # purging takes details whether they are in the recycle bin or not
                below |= write.fetch(context, EVERYBODY, detail, ids, "delete", deleted=True)
            if below:
                waiting.append((detail, below))
    return family


def _blocked(
    context: Context, thing: Object, wanted: dict[str, write.Stored], purging: bool = False
) -> dict[str, FieldError]:
    """The records that cannot go because others still point to them."""
    errors: dict[str, FieldError] = {}
    for record in wanted:
        family = _family(context, thing, {record: wanted[record]}, None if purging else False)
        for name in family.members:
            for link in context.catalog.referrers[name]:
                if not _forbids(link, purging):
                    continue
                pointing = find.pointing_at(
                    context, link, sorted(family.ids(name)), None if purging else False
                )
                others = {one for group in pointing.values() for one in group} - family.ids(
                    link.object
                )
                if others:
                    user = context.catalog.objects[link.object]
                    errors[record] = FieldError("id", messages.RECORD_IN_USE, {
                        "count": len(others), "object_zh": user.label.zh, "object_en": user.label.en.lower(),
                        "field_zh": link.label.zh, "field_en": link.label.en.lower(),
                    })  # fmt: skip
    return errors


def _forbids(link: Field, purging: bool) -> bool:
    """Tell whether a look-up holds its record back. Who made or owns a record is kept as long as the record is."""
    if link.relation is None or link.relation.owning or link.relation.many:
        return False
    return purging if link.system else link.relation.on_delete == "forbid"


def _clear(context: Context, access: Access, family: _Family) -> None:
    """Empty the look-ups that point to records on their way to the recycle bin."""
    for name, records in family.members.items():
        for link in context.catalog.referrers[name]:
            if link.system or link.relation is None or link.relation.many:
                continue
            if link.relation.on_delete != "clear":
                continue
            pointing = find.pointing_at(context, link, list(records))
            gone = family.ids(link.object)
            targets = {
                one: target
                for target, group in pointing.items()
                for one in group
                if one not in gone
            }
            cleared.remember(context, link, targets)
            _point(context, access, link, dict.fromkeys(targets, None))


def _fill_again(context: Context, access: Access, family: _Family) -> None:
    """Give look-ups their restored record back, where they are still empty."""
    for name, records in family.members.items():
        for link in context.catalog.referrers[name]:
            if link.link is None and link.columns:
                targets = cleared.recall(context, link, list(records))
                several = link.relation is not None and len(link.relation.targets) > 1
                values = {
                    one: RecordRef(name, to) if several else to for one, to in targets.items()
                }
                _point(context, access, link, values, only_empty=True)


def _point(
    context: Context,
    access: Access,
    link: Field,
    targets: dict[str, Any],
    only_empty: bool = False,
) -> None:
    """Change a look-up of many records, with history and version."""
    if not targets:
        return
    thing = context.catalog.objects[link.object]
    stored = write.fetch(context, EVERYBODY, thing, list(targets), "edit")
    updates, entries = [], []
    for record, found in stored.items():
        before = found.values.get(link.name)
        if only_empty and before is not None:
            continue
        value = targets[record]
        version = found.version + 1
        stamp = {link.name: value, "updated_at": context.now, "updated_by": access.user}
        updates.append(write.Update(record, version, stamp))
        entries.append(
            journal.Entry(record, version, {link.name: (_api(link, before), _api(link, value))})
        )
        for tree in [link] if getattr(link.definition, "hierarchy", False) else []:
            trees.move(context, tree, record, value)
    write.update(context, thing, updates)
    journal.write(context, access, thing, "update", entries)


def _api(link: Field, value: Any) -> object:
    return None if value is None else link.type.to_json(value, link.definition)


def _mark(
    context: Context, access: Access, thing: Object, records: dict[str, write.Stored], action: str
) -> None:
    gone = action == "delete"
    updates = [
        write.Update(record, stored.version + 1, {
            "deleted_at": context.now if gone else None, "deleted_by": access.user if gone else None,
        })
        for record, stored in records.items()
    ]  # fmt: skip
    write.update(context, thing, updates)
    entries = [journal.Entry(update.id, update.version, {}) for update in updates]
    journal.write(context, access, thing, action, entries)


def _purge(context: Context, access: Access, family: _Family) -> None:
    """Remove records for good, details first, with everything that the platform keeps about them but the audit trail."""
    for name in reversed(list(family.members)):
        thing = context.catalog.objects[name]
        records = family.members[name]
        for link in context.catalog.referrers[name]:
            if link.link is None and link.columns and not link.system:
                pointing = find.pointing_at(context, link, list(records), None)
                _release(context, link, [one for group in pointing.values() for one in group])
        for one in thing.fields.values():
            if getattr(one.definition, "hierarchy", False):
                trees.remove(context, one, list(records))
        cleared.forget(context, list(records))
        write.remove(context, thing, list(records))
        entries = [journal.Entry(record, stored.version, {}) for record, stored in records.items()]
        journal.write(context, access, thing, "purge", entries)


def _release(context: Context, link: Field, records: Sequence[str]) -> None:
    """Records in the recycle bin forget the purged record that they pointed to."""
    thing = context.catalog.objects[link.object]
    stored = write.fetch(context, EVERYBODY, thing, list(records), "edit", deleted=True)
    write.update(
        context,
        thing,
        [write.Update(one, found.version, {link.name: None}) for one, found in stored.items()],
    )


def _without_master(
    context: Context, thing: Object, wanted: dict[str, write.Stored]
) -> dict[str, FieldError]:
    """Details whose master is in the recycle bin itself."""
    master = thing.master
    if master is None or master.target is None:
        return {}
    above = context.catalog.objects[master.target]
    held = {record: str(stored.values[master.name]) for record, stored in wanted.items()}
    live = write.fetch(context, EVERYBODY, above, sorted(set(held.values())), "read")
    return {
        record: FieldError("id", messages.MASTER_DELETED)
        for record, target in held.items()
        if target not in live
    }


def _taken(
    context: Context, thing: Object, wanted: dict[str, write.Stored]
) -> dict[str, FieldError]:
    """Records whose unique values have been given to others in the meantime."""
    errors: dict[str, FieldError] = {}
    for one in thing.unique_fields:
        values = {s.values.get(one.name): record for record, s in wanted.items()}
        values.pop(None, None)
        for value in find.by_value(context, EVERYBODY, thing, one, values) if values else ():
            params = {
                "field_zh": one.label.zh,
                "field_en": one.label.en.lower(),
                "value": shown(value),
            }
            errors[values[value]] = FieldError(
                one.name, messages.NOT_UNIQUE, params, value=shown(value)
            )
    return errors
