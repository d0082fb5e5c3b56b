"""The page of the recycle bin."""

from collections.abc import Callable
from datetime import timedelta

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, create_record, delete_record
from tests.runtime.web.pages.conftest import Browser, drawn

Sit = Callable[[str], Browser]


def _deleted(organization: Organization, account: str, *names: str) -> list[str]:
    found = []
    for name in names:
        with organization.write(organization.principal(account)) as context:
            record = create_record(context, "customer", {"name": name}).id
            delete_record(context, "customer", record, ANY_VERSION)
            found.append(record)
    return found


def test_the_bin_says_what_was_deleted_by_whom_and_how_long_it_stays(
    organization: Organization, browser: Sit
) -> None:
    _deleted(organization, "sam", "华强", "海天")
    later = organization.clock() + timedelta(days=84, hours=1)
    organization.clock = lambda: later
    sam = browser("sam")
    page = sam.page("/deleted")
    assert page.texts("title") == ["回收站 · Objectry"]
    assert page.all("tr", "data-object") == ["customer", "customer"]
    assert page.texts("td", **{"data-label": "删除人"}) == ["山姆", "山姆"]
    assert page.texts("td", **{"data-label": "剩余天数"}) == ["6", "6"]
    assert len(page.texts("button", **{"data-one": "restore"})) == 2
    assert sam.page("/deleted?q=海天").texts("td", **{"data-label": "对象"}) == ["客户"]
    assert sam.page("/deleted?object=task").texts("p", **{"class": "empty-title"}) == [
        "没有符合条件的已删除记录"
    ]
    assert "/deleted?object=customer" in sam.page("/o/customer").all("a", "href")
    assert "/deleted" in sam.page("/").all("a", "href")
    assert sam.get("/deleted?object=user").status_code == 422
    organization.settings = organization.settings.model_copy(update={"bin_days": 0})
    assert sam.page("/deleted").texts("td", **{"data-label": "剩余天数"}) == []


def test_the_next_deleted_records_come_when_they_are_asked_for(
    organization: Organization, browser: Sit
) -> None:
    organization.settings = organization.settings.model_copy(update={"page_size": 2})
    _deleted(organization, "sam", "华强", "海天", "远大")
    sam = browser("sam")
    more = sam.page("/deleted").one("button", **{"hx-target": "#more"})["hx-get"]
    rest = drawn(sam.get(more, hx_request="true").text)
    assert len(rest.all("tr", "data-object")) == 1 and rest.texts("h1") == []


def test_a_bin_is_empty_for_those_who_may_not_see_what_lies_there(
    organization: Organization, browser: Sit
) -> None:
    _deleted(organization, "sam", "华强")
    assert browser("sue").page("/deleted").texts("p", **{"class": "empty-title"}) == [
        "回收站是空的"
    ]
