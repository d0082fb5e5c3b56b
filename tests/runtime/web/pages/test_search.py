"""The search page finds records of every kind that the user may see."""

from collections.abc import Callable

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from tests.runtime.web.pages.conftest import Browser

Sit = Callable[[str], Browser]


def test_records_are_found_by_their_words(organization: Organization, browser: Sit) -> None:
    with organization.write(organization.principal("sam")) as context:
        customer = create_record(context, "customer", {"name": "华强科技"}).id
        contact = create_record(context, "contact", {"name": "华强经理", "customer": customer}).id
    page = browser("sam").page("/search?q=华强")
    assert page.texts("title") == ["华强 · Objectry"]
    assert {f"/o/customer/{customer}", f"/o/contact/{contact}"} <= set(page.all("a", "href"))
    assert page.texts("small") == ["联系人", "客户"]


def test_others_find_nothing(organization: Organization, browser: Sit) -> None:
    with organization.write(organization.principal("sam")) as context:
        create_record(context, "customer", {"name": "华强科技"})
    for words in ("华强", "", "   "):
        page = browser("sue").page(f"/search?q={words}")
        assert page.texts("p", **{"class": "empty-title"}) == ["没有找到"]
