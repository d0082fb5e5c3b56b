"""The address book."""

from collections.abc import Callable

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, create_record, update_record
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
