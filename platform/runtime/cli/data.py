"""Commands on records: import, export-data."""

import argparse
from pathlib import Path
from typing import Any

from objectry.formula.messages import Language
from objectry.runtime.api import jobs, transfer
from objectry.runtime.api.jobs import UNFINISHED, Job
from objectry.runtime.api.organization import Organization, Principal
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.transfer import MappingDef, Report
from objectry.runtime.cli import messages
from objectry.runtime.cli.output import progress, say, tell
from objectry.runtime.errors import BadRequest, Conflict, NotFound
from objectry.runtime.settings import Settings

SHOWN_ERRORS = 20
"""Errors that are printed; the error file has all of them."""


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    importing = commands.add_parser("import", help="import records from a CSV or XLSX file")
    importing.add_argument("object", nargs="?", help="the object that is imported")
    importing.add_argument("file", nargs="?", type=Path, help="the CSV or XLSX file")
    importing.add_argument(
        "--map",
        type=Path,
        metavar="FILE",
        help="a mapping file; the header is matched without one",
    )
    importing.add_argument(
        "--key", metavar="FIELD", help="make or change records by this unique field"
    )
    importing.add_argument(
        "--dry-run", action="store_true", help="report what would happen and change nothing"
    )
    importing.add_argument(
        "--errors", type=Path, metavar="FILE", help="write the rows that failed, with reasons"
    )
    importing.add_argument(
        "--as", dest="account", metavar="ACCOUNT", help="import with the rights of this user"
    )
    importing.add_argument(
        "--resume", metavar="JOB", help="go on with an import that was interrupted"
    )
    importing.set_defaults(run=run_import, refuse=importing.error)
    exporting = commands.add_parser("export-data", help="export records to a CSV or XLSX file")
    exporting.add_argument("object", help="the object that is exported")
    exporting.add_argument("file", type=Path, help="the file to write; its ending says which kind")
    exporting.add_argument("--fields", default="", help="fields and paths, separated by commas")
    exporting.add_argument("--filter", default="", help="a formula that records must meet")
    exporting.add_argument("--sort", default="", help="fields to sort by")
    exporting.add_argument("--view", default="", help="a list view to export")
    exporting.add_argument(
        "--as",
        dest="account",
        metavar="ACCOUNT",
        required=True,
        help="export with the rights of this user",
    )
    exporting.set_defaults(run=run_export)


def _bytes(file: Path) -> bytes:
    if not file.is_file():
        raise BadRequest(messages.FILE_MISSING, {"file": file})
    return file.read_bytes()


def _user(organization: Organization, account: str) -> Principal:
    found = organization.principal(account)
    if found is None:
        raise NotFound(messages.ACCOUNT_MISSING, {"account": account})
    return found


def run_import(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Import a file, or go on with an import."""
    if given.resume and (given.object or given.dry_run):
        given.refuse("--resume goes on with what a job began: give it no file and no --dry-run")
    if not given.resume and not given.file:
        given.refuse("the following arguments are required: object, file")
    organization = Organization(settings)
    organization.upgrade()
    try:
        if given.dry_run:
            wanted, content, user = _asked(given, organization)
            report = transfer.rehearse(organization, user, wanted, content, progress(given.object))
        else:
            job = _job(given, organization, language)
            report = _work(organization, job, language)
    finally:
        organization.close()
    _print(report, language, given.dry_run)
    if given.errors and report.failures:
        given.errors.write_bytes(transfer.error_file(report, language))
        tell(language, messages.ERRORS_WRITTEN, file=given.errors)
    return 1 if report.failed else 0


def _asked(
    given: argparse.Namespace, organization: Organization
) -> tuple[MappingDef, bytes, Principal | None]:
    """What is imported: how, from which file, and with whose rights."""
    content = _bytes(given.file)
    wanted = (
        transfer.read_mapping(_bytes(given.map), str(given.map))
        if given.map
        else MappingDef(object=given.object)
    )
    if wanted.object != given.object:
        raise BadRequest(messages.MAPPING_OBJECT, {"object": wanted.object})
    if given.key:
        wanted = wanted.model_copy(update={"key": given.key, "operation": "upsert"})
    return wanted, content, _user(organization, given.account) if given.account else None


def _job(given: argparse.Namespace, organization: Organization, language: Language) -> Job:
    """The job to work on. Raises Conflict for one that another command works on."""
    if given.resume:
        found = jobs.find(organization, given.resume)
        if found.state not in UNFINISHED:
            raise Conflict(messages.JOB_ENDED, {"job": found.id, "state": found.state})
        return found
    wanted, content, user = _asked(given, organization)
    found = transfer.new_import(organization, user, wanted, content)
    if found.state == "running" and jobs.alive(found.holder):
        raise Conflict(messages.JOB_HELD, {"job": found.id, "holder": found.holder})
    if found.done:
        tell(language, messages.JOB_RESUMED, job=found.id, done=found.done, total=found.total)
    return found


def _work(organization: Organization, job: Job, language: Language) -> Report:
    """Work on a job, with a progress bar. Raises Conflict when it ends otherwise than done."""
    try:
        ended = jobs.work_on(organization, job.id, progress(job.subject))
    except KeyboardInterrupt:
        raise Conflict(messages.JOB_INTERRUPTED, {"job": job.id}) from None
    problem = jobs.why(ended)
    if problem is not None:
        raise Conflict(problem.message, problem.params, jobs.errors_of(ended))
    if ended.state != "done":
        raise Conflict(messages.JOB_ENDED, {"job": ended.id, "state": ended.state})
    return transfer.report_of(organization, ended)


def _print(report: Report, language: Language, dry_run: bool) -> None:
    for one in report.errors[:SHOWN_ERRORS]:
        tell(language, messages.ROW_WRONG, row=one.row, column=one.column or "-", value=one.error.value,
             reason=one.error.text(language), code=one.error.message.code)  # fmt: skip
    hidden = len(report.errors) - SHOWN_ERRORS
    if hidden > 0:
        tell(language, messages.MORE_ERRORS, count=hidden)
    counts = {
        name: getattr(report, name)
        for name in ("rows", "created", "updated", "unchanged", "failed")
    }
    tell(language, messages.IMPORT_REHEARSED if dry_run else messages.IMPORTED, **counts)


def run_export(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Export a list."""
    if given.file.exists():
        raise BadRequest(messages.FILE_EXISTS, {"file": given.file})
    asked = ListRequest(given.fields, given.filter, given.sort, view=given.view)
    organization = Organization(settings)
    try:
        user = _user(organization, given.account)
        with organization.read(user) as context:
            content = transfer.export(
                context, given.object, asked, given.file.suffix.removeprefix(".")
            )
    finally:
        organization.close()
    given.file.write_bytes(content)
    say(str(given.file))
    return 0
