"""Every way in does the same with a file of several batches: rehearsal, job, request, and whatever the size of a batch."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from objectry.runtime.api import jobs, transfer
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ListRequest, list_records
from objectry.runtime.api.transfer import MappingDef, Report
from objectry.runtime.progress import untold
from objectry.runtime.settings import Settings
from tests.runtime.conftest import TestClock
from tests.runtime.jobs.imports import waiting_job, work

FILE = """name,identifier,employee_number,parent
甲,A1,5,
乙, A2 ,x,
丙,A3,7,A9
丁,A1,8,
戊,,9,
己,A2,10,
庚,A4,11,A1
辛,X,12,
壬,A5,-,nobody
癸,A3,13,
子,A6,14,
丑,A6 ,15,
寅,Alpha,16,
""".encode()
"""Thirteen rows: good ones, wrong ones, and keys that stand further up, in the same batch or not."""
WANTED = MappingDef.model_validate({
    "object": "customer", "operation": "upsert", "key": "identifier",
    "columns": [{"column": "identifier", "field": "identifier", "values": {"Alpha": "A1", "X": "A4"}}],
})  # fmt: skip
TWICE = {5, 7, 9, 11, 13, 14}
"""The rows with a key that an earlier row has, as it is read."""


@pytest.fixture(params=[1, 2, 3, 5, 1_000])
def organization(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Organization]:
    """The organisation, with batches of some size."""
    small = settings.model_copy(update={"import_batch": request.param, "job_pause_ms": 0})
    found = Organization(small, TestClock())
    yield found
    found.close()


def _rehearsal(organization: Organization) -> Report:
    """As `objectry import --dry-run`."""
    return transfer.rehearse(organization, organization.principal("sam"), WANTED, FILE, untold)


def _dry_job(organization: Organization) -> Report:
    """As a dry run over HTTP in the background."""
    job = work(organization, waiting_job(organization, content=FILE, wanted=WANTED, dry_run=True))
    return transfer.report_of(organization, job)


def _command(organization: Organization) -> Report:
    """As `objectry import`."""
    job = transfer.new_import(organization, organization.principal("sam"), WANTED, FILE)
    return transfer.report_of(organization, jobs.work_on(organization, job.id, untold))


def _job(organization: Organization) -> Report:
    """As over HTTP in the background, by a server that is stopped after every batch."""
    job_id = waiting_job(organization, content=FILE, wanted=WANTED)
    while work(organization, job_id, steps=1).state == "waiting":
        pass
    return transfer.report_of(organization, jobs.find(organization, job_id))


def _request(organization: Organization) -> Report:
    """As over HTTP while the caller waits."""
    with organization.write(organization.principal("sam")) as context:
        return transfer.import_here(context, transfer.read_upload(context, WANTED, FILE), False)


def _dry_request(organization: Organization) -> Report:
    with organization.write(organization.principal("sam")) as context:
        return transfer.import_here(context, transfer.read_upload(context, WANTED, FILE), True)


def _told(report: Report) -> Any:
    """All that a report says, as it reads."""
    errors = [
        (one.row, one.column, one.error.text("en"), one.error.value) for one in report.errors
    ]
    counts = (report.rows, report.created, report.updated, report.unchanged, report.failed)
    return counts, errors, [note.cells for note in report.failures]


@pytest.mark.parametrize("door", [_command, _job, _request])
def test_a_rehearsal_says_what_every_door_does(
    organization: Organization, door: Callable[[Organization], Report]
) -> None:
    rehearsed = [_told(one(organization)) for one in (_rehearsal, _dry_job, _dry_request)]
    with organization.read(organization.principal("sam")) as context:
        assert not list_records(context, "customer", ListRequest("id"))["records"]
    real = _told(door(organization))
    assert rehearsed == [real] * 3
    assert real[0] == (13, 3, 0, 0, 10)
    with organization.read(organization.principal("sam")) as context:
        asked = ListRequest("name,identifier", sort="identifier")
        listed = list_records(context, "customer", asked)["records"]
    assert [(one["name"], one["identifier"]) for one in listed] == [
        ("甲", "A1"), ("庚", "A4"), ("子", "A6"),
    ]  # fmt: skip


def test_a_repeated_key_is_refused_as_it_stands_in_the_file(organization: Organization) -> None:
    report = _command(organization)
    told = {one.row: one for one in report.errors if one.error.message.code == "key_twice"}
    assert set(told) == TWICE
    assert {one.column for one in told.values()} == {"identifier"}
    assert (told[9].error.value, told[14].error.value) == ("X", "Alpha")


def test_a_constant_key_means_one_row(organization: Organization) -> None:
    wanted = MappingDef.model_validate({
        "object": "customer", "operation": "upsert", "key": "identifier", "constants": {"identifier": "K"},
    })  # fmt: skip
    content = "name\n甲\n乙\n丙\n".encode()
    user = organization.principal("sam")
    job = transfer.new_import(organization, user, wanted, content)
    report = transfer.report_of(organization, jobs.work_on(organization, job.id, untold))
    assert (report.created, report.updated, report.failed) == (1, 0, 2)
    assert {one.error.message.code for one in report.errors} == {"key_twice"}


def test_distinct_rows_are_those_with_another_key_as_it_is_read(
    organization: Organization,
) -> None:
    wanted = WANTED.model_copy(update={"distinct": True})
    content = "name,identifier\n甲,A1\n乙,Alpha\n丙,A2\n丁,\n".encode()
    user = organization.principal("sam")
    job = transfer.new_import(organization, user, wanted, content)
    report = transfer.report_of(organization, jobs.work_on(organization, job.id, untold))
    assert (report.rows, report.created, report.failed) == (2, 2, 0)
