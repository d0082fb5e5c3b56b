"""Journeys through the address book: colleagues are found, and ticked ones become vCards."""

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.browser.browsing import Person, Reader, everybody


def test_ticked_colleagues_are_exported_as_cards(person: Person) -> None:
    person.signs_in("sam")
    page = person.page
    page.get_by_role("link", name="通讯录").click()
    rows = page.locator("tbody tr")
    expect(rows.first).to_be_visible()
    for name in ("沈立", "苏青"):
        rows.filter(has=page.get_by_role("link", name=name, exact=True)).locator(
            ".o-people-tick"
        ).get_by_role("checkbox").check()
    expect(page.locator("[data-count]")).to_have_text("已选 2 条")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出名片").click()
    assert waiting.value.suggested_filename == "user.vcf"
    text = Path(waiting.value.path()).read_text("utf-8")
    assert text.count("BEGIN:VCARD") == 2 and "FN:沈立" in text and "FN:苏青" in text
    page.get_by_role("searchbox", name="搜索同事").fill("suqing")
    page.keyboard.press("Enter")
    expect(page.locator("tbody .o-name-link")).to_have_text(["苏青"])


def test_the_address_book_on_a_phone(walker: Person) -> None:
    walker.signs_in("sam")
    walker.opens("/people")
    expect(walker.page.get_by_role("link", name="沈立", exact=True)).to_be_visible()
    assert walker.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@everybody
def test_everybody_can_use_the_address_book(reader: Reader) -> None:
    reader.can_use("/people", "/people?q=nobody-of-that-name")
