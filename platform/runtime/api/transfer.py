"""Import and export for every door."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from objectry.formula.messages import Language
from objectry.metadata.schema import DIALECT
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api.jobs import row_error_json
from objectry.runtime.api.organization import Organization
from objectry.runtime.computing.staleness import stale_paths
from objectry.runtime.context import Context
from objectry.runtime.database import jobs
from objectry.runtime.database.identity import Principal
from objectry.runtime.database.jobs import Job
from objectry.runtime.database.savepoints import savepoint
from objectry.runtime.errors import NotFound, TooLarge
from objectry.runtime.files import storage
from objectry.runtime.ids import new_id
from objectry.runtime.jobs import messages as job_messages
from objectry.runtime.jobs import run
from objectry.runtime.jobs.import_records import (
    ImportRecords,
    arguments_of,
    demand_feature,
    note_of,
    prepared,
)
from objectry.runtime.progress import Progress, untold
from objectry.runtime.records import messages as record_messages
from objectry.runtime.records.requests import ListRequest
from objectry.runtime.store import files
from objectry.runtime.transfer import exporting, importing, mapping, tables
from objectry.runtime.transfer import messages as transfer_messages
from objectry.runtime.transfer.exporting import demand_format
from objectry.runtime.transfer.importing import Report, RowError
from objectry.runtime.transfer.mapping import (
    MappingDef,
    MappingUnfit,
    Operation,
    placed,
    read_mapping,
)
from objectry.runtime.transfer.tables import Table
from objectry.runtime.transfer.workbooks import write_workbook

__all__ = [
    "MappingDef", "MappingUnfit", "Operation", "Report", "RowError", "demand_format", "placed", "read_mapping",
]  # fmt: skip


def mapping_schema() -> dict[str, Any]:
    """The JSON Schema of mapping files, for editors."""
    return {"$schema": DIALECT, **MappingDef.model_json_schema(), "title": "Mapping file"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that can be imported: it was read, and its mapping fits."""

    wanted: MappingDef
    table: Table
    rows: int
    """Rows that are imported: fewer than there are, where a mapping takes each thing once."""
    digest: str
    packed: bytes
    """The file as a job keeps it."""


# At the API ----------------------------------------------------------------------------------------------------------


def read_upload(context: Context, wanted: MappingDef, content: bytes) -> Upload:
    """Read a file and bind its mapping, so that what is wrong with either is told at once."""
    return _read(context, access_of(context), wanted, content)


def import_here(context: Context, upload: Upload, dry_run: bool) -> Report:
    """Import a file in the caller's own transaction: all of its sound rows, or none when it is a rehearsal."""
    access = access_of(context)
    work = prepared(context, access, upload.wanted, upload.table)
    batch = context.settings.import_batch
    with savepoint(context.connection, keep=not dry_run):
        return importing.run_here(context, access, work, batch, untold)


def import_later(context: Context, upload: Upload, dry_run: bool) -> str:
    """Leave a file to the job workers, and answer the ID of the job."""
    return run.add(
        context, ImportRecords.name, upload.wanted.object, arguments_for(context, upload),
        upload.packed, rehearsal=dry_run,
    )  # fmt: skip


def report_json(report: Report, language: Language) -> dict[str, Any]:
    """What an import did, as the API answers it."""
    return {
        "rows": report.rows,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "failed": report.failed,
        "errors": [row_error_json(one, language) for one in report.errors],
    }


def job_error_file(context: Context, job: Job) -> bytes:
    """The rows of an import job that failed so far. Raises NotFound when there are none."""
    report = _report(context, job) if "header" in job.arguments else None
    if report is None or not report.failures:
        raise NotFound(job_messages.JOB_NO_ERRORS)
    out = BytesIO()
    write_errors(report, context.language, "csv", out)
    return out.getvalue()


def write_errors(report: Report, language: Language, kind: str, out: IO[bytes]) -> None:
    """Write the rows that failed, in the columns of the file, with the reasons behind them, as CSV or XLSX.

    Raises BadRequest for another format, and TooLarge for what a workbook cannot hold.
    """
    demand_format(kind)
    rows = _error_rows(report, language)
    if kind == "xlsx":
        write_workbook(rows, out)
    else:
        tables.write_csv(([tables.guarded(cell) for cell in row] for row in rows), out)


