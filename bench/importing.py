"""Measure an import with every rule applied: `python -m bench.importing --rows 100000 [--parents] [--profile FILE]`.

The file has the customers of the other benchmarks, by name and code, and is imported on the command line's way: a job
that saves its state with each batch.
"""

import argparse
import cProfile
import csv
import io
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from bench.data import customers, people
from objectry.runtime.api import accounts, jobs, transfer
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.transfer import MappingDef
from objectry.runtime.progress import untold
from objectry.runtime.settings import read_settings

PACK = Path(__file__).parent / "product" / "pack"
COLUMNS = (
    "name", "code", "status", "level", "phone", "website", "industry", "annual_revenue", "employee_number", "region",
    "address", "zip_code", "founded_on", "do_not_disturb", "owner",
)  # fmt: skip
OWNERS = 20
"""Users among whom the records are divided."""


def file_of(rows: int, parents: bool) -> bytes:
    """The customers as CSV; every tenth has a parent, which stands above it."""
    owners = [person.account for person in people()[:OWNERS]]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, "parent"] if parents else COLUMNS)
    codes: dict[str, str] = {}
    for number, customer in enumerate(customers(rows)):
        shown = {
            **customer,
            "annual_revenue": f"{customer['annual_revenue'] // 100}.{customer['annual_revenue'] % 100:02}",
            "do_not_disturb": "true" if customer["do_not_disturb"] else "false",
            "owner": owners[number % OWNERS],
        }
        codes[customer["id"]] = customer["code"]
        line = [shown[name] for name in COLUMNS]
        writer.writerow([*line, codes.get(customer["parent"] or "", "")] if parents else line)
    return out.getvalue().encode()


def main() -> None:
    """Import once and print the rate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument(
        "--parents", action="store_true", help="fill a look-up to the object itself"
    )
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument(
        "--database", help="where to import; a SQLite file of its own when left out"
    )
    parser.add_argument("--profile", help="write a profile to this file")
    given = parser.parse_args()
    content = file_of(given.rows, given.parents)
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{folder}/import.db"
        organization = Organization(read_settings({}, database_url=url))
        organization.apply([PACK])
        with organization.write() as context:
            for person in people()[:OWNERS]:
                accounts.add_user(context, person.account, person.name, ["administrator"], None)
        user = organization.principal("admin")
        wanted = MappingDef(object="customer")
        profile = cProfile.Profile() if given.profile else nullcontext()
        began, used = time.perf_counter(), time.process_time()
        with profile:
            if given.dry_run:
                report = transfer.rehearse(organization, user, wanted, content, untold)
            else:
                job = transfer.new_import(organization, user, wanted, content)
                report = transfer.report_of(
                    organization, jobs.work_on(organization, job.id, untold)
                )
        took, used = time.perf_counter() - began, time.process_time() - used
        organization.close()
    if isinstance(profile, cProfile.Profile):
        profile.dump_stats(given.profile)
    print(
        f"{report.rows} rows, {report.created} created, {report.failed} failed, {len(content) / 1e6:.1f} MB: "
        f"{took:.1f} s, {report.rows / took:,.0f} rows/s, {report.rows / used:,.0f} rows/s of processor time"
    )


if __name__ == "__main__":
    main()
