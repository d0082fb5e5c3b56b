"""The recycle bin, over HTTP, on both databases."""

from collections.abc import Callable
from typing import Any

from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def _order(admin: Desk) -> tuple[Any, Any]:
    """An order with one line."""
    customer = admin.create("customer", name="华强")
    product = admin.create("product", name="电源", code="P1", list_price="10")
    order = admin.create("order", customer=customer["id"], order_date="2026-11-01")
    line = admin.create(
        "order_line", order=order["id"], product=product["id"], quantity="2", unit_price="10"
    )
    return order, line


def test_details_go_to_the_recycle_bin_and_come_back_with_their_master(desk: Sit) -> None:
    admin = desk("admin")
    order, line = _order(admin)
    assert admin.call("DELETE", f"/order/{order['id']}", if_match='"1"').status_code == 204
    assert admin.call("GET", f"/order_line/{line['id']}").status_code == 404
    assert [r["id"] for r in admin.get("/order_line/deleted")["records"]] == [line["id"]]
    assert (
        admin.call("POST", f"/order_line/{line['id']}/restore").json()["code"] == "master_deleted"
    )
    restored = admin.call("POST", f"/order/{order['id']}/restore")
    assert (restored.status_code, restored.json()["version"]) == (200, 3)
    assert admin.get(f"/order_line/{line['id']}")["order"]["id"] == order["id"]


def test_a_detail_that_was_deleted_before_its_master_stays_deleted(desk: Sit) -> None:
    admin = desk("admin")
    order, line = _order(admin)
    admin.call("DELETE", f"/order_line/{line['id']}", if_match='"1"')
    admin.call("DELETE", f"/order/{order['id']}", if_match='"1"')
    admin.call("POST", f"/order/{order['id']}/restore")
    assert admin.call("GET", f"/order_line/{line['id']}").status_code == 404


def test_a_record_that_others_must_have_cannot_be_deleted(desk: Sit) -> None:
    admin = desk("admin")
    _, line = _order(admin)
    product = line["product"]["id"]
    refused = admin.call("DELETE", f"/product/{product}", if_match='"1"')
    assert (refused.status_code, refused.json()["code"]) == (409, "record_in_use")


def test_look_ups_are_cleared_by_a_deletion_and_filled_again_by_a_restoration(desk: Sit) -> None:
    admin = desk("admin")
    parent = admin.create("customer", name="母公司")
    child = admin.create("customer", name="子公司", parent=parent["id"])
    admin.call("DELETE", f"/customer/{parent['id']}", if_match='"1"')
    emptied = admin.get(f"/customer/{child['id']}")
    assert (emptied["parent"], emptied["version"]) == (None, 2)
    admin.call("POST", f"/customer/{parent['id']}/restore")
    assert admin.get(f"/customer/{child['id']}")["parent"]["id"] == parent["id"]


def test_purging_is_for_good(desk: Sit) -> None:
    admin = desk("admin")
    order, line = _order(admin)
    admin.call("DELETE", f"/order/{order['id']}", if_match='"1"')
    assert admin.call("POST", f"/order/{order['id']}/purge").status_code == 204
    assert admin.call("POST", f"/order/{order['id']}/restore").status_code == 404
    assert (
        admin.get("/order/deleted")["records"] == admin.get("/order_line/deleted")["records"] == []
    )


def test_a_live_record_cannot_be_purged(desk: Sit) -> None:
    sam = desk("sam")
    record = sam.create("customer", name="华强")
    assert sam.call("POST", f"/customer/{record['id']}/purge").status_code == 404