def _error_rows(report: Report, language: Language) -> Iterator[Sequence[str]]:
    """The failed rows. Cells beyond the header stand behind the reason, so that every column keeps its place."""
    width = len(report.header)
    yield [*report.header, transfer_messages.REASON.text(language)]
    for note in report.failures:
        told = "; ".join(_reason(error, language) for error in note.errors)
        yield [*note.cells[:width], told, *note.cells[width:]]


def _reason(one: RowError, language: Language) -> str:
    text = one.error.text(language)
    place = one.column or one.error.field
    return f"{place}: {text}" if place else text


# On the command line -------------------------------------------------------------------------------------------------


def new_import(
    organization: Organization, user: Principal | None, wanted: MappingDef, content: bytes
) -> Job:
    """The job that imports a file: the one that a killed command has left, or else a new one."""
    with organization.read(user, "import") as context:
        upload = _read(context, _access(context), wanted, content)
    with organization.write(user, "import") as context:
        arguments = arguments_for(context, upload)
        same = {"kind": ImportRecords.name, "subject": wanted.object, "queue": "command",
                "user": user.id if user else None}  # fmt: skip
        left = jobs.unfinished(context.connection, same, jobs.text_of(arguments))
        if left is not None:
            return left
        job_id = run.add(
            context, ImportRecords.name, wanted.object, arguments, upload.packed,
            queue="command", reason="" if user else reasons.IMPORT_BY_COMMAND.code,
        )  # fmt: skip
        found = jobs.get(context.connection, job_id)
    assert found
    return found


def rehearse(
    organization: Organization, user: Principal | None, wanted: MappingDef, content: bytes,
    progress: Progress,
) -> Report:  # fmt: skip
    """Report exactly what an import would do, while others go on writing."""
    name = new_id(organization.clock())
    with organization.rehearsal_for(user.id if user else None, name, "import") as context:
        access = _access(context)
        upload = _read(context, access, wanted, content)
        work = prepared(context, access, wanted, upload.table)
        return importing.run_here(context, access, work, context.settings.import_batch, progress)


def report_of(organization: Organization, job: Job) -> Report:
    """What an import job has done so far."""
    with organization.read() as context:
        return _report(context, job)


def _report(context: Context, job: Job) -> Report:
    notes = [note_of(row) for row in jobs.rows(context.connection, job.id, "failed")]
    header, rows = job.arguments["header"], job.arguments["rows"]
    return importing.report_of(header, rows, job.counts, notes)


def _read(context: Context, access: Access, wanted: MappingDef, content: bytes) -> Upload:
    table = tables.read_table(content, mapping.file_options(wanted), context.settings.import_cells)
    work = prepared(context, access, wanted, table)
    digest = hashlib.sha256(content).hexdigest()
    return Upload(wanted, table, len(work.table.rows), digest, jobs.packed(content))


def _access(context: Context) -> Access:
    return access_of(context) if context.user else Access.system(reasons.IMPORT_BY_COMMAND)


def arguments_for(context: Context, upload: Upload) -> dict[str, Any]:
    """What the import of a file is."""
    batch = context.settings.import_batch
    return arguments_of(upload.wanted, upload.table.header, upload.rows, upload.digest, batch)


def export(
    context: Context, object_name: str, asked: ListRequest, kind: str, out: IO[bytes],
    progress: Progress | None = None, labels: bool = False,
) -> None:  # fmt: skip
    """Write all records of a list as a CSV or XLSX file that imports back to no change. With `labels` its columns are called
    as people call them."""
    access = access_of(context)
    thing = demand_feature(context, access, object_name, "export")
    exporting.export(context, access, thing, asked, kind, out, progress, labels)


def demand_few(context: Context, records: Sequence[str]) -> None:
    """Raise TooLarge for more records than one call may name."""
    if len(records) > context.settings.bulk_limit:
        limit = context.settings.bulk_limit
        raise TooLarge(record_messages.BATCH_TOO_LARGE, {"limit": limit, "count": len(records)})


def recalculating(context: Context, object_name: str, asked: ListRequest) -> list[str]:
    """What of an export may show former values, as jobs compute it anew."""
    access = access_of(context)
    thing = demand_feature(context, access, object_name, "export")
    query = exporting.query_of(context, access, thing, asked)
    return stale_paths(context, (*query.columns, *query.asked(context.catalog.objects)))


def export_file(
    context: Context, object_name: str, asked: ListRequest, kind: str, labels: bool = False
) -> IO[bytes]:
    """The file of `export`, open at its beginning. A large one lies on the disk and is gone when it is closed."""
    with storage.outgoing(files.folder(context)) as out:
        export(context, object_name, asked, kind, out, labels=labels)
    return out
