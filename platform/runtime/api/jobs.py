"""Jobs for every door: who may see them, what they say about themselves, and running them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from objectry.formula.messages import Language, excerpt
from objectry.metadata.column_types import utc_text
from objectry.metadata.field_types.record_key import as_id
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api.organization import Organization
from objectry.runtime.computing import waiting as waiting_fields
from objectry.runtime.computing.graph import Node, graph_of
from objectry.runtime.context import Context
from objectry.runtime.database import jobs
from objectry.runtime.database.jobs import UNFINISHED, Job
from objectry.runtime.errors import Conflict, FieldError, NotFound
from objectry.runtime.jobs import messages, run, sweep
from objectry.runtime.jobs.import_records import note_of
from objectry.runtime.jobs.listing import JOB_KINDS
from objectry.runtime.jobs.run import refusal
from objectry.runtime.jobs.sweep import Workers, alive
from objectry.runtime.progress import Progress
from objectry.runtime.records.present import error_json
from objectry.runtime.transfer.importing import RowError

__all__ = ["JOB_KINDS", "UNFINISHED", "Job", "Workers", "alive"]

FIRST_ERRORS = 20
"""Errors of rows that a job's document shows; its error file has all of them."""
LISTED = 100
"""Jobs that a list shows, the latest ones."""
Json = dict[str, Any]


def documents(context: Context) -> Json:
    """The latest jobs of the user, without their errors: `{"jobs": [...]}`."""
    assert context.user
    found = jobs.listed(context.connection, context.user.id, LISTED)
    return {"jobs": [_summary(context, job) for job in found]}


def document(context: Context, job_id: str) -> Json:
    """A job of the user's, or of anybody for those who may look after jobs."""
    job = visible(context, job_id)
    failed = jobs.rows(context.connection, job.id, "failed", FIRST_ERRORS)
    errors = [error for row in failed for error in note_of(row).errors]
    return {
        **_summary(context, job),
        "errors": [row_error_json(one, context.language) for one in errors[:FIRST_ERRORS]],
    }


def cancel(context: Context, job_id: str) -> Json:
    """End a job before its next step; what it has saved stays. Raises Conflict for one that has ended, or is needed."""
    _cancel(context, visible(context, job_id))
    return document(context, job_id)


def _cancel(context: Context, job: Job) -> None:
    if run.is_needed(job):
        raise Conflict(messages.JOB_NEEDED)
    if not jobs.finish(context.connection, job.id, "cancelled", None, context.now):
        raise Conflict(messages.JOB_FINISHED)


def visible(context: Context, job_id: str) -> Job:
    """The job, if the user may know of it. Raises NotFound for unknown and forbidden ones alike."""
    job = _get(context, job_id)
    if job is None or not (_own(context, job) or _looks_after(access_of(context))):
        raise NotFound(messages.JOB_UNKNOWN)
    return job


def _get(context: Context, text: str) -> Job | None:
    job_id = as_id(text)
    return None if job_id is None else jobs.get(context.connection, job_id)


def _own(context: Context, job: Job) -> bool:
    return context.user is not None and job.user == context.user.id


def _looks_after(access: Access) -> bool:
    return access.rights is not None and "jobs" in access.rights.setup


def row_error_json(one: RowError, language: Language) -> Json:
    """What is wrong with a row, as the API answers it."""
    place = {"row": one.row, "column": one.column, "value": one.error.value}
    return {**place, **error_json(one.error, language)}


def _summary(context: Context, job: Job) -> Json:
    return {
        "id": job.id,
        "kind": job.kind,
        "object": job.subject,
        "state": job.state,
        "dry_run": job.rehearsal,
        "file": job.arguments.get("name", ""),
        "done": job.done,
        "total": job.total,
        "counts": dict(job.counts),
        "problem": None if job.problem is None else _problem(job.problem, context.language),
        "created_at": utc_text(job.created_at),
        "finished_at": None if job.finished_at is None else utc_text(job.finished_at),
    }


def _problem(problem: Mapping[str, Any], language: Language) -> Json:
    errors = [refusal(one) for one in problem["errors"]]
    return {
        **error_json(refusal(problem), language),
        "errors": [error_json(error, language) for error in errors],
    }


