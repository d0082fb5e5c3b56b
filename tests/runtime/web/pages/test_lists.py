"""The list page: the view that comes first, values as people read them, sorting by every column that can be sorted by."""

from collections.abc import Callable
from datetime import timedelta

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from tests.runtime.web.pages.conftest import Browser, Drawn, drawn

Sit = Callable[[str], Browser]


def _customers(organization: Organization, count: int) -> list[str]:
    with organization.write(organization.principal("sam")) as context:
        return [
            create_record(
                context,
                "customer",
                {"name": f"公司{number}", "level": "key", "phone": "0755 1234 5678"},
            ).id
            for number in range(count)
        ]


def _chosen(page: Drawn, menu: str) -> str:
    """What the button of a menu says."""
    return page.one("button", **{"aria-controls": menu})["aria-label"]


def test_a_list_opens_with_its_first_view(organization: Organization, browser: Sit) -> None:
    (first,) = _customers(organization, 1)
    page = browser("sam").page("/o/customer")
    assert _chosen(page, "views") == "列表视图: 全部客户"
    assert _chosen(page, "scopes") == "谁的记录: 全部"
    assert "客户名称" in page.texts("a") and page.texts("a", href=f"/o/customer/{first}") == [
        "公司0"
    ]
    assert page.texts("span", **{"class": "badge bg-red-lt"}) == ["重点客户"]
    assert "tel:+8675512345678" in page.all("a", "href")
    assert page.texts("p", **{"class": "o-count"}) == ["1 条记录"]


def test_another_view_has_its_own_records_and_columns(
    organization: Organization, browser: Sit
) -> None:
    _customers(organization, 2)
    page = browser("sue").page("/o/customer?view=mine")
    assert _chosen(page, "views") == "列表视图: 我的客户"
    assert "scopes" not in page.all("button", "aria-controls")
    assert page.texts("p", **{"class": "empty-title"}) == ["这里还没有记录"]


def test_a_column_sorts_both_ways(organization: Organization, browser: Sit) -> None:
    _customers(organization, 3)
    sam = browser("sam")
    page = sam.page("/o/customer?view=all&sort=name")
    names = [text for text in page.texts("a") if text.startswith("公司")]
    assert names == ["公司0", "公司1", "公司2"]
    assert page.one("th", **{"aria-sort": "ascending"})
    assert "/o/customer?view=all&sort=-name" in page.all("a", "href")
    again = sam.page("/o/customer?view=all&sort=-name")
    assert [text for text in again.texts("a") if text.startswith("公司")] == names[::-1]


def test_a_long_list_is_counted_up_to_a_bound(organization: Organization, browser: Sit) -> None:
    organization.settings = organization.settings.model_copy(update={"count_bound": 2})
    _customers(organization, 3)
    page = browser("sam").page("/o/customer")
    assert page.texts("p", **{"class": "o-count"}) == ["超过 2 条记录"]


def test_the_button_for_a_new_record_is_there_for_those_who_may_make_one(browser: Sit) -> None:
    assert "/o/customer/new" in browser("sam").page("/o/customer").all("a", "href")
    assert "/o/customer/new" not in browser("rob").page("/o/customer").all("a", "href")


def test_records_of_others_stay_theirs(organization: Organization, browser: Sit) -> None:
    _customers(organization, 1)
    assert browser("sue").page("/o/customer").texts("tr") == []


def test_a_moment_is_shown_to_the_minute(organization: Organization, browser: Sit) -> None:
    _customers(organization, 1)
    page = browser("sam").page("/o/customer?view=all")
    moment = organization.clock() - timedelta(seconds=1)
    assert any(
        text.startswith(f"{moment:%Y-%m-}") and len(text) == 16 for text in page.texts("td")
    )


def test_the_next_records_come_when_they_are_asked_for(
    organization: Organization, browser: Sit
) -> None:
    organization.settings = organization.settings.model_copy(update={"page_size": 2})
    _customers(organization, 3)
    sam = browser("sam")
    page = sam.page('/o/customer?view=all&sort=name&scope=mine&filter=level = "key"')
    more = page.one("button", **{"hx-target": "#more"})["hx-get"]
    assert {"scope=mine", "sort=name", "view=all"} <= set(more.split("?")[1].split("&"))
    rest = drawn(sam.get(more, hx_request="true").text)
    assert [text for text in rest.texts("a") if text.startswith("公司")] == ["公司2"]
    assert rest.texts("h1") == rest.all("button", "hx-get") == []
    whole = sam.page(more)  # opened by itself, it is a page
    assert whole.texts("title") == ["客户 · Objectry"]
