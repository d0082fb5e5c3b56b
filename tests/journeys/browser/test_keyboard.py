"""A whole day without a mouse: the focus is always seen, and dialogs give it back."""

import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.browser.browsing import Person

MOST = 90
"""Presses of Tab after which whatever is wanted must have been reached."""
STANDS = """
async () => {
  const one = document.activeElement;
  if (!one || one === document.body) return "";
  let place = "";
  for (let frame = 0; frame < 120; frame++) {  // pages scroll smoothly to what gets the focus
    await new Promise((done) => requestAnimationFrame(done));
    const box = one.getBoundingClientRect();
    place = `${one.matches(":focus-visible")} ${Math.round(box.top)} to ${Math.round(box.bottom)} `;
    const seen = one.matches(":focus-visible") && box.bottom > 0 && box.top < innerHeight;
    const which = [...document.querySelectorAll("*")].indexOf(one);
    if (seen || box.width <= 1) return `${which}: ${one.outerHTML.slice(0, 120)}`;
  }
  return `not seen: ${place}${one.outerHTML.slice(0, 120)}`;
}
"""


def _tabs_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press Tab until something has the focus; at each stop it can be seen where that is, and no stop holds it."""
    before = ""
    for _ in range(MOST):
        page.keyboard.press(key)
        stands = page.evaluate(STANDS)
        assert not stands.startswith("not seen"), stands
        if target.evaluate(
            "one => one === document.activeElement || one.contains(document.activeElement)"
        ):
            return
        assert stands != before or not stands, f"the focus stays at {stands}"
        before = stands
    raise AssertionError(f"{target} is never reached")


def test_many_records_are_found_and_changed_without_a_mouse(person: Person) -> None:
    page = person.page
    _signs_in(person)
    _skips_to_the_content(page)
    _goes_by_the_palette(page, "联系人", "**/o/contact")
    _filters_a_list(page)
    _changes_many(page)


def _signs_in(person: Person) -> None:
    page = person.page
    person.opens("/sign-in")
    expect(page.locator("o-send:defined")).to_have_count(1)
    expect(page.get_by_label("登录账号")).to_be_focused()
    page.keyboard.type("admin")
    _tabs_to(page, page.get_by_label("登录密码"))
    page.keyboard.type("objectry-demo")
    page.keyboard.press("Enter")
    page.wait_for_url(person.address + "/")


def _skips_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def _goes_by_the_palette(page: Page, words: str, to: str) -> None:
    expect(page.locator("o-palette:defined")).to_have_count(1)
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url(to)


def _filters_a_list(page: Page) -> None:
    opener = page.get_by_role("button", name="筛选", exact=True)
    _tabs_to(page, opener)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="筛选")
    _tabs_to(page, dialog.get_by_role("button", name="条件", exact=True))
    page.keyboard.press("Enter")
    expect(dialog.locator(".o-condition [data-operator]")).to_be_visible()
    _tabs_to(page, dialog.get_by_role("button", name="取消"))
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    head = page.locator("th a").first
    _tabs_to(page, head)
    page.keyboard.press("Enter")
    expect(page.locator("th[aria-sort]")).to_have_count(1)


def _changes_many(page: Page) -> None:
    _tabs_to(page, page.locator("#rows .o-first").first)
    page.keyboard.press(" ")
    page.keyboard.press("Shift+ArrowDown")
    bar = page.get_by_role("toolbar")
    expect(bar).to_contain_text("已选 2 条")
    _tabs_to(page, bar.get_by_role("button", name="添加标签"), "Shift+Tab")
    opener = page.locator("[data-act=tags]")
    page.keyboard.press("Enter")
    expect(page.get_by_label("标签", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("键盘")
    page.keyboard.press("Enter")
    expect(page.locator("o-toasts")).to_contain_text("已修改 2 条")
    expect(bar).to_be_hidden()


def test_a_record_is_made_changed_and_talked_about_without_a_mouse(person: Person) -> None:
    page = person.page
    _signs_in(person)
    _makes_a_deal(page)
    _changes_it_in_place(page)
    _takes_a_step(page)
    _writes_a_note(page)
    _asks_why_it_is_seen(page)


def _makes_a_deal(page: Page) -> None:
    """From anywhere: by the palette to the form, through its fields, and saved with Ctrl+S."""
    expect(page.locator("o-palette:defined")).to_have_count(1)
    page.keyboard.press("Control+k")
    page.keyboard.type("新建销售机会")
    expect(page.locator("o-palette [role=option][aria-selected=true]")).to_contain_text("销售机会")
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/opportunity/new**")
    expect(page.get_by_role("link", name="标准销售")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("机会名称")).to_be_focused()
    page.keyboard.type("键盘上的机会")
    _tabs_to(page, page.get_by_role("combobox", name=re.compile("^客户")))
    page.keyboard.type("Granite")
    page.keyboard.press("Enter")
    expect(page.locator("#f-customer")).to_have_value("Granite Works")
    _tabs_to(page, page.get_by_label("预计收入"))
    page.keyboard.type("1,000")
    _tabs_to(page, page.get_by_label("预计结单日期"))
    page.keyboard.type("03102031")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name="键盘上的机会")).to_be_visible()


def _changes_it_in_place(page: Page) -> None:
    pencil = page.locator("[data-edit=amount] .o-pencil")
    _tabs_to(page, pencil)
    page.keyboard.press("Enter")
    amount = page.locator("o-form").get_by_label("预计收入")
    expect(amount).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("2000")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-edit=amount] dd")).to_have_text("¥2,000.00")
    expect(pencil).to_be_focused()


def _takes_a_step(page: Page) -> None:
    step = page.get_by_role("button", name="方案/报价")
    _tabs_to(page, step, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".o-steps [aria-current=step]")).to_have_text("方案/报价")


def _writes_a_note(page: Page) -> None:
    _tabs_to(page, page.get_by_role("textbox", name="便签"))
    page.keyboard.type("只用键盘")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".o-note-text").first).to_have_text("只用键盘")


def _asks_why_it_is_seen(page: Page) -> None:
    menu = page.get_by_role("button", name="更多操作")
    _tabs_to(page, menu, "Shift+Tab")
    page.keyboard.press("Enter")
    _tabs_to(page, page.get_by_role("button", name="为什么我能看到它？"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="为什么我能看到它？")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(menu).to_be_focused()


def test_news_and_ones_own_settings_are_reached_without_a_mouse(person: Person) -> None:
    page = person.page
    _signs_in(person)
    bell = page.locator("o-bell button").first
    _tabs_to(page, bell)
    page.keyboard.press("Enter")
    expect(page.locator("#bell")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#bell")).to_be_hidden()
    expect(bell).to_be_focused()
    account = page.locator("o-session button").first
    _tabs_to(page, account)
    page.keyboard.press("Enter")
    _tabs_to(page, page.get_by_role("link", name="个人资料"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/me")
    phone = page.get_by_label("手机")
    _tabs_to(page, phone)
    page.keyboard.press("Control+a")
    page.keyboard.type("13800138000")
    _tabs_to(page, page.get_by_role("button", name="保存"))
    page.keyboard.press("Enter")
    expect(page.locator("o-toasts")).to_contain_text("已保存")
    _tabs_to(page, page.get_by_role("link", name="外观"), "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/appearance")
    _tabs_to(page, page.get_by_role("radio", name="跟随系统"))
    page.keyboard.press("ArrowLeft")
    expect(page.locator("html")).to_have_attribute("data-o-theme", "dark")


def test_a_file_is_imported_without_a_mouse(person: Person) -> None:
    page = person.page
    _signs_in(person)
    person.opens("/o/contact/import")
    with page.expect_file_chooser() as chosen:
        _tabs_to(page, page.locator("input[type=file]"))
        page.keyboard.press("Enter")
    chosen.value.set_files(
        FilePayload(
            name="contacts.csv",
            mimeType="text/csv",
            buffer="姓名,客户\n键盘人,Granite Works\n".encode(),
        )
    )
    page.wait_for_url("**/imports/*")
    _tabs_to(page, page.get_by_role("button", name="继续"))
    page.keyboard.press("Enter")
    check = page.get_by_role("button", name="检查")
    expect(check).to_be_visible()
    _tabs_to(page, check)
    page.keyboard.press("Enter")
    start = page.get_by_role("button", name="导入", exact=True)
    expect(start).to_be_visible()
    _tabs_to(page, start)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="完成")).to_be_visible()
    made = page.get_by_role("link", name="键盘人")
    expect(made).to_be_visible()
    page.wait_for_load_state("networkidle")
    _tabs_to(page, made)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="键盘人")).to_be_visible()
