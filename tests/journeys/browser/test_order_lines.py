"""Orders with their lines: entered by keys and from a sheet, kept while they are typed, and copied."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from tests.journeys.browser.browsing import Person, Reader, everybody

SAVED = re.compile(r"/o/order/[0-9a-f-]{36}$")
"""The address of an order."""


@pytest.fixture(scope="module")
def order(organization: Organization) -> str:
    """An order of the administrator with two lines."""
    with organization.write(organization.principal("admin")) as context:
        customer = create_record(context, "customer", {"name": "测试重工"}).id
        for code in ("甲泵", "乙阀"):
            create_record(context, "product", {"name": code, "code": code, "list_price": "10"})
        lines = [
            {"product": {"code": "甲泵"}, "quantity": 2, "unit_price": "100"},
            {"product": {"code": "乙阀"}, "quantity": 1, "unit_price": "50"},
        ]
        values = {"customer": customer, "receiver": "李工", "_lines": {"order_line": lines}}
        return create_record(context, "order", values).id


def _cell(page: Page, row: int, name: str) -> Locator:
    """The input of a line that people use."""
    cell = page.locator("o-lines tbody tr").nth(row).locator(f'td[data-field="{name}"]')
    return cell.locator("[role=combobox], input:not([type=hidden]), output").first


def _total(page: Page) -> Locator:
    return page.locator('[data-total="amount"]')


def _kept(page: Page, *texts: str) -> None:
    """Wait until the draft of the form holds what was typed."""
    page.wait_for_function(
        "texts => Object.values(localStorage).some(one => texts.every(text => one.includes(text)))",
        arg=list(texts),
    )


def _drafts(page: Page, count: int) -> None:
    """Wait until so many drafts are kept."""
    page.wait_for_function(
        "count => Object.keys(localStorage).filter(key => key.startsWith('objectry.draft.')).length === count",
        arg=count,
    )


def _closes(person: Person) -> Page:
    """Close the tab with all that is typed, and go on in another one."""
    before, person.page = person.page, person.page.context.new_page()
    before.close(run_before_unload=False)
    return person.page


def _pastes(page: Page, text: str) -> None:
    """Put a text from the clipboard in where the focus is."""
    page.evaluate(
        """text => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def _saves(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()


def _begins(person: Person) -> None:
    """A new order of a customer, with an empty line."""
    person.opens("/o/order/new")
    customer = person.page.get_by_role("combobox", name="客户")
    customer.fill("测试重工")
    person.page.locator("#f-customer-list [role=option]", has_text="测试重工").click()
    person.page.get_by_role("button", name="添加一行").click()


def test_lines_are_entered_by_keys_and_from_a_sheet(person: Person, order: str) -> None:
    page = person.page
    person.signs_in()
    _begins(person)
    expect(_cell(page, 0, "product")).to_be_focused()
    page.keyboard.type("甲泵")
    expect(page.locator("o-lines [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("o-lines input[name=product]")).not_to_have_value("")
    page.keyboard.press("Tab")
    expect(_cell(page, 0, "quantity")).to_be_focused()
    page.keyboard.type("3")
    expect(_cell(page, 0, "unit_price")).to_have_value(
        "10.00"
    )  # that of the product, until another is typed
    expect(_cell(page, 0, "amount")).to_have_text("¥30.00")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(_cell(page, 0, "unit_price")).to_be_focused()
    page.keyboard.type("1,000")
    expect(_cell(page, 0, "amount")).to_have_text("¥3,000.00")
    expect(_total(page)).to_have_text("¥3,000.00")
    page.keyboard.press("Enter")
    expect(_cell(page, 1, "product")).to_be_focused()
    _pastes(page, "乙阀\t2\t\t\t50\n甲泵\t-1\t\t\t10\n")
    expect(page.locator("o-lines tbody tr")).to_have_count(3)
    expect(_cell(page, 1, "product")).to_have_value("乙阀")
    expect(_cell(page, 2, "unit_price")).to_have_value("10")
    _saves(page)
    summary = page.locator(".o-summary")
    expect(summary).to_contain_text("第 3 行 · 数量")
    expect(_cell(page, 2, "quantity")).to_have_class("form-control is-invalid")
    summary.get_by_role("link").first.click()
    expect(_cell(page, 2, "quantity")).to_be_focused()
    page.keyboard.type("1")
    page.keyboard.press("ArrowUp")
    expect(_cell(page, 1, "quantity")).to_be_focused()
    expect(_total(page)).to_have_text("¥3,110.00")
    rows = page.locator("o-lines tbody tr")
    rows.nth(2).get_by_role("button", name="删除这一行").click()
    expect(_total(page)).to_have_text("¥3,100.00")
    rows.nth(2).get_by_role("button", name="撤销").click()
    rows.nth(2).get_by_role("button", name="复制这一行").click()
    expect(_total(page)).to_have_text("¥3,120.00")
    rows.nth(0).get_by_role("button", name="删除这一行").click()
    expect(_total(page)).to_have_text("¥120.00")
    _saves(page)
    page.wait_for_url(SAVED)
    expect(page.locator("#details")).to_contain_text("¥120.00")


def test_names_that_no_record_has_stay_where_they_are_and_are_told(
    person: Person, order: str
) -> None:
    page = person.page
    person.signs_in()
    _begins(person)
    expect(_cell(page, 0, "product")).to_be_focused()
    _pastes(page, "没有的泵\t2\t\t\t50\n乙阀\t1\t\t\t10\n")
    product = _cell(page, 0, "product")
    expect(product).to_have_value("没有的泵")
    expect(product).to_have_attribute("aria-invalid", "true")
    told = page.locator('o-lines tbody tr:nth-child(1) td[data-field="product"] .invalid-feedback')
    expect(told).to_have_text("没有找到“没有的泵”：请从列表中选择，或清空此处")
    expect(told).to_be_visible()
    expect(_cell(page, 1, "product")).to_have_value("乙阀")
    customer = page.get_by_role("combobox", name="客户")
    customer.fill("没有的客户")
    customer.press("Tab")
    expect(page.locator("#f-customer-error")).to_contain_text("没有找到“没有的客户”")
    expect(customer).to_have_value("没有的客户")

    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    _saves(page)
    summary = page.locator(".o-summary")
    expect(summary.get_by_role("listitem")).to_have_count(2)
    expect(summary).to_contain_text("没有找到“没有的客户”")
    expect(summary).to_contain_text("第 1 行")
    assert not [url for url in sent if "/form" not in url], "nothing is saved"
    _kept(page, "没有的泵", "没有的客户")
    page = _closes(person)
    person.opens("/o/order/new")
    page.locator("[data-draft]").get_by_role("button", name="恢复").click()
    customer, product = page.get_by_role("combobox", name="客户"), _cell(page, 0, "product")
    expect(customer).to_have_value("没有的客户")
    expect(product).to_have_value("没有的泵")
    expect(page.locator("#f-customer-error")).to_be_visible()

    customer.fill("测试重工")  # written in full, it need not be chosen
    customer.press("Tab")
    expect(page.locator("input[name=customer]")).not_to_have_value("")
    expect(page.locator("#f-customer-error")).to_be_hidden()
    product.focus()
    expect(page.locator("o-lines .o-candidates.show")).to_be_visible()
    product.press("Escape")
    expect(product).to_have_value("")
    product.fill("甲泵")
    page.keyboard.press("Control+s")
    page.wait_for_url(SAVED)
    expect(page.locator("#details")).to_contain_text("¥110.00")


def test_numbers_of_a_sheet_are_read_like_typed_ones(person: Person, order: str) -> None:
    page = person.page
    person.signs_in()
    _begins(person)
    expect(_cell(page, 0, "product")).to_be_focused()
    _pastes(
        page, "甲泵\t２\t\t90%\t¥1,000.00\n乙阀\t1\t\t１２．５％\t2000元\n甲泵\t1\t\t5\t(￥80)\n"
    )
    shown = {"discount": ("90", "12.5", "5"), "unit_price": ("1,000.00", "2000", "(80)")}
    for name, texts in shown.items():
        for row, text in enumerate(texts):
            expect(_cell(page, row, name)).to_have_value(text)
    expect(_cell(page, 0, "amount")).to_have_text("¥2,000.00")
    discount = _cell(page, 2, "discount")
    discount.fill("８０ %")
    discount.press("Tab")
    expect(discount).to_have_value("80")
    _cell(page, 2, "unit_price").fill("80")
    expect(_total(page)).to_have_text("¥4,080.00")
    _saves(page)
    page.wait_for_url(SAVED)
    expect(page.locator("#details")).to_contain_text("¥4,080.00")


def test_a_line_that_somebody_else_has_changed_is_settled(
    person: Person, organization: Organization, order: str
) -> None:
    page = person.page
    person.signs_in()
    person.opens(f"/o/order/{order}/edit")
    line = page.locator("o-lines tbody tr").nth(1)
    _cell(page, 1, "quantity").fill("5")
    ids = line.get_attribute("data-id"), line.get_attribute("data-version")
    page.evaluate(
        """([id, version]) => fetch(`/api/v1/order_line/${id}`, {method: "PATCH", body: JSON.stringify({unit_price: "99"}),
          headers: {"if-match": `"${version}"`, "x-csrf-token": document.querySelector("meta[name=csrf]").content}})""",
        ids,
    )
    saves: list[Route] = []
    page.route(re.compile(r"/api/v1/order/[0-9a-f-]{36}\?"), lambda route: saves.append(route))
    _saves(page)
    with page.expect_response("**/api/v1/order/form?*"):  # who types on during the save asks
        page.get_by_label("收货人", exact=True).fill("孙工")
    saves.pop().continue_()
    page.unroute_all()
    line.get_by_role("button", name="保留我的").click()
    _saves(page)
    page.wait_for_url(f"**/o/order/{order}")
    person.opens(f"/o/order/{order}/edit")
    expect(_cell(page, 1, "quantity")).to_have_value("5.000")
    expect(_cell(page, 1, "unit_price")).to_have_value("99.00")


def test_what_is_typed_outlives_tab_session_and_connection(person: Person, order: str) -> None:
    page = person.page
    person.signs_in()
    person.opens(f"/o/order/{order}/edit")
    page.get_by_label("收货人", exact=True).fill("王工")
    _cell(page, 1, "quantity").fill("8")
    _kept(page, "王工", '"8"')
    page = _closes(person)
    person.opens(f"/o/order/{order}/edit")
    page.locator("[data-draft]").get_by_role("button", name="恢复").click()
    expect(page.get_by_label("收货人", exact=True)).to_have_value("王工")
    expect(_cell(page, 1, "quantity")).to_have_value("8")

    page.context.set_offline(True)
    _saves(page)
    expect(page.locator(".o-summary")).to_contain_text("填写的内容保存在此浏览器中")
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.get_by_role("button", name="再试一次").click()
    again = page.get_by_role("dialog", name="请重新登录")
    again.get_by_label("密码").fill("wrong")
    again.get_by_role("button", name="登录并保存").click()
    expect(again.get_by_role("alert")).to_be_visible()
    again.get_by_label("密码").fill("objectry-demo")
    again.get_by_role("button", name="登录并保存").click()
    page.wait_for_url(f"**/o/order/{order}")
    expect(page.locator("#details")).to_contain_text("王工")
    person.complaints[:] = [
        one for one in person.complaints if "ERR_INTERNET_DISCONNECTED" not in one
    ]
    person.opens(f"/o/order/{order}/edit")
    expect(page.locator("[data-draft]")).to_be_hidden()

    person.opens("/o/order/new")
    page.get_by_label("交货日期").fill("2026-11-01")
    _kept(page, "2026-11-01")
    page = _closes(person)
    person.opens("/o/order/new")  # whoever types on has not answered
    offer, day = page.locator("[data-draft]"), page.get_by_label("交货日期")
    expect(offer).to_be_visible()
    day.fill("2026-11-02")
    _drafts(page, 2)
    day.fill("")
    _drafts(page, 1)
    _kept(page, "2026-11-01")
    day.fill("2026-11-03")
    _drafts(page, 2)
    page = _closes(person)
    _begins(person)
    _drafts(page, 3)
    _saves(page)
    page.wait_for_url(SAVED)
    _drafts(page, 2)
    person.opens("/o/order/new")
    offer, day = page.locator("[data-draft]"), page.get_by_label("交货日期")
    offer.get_by_role("button", name="放弃").click()
    _kept(page, "2026-11-01")
    offer.get_by_role("button", name="恢复").click()
    expect(day).to_have_value("2026-11-01")
    expect(offer).to_be_hidden()
    _drafts(page, 1)
    page.locator("[data-cancel]").click()
    page.wait_for_url("**/o/order")
    _drafts(page, 0)

    person.opens(f"/o/order/{order}/edit")
    page.get_by_label("收货人", exact=True).fill("丢弃")
    _kept(page, "丢弃")
    page.evaluate("document.querySelector('[data-sign-out]').click()")
    page.once("dialog", lambda dialog: dialog.accept())
    page.wait_for_url("**/sign-in")
    assert (
        page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('objectry.draft.'))")
        == []
    )
    person.complaints[:] = [one for one in person.complaints if not one.startswith("dialog")]


def test_an_order_is_copied_with_its_lines(person: Person, order: str) -> None:
    page = person.page
    person.signs_in()
    person.opens(f"/o/order/{order}/edit")
    page.get_by_label("收货人", exact=True).fill("赵工")
    page.get_by_role("button", name="保存并复制").click()
    page.wait_for_url("**/o/order/new?_copy=*")
    expect(page.locator("o-toasts")).to_contain_text("已保存")
    expect(page.get_by_label("收货人", exact=True)).to_have_value("赵工")
    expect(page.get_by_label("订单状态")).to_have_value("draft")
    expect(page.locator("o-lines tbody tr")).to_have_count(2)
    expect(_cell(page, 1, "product")).to_have_value("乙阀")
    _saves(page)
    page.wait_for_url(SAVED)
    assert order not in page.url
    expect(page.locator("#details")).to_contain_text("赵工")
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("link", name="复制", exact=True).click()
    expect(page.locator("o-lines tbody tr")).to_have_count(2)


def test_a_new_record_begins_with_few_fields(person: Person, order: str) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/order/new")
    receiver = page.get_by_label("收货人", exact=True)
    expect(page.get_by_label("交货日期")).to_be_visible()
    expect(receiver).to_be_hidden()
    page.get_by_label("交货日期").fill("2026-12-24")
    page.get_by_role("button", name="添加更多条目").click()
    receiver.fill("钱工")
    expect(page.get_by_label("交货日期")).to_have_value("2026-12-24")
    _kept(page, "钱工")
    page.locator("[data-cancel]").click()
    page.wait_for_url("**/o/order")
    person.opens("/o/order/new")
    expect(receiver).to_be_visible()
    expect(receiver).to_have_value("")
    with page.expect_response("**/preferences"):
        page.get_by_role("button", name="只显示常用条目").click()
    expect(receiver).to_be_hidden()


def test_the_unit_of_a_number_stands_beside_it(person: Person, order: str) -> None:
    page = person.page
    person.signs_in()
    _begins(person)
    cell = page.locator('o-lines td[data-field="unit_price"]')
    price, sign = _cell(page, 0, "unit_price"), cell.locator(".input-group-text")
    empty = cell.bounding_box()
    sign.click()  # it looks like a part of the input
    expect(price).to_be_focused()
    page.keyboard.type("12345.67")
    assert empty == cell.bounding_box(), "columns stay as wide as they were"
    number, unit = price.bounding_box(), sign.bounding_box()
    assert number and unit
    assert unit["x"] + unit["width"] == pytest.approx(number["x"], abs=1.5)


def test_on_a_phone_each_line_is_a_card(walker: Person, order: str) -> None:
    page = walker.page
    walker.signs_in()
    walker.opens(f"/o/order/{order}/edit")
    row = page.locator("o-lines tbody tr").first
    expect(row.get_by_text("单价")).to_be_visible()
    box = row.bounding_box()
    assert box and box["width"] <= 390
    page.get_by_role("button", name="添加一行").click()
    expect(page.locator("o-lines tbody tr")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@everybody
def test_everybody_can_enter_lines(reader: Reader, order: str) -> None:
    reader.page.goto(f"{reader.address}/o/order/new")
    reader.page.locator("[data-do=add]").click()
    reader.page.keyboard.press("Escape")
    reader.can_use_this()
    reader.page.locator("[data-forms=whole]").click()
    reader.can_use_this()
