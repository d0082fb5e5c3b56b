"""Forms: what stands in them, what they offer and demand, and what a save takes of what people write."""

from collections.abc import Callable
from typing import Any

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from tests.runtime.conftest import Desk
from tests.runtime.web.pages.conftest import Browser

Sit = Callable[[str], Browser]


def _deal(organization: Organization, **values: object) -> str:
    with organization.write(organization.principal("sam")) as context:
        customer = create_record(context, "customer", {"name": "华强科技"}).id
        given = {
            "name": "吊车",
            "customer": customer,
            "amount": "1234.50",
            "close_date": "2026-12-01",
        }
        return create_record(context, "opportunity", {**given, **values}).id


def test_a_new_record_begins_with_its_defaults(browser: Sit) -> None:
    page = browser("sam").page("/o/opportunity/new?business_type=standard")
    form = page.one("o-form")
    assert (form["data-object"], form["data-id"], form["data-layout"]) == (
        "opportunity",
        "",
        "opportunity.default",
    )
    assert page.one("input", name="amount")["value"] == ""
    assert "初步接洽" in page.texts("option", selected="")
    assert page.one("input", name="name")["aria-required"] == "true"
    assert "required" in page.one("label", **{"for": "f-name"})["class"]


def test_a_record_begins_with_what_the_address_says(
    organization: Organization, browser: Sit
) -> None:
    with organization.write(organization.principal("sam")) as context:
        customer = create_record(context, "customer", {"name": "华强科技"}).id
    page = browser("sam").page(
        f"/o/opportunity/new?business_type=standard&customer={customer}&name=吊车"
    )
    assert page.one("input", name="name")["value"] == "吊车"
    assert page.one("input", name="customer")["value"] == customer
    assert page.one("input", id="f-customer")["value"] == "华强科技"


def test_a_form_holds_the_record_as_people_write_it(
    organization: Organization, browser: Sit
) -> None:
    record = _deal(organization)
    page = browser("sam").page(f"/o/opportunity/{record}/edit")
    assert page.one("o-form")["data-version"] == "1"
    assert page.one("input", name="amount")["value"] == "1234.50"
    assert page.one("input", name="close_date")["type"] == "date"
    assert page.one("input", name="close_date")["value"] == "2026-12-01"
    assert page.one("o-lookup", **{"data-target": "customer"})["data-field"] == "customer"


def test_what_cannot_be_written_is_shown(organization: Organization, browser: Sit) -> None:
    page = browser("sam").page(f"/o/opportunity/{_deal(organization)}/edit")
    assert page.one("output", id="f-weighted_amount")
    assert not [one for one in page.all("input", "name") if one == "weighted_amount"]


def test_only_those_who_may_edit_get_a_form(organization: Organization, browser: Sit) -> None:
    record = _deal(organization)
    rob = browser("rob")
    assert rob.get("/o/opportunity/new").status_code == 403
    assert rob.get(f"/o/opportunity/{record}/edit").status_code == 403


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("amount", "1,234.5", "1234.50"),
        ("amount", "１２３", "123.00"),
        ("win_rate", "25%", "25"),
        ("win_rate", "25", "25"),
        ("close_date", "2026年12月1日", "2026-12-01"),
        ("close_date", "2026/12/1", "2026-12-01"),
        ("amount", "", None),
    ],
)
def test_numbers_and_days_are_taken_as_people_write_them(
    organization: Organization, desk: Callable[[str], Desk], field: str, typed: str, kept: Any
) -> None:
    record = _deal(organization)
    sam = desk("sam")
    changed = sam.call("PATCH", f"/opportunity/{record}?typed=true", {field: typed}, if_match="*")
    if kept is None:
        assert changed.status_code == 422 and changed.json()["errors"][0]["field"] == field
        return
    assert changed.status_code == 200, changed.text
    assert changed.json()[field] == kept


def test_moments_are_those_of_the_user(
    organization: Organization, desk: Callable[[str], Desk]
) -> None:
    sam = desk("sam")
    made = sam.call("POST", "/task?typed=true", {"subject": "call", "due_at": "2026-11-23 16:30"})
    assert made.status_code == 201, made.text
    assert made.json()["due_at"] == "2026-11-23T08:30:00.000Z"


def test_a_form_that_is_sent_back_changes_nothing(
    organization: Organization, desk: Callable[[str], Desk]
) -> None:
    record = _deal(organization)
    sam = desk("sam")
    same = {"amount": "1,234.50", "close_date": "2026-12-01"}
    answer = sam.call("PATCH", f"/opportunity/{record}?typed=true", same, if_match='"1"')
    assert answer.json()["version"] == 1


def test_the_state_of_a_form_reads_what_is_typed(desk: Callable[[str], Desk]) -> None:
    sam = desk("sam")
    body = {"values": {"amount": "1,234.5", "close_date": "someday"}}
    state = sam.call("POST", "/opportunity/form?typed=true", body).json()
    assert [error["field"] for error in state["errors"]] == ["close_date"]
    plain = sam.call("POST", "/opportunity/form", body).json()
    assert [error["field"] for error in plain["errors"]] == ["amount", "close_date"]
