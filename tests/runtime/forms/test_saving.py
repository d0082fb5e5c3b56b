"""Fields that are demanded or locked at times, at every door; what a layout demands, where a record comes from its form."""

import logging
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from objectry.runtime.records import forms, save
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


Wrong = list[tuple[str, str]]


def _told(answer: Any) -> Wrong:
    """Field and code of everything that is wrong."""
    if answer.status_code in (200, 201):
        return []
    assert answer.status_code == 422, answer.text
    return [(one["field"], one["code"]) for one in answer.json()["errors"]]


def _make(desk: Desk, query: str = "", **values: Any) -> Wrong:
    return _told(desk.call("POST", f"/deal{query}", {"name": "甲", **values}))


def _change(desk: Desk, record: Any, query: str = "", **values: Any) -> Wrong:
    answer = desk.call("PATCH", f"/deal/{record['id']}{query}", values, if_match="*")
    return _told(answer)


# At every door -------------------------------------------------------------------------------------------------------


def test_a_field_is_demanded_while_its_condition_is_true(deals: Desk) -> None:
    assert _make(deals) == []
    assert _make(deals, stage="lost") == [("reason", "required")]
    assert _make(deals, stage="lost", reason="") == [("reason", "required")]
    assert _make(deals, stage="lost", reason="太贵") == []
    deal = deals.create("deal", name="乙")
    assert _change(deals, deal, stage="lost") == [("reason", "required")]
    assert _change(deals, deal, stage="lost", reason="太贵") == []
    assert _change(deals, deal, reason=None) == [("reason", "required")]
    assert _change(deals, deal, stage="new", reason=None) == []


def test_a_demand_reads_the_records_that_look_ups_lead_to(deals: Desk) -> None:
    clinic = deals.create("customer", name="医院", industry="medical")["id"]
    shop = deals.create("customer", name="商店", industry="retail")["id"]
    assert _make(deals, customer=clinic) == [("permit", "required")]
    assert _make(deals, customer=clinic, permit="P-1") == []
    assert _make(deals, customer=shop) == []


def test_a_demand_that_cannot_be_computed_holds(
    deals: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "objectry.formulas"):
        assert _make(deals, amount="100", months=0) == [("monthly", "required")]
    (noted,) = [one.getMessage() for one in caplog.records]
    assert noted == "a condition counts as true: amount / months > 100: division by zero"
    assert _make(deals, amount="100", months=0, monthly="1") == []


def test_whoever_changes_nothing_is_not_judged(deals: Desk) -> None:
    clinic = deals.create("customer", name="医院")
    deal = deals.create("deal", name="乙", customer=clinic["id"])
    changed = deals.call(
        "PATCH", f"/customer/{clinic['id']}", {"industry": "medical"}, if_match="*"
    )
    assert changed.status_code == 200
    assert _change(deals, deal, name="乙") == []
    assert _change(deals, deal, name="丙") == [("permit", "required")]


def test_a_wrong_value_is_told_without_what_would_follow_from_it(deals: Desk) -> None:
    assert _make(deals, stage="nowhere") == [("stage", "select_unknown")]


def test_a_locked_field_keeps_its_value(deals: Desk) -> None:
    deal = deals.create("deal", name="乙", amount="100", stage="won")
    assert _change(deals, deal, amount="90") == [("amount", "field_locked")]
    assert _change(deals, deal, amount=None) == [("amount", "field_locked")]
    assert _change(deals, deal, stage="new", amount="90") == [("amount", "field_locked")]
    assert _change(deals, deal, amount="100.00", name="丙") == []
    assert _change(deals, deal, stage="new") == []
    assert _change(deals, deal, stage="won", amount="90") == []


def test_a_new_record_is_locked_by_what_it_begins_with(deals: Desk) -> None:
    assert _make(deals, stage="won", amount="90") == []
    assert _make(deals, business_type="won", amount="90") == [("amount", "field_locked")]
    assert _make(deals, business_type="won", stage="new", amount="90") == [
        ("amount", "field_locked")
    ]
    assert _make(deals, business_type="won") == []


def test_what_defaults_fill_in_is_never_locked(deals: Desk) -> None:
    assert deals.create("deal", name="乙")["code"] == "D-乙"
    assert deals.create("deal", name="丙", code=None)["code"] == "D-丙"
    assert _make(deals, code="X-1") == [("code", "field_locked")]


def test_a_part_is_locked_by_its_master_from_the_beginning(deals: Desk) -> None:
    won, new = (deals.create("deal", name=stage, stage=stage)["id"] for stage in ("won", "new"))
    part = {"name": "一", "price": "5"}
    answer = deals.call("POST", "/part", {**part, "deal": won})
    assert _told(answer) == [("price", "field_locked")]
    assert _told(deals.call("POST", "/part", {**part, "deal": new})) == []
    assert _told(deals.call("POST", "/part", {"name": "二", "deal": won})) == []


