"""Create, update and upsert: how records are named, and what a batch answers."""

from collections.abc import Callable
from typing import Any

from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]
NOBODY = "0198a1c4-7d3e-7c11-9a55-0123456789ab"


def _bulk(user: Desk, operation: str, key: str, *rows: dict[str, Any]) -> list[Any]:
    answer = user.call(
        "POST", "/project/bulk", {"operation": operation, "key": key, "records": list(rows)}
    )
    assert answer.status_code == 200, answer.text
    return [
        one["errors"][0]["code"] if one["errors"] else one["status"]
        for one in answer.json()["results"]
    ]


def test_an_upsert_by_a_key_that_nobody_can_write_makes_no_record(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    made = admin.create("project", name="甲")
    rows = ({"id": made["id"], "name": "乙"}, {"id": NOBODY, "name": "丙"})
    assert _bulk(admin, "upsert", "id", *rows) == ["updated", "key_not_found"]
    numbered = ({"number": made["number"], "name": "丁"}, {"number": "P-9999", "name": "戊"})
    assert _bulk(admin, "upsert", "number", *numbered) == ["updated", "key_not_found"]
    assert [one["name"] for one in admin.get("/project")["records"]] == ["丁"]


def test_an_upsert_by_a_key_that_can_be_written_makes_what_is_missing(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    admin.create("project", name="甲", code="A")
    rows = ({"code": "A", "name": "一"}, {"code": "B", "name": "二"})
    assert _bulk(admin, "upsert", "code", *rows) == ["updated", "created"]


def test_a_record_of_an_upsert_may_say_which_version_it_changes(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    made = admin.create("project", name="甲", code="A")
    assert _bulk(admin, "upsert", "code", {**made, "name": "乙"}) == ["updated"]
    assert _bulk(admin, "upsert", "code", {**made, "name": "丙"}) == ["record_stale"]
    new = {"code": "B", "name": "丁", "version": 1}
    other = {"id": NOBODY, "code": "A", "name": "戊", "version": 2}
    assert _bulk(admin, "upsert", "code", new, other) == ["field_read_only", "field_read_only"]
    wrong = {"operation": "upsert", "key": "code", "records": [{**made, "version": "1"}]}
    assert admin.call("POST", "/project/bulk", wrong).json()["code"] == "version_wrong"
    assert [one["name"] for one in admin.get("/project")["records"]] == ["乙"]


def test_a_bulk_update_by_a_key_finds_its_records(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    made = admin.create("project", name="甲", code="A")
    rows = ({"code": "A", "name": "一", "version": 1}, {"code": "B", "name": "二"})
    assert _bulk(admin, "update", "code", *rows) == ["updated", "key_not_found"]
    assert admin.get(f"/project/{made['id']}")["name"] == "一"
    stale = {"code": "A", "name": "二", "version": 1}
    assert _bulk(admin, "update", "code", stale) == ["record_stale"]


def test_a_bulk_update_without_a_key_names_records_by_id(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    made = admin.create("project", name="甲")
    assert _bulk(admin, "update", "id", {"id": made["id"], "name": "乙"}) == ["updated"]
    assert _bulk(admin, "update", "id", {"id": NOBODY, "name": "丙"}) == ["record_unknown"]


def test_whoever_makes_a_record_for_somebody_else_gets_its_id_if_he_may_not_see_it(
    lab: Organization, desk: Sit
) -> None:
    admin = {"account": "admin"}
    made = desk("ted").call("POST", "/project", {"name": "转交", "owner": admin})
    assert made.status_code == 201
    record = made.json()["id"]
    assert (made.json(), made.headers["etag"]) == ({"id": record}, '"1"')
    assert desk("admin").get(f"/project/{record}")["name"] == "转交"


def test_an_upsert_by_a_look_up_finds_its_records_by_whatever_names_the_other_one(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    first = admin.create("customer", name="甲")
    second, third = (admin.create("customer", name=n, identifier=n) for n in ("B", "C"))
    made = admin.create("project", name="一", patron=first["id"])
    rows = (
        {"patron": {"name": "甲"}, "name": "改"},
        {"patron": first["id"], "name": "又"},
        {"patron": {"identifier": "B"}, "name": "二"},
        {"patron": {"name": "无此"}, "name": "三"},
    )
    expected = ["updated", "key_twice", "created", "lookup_not_found"]
    assert _bulk(admin, "upsert", "patron", *rows) == expected
    assert admin.get(f"/project/{made['id']}")["name"] == "改"
    there, missing = {"patron": second["id"], "name": "四"}, {"patron": {"name": third["name"]}}
    assert _bulk(admin, "update", "patron", there, missing) == ["updated", "key_not_found"]


def test_an_import_by_a_look_up_reads_names(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    patron = admin.create("customer", name="甲")
    admin.create("project", name="一", patron=patron["id"])
    answer = admin.client.post(
        "/api/v1/project/import", params={"operation": "upsert", "key": "patron"},
        content="patron,name\n甲,改\n无此,二\n".encode(),
        headers={"authorization": f"Bearer {admin.token}"},
    ).json()  # fmt: skip
    assert (answer["updated"], answer["failed"]) == (1, 1)
    assert [one["code"] for one in answer["errors"]] == ["lookup_not_found"]


def test_a_record_with_an_unknown_look_up_fails_alone(lab: Organization, desk: Sit) -> None:
    """Whatever the look-up decides: the master of a detail, what a user may do, whose the record is."""
    admin = desk("admin")
    made = admin.create("project", name="甲", code="A")
    known, unknown = {"code": "A"}, {"code": "nope"}
    for object_name, wrong, sound in (
        ("piece", {"name": "一", "project": unknown}, {"name": "二", "project": known}),
        ("project", {"name": "一", "owner": {"account": "nobody"}}, {"name": "二"}),
        ("project", {"name": "一", "guests": [{"name": "无"}]}, {"name": "二", "guests": None}),
        ("project", {"name": "一", "above": {"code": "?"}}, {"name": "二", "above": known}),
        ("user", {"name": "一", "account": "one", "profiles": [unknown]},
         {"name": "二", "account": "two", "profiles": [{"code": "sales"}]}),
        ("user", {"name": "一", "account": "three", "role": unknown, "manager": unknown},
         {"name": "二", "account": "four", "role": {"code": "salesperson"}}),
    ):  # fmt: skip
        rows = {"operation": "create", "records": [wrong, sound]}
        results = admin.call("POST", f"/{object_name}/bulk", rows).json()["results"]
        assert [one["status"] for one in results] == ["failed", "created"], (object_name, wrong)
        assert {one["code"] for one in results[0]["errors"]} <= {
            "lookup_not_found",
            "lookup_field",
        }
    changed = admin.call("PATCH", f"/project/{made['id']}", {"above": unknown}, if_match="*")
    assert [one["code"] for one in changed.json()["errors"]] == ["lookup_not_found"]
