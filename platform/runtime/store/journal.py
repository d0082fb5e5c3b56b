"""What happened to records: the audit trail, from which field history is read, and the outbox, from which events go out.

Both are rows of the same transaction as the change itself, so neither can miss one nor tell of one that never was.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from objectry.metadata.catalog import Object
from objectry.metadata.column_types import RecordId
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.database.system_tables import audit, outbox
from objectry.runtime.store.chunks import among, rows
from objectry.runtime.store.inserting import insert_rows

LATEST = (1 << 63) - 1
"""What stands behind every entry."""
EVENTS: Mapping[str, str] = {
    "create": "created",
    "update": "updated",
    "delete": "deleted",
    "restore": "restored",
    "purge": "purged",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one record: the old and new values of the fields that changed, in API form."""

    record: str
    version: int
    changes: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Past:
    """An entry as it is read back to be judged: of which request, and what it changed."""

    request: str
    action: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of a record's history, as it is read back."""

    number: int
    """Later entries have greater ones."""
    at: datetime
    user: str | None
    reason: str
    """The code of the reason for which the platform acted by itself; empty when a user acted."""
    action: str
    version: int
    changes: Mapping[str, Any]


def write(
    context: Context, access: Access, thing: Object, action: str, entries: Sequence[Entry]
) -> None:
    """Note what was done to records of one object."""
    if not entries:
        return
    who = {"at": context.now, "user": access.user}
    insert_rows(
        context,
        audit,
        [
            {
                **who,
                "reason": access.reason.code if access.reason else "",
                "request": context.request,
                "object": thing.name,
                "record": entry.record,
                "action": action,
                "version": entry.version,
                "changes": json.dumps(entry.changes, ensure_ascii=False)
                if entry.changes
                else "{}",
            }
            for entry in entries
        ],
    )
    name = f"{thing.name}.{EVENTS[action]}"
    insert_rows(
        context,
        outbox,
        [
            {**who, "event": name, "record": entry.record, "version": entry.version}
            for entry in entries
        ],
    )


def forget_events(context: Context, before: datetime, limit: int) -> bool:
    """Remove events from before a moment, the oldest ones first, `limit` at most. True when there may be more of them.

    Events are numbered in the order of their moments, but for transactions that overlap. The latest one stays however
    old it is: SQLite counts on from the largest number that there is, and no number may be given twice.
    """
    latest = sa.select(sa.func.max(outbox.c.number)).scalar_subquery()
    oldest = (
        sa.select(outbox.c.number, outbox.c.at)
        .where(outbox.c.number < latest)
        .order_by(outbox.c.number)
        .limit(limit)
    )
    old = [row.number for row in context.connection.execute(oldest) if row.at < before]
    if old:
        context.connection.execute(sa.delete(outbox).where(outbox.c.number <= max(old)))
    return len(old) == limit


_PAST = (
    sa.select(audit.c.record, audit.c.request, audit.c.action, audit.c.changes)
    .where(audit.c.object == sa.bindparam("thing"), among(audit.c.record))
    .order_by(audit.c.number)
)


def pasts(context: Context, thing: Object, records: Sequence[str]) -> Mapping[str, list[Past]]:
    """What happened to records, in its order. The caller has made sure that the user may read them."""
    found: dict[str, list[Past]] = defaultdict(list)
    for row in rows(context, _PAST, records, {"thing": thing.name}):
        past = Past(row.request, row.action, json.loads(row.changes))
        found[row.record].append(past)
    return found


def history(
    context: Context, thing: Object, record: str, limit: int, before: int = LATEST
) -> list[Event]:
    """What happened to a record, latest first, from before a certain entry. The caller has made sure that the user may read
    the record."""
    asked = context.state.memo.get("history", lambda: Prepared(_HISTORY))
    given = {"object": thing.name, "record": record, "before": before, "page_limit": limit}
    return [_event(row) for row in asked.fetch(context.connection, given)]


def versions(
    context: Context, thing: Object, wanted: Collection[tuple[str, int]]
) -> dict[tuple[str, int], Event]:
    """What made records of one object have certain versions, by ID and version."""
    numbers = {version for _, version in wanted}
    meant = _EVENTS.add_columns(audit.c.record).where(
        audit.c.object == thing.name, among(audit.c.record), audit.c.version.in_(numbers)
    )
    found = rows(context, meant, {record for record, _ in wanted})
    events = {(row[-1], row.version): _event(row[:-1]) for row in found}
    return {key: event for key, event in events.items() if key in wanted}


def _event(row: Sequence[Any]) -> Event:
    number, at, user, reason, action, version, changes = row
    return Event(number, at, user, reason, action, version, json.loads(changes))


_EVENTS = sa.select(
    audit.c.number, audit.c.at, audit.c.user, audit.c.reason, audit.c.action, audit.c.version,
    audit.c.changes,
)  # fmt: skip
_HISTORY = (
    _EVENTS.where(
        audit.c.object == sa.bindparam("object", type_=sa.Text),
        audit.c.record == sa.bindparam("record", type_=RecordId),
        audit.c.number < sa.bindparam("before", type_=sa.BigInteger),
    )
    .order_by(audit.c.number.desc())
    .limit(sa.bindparam("page_limit", type_=sa.Integer))
)
