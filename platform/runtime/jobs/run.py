"""Running one job: take its lease, do step after step, end it. Safe to be killed at any moment and to be begun anywhere.

Each step renews the lease, does its work and saves its state in one transaction. The lease is renewed first: if the job
has another holder by now or was cancelled, the transaction ends there, so however many processes believe that a job is
theirs, each step happens once. What is no step and may outlast a lease, as reading a large file or copying a database for
a rehearsal, happens while a second thread renews it.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Any, TypeVar

from objectry.metadata.problems import NO_PARAMS
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.access.reasons import kept_reason
from objectry.runtime.context import Context, State
from objectry.runtime.database import jobs
from objectry.runtime.database.jobs import Job, JobRow
from objectry.runtime.errors import (
    Collided,
    Conflict,
    FieldError,
    Overtaken,
    Refused,
    Unavailable,
    error_data,
    error_of,
)
from objectry.runtime.ids import new_id
from objectry.runtime.jobs import messages
from objectry.runtime.jobs.interface import Position, Site, Step, Work, request_of
from objectry.runtime.jobs.listing import JOB_KINDS
from objectry.runtime.progress import Progress

T = TypeVar("T")
TRIES = 6
"""How often a step is tried while the database is busy or others save the same values."""
FIRST_PAUSE = 0.05
"""Seconds before the second try; each further pause is twice as long."""
RENEWALS = 3
"""How often a lease is renewed before it would run out."""

Stopped = Callable[[], bool]
"""Tells whether the process is to stop after the present step."""


class _Lost(Exception):
    """The job has another holder by now, or has ended."""


@dataclass(frozen=True, slots=True)
class Runner:
    """One process's hold on one job."""

    site: Site
    job: Job
    holder: str
    progress: Progress
    stopped: Stopped

    @property
    def request(self) -> str:
        """What the audit trail says about the job's changes."""
        return request_of(self.job.id)

    def access(self, context: Context) -> Access:
        """Whose rights bind the job, as they are now."""
        return access_of(context) if context.user else Access.system(kept_reason(self.job.reason))

    def begin(self, context: Context) -> Work:
        """The work of the job, bound to the present metadata."""
        kind = JOB_KINDS.get(self.job.kind)
        if kind is None:
            raise Conflict(messages.JOB_KIND_UNKNOWN, {"kind": self.job.kind})
        content = jobs.content(context.connection, self.job.id)
        # What it was told is said in the names of today: fields may have got others since the process took it up.
        now = jobs.get(context.connection, self.job.id) or self.job
        return kind.begin(context, self.access(context), now.arguments, content)

    @contextmanager
    def holding(self, alone: bool = False) -> Iterator[Context]:
        """A writing transaction of the user in which the job is ours. Raises _Lost."""
        with self.site.write_for(self.job.user, self.request, alone) as context:
            self.keep_hold(context)
            yield context

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Renew the lease from beside, as long as the block takes. A job that is lost meanwhile shows at the next step."""
        ended = Event()
        beside = Thread(target=self._keep, args=(ended,), name=f"job {self.job.id}", daemon=True)
        beside.start()
        try:
            yield
        finally:
            ended.set()
            beside.join()

    def _keep(self, ended: Event) -> None:
        while not ended.wait(self.site.settings.job_lease_seconds / RENEWALS):
            try:
                with self.site.write_for(None) as context:
                    self.keep_hold(context)
            except Unavailable:
                continue
            except _Lost:
                return

    def keep_hold(self, context: Context) -> None:
        """Renew the lease. Raises _Lost."""
        until = context.now + timedelta(seconds=context.settings.job_lease_seconds)
        if not jobs.hold(context.connection, self.job.id, self.holder, until):
            raise _Lost


@dataclass(frozen=True, slots=True)
class Bound:
    """The work of a job with the metadata that it was bound to."""

    work: Work
    state: State


def add(
    context: Context, kind: str, subject: str, arguments: Mapping[str, Any], packed: bytes, *,
    queue: jobs.Queue = "server", rehearsal: bool = False, reason: str = "",
) -> str:  # fmt: skip
    """Add a job of the context's user, or of the platform, and answer its ID. `packed` is its file (`jobs.packed`)."""
    job_id = new_id(context.now)
    new = {"id": job_id, "kind": kind, "subject": subject, "part": "", "queue": queue, "rehearsal": rehearsal,
           "user": context.user.id if context.user else None, "reason": reason}  # fmt: skip
    jobs.add(context.connection, new, arguments, packed, context.now)
    return job_id


def run(
    site: Site, job_id: str, holder: str, progress: Progress, stopped: Stopped,
    from_anybody: bool = False,
) -> bool:  # fmt: skip
    """Work on a job until it has ended or `stopped`. False when somebody else has it, or it has ended before.

    `from_anybody` takes the job from a holder who is at work, whose present step is lost.
    """
    job = _claim(site, job_id, holder, from_anybody)
    if job is None:
        return False
    runner = Runner(site, job, holder, progress, stopped)
    try:
        if job.attempts > site.settings.job_attempts and not is_needed(job):
            raise Conflict(messages.JOB_GAVE_UP, {"attempts": site.settings.job_attempts})
        if job.rehearsal:
            _rehearse(runner)
        else:
            _carry_out(runner)
    except _Lost:
        return False
    except Unavailable:
        _release(runner)
    except Refused as refused:
        _fail(runner, refused)
    return True


