"""Jobs as rows: who waits, who is being worked on until when, and how far each has got.

A job is changed by its holder only, in the transaction that does the work: `hold` answers False as soon as somebody else
has taken the job over or cancelled it, and then nothing of that transaction may stay.
"""

import json
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from objectry.runtime.database import locks
from objectry.runtime.database.system_tables import job, job_file, job_row

State = Literal["draft", "waiting", "running", "done", "failed", "cancelled"]
"""A draft is prepared by its user, step by step; nobody works on it before it is started."""
Queue = Literal["server", "command"]
"""Who works on a job: any serving process, or the command that made it and nobody else."""
UNFINISHED = ("waiting", "running")
OPEN = ("draft", *UNFINISHED)
"""The states from which a job may be ended."""
PACKING = 1
"""zlib's fastest level: a table shrinks to a fifth of its size."""
CHUNK = 500
"""Rows that are asked for in one statement."""


UNTOUCHED = '{"counts": {}, "position": null}'
"""The progress of a job that has done nothing."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands."""

    id: str
    kind: str
    subject: str
    part: str
    """The field of its object that it is about, if it is one."""
    queue: Queue
    state: State
    rehearsal: bool
    user: str | None
    reason: str
    arguments: Mapping[str, Any]
    position: Mapping[str, Any] | None
    """Where to go on; None at the beginning."""
    counts: Mapping[str, int]
    done: int
    total: int | None
    attempts: int
    holder: str
    lease_until: datetime | None
    problem: Mapping[str, Any] | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobRow:
    """What is kept about one row of a job."""

    number: int
    status: str
    record: str | None
    details: Mapping[str, Any]


def packed(content: bytes) -> bytes:
    """A file as it is kept: small, because a writer's turn is short."""
    return zlib.compress(content, PACKING)


def text_of(data: Mapping[str, Any]) -> str:
    """JSON that is equal for equal data."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def add(
    connection: sa.Connection, new: Mapping[str, Any], arguments: Mapping[str, Any],
    content: bytes, now: datetime, state: State = "waiting",
) -> None:  # fmt: skip
    """Add a job, which waits unless it is a draft. `content` is its file, packed; empty for a job that needs none."""
    row = {
        **new,
        "state": state,
        "arguments": text_of(arguments),
        "progress": UNTOUCHED,
        "created_at": now,
    }
    connection.execute(sa.insert(job), row)
    if content:
        connection.execute(sa.insert(job_file), {"job": new["id"], "content": content})


def waits(
    connection: sa.Connection, kind: str, subject: str, part: str, arguments: Mapping[str, Any]
) -> bool:
    """Tell whether a job waits that would do the very same, and has done nothing of it yet. Nobody begins it before the end
    of the transaction.
    """
    same = sa.select(job.c.id).where(
        job.c.kind == kind, job.c.subject == subject, job.c.part == part,
        job.c.state == "waiting", job.c.arguments == text_of(arguments), job.c.progress == UNTOUCHED,
    )  # fmt: skip
    return connection.execute(same.limit(1).with_for_update()).first() is not None


def get(connection: sa.Connection, job_id: str) -> Job | None:
    """The job with an ID."""
    row = connection.execute(sa.select(job).where(job.c.id == job_id)).first()
    return None if row is None else _job(row)


def listed(
    connection: sa.Connection, user: str | None, limit: int, queue: Queue | None = None
) -> list[Job]:
    """The latest jobs, of one user or of everybody."""
    statement = sa.select(job).order_by(job.c.id.desc()).limit(limit)
    if user is not None:
        statement = statement.where(job.c.user == user)
    if queue is not None:
        statement = statement.where(job.c.queue == queue)
    return [_job(row) for row in connection.execute(statement)]


def unfinished(connection: sa.Connection, new: Mapping[str, Any], arguments: str) -> Job | None:
    """The unfinished job, if any, that would do the very same as a new one. Whoever is adding such a job is waited for."""
    locks.hold(connection, f"job {arguments}")
    same = [
        job.c[name].is_not_distinct_from(new[name])
        for name in ("kind", "subject", "queue", "user")
    ]
    statement = (
        sa.select(job)
        .where(*same, job.c.arguments == arguments, job.c.state.in_(UNFINISHED))
        .order_by(job.c.id.desc())
    )
    row = connection.execute(statement).first()
    return None if row is None else _job(row)


def in_turn(connection: sa.Connection, kind: str) -> None:
    """Wait for whoever is adding a job of a kind, and let others wait."""
    locks.hold(connection, f"job {kind}")


def last_added(connection: sa.Connection, kind: str) -> datetime | None:
    """When a job of a kind was added last, as far as it is known still."""
    latest = sa.select(sa.func.max(job.c.created_at, type_=job.c.created_at.type))
    return connection.execute(latest.where(job.c.kind == kind)).scalar()


def parts_under_way(kind: str) -> sa.Select[Any]:
    """Asks for the subjects, and the parts of them, with which unfinished jobs of a kind are at work."""
    return sa.select(job.c.subject, job.c.part).where(
        job.c.kind == kind, job.c.state.in_(UNFINISHED)
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What a job is about, and what it was told."""

    kind: str
    subject: str
    part: str
    arguments: Mapping[str, Any]


