"""The doctor finds computed values that are not what they should be."""

from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest
import sqlalchemy as sa

from objectry.runtime.api.maintenance import examine
from objectry.runtime.api.messages import HEALTH_COMPUTED
from objectry.runtime.api.organization import Organization
from objectry.runtime.computing import drift, waiting
from objectry.runtime.database import jobs
from objectry.runtime.jobs import compare, sweep
from objectry.runtime.store import computed
from tests.runtime.computing.test_formula_fields import change
from tests.runtime.conftest import Desk, TestClock


def told(organization: Organization) -> str:
    """What the doctor says of computed values; nothing when all are right."""
    (finding,) = [one for one in examine(organization) if one.message is HEALTH_COMPUTED]
    assert finding.fine is not bool(finding.details)
    return finding.details


def spoil(organization: Organization, object_name: str, **values: object) -> None:
    """Change values behind the platform's back."""
    with organization.write() as context:
        table = context.state.tables.objects[object_name]
        context.connection.execute(sa.update(table).values(values))


def compared(organization: Organization) -> dict[str, int]:
    """What is there of comparisons, by state, after a server has looked whether one is due."""
    sweep.compare(organization)
    sweep.sweep(organization, "here", lambda: False)
    with organization.read() as context:
        found = jobs.listed(context.connection, None, 10)
    return Counter(one.state for one in found if one.kind == compare.KIND)


def pass_by(organization: Organization, hours: int) -> None:
    """Let some hours go by."""
    clock = organization.clock
    assert isinstance(clock, TestClock)
    clock.now += timedelta(hours=hours)


def fill(admin: Desk) -> None:
    """A firm and three of its deals, one of them in the recycle bin."""
    home = admin.create("home", name="上海")["id"]
    firm = admin.create("firm", name="华强", home=home)["id"]
    deals = [admin.create("deal", name=name, firm=firm, amount="10", rate="50") for name in "abc"]
    change(admin, "deal", deals[0]["id"], parts=0)
    admin.call("DELETE", f"/deal/{deals[1]['id']}", if_match="*")


def test_values_that_are_right_are_no_finding(admin: Desk, organization: Organization) -> None:
    fill(admin)
    assert told(organization) == ""


def test_values_that_were_changed_by_hand_are_told_with_their_number(
    admin: Desk, organization: Organization
) -> None:
    fill(admin)
    spoil(organization, "deal", doubled=5, share__error=None, rank="Z")
    spoil(organization, "firm", deals=7)
    assert set(told(organization).split("; ")) == {
        "deal.doubled 3", "deal.rank 3", "deal.share 1", "firm.deals 1",
    }  # fmt: skip


def test_a_server_logs_what_the_doctor_would_tell(
    admin: Desk, organization: Organization, caplog: pytest.LogCaptureFixture
) -> None:
    fill(admin)
    assert compared(organization) == {"done": 1}
    assert caplog.messages == []
    spoil(organization, "deal", doubled=5)
    pass_by(organization, hours=organization.settings.drift_hours)
    assert compared(organization) == {"done": 2}
    (message,) = caplog.messages
    assert message.endswith(told(organization)) and "deal.doubled 3" in message


def test_values_are_compared_once_a_day_however_many_processes_and_starts_there_are(
    admin: Desk, organization: Organization
) -> None:
    fill(admin)
    with closing(Organization(organization.settings, organization.clock)) as other:
        for one in (organization, other, organization):
            sweep.compare(one)
            with one.write() as context:
                compare.leave(
                    context
                )  # another process has found that it is due at the same moment
        assert compared(organization) == {"done": 1}
        pass_by(organization, hours=organization.settings.drift_hours - 1)
        assert compared(other) == {"done": 1}
        pass_by(organization, hours=2)
        assert compared(other) == compared(organization) == {"done": 2}


def test_nobody_misses_a_comparison_that_waits(admin: Desk, organization: Organization) -> None:
    fill(admin)
    sweep.compare(organization)
    pass_by(organization, hours=1)
    assert [one for one in examine(organization) if not one.fine] == []


def test_each_object_is_a_step_of_its_own(admin: Desk, organization: Organization) -> None:
    fill(admin)
    spoil(organization, "deal", doubled=5)
    spoil(organization, "firm", deals=7)
    compared(organization)
    with organization.read() as context:
        (job,) = jobs.listed(context.connection, None, 10)
        objects = drift.compared(context.state)
    assert {"deal", "firm"} <= set(objects)
    assert (job.done, job.total, job.counts) == (len(objects), len(objects), {"wrong": 4})


def test_a_sample_goes_on_at_the_beginning(admin: Desk, organization: Organization) -> None:
    every = sorted(admin.create("home", name=f"{at}")["id"] for at in range(7))
    with organization.read() as context:
        for _ in range(20):
            some = computed.some_of(context, "home", 3)
            at = every.index(some[0])
            assert some == [*every, *every][at : at + 3]
            assert sorted(computed.some_of(context, "home", 9)) == every
            assert computed.some_of(context, "deal", 9) == []


def test_what_a_job_is_about_to_recalculate_is_left_out(
    admin: Desk, organization: Organization
) -> None:
    fill(admin)
    spoil(organization, "deal", doubled=5)
    with organization.write() as context:
        waiting.leave(context, context.catalog.objects["deal"].fields["doubled"])
    assert told(organization) == ""
