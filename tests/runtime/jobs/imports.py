"""A file to import in small batches, and everything that an import of it leaves behind."""

import csv
import io
from collections import Counter
from typing import Any

from objectry.runtime.api import jobs, records, transfer
from objectry.runtime.api.jobs import Job
from objectry.runtime.api.organization import Organization, Principal
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.transfer import MappingDef
from objectry.runtime.jobs import run, sweep

CUSTOMERS = MappingDef(object="customer")
ROWS = 120
REFUSED = 24
"""Rows of which no record is made: wrong ones, and those that hang below them."""
BATCH = 7


def customers(rows: int = ROWS) -> bytes:
    """Customers of whom some hang below one that comes later in the file; every tenth row is wrong in some way."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", "identifier", "employee_number", "parent"])
    for number in range(rows):
        name, code, size = f"公司{number}", f"C{number}", str(number)
        parent = f"C{number + 1}" if number % 10 in (1, 2, 3, 6, 8) else ""
        wrong = number % 40
        if wrong == 9:
            name = ""
        elif wrong == 19:
            size = "many"
        elif wrong == 29:
            code = "C5"
        elif wrong == 39:
            parent = "C-nobody"
        writer.writerow([name, code, size, parent])
    return out.getvalue().encode()


def waiting_job(
    organization: Organization, account: str = "sam", content: bytes | None = None,
    wanted: MappingDef = CUSTOMERS, dry_run: bool = False,
) -> str:  # fmt: skip
    """A job that imports the customers."""
    user = organization.principal(account)
    with organization.write(user) as context:
        upload = transfer.read_upload(context, wanted, customers() if content is None else content)
        return transfer.import_later(context, upload, dry_run)


def work(organization: Organization, job_id: str, steps: int | None = None) -> Job:
    """Work on a job, as a server does, for a number of steps or to its end."""
    left = [steps]

    def stopped() -> bool:
        if left[0] is None:
            return False
        left[0] -= 1
        return left[0] <= 0

    run.run(organization, job_id, sweep.holder_name(), lambda done, total: None, stopped)
    return jobs.find(organization, job_id)


def result(organization: Organization, user: Principal | None, job_id: str) -> Any:
    """What an import has made, without IDs and moments: two runs of a file must give the same."""
    job = jobs.find(organization, job_id)
    with organization.read(user) as context:
        listed = records.list_records(
            context,
            "customer",
            ListRequest("id,name,identifier,employee_number,parent", limit=500),
        )["records"]
        names = {one["id"]: one["name"] for one in listed}
        events = Counter(
            (names[one["id"]], event["action"], event["version"])
            for one in listed
            for event in records.history(context, "customer", one["id"])["events"]
        )
        found = records.search(context, "公司1", "customer", 100)["records"]
    rows = sorted(
        (
            one["name"],
            one["identifier"],
            one["employee_number"],
            one["parent"] and one["parent"]["name"],
        )
        for one in listed
    )
    report = transfer.report_of(organization, job)
    errors = [
        (one.row, one.column, one.error.message.code, one.error.value) for one in report.errors
    ]
    counts = (job.state, job.done, job.total, dict(job.counts))
    return rows, events, sorted(one["name"] for one in found), errors, counts
