"""Imports as people watch them: their rehearsal, their progress, what came of them, and how they are taken back."""

from dataclasses import dataclass

from objectry.metadata.catalog import Object
from objectry.runtime.access.demands import object_named
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api import import_drafts, undoing
from objectry.runtime.api.jobs import visible
from objectry.runtime.context import Context
from objectry.runtime.database import jobs
from objectry.runtime.database.jobs import UNFINISHED, Job
from objectry.runtime.errors import NotFound
from objectry.runtime.jobs import messages
from objectry.runtime.jobs.import_records import ImportRecords, demand_import, note_of
from objectry.runtime.jobs.run import refusal
from objectry.runtime.jobs.undo_import import UndoImport
from objectry.runtime.shown.drafts import Subject, subject_of
from objectry.runtime.store import reach
from objectry.runtime.texts.values import Part, record_address

FIRST = 20
"""Errors and records that a page shows of an import."""
LISTED = 100
"""Imports that a list shows, the latest ones."""


@dataclass(frozen=True, slots=True)
class ShownError:
    """What is wrong with a row."""

    row: int
    column: str
    value: str
    text: str
    to: str
    """The record that it is about."""


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A job that works on an import, rehearses it or takes it back."""

    id: str
    kind: str
    state: str
    rehearsal: bool
    live: bool
    """Whether it goes on by itself."""
    done: int
    total: int
    counts: tuple[tuple[str, int], ...]
    problem: str
    problems: tuple[str, ...]
    errors: tuple[ShownError, ...]
    failed: int
    """Rows with errors."""


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """The step in which an import is rehearsed."""

    subject: Subject
    run: ShownRun | None


@dataclass(frozen=True, slots=True)
class ShownUndo:
    """How an import can be taken back, or has been."""

    possible: bool
    until: str
    by: str
    """The job that does so, or has done so last."""


@dataclass(frozen=True, slots=True)
class ShownImport:
    """An import that has begun, with what came of it."""

    subject: Subject
    run: ShownRun
    records: tuple[Part, ...]
    """The first ones that it made."""
    undo: ShownUndo | None
    of: str
    """The import that a job takes back."""


@dataclass(frozen=True, slots=True)
class ListedImport:
    """An import in a list."""

    id: str
    kind: str
    label: str
    icon: str
    file: str
    state: str
    rehearsal: bool
    at: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ShownImports:
    """A list of imports."""

    title: str
    imports: tuple[ListedImport, ...]


def state_of(context: Context, job_id: str) -> str:
    """The state of an import, or of what takes one back. Raises NotFound for other jobs."""
    return _job(context, job_id).state


def _job(context: Context, job_id: str) -> Job:
    found = visible(context, job_id)
    if found.kind not in (ImportRecords.name, UndoImport.name):
        raise NotFound(messages.JOB_UNKNOWN)
    return found


# Check, progress and result ------------------------------------------------------------------------------------------


def shown_check(context: Context, job_id: str) -> ShownCheck:
    """A draft with its rehearsal, if there is one."""
    draft = import_drafts.draft_of(context, job_id)
    thing = demand_import(context, access_of(context), draft.subject)
    trial = import_drafts.rehearsal_of(context, draft)
    run = None if trial is None else _run(context, thing, trial)
    return ShownCheck(subject_of(context, thing, "check", draft), run)


def shown_import(context: Context, job_id: str) -> ShownImport:
    """An import that has begun, or what takes one back."""
    job = _job(context, job_id)
    access = access_of(context)
    thing = object_named(context, access, job.subject)
    subject = subject_of(context, thing, "import", job)
    run = _run(context, thing, job)
    of = str(job.arguments.get("import", ""))
    if of or run.live or job.rehearsal:
        return ShownImport(subject, run, (), None, of)
    return ShownImport(subject, run, _made(context, access, thing, job), _undo(context, job), of)


def _undo(context: Context, job: Job) -> ShownUndo:
    by = undoing.undone_by(context, job)
    last = undoing.last_day(context, job)
    until = "" if last is None else f"{last.astimezone(context.zone):%Y-%m-%d}"
    return ShownUndo(undoing.can_undo(context, job), until, "" if by is None else by.id)


def _made(context: Context, access: Access, thing: Object, job: Job) -> tuple[Part, ...]:
    """The first records that an import made, as far as they are there still."""
    rows = jobs.rows(context.connection, job.id, "created", FIRST)
    ids = [row.record for row in rows if row.record]
    names = reach.names(context, access, thing, ids)
    return tuple(
        Part(str(names[one] or one), record_address(thing.name, one))
        for one in ids
        if one in names
    )


def _run(context: Context, thing: Object, job: Job) -> ShownRun:
    problem = None if job.problem is None else refusal(job.problem)
    problems = () if job.problem is None else job.problem["errors"]
    told = jobs.rows(context.connection, job.id, "failed", FIRST)
    counts = {name: count for name, count in job.counts.items() if count}
    failed = counts.get("failed", 0) + counts.get("left", 0)
    return ShownRun(
        job.id, job.kind, job.state, job.rehearsal, job.state in UNFINISHED, job.done, job.total or 0,
        tuple(counts.items()), "" if problem is None else problem.text(context.language),
        tuple(refusal(one).text(context.language) for one in problems),
        tuple(
            ShownError(
                one.row, one.column, one.error.value, one.error.text(context.language),
                record_address(thing.name, row.record) if row.record else "",
            )
            for row in told for one in note_of(row).errors
        )[:FIRST],
        failed,
    )  # fmt: skip


# The list ------------------------------------------------------------------------------------------------------------


def shown_imports(context: Context) -> ShownImports:
    """The latest imports of the user, those that are being prepared among them, but no rehearsals of them."""
    assert context.user
    access = access_of(context)
    found = jobs.listed(context.connection, context.user.id, LISTED)
    imports = tuple(
        _listed(context, context.catalog.objects[job.subject], job)
        for job in found
        if job.kind in (ImportRecords.name, UndoImport.name)
        and not job.rehearsal
        and job.subject in context.catalog.objects
        and access.on(context.catalog.objects[job.subject]).actions
        and (job.state != "cancelled" or job.done)
    )
    return ShownImports(ImportRecords.title.text(context.language), imports)


def _listed(context: Context, thing: Object, job: Job) -> ListedImport:
    moment = job.created_at.astimezone(context.zone)
    return ListedImport(
        job.id, job.kind, thing.plural.text(context.language), thing.definition.icon,
        str(job.arguments.get("name", "")), job.state, job.rehearsal, f"{moment:%Y-%m-%d %H:%M}",
        tuple((name, count) for name, count in job.counts.items() if count),
    )  # fmt: skip
