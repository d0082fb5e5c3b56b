"""What people say about a record, and how others hear of it."""

from playwright.sync_api import expect

from tests.journeys.browser.browsing import PHONE, Person, Reader, everybody


def _record(person: Person) -> str:
    """The page of a record that everybody of the sales team sees."""
    person.opens("/o/customer?sort=name&scope=mine&view=all")
    person.page.locator("tbody a.o-name-link").first.click()
    expect(person.page.locator(".o-events")).to_be_visible()
    return person.page.url


def test_a_note_reaches_whom_it_mentions(person: Person) -> None:
    page = person.page
    person.signs_in("sam")
    address = _record(person)
    note = page.get_by_role("textbox", name="便签")
    note.click()
    page.keyboard.type("请看 @adm")
    expect(page.get_by_role("option", name="系统管理员")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("<b>https://example.com/x</b>")
    page.keyboard.press("Control+Enter")
    written = page.locator(".o-note-text").first
    expect(written).to_have_text("请看 @系统管理员 <b>https://example.com/x</b>")
    expect(written.get_by_role("link", name="https://example.com/x")).to_be_visible()
    page.get_by_role("button", name="编辑", exact=True).last.click()
    page.locator(".o-note textarea").fill("@系统管理员 已完成")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".o-note-text").first).to_have_text("@系统管理员 已完成")
    expect(page.get_by_text("已编辑")).to_be_visible()
    page.context.clear_cookies()
    person.signs_in("admin")
    bell = page.get_by_role("button", name="通知: 1 未读")
    bell.click()
    page.get_by_role("link", name="的便签中提到了您").click()
    page.wait_for_url(address)
    expect(page.get_by_role("button", name="通知", exact=True)).to_be_visible()
    assert page.get_by_role("button", name="删除").count() == 0, "it is not his"
    page.get_by_role("button", name="关注").click()
    expect(page.get_by_role("button", name="关注")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="便签", exact=True).click()
    expect(page.locator(".o-entry")).to_have_count(1)


def test_a_note_that_is_not_posted_yet_is_there_again(person: Person) -> None:
    page = person.page
    person.signs_in("sam")
    address = _record(person)
    note = page.get_by_role("textbox", name="便签")
    note.fill("先打电话，")
    note.press("End")
    page.keyboard.type("再找 @adm")
    page.get_by_role("option", name="系统管理员").click()
    person.opens("/o/customer")
    page.goto(address)
    expect(note).to_have_value("先打电话，再找 @系统管理员 ")
    page.context.clear_cookies()  # the session ends
    note.fill("先打电话，再找 @系统管理员 商量")
    page.get_by_role("button", name="发布").click()
    expect(page.locator("#compose-note [role=alert]")).not_to_be_empty()
    person.signs_in("sam")
    page.goto(address)
    expect(note).to_have_value("先打电话，再找 @系统管理员 商量")
    page.get_by_role("button", name="发布").click()
    expect(page.locator(".o-note-text").first.get_by_role("link")).to_have_text("@系统管理员")
    page.goto(address)
    expect(page.locator(".o-events")).to_be_visible()
    expect(note).to_have_value("")

    note.fill("算了")
    person.opens("/o/customer")
    page.goto(address)
    expect(note).to_have_value("算了")
    note.fill("")
    person.opens("/o/customer")
    page.goto(address)
    expect(page.locator(".o-events")).to_be_visible()
    expect(note).to_have_value("")
    drafts = "Object.keys(localStorage).filter(key => key.startsWith('objectry.draft.'))"
    assert page.evaluate(drafts) == []


def test_ones_own_note_is_deleted_after_a_question(walker: Person) -> None:
    page = walker.page
    walker.signs_in("sam")
    _record(walker)
    before = page.locator(".o-note[data-note]").count()
    page.get_by_role("textbox", name="便签").fill("算了")
    page.get_by_role("button", name="发布").click()
    expect(page.locator(".o-note[data-note]")).to_have_count(before + 1)
    page.get_by_role("button", name="删除").first.click()
    dialog = page.get_by_role("dialog", name="删除这条便签？")
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="删除").first.click()
    dialog.get_by_role("button", name="删除").click()
    expect(page.locator(".o-note[data-note]")).to_have_count(before)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], "nobody scrolls sideways"


def test_tags_are_changed_in_place(person: Person) -> None:
    page = person.page
    person.signs_in("sam")
    _record(person)
    page.get_by_label("添加标签").fill("展会")
    page.keyboard.press("Enter")
    expect(page.locator(".o-tag")).to_have_text(["展会"])
    page.get_by_role("button", name="移除展会").click()
    expect(page.locator(".o-tag")).to_have_count(0)


@everybody
def test_everybody_can_use_what_stands_around_a_record(reader: Reader) -> None:
    page = reader.page
    page.goto(f"{reader.address}/o/customer")
    record = page.locator("tbody a.o-name-link").first.get_attribute("href")
    page.goto(f"{reader.address}{record}")
    page.locator("#note-text").fill("@ https://example.com")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".o-note[data-note]").first).to_be_visible()
    reader.can_use(f"{record}", "/notifications")
