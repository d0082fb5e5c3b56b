"""Commands on records: import, undo-import, export-data."""

import argparse
from pathlib import Path

from objectry.formula.messages import Language, Message
from objectry.runtime.api import jobs, transfer, undoing
from objectry.runtime.api.jobs import UNFINISHED, Job
from objectry.runtime.api.organization import Organization, Principal, open_organization
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.transfer import MappingDef, MappingUnfit, Report
from objectry.runtime.cli import messages
from objectry.runtime.cli import usage_messages as usage
from objectry.runtime.cli.jobs import tell_waiting
from objectry.runtime.cli.output import complete_file, demand_writable, progress, say, tell
from objectry.runtime.cli.usage import Commands, path
from objectry.runtime.errors import BadRequest, Conflict, NotFound
from objectry.runtime.settings import Settings

SHOWN_ERRORS = 20
"""Errors that are printed; the error file has all of them."""
UNDONE = ("deleted", "restored", "unchanged", "gone", "left", "failed")
"""What can come of records whose import is undone."""


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    importing = commands.add("import", usage.IMPORT)
    importing.add("object", nargs="?", meaning=usage.IMPORT_OBJECT)
    importing.add("file", nargs="?", kind=path, meaning=usage.IMPORT_FILE)
    importing.add("--map", kind=path, metavar="FILE", meaning=usage.IMPORT_MAP)
    importing.add("--key", metavar="FIELD", meaning=usage.IMPORT_KEY)
    importing.flag("--dry-run", usage.IMPORT_DRY)
    importing.add("--errors", kind=path, metavar="FILE", meaning=usage.IMPORT_ERRORS)
    importing.add("--as", dest="account", metavar="ACCOUNT", meaning=usage.IMPORT_AS)
    importing.add("--resume", metavar="JOB", meaning=usage.IMPORT_RESUME)
    importing.runs(run_import)
    taking_back = commands.add("undo-import", usage.UNDO)
    taking_back.add("job", metavar="JOB", meaning=usage.UNDO_JOB)
    taking_back.add(
        "--as", dest="account", metavar="ACCOUNT", required=True, meaning=usage.UNDO_AS
    )
    taking_back.flag("--dry-run", usage.UNDO_DRY)
    taking_back.runs(run_undo)
    exporting = commands.add("export-data", usage.EXPORT)
    exporting.add("object", meaning=usage.EXPORT_OBJECT)
    exporting.add("file", kind=path, meaning=usage.EXPORT_FILE)
    exporting.add("--fields", default="", meaning=usage.EXPORT_FIELDS)
    exporting.add("--filter", default="", meaning=usage.EXPORT_FILTER)
    exporting.add("--sort", default="", meaning=usage.EXPORT_SORT)
    exporting.add("--view", default="", meaning=usage.EXPORT_VIEW)
    exporting.add(
        "--as", dest="account", metavar="ACCOUNT", required=True, meaning=usage.EXPORT_AS
    )
    exporting.runs(run_export)


def _bytes(file: Path) -> bytes:
    if not file.is_file():
        raise BadRequest(messages.FILE_MISSING, {"file": file})
    return file.read_bytes()


def _demand_new(file: Path) -> None:
    """Raise BadRequest for a file that is there already, cannot be made, or is of no kind that is written."""
    if file.exists():
        raise BadRequest(messages.FILE_EXISTS, {"file": file})
    demand_writable(file)
    transfer.demand_format(_kind(file))


def _kind(file: Path) -> str:
    """The kind of file that an ending means."""
    return file.suffix.removeprefix(".").lower()


def _user(organization: Organization, account: str) -> Principal:
    found = organization.principal(account)
    if found is None:
        raise NotFound(messages.ACCOUNT_MISSING, {"account": account})
    return found


def run_import(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Import a file, or go on with an import."""
    if given.resume and (given.object or given.dry_run):
        given.refuse(usage.RESUME_ALONE.text(language))
    if not given.resume and not given.file:
        given.refuse(usage.IMPORT_WHAT.text(language))
    if given.errors:
        _demand_new(given.errors)
    with open_organization(settings) as organization:
        try:
            report = _report(given, organization, language)
        except MappingUnfit as unfit:
            if given.map is None:
                raise
            raise transfer.placed(unfit, _bytes(given.map), str(given.map)) from None
        tell_waiting(organization, language)
    more = messages.ERRORS_IN_FILE if given.errors else messages.MORE_ERRORS
    _print(report, language, given.dry_run, more)
    if given.errors and report.failures:
        with complete_file(given.errors) as out:
            transfer.write_errors(report, language, _kind(given.errors), out)
        tell(language, messages.ERRORS_WRITTEN, file=given.errors)
    return 1 if report.failed else 0


def _report(given: argparse.Namespace, organization: Organization, language: Language) -> Report:
    """Import, or rehearse it."""
    if given.dry_run:
        wanted, content, user = _asked(given, organization)
        return transfer.rehearse(organization, user, wanted, content, progress(given.object))
    return _work(organization, _job(given, organization, language), language)


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


def _print(report: Report, language: Language, dry_run: bool, more: Message) -> None:
    """Print the first errors, with `more` where there are others, and the counts."""
    _print_errors(report, language, more)
    counts = {
        name: getattr(report, name)
        for name in ("rows", "created", "updated", "unchanged", "failed")
    }
    tell(language, messages.IMPORT_REHEARSED if dry_run else messages.IMPORTED, **counts)


def _print_errors(report: Report, language: Language, more: Message) -> None:
    for one in report.errors[:SHOWN_ERRORS]:
        place, error = one.column or one.error.field, one.error
        message = messages.ROW_WRONG if place else messages.WHOLE_ROW_WRONG
        tell(language, message, row=one.row, column=place, value=error.value,
             reason=error.text(language), code=error.message.code)  # fmt: skip
    hidden = len(report.errors) - SHOWN_ERRORS
    if hidden > 0:
        tell(language, more, count=hidden)


def run_undo(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Undo an import, or go on with that."""
    with open_organization(settings) as organization:
        user = _user(organization, given.account)
        job = undoing.undo_by_command(organization, user, given.job, given.dry_run)
        report = _work(organization, jobs.find(organization, job), language)
        counts = jobs.find(organization, job).counts
        tell_waiting(organization, language)
    _print_errors(report, language, messages.MORE_ERRORS)
    told = {name: counts.get(name, 0) for name in UNDONE}
    tell(language, messages.UNDO_REHEARSED if given.dry_run else messages.UNDONE, **told)
    return 1 if told["left"] or told["failed"] else 0


def run_export(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Export a list."""
    _demand_new(given.file)
    asked = ListRequest(given.fields, given.filter, given.sort, view=given.view)
    with open_organization(settings) as organization:
        user = _user(organization, given.account)
        with organization.read(user) as context:
            with complete_file(given.file) as out:
                transfer.export(
                    context, given.object, asked, _kind(given.file), out, progress(given.object)
                )
        tell_waiting(organization, language)
    say(str(given.file))
    return 0
