"""Notes about records. Whoever may read a record may read its notes and write some; only who wrote one may change it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from objectry.metadata.catalog import Object
from objectry.metadata.column_types import utc_text
from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.field_types.reading import several_lines
from objectry.metadata.field_types.record_key import as_id
from objectry.runtime.access.grants import Access
from objectry.runtime.api import messages
from objectry.runtime.api.records import page_size, readable_record
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, Forbidden, Invalid, NotFound
from objectry.runtime.ids import moment_of, new_id
from objectry.runtime.records import messages as record_messages
from objectry.runtime.records import news
from objectry.runtime.records.present import link_json
from objectry.runtime.store import find, notes, reach
from objectry.runtime.store.notes import Note

Json = dict[str, Any]
LENGTH = 10_000
"""Characters of a note."""
MENTIONS = 50
"""People whom one note mentions."""


@dataclass(frozen=True, slots=True)
class Written:
    """A note as it comes in."""

    text: str
    mentions: Sequence[str]
    """The IDs of users."""


def list_notes(
    context: Context, object_name: str, record: str, after: str, limit: int | None
) -> Json:
    """The notes about a record, latest first: `{"notes", "next"}`."""
    access, _, identifier = readable_record(context, object_name, record)
    size = page_size(context, limit)
    found = notes.latest(context, identifier, after_note(after), size + 1)
    shown = found[:size]
    answer = notes_json(context, access, shown)
    return {"notes": answer, "next": shown[-1].id if len(found) > size else None}


def after_note(text: str) -> str | None:
    """The note behind which a page begins. Raises Invalid for what names none."""
    found = as_id(text) if text else None
    if text and found is None:
        raise Invalid(record_messages.CURSOR_WRONG)
    return found


def write_note(context: Context, object_name: str, record: str, given: Written) -> Json:
    """Write a note about a record, and answer it."""
    access, thing, identifier = readable_record(context, object_name, record)
    assert access.user
    text, mentions = _checked(context, access, given, ())
    made = Note(new_id(context.now), identifier, text, access.user, None, mentions)
    notes.add(context, made)
    news.noted(context, access, thing, made, _owner(context, thing, identifier))
    return notes_json(context, access, [made])[0]


def edit_note(context: Context, object_name: str, record: str, note: str, given: Written) -> Json:
    """Give one's own note another text, and answer it. Those whom it mentions now are told."""
    access, thing, known = _own(context, object_name, record, note)
    text, mentions = _checked(context, access, given, known.mentions)
    if (text, set(mentions)) == (known.text, set(known.mentions)):
        return notes_json(context, access, [known])[0]
    altered = notes.alter(context, known, text, mentions)
    news.noted(context, access, thing, altered, None, known.mentions)
    return notes_json(context, access, [altered])[0]


def delete_note(context: Context, object_name: str, record: str, note: str) -> None:
    """Remove one's own note."""
    _, _, known = _own(context, object_name, record, note)
    notes.remove(context, known)


def notes_json(context: Context, access: Access, found: Sequence[Note]) -> list[Json]:
    """Notes as the API answers them."""
    users = context.catalog.objects["user"]
    ids = {one for note in found for one in (note.user, *note.mentions)}
    named = reach.names(context, access, users, ids) if ids else {}
    return [
        {
            "id": one.id,
            "at": utc_text(moment_of(one.id)),
            "user": link_json(one.user, named.get(one.user)),
            "text": one.text,
            "mentions": [link_json(user, named.get(user)) for user in one.mentions],
            "edited_at": None if one.edited_at is None else utc_text(one.edited_at),
        }
        for one in found
    ]


def _owner(context: Context, thing: Object, record: str) -> str | None:
    """Whose the record is, whether or not the user may know."""
    if not thing.owned:
        return None
    found: str | None = find.values_of(context, thing.fields[news.OWNER], [record]).get(record)
    return found


def _own(
    context: Context, object_name: str, record: str, note: str
) -> tuple[Access, Object, Note]:
    """The note, if the user has written it. Raises NotFound or Forbidden."""
    access, thing, identifier = readable_record(context, object_name, record)
    meant = as_id(note)
    known = notes.known(context, [meant]).get(meant) if meant else None
    if known is None or known.record != identifier:
        raise NotFound(messages.NOTE_UNKNOWN)
    if known.user != access.user:
        raise Forbidden(messages.NOTE_NOT_OWN)
    return access, thing, known


def _checked(
    context: Context, access: Access, given: Written, known: Collection[str]
) -> tuple[str, tuple[str, ...]]:
    """The text as it is kept, and whom it mentions: users whom the user may know, or who were mentioned already."""
    errors: list[FieldError] = []
    text = ""
    try:
        text = several_lines(given.text)
    except ValueRefused as refused:
        errors.append(FieldError("text", refused.message, refused.params))
    if not errors and not text:
        errors.append(FieldError("text", messages.NOTE_EMPTY))
    if len(text) > LENGTH:
        errors.append(FieldError("text", messages.NOTE_LONG, {"limit": LENGTH}))
    wanted = dict.fromkeys(as_id(one) or "" for one in given.mentions)
    if len(wanted) > MENTIONS:
        errors.append(FieldError("mentions", messages.NOTE_MENTIONS, {"limit": MENTIONS}))
    users = context.catalog.objects["user"]
    new = [one for one in wanted if one and one not in known]
    there = reach.reachable(context, access, users, "read", new) if new else set()
    if not all(one in there or one in known for one in wanted):
        errors.append(FieldError("mentions", messages.NOTE_USER_UNKNOWN))
    if errors:
        raise Invalid(record_messages.RECORD_INVALID, {"count": len(errors)}, errors)
    return text, tuple(wanted)
