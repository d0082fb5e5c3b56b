"""Keys go through every menu in the same way: arrows, Home and End, and the letter with which an entry begins."""

import pytest
from playwright.sync_api import Locator, Page, expect

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from objectry.runtime.api.views import ViewRequest, create_view
from tests.journeys.browser.browsing import Person

ENTRIES = ".dropdown-item:visible"


def _goes(page: Page, key: str, entry: Locator) -> None:
    page.keyboard.press(key)
    expect(entry).to_be_focused()


@pytest.fixture
def deal(organization: Organization) -> str:
    """The name of an open opportunity of its own."""
    with organization.write(organization.principal("admin")) as context:
        customer = create_record(context, "customer", {"name": "菜单公司"}).id
        values = {
            "name": "菜单机会", "customer": customer, "amount": 1, "close_date": "2027-01-20",
            "stage": "needs",
        }  # fmt: skip
        create_record(context, "opportunity", values)
    return "菜单机会"


def test_keys_go_through_the_menu_of_new_records(person: Person) -> None:
    page = person.page
    person.signs_in()
    expect(page.locator("o-palette:defined")).to_have_count(1)
    page.keyboard.press("Alt+n")
    menu = page.locator("#shortcuts")
    entries = menu.locator(ENTRIES)
    expect(entries.nth(2)).to_be_visible()
    _goes(page, "End", entries.last)
    _goes(page, "ArrowDown", entries.first)
    _goes(page, "ArrowUp", entries.last)
    _goes(page, "Home", entries.first)
    _goes(page, "l", menu.get_by_role("link", name="联系人", exact=True))  # by its pinyin
    _goes(page, "k", menu.get_by_role("link", name="客户", exact=True))
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("button", name="新建记录")).to_be_focused()


def test_a_letter_goes_from_one_entry_that_begins_with_it_to_the_next(person: Person) -> None:
    page = person.page
    person.signs_in("tom")
    expect(page.locator("o-palette:defined")).to_have_count(1)
    page.keyboard.press("Alt+n")
    menu = page.locator("#shortcuts")
    expect(menu.locator(ENTRIES).nth(2)).to_be_visible()
    begun = [
        text for text in menu.locator(ENTRIES).all_inner_texts() if text.strip().startswith("C")
    ]
    assert len(begun) > 1
    for name in (*begun, begun[0]):
        _goes(page, "c", menu.locator(ENTRIES).get_by_text(name.strip(), exact=True))
    page.keyboard.press("Control+c")
    expect(menu.locator(ENTRIES).get_by_text(begun[0].strip(), exact=True)).to_be_focused()


def test_keys_go_through_the_menu_of_a_row_which_tab_leaves(person: Person, deal: str) -> None:
    page = person.page
    person.signs_in()
    person.opens(f"/o/opportunity?view=all&q={deal}")
    expect(page.locator("o-row-menu:defined")).to_have_count(1)
    button = page.get_by_role("button", name=f"{deal}的操作")
    button.press("Enter")
    menu = page.get_by_role("menu", name="操作")
    items = menu.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    _goes(page, "End", items.last)
    _goes(page, "b", menu.get_by_role("menuitem", name="编辑"))
    _goes(page, "Home", items.first)
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    button.press("Enter")
    expect(items.first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(menu).to_be_hidden()
    expect(page.locator("#rows").locator(":focus")).to_have_count(1)


def test_keys_go_through_the_menu_of_a_card(person: Person, deal: str) -> None:
    page = person.page
    person.signs_in()
    person.opens(f"/o/opportunity?view=all&as=board&by=stage&q={deal}")
    expect(page.locator("o-board[data-ready]")).to_be_visible()
    button = page.locator(".o-card-menu").first
    button.press("Enter")
    menu = page.get_by_role("menu", name="移到")
    items = menu.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    _goes(page, "End", items.last)
    _goes(page, "y", menu.get_by_role("menuitem", name="赢单"))
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_a_search_within_a_menu_keeps_the_letters_that_are_typed(
    person: Person, organization: Organization
) -> None:
    with organization.write(organization.principal("admin")) as context:
        for name in ("一", "二", "三"):
            create_view(context, "opportunity", ViewRequest(name=name, columns={"name": None}))
    page = person.page
    person.signs_in()
    person.opens("/o/opportunity?view=all")
    expect(page.locator("o-palette:defined")).to_have_count(1)
    page.get_by_role("button", name="列表视图").click()
    search = page.get_by_role("searchbox", name="查找视图")
    expect(search).to_be_focused()
    page.keyboard.type("q")
    page.keyboard.press("Home")
    page.keyboard.type("z")
    expect(search).to_have_value("zq")
