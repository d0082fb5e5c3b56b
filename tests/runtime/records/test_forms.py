"""Fields that are demanded or locked at times, at every door; what a layout demands, where a record comes from its form."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]

FILES = {
    "pack": "pack: deals\nversion: 1.0.0\nlabel: {zh: 交易, en: Deals}\nrequires: [{pack: base}]\n",
    "deal": """
object: deal
label: {zh: 交易, en: Deal}
plural: {zh: 交易, en: Deals}
features: [recycle_bin, import]
sharing: public_read_write
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: customer, type: lookup, to: customer, label: {zh: 客户, en: Customer}}
  - name: stage
    type: select
    default: new
    label: {zh: 阶段, en: Stage}
    values:
      - {value: new, label: {zh: 新, en: New}}
      - {value: won, label: {zh: 赢单, en: Won}}
      - {value: lost, label: {zh: 输单, en: Lost}}
  - {name: reason, type: text, required_when: 'stage = "lost"', label: {zh: 原因, en: Reason}}
  - {name: amount, type: currency, read_only_when: 'stage = "won"', label: {zh: 金额, en: Amount}}
  - {name: months, type: integer, label: {zh: 月数, en: Months}}
  - {name: monthly, type: currency, required_when: 'amount / months > 100', label: {zh: 月费, en: Monthly}}
  - {name: permit, type: text, required_when: 'customer.industry = "medical"', label: {zh: 许可, en: Permit}}
  - {name: code, type: text, default_formula: '"D-" & name', read_only_when: 'stage <> "lost"', required: true,
     label: {zh: 代码, en: Code}}
  - {name: until, type: date, read_only_when: 'customer.industry = "retail"', label: {zh: 期限, en: Until}}
business_types:
  - {name: small, default: true, label: {zh: 小单, en: Small}}
  - {name: won, label: {zh: 赢单, en: Won at once}, defaults: {stage: won}}
""",
    "part": """
object: part
label: {zh: 明细, en: Part}
plural: {zh: 明细, en: Parts}
sharing: controlled_by_parent
fields:
  - {name: name, type: text, label: {zh: 名称, en: Name}}
  - {name: deal, type: master_detail, to: deal, label: {zh: 交易, en: Deal}}
  - {name: price, type: currency, read_only_when: 'deal.stage = "won"', label: {zh: 价格, en: Price}}
""",
    "layout": """
layout: deal.default
object: deal
label: {zh: 标准, en: Standard}
sections:
  - label: {zh: 基本, en: Basics}
    fields:
      - name
      - stage
      - {field: amount, required: true}
      - {field: months, required_when: amount > 500, read_only_when: 'stage = "won"'}
      - {field: until, read_only: true}
      - code
  - label: {zh: 输单, en: Lost}
    when: stage = "lost"
    fields: [{field: reason, required: true}, {field: permit, required: true, when: amount > 10}]
""",
    "clerk": """
profile: clerk
label: {zh: 文员, en: Clerk}
objects:
  customer: {allow: [read]}
  deal: {allow: [read, create, edit], fields: {reason: read, permit: hidden}}
""",
}


@pytest.fixture
def deals(organization: Organization, desk: Sit, tmp_path: Path) -> Desk:
    """The administrator, in an organisation with deals."""
    folder = tmp_path / "deals"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    organization.apply([folder])
    with organization.write() as context:
        accounts.add_user(context, "cleo", "克里奥", ["clerk"], None)
    return desk("admin")


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
    assert _make(deals, business_type="won", stage="new", amount="90") == [("amount", "field_locked")]
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
    assert [(one["column"], one["code"]) for one in answer["errors"]] == [("amount", "field_locked")]
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
