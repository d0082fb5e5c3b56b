"""Validation rules judge every record that is saved, at every door, by all that a formula can know."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]

PACK = "pack: rules\nversion: 1.0.0\nlabel: {zh: 规则, en: Rules}\nrequires: [{pack: base}]\n"
LOAN = """
object: loan
label: {zh: 借款, en: Loan}
plural: {zh: 借款, en: Loans}
features: [recycle_bin, import]
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: customer, type: lookup, to: customer, label: {zh: 客户, en: Customer}}
  - {name: amount, type: currency, label: {zh: 金额, en: Amount}}
  - {name: months, type: integer, label: {zh: 期数, en: Months}}
  - {name: rate, type: percent, label: {zh: 利率, en: Rate}}
  - {name: signed, type: date, label: {zh: 签订日, en: Signed}}
  - {name: marks, type: tags, label: {zh: 标签, en: Tags}}
  - {name: place, type: geolocation, label: {zh: 地点, en: Place}}
  - name: state
    type: select
    label: {zh: 状态, en: State}
    values:
      - {value: open, label: {zh: 进行中, en: Open}}
      - {value: paid, label: {zh: 已还清, en: Paid}}
validation_rules:
  - {name: positive, when: "amount <= 0", field: amount, message: {zh: 金额必须大于零, en: More than zero}}
  - {name: monthly, when: "amount / months > 10000", field: months, message: {zh: 每期不能超过一万, en: At most 10000}}
  - {name: dear, when: "rate > 24%", message: {zh: 利率过高, en: The rate is too high}}
  - {name: stays_paid, when: 'PRIORVALUE(state) = "paid" && ISCHANGED(state)', message: {zh: 已还清的不能改回, en: Paid}}
  - {name: grows, when: "!ISNEW() && amount < $Old.amount", message: {zh: 金额不能减少, en: The amount cannot shrink}}
  - {name: medical, when: 'customer.industry = "medical" && amount > 500', message: {zh: 医疗客户最多五百, en: At most 500}}
  - {name: far, when: 'DISTANCE(place, GEOLOCATION(31.23, 121.47), "km") > 100', message: {zh: 太远, en: Too far away}}
  - {name: blocked, when: 'INCLUDES(marks, "blocked")', message: {zh: 已冻结, en: Blocked}}
  - {name: own, when: '$User.name = "管理员" && amount > 9000', message: {zh: 管理员最多九千, en: At most 9000}}
  - {name: only_directors, when: '!HASROLE("salesperson") && months = 99', message: {zh: 只有销售, en: Salespeople only}}
  - name: known
    when: 'VLOOKUP(customer.industry, customer.name, name) = "retail"'
    message: {zh: 零售客户的名称, en: A retailer}
  - name: earning
    when: 'VLOOKUP(customer.annual_revenue, customer.name, name) = 0'
    message: {zh: 没有收入的客户的名称, en: No revenue}
  - name: theirs
    profile: salesforce
    blanks: zero
    when: 'NOT(ISNULL(signed)) && months + 5 = 5'
    message: {zh: 已签订的要有期数, en: Signed loans have months}
  - {name: off, when: "TRUE", active: false, message: {zh: 永远, en: Always}}
"""


@pytest.fixture
def loans(organization: Organization, tmp_path: Path) -> Organization:
    """The organisation with loans."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    (folder / "loan.yaml").write_text(LOAN, "utf-8")
    organization.apply([folder])
    return organization


def _refused(desk: Desk, **values: Any) -> list[tuple[str, str, str]]:
    """Field, code and sentence of everything that is wrong with a new loan."""
    answer = desk.call("POST", "/loan", {"name": "借款", **values})
    if answer.status_code == 201:
        return []
    assert answer.status_code == 422, answer.text
    return [(one["field"], one["code"], one["message"]) for one in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"amount": "100", "months": 1}, []),
        ({"amount": "0"}, [("amount", "rule_broken", "金额必须大于零")]),
        ({}, []),
        ({"rate": "24"}, []),
        ({"amount": "9001"}, [("", "rule_broken", "管理员最多九千")]),
        ({"rate": "24.01"}, [("", "rule_broken", "利率过高")]),
        ({"place": {"lat": "31", "lng": "121"}}, []),
        ({"place": {"lat": "39.9", "lng": "116.4"}}, [("", "rule_broken", "太远")]),
        ({"marks": ["x", "blocked"]}, [("", "rule_broken", "已冻结")]),
        ({"months": 99}, [("", "rule_broken", "只有销售")]),
        ({"amount": "100", "months": 0},
         [("months", "rule_failed", "每期不能超过一万（规则 monthly 无法计算：除数为零）")]),
        ({"amount": "-1", "rate": "30"}, [("amount", "rule_broken", "金额必须大于零"),
                                         ("", "rule_broken", "利率过高")]),
    ],
)  # fmt: skip
def test_a_record_is_refused_for_every_rule_that_is_true_of_it(
    values: dict[str, Any], said: list[tuple[str, str, str]], loans: Organization, desk: Sit
) -> None:
    assert _refused(desk("admin"), **values) == said


