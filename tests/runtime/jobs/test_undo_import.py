"""An import is taken back: what it made and changed, as far as nobody has worked on it since. On both databases."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import jobs, records, transfer, undoing
from objectry.runtime.api.jobs import Job
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, ListRequest
from objectry.runtime.api.transfer import MappingDef
from objectry.runtime.errors import Conflict, Forbidden, NotFound
from objectry.runtime.jobs import messages
from objectry.runtime.records import messages as record_messages
from objectry.runtime.settings import Settings
from tests.runtime.conftest import TestClock
from tests.runtime.jobs.imports import BATCH, REFUSED, ROWS, customers, waiting_job, work

UPSERT = MappingDef(object="customer", operation="upsert", key="identifier")
FIELDS = "id,name,identifier,employee_number,comment,parent,version"


@pytest.fixture
def organization(settings: Settings) -> Iterator[Organization]:
    """The organisation, working in small batches."""
    small = settings.model_copy(update={"import_batch": BATCH, "job_pause_ms": 0})
    found = Organization(small, TestClock())
    yield found
    found.close()


def _import(organization: Organization, text: str, wanted: MappingDef = UPSERT) -> Job:
    job = work(organization, waiting_job(organization, content=text.encode(), wanted=wanted))
    assert job.state == "done", jobs.why(job)
    return job


def _undo(
    organization: Organization, job: Job, account: str = "sam", dry_run: bool = False,
    steps: int | None = None,
) -> Job:  # fmt: skip
    with organization.write(organization.principal(account)) as context:
        undo = undoing.undo_import(context, job.id, dry_run)
    return work(organization, undo, steps)


def _customers(organization: Organization, account: str = "sam") -> dict[str, Mapping[str, Any]]:
    with organization.read(organization.principal(account)) as context:
        found = records.list_records(context, "customer", ListRequest(FIELDS, limit=500))
    return {one["identifier"]: one for one in found["records"]}


def _create(organization: Organization, account: str = "sam", **values: object) -> str:
    with organization.write(organization.principal(account)) as context:
        return records.create_record(context, "customer", values).id


def _change(
    organization: Organization, record: str, account: str = "admin", **values: object
) -> None:
    with organization.write(organization.principal(account)) as context:
        records.update_record(context, "customer", record, values, ANY_VERSION)


def _told(organization: Organization, job: Job) -> list[tuple[int, str, str]]:
    with organization.read(organization.principal("admin")) as context:
        found = jobs.document(context, job.id)["errors"]
    return [(one["row"], one["field"], one["code"]) for one in found]


def test_what_was_made_goes_to_the_recycle_bin(organization: Organization) -> None:
    job = work(organization, waiting_job(organization))
    assert len(_customers(organization)) == ROWS - REFUSED
    undo = _undo(organization, job)
    assert (undo.state, undo.done, undo.total) == ("done", ROWS - REFUSED, ROWS - REFUSED)
    assert undo.counts == {"deleted": ROWS - REFUSED}
    assert _customers(organization) == {}
    with organization.read(organization.principal("sam")) as context:
        asked = ListRequest("id", deleted=True, count="exact")
        assert records.list_records(context, "customer", asked)["count"] == ROWS - REFUSED


def test_what_was_changed_gets_its_values_back(organization: Organization) -> None:
    _create(organization, name="老名字", identifier="C1", employee_number=5, comment="原话")
    before = _customers(organization)["C1"]
    job = _import(organization, "identifier,name,employee_number\nC1,新名字,\nC2,新公司,7\n")
    undo = _undo(organization, job)
    assert undo.counts == {"restored": 1, "deleted": 1}
    after = _customers(organization)
    assert after == {"C1": {**before, "version": 3}}


def test_what_somebody_has_changed_since_is_left_field_by_field_and_told(
    organization: Organization,
) -> None:
    record = _create(organization, name="老名字", identifier="C1", employee_number=5)
    job = _import(organization, "identifier,name,employee_number\nC1,新名字,6\n")
    _change(organization, record, name="别人改的名字")
    undo = _undo(organization, job)
    assert undo.counts == {"restored": 1, "left": 1}
    found = _customers(organization)["C1"]
    assert (found["name"], found["employee_number"]) == ("别人改的名字", 5)
    assert _told(organization, undo) == [(2, "name", "undo_changed")]


def test_a_new_record_on_which_somebody_has_worked_stays(organization: Organization) -> None:
    job = _import(organization, "identifier,name\nC1,甲\nC2,乙\n")
    _change(organization, _customers(organization)["C1"]["id"], comment="打过电话了")
    undo = _undo(organization, job)
    assert undo.counts == {"left": 1, "deleted": 1}
    assert _customers(organization).keys() == {"C1"}
    assert _told(organization, undo) == [(2, "", "undo_worked_on")]


def test_later_imports_are_undone_first(organization: Organization) -> None:
    first = _import(organization, "identifier,name\nC1,甲\nC2,乙\n")
    second = _import(organization, "identifier,name\nC1,丙\n")
    assert _undo(organization, first).counts == {"left": 1, "deleted": 1}
    assert _undo(organization, second).counts == {"restored": 1}
    assert _customers(organization)["C1"]["name"] == "甲"
    assert _undo(organization, first).counts == {"deleted": 1, "gone": 1}
    assert _customers(organization) == {}


def test_undoing_again_does_nothing_more(organization: Organization) -> None:
    _create(organization, name="老名字", identifier="C1")
    job = _import(organization, "identifier,name\nC1,新名字\nC2,乙\n")
    _undo(organization, job)
    before = _customers(organization)
    assert _undo(organization, job).counts == {"unchanged": 1, "gone": 1}
    assert _customers(organization) == before


def test_a_rehearsal_tells_the_same_and_changes_nothing(organization: Organization) -> None:
    record = _create(organization, name="老名字", identifier="C1", employee_number=5)
    job = _import(organization, "identifier,name,employee_number\nC1,新名字,6\nC2,乙,1\n")
    _change(organization, record, name="别人改的名字")
    before = _customers(organization)
    rehearsed = _undo(organization, job, dry_run=True)
    assert _customers(organization) == before
    real = _undo(organization, job)
    assert real.id != rehearsed.id
    assert (real.counts, _told(organization, real)) == (
        rehearsed.counts,
        _told(organization, rehearsed),
    )


def test_stopping_after_every_step_changes_nothing(organization: Organization) -> None:
    for number in range(0, ROWS, 3):
        _create(organization, name=f"旧{number}", identifier=f"C{number}")
    before = _customers(organization)
    content = customers()
    job = work(organization, waiting_job(organization, content=content, wanted=UPSERT))
    assert job.counts["created"] and job.counts["updated"]
    undo = _undo(organization, job, steps=1)
    steps = 1
    while undo.state == "waiting":
        undo = work(organization, undo.id, steps=1)
        steps += 1
    assert undo.state == "done" and steps > 5
    assert undo.counts == {"restored": job.counts["updated"], "deleted": job.counts["created"]}
    after = _customers(organization)
    assert {code: {**one, "version": 1} for code, one in after.items()} == before


def test_a_cancelled_import_is_undone_as_far_as_it_got(organization: Organization) -> None:
    job = work(organization, waiting_job(organization), steps=2)
    with organization.write(organization.principal("sam")) as context:
        jobs.cancel(context, job.id)
    made = len(_customers(organization))
    assert 0 < made < ROWS
    assert _undo(organization, job).counts == {"deleted": made}


def test_a_record_that_others_point_to_stays_where_they_forbid_it(
    organization: Organization,
) -> None:
    job = _import(organization, "identifier,name\nC1,甲\nC2,乙\n")
    customer = _customers(organization)["C1"]["id"]
    with organization.write(organization.principal("sam")) as context:
        deal = {"name": "吊车", "customer": customer, "amount": "1", "close_date": "2026-12-01"}
        records.create_record(context, "opportunity", deal)
    undo = _undo(organization, job)
    assert undo.counts == {"failed": 1, "deleted": 1}
    assert _told(organization, undo) == [(2, "id", "record_in_use")]


def test_records_that_point_to_each_other_go_together(organization: Organization) -> None:
    job = _import(organization, "identifier,name,parent\nC1,甲,C2\nC2,乙,C3\nC3,丙,\n")
    assert _undo(organization, job).counts == {"deleted": 3}
    old = _create(organization, name="老公司", identifier="C0")
    job = _import(organization, "identifier,name,parent\nC0,老公司,C9\nC9,新母公司,\n")
    assert _undo(organization, job).counts == {"restored": 1, "deleted": 1}
    (found,) = _customers(organization).values()
    assert (found["id"], found["parent"]) == (old, None)


def test_undoing_takes_the_rights_that_it_would_take_by_hand(organization: Organization) -> None:
    job = _import(organization, "identifier,name\nC1,甲\n")
    _change(organization, _customers(organization)["C1"]["id"], owner={"account": "sue"})
    with (
        organization.write(organization.principal("sue")) as context,
        pytest.raises(NotFound) as caught,
    ):
        undoing.undo_import(context, job.id)
    assert caught.value.message is messages.JOB_UNKNOWN
    undo = _undo(organization, job)
    assert undo.counts == {"failed": 1}  # it is no longer his
    assert _told(organization, undo) == [(2, "id", "record_unknown")]
    assert _undo(organization, job, "admin").counts == {"left": 1}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"import_undo_days": 0}, messages.UNDO_LATE),
        ({"import_undo_days": 1}, messages.UNDO_LATE),
        ({}, None),
    ],
)
def test_an_import_can_be_undone_for_some_days(
    organization: Organization, change: dict[str, int], message: object
) -> None:
    job = _import(organization, "identifier,name\nC1,甲\n")
    organization.settings = organization.settings.model_copy(update=change)
    assert isinstance(organization.clock, TestClock)
    organization.clock.now += timedelta(days=2)
    if message is None:
        assert _undo(organization, job).counts == {"deleted": 1}
        return
    with pytest.raises(Conflict) as caught:
        _undo(organization, job)
    assert caught.value.message is message


def test_only_imports_that_have_ended_and_done_something_are_undone(
    organization: Organization,
) -> None:
    rehearsal = work(organization, waiting_job(organization, dry_run=True))
    nothing = _import(organization, "identifier,name\nC1,\n")
    waiting = jobs.find(organization, waiting_job(organization))
    undo = _undo(organization, _import(organization, "identifier,name\nC1,甲\n"))
    for job, message in (
        (rehearsal, messages.UNDO_NO_IMPORT),
        (undo, messages.UNDO_NO_IMPORT),
        (nothing, messages.UNDO_NOTHING),
        (waiting, messages.UNDO_UNFINISHED),
    ):
        with pytest.raises(Conflict) as caught:
            _undo(organization, job)
        assert caught.value.message is message


def test_whoever_may_not_delete_cannot_undo(organization: Organization) -> None:
    job = work(organization, waiting_job(organization, "admin"))
    with (
        organization.write(organization.principal("rob")) as context,
        pytest.raises((Forbidden, NotFound)),
    ):
        undoing.undo_import(context, job.id)


def test_one_undo_is_at_work_at_a_time(organization: Organization) -> None:
    job = work(organization, waiting_job(organization))
    first = _undo(organization, job, steps=1)
    with organization.write(organization.principal("sam")) as context:
        assert undoing.undo_import(context, job.id) == first.id
    work(organization, first.id)
    with organization.write(organization.principal("sam")) as context:
        assert undoing.undo_import(context, job.id) != first.id


def test_what_could_not_be_taken_back_is_in_a_file(organization: Organization) -> None:
    job = _import(organization, "identifier,name\nC1,甲\n")
    record = _customers(organization)["C1"]["id"]
    _change(organization, record, comment="打过电话了")
    undo = _undo(organization, job)
    with organization.read(organization.principal("sam")) as context:
        lines = transfer.job_error_file(context, undo).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("row,id,") and lines[1].startswith(f"2,{record},")
    assert record_messages.UNDO_WORKED_ON.zh in lines[1]


PACK = "pack: rights\nversion: 1.0.0\nlabel: {zh: 权限, en: Rights}\nrequires: [{pack: base}]\n"
PROFILE = """\
profile: guest
label: {zh: 访客, en: Guest}
objects:
  customer: {allow: [read, edit], fields: {comment: hidden}}
"""


def test_an_undo_tells_nothing_of_what_has_been_hidden_since(
    organization: Organization, tmp_path: Path
) -> None:
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    organization.apply([tmp_path])
    record = _create(organization, name="甲", identifier="C1", comment="旧备注")
    job = _import(organization, "identifier,name,comment\nC1,乙,新备注\n")
    _change(organization, record, comment="机密")
    with organization.write(organization.principal("admin")) as context:
        sam = organization.principal("sam")
        assert sam
        records.update_record(
            context, "user", sam.id, {"profiles": [{"code": "guest"}]}, ANY_VERSION
        )
    undo = _undo(organization, job)
    assert undo.counts == {"restored": 1, "left": 1}
    assert _told(organization, undo) == [(2, "", "undo_forbidden")]
    with organization.read(organization.principal("sam")) as context:
        assert "备注" not in str(jobs.document(context, undo.id))
