"""Who may open a file: whoever may read a record and the field of it that holds the file, and the one who uploaded it as
long as no record holds it. Files that may not be opened are missing from the answer, like those that do not exist."""

from collections.abc import Collection

from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.store import files, reach
from objectry.runtime.store.files import StoredFile


def openable(
    context: Context, access: Access, ids: Collection[str], lock: bool = False
) -> dict[str, StoredFile]:
    """Those of `ids` that the user may open. `lock` keeps them as they are for this transaction."""
    known = files.known(context, ids, lock)
    if access.rights is None:
        return known
    holders = files.holders(context, known)
    allowed = _through_records(context, access, holders)
    if access.user is not None:
        allowed |= files.own(context, access.user, known.keys() - holders.keys())
    return {record: one for record, one in known.items() if record in allowed}


def _through_records(
    context: Context, access: Access, holders: dict[str, list[tuple[str, str]]]
) -> set[str]:
    """The files that live records show to the user."""
    asked: dict[str, dict[str, set[str]]] = {}
    for one, places in holders.items():
        for place, record in places:
            name, _, field = place.partition(".")
            thing = context.catalog.objects.get(name)
            if thing and field in thing.fields and field in access.on(thing).readable:
                asked.setdefault(name, {}).setdefault(record, set()).add(one)
    return {
        one
        for name, by_record in asked.items()
        for record in reach.reachable(
            context, access, context.catalog.objects[name], "read", list(by_record)
        )
        for one in by_record[record]
    }
