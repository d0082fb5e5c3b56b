"""What follows from changes: look-ups are emptied when their record is deleted, and filled again when it is restored.

Nothing is written here but the notes that say which look-up was emptied: what shall happen to records is answered as
changes, which wait for their turn.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.anylookup import RecordRef
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.records.changes import Change
from objectry.runtime.store import cleared, find, reach, trees, write

EVERYBODY = Access.system(reasons.GOES_ALONG)

Wishes = dict[str, dict[str, dict[str, Any]]]
"""New values by object, record and field."""


def before(context: Context, changes: Sequence[Change]) -> None:
    """Forget what look-ups held once that get another value now: restoring it must not bring it back."""
    updated = [one for one in changes if one.action == "update"]
    for thing in dict.fromkeys(one.thing for one in updated):
        for link in filter(empties, thing.kept):
            records = [one.id for one in updated if one.thing is thing and link.name in one.values]
            cleared.overtake(context, link, records)


def after(context: Context, changes: Sequence[Change]) -> list[Change]:
    """The changes of other records that changes lead to."""
    deleted, restored = _ids(changes, "delete"), _ids(changes, "restore")
    found: list[Change] = []
    if deleted:
        found += _emptied(context, deleted)
    if restored:
        found += _filled(context, restored)
    return found


def let_go(context: Context, gone: Mapping[str, Iterable[str]]) -> list[Change]:
    """Records that point to others, by object, which are about to be purged: they forget them first."""
    wishes = _wishes()
    for name, records in gone.items():
        for link in context.catalog.referrers[name]:
            if link.system or not link.columns or (link.relation and link.relation.owning):
                continue
            for pointing in find.pointing_at(context, link, list(records), None).values():
                for record in pointing:
                    if record not in gone.get(link.object, ()):
                        wishes[link.object][record][link.name] = None
    return _updates(context, wishes, None)


def empties(link: Field) -> bool:
    """Tell whether a look-up is emptied when its record is deleted."""
    relation = link.relation
    return (
        relation is not None
        and not link.system
        and not relation.many
        and relation.on_delete == "clear"
    )


def _wishes() -> Wishes:
    return defaultdict(lambda: defaultdict(dict))


def _ids(changes: Sequence[Change], action: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for change in changes:
        if change.action == action:
            found.setdefault(change.thing.name, []).append(change.id)
    return found


def _updates(context: Context, wishes: Wishes, deleted: bool | None = False) -> list[Change]:
    """The wishes as changes of records that are locked from now on."""
    changes: list[Change] = []
    for name, records in wishes.items():
        thing = context.catalog.objects[name]
        stored = write.fetch(context, EVERYBODY, thing, list(records), "edit", deleted)
        changes += [Change(thing, "update", one, stored[one], records[one]) for one in stored]
    return changes


def _emptied(context: Context, deleted: Mapping[str, Sequence[str]]) -> list[Change]:
    """Records that are left behind without the one that they pointed to. Which one it was is noted."""
    wishes = _wishes()
    for name, ids in deleted.items():
        for link in context.catalog.referrers[name]:
            if not empties(link):
                continue
            pointing = find.pointing_at(context, link, ids)
            held = {record: target for target, group in pointing.items() for record in group}
            cleared.remember(context, link, held)
            for record in held:
                wishes[link.object][record][link.name] = None
    return _updates(context, wishes)


def _filled(context: Context, restored: Mapping[str, Sequence[str]]) -> list[Change]:
    """Records that get back the one that they pointed to, now that both are there, unless they point elsewhere by now."""
    notes = cleared.about(context, [one for ids in restored.values() for one in ids])
    by_field: dict[str, list[cleared.Note]] = defaultdict(list)
    for note in notes:
        by_field[note.field].append(note)
    settled: list[cleared.Note] = []
    wishes = _wishes()
    for name, group in by_field.items():
        object_name, _, field_name = name.partition(".")
        thing = context.catalog.objects[object_name]
        link = next(field for field in thing.kept if field.name == field_name)
        holders = write.fetch(context, EVERYBODY, thing, [note.record for note in group], "edit")
        targets = _live(context, link, [note.target for note in group])
        both = [note for note in group if note.record in holders and note.target in targets]
        settled += both
        fitting = {
            note.record: note.target
            for note in both
            if holders[note.record].values.get(field_name) is None
        }
        if link.tree:
            fitting = _without_circles(context, link, fitting)
        if link.definition.unique:
            fitting = _without_taken(context, thing, link, fitting)
        for record, target in fitting.items():
            mixed = len(link.columns) > 1
            value = RecordRef(targets[target], target) if mixed else target
            wishes[object_name][record][field_name] = value
    cleared.settle(context, settled)
    return _updates(context, wishes)


def _live(context: Context, link: Field, ids: Sequence[str]) -> dict[str, str]:
    """Those of the records that are there, each with its object. They stay until the end of the transaction."""
    assert link.relation
    return {
        record: name
        for name in link.relation.targets
        for record in reach.reachable(
            context, EVERYBODY, context.catalog.objects[name], "read", ids, held=True
        )
    }


def _without_circles(context: Context, link: Field, wanted: Mapping[str, str]) -> dict[str, str]:
    """The parents that records can have back: in the meantime one of them may have moved below its child."""
    trees.lock(context, link, moving=True)
    parents = trees.parents(context, link, list(wanted.values()))
    fitting: dict[str, str] = {}
    for record, parent in wanted.items():
        parents[record] = parent
        if trees.leads_back(parents, record):
            parents[record] = None  # as it is now
        else:
            fitting[record] = parent
    return fitting


def _without_taken(
    context: Context, thing: Object, link: Field, wanted: Mapping[str, str]
) -> dict[str, str]:
    """What records can have back where only one may have it: another one may have taken it in the meantime."""
    taken = find.by_value(context, EVERYBODY, thing, link, list(wanted.values()))
    first: dict[str, str] = {}
    for record, target in wanted.items():
        if target not in taken:
            first.setdefault(target, record)
    return {record: target for target, record in first.items()}
