"""What validation rules know of roll-ups: those of what their record points to, as they were before the call."""

from pathlib import Path
from typing import Any

from objectry.runtime.api.organization import Organization
from tests.runtime.computing.conftest import DEAL, FIRM, install
from tests.runtime.computing.test_formula_fields import change
from tests.runtime.conftest import Desk

OVER = (
    "firm.spent + amount - IF(ISCHANGED(firm), 0, BLANKVALUE(PRIORVALUE(amount), 0)) > firm.limit"
)


def _install(organization: Organization, folder: Path) -> None:
    """Deals that may not spend more than the limit of their firm."""
    spent = "type: rollup, of: deal, through: firm, operation: sum, field: amount"
    more = (
        "  - {name: limit, type: currency, label: {zh: 限额, en: Limit}}\n"
        f"  - {{name: spent, {spent}, label: {{zh: 已用, en: Spent}}}}\n"
    )
    never = "validation_rules:\n  - {name: never, when: 'ISCHANGED(spent)', message: {zh: 变了, en: It changed}}\n"
    rule = f"  - {{name: over, when: '{OVER}', message: {{zh: 超出, en: Too much}}}}\n"
    install(organization, folder, deal=DEAL + rule, firm=FIRM + more + never)


def _bulk(desk: Desk, *records: dict[str, Any]) -> list[str]:
    answer = desk.call("POST", "/deal/bulk", {"operation": "create", "records": list(records)})
    return [one["status"] for one in answer.json()["results"]]


def test_the_rule_that_keeps_a_limit_stands_at_what_is_added_up(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    _install(organization, tmp_path / "deals")
    firm = admin.create("firm", name="华强", limit="100")["id"]
    deal = admin.create("deal", name="a", firm=firm, amount="60")
    assert admin.get(f"/firm/{firm}")["spent"] == "60.00"
    refused = admin.call("POST", "/deal", {"name": "b", "firm": firm, "amount": "41"})
    assert refused.json()["errors"][0]["message"] == "超出"
    change(admin, "deal", deal["id"], amount="100")
    refused = admin.call("PATCH", f"/deal/{deal['id']}", {"amount": "101"}, if_match="*")
    assert refused.status_code == 422
    change(admin, "deal", deal["id"], amount="10")
    admin.create("deal", name="b", firm=firm, amount="90")


def test_a_roll_up_changes_by_no_save_of_its_own_record(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    _install(organization, tmp_path / "deals")
    firm = admin.create("firm", name="华强", limit="100")["id"]
    admin.create("deal", name="a", firm=firm, amount="60")
    assert change(admin, "firm", firm, name="长虹")["spent"] == "60.00"


def test_records_of_one_call_do_not_see_each_other(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    _install(organization, tmp_path / "deals")
    firm = admin.create("firm", name="华强", limit="100")["id"]
    made = _bulk(
        admin,
        {"name": "a", "firm": firm, "amount": "60"},
        {"name": "b", "firm": firm, "amount": "60"},
    )
    assert made == ["created", "created"]
    assert _bulk(admin, {"name": "c", "firm": firm, "amount": "1"}) == ["failed"]
