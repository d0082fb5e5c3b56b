"""What a user may know of the changes in a record's history: as much as of the record itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.store import reach

Changes = Mapping[str, Any]
"""Old and new values, in API form, by field name."""


def visible_changes(
    context: Context, access: Access, thing: Object, events: Sequence[Changes]
) -> list[dict[str, Any]]:
    """Of the changes of each event, those of fields that the user may read.

    A field with several records shows those that he may read, in the recycle bin too. Where nothing else has changed, it
    has not changed for him.
    """
    readable = access.on(thing).readable
    known = [
        {name: change for name, change in changes.items() if name in readable}
        for changes in events
    ]
    for field in thing.fields.values():
        if field.link:
            _hide_unseen(context, access, field, [one for one in known if field.name in one])
    return known


def _hide_unseen(
    context: Context, access: Access, field: Field, events: Iterable[dict[str, Any]]
) -> None:
    """Take records that the user may not read out of the changes of a field."""
    assert field.relation
    lists = [(event, *event[field.name]) for event in events]
    ids = {one for _, *sides in lists for side in sides for one in side or ()}
    target = context.catalog.objects[field.relation.targets[0]]
    seen = {
        one
        for deleted in (False, True)
        for one in (reach.reachable(context, access, target, "read", ids, deleted) if ids else ())
    }
    for event, *sides in lists:
        old, new = ([one for one in side or () if one in seen] or None for side in sides)
        if old == new:
            del event[field.name]
        else:
            event[field.name] = [old, new]