def rewrite_told(
    connection: sa.Connection, names: Collection[str], rewritten: Callable[[Told], Told]
) -> None:
    """Let all jobs, finished ones too, be told in other words, as far as they were told of fields with certain names."""
    naming = [job.c.arguments.contains(json.dumps(name), autoescape=True) for name in names]
    asked = (
        sa.select(job.c.id, job.c.kind, job.c.subject, job.c.part, job.c.arguments)
        .where(sa.or_(job.c.part.in_(names), *naming))
        .order_by(job.c.id)
    )
    for job_id, kind, subject, part, text in connection.execute(asked).all():
        before = Told(kind, subject, part, json.loads(text))
        after = rewritten(before)
        if after != before:
            values = {"part": after.part, "arguments": text_of(after.arguments)}
            connection.execute(sa.update(job).where(job.c.id == job_id).values(values))


def content(connection: sa.Connection, job_id: str) -> bytes:
    """The file of a job; empty when it has none."""
    found = connection.execute(
        sa.select(job_file.c.content).where(job_file.c.job == job_id)
    ).scalar()
    return b"" if found is None else zlib.decompress(found)


def rows(
    connection: sa.Connection, job_id: str, status: str | None = None, limit: int | None = None
) -> list[JobRow]:
    """What is kept about rows, in their order."""
    statement = sa.select(job_row).where(job_row.c.job == job_id).order_by(job_row.c.number)
    if status is not None:
        statement = statement.where(job_row.c.status == status)
    return [_row(row) for row in connection.execute(statement.limit(limit))]


def latest_alike(
    connection: sa.Connection, kind: str, subject: str, user: str, limit: int
) -> list[Job]:
    """The latest jobs of a user that do the same to the same object and have been started, the last one first."""
    statement = (
        sa.select(job)
        .where(job.c.kind == kind, job.c.subject == subject, job.c.user == user)
        .where(job.c.state != "draft", job.c.rehearsal.is_(False))
        .order_by(job.c.id.desc())
        .limit(limit)
    )
    return [_job(row) for row in connection.execute(statement)]


def started_with(connection: sa.Connection, kind: str, arguments: Mapping[str, Any]) -> list[Job]:
    """The jobs of a kind with these arguments, rehearsals too, the last one first."""
    statement = (
        sa.select(job)
        .where(job.c.kind == kind, job.c.arguments == text_of(arguments))
        .order_by(job.c.id.desc())
    )
    return [_job(row) for row in connection.execute(statement)]


# Drafts --------------------------------------------------------------------------------------------------------------


def rewrite(connection: sa.Connection, job_id: str, arguments: Mapping[str, Any]) -> bool:
    """Give a draft other arguments. False when it is none any more."""
    values = {"arguments": text_of(arguments)}
    return connection.execute(sa.update(job).where(*_draft(job_id)).values(values)).rowcount == 1


def start(
    connection: sa.Connection, job_id: str, arguments: Mapping[str, Any], now: datetime
) -> bool:
    """Let a draft wait for those who work on jobs. False when it is none any more."""
    values = {"state": "waiting", "arguments": text_of(arguments), "created_at": now}
    return connection.execute(sa.update(job).where(*_draft(job_id)).values(values)).rowcount == 1


def drafts(connection: sa.Connection, user: str) -> list[str]:
    """The drafts of a user, the latest first."""
    mine = sa.select(job.c.id).where(job.c.user == user, job.c.state == "draft")
    return list(connection.execute(mine.order_by(job.c.id.desc())).scalars())


def packed_content(connection: sa.Connection, job_id: str) -> bytes:
    """The file of a job as it is kept; empty when it has none."""
    found = connection.execute(sa.select(job_file.c.content).where(job_file.c.job == job_id))
    return found.scalar() or b""


