"""The address book."""

from collections.abc import Callable

from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, create_record, update_record
from objectry.runtime.records import save
from objectry.runtime.records.drafts import Given
from objectry.runtime.records.reading import JSON
from tests.runtime.web.pages.conftest import Browser, drawn

Sit = Callable[[str], Browser]


def test_colleagues_are_found_by_name_pinyin_and_department(
    organization: Organization, browser: Sit
) -> None:
    with organization.write(organization.principal("admin")) as context:
        whole = create_record(context, "department", {"name": "总部", "code": "hq"}).id
        part = create_record(
            context, "department", {"name": "华南区", "code": "south", "parent": whole}
        ).id
        sam = accounts.user_id(context, "sam")
        values = {"department": part, "phone": "13800138000", "title": "顾问"}
        update_record(context, "user", sam, values, ANY_VERSION)
    mia = browser("mia")
    page = mia.page("/people")
    assert "山姆" in page.texts("a", **{"class": "o-name-link"})
    assert page.texts("option") == ["全部部门", "总部", "华南区"]
    assert any(one.startswith("tel:") for one in page.all("a", "href"))
    for query in ("q=山姆", "q=shanmu", f"department={whole}", f"department={part}"):
        found = mia.page(f"/people?{query}")
        assert found.texts("a", **{"class": "o-name-link"}) == ["山姆"], query
    assert mia.page("/people?q=nobody").texts("p", **{"class": "empty-title"}) == [
        "没有符合条件的同事"
    ]
    assert "/people" in mia.page("/").all("a", "href")
    organization.settings = organization.settings.model_copy(update={"page_size": 1})
    more = mia.page("/people").one("button", **{"hx-target": "#more"})["hx-get"]
    assert (
        len(drawn(mia.get(more, hx_request="true").text).texts("a", **{"class": "o-name-link"}))
        == 1
    )


def test_a_large_organisation_is_searched_within_its_departments(
    organization: Organization, browser: Sit
) -> None:
    """Neither the number of departments below one nor that of colleagues elsewhere hides anybody."""
    with organization.write(organization.principal("admin")) as context:
        whole = create_record(context, "department", {"name": "总部", "code": "hq"}).id
        rows = [{"name": f"部{one}", "code": f"d{one}", "parent": whole} for one in range(300)]
        department = context.catalog.objects["department"]
        given = [Given(at, row) for at, row in enumerate(rows)]
        made = save.create(context, Access.system(reasons.DEMO_DATA), department, given, JSON)
        assert {one.status for one in made} == {"created"}
        for account, place in (("sam", whole), ("sue", str(made[-1].id))):
            found = accounts.user_id(context, account)
            update_record(context, "user", found, {"department": place}, ANY_VERSION)
        sue = accounts.user_id(context, "sue")
        update_record(context, "user", sue, {"email": "sue@example.com"}, ANY_VERSION)
        dora = accounts.user_id(context, "dora")
        update_record(context, "user", dora, {"email": "dora@example.com"}, ANY_VERSION)
    mia = browser("mia")

    def names(query: str) -> set[str]:
        return set(mia.page(f"/people?{query}").texts("a", **{"class": "o-name-link"}))

    assert names(f"department={whole}") == {"山姆", "苏苏"}
    assert names(f"department={whole}&q=example.com") == {"苏苏"}
    assert names(f"department={whole}&q=nobody") == set()
