"""A job goes on where it stopped, whoever works on it, and ends once. On both databases."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.runtime.api import jobs, records, transfer
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.transfer import MappingDef
from objectry.runtime.database import jobs as job_table
from objectry.runtime.database.system_tables import outbox
from objectry.runtime.errors import Conflict, Overtaken, Unavailable
from objectry.runtime.jobs import messages, run, sweep
from objectry.runtime.jobs.import_records import ImportRecords, ImportWork
from objectry.runtime.jobs.interface import Site
from objectry.runtime.messages import WRITE_CONFLICT
from objectry.runtime.settings import Settings
from tests.runtime.conftest import PACKS, TestClock
from tests.runtime.jobs.imports import (
    BATCH,
    CUSTOMERS,
    REFUSED,
    ROWS,
    customers,
    result,
    waiting_job,
    work,
)

PATIENCE = 30
"""Seconds after which a server that has not tidied will never do so."""


@pytest.fixture
def organization(settings: Settings) -> Iterator[Organization]:
    """The organisation, importing in small batches."""
    found = Organization(_small(settings), TestClock())
    yield found
    found.close()


def _small(settings: Settings) -> Settings:
    return settings.model_copy(update={"import_batch": BATCH, "job_pause_ms": 0})


def _count(organization: Organization) -> int:
    with organization.read(organization.principal("admin")) as context:
        asked = ListRequest("id", count="exact", limit=1)
        return int(records.list_records(context, "customer", asked)["count"])


def test_a_job_does_what_an_import_at_once_does(organization: Organization) -> None:
    user = organization.principal("sam")
    job = work(organization, waiting_job(organization))
    assert (job.state, job.done) == ("done", job.total)
    report = transfer.report_of(organization, job)
    with organization.rehearsal(user) as context:
        upload = transfer.read_upload(context, CUSTOMERS, customers().replace(b",C", b",D"))
        other = transfer.import_here(context, upload, True)
    assert (report.rows, report.created, report.failed) == (ROWS, other.created, other.failed)
    assert (report.created, report.failed) == (ROWS - REFUSED, REFUSED)
    assert [one.row for one in report.errors] == [one.row for one in other.errors]


def test_stopping_after_every_step_changes_nothing(organization: Organization) -> None:
    user = organization.principal("sam")
    first = waiting_job(organization)
    steps = 0
    while work(organization, first, steps=1).state == "waiting":
        steps += 1
    assert steps >= ROWS // BATCH
    interrupted = result(organization, user, first)
    _remove_everything(organization)
    second = waiting_job(organization)
    work(organization, second)
    assert result(organization, user, second) == interrupted


def _remove_everything(organization: Organization) -> None:
    with organization.write(organization.principal("sam")) as context:
        listed = records.list_records(context, "customer", ListRequest("id", limit=500))
        given = [{"id": one["id"]} for one in listed["records"]]
        records.bulk(context, "customer", "delete", given, "id", True)


def test_a_rehearsal_reports_the_same_and_keeps_nothing(organization: Organization) -> None:
    rehearsed = work(organization, waiting_job(organization, dry_run=True))
    assert (rehearsed.state, _count(organization)) == ("done", 0)
    real = work(organization, waiting_job(organization))
    assert _count(organization) == ROWS - REFUSED
    assert transfer.report_of(organization, rehearsed) == transfer.report_of(organization, real)
    assert (rehearsed.done, rehearsed.counts) == (real.done, real.counts)


def test_others_write_while_a_rehearsal_goes_on(
    organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    step = ImportWork.step

    def with_a_writer(self: ImportWork, context: Any, *rest: Any) -> Any:
        with organization.write(organization.principal("mia")) as beside:
            name = f"另一家{len(written)}"
            written.append(records.create_record(beside, "customer", {"name": name}).record["id"])
        return step(self, context, *rest)

    monkeypatch.setattr(ImportWork, "step", with_a_writer)
    assert work(organization, waiting_job(organization, dry_run=True)).state == "done"
    assert _count(organization) == len(written) > ROWS / BATCH


def test_a_cancelled_job_stops_before_its_next_step(organization: Organization) -> None:
    job_id = waiting_job(organization)
    saved = []

    def cancel(done: int, total: int) -> None:
        saved.append(done)
        if done == 2 * BATCH:
            jobs.end(organization, job_id)

    run.run(organization, job_id, "h", cancel, lambda: False)
    job = jobs.find(organization, job_id)
    assert (job.state, saved[-1]) == ("cancelled", 2 * BATCH)
    assert _count(organization) == 2 * BATCH - 2
    with pytest.raises(Conflict):
        jobs.end(organization, job_id)


def test_the_step_of_a_holder_who_has_lost_the_job_leaves_nothing(
    organization: Organization,
) -> None:
    job_id = waiting_job(organization)
    work(organization, job_id, steps=2)

    def taken_over(done: int, total: int) -> None:
        if done == 3 * BATCH:
            with organization.write() as context:
                until = context.now + timedelta(hours=1)
                assert job_table.claim(context.connection, job_id, "b", context.now, until, True)

    assert not run.run(organization, job_id, "a", taken_over, lambda: False)
    job = jobs.find(organization, job_id)
    assert (job.state, job.holder, job.done) == ("running", "b", 3 * BATCH)


def test_a_job_that_was_left_behind_is_taken_over_when_its_lease_has_run_out(
    organization: Organization,
) -> None:
    job_id = waiting_job(organization)
    with organization.write() as context:
        now = context.now
        until = now + timedelta(seconds=organization.settings.job_lease_seconds)
        job_table.claim(context.connection, job_id, "killed", now, until, False)
    assert sweep.sweep(organization, "b", lambda: False) == 0
    clock = organization.clock
    assert isinstance(clock, TestClock)
    clock.now += timedelta(seconds=organization.settings.job_lease_seconds)
    assert sweep.sweep(organization, "b", lambda: False) == 1
    assert jobs.find(organization, job_id).state == "done"
    assert sweep.sweep(organization, "b", lambda: False) == 0


@pytest.mark.parametrize("dry_run", [False, True])
def test_reading_the_file_may_outlast_the_lease(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, dry_run: bool
) -> None:
    """Another process looks for jobs that were left behind all the while, and finds none."""
    hasty = _small(settings).model_copy(update={"job_lease_seconds": 3})
    organization, other = Organization(hasty), Organization(hasty)
    job_id = waiting_job(organization, dry_run=dry_run)
    begin = ImportRecords.begin
    taken: list[int] = []

    def slowly(self: ImportRecords, *rest: Any) -> ImportWork:
        until = time.monotonic() + 4
        while time.monotonic() < until:
            taken.append(sweep.sweep(other, "b", lambda: False))
            time.sleep(0.1)
        return begin(self, *rest)

    monkeypatch.setattr(ImportRecords, "begin", slowly)
    assert work(organization, job_id).state == "done"
    assert len(taken) > 2 and not any(taken)
    organization.close()
    other.close()


def test_two_who_begin_the_same_import_at_the_same_moment_share_one_job(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a unique field, two jobs would make each record twice."""
    add, meeting = run.add, threading.Barrier(2)

    def late(*rest: Any, **options: Any) -> str:
        with suppress(threading.BrokenBarrierError):
            meeting.wait(1)  # whoever adds a job gives the other one the time to do so too
        return add(*rest, **options)

    monkeypatch.setattr(run, "add", late)

    def begin(_: int) -> str:
        own = Organization(settings, TestClock())
        try:
            user = own.principal("sam")
            return transfer.new_import(own, user, CUSTOMERS, customers()).id
        finally:
            own.close()

    with ThreadPoolExecutor() as pool:
        assert len(set(pool.map(begin, range(2)))) == 1


