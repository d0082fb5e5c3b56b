"""Undoing imports, for every door."""

from datetime import datetime, timedelta

from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api.jobs import visible
from objectry.runtime.api.organization import Organization, Principal
from objectry.runtime.context import Context
from objectry.runtime.database import jobs
from objectry.runtime.database.jobs import UNFINISHED, Job, Queue
from objectry.runtime.errors import Conflict, Refused
from objectry.runtime.jobs import messages, run
from objectry.runtime.jobs.import_records import ImportRecords
from objectry.runtime.jobs.undo_import import UndoImport, arguments_of, demand_undo, written_by


def undo_import(
    context: Context, job_id: str, dry_run: bool = False, queue: Queue = "server"
) -> str:
    """Leave it to a job to undo an import, and answer the ID of that job: of the one that is at it already, if there is one.

    Raises NotFound for a job that is not the user's, unless he looks after jobs; Forbidden without the rights that it takes;
    Conflict for what cannot be undone.
    """
    done = visible(context, job_id)
    _demand(context, access_of(context), done)
    arguments = arguments_of(done)
    for one in jobs.started_with(context.connection, UndoImport.name, arguments):
        if one.state in UNFINISHED and one.rehearsal == dry_run and one.queue == queue:
            return one.id
    return run.add(
        context, UndoImport.name, done.subject, arguments, b"", queue=queue, rehearsal=dry_run
    )


def undo_by_command(
    organization: Organization, user: Principal, job_id: str, dry_run: bool
) -> str:
    """The job of a command that undoes an import."""
    with organization.write(user, "undo") as context:
        return undo_import(context, job_id, dry_run, "command")


def can_undo(context: Context, done: Job) -> bool:
    """Tell whether the user could undo an import that he may see."""
    try:
        _demand(context, access_of(context), done)
    except Refused:
        return False
    return True


def undone_by(context: Context, done: Job) -> Job | None:
    """The job that is undoing an import, or has undone it last."""
    found = jobs.started_with(context.connection, UndoImport.name, arguments_of(done))
    return next((one for one in found if not one.rehearsal), None)


def last_day(context: Context, done: Job) -> datetime | None:
    """Until when an import can be undone."""
    days = min(context.settings.import_undo_days, context.settings.job_days)
    return None if done.finished_at is None else done.finished_at + timedelta(days=days)


def _demand(context: Context, access: Access, done: Job) -> None:
    if done.kind != ImportRecords.name or done.rehearsal:
        raise Conflict(messages.UNDO_NO_IMPORT)
    if done.finished_at is None:
        raise Conflict(messages.UNDO_UNFINISHED)
    if not written_by(done):
        raise Conflict(messages.UNDO_NOTHING)
    days = context.settings.import_undo_days
    if not days or done.finished_at < context.now - timedelta(days=days):
        raise Conflict(messages.UNDO_LATE, {"days": days})
    demand_undo(context, access, done)
