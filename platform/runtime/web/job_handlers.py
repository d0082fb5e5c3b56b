"""Jobs over HTTP: what waits, what goes on, and how it ended."""

from objectry.runtime.api import jobs, transfer, undoing
from objectry.runtime.api.organization import Caller
from objectry.runtime.web.calls import boolean, known_parameters
from objectry.runtime.web.door import Answer, Call, WriteHandler
from objectry.runtime.web.handlers import API


def accepted(caller: Caller, job_id: str) -> Answer:
    """The answer to a call that has become a job."""
    headers = {"location": f"{API}/jobs/{job_id}"}
    return Answer(202, jobs.document(caller.context, job_id), headers)


def list_jobs(caller: Caller, call: Call) -> Answer:
    """`GET /jobs`"""
    known_parameters(call, ())
    return Answer(200, jobs.documents(caller.context))


def get_job(caller: Caller, call: Call) -> Answer:
    """`GET /jobs/{id}`"""
    known_parameters(call, ())
    return Answer(200, jobs.document(caller.context, call.parts["id"]))


def job_errors(caller: Caller, call: Call) -> Answer:
    """`GET /jobs/{id}/errors`"""
    known_parameters(call, ())
    job = jobs.visible(caller.context, call.parts["id"])
    headers = {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": f'attachment; filename="errors-{job.id}.csv"',
    }
    return Answer(200, headers=headers, raw=transfer.job_error_file(caller.context, job))


def cancel_job(caller: Caller, call: Call) -> Answer:
    """`POST /jobs/{id}/cancel`"""
    known_parameters(call, ())
    return Answer(200, jobs.cancel(caller.context, call.parts["id"]))


def cancel_again(caller: Caller, call: Call, first: Answer) -> Answer:
    """The answer to a repeated cancellation: the job as it is by now, if the caller may see it by now."""
    return get_job(caller, call)


def undo_job(caller: Caller, call: Call) -> Answer:
    """`POST /jobs/{id}/undo?dry_run=true`"""
    dry_run = boolean(known_parameters(call, ("dry_run",)), "dry_run")
    return accepted(caller, undoing.undo_import(caller.context, call.parts["id"], dry_run))


def accepted_again(caller: Caller, call: Call, first: Answer) -> Answer:
    """The answer to a repeated call that has become a job: the job as it is by now, if the caller may see it by now."""
    return accepted(caller, first.headers["location"].rpartition("/")[2])


UNDO = WriteHandler(undo_job, accepted_again)
