"""Records with everything that goes and comes with them: their details, and the details of those."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from objectry.metadata.catalog import Field, Object
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.records.following import EVERYBODY
from objectry.runtime.store import find
from objectry.runtime.store.write import Stored, fetch


@dataclass(frozen=True, slots=True)
class Families:
    """Several records, each with its details. Found together, so that many cost no more statements than one."""

    members: Mapping[str, Mapping[str, Stored]]
    """The records by object and ID, masters first."""
    heads: Mapping[str, str]
    """For each record the one that was asked for, whose part it is."""

    def without(self, refused: Mapping[str, FieldError]) -> "Families":
        """The families of all heads but the refused ones."""
        if not refused:
            return self
        members = {
            name: {one: found for one, found in records.items() if self.heads[one] not in refused}
            for name, records in self.members.items()
        }
        return Families(
            {name: records for name, records in members.items() if records},
            {one: head for one, head in self.heads.items() if head not in refused},
        )


def families(
    context: Context, thing: Object, records: Mapping[str, Stored], deleted: bool | None
) -> Families:
    """The families of records. `deleted` takes details that went to the recycle bin in the same moment; None takes all."""
    members: dict[str, dict[str, Stored]] = {}
    heads = {record: record for record in records}
    waiting = [(thing, records)] if records else []
    while waiting:
        master, found = waiting.pop(0)
        members.setdefault(master.name, {}).update(found)
        for link in _details(context, master):
            detail = context.catalog.objects[link.object]
            below = {
                one: stored
                for one, stored in _below(context, detail, link, found, deleted).items()
                if one not in heads
            }
            heads |= {one: heads[stored.values[link.name]] for one, stored in below.items()}
            if below:
                waiting.append((detail, below))
    return Families(members, heads)


def _details(context: Context, thing: Object) -> Iterator[Field]:
    for one in context.catalog.referrers[thing.name]:
        if one.relation and one.relation.owning:
            yield one


def _below(
    context: Context,
    detail: Object,
    link: Field,
    masters: Mapping[str, Stored],
    deleted: bool | None,
) -> dict[str, Stored]:
    if deleted:
        moments = {record: stored.values["deleted_at"] for record, stored in masters.items()}
        ids = find.deleted_with(context, link, moments)
    else:
        pointing = find.pointing_at(context, link, list(masters), deleted)
        ids = [record for group in pointing.values() for record in group]
    return fetch(context, EVERYBODY, detail, ids, "delete", deleted)
