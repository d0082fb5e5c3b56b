"""What holds for a batch as a whole: unique values and trees, whatever the order of its records."""

from collections.abc import Callable
from typing import Any

from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def _update(admin: Desk, *rows: dict[str, Any], object_name: str = "project") -> list[Any]:
    """The status of each record, or the code of its first error."""
    answer = admin.call(
        "POST", f"/{object_name}/bulk", {"operation": "update", "records": list(rows)}
    )
    assert answer.status_code == 200, answer.text
    return [
        one["errors"][0]["code"] if one["errors"] else one["status"]
        for one in answer.json()["results"]
    ]


def _three(admin: Desk) -> list[Any]:
    return [admin.create("project", name=code, code=code, badge=code.lower()) for code in "ABC"]


def _codes(admin: Desk) -> dict[str, str]:
    return {one["name"]: one["code"] for one in admin.get("/project")["records"]}


def test_unique_values_can_be_swapped_and_passed_on(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    a, b, c = _three(admin)
    assert _update(admin, {"id": a["id"], "code": "B"}, {"id": b["id"], "code": "A"}) == [
        "updated",
        "updated",
    ]
    ring = (
        {"id": a["id"], "code": "C"},
        {"id": b["id"], "code": "B"},
        {"id": c["id"], "code": "A"},
    )
    assert _update(admin, *ring) == ["updated"] * 3
    assert _codes(admin) == {"A": "C", "B": "B", "C": "A"}


def test_the_taker_may_come_before_the_giver(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    a, b, _ = _three(admin)
    taken = _update(admin, {"id": b["id"], "code": "A"}, {"id": a["id"], "code": "D"})
    assert taken == ["updated", "updated"]


def test_a_value_is_not_free_when_its_giver_is_refused(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    a, b, c = _three(admin)
    # A would give its code to B, but cannot take that of C.
    rows = ({"id": b["id"], "code": "A"}, {"id": a["id"], "code": "C"})
    assert _update(admin, *rows) == ["not_unique", "not_unique"]
    # The giver is refused for its place in the tree, which has nothing to do with the code.
    rows = ({"id": b["id"], "code": "A"}, {"id": a["id"], "code": "D", "above": a["id"]})
    assert _update(admin, *rows) == ["not_unique", "tree_circle"]
    # The giver is refused for another unique field.
    rows = ({"id": b["id"], "code": "A"}, {"id": a["id"], "code": "D", "badge": "c"})
    assert _update(admin, *rows) == ["not_unique", "not_unique"]
    assert _codes(admin) == {"A": "A", "B": "B", "C": "C"}
    assert c["code"] == "C"


def test_two_new_records_cannot_share_a_value(lab: Organization, desk: Sit) -> None:
    rows = [{"name": "1", "code": "A"}, {"name": "2", "code": "A"}]
    answer = desk("admin").call("POST", "/project/bulk", {"operation": "create", "records": rows})
    assert [one["status"] for one in answer.json()["results"]] == ["created", "failed"]


def test_parent_and_child_can_change_places_in_one_batch(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    top = admin.create("project", name="上")
    low = admin.create("project", name="下", above=top["id"])
    rows = ({"id": top["id"], "above": low["id"]}, {"id": low["id"], "above": None})
    assert _update(admin, *rows) == ["updated", "updated"]
    assert admin.get(f"/project/{top['id']}")["above"]["id"] == low["id"]
    assert _update(admin, {"id": low["id"], "above": top["id"]}) == ["tree_circle"]


def test_circles_across_a_batch_are_refused(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    a, b, c = _three(admin)
    ring = ({"id": a["id"], "above": b["id"]}, {"id": b["id"], "above": c["id"]},
            {"id": c["id"], "above": a["id"]})  # fmt: skip
    assert _update(admin, *ring) == ["tree_circle"] * 3
    chain = ({"id": a["id"], "above": b["id"]}, {"id": b["id"], "above": c["id"]})
    assert _update(admin, *chain) == ["updated", "updated"]
    assert _update(admin, {"id": c["id"], "above": a["id"]}) == ["tree_circle"]


def test_a_move_that_counted_on_a_refused_one_is_refused_too(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    top = admin.create("project", name="上")
    low = admin.create("project", name="下", above=top["id"])
    # The lower one would have made room, but its code is taken.
    admin.create("project", name="他", code="X")
    rows = ({"id": top["id"], "above": low["id"]}, {"id": low["id"], "above": None, "code": "X"})
    assert _update(admin, *rows) == ["tree_circle", "not_unique"]


def test_business_types_and_controlling_values_limit_what_may_be_chosen(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    refused = admin.call("POST", "/project", {"name": "甲", "mood": "wild"})
    assert refused.json()["errors"][0]["field"] == "mood"
    made = admin.create("project", name="甲", business_type="outer", mood="wild", tone="loud")
    # The value was right for the old control and is wrong for the new one.
    assert _update(admin, {"id": made["id"], "mood": "calm"}) != ["updated"]
    assert _update(admin, {"id": made["id"], "mood": "calm", "tone": "soft"}) == ["updated"]
    assert _update(admin, {"id": made["id"], "business_type": "inner"}) == ["updated"]
    assert _update(admin, {"id": made["id"], "mood": "wild", "tone": "loud"}) != ["updated"]
    assert _update(admin, {"id": made["id"], "business_type": "none"}) != ["updated"]