def test_a_lock_reads_the_records_that_look_ups_led_to(deals: Desk) -> None:
    shop = deals.create("customer", name="商店", industry="retail")["id"]
    assert _make(deals, customer=shop, until="2026-12-01") == []
    deal = deals.create("deal", name="乙", customer=shop)
    assert _change(deals, deal, until="2026-12-01") == [("until", "field_locked")]
    assert _change(deals, deal, customer=None, until="2026-12-01") == [("until", "field_locked")]
    assert _change(deals, deal, customer=None) == []
    assert _change(deals, deal, until="2026-12-01") == []


def test_conditions_read_computed_fields(deals: Desk) -> None:
    """What is kept with the record, what changes by itself, and what other records make of it."""
    assert _make(deals, amount="5000") == []
    assert _make(deals, amount="5001") == [("backing", "required")]
    assert _make(deals, until="2026-11-01") == [("excuse", "required")]
    deal = deals.create("deal", name="乙", terms="一", until="2026-12-01")
    assert _change(deals, deal, terms="二") == []
    part = deals.create("part", name="一", deal=deal["id"])["id"]
    assert _change(deals, deal, terms="三") == [("terms", "field_locked")]
    assert deals.call("DELETE", f"/part/{part}", if_match="*").status_code == 204
    assert _change(deals, deal, terms="三", until="2027-12-01") == []
    assert _change(deals, deal, terms="四") == [("terms", "field_locked")]


def test_nothing_is_demanded_of_those_who_may_not_write_it(deals: Desk, desk: Sit) -> None:
    cleo = desk("cleo")
    clinic = deals.create("customer", name="医院", industry="medical", owner={"account": "cleo"})
    assert _make(cleo, stage="lost") == []
    assert _make(cleo, customer=clinic["id"]) == []
    assert _make(deals, customer=clinic["id"]) == [("permit", "required")]


def test_what_is_wrong_is_said_in_the_language_of_the_user(deals: Desk) -> None:
    deal = deals.create("deal", name="乙", amount="100", stage="won")
    said = {}
    me = deals.get("/user", filter='account = "admin"')["records"][0]["id"]
    for language in ("zh", "en"):
        deals.call("PATCH", f"/user/{me}", {"language": language}, if_match="*")
        answer = deals.call("PATCH", f"/deal/{deal['id']}", {"amount": "1"}, if_match="*")
        (error,) = answer.json()["errors"]
        said[language] = error["message"]
    assert said == {
        "zh": "金额现在已锁定，不能更改：请改回原来的值",
        "en": "Amount is locked now and cannot be changed: put its former value back",
    }


def test_batches_and_imports_are_judged_record_by_record(deals: Desk) -> None:
    won = deals.create("deal", name="乙", amount="100", stage="won")
    rows = [
        {"name": "一", "stage": "lost"},
        {"name": "二"},
        {"name": "三", "business_type": "won", "amount": "5"},
    ]
    answer = deals.call("POST", "/deal/bulk", {"operation": "create", "records": rows}).json()
    assert [[one["code"] for one in result["errors"]] for result in answer["results"]] == [
        ["required"], [], ["field_locked"],
    ]  # fmt: skip
    rows = [{"id": won["id"], "amount": "1"}]
    answer = deals.call("POST", "/deal/bulk", {"operation": "update", "records": rows}).json()
    assert [one["code"] for one in answer["results"][0]["errors"]] == ["field_locked"]
    text = f"id,amount,stage,reason\n{won['id']},100,赢单,\n"
    answer = _import(deals, text, operation="update", key="id")
    assert (answer["unchanged"], answer["failed"]) == (1, 0)
    text = f"id,amount,stage,reason\n{won['id']},90,赢单,\n"
    answer = _import(deals, text, operation="update", key="id")
    assert [(one["column"], one["code"]) for one in answer["errors"]] == [
        ("amount", "field_locked")
    ]
    answer = _import(deals, "name,stage,reason\n一,输单,\n二,输单,太贵\n")
    assert [(one["row"], one["column"], one["code"]) for one in answer["errors"]] == [
        (2, "reason", "required")
    ]
    assert answer["created"] == 1


