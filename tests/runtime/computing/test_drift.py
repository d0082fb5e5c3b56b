"""The doctor finds computed values that are not what they should be."""

import pytest
import sqlalchemy as sa

from objectry.runtime.api.maintenance import examine
from objectry.runtime.api.messages import HEALTH_COMPUTED
from objectry.runtime.api.organization import Organization
from objectry.runtime.computing import waiting
from objectry.runtime.jobs import sweep
from tests.runtime.computing.test_formula_fields import change
from tests.runtime.conftest import Desk


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
    sweep.compare(organization)
    assert caplog.messages == []
    spoil(organization, "deal", doubled=5)
    sweep.compare(organization)
    (message,) = caplog.messages
    assert message.endswith(told(organization)) and "deal.doubled 3" in message


def test_what_a_job_is_about_to_recalculate_is_left_out(
    admin: Desk, organization: Organization
) -> None:
    fill(admin)
    spoil(organization, "deal", doubled=5)
    with organization.write() as context:
        waiting.leave(context, context.catalog.objects["deal"].fields["doubled"])
    assert told(organization) == ""