def test_many_records_come_back_at_once(desk: Sit) -> None:
    sam = desk("sam")
    one, two = (sam.create("customer", name=name, identifier=name)["id"] for name in "甲乙")
    rows = [{"id": one, "version": 1}, {"id": two}]
    deleted = sam.call("POST", "/customer/bulk", {"operation": "delete", "records": rows}).json()
    assert [each["status"] for each in deleted["results"]] == ["deleted", "deleted"]
    sam.create("customer", name="丙", identifier="甲")
    back: dict[str, Any] = {"operation": "restore", "records": [{"id": one}, {"id": two}]}
    refused = sam.call("POST", "/customer/bulk", {**back, "all_or_nothing": True})
    assert (refused.status_code, refused.json()["code"]) == (422, "batch_refused")
    results = sam.call("POST", "/customer/bulk", back).json()["results"]
    assert [each["status"] for each in results] == ["failed", "updated"]
    assert results[0]["errors"][0]["code"] == "not_unique"
    assert (results[1]["version"], sam.get(f"/customer/{two}")["version"]) == (3, 3)
    for wrong in ({"key": "identifier"}, {}):
        path = "/customer/bulk" if wrong else "/customer/bulk?layout=customer.default"
        assert sam.call("POST", path, {**back, **wrong}).status_code == 400


def test_nobody_brings_back_what_he_could_not_delete(desk: Sit) -> None:
    admin, sue = desk("admin"), desk("sue")
    record = admin.create("customer", name="别人的")["id"]
    admin.call("DELETE", f"/customer/{record}", if_match="*")
    body = {"operation": "restore", "records": [{"id": record}]}
    (result,) = sue.call("POST", "/customer/bulk", body).json()["results"]
    assert (result["status"], result["errors"][0]["code"]) == ("failed", "record_unknown")
    assert desk("rob").call("POST", "/customer/bulk", body).status_code == 403


def test_unique_values_are_free_again_while_their_record_is_deleted(desk: Sit) -> None:
    admin = desk("admin")
    first = admin.create("customer", name="甲", identifier="A1")
    taken = admin.call("POST", "/customer", {"name": "乙", "identifier": "A1"})
    assert taken.json()["errors"][0]["code"] == "not_unique"
    admin.call("DELETE", f"/customer/{first['id']}", if_match='"1"')
    admin.create("customer", name="乙", identifier="A1")
    refused = admin.call("POST", f"/customer/{first['id']}/restore")
    assert refused.json()["errors"][0]["code"] == "not_unique"


def test_history_tells_who_changed_what(desk: Sit) -> None:
    sam = desk("sam")
    record = sam.create("customer", name="华强")
    sam.call(
        "PATCH",
        f"/customer/{record['id']}",
        {"name": "华强集团", "annual_revenue": "5"},
        if_match='"1"',
    )
    events = sam.get(f"/customer/{record['id']}/history")["events"]
    assert [event["action"] for event in events] == ["update", "create"]
    assert events[0]["changes"] == {"name": ["华强", "华强集团"], "annual_revenue": [None, "5.00"]}
    assert events[0]["user"]["name"] == "山姆"


def test_a_tree_has_no_circles(desk: Sit) -> None:
    admin = desk("admin")
    top = admin.create("department", name="总部", code="D1")
    below = admin.create("department", name="销售部", code="D2", parent=top["id"])
    for parent in (top["id"], below["id"]):
        refused = admin.call(
            "PATCH", f"/department/{top['id']}", {"parent": parent}, if_match='"1"'
        )
        assert refused.json()["errors"][0]["code"] == "tree_circle"


def test_a_record_in_use_tells_nothing_of_what_its_user_may_not_see(desk: Sit) -> None:
    sam, admin = desk("sam"), desk("admin")
    customer = sam.create("customer", name="华强")
    admin.create(
        "opportunity", name="别人的", customer=customer["id"], amount="1", close_date="2026-12-01"
    )
    path = f"/customer/{customer['id']}"
    refused = sam.call("DELETE", path, if_match='"1"')
    assert (refused.status_code, refused.json()["code"]) == (409, "record_in_use_unseen")
    sam.create(
        "opportunity", name="我的", customer=customer["id"], amount="1", close_date="2026-12-01"
    )
    refused = sam.call("DELETE", path, if_match='"1"')
    assert refused.json()["code"] == "record_in_use"
    assert " 1 " in refused.json()["detail"], "the other one is not counted"
