"""Imports that a user prepares step by step: the file lies ready, and how it is read is said little by little."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from objectry.formula.messages import excerpt
from objectry.runtime.access.grants import access_of
from objectry.runtime.api.jobs import visible
from objectry.runtime.api.transfer import Upload, arguments_for, read_upload
from objectry.runtime.context import Context
from objectry.runtime.database import jobs
from objectry.runtime.database.jobs import UNFINISHED, Job
from objectry.runtime.errors import BadRequest, Conflict, NotFound
from objectry.runtime.ids import new_id
from objectry.runtime.jobs import messages, run
from objectry.runtime.jobs.import_records import ImportRecords, demand_import
from objectry.runtime.transfer import mapping, tables
from objectry.runtime.transfer import messages as transfer_messages
from objectry.runtime.transfer.guessing import completed, guessed
from objectry.runtime.transfer.mapping import FileDef, MappingDef, MappingUnfit
from objectry.runtime.transfer.tables import Table

DRAFTS = 10
"""Drafts that a user may have; the oldest ones go when there are more."""
SAMPLE = 5
"""Rows that are shown while columns are mapped."""
SAMPLE_CELL = 200
"""Characters of a cell that are shown of them."""
REMEMBERED = 50
"""Earlier imports among which one of a file with the same columns is looked for."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A file that was read, with the mapping that is proposed for it."""

    object: str
    arguments: Mapping[str, Any]
    packed: bytes


def read_file(context: Context, object_name: str, name: str, content: bytes) -> Laid:
    """Read a file that shall be imported. Raises Forbidden, NotFound, or BadRequest for what is no table."""
    demand_import(context, access_of(context), object_name)
    sheets = tables.sheets_of(content)
    arguments = {"name": excerpt(name), "sheets": sheets, "rehearsal": None}
    proposed = _proposed(context, object_name, FileDef(), content)
    return Laid(object_name, {**arguments, **proposed}, jobs.packed(content))


def lay(context: Context, laid: Laid) -> str:
    """Keep a file for an import that is prepared, and answer the ID of its job."""
    assert context.user
    connection = context.connection
    for old in jobs.drafts(connection, context.user.id)[DRAFTS - 1 :]:
        jobs.finish(connection, old, "cancelled", None, context.now)
    job_id = new_id(context.now)
    new = {"id": job_id, "kind": ImportRecords.name, "subject": laid.object, "part": "", "queue": "server",
           "rehearsal": False, "user": context.user.id, "reason": ""}  # fmt: skip
    jobs.add(connection, new, laid.arguments, laid.packed, context.now, "draft")
    return job_id


def _proposed(context: Context, object_name: str, file: FileDef, content: bytes) -> dict[str, Any]:
    """What is known of a file that is read in a way: its columns, its first rows, and the mapping that is proposed."""
    access = access_of(context)
    thing = demand_import(context, access, object_name)
    table = _table(context, file, content)
    guess = guessed(context, access, thing, file, table)
    earlier = _earlier(context, object_name, table, guess)
    return {
        "mapping": (earlier or guess).model_dump(mode="json"),
        "remembered": earlier is not None,
        "header": list(table.header),
        "rows": len(table.rows),
        "sample": [[one[:SAMPLE_CELL] for one in cells] for _, cells in table.rows[:SAMPLE]],
    }


def _table(context: Context, file: FileDef, content: bytes) -> Table:
    options = mapping.file_options(MappingDef(object="any", file=file))
    return tables.read_table(content, options, context.settings.import_cells)


def _earlier(
    context: Context, object_name: str, table: Table, guess: MappingDef
) -> MappingDef | None:
    """The mapping of the user's last import of a file with the same columns, if it still fits."""
    assert context.user
    access = access_of(context)
    thing = demand_import(context, access, object_name)
    found = jobs.latest_alike(
        context.connection, ImportRecords.name, object_name, context.user.id, REMEMBERED
    )
    for one in found:
        if one.arguments["header"] != list(table.header):
            continue
        wanted = MappingDef.model_validate(one.arguments["mapping"])
        wanted = completed(wanted.model_copy(update={"file": guess.file}), guess)
        try:
            mapping.plan(context, access, thing, wanted, table.header)
        except MappingUnfit:
            continue
        return wanted
    return None


