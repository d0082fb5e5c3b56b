"""The page of a record: its layout with its values, its status as steps, and nothing of what the user may not read."""

from collections.abc import Callable

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record, update_record
from tests.runtime.web.pages.conftest import Browser

Sit = Callable[[str], Browser]


def _customer(organization: Organization, **values: object) -> str:
    with organization.write(organization.principal("sam")) as context:
        return create_record(context, "customer", {"name": "华强科技", **values}).id


def _of_rob(organization: Organization) -> str:
    """A customer of somebody who may only read."""
    with organization.write(organization.principal("admin")) as context:
        values = {"name": "海岸", "status": "cooperating", "owner": {"account": "rob"}}
        return create_record(context, "customer", values).id


def test_a_record_is_shown_on_its_layout(organization: Organization, browser: Sit) -> None:
    record = _customer(
        organization, status="cooperating", comment="第一行\n第二行", email="a@example.com"
    )
    page = browser("sam").page(f"/o/customer/{record}")
    assert page.texts("h1") == ["华强科技"]
    assert page.texts("h2")[:2] == ["基本信息", "联系方式"]
    labels = page.texts("dt")
    assert "客户名称" in labels and "备注" in labels
    assert "第一行\n第二行" in page.texts("dd")
    assert "mailto:a@example.com" in page.all("a", "href")


def test_its_status_is_a_path(organization: Organization, browser: Sit) -> None:
    record = _customer(organization, status="cooperating")
    page = browser("sam").page(f"/o/customer/{record}")
    steps = {
        given["data-value"]: given["class"]
        for tag, given, _ in page.parts
        if tag == "li" and "data-value" in given
    }
    assert steps == {
        "potential": "o-done",
        "cooperating": "o-current",
        "eliminated": "o-ahead",
    }
    assert page.texts("button", **{"data-value": "eliminated"}) == ["淘汰客户"]


def test_who_may_not_edit_has_steps_to_look_at(organization: Organization, browser: Sit) -> None:
    rob = browser("rob").page(f"/o/customer/{_of_rob(organization)}")
    assert rob.all("button", "data-value") == [] and "正在合作客户" in rob.texts("span")
    assert rob.all("div", "data-edit") == rob.all("o-delete", "data-id") == []


def test_a_record_of_another_is_not_there(organization: Organization, browser: Sit) -> None:
    record = _customer(organization)
    assert browser("sue").get(f"/o/customer/{record}").status_code == 404


def test_it_can_be_edited_by_those_who_may(organization: Organization, browser: Sit) -> None:
    record = _customer(organization)
    assert f"/o/customer/{record}/edit" in browser("sam").page(f"/o/customer/{record}").all(
        "a", "href"
    )


def _deal(organization: Organization, **values: object) -> str:
    with organization.write(organization.principal("sam")) as context:
        customer = create_record(context, "customer", {"name": "海岸"}).id
        given = {"name": "吊车", "customer": customer, "amount": "5", "close_date": "2026-12-01"}
        return create_record(context, "opportunity", {**given, **values}).id


def test_sections_are_shown_while_their_conditions_hold(
    organization: Organization, browser: Sit
) -> None:
    sam = browser("sam")
    assert "输单分析" not in sam.page(f"/o/opportunity/{_deal(organization)}").texts("h2")
    lost = _deal(organization, stage="lost", lose_reason="price")
    assert "输单分析" in sam.page(f"/o/opportunity/{lost}").texts("h2")


def test_values_that_can_be_changed_have_a_pencil(
    organization: Organization, browser: Sit
) -> None:
    page = browser("sam").page(f"/o/opportunity/{_deal(organization)}")
    editable = page.all("div", "data-edit")
    assert "amount" in editable and "weighted_amount" not in editable
    assert page.one("button", **{"aria-label": "编辑 预计收入"})


def test_a_form_takes_the_place_of_the_values(organization: Organization, browser: Sit) -> None:
    record = _deal(organization)
    part = browser("sam").page(f"/o/opportunity/{record}/inline?stage=lost")
    assert part.one("o-form")["data-version"] == "1"
    assert "hidden" not in part.one("details", **{"data-section": "3"})
    assert "required" in part.one("label", **{"for": "f-lose_reason"})["class"]
    assert not part.texts("aside"), "it is a part of a page"


