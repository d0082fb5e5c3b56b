"""What reaches more records than a save waits for is computed by jobs, whatever happens to those and to the metadata."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import jobs
from objectry.runtime.api.maintenance import examine
from objectry.runtime.api.messages import HEALTH_JOBS
from objectry.runtime.api.organization import Organization
from objectry.runtime.computing import recalculation
from objectry.runtime.database import failures
from objectry.runtime.database import jobs as database_jobs
from objectry.runtime.errors import Conflict
from objectry.runtime.jobs import recalculate, run, sweep
from objectry.runtime.progress import untold
from objectry.runtime.settings import Settings
from tests.runtime.computing.conftest import DEAL, FIRM, install, work
from tests.runtime.computing.fresh import assert_fresh
from tests.runtime.computing.test_formula_fields import change
from tests.runtime.conftest import Desk, TestClock

Sit = Callable[[str], Desk]
LIMIT = 3
"""Records that a save follows itself."""
BATCH = 2
"""Records that a step of a job computes."""
DEALS = 7


@pytest.fixture
def organization(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Organization]:
    """The organisation, in which nearly everything is left to jobs of small steps."""
    monkeypatch.setattr(recalculate, "BATCH", BATCH)
    small = settings.model_copy(update={"inline_dependants": LIMIT, "job_pause_ms": 0})
    found = Organization(small, TestClock())
    yield found
    found.close()


@pytest.fixture
def firm(admin: Desk, organization: Organization) -> str:
    """A firm with more deals than a save follows, and nothing left to do."""
    firm: str = admin.create("firm", name="华强")["id"]
    for number in range(DEALS):
        admin.create("deal", name=str(number), firm=firm, amount=number, rate=100)
    work(organization)
    return firm


def ranks(admin: Desk) -> set[str]:
    """What the deals tell of their firm and its home."""
    return {one["rank"] for one in admin.get("/deal", fields="rank")["records"]}


def move(admin: Desk, firm: str, name: str) -> None:
    """Give the firm a new home, which all its deals read."""
    change(admin, "firm", firm, home=admin.create("home", name=name)["id"])


def begin(organization: Organization, steps: int) -> None:
    """Work on the job that waits for so many steps, and die: its lease runs on, and nobody lets go of it."""
    left = [steps]

    def dying() -> bool:
        left[0] -= 1
        if not left[0]:
            raise Killed
        return False

    with pytest.raises(Killed):
        run.run(organization, waiting(organization), "dead", lambda done, total: None, dying)


class Killed(BaseException):
    """The process ends here."""


def waiting(organization: Organization) -> str:
    """The one job that has not ended."""
    (found,) = [one for one in jobs.list_all(organization) if one.finished_at is None]
    return found.id


def later(organization: Organization) -> None:
    """Let every lease run out."""
    assert isinstance(organization.clock, TestClock)
    organization.clock.now += timedelta(seconds=organization.settings.job_lease_seconds + 1)


def test_lists_say_which_fields_are_being_recalculated_until_they_are(
    admin: Desk, organization: Organization, firm: str
) -> None:
    move(admin, firm, "北京")
    assert admin.get("/deal")["recalculating"] == ["rank"]
    assert ranks(admin) == {"B/"}
    work(organization)
    assert "recalculating" not in admin.get("/deal")
    assert ranks(admin) == {"B/北京"}
    assert_fresh(organization, "deal", "firm", "home")


def test_records_and_numbers_say_so_of_what_they_show(
    admin: Desk, organization: Organization, firm: str
) -> None:
    deal = admin.get("/deal")["records"][0]["id"]
    move(admin, firm, "北京")
    record = admin.get(f"/deal/{deal}")
    assert record["_recalculating"] == ["rank"]
    assert "_recalculating" not in admin.get(f"/deal/{deal}", fields="name,weighted")
    changed = change(admin, "deal", deal, **record)  # it may come back with what it says
    assert changed["version"] == record["version"]
    for asked in (
        {"group": "rank", "measures": "count"},
        {"measures": "count", "filter": 'rank = "B/"'},
        {"measures": "max:(LEN(rank))"},
    ):
        assert admin.get("/deal/aggregate", **asked)["recalculating"] == ["rank"], asked
    assert "recalculating" not in admin.get("/deal/aggregate", measures="sum:amount")
    work(organization)
    assert "_recalculating" not in admin.get(f"/deal/{deal}")
    assert "recalculating" not in admin.get("/deal/aggregate", group="rank", measures="count")


def test_what_follows_from_a_field_that_waits_is_told_with_it(
    admin: Desk, organization: Organization, firm: str, tmp_path: Path
) -> None:
    label = "label: {zh: 词, en: Word}"
    more = (
        f"  - {{name: length, type: formula, returns: integer, formula: LEN(rank), {label}}}\n"
        f"  - {{name: daily, type: formula, returns: text, formula: 'rank & TEXT(TODAY())', {label}}}\n"
    )
    install(organization, tmp_path / "deals", deal=DEAL.replace("fields:\n", f"fields:\n{more}"))
    work(organization)
    move(admin, firm, "北京")
    assert admin.get("/deal", fields="name,daily")["recalculating"] == ["daily", "length", "rank"]
    deal = admin.get("/deal")["records"][0]["id"]
    assert admin.get(f"/deal/{deal}", fields="daily,amount")["_recalculating"] == ["daily"]
    numbers = admin.get("/deal/aggregate", group="length", measures="count")
    assert numbers["recalculating"] == ["length"]
    export = admin.call("GET", "/deal/export?format=csv&fields=name,length,daily")
    assert export.headers["objectry-recalculating"] == "daily, length"
    assert "objectry-recalculating" not in admin.call("GET", "/deal/export?format=csv").headers
    work(organization)
    assert "recalculating" not in admin.get("/deal", fields="name,daily")
    export = admin.call("GET", "/deal/export?format=csv&fields=name,length,daily")
    assert "objectry-recalculating" not in export.headers


def test_names_of_records_that_wait_are_told(
    admin: Desk, organization: Organization, firm: str, tmp_path: Path
) -> None:
    title = "  - {name: title, type: formula, returns: text, formula: 'name & home.name', label: {zh: 题, en: Title}}\n"
    named = FIRM.replace("fields:\n", f"name_field: title\nfields:\n{title}")
    install(organization, tmp_path / "deals", firm=named)
    work(organization)
    home = admin.create("home", name="上海")["id"]
    for number in range(LIMIT + 2):
        admin.create("firm", name=str(number), home=home)
    change(admin, "home", home, name="北京")
    assert "firm" in admin.get("/deal", fields="name,firm")["recalculating"]
    work(organization)
    assert "recalculating" not in admin.get("/deal", fields="name,firm")


def test_the_doctor_tells_of_jobs_that_nobody_works_on(
    admin: Desk, organization: Organization, firm: str
) -> None:
    def told() -> str:
        (found,) = [one for one in examine(organization) if one.message is HEALTH_JOBS]
        assert found.fine is not bool(found.details)
        return found.details

    move(admin, firm, "北京")
    assert told() == ""
    later(organization)
    assert told().startswith("recalculate deal (")
    with organization.write() as context:
        waiting = jobs.waiting(context)[0].id
        later_still = context.now + timedelta(hours=1)
        assert database_jobs.claim(
            context.connection, waiting, "test", context.now, later_still, False
        )
    assert told() == ""  # somebody is at work
    with organization.write() as context:
        database_jobs.release(context.connection, waiting, "test")
    assert jobs.work_on_all(organization, lambda job: untold) >= 1
    assert told() == ""
    assert jobs.work_on_all(organization, lambda job: untold) == 0
    assert_fresh(organization, "deal", "firm", "home")


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_killed_job_goes_on_where_it_was(
    admin: Desk, organization: Organization, firm: str, steps: int
) -> None:
    move(admin, firm, "北京")
    begin(organization, steps)
    assert sweep.sweep(organization, "other", lambda: False) == 0
    later(organization)
    work(organization)
    assert ranks(admin) == {"B/北京"}
    assert_fresh(organization, "deal", "firm", "home")


def test_a_step_that_was_cut_off_leaves_nothing(
    admin: Desk, organization: Organization, firm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(admin, firm, "北京")
    recompute = recalculation.recompute

    def cut(*given: Any) -> None:
        recompute(*given)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(recalculation, "recompute", cut)
        with pytest.raises(Killed):
            work(organization)
    assert ranks(admin) == {"B/"}
    later(organization)
    work(organization)
    assert_fresh(organization, "deal", "firm", "home")


def test_nobody_cancels_a_job_without_which_values_would_stay_old(
    admin: Desk, organization: Organization, firm: str
) -> None:
    move(admin, firm, "北京")
    refused = admin.call("POST", f"/jobs/{waiting(organization)}/cancel")
    assert (refused.status_code, refused.json()["code"]) == (409, "job_needed")
    with pytest.raises(Conflict, match="cannot be cancelled"):
        jobs.end(organization, waiting(organization))
    work(organization)
    assert ranks(admin) == {"B/北京"}


def test_a_job_is_begun_until_it_is_done(
    admin: Desk, organization: Organization, firm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(admin, firm, "北京")

    def busy(*given: Any) -> None:
        kind, message = failures.BUSY
        raise kind(message)

    with monkeypatch.context() as patch:
        patch.setattr(recalculation, "recompute", busy)
        patch.setattr(run, "FIRST_PAUSE", 0)
        for _ in range(organization.settings.job_attempts + 2):
            sweep.sweep(organization, "unlucky", lambda: False)
    assert admin.get("/deal")["recalculating"] == ["rank"]
    work(organization)
    assert ranks(admin) == {"B/北京"}


RENAMED = DEAL.replace("{name: rank,", "{name: grade, renamed_from: rank,")
WITHOUT = DEAL.replace("{name: rank,", "{name: rank, active: false,")
OTHERWISE = DEAL.replace('firm.grade & "/" & firm.home.name', "firm.home.name & firm.name")
SHORTER = DEAL.replace('firm.grade & "/" & firm.home.name', "name")


@pytest.mark.parametrize("steps", [0, 1, 2])
@pytest.mark.parametrize("deal", [RENAMED, OTHERWISE, SHORTER], ids=["renamed", "changed", "own"])
def test_a_job_goes_on_when_its_field_has_another_name_or_formula(
    admin: Desk, organization: Organization, firm: str, tmp_path: Path, deal: str, steps: int
) -> None:
    move(admin, firm, "北京")
    if steps:
        begin(organization, steps)
    assert deal != DEAL
    install(organization, tmp_path / "deals", deal=deal)
    name = "grade" if deal is RENAMED else "rank"
    assert name in admin.get("/deal")["recalculating"]
    later(organization)
    work(organization)
    assert "recalculating" not in admin.get("/deal")
    assert_fresh(organization, "deal", "firm", "home")


def test_a_job_goes_on_when_its_field_is_renamed_while_a_process_is_at_work_on_it(
    admin: Desk, organization: Organization, firm: str, tmp_path: Path
) -> None:
    move(admin, firm, "北京")
    left = [RENAMED]

    def between_steps() -> bool:
        if left:
            install(organization, tmp_path / "deals", deal=left.pop())
        return False

    assert run.run(organization, waiting(organization), "one", untold, between_steps)
    assert not left
    assert {one["grade"] for one in admin.get("/deal", fields="grade")["records"]} == {"B/北京"}
    assert_fresh(organization, "deal", "firm", "home")


def test_a_job_goes_on_when_a_look_up_on_its_way_is_renamed(
    admin: Desk, organization: Organization, firm: str, tmp_path: Path
) -> None:
    move(admin, firm, "北京")
    moved = DEAL.replace("{name: firm, type", "{name: company, renamed_from: firm, type")
    for name in ("grade", "home", "name"):
        moved = moved.replace(f"firm.{name}", f"company.{name}")
    other = "  - {name: firm, type: lookup, to: firm, label: {zh: 另一家, en: Another}}\n"
    through = FIRM.replace("through: firm", "through: company")
    install(organization, tmp_path / "deals", deal=moved, firm=through)
    both = moved.replace("\nfields:\n", f"\nfields:\n{other}")
    install(organization, tmp_path / "deals", deal=both, firm=through)
    work(organization)
    assert_fresh(organization, "deal", "firm", "home")


def test_a_job_ends_when_its_field_is_out_of_use_and_the_field_is_right_when_it_comes_back(
    admin: Desk, organization: Organization, firm: str, tmp_path: Path
) -> None:
    move(admin, firm, "北京")
    install(organization, tmp_path / "deals", deal=WITHOUT)
    work(organization)
    assert {one.state for one in jobs.list_all(organization)} == {"done"}
    install(organization, tmp_path / "deals")
    work(organization)
    assert ranks(admin) == {"B/北京"}
    assert_fresh(organization, "deal", "firm", "home")


def test_roll_ups_of_more_parents_than_the_limit_are_left_to_a_job(
    admin: Desk, organization: Organization
) -> None:
    firms = [admin.create("firm", name=str(number))["id"] for number in range(2 * LIMIT)]
    made = [{"name": "d", "firm": firm, "amount": 5, "rate": 100} for firm in firms]
    admin.call("POST", "/deal/bulk", {"operation": "create", "records": made})
    assert {"deals", "total"} <= set(admin.get("/firm")["recalculating"])
    work(organization)
    assert {one["total"] for one in admin.get("/firm", fields="total")["records"]} == {"5.00"}
    assert_fresh(organization, "deal", "firm", "home")


def test_two_jobs_on_one_field_do_not_disturb_each_other(
    admin: Desk, organization: Organization, firm: str
) -> None:
    move(admin, firm, "北京")
    move(admin, firm, "上海")
    ids = [one.id for one in jobs.list_all(organization) if one.finished_at is None]
    assert len(ids) == 2
    left = [1]

    def between() -> bool:
        if left[0]:
            left[0] = 0
            run.run(organization, ids[1], "second", lambda done, total: None, lambda: False)
        return False

    run.run(organization, ids[0], "first", lambda done, total: None, between)
    work(organization)
    assert ranks(admin) == {"B/上海"}
    assert_fresh(organization, "deal", "firm", "home")


def test_a_job_that_has_not_begun_stands_for_another_one_like_it(
    admin: Desk, organization: Organization, firm: str
) -> None:
    jobs.recalculate(organization, ["deal.rank"])
    job = waiting(organization)
    assert jobs.recalculate(organization, ["deal.rank"]) == 1
    assert waiting(organization) == job
    stops = [False]

    def after_one_step() -> bool:
        found, stops[0] = stops[0], True
        return found

    run.run(organization, job, "first", lambda done, total: None, after_one_step)
    assert waiting(organization) == job
    jobs.recalculate(organization, ["deal.rank"])  # the other one has gone past some records
    open_jobs = [one.id for one in jobs.list_all(organization) if one.finished_at is None]
    assert len(open_jobs) == 2
    work(organization)
    assert_fresh(organization, "deal", "firm", "home")


def test_records_change_beside_a_job(admin: Desk, organization: Organization, firm: str) -> None:
    other = admin.create("firm", name="长虹")["id"]
    move(admin, firm, "北京")
    deals = [one["id"] for one in admin.get("/deal", fields="id")["records"]]
    begin(organization, 1)
    change(admin, "deal", deals[0], firm=other)
    change(admin, "deal", deals[-1], firm=None)
    admin.create("deal", name="new", firm=firm)
    admin.call("DELETE", f"/deal/{deals[1]}", if_match="*")
    move(admin, firm, "上海")
    later(organization)
    work(organization)
    assert_fresh(organization, "deal", "firm", "home")