def refusal(problem: Mapping[str, Any]) -> FieldError:
    """Why a job failed."""
    return error_of(problem)


def is_needed(job: Job) -> bool:
    """Tell whether records would stay wrong without a job."""
    kind = JOB_KINDS.get(job.kind)
    return kind is not None and kind.needed


def _claim(site: Site, job_id: str, holder: str, from_anybody: bool) -> Job | None:
    with site.write_for(None) as context:
        until = context.now + timedelta(seconds=site.settings.job_lease_seconds)
        connection = context.connection
        if jobs.claim(connection, job_id, holder, context.now, until, from_anybody):
            return jobs.get(connection, job_id)
    return None


def _carry_out(runner: Runner) -> None:
    """Step after step, each with its state in a transaction of its own."""
    position, counts = runner.job.position, Counter(runner.job.counts)
    bound = _bind(runner)
    runner.progress(runner.job.done, bound.work.total)
    while True:
        taken = _patiently(partial(_held_step, runner, bound, position, counts))
        if taken is None:
            bound = _bind(runner)
            continue
        counts.update(taken.counts)
        position = taken.position
        runner.progress(taken.done, bound.work.total)
        if position is None:
            return
        if runner.stopped():
            _release(runner)
            return
        time.sleep(runner.site.settings.job_pause_ms / 1000)


def _bind(runner: Runner) -> Bound:
    with runner.keeping(), runner.site.read_for(runner.job.user, runner.request) as context:
        return Bound(runner.begin(context), context.state)


def _held_step(
    runner: Runner, bound: Bound, position: Position | None, counts: Counter[str], alone: bool
) -> Step | None:
    """One step, with its state, in a transaction of its own. None when the metadata have changed meanwhile."""
    with runner.holding(alone) as context:
        if context.state is not bound.state:
            return None
        return _saved_step(runner, context, bound.work, position, counts)


def _saved_step(
    runner: Runner, context: Context, work: Work, position: Position | None, counts: Counter[str]
) -> Step:
    """One step and what is saved about it, in the transaction of `context`."""
    connection = context.connection
    job_id = runner.job.id
    taken = work.step(context, runner.access(context), position)
    total = Counter(counts)
    total.update(taken.counts)
    jobs.keep_rows(connection, job_id, [*taken.rows, *taken.written])
    jobs.note_step(connection, job_id, taken.position, total, taken.done, work.total)
    if taken.position is None:
        jobs.finish(connection, job_id, "done", None, context.now)
    return taken


def _rehearse(runner: Runner) -> None:
    """All steps in a transaction that is rolled back, then what is known about them in one that stays."""
    counts: Counter[str] = Counter()
    kept: dict[int, JobRow] = {}
    site, job = runner.site, runner.job
    position: Position | None = None
    with (
        runner.keeping(),
        site.rehearsal_for(job.user, job.id, runner.request) as context,
    ):
        work = runner.begin(context)
        while True:
            taken = work.step(context, runner.access(context), position)
            counts.update(taken.counts)
            kept.update((row.number, row) for row in taken.rows)
            position = taken.position
            runner.progress(taken.done, work.total)
            if position is None:
                break
            if runner.stopped():
                _release(runner)
                return
            _patiently(partial(_beat, runner, taken.done, work.total))
    with runner.holding() as context:
        jobs.keep_rows(context.connection, job.id, kept.values())
        jobs.note_step(context.connection, job.id, None, counts, taken.done, work.total)
        jobs.finish(context.connection, job.id, "done", None, context.now)


def _beat(runner: Runner, done: int, total: int, alone: bool) -> None:
    """Show how far a rehearsal has got. It begins anew after an interruption, so no position is saved."""
    with runner.holding(alone) as context:
        jobs.show(context.connection, runner.job.id, done, total)


def _patiently(action: Callable[[bool], T]) -> T:
    """Try again while the database is busy, or when somebody else has just saved the same value; alone, once others have
    been in the way."""
    alone = False
    for number in range(TRIES - 1):
        try:
            return action(alone)
        except (Unavailable, Overtaken) as refused:
            alone = alone or isinstance(refused, Collided)
            time.sleep(FIRST_PAUSE * 2**number)
    return action(alone)


def _release(runner: Runner) -> None:
    with runner.site.write_for(None) as context:
        jobs.release(context.connection, runner.job.id, runner.holder)


def _fail(runner: Runner, refused: Refused) -> None:
    problem: dict[str, Any] = error_data(
        FieldError("", refused.message, refused.params or NO_PARAMS, refused.hint)
    )
    problem["errors"] = [error_data(error) for error in refused.errors]
    with runner.site.write_for(None) as context:
        if jobs.hold(context.connection, runner.job.id, runner.holder, context.now):
            jobs.finish(context.connection, runner.job.id, "failed", problem, context.now)