def test_a_conflict_tells_who_has_changed_what_is_stored(
    organization: Organization, browser: Sit
) -> None:
    record = _deal(organization)
    with organization.write(organization.principal("mia")) as context:
        update_record(context, "opportunity", record, {"amount": "7"}, 1)
    sam = browser("sam")
    part = sam.page(f"/o/opportunity/{record}/conflict?version=1")
    assert part.one("form")["data-version"] == "2"
    assert part.one("input", name="amount")["value"] == "7.00"
    (told,) = [text for tag, _, text in part.parts if tag == "li"]
    assert told.endswith("· 米娅经理")
    assert sam.get(f"/o/opportunity/{record}/conflict").status_code == 400


def test_it_says_why_it_can_be_seen(organization: Organization, browser: Sit) -> None:
    record = _customer(organization)
    assert "您是负责人" in browser("sam").page(f"/o/customer/{record}/access").texts("li")


def test_an_owner_is_changed_by_those_who_may(organization: Organization, browser: Sit) -> None:
    record = _customer(organization)
    mia = browser("mia")
    assert "owner-dialog" in mia.page(f"/o/customer/{record}").all("o-opens", "data-dialog")
    assert mia.page(f"/o/customer/{record}/owner").one("o-owner")["data-version"] == "1"
    rob, his = browser("rob"), _of_rob(organization)
    assert "owner-dialog" not in rob.page(f"/o/customer/{his}").all("o-opens", "data-dialog")
    assert rob.get(f"/o/customer/{his}/owner").status_code == 403


def test_related_lists_are_loaded_by_themselves(organization: Organization, browser: Sit) -> None:
    record = _customer(organization)
    with organization.write(organization.principal("sam")) as context:
        create_record(context, "contact", {"name": "李经理", "customer": record})
    sam = browser("sam")
    address = f"/o/customer/{record}/related/contact/customer"
    assert address in sam.page(f"/o/customer/{record}").all("section", "hx-get")
    part = sam.page(address)
    assert part.texts("a", **{"class": "o-name-link"}) == ["李经理"]
    assert f"/o/contact/new?customer={record}" in part.all("a", "href")
    every = next(one for one in part.all("a", "href") if one.startswith("/o/contact?"))
    assert sam.page(every).texts("a", **{"class": "o-name-link"}) == ["李经理"]
    assert sam.get(f"/o/customer/{record}/related/order_line/order").status_code == 404


def test_it_leads_on_to_the_neighbours_in_the_list_that_one_comes_from(
    organization: Organization, browser: Sit
) -> None:
    first, second, third = (_customer(organization, name=name) for name in "ABC")
    sam = browser("sam")
    listed = "http://testserver/o/customer?sort=name"
    here = sam.get(f"/o/customer/{second}", referer=listed, host="testserver").text
    assert f'href="/o/customer/{first}?from=sort%3Dname" rel="prev"' in here
    assert f'href="/o/customer/{third}?from=sort%3Dname" rel="next"' in here
    last = sam.page(f"/o/customer/{third}?from=sort%3Dname")
    assert last.all("a", "rel") == ["prev"]
    assert sam.page(f"/o/customer/{second}").all("a", "rel") == []
    assert sam.page(f"/o/customer/{second}?from=view%3Dnone").all("a", "rel") == []


def test_everything_can_be_printed(organization: Organization, browser: Sit) -> None:
    record = _customer(organization)
    with organization.write(organization.principal("sam")) as context:
        create_record(context, "contact", {"name": "李经理", "customer": record})
    page = browser("sam").page(f"/o/customer/{record}/print")
    assert page.texts("aside") == [] and page.all("details", "class") == []
    assert {"基本信息", "联系人"} <= {*page.texts("h2")} and "李经理" in page.texts("a")
    assert "合同" not in page.texts("h2"), "empty lists are not printed"


def test_long_texts_are_cut_and_files_show_what_they_are(
    organization: Organization, browser: Sit
) -> None:
    record = _customer(organization, comment="很长。" * 200)
    page = browser("sam").page(f"/o/customer/{record}")
    assert page.texts("span", **{"class": "o-more"}) == ["展开全部"]
