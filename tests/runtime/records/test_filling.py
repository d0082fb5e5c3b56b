"""What the platform adds to a record: owner, department, defaults and business type."""

from collections.abc import Callable
from typing import Any

from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def _user(admin: Desk, account: str) -> Any:
    return admin.get("/user", filter=f'account = "{account}"')["records"][0]


def _with_department(admin: Desk, account: str) -> tuple[str, str]:
    """A user with a department of his own."""
    department = admin.create("department", name=f"{account}的部门", code=account)["id"]
    user = _user(admin, account)
    moved = admin.call(
        "PATCH", f"/user/{user['id']}", {"department": department},
        if_match=f'"{user["version"]}"',
    )  # fmt: skip
    assert moved.status_code == 200
    return user["id"], department


def test_the_department_is_that_of_the_owner_however_the_owner_is_named(desk: Sit) -> None:
    admin = desk("admin")
    sam, department = _with_department(admin, "sam")
    for owner in (sam, {"account": "sam"}, {"name": "山姆"}):
        made = admin.create("customer", name="华强", owner=owner)
        assert made["department"]["id"] == department


def test_an_owner_who_stays_keeps_the_department_whatever_else_the_batch_does(desk: Sit) -> None:
    admin = desk("admin")
    sam, department = _with_department(admin, "sam")
    sue, _ = _with_department(admin, "sue")
    first, second = (admin.create("customer", name=name, owner=sam) for name in ("甲", "乙"))
    rows = [{"id": first["id"], "owner": {"account": "sam"}}, {"id": second["id"], "owner": sue}]
    answer = admin.call("POST", "/customer/bulk", {"operation": "update", "records": rows}).json()
    assert [one["status"] for one in answer["results"]] == ["unchanged", "updated"]
    assert admin.get(f"/customer/{first['id']}")["department"]["id"] == department


def test_a_user_may_name_himself_as_owner_without_the_right_to_transfer(desk: Sit) -> None:
    sam = desk("sam")
    for owner in ({"account": "sam"}, {"name": "山姆"}):
        assert sam.create("expense", amount="5", kind="travel", owner=owner)
    refused = sam.call(
        "POST", "/expense", {"amount": "5", "kind": "travel", "owner": {"account": "sue"}}
    )
    assert refused.json()["errors"][0]["code"] == "owner_transfer_forbidden"


def test_a_maker_who_may_not_read_users_owns_what_he_makes(lab: Organization, desk: Sit) -> None:
    made = desk("ann").create("project", name="独自")
    owner = desk("admin").get(f"/project/{made['id']}")["owner"]
    assert owner["name"] == "安"


def test_an_owner_who_is_not_found_is_one_error(desk: Sit) -> None:
    refused = desk("sam").call("POST", "/customer", {"name": "甲", "owner": {"account": "nobody"}})
    assert [e["code"] for e in refused.json()["errors"]] == ["lookup_not_found"]


def test_empty_stays_empty_where_a_field_may_be_empty(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    _, department = _with_department(admin, "admin")
    plain = admin.create("project", name="一")
    assert (plain["hint"], plain["department"]["id"]) == ("none yet", department)
    emptied = admin.create("project", name="二", hint=None, department=None)
    assert (emptied["hint"], emptied["department"]) == (None, None)


def test_empty_counts_as_not_given_where_there_must_be_a_value(
    lab: Organization, desk: Sit
) -> None:
    made = desk("admin").create("project", name="一", mood=None, business_type=None, owner=None)
    assert (made["mood"], made["business_type"]) == ("calm", "inner")
    assert made["owner"]["name"] == "管理员"
