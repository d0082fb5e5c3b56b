"""Every change of a record, first or following, has its version, its stamp, its history and its event."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context
from objectry.runtime.database.system_tables import audit, outbox
from objectry.runtime.errors import Conflict
from objectry.runtime.records import following, writing
from objectry.runtime.records.changes import Change
from objectry.runtime.store.write import fetch
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def _events(lab: Organization, record: str) -> list[tuple[str, int]]:
    with lab.read() as context:
        rows = context.connection.execute(
            sa.select(outbox.c.event, outbox.c.version)
            .where(outbox.c.record == record)
            .order_by(outbox.c.number)
        )
        return [(row.event, row.version) for row in rows]


def _history(user: Desk, object_name: str, record: Any) -> list[tuple[str, Any]]:
    events = user.get(f"/{object_name}/{record['id']}/history")["events"]
    return [(event["action"], event["changes"]) for event in events]


def _delete(user: Desk, object_name: str, record: Any) -> None:
    version = user.get(f"/{object_name}/{record['id']}", fields="version")["version"]
    answer = user.call("DELETE", f"/{object_name}/{record['id']}", if_match=f'"{version}"')
    assert answer.status_code == 204, answer.text


def test_details_go_and_come_with_their_own_versions_and_events(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    project = admin.create("project", name="甲")
    piece = admin.create("piece", name="件", project=project["id"])
    _delete(admin, "project", project)
    admin.call("POST", f"/project/{project['id']}/restore")
    for name, record in (("project", project), ("piece", piece)):
        assert _events(lab, record["id"]) == [
            (f"{name}.created", 1),
            (f"{name}.deleted", 2),
            (f"{name}.restored", 3),
        ]
        assert admin.get(f"/{name}/{record['id']}")["version"] == 3
        assert [action for action, _ in _history(admin, name, record)] == [
            "restore",
            "delete",
            "create",
        ]


def test_a_record_whose_look_ups_are_emptied_changes_once(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    customer = admin.create("customer", name="华强")
    made = admin.create("project", name="甲", partner=customer["id"], rival=customer["id"])
    _delete(admin, "customer", customer)
    admin.call("POST", f"/customer/{customer['id']}/restore")
    found = admin.get(f"/project/{made['id']}")
    assert (found["version"], found["updated_by"]["name"]) == (3, "管理员")
    assert _events(lab, made["id"]) == [
        ("project.created", 1),
        ("project.updated", 2),
        ("project.updated", 3),
    ]
    # `rival` keeps no history.
    assert _history(admin, "project", made)[:2] == [
        ("update", {"partner": [None, customer["id"]]}),
        ("update", {"partner": [customer["id"], None]}),
    ]


def test_a_purged_record_leaves_its_history_and_those_that_forget_it_theirs(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    customer = admin.create("customer", name="华强")
    made = admin.create("project", name="甲", partner=customer["id"])
    _delete(admin, "project", made)
    _delete(admin, "customer", customer)
    admin.call("POST", f"/customer/{customer['id']}/purge")
    assert _events(lab, customer["id"])[-1] == ("customer.purged", 2)
    assert _events(lab, made["id"])[-1] == ("project.updated", 3)
    with lab.read() as context:
        actions = context.connection.execute(
            sa.select(audit.c.action).where(audit.c.record == customer["id"])
        ).scalars()
        assert set(actions) == {"create", "delete", "purge"}


def test_a_restored_record_is_found_by_its_words_again(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    made = admin.create("project", name="飞轮")
    _delete(admin, "project", made)
    assert admin.get("/search", q="飞轮")["records"] == []
    admin.call("POST", f"/project/{made['id']}/restore")
    assert [one["id"] for one in admin.get("/search", q="飞轮")["records"]] == [made["id"]]


def test_changes_that_lead_to_changes_without_end_are_refused(
    lab: Organization, desk: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk("admin").create("project", name="甲")
    rounds = 0

    def forever(context: Context, changes: Sequence[Change]) -> Sequence[Change]:
        nonlocal rounds
        rounds += 1
        return changes

    monkeypatch.setattr(following, "after", forever)
    with pytest.raises(Conflict), lab.write() as context:
        thing = context.catalog.objects["project"]
        stored = fetch(context, Access.system(reasons.DEMO_DATA), thing, [made["id"]], "edit")
        change = Change(thing, "update", made["id"], stored[made["id"]], {"hint": "again"})
        writing.write(context, Access.system(reasons.DEMO_DATA), [change])
    assert rounds == writing.DEPTH + 1
    assert desk("admin").get(f"/project/{made['id']}")["version"] == 1
