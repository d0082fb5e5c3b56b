"""A list with a record beside it: going through the list shows each record, and the address says which one it is."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser.browsing import PHONE, Person, Reader, everybody

SPLIT = "/o/opportunity?view=open&as=split&sort=name"


def _rows(page: Page) -> Locator:
    return page.locator("#rows > tr[data-id]")


def _shows(page: Page, row: int) -> None:
    """The record of a row stands beside the list, in the address too."""
    name = _rows(page).nth(row).locator(".o-name-link").inner_text()
    expect(page.locator(".o-pane h1")).to_have_text(name)
    expect(page.locator("a.o-name-link[aria-current]")).to_have_text(name)
    record = _rows(page).nth(row).get_attribute("data-id")
    page.wait_for_url(f"**record={record}*")


def test_going_through_a_list_shows_each_record(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/opportunity?view=open&sort=name")
    page.get_by_role("link", name="列表和记录").click()
    page.wait_for_url("**as=split**")
    page.evaluate("window.kept = true")
    _rows(page).nth(1).locator(".o-name-link").click()
    _shows(page, 1)
    _rows(page).nth(1).locator(".o-first").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    _shows(page, 3)
    page.keyboard.press("Enter")
    expect(page.locator(".o-pane")).to_be_focused()
    page.keyboard.press("Escape")
    expect(_rows(page).nth(3).locator(".o-first")).to_be_focused()
    page.keyboard.press("ArrowUp")
    _shows(page, 2)
    _rows(page).nth(5).locator(".o-name-link").click()
    _shows(page, 5)
    page.go_back()
    _shows(page, 2)
    assert page.evaluate("window.kept"), "nothing around it was drawn again"
    page.reload()
    _shows(page, 2)


def test_what_is_changed_beside_a_list_is_changed_in_it(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens(SPLIT)
    pane, row = page.locator(".o-pane"), _rows(page).first
    pane.locator("[data-edit=amount]").dblclick()
    pane.get_by_role("textbox", name="预计收入").fill("4321")
    _rows(page).nth(1).locator(".o-name-link").click()
    expect(page.locator(".o-toast")).to_contain_text("请先保存或取消修改")
    pane.get_by_role("button", name="保存").click()
    expect(row.locator("[data-label=预计收入]")).to_have_text("¥4,321.00")
    expect(pane.locator("[data-edit=amount]")).to_contain_text("¥4,321.00")
    cell = row.locator("[data-label=预计收入]")
    cell.dblclick()
    page.get_by_role("dialog").get_by_role("textbox").fill("99")
    page.keyboard.press("Enter")
    expect(pane.locator("[data-edit=amount]")).to_contain_text("¥99.00")


def test_on_a_phone_it_is_a_list(walker: Person) -> None:
    page = walker.page
    walker.signs_in()
    walker.opens(SPLIT)
    expect(page.locator(".o-pane")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    head = page.locator(".o-list-head").bounding_box()
    assert head and head["height"] < 90, "two rows"
    _rows(page).first.locator(".o-name-link").tap()
    page.wait_for_url("**/o/opportunity/*-*")


@everybody
def test_everybody_can_use_it(reader: Reader) -> None:
    page = reader.page
    reader.can_use("/o/opportunity?view=all&as=split")
    page.get_by_role(
        "button", name={"zh": "列表视图", "en": "List views"}[reader.language]
    ).click()
    expect(page.locator("#views")).to_be_visible()
    reader.can_use_this()
