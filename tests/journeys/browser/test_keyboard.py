"""From signing in to changing many records without a mouse: the focus is always seen, and dialogs give it back."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser.browsing import Person

MOST = 90
"""Presses of Tab after which whatever is wanted must have been reached."""
STANDS = """
async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const one = document.activeElement;
  if (!one || one === document.body) return "";
  const box = one.getBoundingClientRect();
  const seen = one.matches(":focus-visible") && box.bottom > 0 && box.top < innerHeight;
  return (seen || box.width <= 1 ? "" : "not seen: ") + one.outerHTML.slice(0, 120);
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
