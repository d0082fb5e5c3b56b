"""What a user has opened lately: for lists, look-ups and the start page."""

from dataclasses import dataclass

from objectry.runtime.access.grants import access_of
from objectry.runtime.api.records import get_record, record_id, thing_for
from objectry.runtime.context import Context
from objectry.runtime.store import opened, reach


@dataclass(frozen=True, slots=True)
class Recent:
    """A record that the user has opened and may still see."""

    object: str
    id: str
    name: str | None
    """None where the field that names it is hidden from him."""


def note_opened(context: Context, object_name: str, record: str) -> None:
    """Remember that the user has opened a record. Raises NotFound for one that he may not see."""
    _, thing = thing_for(context, object_name)
    get_record(context, object_name, record, "id")
    opened.note(context, thing.name, record_id(record))


def recent(context: Context, object_name: str | None, limit: int) -> list[Recent]:
    """The records that the user opened last, the latest first: of one object, or of all."""
    access = access_of(context)
    found = opened.latest(context, object_name, limit)
    known = context.catalog.objects
    names = {
        name: reach.names(
            context, access, known[name], [record for of, record in found if of == name]
        )
        for name in dict.fromkeys(of for of, _ in found)
        if name in known and "read" in access.on(known[name]).actions
    }
    return [
        Recent(of, record, None if names[of][record] is None else str(names[of][record]))
        for of, record in found
        if record in names.get(of, {})
    ]