def _import(desk: Desk, text: str, **query: str) -> Any:
    answer = desk.client.post(
        "/api/v1/deal/import",
        params=query,
        content=text.encode(),
        headers={"authorization": f"Bearer {desk.token}"},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


# On a layout ---------------------------------------------------------------------------------------------------------

ON = "?layout=deal.default"


def test_what_a_layout_demands_holds_for_its_forms_only(deals: Desk) -> None:
    assert _make(deals) == []
    assert _make(deals, ON) == [("amount", "required")]
    assert _make(deals, ON, amount="5") == []
    assert _make(deals, ON, amount="501") == [("months", "required")]
    assert _make(deals, ON, amount="501", months=9) == []
    deal = deals.create("deal", name="乙")
    assert _change(deals, deal, name="丙") == []
    assert _change(deals, deal, ON, name="丁") == [("amount", "required")]
    assert _change(deals, deal, ON, name="丙") == [], "nothing is changed"


def test_a_section_demands_nothing_while_it_is_hidden(deals: Desk) -> None:
    lost = {"amount": "20", "stage": "lost"}
    assert _make(deals, ON, amount="20") == []
    assert _make(deals, ON, **lost) == [("reason", "required"), ("permit", "required")]
    assert _make(deals, ON, **lost, reason="太贵", permit="P-1") == []
    assert _make(deals, ON, stage="lost", amount="5", reason="太贵") == []


def test_a_layout_locks_what_it_shows(deals: Desk) -> None:
    assert _make(deals, ON, amount="5", until="2026-12-01") == [("until", "field_locked")]
    assert _make(deals, ON, amount="5", until=None) == []
    deal = deals.create("deal", name="乙", amount="5", until="2026-12-01")
    assert _change(deals, deal, ON, until="2026-12-02") == [("until", "field_locked")]
    assert _change(deals, deal, ON, until="2026-12-01", name="丙") == []
    assert _change(deals, deal, until="2026-12-02") == []


def test_a_lock_of_a_layout_follows_what_is_typed(deals: Desk) -> None:
    deal = deals.create("deal", name="乙", amount="5")
    assert _change(deals, deal, ON, stage="won", months=3) == [("months", "field_locked")]
    assert _change(deals, deal, ON, stage="won") == []
    assert _change(deals, deal, ON, stage="new", months=3) == []


def test_no_layout_opens_what_is_locked_or_demanded_at_every_door(deals: Desk) -> None:
    deal = deals.create("deal", name="乙", amount="100", stage="won")
    assert _change(deals, deal, ON, amount="90") == [("amount", "field_locked")]
    empty = deals.create("deal", name="丙", stage="won")
    assert _change(deals, empty, ON, name="丁") == [], "what is locked is not demanded"
    lax = "?layout=deal.lax"  # which locks the reason, and does not show the permit
    clinic = deals.create("customer", name="医院", industry="medical")["id"]
    assert _make(deals, lax, stage="lost", customer=clinic) == [
        ("reason", "required"),
        ("permit", "required"),
    ]


def test_a_batch_comes_from_a_layout_too(deals: Desk) -> None:
    rows = [{"name": "一"}, {"name": "二", "amount": "5"}]
    body = {"operation": "create", "records": rows}
    answer = deals.call("POST", f"/deal/bulk{ON}", body).json()
    assert [one["status"] for one in answer["results"]] == ["failed", "created"]
    record = {"id": answer["results"][1]["id"], "amount": None}
    body = {"operation": "upsert", "key": "id", "records": [record]}
    answer = deals.call("POST", f"/deal/bulk{ON}", body).json()
    assert [one["code"] for one in answer["results"][0]["errors"]] == ["required"]
    answer = deals.call("POST", f"/deal/bulk{ON}", {"operation": "delete", "records": [record]})
    assert (answer.status_code, answer.json()["code"]) == (400, "layout_unused")


def test_a_layout_that_the_object_does_not_have_is_refused(deals: Desk) -> None:
    record = deals.create("deal", name="乙")["id"]
    rows = {"operation": "create", "records": [{"name": "一"}]}
    calls: tuple[tuple[str, str, Any], ...] = (
        ("POST", "/deal", {"name": "丙"}),
        ("PATCH", f"/deal/{record}", {"name": "丙"}),
        ("POST", "/deal/bulk", rows),
    )
    names = ("deal.defualt", "customer.default", "", "x" * 9_000)
    for layout, (method, path, body) in product(names, calls):
        answer = deals.call(method, f"{path}?layout={layout}", body, if_match="*")
        assert answer.status_code == 422, answer.text
        assert answer.json()["code"] == "layout_unknown"
        assert len(answer.text) < 1_000
        assert ("deal.default" in answer.json()["detail"]) == layout.endswith(("fualt", "fault"))
    assert [one["name"] for one in deals.get("/deal")["records"]] == ["乙"]


# Nothing to pay ------------------------------------------------------------------------------------------------------


def test_objects_without_conditions_pay_nothing(
    deals: Desk, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> list[str]:
        for name in ("一", "二"):  # the first one makes what every later one needs
            statements.clear()
            deals.create("customer", name=name)
        return list(statements)

    with_forms = asked()
    without = tuple(step for step in save.STEPS if step is not forms.check_forms)
    monkeypatch.setattr(save, "STEPS", without)
    assert asked() == with_forms


def test_a_batch_reads_the_other_records_once(deals: Desk, statements: list[str]) -> None:
    clinic = deals.create("customer", name="医院", industry="medical")["id"]
    counts = []
    for number in (3, 30):
        rows = [{"name": str(at), "customer": clinic, "permit": "P"} for at in range(number)]
        body = {"operation": "create", "records": rows}
        deals.call("POST", "/deal/bulk", body)
        statements.clear()
        deals.call("POST", "/deal/bulk", body)
        counts.append(len(statements))
    assert counts[0] == counts[1]
