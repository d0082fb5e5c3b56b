"""The shortcut menu for new records, and the choice of what stands in it."""

from collections.abc import Callable

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.preferences import choose
from tests.runtime.conftest import ONE_DATABASE
from tests.runtime.web.pages.conftest import Browser, drawn

Sit = Callable[[str], Browser]


@ONE_DATABASE
def test_shortcuts_are_what_the_user_has_chosen_of_what_he_may_make(
    organization: Organization, browser: Sit
) -> None:
    sam = browser("sam")
    begun = [
        "/o/customer/new",
        "/o/contact/new",
        "/o/opportunity/new",
        "/o/activity_record/new",
        "/o/task/new",
    ]
    assert drawn(sam.get("/shortcuts").text).all("a", "href")[:5] == begun
    with organization.write(organization.principal("sam")) as context:
        choose(context, {"shortcuts": ["task", "user", "gone", "expense"]})
    page = drawn(sam.get("/shortcuts").text)
    assert page.all("a", "href")[:2] == ["/o/task/new", "/o/expense/new"]
    assert "/o/user/new" not in page.all("a", "href")  # he may make no users
    assert page.all("a", "href")[-1] == "/me/shortcuts"
    choice = sam.page("/me/shortcuts")
    assert choice.all("li", "data-object")[:2] == ["task", "expense"]
    assert len([one for one in choice.parts if one[0] == "input" and "checked" in one[1]]) == 2
    assert len(sam.page("/").texts("o-shortcuts")) == 2  # at the top, and at hand on phones
