"""Who follows which records."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from objectry.metadata.column_types import RecordId
from objectry.runtime.context import Context
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.database.system_tables import follow
from objectry.runtime.store.chunks import among, change, rows


def begin(context: Context, user: str, record: str) -> None:
    """Let a user follow a record. Whoever does so already goes on."""
    on_pg = context.connection.dialect.name == "postgresql"
    insert = postgresql.insert if on_pg else sqlite.insert
    made = insert(follow).values(record=record, user=user)
    context.connection.execute(made.on_conflict_do_nothing())


def end(context: Context, user: str, record: str) -> None:
    """Let a user follow a record no more."""
    meant = sa.and_(follow.c.record == record, follow.c.user == user)
    context.connection.execute(sa.delete(follow).where(meant))


def follows(context: Context, user: str, record: str) -> bool:
    """Tell whether a user follows a record."""
    asked = context.state.memo.get("follows", lambda: Prepared(_FOLLOWS))
    return bool(asked.fetch(context.connection, {"record": record, "user": user}))


def followers(context: Context, records: Collection[str]) -> list[tuple[str, str]]:
    """Those who follow some records, as pairs of record and user."""
    asked = context.state.memo.get("followers", lambda: Prepared(_FOLLOWERS))
    return [(row[0], row[1]) for row in rows(context, asked, records)]


def forget(context: Context, records: Sequence[str]) -> None:
    """Nobody follows records that are gone for good, nor do users who are."""
    change(context, _FORGET, records)


_FOLLOWS = sa.select(follow.c.user).where(
    follow.c.record == sa.bindparam("record", type_=RecordId),
    follow.c.user == sa.bindparam("user", type_=RecordId),
)
_FOLLOWERS = sa.select(follow.c.record, follow.c.user).where(among(follow.c.record))
_FORGET = sa.delete(follow).where(among(follow.c.record) | among(follow.c.user))