def test_a_rule_reads_the_record_that_a_look_up_leads_to(loans: Organization, desk: Sit) -> None:
    admin = desk("admin")
    clinic = admin.create("customer", name="医院", industry="medical")["id"]
    shop = admin.create("customer", name="商店", industry="retail")["id"]
    assert [code for _, code, _ in _refused(admin, customer=clinic, amount="600")] == [
        "rule_broken"
    ]
    assert _refused(admin, customer=clinic, amount="400") == []
    assert _refused(admin, customer=shop, amount="600") == []


def test_a_rule_asks_for_a_record_by_its_key(loans: Organization, desk: Sit) -> None:
    admin = desk("admin")
    admin.create("customer", name="商店", industry="retail")
    assert _refused(admin, name="商店") == [("", "rule_broken", "零售客户的名称")]
    admin.create("customer", name="商店", industry="medical")
    assert _refused(admin, name="商店") == []  # two of them: nobody knows which


def test_a_rule_that_asks_for_a_record_tells_zero_from_nothing(
    loans: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    admin.create("customer", name="零", annual_revenue="0")
    admin.create("customer", name="空")
    assert [one[2] for one in _refused(admin, name="零")] == ["没有收入的客户的名称"]
    assert _refused(admin, name="空") == []


def test_a_rule_compares_with_what_the_record_was_before(loans: Organization, desk: Sit) -> None:
    admin = desk("admin")
    loan = admin.create("loan", name="一", amount="100", state="open")

    def change(**values: Any) -> list[str]:
        answer = admin.call("PATCH", f"/loan/{loan['id']}", values, if_match="*")
        return (
            []
            if answer.status_code == 200
            else [one["message"] for one in answer.json()["errors"]]
        )

    assert change(amount="99") == ["金额不能减少"]
    assert change(amount="150", state="paid") == []
    assert change(state="open") == ["已还清的不能改回"]
    assert change(name="二") == []


def test_a_batch_is_judged_record_by_record(loans: Organization, desk: Sit) -> None:
    rows = [{"name": "一", "amount": "1"}, {"name": "二", "amount": "0"}, {"name": "三"}]
    answer = desk("admin").call("POST", "/loan/bulk", {"operation": "create", "records": rows})
    assert [one["status"] for one in answer.json()["results"]] == ["created", "failed", "created"]


def test_what_is_wrong_already_is_not_judged_by_rules_that_read_it(
    loans: Organization, desk: Sit
) -> None:
    said = _refused(desk("admin"), amount="much", rate="30")
    assert [(field, code) for field, code, _ in said] == [
        ("amount", "number_invalid"),
        ("", "rule_broken"),
    ]


def test_who_changes_nothing_is_not_judged(loans: Organization, desk: Sit, tmp_path: Path) -> None:
    admin = desk("admin")
    loan = admin.create("loan", name="一", amount="100")
    folder = tmp_path / "rules"
    stricter = LOAN.replace('when: "amount <= 0"', 'when: "amount <= 100"')
    (folder / "loan.yaml").write_text(stricter, "utf-8")
    loans.apply([folder])
    same = admin.call("PATCH", f"/loan/{loan['id']}", {"amount": "100"}, if_match="*")
    other = admin.call("PATCH", f"/loan/{loan['id']}", {"name": "二"}, if_match="*")
    assert (same.status_code, other.status_code) == (200, 422)


def test_a_rule_is_read_in_the_language_that_it_names(loans: Organization, desk: Sit) -> None:
    admin = desk("admin")
    refused = _refused(admin, signed="2026-11-01")
    assert [sentence for _, _, sentence in refused] == ["已签订的要有期数"]
    assert _refused(admin, signed="2026-11-01", months=3) == []
