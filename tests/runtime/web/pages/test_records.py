"""The page of a record: its layout with its values, its status as steps, and nothing of what the user may not read."""

from collections.abc import Callable

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from tests.runtime.web.pages.conftest import Browser

Sit = Callable[[str], Browser]


def _customer(organization: Organization, **values: object) -> str:
    with organization.write(organization.principal("sam")) as context:
        return create_record(context, "customer", {"name": "华强科技", **values}).id


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
        text: given["class"] for tag, given, text in page.parts if tag == "li" and "class" in given
    }
    assert steps == {"潜在客户": "o-done", "正在合作客户": "o-current", "淘汰客户": "o-ahead"}


def test_a_record_of_another_is_not_there(organization: Organization, browser: Sit) -> None:
    record = _customer(organization)
    assert browser("sue").get(f"/o/customer/{record}").status_code == 404


def test_it_can_be_edited_by_those_who_may(organization: Organization, browser: Sit) -> None:
    record = _customer(organization)
    assert f"/o/customer/{record}/edit" in browser("sam").page(f"/o/customer/{record}").all(
        "a", "href"
    )
