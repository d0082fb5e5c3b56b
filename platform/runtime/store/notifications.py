"""What users are told. A row says only that something happened; what of it its reader may know is decided when he reads."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from objectry.metadata.column_types import RecordId
from objectry.runtime.context import Context
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.database.system_tables import notification
from objectry.runtime.store.chunks import among, change
from objectry.runtime.store.inserting import insert_rows

LATEST = (1 << 63) - 1
"""What stands behind every notification."""


@dataclass(frozen=True, slots=True)
class News:
    """Something that a user is to be told."""

    user: str
    kind: str
    record: str
    subject: str = ""
    """What the kind is about: the ID of a note, the version of a change."""
    others: int = 0
    """How many more records it tells of."""


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification as it is kept."""

    number: int
    kind: str
    object: str
    record: str
    subject: str
    others: int
    by: str
    at: datetime
    read_at: datetime | None


def add(context: Context, by: str, object_name: str, news: Sequence[News]) -> None:
    """Keep what users are to be told of records of one object."""
    insert_rows(context, notification, [
        {"user": one.user, "kind": one.kind, "object": object_name, "record": one.record,
         "subject": one.subject, "others": one.others, "by": by, "at": context.now, "read_at": None}
        for one in news
    ])  # fmt: skip


def latest(
    context: Context, user: str, unread: bool, before: int, limit: int
) -> list[Notification]:
    """What a user was told, latest first, from before a certain notification; only what is `unread` if that is asked for."""
    statement = _LATEST.where(notification.c.read_at.is_(None)) if unread else _LATEST
    asked = context.state.memo.get(("notifications", unread), lambda: Prepared(statement))
    given = {"user": user, "before": before, "page_limit": limit}
    return [Notification(*row) for row in asked.fetch(context.connection, given)]


def mark_read(context: Context, user: str, numbers: Collection[int]) -> None:
    """Note that a user has read some notifications."""
    own = sa.and_(notification.c.user == user, notification.c.read_at.is_(None))
    read = sa.update(notification).values(read_at=context.now)
    change(context, read.where(own, among(notification.c.number)), numbers)


def mark_all_read(context: Context, user: str) -> None:
    """Note that a user has read everything that he was told."""
    own = sa.and_(notification.c.user == user, notification.c.read_at.is_(None))
    context.connection.execute(sa.update(notification).where(own).values(read_at=context.now))


def forget(context: Context, records: Sequence[str]) -> None:
    """Tell nobody any more of records that are gone for good, and users who are gone nothing."""
    change(context, _FORGET, records)


def forget_old(context: Context, before: datetime, limit: int) -> bool:
    """Remove notifications from before a moment, `limit` at most. True when there may be more of them."""
    oldest = sa.select(notification.c.number).where(notification.c.at < before).limit(limit)
    old = [row.number for row in context.connection.execute(oldest)]
    change(context, sa.delete(notification).where(among(notification.c.number)), old)
    return len(old) == limit


_LATEST = (
    sa.select(
        notification.c.number, notification.c.kind, notification.c.object, notification.c.record,
        notification.c.subject, notification.c.others, notification.c.by, notification.c.at,
        notification.c.read_at,
    )
    .where(
        notification.c.user == sa.bindparam("user", type_=RecordId),
        notification.c.number < sa.bindparam("before", type_=sa.BigInteger),
    )
    .order_by(notification.c.number.desc())
    .limit(sa.bindparam("page_limit", type_=sa.Integer))
)  # fmt: skip
_FORGET = sa.delete(notification).where(among(notification.c.record) | among(notification.c.user))
