"""The recycle bin of all objects, over HTTP, on both databases."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from objectry.metadata.catalog import Object
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context
from objectry.runtime.jobs import sweep
from objectry.runtime.records import expiring
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def _delete(desk: Desk, thing: str, **values: object) -> str:
    record = str(desk.create(thing, **values)["id"])
    answer = desk.call("DELETE", f"/{thing}/{record}", if_match="*")
    assert answer.status_code == 204, answer.text
    return record


def test_the_bin_lists_what_was_deleted_last_of_all_objects(desk: Sit) -> None:
    sam = desk("sam")
    first = _delete(sam, "customer", name="华强")
    second = _delete(sam, "task", subject="回访", due_at="2026-12-01T08:00:00Z")
    third = _delete(sam, "customer", name="海天")
    page = sam.get("/deleted", limit=2)
    assert [(one["object"], one["id"]) for one in page["records"]] == [
        ("customer", third),
        ("task", second),
    ]
    (last,) = sam.get("/deleted", limit=2, after=page["next"])["records"]
    assert last["id"] == first and last["name"] == "华强" and last["removable"] is True
    assert last["deleted_by"]["name"] == "山姆" and last["kept_until"] > last["deleted_at"]
    assert [one["id"] for one in sam.get("/deleted", object="task")["records"]] == [second]
    assert [one["id"] for one in sam.get("/deleted", q="海天")["records"]] == [third]
    assert sam.get("/deleted", q="nothing") == {"records": [], "next": None}


def test_what_one_may_not_see_is_not_in_ones_bin(desk: Sit) -> None:
    record = _delete(desk("sam"), "customer", name="华强")
    assert desk("sue").get("/deleted")["records"] == []
    (seen,) = desk("mia").get("/deleted")["records"]  # his superior
    assert seen["id"] == record


def test_what_cannot_be_asked_is_told(desk: Sit) -> None:
    sam = desk("sam")
    for query, status, code in (
        ("object=user", 422, "no_recycle_bin"), ("object=nonsense", 404, "object_unknown"), ("after=x", 422, "cursor_wrong"),
        ("after=2026-11-01T00:00:00~x", 422, "cursor_wrong"), ("limit=0", 422, "limit_wrong"),
        ("sort=name", 400, "parameter_unknown"),
    ):  # fmt: skip
        answer = sam.call("GET", f"/deleted?{query}")
        assert (answer.status_code, answer.json()["code"]) == (status, code), query


def test_a_bulk_call_removes_for_good_what_its_caller_may_delete(desk: Sit) -> None:
    sam, sue = desk("sam"), desk("sue")
    mine = _delete(sam, "customer", name="华强")
    live = sam.create("customer", name="海天")["id"]
    body = {"operation": "purge", "records": [{"id": mine}, {"id": live}]}
    assert [
        one["status"] for one in sue.call("POST", "/customer/bulk", body).json()["results"]
    ] == ["failed"] * 2
    assert [
        one["status"] for one in sam.call("POST", "/customer/bulk", body).json()["results"]
    ] == ["deleted", "failed"]
    assert sam.get("/deleted")["records"] == []
    assert sam.get(f"/customer/{live}")["name"] == "海天"


def test_what_has_lain_there_for_too_long_is_removed(
    organization: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    customer = admin.create("customer", name="华强")
    held = admin.create("contact", name="李经理", customer=customer["id"])
    old = _delete(admin, "task", subject="回访", due_at="2026-12-01T08:00:00Z")
    for thing, record in (("contact", held), ("customer", customer)):
        assert admin.call("DELETE", f"/{thing}/{record['id']}", if_match="*").status_code == 204
    later = organization.clock() + timedelta(days=organization.settings.bin_days - 1)
    organization.clock = lambda: later
    sweep.empty_bins(organization, lambda: False)
    assert len(desk("admin").get("/deleted")["records"]) == 3
    organization.clock = lambda: later + timedelta(days=2)
    sweep.empty_bins(organization, lambda: False)
    left = {one["id"] for one in desk("admin").get("/deleted")["records"]}
    assert old not in left and held["id"] not in left
    organization.settings = organization.settings.model_copy(update={"bin_days": 0})
    kept = _delete(desk("admin"), "customer", name="海天")
    organization.clock = lambda: later + timedelta(days=5000)
    sweep.empty_bins(organization, lambda: False)
    (one,) = [one for one in desk("admin").get("/deleted")["records"] if one["id"] == kept]
    assert one["kept_until"] is None


def test_what_others_in_the_bin_point_to_stays_until_they_are_gone(
    organization: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    customer = admin.create("customer", name="华强")["id"]
    order = admin.create("order", customer=customer, order_date="2026-11-01")["id"]
    for path in (f"/order/{order}", f"/customer/{customer}"):
        assert admin.call("DELETE", path, if_match="*").status_code == 204
    later = organization.clock() + timedelta(days=organization.settings.bin_days + 1)
    organization.clock = lambda: later
    sweep.empty_bins(organization, lambda: False)
    assert [one["id"] for one in desk("admin").get("/deleted")["records"]] == [customer]
    sweep.empty_bins(organization, lambda: False)
    assert desk("admin").get("/deleted")["records"] == []


def test_a_defect_in_one_object_and_a_server_that_stops_leave_the_other_bins_alone(
    organization: Organization,
    desk: Sit,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    sam = desk("sam")
    customer = _delete(sam, "customer", name="华强")
    _delete(sam, "task", subject="回访", due_at="2026-12-01T08:00:00Z")
    later = organization.clock() + timedelta(days=organization.settings.bin_days + 1)
    organization.clock = lambda: later
    sweep.empty_bins(organization, lambda: True)
    assert len(desk("sam").get("/deleted")["records"]) == 2
    looked: list[str] = []

    def fragile(context: Context, thing: Object, *rest: Any) -> Any:
        looked.append(thing.name)
        if thing.name == "customer":
            raise RuntimeError("broken customers")
        return real(context, thing, *rest)

    real = expiring.remove_expired
    monkeypatch.setattr(expiring, "remove_expired", fragile)
    with caplog.at_level(logging.ERROR, "objectry.jobs"):
        sweep.empty_bins(organization, lambda: False)
    assert [one["id"] for one in desk("sam").get("/deleted")["records"]] == [customer]
    assert "broken customers" in caplog.text
    with organization.read_for(None) as context:
        objects = context.catalog.objects
    assert all("recycle_bin" in objects[one].features for one in looked)
