"""Commands on jobs: jobs."""

import argparse

from objectry.formula.messages import Language
from objectry.runtime.api import jobs
from objectry.runtime.api.jobs import JOB_KINDS, UNFINISHED, Job
from objectry.runtime.api.organization import open_organization
from objectry.runtime.cli import messages
from objectry.runtime.cli import usage_messages as usage
from objectry.runtime.cli.output import say, tell
from objectry.runtime.cli.usage import Commands
from objectry.runtime.settings import Settings


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    listing = commands.add("jobs", usage.JOBS)
    listing.add("--cancel", metavar="JOB", meaning=usage.JOBS_CANCEL)
    listing.runs(run_jobs)


def run_jobs(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """List jobs, or end one."""
    with open_organization(settings) as organization:
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
    kind = JOB_KINDS[job.kind].title.text(language) if job.kind in JOB_KINDS else job.kind
    counts = " ".join(f"{name}={count}" for name, count in sorted(job.counts.items()))
    moment = f"{job.created_at:%Y-%m-%d %H:%M}Z"
    of = "?" if job.total is None else job.total
    return f"{job.id}  {moment}  {job.state:<9}  {kind} {job.subject}  {job.done}/{of}  {counts}".rstrip()
