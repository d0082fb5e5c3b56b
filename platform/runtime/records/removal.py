"""Deleting, restoring and purging records, with their details and with what points to them.

A deleted record lies in the recycle bin with the details that went there in the same moment; restoring takes exactly
those back. Records that pointed to it are refused, emptied and filled again, as their look-ups say. Here it is decided
what shall happen; `writing` does it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.anylookup import reference_id
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.records import delegation, following, messages, writing
from objectry.runtime.records.changes import Change
from objectry.runtime.records.checks import not_unique
from objectry.runtime.records.drafts import Given, Outcome, Status, obstacle
from objectry.runtime.records.families import Families, families
from objectry.runtime.records.following import EVERYBODY
from objectry.runtime.store import cleared, find, reach, write
from objectry.runtime.store.write import Stored

Refusals = dict[str, FieldError]
"""Why something cannot happen to a record, by its ID."""


def delete(
    context: Context, access: Access, thing: Object, given: Sequence[Given]
) -> list[Outcome]:
    """Move records to the recycle bin, or away for good where the object has none."""
    demand(access, thing, "delete")
    purging = not thing.has_bin
    stored = write.fetch(context, access, thing, _ids(given), "delete")
    failed, wanted = _sort_out(given, stored)
    found = families(context, thing, wanted, None if purging else False)
    refused = _in_use(context, access, found, purging)
    refused |= delegation.check_removed(context, access, thing, wanted)
    going = found.without(refused)
    deleted = [
        Change(thing, "delete", one, stored, {})
        for thing, one, stored in _members(context, going)
        if stored.values["deleted_at"] is None
    ]
    writing.write(context, access, deleted)
    if purging:
        versions = {change.id: change.version for change in deleted}
        _purge(context, access, going, versions)
    return _outcomes(given, failed, wanted, refused, "deleted", 1)


def restore(
    context: Context, access: Access, thing: Object, given: Sequence[Given]
) -> list[Outcome]:
    """Take records out of the recycle bin, with the details that went there with them."""
    demand(access, thing, "delete")
    stored = write.fetch(context, access, thing, _ids(given), "delete", deleted=True)
    failed, wanted = _sort_out(given, stored)
    found = families(context, thing, wanted, True)
    refused: Refusals = {}
    while more := _obstacles(context, thing, found.without(refused)):
        refused |= more  # what counted on a refused record may have to stay too
    coming = found.without(refused)
    emptied: dict[str, dict[str, None]] = defaultdict(dict)
    for link, holders in _dangling(context, coming):
        if following.empties(link):
            cleared.remember(context, link, holders)
            for record in holders:
                emptied[record][link.name] = None
    changes = [
        Change(thing, "restore", one, stored, emptied.get(one, {}))
        for thing, one, stored in _members(context, coming)
    ]
    writing.write(context, access, changes)
    return _outcomes(given, failed, wanted, refused, "updated", 1)


def purge(
    context: Context, access: Access, thing: Object, given: Sequence[Given]
) -> list[Outcome]:
    """Remove records from the recycle bin for good."""
    demand(access, thing, "delete")
    stored = write.fetch(context, access, thing, _ids(given), "delete", deleted=True)
    failed, wanted = _sort_out(given, stored)
    found = families(context, thing, wanted, None)
    refused = _in_use(context, access, found, True)
    _purge(context, access, found.without(refused), {})
    return _outcomes(given, failed, wanted, refused, "deleted", None)


def _purge(context: Context, access: Access, going: Families, versions: Mapping[str, int]) -> None:
    """Remove families for good. `versions` are those of records that were deleted just now."""
    released = following.let_go(context, going.members)
    purged = [
        Change(thing, "purge", one, replace(found, version=versions.get(one, found.version)), {})
        for thing, one, found in _members(context, going)
    ]
    writing.write(context, access, [*released, *purged])


def _members(context: Context, found: Families) -> Iterator[tuple[Object, str, Stored]]:
    for name, records in found.members.items():
        for record, stored in records.items():
            yield context.catalog.objects[name], record, stored


# What was asked, and what came of it ---------------------------------------------------------------------------------


def _ids(given: Sequence[Given]) -> list[str]:
    return [one.id for one in given if one.id]


def _sort_out(
    given: Sequence[Given], stored: Mapping[str, Stored]
) -> tuple[list[Outcome], dict[str, Stored]]:
    """Outcomes for what cannot be done at all, and the records that it can be done to."""
    outcomes: list[Outcome] = []
    wanted: dict[str, Stored] = {}
    for one in given:
        error = obstacle(one, stored, wanted)
        if error is not None:
            outcomes.append(Outcome(one.index, "failed", one.id, None, (error,)))
        elif one.id is not None:
            wanted[one.id] = stored[one.id]
    return outcomes, wanted


def _outcomes(
    given: Sequence[Given],
    failed: Sequence[Outcome],
    wanted: Mapping[str, Stored],
    refused: Mapping[str, FieldError],
    status: Status,
    step: int | None,
) -> list[Outcome]:
    """One outcome for each record that was asked for, in their order. `step` is what the version grows by."""
    outcomes = list(failed)
    told = {outcome.index for outcome in failed}
    for one in given:
        if one.index in told or one.id is None:
            continue
        if one.id in refused:
            outcomes.append(Outcome(one.index, "failed", one.id, None, (refused[one.id],)))
        else:
            version = None if step is None else wanted[one.id].version + step
            outcomes.append(Outcome(one.index, status, one.id, version))
    return sorted(outcomes, key=lambda outcome: outcome.index)


# What keeps records where they are -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Hold:
    """The records that point to one that shall go. They may be any number, so they are counted and not looked at."""

    link: Field
    target: str
    count: int
    inside: Collection[str]
    """Those of them that shall go as well."""


def _in_use(context: Context, access: Access, found: Families, purging: bool) -> Refusals:
    """The heads that cannot go because records that stay point to them or to their details."""
    holds: list[_Hold] = []
    for name, records in found.members.items():
        for link in context.catalog.referrers[name]:
            if _forbids(link, purging):
                gone = None if purging else False
                counts = find.count_at(context, EVERYBODY, link, list(records), gone)
                inside = _inside(found, link, purging) if counts else {}
                holds += [
                    _Hold(link, target, count, inside.get(target, ()))
                    for target, count in counts.items()
                ]
    refused: dict[str, list[_Hold]] = {}
    while more := _held(found, holds, refused):
        refused |= more  # what belongs to a refused head stays, and holds back what it points to
    return _told(context, access, found, refused)


def _inside(found: Families, link: Field, purging: bool) -> Mapping[str, Collection[str]]:
    """The records of families that point to others, by the one that they point to."""
    holders: dict[str, list[str]] = defaultdict(list)
    for record, stored in found.members.get(link.object, {}).items():
        value = stored.values.get(link.name)
        if value is not None and (purging or stored.values["deleted_at"] is None):
            holders[reference_id(value)].append(record)
    return holders


def _held(
    found: Families, holds: Sequence[_Hold], refused: Mapping[str, Sequence[_Hold]]
) -> dict[str, list[_Hold]]:
    """The heads that are held back by what stays, beside those that are refused already."""
    held: dict[str, list[_Hold]] = defaultdict(list)
    for hold in holds:
        head = found.heads[hold.target]
        if head not in refused and hold.count > len(_going(found, hold, refused)):
            held[head].append(hold)
    return held


def _going(found: Families, hold: _Hold, refused: Collection[str]) -> list[str]:
    """Those who point to a record and go with it, or with another head that may go."""
    head = found.heads[hold.target]
    return [
        one for one in hold.inside if found.heads[one] == head or found.heads[one] not in refused
    ]


def _told(
    context: Context, access: Access, found: Families, refused: Mapping[str, Sequence[_Hold]]
) -> Refusals:
    """Which records hold heads back, as far as the user may know of them."""
    targets: dict[Field, list[str]] = defaultdict(list)
    for holds in refused.values():
        for hold in holds:
            targets[hold.link].append(hold.target)
    seen = {
        link: find.count_at(context, access, link, group, False)
        for link, group in targets.items()
        if link.name in access.on(context.catalog.objects[link.object]).readable
    }
    told: Refusals = {}
    for head, holds in refused.items():
        known: dict[Field, int] = defaultdict(int)
        for hold in holds:
            going = _going(found, hold, refused)
            thing = context.catalog.objects[hold.link.object]
            hidden = len(reach.reachable(context, access, thing, "read", going)) if going else 0
            known[hold.link] += seen.get(hold.link, {}).get(hold.target, hidden) - hidden
        told[head] = _used(context, known)
    return told


def _used(context: Context, known: Mapping[Field, int]) -> FieldError:
    """The first look-up by which the user may know that a record is used."""
    for link, count in known.items():
        thing = context.catalog.objects[link.object]
        if count:
            return FieldError("id", messages.RECORD_IN_USE, {
                "count": count, "object_zh": thing.label.zh, "object_en": thing.label.en,
                "field_zh": link.label.zh, "field_en": link.label.en,
            })  # fmt: skip
    return FieldError("id", messages.RECORD_IN_USE_UNSEEN)


def _forbids(link: Field, purging: bool) -> bool:
    """Tell whether a look-up holds its record back. Who made or owns a record is kept as long as the record is."""
    if link.relation is None or link.relation.owning or link.relation.many:
        return False
    return purging if link.system else link.relation.on_delete == "forbid"


def _obstacles(context: Context, thing: Object, coming: Families) -> Refusals:
    """The heads that cannot come back: their master is away, what they must point to is, or a unique value is taken."""
    refused: Refusals = {}
    master = thing.master
    for link, holders in _dangling(context, coming):
        if following.empties(link):
            continue
        target = context.catalog.objects[link.relation.targets[0] if link.relation else ""]
        params = {
            "object_zh": target.label.zh, "object_en": target.label.en,
            "field_zh": link.label.zh, "field_en": link.label.en,
        }  # fmt: skip
        away = FieldError("id", messages.TARGET_DELETED, params)
        error = FieldError("id", messages.MASTER_DELETED) if link is master else away
        refused |= {coming.heads[record]: error for record in holders}
    return {**_taken(context, coming), **refused}


def _dangling(context: Context, coming: Families) -> Iterator[tuple[Field, dict[str, str]]]:
    """The look-ups of coming records whose record is not there: by look-up, who points where."""
    for name, records in coming.members.items():
        for link in context.catalog.objects[name].kept:
            if link.relation is None or link.relation.many or link.system:
                continue
            held = {
                record: reference_id(value)
                for record, stored in records.items()
                if (value := stored.values.get(link.name)) is not None
            }
            live: set[str] = set(coming.heads)
            for target in link.relation.targets if held else ():
                there = context.catalog.objects[target]
                live |= reach.reachable(
                    context, EVERYBODY, there, "read", list(held.values()), held=True
                )
            away = {record: target for record, target in held.items() if target not in live}
            if away:
                yield link, away


def _taken(context: Context, coming: Families) -> Refusals:
    """The heads of families in which a unique value has been given to another record in the meantime."""
    refused: Refusals = {}
    for name, records in coming.members.items():
        thing = context.catalog.objects[name]
        for field in thing.unique_fields:
            claims: dict[object, list[str]] = {}
            for record, stored in records.items():
                if (value := stored.values.get(field.name)) is not None:
                    claims.setdefault(value, []).append(record)
            taken = find.by_value(context, EVERYBODY, thing, field, claims) if claims else {}
            for value, claimants in claims.items():
                for record in claimants[0 if value in taken else 1 :]:
                    head = coming.heads[record]
                    refused[head] = not_unique(
                        field, value, "id" if record != head else field.name
                    )
    return refused
