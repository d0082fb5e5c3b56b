"""What stands around every page: the palette, the menu that folds, the bar of phones, and what is shown without a server."""

import re

from playwright.sync_api import expect

from tests.journeys.browser.browsing import Person, Reader, everybody


def test_the_palette_leads_everywhere_without_a_mouse(person: Person) -> None:
    page = person.page
    person.signs_in()
    expect(page.locator("o-palette:defined")).to_have_count(1)
    page.keyboard.press("Control+k")
    words = page.get_by_role("combobox", name="跳转或操作")
    expect(words).to_be_focused()
    expect(page.get_by_role("option", name="客户", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(words).not_to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("xsjh")
    opportunities = page.get_by_role("option", name="销售机会", exact=True)
    expect(opportunities).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    new = page.get_by_role("option", name="新建销售机会", exact=True)
    expect(new).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/opportunity/new")
    for typed, name in (("qiehuan", "切换浅色或深色"), ("tuichu", "退出登录")):
        before = page.locator("html").get_attribute("data-bs-theme") or ""
        page.keyboard.press("Control+k")
        page.keyboard.type(typed)
        expect(page.get_by_role("option", name=name)).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        if typed == "qiehuan":
            expect(page.locator("html")).not_to_have_attribute("data-bs-theme", before)
    page.wait_for_url("**/sign-in")


def test_a_group_of_the_menu_stays_folded(person: Person) -> None:
    page = person.page
    person.signs_in()
    group = page.locator("#sidebar details").first
    group.locator("summary").click()
    person.opens("/o/product")
    expect(group).not_to_have_attribute("open", re.compile(""))
    group.locator("summary").click()
    person.opens("/")
    expect(group).to_have_attribute("open", "")


def test_on_a_phone_the_thumb_reaches_the_most_important_lists(walker: Person) -> None:
    page = walker.page
    walker.signs_in()
    bar = page.get_by_role("navigation", name="常用")
    bar.get_by_role("link", name="客户").click()
    page.wait_for_url("**/o/customer")
    expect(bar.get_by_role("link", name="客户")).to_have_attribute("aria-current", "page")
    bar.get_by_role("button", name="菜单").click()
    expect(page.locator("#sidebar")).to_be_in_viewport()


def test_without_a_server_the_page_says_so(person: Person) -> None:
    page = person.page
    person.signs_in()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    person.opens("/o/customer")
    page.context.set_offline(True)
    person.opens("/o/contact")
    expect(page.get_by_role("heading", name="连接不到服务器")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("link", name="再试一次").click()
    expect(page.get_by_role("heading", name="联系人")).to_be_visible()
    person.complaints.clear()  # Chromium tells that there was no connection


@everybody
def test_everybody_can_use_the_palette(reader: Reader) -> None:
    page = reader.page
    expect(page.locator("o-palette:defined")).to_have_count(1)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option").first).to_be_visible()
    reader.can_use_this()