# For commands --------------------------------------------------------------------------------------------------------


def list_all(organization: Organization) -> list[Job]:
    """The latest jobs of everybody, for an operator at the command line."""
    with organization.read() as context:
        return jobs.listed(context.connection, None, LISTED)


def find(organization: Organization, job_id: str) -> Job:
    """Any job, for an operator at the command line. Raises NotFound."""
    with organization.read() as context:
        job = _get(context, job_id)
    if job is None:
        raise NotFound(messages.JOB_UNKNOWN)
    return job


def end(organization: Organization, job_id: str) -> None:
    """Cancel any job, for an operator at the command line. Raises Conflict for one that has ended, or is needed."""
    job = find(organization, job_id)
    with organization.write() as context:
        _cancel(context, job)


def work_on(organization: Organization, job_id: str, progress: Progress) -> Job:
    """Work on a job in the foreground, whoever had it before, until it has ended or the user interrupts."""
    holder = sweep.holder_name()
    try:
        run.run(organization, job_id, holder, progress, lambda: False, from_anybody=True)
    finally:
        with organization.write() as context:
            jobs.release(context.connection, job_id, holder)
    return find(organization, job_id)


def waiting(context: Context) -> list[Job]:
    """The jobs that wait for a server, or were left behind by one, oldest first: those that a user has asked for, or without
    which records would stay wrong."""
    found = (
        jobs.get(context.connection, one) for one in jobs.ready(context.connection, context.now)
    )
    return [one for one in found if one is not None and (one.user or run.is_needed(one))]


def at_work(context: Context) -> bool:
    """Tell whether a server works on a job at this moment."""
    latest = jobs.listed(context.connection, None, LISTED)
    return any(
        one.queue == "server" and one.state == "running"
        and one.lease_until is not None and one.lease_until >= context.now
        for one in latest
    )  # fmt: skip


def recalculate(organization: Organization, names: Sequence[str]) -> int:
    """Leave it to jobs to compute fields anew for all records: those named `object.field`, all of the objects that are
    named, or all there are. Answers how many. Raises NotFound for what is no field that is computed and kept."""
    with organization.write() as context:
        nodes = [node for one in graph_of(context.state).runs for node in one.nodes]
        wanted = [node for node in nodes if not names or not _called(node).isdisjoint(names)]
        known = frozenset().union(*map(_called, nodes))
        unknown = [name for name in names if name not in known]
        if unknown:
            raise NotFound(messages.NOT_COMPUTED, {"name": excerpt(unknown[0])})
        for node in wanted:
            waiting_fields.leave(context, node.field)
    return len(wanted)


def _called(node: Node) -> frozenset[str]:
    """What names a computed field: its object, or both."""
    return frozenset({node.field.object, f"{node.field.object}.{node.field.name}"})


def work_on_all(organization: Organization, watch: Callable[[Job], Progress]) -> int:
    """Work on all jobs that wait for a server, and on those that they leave, in the foreground. `watch` gives each of them
    something to report to. Answers how many were worked on; what others work on meanwhile is theirs."""
    worked = 0
    while found := _waiting(organization):
        before = worked
        for job in found:
            worked += _work_on_waiting(organization, job, watch(job))
        if worked == before:
            break
    return worked


def _waiting(organization: Organization) -> list[Job]:
    with organization.read() as context:
        return waiting(context)


def _work_on_waiting(organization: Organization, job: Job, progress: Progress) -> bool:
    """Work on a job that waits; False when somebody else has it by now. Whoever interrupts it leaves it to others."""
    holder = sweep.holder_name()
    try:
        return run.run(organization, job.id, holder, progress, lambda: False)
    finally:
        with organization.write() as context:
            jobs.release(context.connection, job.id, holder)


def why(job: Job) -> FieldError | None:
    """Why a job failed."""
    return None if job.problem is None else refusal(job.problem)


def errors_of(job: Job) -> list[FieldError]:
    """What exactly was wrong when a job failed."""
    return [] if job.problem is None else [refusal(one) for one in job.problem["errors"]]
