"""Commands on jobs: jobs."""

import argparse

from objectry.formula.messages import Language
from objectry.runtime.api import jobs
from objectry.runtime.api.jobs import JOB_KINDS, UNFINISHED, Job
from objectry.runtime.api.organization import Organization, open_organization
from objectry.runtime.cli import messages
from objectry.runtime.cli import usage_messages as usage
from objectry.runtime.cli.output import progress, say, tell
from objectry.runtime.cli.usage import Commands
from objectry.runtime.errors import Conflict
from objectry.runtime.settings import Settings


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    listing = commands.add("jobs", usage.JOBS)
    listing.add("--cancel", metavar="JOB", meaning=usage.JOBS_CANCEL)
    listing.flag("--work", usage.JOBS_WORK)
    listing.runs(run_jobs)
    recalculating = commands.add("recalculate", usage.RECALCULATE)
    recalculating.add(
        "names", nargs="*", metavar="OBJECT[.FIELD]", meaning=usage.RECALCULATE_NAMES
    )
    recalculating.runs(run_recalculate)


def run_jobs(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """List jobs, end one, or do those that wait for a server."""
    if given.work and given.cancel:
        given.refuse(usage.WORK_ALONE.text(language))
    with open_organization(settings) as organization:
        if given.work:
            return _work(organization, language)
        if given.cancel:
            jobs.end(organization, given.cancel)
            tell(language, messages.JOB_CANCELLED, job=given.cancel)
            return 0
        found = jobs.list_all(organization)
    for job in found:
        say(_line(job, language))
        _tell_reason(job, language)
    left = [job for job in found if job.queue == "command" and job.state in UNFINISHED]
    for job in left:
        if job.state == "waiting" or not jobs.alive(job.holder):
            tell(language, messages.JOB_LEFT, job=job.id)
    if not found:
        tell(language, messages.NO_JOBS)
    return 0


def _work(organization: Organization, language: Language) -> int:
    """Do all jobs that wait for a server. Raises Conflict when it is interrupted."""
    try:
        worked = jobs.work_on_all(organization, lambda job: progress(_named(job, language)))
    except KeyboardInterrupt:
        raise Conflict(messages.WORK_INTERRUPTED) from None
    tell(language, messages.JOBS_WORKED, count=worked)
    return 0


def run_recalculate(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Compute fields anew for all records."""
    with open_organization(settings) as organization:
        count = jobs.recalculate(organization, given.names)
        tell(language, messages.RECALCULATING, count=count)
        return _work(organization, language)


def tell_waiting(organization: Organization, language: Language) -> None:
    """Say on standard error that jobs wait, if there are any: until they are done, some values are former ones."""
    with organization.read() as context:
        count = len(jobs.waiting(context))
    if count:
        say(messages.JOBS_WAIT.text(language, {"count": count}), error=True)


def _named(job: Job, language: Language) -> str:
    kind = JOB_KINDS[job.kind].title.text(language) if job.kind in JOB_KINDS else job.kind
    return f"{kind} {job.subject}"


def _tell_reason(job: Job, language: Language) -> None:
    """Say below a failed job why it failed."""
    problem = jobs.why(job)
    if problem is not None:
        told = problem.text(language)
        say(f"  {told}")
        for one in jobs.errors_of(job):
            if one.text(language) != told:
                say(f"    {one.field}: {one.text(language)}")


def _line(job: Job, language: Language) -> str:
    counts = " ".join(f"{name}={count}" for name, count in sorted(job.counts.items()))
    moment = f"{job.created_at:%Y-%m-%d %H:%M}Z"
    of = "?" if job.total is None else job.total
    return f"{job.id}  {moment}  {job.state:<9}  {_named(job, language)}  {job.done}/{of}  {counts}".rstrip()
