"""The page of notifications, and what the bell shows."""

from collections.abc import Callable

from objectry.runtime.api import follows
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, create_record, update_record
from tests.runtime.web.pages.conftest import Browser, drawn

Sit = Callable[[str], Browser]


def _changed(organization: Organization, times: int) -> str:
    """A customer that Mia follows and Sam has changed."""
    with organization.write(organization.principal("sam")) as context:
        record = create_record(context, "customer", {"name": "华强科技"}).id
    with organization.write(organization.principal("mia")) as context:
        follows.follow(context, "customer", record)
    for number in range(times):
        with organization.write(organization.principal("sam")) as context:
            update_record(
                context, "customer", record, {"fax": f"0755 1234 567{number}"}, ANY_VERSION
            )
    return record


def test_notifications_say_what_has_changed_and_lead_there(
    organization: Organization, browser: Sit
) -> None:
    record = _changed(organization, 1)
    mia = browser("mia")
    for path in ("/notifications", "/notifications/latest"):
        page = mia.page(path)
        assert page.texts("li", **{"class": "o-notice o-unread"}) == [""]
        assert "山姆修改了“华强科技”" in page.texts("span")
        assert page.one("a", **{"data-notification": "1"})["href"] == f"/o/customer/{record}"
        assert any(text.startswith("传真: – → ") for text in page.texts("small"))
    assert mia.page("/notifications").texts("title") == ["我的通知 · Objectry"]
    assert browser("sue").page("/notifications").texts("p", **{"class": "empty-title"})


def test_the_next_notifications_come_when_they_are_asked_for(
    organization: Organization, browser: Sit
) -> None:
    organization.settings = organization.settings.model_copy(update={"page_size": 2})
    _changed(organization, 3)
    mia = browser("mia")
    page = mia.page("/notifications?unread=true")
    assert len(page.all("a", "data-notification")) == 2
    more = page.one("button", **{"hx-target": "#notifications-more"})["hx-get"]
    rest = drawn(mia.get(more, hx_request="true").text)
    assert len(rest.all("a", "data-notification")) == 1 and rest.texts("h1") == []
    assert mia.get("/notifications?after=x").status_code == 422


def test_the_bell_is_on_every_page(browser: Sit) -> None:
    assert browser("sam").page("/").one("o-bell")
