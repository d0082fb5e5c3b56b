"""Notes that people write about records, and whom these mention. Whoever may read a record may read its notes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from objectry.metadata.column_types import RecordId
from objectry.runtime.context import Context
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.database.system_tables import mention, note
from objectry.runtime.ids import LAST_ID
from objectry.runtime.store.chunks import among, change, rows
from objectry.runtime.store.inserting import insert_rows


@dataclass(frozen=True, slots=True)
class Note:
    """A note. It was written at the moment in its ID."""

    id: str
    record: str
    text: str
    user: str
    edited_at: datetime | None
    mentions: tuple[str, ...]
    """The users whom it mentions."""


def add(context: Context, made: Note) -> None:
    """Keep a new note."""
    values = {"id": made.id, "record": made.record, "text": made.text, "user": made.user}
    insert_rows(context, note, [{**values, "edited_at": None}])
    _mention(context, made.id, made.mentions)


def alter(context: Context, known: Note, text: str, mentions: Sequence[str]) -> Note:
    """Give a note another text, and answer it."""
    context.connection.execute(
        sa.update(note).where(note.c.id == known.id).values(text=text, edited_at=context.now)
    )
    context.connection.execute(sa.delete(mention).where(mention.c.note == known.id))
    _mention(context, known.id, mentions)
    return Note(known.id, known.record, text, known.user, context.now, tuple(mentions))


def remove(context: Context, known: Note) -> None:
    """Remove a note."""
    context.connection.execute(sa.delete(mention).where(mention.c.note == known.id))
    context.connection.execute(sa.delete(note).where(note.c.id == known.id))


def forget(context: Context, records: Sequence[str]) -> None:
    """Remove all that was written about records that are gone for good."""
    change(context, _FORGET_MENTIONS, records)
    change(context, _FORGET, records)


def _mention(context: Context, made: str, users: Sequence[str]) -> None:
    insert_rows(context, mention, [{"note": made, "user": one} for one in users])


def latest(context: Context, record: str, before: str | None, limit: int) -> list[Note]:
    """The notes about a record, latest first, those from before a certain one."""
    given = {"record": record, "before": before or LAST_ID, "page_limit": limit}
    asked = context.state.memo.get("latest notes", lambda: Prepared(_LATEST))
    return _whole(context, asked.fetch(context.connection, given))


def known(context: Context, ids: Collection[str]) -> dict[str, Note]:
    """Those of some notes that are there, by ID."""
    return {one.id: one for one in _whole(context, list(rows(context, _SOME, ids)))}


def _whole(context: Context, found: Sequence[Sequence[str]]) -> list[Note]:
    mentioned: dict[str, list[str]] = {}
    if found:
        for row in rows(context, _MENTIONS, [row[0] for row in found]):
            mentioned.setdefault(row[0], []).append(row[1])
    return [_note(row, mentioned) for row in found]


def _note(row: Sequence[object], mentioned: Mapping[str, Sequence[str]]) -> Note:
    made, record, text, user, edited = row
    assert edited is None or isinstance(edited, datetime)
    return Note(
        str(made), str(record), str(text), str(user), edited, tuple(mentioned.get(str(made), ()))
    )


_COLUMNS = (note.c.id, note.c.record, note.c.text, note.c.user, note.c.edited_at)
_LATEST = (
    sa.select(*_COLUMNS)
    .where(
        note.c.record == sa.bindparam("record", type_=RecordId),
        note.c.id < sa.bindparam("before", type_=RecordId),
    )
    .order_by(note.c.id.desc())
    .limit(sa.bindparam("page_limit", type_=sa.Integer))
)
_SOME = sa.select(*_COLUMNS).where(among(note.c.id))
_MENTIONS = (
    sa.select(mention.c.note, mention.c.user).where(among(mention.c.note)).order_by(mention.c.user)
)
_FORGET = sa.delete(note).where(among(note.c.record))
_FORGET_MENTIONS = sa.delete(mention).where(
    mention.c.note.in_(sa.select(note.c.id).where(among(note.c.record)))
)