def draft_of(context: Context, job_id: str) -> Job:
    """A draft of the user's own. Raises NotFound for those of others, and Conflict for what is no draft."""
    found = visible(context, job_id)
    if context.user is None or found.user != context.user.id:
        raise NotFound(messages.JOB_UNKNOWN)
    if found.kind != ImportRecords.name or found.rehearsal:
        raise Conflict(messages.DRAFT_NONE)
    if found.state != "draft":
        raise Conflict(messages.DRAFT_STARTED)
    return found


def read_change(context: Context, job_id: str, wanted: MappingDef) -> Mapping[str, Any]:
    """The arguments of a draft with another mapping. A file that is read in another way is read anew, and its mapping is
    proposed once more."""
    draft = draft_of(context, job_id)
    if wanted.object != draft.subject:
        params = {"found": excerpt(wanted.object), "expected": draft.subject}
        raise BadRequest(transfer_messages.MAPPING_OBJECT, params)
    before = mapping_of(draft)
    if wanted.file != before.file:
        content = jobs.content(context.connection, draft.id)
        changed = _proposed(context, draft.subject, wanted.file, content)
    else:
        changed = {"mapping": wanted.model_dump(mode="json")}
    return {**draft.arguments, **changed, "rehearsal": None}


def change(context: Context, job_id: str, arguments: Mapping[str, Any]) -> None:
    """Give a draft another mapping; a rehearsal of the former one is over."""
    draft = draft_of(context, job_id)
    _forget_rehearsal(context, draft)
    if not jobs.rewrite(context.connection, draft.id, arguments):
        raise Conflict(messages.DRAFT_STARTED)


def mapping_of(draft: Job) -> MappingDef:
    """How the file of a draft is read."""
    return MappingDef.model_validate(draft.arguments["mapping"])


def document(context: Context, job_id: str) -> dict[str, Any]:
    """What is known of the file of a draft, and how it is read, as the API answers it."""
    arguments = draft_of(context, job_id).arguments
    return {
        name: arguments[name] for name in ("mapping", "remembered", "header", "rows", "sheets")
    }


def read_draft(context: Context, job_id: str) -> Upload:
    """Read the file of a draft once more and bind its mapping. Raises MappingUnfit."""
    draft = draft_of(context, job_id)
    return read_upload(context, mapping_of(draft), jobs.content(context.connection, draft.id))


def start(context: Context, job_id: str, upload: Upload, dry_run: bool) -> str:
    """Leave a draft to those who work on jobs: itself, or a rehearsal of it. Answers the ID of what they work on."""
    draft = draft_of(context, job_id)
    arguments = {**arguments_for(context, upload), "name": draft.arguments["name"]}
    if dry_run:
        _forget_rehearsal(context, draft)
        trial = run.add(
            context, ImportRecords.name, draft.subject, arguments, upload.packed, rehearsal=True
        )
        jobs.rewrite(context.connection, draft.id, {**draft.arguments, "rehearsal": trial})
        return trial
    _forget_rehearsal(context, draft)
    if not jobs.start(context.connection, draft.id, arguments, context.now):
        raise Conflict(messages.DRAFT_STARTED)
    return draft.id


def rehearsal_of(context: Context, draft: Job) -> Job | None:
    """The rehearsal of a draft as it is now, if there was one."""
    trial = draft.arguments["rehearsal"]
    return None if trial is None else jobs.get(context.connection, trial)


def table_of(context: Context, draft: Job) -> Table:
    """The table in the file of a draft."""
    content = jobs.content(context.connection, draft.id)
    return _table(context, mapping_of(draft).file, content)


def _forget_rehearsal(context: Context, draft: Job) -> None:
    """End a rehearsal that is still at work on what is wanted no more."""
    trial = rehearsal_of(context, draft)
    if trial is not None and trial.state in UNFINISHED:
        jobs.finish(context.connection, trial.id, "cancelled", None, context.now)