def _draft(job_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return job.c.id == job_id, job.c.state == "draft"


# Working -------------------------------------------------------------------------------------------------------------


def ready(connection: sa.Connection, now: datetime) -> list[str]:
    """The jobs that any server may begin or take over, oldest first."""
    left_behind = sa.and_(job.c.state == "running", job.c.lease_until < now)
    statement = (
        sa.select(job.c.id)
        .where(job.c.queue == "server", sa.or_(job.c.state == "waiting", left_behind))
        .order_by(job.c.id)
    )
    return list(connection.execute(statement).scalars())


def claim(
    connection: sa.Connection, job_id: str, holder: str, now: datetime, until: datetime,
    from_anybody: bool,
) -> bool:  # fmt: skip
    """Become the holder of a job that waits or was left behind; of one that is worked on only if asked to."""
    free = sa.or_(
        job.c.state == "waiting",
        sa.and_(job.c.state == "running", sa.true() if from_anybody else job.c.lease_until < now),
    )
    statement = (
        sa.update(job)
        .where(job.c.id == job_id, free)
        .values(state="running", holder=holder, lease_until=until, attempts=job.c.attempts + 1)
    )
    return connection.execute(statement).rowcount == 1


def hold(connection: sa.Connection, job_id: str, holder: str, until: datetime) -> bool:
    """Renew the lease. False when the job has another holder by now, or none."""
    statement = sa.update(job).where(*_held(job_id, holder)).values(lease_until=until)
    return connection.execute(statement).rowcount == 1


def note_step(
    connection: sa.Connection, job_id: str, position: Mapping[str, Any] | None,
    counts: Mapping[str, int], done: int, total: int,
) -> None:  # fmt: skip
    """Save how far the holder has got, in the transaction that has done it."""
    progress = text_of({"position": position, "counts": counts})
    values = {"progress": progress, "done": done, "total": total, "attempts": 0}
    connection.execute(sa.update(job).where(job.c.id == job_id).values(values))


def show(connection: sa.Connection, job_id: str, done: int, total: int) -> None:
    """Let others see how far the holder has got with something that is not saved yet."""
    connection.execute(sa.update(job).where(job.c.id == job_id).values(done=done, total=total))


def keep_rows(connection: sa.Connection, job_id: str, kept: Iterable[JobRow]) -> None:
    """Keep something about rows, in the place of what is known about them already."""
    given = [
        {"job": job_id, "number": one.number, "status": one.status, "record": one.record,
         "details": text_of(one.details)}
        for one in kept
    ]  # fmt: skip
    if not given:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    fresh = insert(job_row)
    new = {name: fresh.excluded[name] for name in ("status", "record", "details")}
    statement = fresh.on_conflict_do_update(
        index_elements=[job_row.c.job, job_row.c.number], set_=new
    )
    connection.execute(statement, given)


def finish(
    connection: sa.Connection, job_id: str, state: State, problem: Mapping[str, Any] | None,
    now: datetime,
) -> bool:  # fmt: skip
    """End a job that has not ended; its file goes. False when it has ended before."""
    values = {
        "state": state, "holder": "", "lease_until": None, "finished_at": now,
        "problem": None if problem is None else text_of(problem),
    }  # fmt: skip
    ended = connection.execute(
        sa.update(job).where(job.c.id == job_id, job.c.state.in_(OPEN)).values(values)
    )
    connection.execute(sa.delete(job_file).where(job_file.c.job == job_id))
    return ended.rowcount == 1


def release(connection: sa.Connection, job_id: str, holder: str) -> None:
    """Let go of a job, so that it can be gone on with at once."""
    values = {"state": "waiting", "holder": "", "lease_until": None}
    connection.execute(sa.update(job).where(*_held(job_id, holder)).values(values))


def sweep_away(connection: sa.Connection, before: datetime) -> None:
    """Forget jobs that ended long ago, and drafts that were begun then."""
    old = sa.or_(
        job.c.finished_at < before, sa.and_(job.c.state == "draft", job.c.created_at < before)
    )
    ids = sa.select(job.c.id).where(old)
    for table in (job_row, job_file):
        connection.execute(sa.delete(table).where(table.c.job.in_(ids)))
    connection.execute(sa.delete(job).where(old))


def _held(job_id: str, holder: str) -> tuple[sa.ColumnElement[bool], ...]:
    return job.c.id == job_id, job.c.state == "running", job.c.holder == holder


def _job(row: sa.Row[Any]) -> Job:
    found = dict(row._mapping)
    progress = json.loads(found.pop("progress"))
    found["arguments"] = json.loads(found["arguments"])
    found["problem"] = None if found["problem"] is None else json.loads(found["problem"])
    return Job(**found, position=progress["position"], counts=progress["counts"])


def _row(row: sa.Row[Any]) -> JobRow:
    return JobRow(row.number, row.status, row.record, json.loads(row.details))
