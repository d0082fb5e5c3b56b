"""What a list page offers for its records, and the parts by which they are changed where they stand."""

from collections.abc import Callable

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, create_record, delete_record, update_record
from tests.runtime.web.pages.conftest import Browser, Drawn, drawn

Sit = Callable[[str], Browser]


def _customer(organization: Organization, owner: str, name: str = "华强科技") -> str:
    with organization.write(organization.principal(owner)) as context:
        return create_record(context, "customer", {"name": name, "level": "key"}).id


def _deal(organization: Organization, **values: object) -> str:
    with organization.write(organization.principal("sam")) as context:
        customer = create_record(context, "customer", {"name": "华强科技"}).id
        given = {
            "name": "吊车",
            "customer": customer,
            "amount": "1234.50",
            "close_date": "2026-12-01",
        }
        return create_record(context, "opportunity", {**given, **values}).id  # fmt: skip


def _part(browser: Browser, path: str) -> Drawn:
    answer = browser.get(path, hx_request="true")
    assert answer.status_code == 200, answer.text
    assert "<html" not in answer.text
    return drawn(answer.text)


def _rival(organization: Organization) -> str:
    """A record that everybody may read."""
    with organization.write(organization.principal("admin")) as context:
        return create_record(context, "competitor", {"name": "吊车"}).id


def test_each_row_says_what_may_be_done_with_its_record(
    organization: Organization, browser: Sit
) -> None:
    mine, rival = _customer(organization, "sam"), _rival(organization)
    with organization.write(organization.principal("sam")) as context:
        update_record(context, "customer", mine, {"level": "normal"}, ANY_VERSION)
    sam = browser("sam")
    row = sam.page("/o/customer").one("tr", **{"data-id": mine})
    assert row["data-version"] == "2"
    assert not {"data-no-edit", "data-no-delete"} & row.keys()
    row = sam.page("/o/competitor").one("tr", **{"data-id": rival})
    assert {"data-no-edit", "data-no-delete"} <= row.keys()


def test_the_bar_has_what_the_user_may_do(organization: Organization, browser: Sit) -> None:
    _customer(organization, "mia")
    page = browser("mia").page("/o/customer")
    assert page.all("button", "data-act") == ["edit", "transfer", "tags", "export", "delete"]
    assert "name" in page.one("div", id="selection")["data-editable"].split(",")
    _rival(organization)
    page = browser("rob").page("/o/competitor")
    assert set(page.all("button", "data-act")) <= {"export"}
    assert page.one("div", id="selection")["data-editable"] == ""


def test_what_cannot_be_taken_back_is_asked_first(
    organization: Organization, browser: Sit
) -> None:
    admin = browser("admin")
    asked = ["change", "transfer", "tags", "results"]
    assert _part(admin, "/o/customer/deeds").all("dialog", "data-dialog") == asked
    assert _part(admin, "/o/product_category/deeds").all("dialog", "data-dialog") == [
        *asked,
        "final",
    ]


def test_rows_are_drawn_as_they_are_now(organization: Organization, browser: Sit) -> None:
    stays, goes = _customer(organization, "sam", "甲"), _customer(organization, "sam", "乙")
    hers = _customer(organization, "sue", "丙")
    with organization.write(organization.principal("sam")) as context:
        delete_record(context, "customer", goes, 1)
    ids = ",".join((stays, goes, hers, "nonsense"))
    part = _part(browser("sam"), f"/o/customer/rows?ids={ids}&columns=name,level")
    assert part.all("tr", "data-id") == [stays]
    assert part.texts("a", **{"class": "o-name-link"}) == ["甲"]
    assert len(part.texts("td")) == 4, "what ticks it, two values, its menu"


def test_too_many_rows_are_refused(browser: Sit) -> None:
    ids = ",".join(["01a22bb2-bc2c-7480-a9a5-812247b7c97d"] * 201)
    assert browser("sam").get(f"/o/customer/rows?ids={ids}&columns=name").status_code == 400


def test_a_cell_has_the_input_of_the_form(organization: Organization, browser: Sit) -> None:
    record = _deal(organization)
    sam = browser("sam")
    part = _part(sam, f"/o/opportunity/{record}/cell?field=amount")
    form = part.one("form")
    assert (form["data-version"], form["data-layout"]) == ("1", "opportunity.default")
    assert form["data-text"] == part.one("input", name="amount")["value"] == "1234.50"
    part = _part(sam, f"/o/opportunity/{record}/cell?field=stage")
    assert "初步接洽" in part.texts("option", selected="")


@pytest.mark.parametrize("field", ["weighted_amount", "created_at", "lose_reason", "nonsense"])
def test_what_the_form_does_not_let_change_has_no_cell(
    organization: Organization, browser: Sit, field: str
) -> None:
    record = _deal(organization)  # it is not lost: the section with the reason is hidden
    answer = browser("sam").get(f"/o/opportunity/{record}/cell?field={field}")
    assert answer.status_code == 404
    assert "请打开记录的表单" in answer.text


def test_a_section_that_is_shown_has_cells(organization: Organization, browser: Sit) -> None:
    record = _deal(organization, stage="lost", lose_reason="price")
    part = _part(browser("sam"), f"/o/opportunity/{record}/cell?field=lose_reason")
    assert part.one("select", name="lose_reason")


def test_only_those_who_may_edit_get_a_cell(organization: Organization, browser: Sit) -> None:
    record = _deal(organization)
    assert browser("rob").get(f"/o/opportunity/{record}/cell?field=amount").status_code == 403
    assert browser("sue").get(f"/o/opportunity/{record}/cell?field=amount").status_code == 404


def test_many_records_get_a_value_of_a_field(browser: Sit) -> None:
    sam = browser("sam")
    part = _part(sam, "/o/opportunity/change?field=stage")
    assert part.one("fieldset")["data-layout"] == "opportunity.default"
    chosen = part.one("option", value="stage")
    assert chosen["selected"] == ""
    offered = part.all("option", "value")
    assert {"amount", "close_date", "won"} <= set(offered)
    for no in ("name", "owner", "business_type", "created_at", "weighted_amount"):
        assert no not in offered
    assert sam.get("/o/opportunity/change?field=name").status_code == 404
    assert browser("rob").get("/o/opportunity/change").status_code == 403


def test_who_may_transfer_chooses_an_owner(browser: Sit) -> None:
    part = _part(browser("mia"), "/o/opportunity/change?field=owner")
    assert part.one("o-lookup")["data-target"] == "user"
    assert browser("rob").get("/o/opportunity/change?field=owner").status_code == 403