def test_an_import_stops_when_its_rows_would_go_on_in_another_order(
    organization: Organization, tmp_path: Path
) -> None:
    """The number of rows that are done says which ones they are only as long as the order stays."""
    lines = [f"n{number},{number},{number + 1}" for number in range(3 * BATCH)]
    content = "\n".join(["name,zip_code,parent", *lines]).encode()
    job_id = waiting_job(organization, "admin", content)
    work(organization, job_id, steps=1)
    done = jobs.find(organization, job_id).done
    shutil.copytree(PACKS[0], tmp_path / "objects")
    file = tmp_path / "objects" / "customer.yaml"
    text = file.read_text(encoding="utf-8")
    unique = text.replace(
        "{name: zip_code, type: text,", "{name: zip_code, type: text, unique: true,"
    )
    file.write_text(unique, encoding="utf-8")
    organization.apply([tmp_path / "objects"])
    job = work(organization, job_id)
    assert job.state == "failed" and job.problem
    assert job.problem["code"] == "import_order_changed"
    assert f"after {done} rows" in run.refusal(job.problem).text("en")
    assert job.done == done == BATCH


def test_many_workers_do_each_step_once(organization: Organization, settings: Settings) -> None:
    """Leases that run out at once make the workers take the job from each other again and again."""
    hasty = _small(settings).model_copy(update={"job_lease_seconds": 1, "job_attempts": 100})
    job_id = waiting_job(organization)
    failures: list[BaseException] = []

    def compete(number: int) -> None:
        own = Organization(hasty, TestClock())
        try:
            while jobs.find(own, job_id).state in jobs.UNFINISHED:
                try:
                    run.run(own, job_id, f"w{number}", lambda done, total: None, lambda: False)
                except Unavailable:
                    continue
        except BaseException as error:
            failures.append(error)
            raise
        finally:
            own.close()

    workers = [threading.Thread(target=compete, args=(number,)) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    user = organization.principal("sam")
    found = result(organization, user, job_id)
    _remove_everything(organization)
    calm = waiting_job(organization)
    work(organization, calm)
    assert result(organization, user, calm) == found


def test_a_step_is_tried_again_when_somebody_saves_the_same_value(
    organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "FIRST_PAUSE", 0.001)
    step, refusals = ImportWork.step, [Overtaken(WRITE_CONFLICT)] * 3

    def refused_at_first(self: ImportWork, *rest: Any) -> Any:
        done = step(self, *rest)
        if refusals:
            raise refusals.pop()
        return done

    monkeypatch.setattr(ImportWork, "step", refused_at_first)
    assert work(organization, waiting_job(organization)).state == "done"
    assert _count(organization) == ROWS - REFUSED


def test_a_job_that_never_gets_on_has_failed_in_the_end(
    organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "FIRST_PAUSE", 0.001)

    def busy(self: ImportWork, *rest: Any) -> Any:
        raise Unavailable(messages.JOB_FINISHED)

    monkeypatch.setattr(ImportWork, "step", busy)
    job_id = waiting_job(organization)
    for _ in range(organization.settings.job_attempts):
        assert work(organization, job_id).state == "waiting"
    job = work(organization, job_id)
    assert job.state == "failed" and job.problem
    assert job.problem["code"] == "job_gave_up"


def test_the_rights_of_the_user_bind_each_step(organization: Organization) -> None:
    job_id = waiting_job(organization)
    work(organization, job_id, steps=2)
    with organization.write(organization.principal("admin")) as context:
        user = records.list_records(
            context, "user", ListRequest("id,version", filter='account = "sam"')
        )["records"][0]
        records.update_record(context, "user", user["id"], {"status": "frozen"}, user["version"])
    job = work(organization, job_id)
    assert job.state == "failed" and job.problem
    assert (job.problem["code"], _count(organization)) == ("account_inactive", 2 * BATCH - 2)


def test_a_row_counts_as_updated_when_only_its_parent_changed(organization: Organization) -> None:
    text = b"identifier,name,parent\nA,a,\nB,b,\n"
    wanted = MappingDef(object="customer", operation="upsert", key="identifier")
    work(organization, waiting_job(organization, content=text, wanted=wanted))
    again = text.replace(b"A,a,", b"A,a,B")
    for expected in ({"updated": 1, "unchanged": 1}, {"updated": 0, "unchanged": 2}):
        job = work(organization, waiting_job(organization, content=again, wanted=wanted))
        assert {name: job.counts.get(name, 0) for name in expected} == expected


def test_a_key_that_stands_twice_in_a_file_is_refused_however_far_apart(
    organization: Organization,
) -> None:
    lines = [f"K{number},n{number}" for number in range(3 * BATCH)]
    text = "\n".join(["identifier,name", *lines, "K1,other"]).encode()
    wanted = MappingDef(object="customer", operation="upsert", key="identifier")
    report = transfer.report_of(
        organization,
        work(organization, waiting_job(organization, content=text, wanted=wanted)),
    )
    assert (report.created, report.updated, report.failed) == (3 * BATCH, 0, 1)
    (error,) = report.errors
    assert (error.row, error.column) == (3 * BATCH + 2, "identifier")
    assert (error.error.message.code, error.error.value) == ("key_twice", "K1")


def test_events_are_forgotten_after_a_while_and_histories_are_not(
    organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "EVENTS_AT_ONCE", 10)

    def events() -> int:
        with organization.read() as context:
            return int(
                context.connection.scalar(sa.select(sa.func.count()).select_from(outbox)) or 0
            )

    work(organization, waiting_job(organization))
    before = events()
    assert before >= ROWS - REFUSED
    sweep.tidy(organization)
    assert events() == before
    clock = organization.clock
    assert isinstance(clock, TestClock)
    clock.now += timedelta(days=organization.settings.event_days)
    work(organization, waiting_job(organization, content="name\n新\n".encode()))
    sweep.tidy(organization)
    assert 0 < events() < 5
    with organization.read(organization.principal("sam")) as context:
        found = records.list_records(
            context, "customer", ListRequest("id,name", filter='name = "公司0"')
        )
        record = found["records"][0]["id"]
        assert len(records.history(context, "customer", record)["events"]) == 1


def test_the_number_of_a_forgotten_event_is_not_given_again(organization: Organization) -> None:
    """Whoever reads the outbox keeps his place by number: an event below it would be missed."""

    def numbers() -> list[int]:
        with organization.read() as context:
            return list(context.connection.scalars(sa.select(outbox.c.number)))

    work(organization, waiting_job(organization))
    latest = max(numbers())
    clock = organization.clock
    assert isinstance(clock, TestClock)
    clock.now += timedelta(days=organization.settings.event_days, seconds=5)
    sweep.tidy(organization)
    assert numbers() == [latest]
    work(organization, waiting_job(organization, content="name\n新\n".encode()))
    assert min(set(numbers()) - {latest}) > latest


def test_a_server_that_runs_on_tidies_by_the_clock(settings: Settings) -> None:
    quick = _small(settings).model_copy(
        update={"job_sweep_ms": 10, "job_threads": 2, "drift_hours": 0}
    )
    clock = TestClock()
    with closing(Organization(quick, clock)) as organization:
        workers = sweep.Workers(organization)
        workers.start()
        try:
            for _ in range(2):  # it does not do so once only
                waiting_job(organization, content="name\n新\n".encode())
                _wait_until(lambda: [job.state for job in jobs.list_all(organization)] == ["done"])
                clock.now += timedelta(days=quick.job_days, seconds=5)
                _wait_until(lambda: jobs.list_all(organization) == [])
        finally:
            workers.stop()


def test_between_two_times_a_server_does_not_tidy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[datetime] = []
    clock = TestClock()
    monkeypatch.setattr(sweep, "tidy", lambda site: begun.append(site.clock.now))
    quick = settings.model_copy(update={"job_sweep_ms": 10, "job_threads": 2, "tidy_minutes": 1})
    with closing(Organization(quick, clock)) as organization:
        workers = sweep.Workers(organization)
        workers.start()
        try:
            _wait_until(lambda: len(begun) == 3)
        finally:
            workers.stop()
    assert all(later - one >= timedelta(minutes=1) for one, later in pairwise(begun))


@pytest.mark.parametrize(("hours", "times"), [(1, 1), (0, 0)])
def test_a_server_leaves_a_comparison_of_computed_values_when_it_is_due(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, hours: int, times: int
) -> None:
    looked: list[str] = []

    def compare(site: Site) -> None:
        real(site)
        looked.append("")

    real = sweep.compare
    monkeypatch.setattr(sweep, "compare", compare)
    quick = settings.model_copy(update={"job_sweep_ms": 10, "drift_hours": hours})
    with closing(Organization(quick, TestClock())) as organization:
        workers = sweep.Workers(organization)
        workers.start()
        try:
            _wait_until(lambda: bool(looked))
        finally:
            workers.stop()
        found = jobs.list_all(organization)
    assert [one.kind for one in found] == ["compare"] * times


def _wait_until(done: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_finished_jobs_are_forgotten_after_a_while(organization: Organization) -> None:
    job = work(organization, waiting_job(organization))
    sweep.tidy(organization)
    assert jobs.find(organization, job.id) == job
    clock = organization.clock
    assert isinstance(clock, TestClock)
    clock.now += timedelta(days=organization.settings.job_days, seconds=5)
    sweep.tidy(organization)
    assert jobs.list_all(organization) == []
