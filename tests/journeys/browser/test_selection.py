"""What people do with the records of a list where they stand: tick them, change them in place, and take things back."""

import re

from playwright.sync_api import Locator, Page, expect

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import (
    ANY_VERSION,
    ListRequest,
    create_record,
    delete_record,
    list_records,
    update_record,
)
from tests.journeys.browser.browsing import Person, Reader, everybody

LIST = "/o/opportunity?view=all&sort=name"


def _rows(page: Page) -> Locator:
    return page.locator("#rows > tr[data-id]")


def _cell(page: Page, row: int, label: str) -> Locator:
    return _rows(page).nth(row).locator(f'[data-label="{label}"]')


def _tick(page: Page, first: int, last: int) -> None:
    boxes = _rows(page).get_by_role("checkbox")
    boxes.nth(first).click()
    boxes.nth(last).click(modifiers=["Shift"])
    expect(page.get_by_role("toolbar")).to_contain_text(f"已选 {last - first + 1} 条")


def test_many_records_are_changed_at_once(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens(LIST)
    _tick(page, 1, 4)
    page.get_by_role("button", name="批量修改").click()
    dialog = page.get_by_role("dialog", name="批量修改")
    dialog.get_by_label("字段").select_option(label="销售阶段")
    dialog.get_by_label("销售阶段").last.select_option(label="输单")
    dialog.get_by_role("button", name="修改", exact=True).click()
    expect(dialog.get_by_role("alert")).to_have_text("请填写输单理由")
    dialog.get_by_role("button", name="再加一个字段").click()
    expect(dialog.locator(".o-change")).to_have_count(2)
    dialog.get_by_label("字段").last.select_option(label="输单理由")
    dialog.get_by_label("输单理由").last.select_option(label="价格过高")
    dialog.get_by_role("button", name="修改", exact=True).click()
    expect(page.locator("o-toasts")).to_contain_text("已修改")
    for row in range(1, 5):
        expect(_cell(page, row, "销售阶段")).to_have_text("输单")
    expect(page.get_by_role("toolbar")).to_be_hidden()


def test_what_is_refused_is_told_and_stays_ticked(
    person: Person, organization: Organization
) -> None:
    with organization.write(organization.principal("admin")) as context:
        asked = ListRequest(fields="id,name", sort="name", limit=3)
        _, free, _ = list_records(context, "opportunity", asked)["records"]
        lost = {"stage": "lost", "lose_reason": "price", "amount": "0"}
        update_record(context, "opportunity", free["id"], lost, ANY_VERSION)
    page = person.page
    person.signs_in()
    person.opens(LIST)
    _tick(page, 0, 2)
    page.get_by_role("button", name="批量修改").click()
    dialog = page.get_by_role("dialog", name="批量修改")
    dialog.get_by_label("字段").select_option(label="销售阶段")
    dialog.get_by_label("销售阶段").last.select_option(label="赢单")
    dialog.get_by_role("button", name="修改", exact=True).click()
    told = page.get_by_role("dialog", name="部分记录未能处理")
    expect(told).to_contain_text("1 条未能处理")
    expect(told.get_by_role("listitem")).to_contain_text("赢单时请填写大于 0 的金额。")
    link = told.get_by_role("link", name=free["name"])
    expect(link).to_have_attribute("href", f"/o/opportunity/{free['id']}")
    told.get_by_role("button", name="关闭").last.click()
    expect(page.get_by_role("toolbar")).to_contain_text("已选 1 条")
    expect(_cell(page, 0, "销售阶段")).to_have_text("赢单")
    expect(_cell(page, 1, "销售阶段")).to_have_text("输单")


def test_what_was_deleted_comes_back(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens(LIST)
    names = _rows(page).locator(".o-name-link")
    before = names.all_inner_texts()
    _tick(page, 1, 3)
    page.get_by_role("button", name="删除", exact=True).click()
    expect(page.locator("o-toasts")).to_contain_text("已删除 3 条")
    expect(_rows(page)).to_have_count(len(before) - 3)
    page.get_by_role("button", name="撤销").click()
    expect(_rows(page)).to_have_count(len(before))
    assert names.all_inner_texts() == before
    page.get_by_role("button", name=f"{before[0]}的操作").click()
    page.get_by_role("menuitem", name="删除").click()
    expect(_rows(page)).to_have_count(len(before) - 1)
    expect(page.get_by_role("link", name=before[0], exact=True)).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("link", name=before[0], exact=True)).to_be_visible()


def test_records_change_hands_and_get_tags(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens(LIST)
    row = _rows(page).first
    row.get_by_role("button").click()
    page.keyboard.press("ArrowUp")  # the last one of the menu
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="转移给其他负责人")
    dialog.get_by_role("button", name="转移").click()
    expect(dialog.get_by_role("alert")).to_have_text("请选择新的负责人")
    owner = dialog.get_by_role("combobox")
    owner.fill("查无此人")
    dialog.get_by_role("button", name="转移").click()
    expect(dialog.get_by_role("alert")).to_contain_text("没有找到“查无此人”")
    owner.fill("Tom")
    expect(dialog.get_by_role("option")).to_have_count(1)
    expect(dialog.get_by_role("option")).to_contain_text("Tom Baker")
    dialog.get_by_role("option").click()
    dialog.get_by_role("button", name="转移").click()
    expect(_cell(page, 0, "负责人")).to_have_text("Tom Baker")
    for tags in ("重点, 展会2016", "展会2016；续约"):
        _tick(page, 0, 1)
        page.get_by_role("button", name="添加标签").click()
        page.get_by_label("标签", exact=True).fill(tags)
        page.get_by_role("button", name="添加", exact=True).click()
        expect(page.get_by_role("toolbar")).to_be_hidden()
    row.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("重点; 展会2016; 续约")


def _exported(page: Page) -> list[str]:
    """The lines of the file that the ticked records give."""
    page.get_by_role("button", name="导出", exact=True).click()
    page.wait_for_url("**/export?**")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出").click()
    return download.value.path().read_text("utf-8-sig").splitlines()


def test_cards_of_records_that_are_gone_are_refused_in_a_sentence(
    person: Person, organization: Organization
) -> None:
    with organization.write(organization.principal("sam")) as context:
        customer = create_record(context, "customer", {"name": "名片公司"}).id
        values = {"name": "王名片", "customer": customer}
        contact = create_record(context, "contact", values).id
    page = person.page
    person.signs_in()
    person.opens("/o/contact?view=all&q=王名片")
    _rows(page).get_by_role("checkbox").check()
    with organization.write(organization.principal("sam")) as context:
        delete_record(context, "contact", contact, ANY_VERSION)
    page.get_by_role("button", name="导出名片").click()
    expect(page.locator("o-toasts")).to_contain_text("选择的记录都不能导出")
    page.get_by_role("button", name="导出", exact=True).click()
    page.wait_for_url("**/export?**")
    page.get_by_role("button", name="导出").click()
    expect(page.get_by_role("alert")).to_contain_text("请回到列表重新选择")


def test_everything_that_matches_can_be_ticked_and_exported(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/contact?sort=name")
    page.get_by_label("选择显示的全部记录").check()
    page.get_by_role("button", name="选择全部符合条件的记录").click()
    shown = _rows(page).count()
    expect(page.get_by_role("toolbar")).not_to_contain_text(f"已选 {shown} 条")
    counted = page.get_by_role("toolbar").locator("[data-count]").inner_text()
    assert counted == f"已选 {len(_exported(page)) - 1} 条"
    page.go_back()
    _tick(page, 1, 3)
    names = _rows(page).locator(".o-name-link").all_inner_texts()[1:4]
    lines = _exported(page)
    assert lines[0].startswith("姓名,")
    assert [line.split(",")[0] for line in lines[1:]] == names
    address = page.url
    page.evaluate("sessionStorage.clear()")
    page.goto(address)
    expect(page.get_by_role("alert")).to_contain_text("请返回列表重新选择")
    expect(page.get_by_role("button", name="导出")).to_be_disabled()


def test_a_value_is_changed_where_it_stands(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/opportunity?view=open&sort=name")
    amount = _cell(page, 0, "预计收入")
    amount.dblclick()
    editor = page.get_by_role("dialog", name=re.compile("预计收入"))
    editor.get_by_role("textbox").fill("much")
    page.keyboard.press("Enter")
    expect(editor.get_by_role("alert")).to_contain_text("不是数字")
    before = amount.inner_text()
    page.keyboard.press("Escape")
    expect(editor).to_be_hidden()
    expect(amount).to_be_focused()
    expect(amount).to_have_text(before)
    page.keyboard.press("F2")
    editor.get_by_role("textbox").fill("1,000")
    page.keyboard.press("Enter")
    expect(amount).to_have_text("¥1,000.00")
    expect(amount).to_be_focused()
    rate = _cell(page, 0, "赢率")
    rate.dblclick()
    page.keyboard.type("25")  # before the editor is there
    page.keyboard.press("Tab")
    expect(_cell(page, 0, "加权金额")).to_have_text("¥250.00")  # computed again
    expect(_cell(page, 0, "加权金额")).to_be_focused()


def test_what_somebody_else_has_changed_in_the_meantime_is_told(
    person: Person, organization: Organization
) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/opportunity?view=open&sort=name")
    record = _rows(page).nth(1).get_attribute("data-id")
    assert record
    amount = _cell(page, 1, "预计收入")
    for mine, key, kept in (("111", "Escape", "¥222.00"), ("333", "Enter", "¥333.00")):
        amount.dblclick()
        page.keyboard.type(mine)
        with organization.write(organization.principal("admin")) as context:
            update_record(
                context, "opportunity", record, {"amount": "222", "comment": mine}, ANY_VERSION
            )
        page.keyboard.press("Enter")
        told = page.locator(".o-editor [role=alert]")
        expect(told).to_contain_text("别人已将它改为“222.00”")
        page.keyboard.press(key)
        expect(amount).to_have_text(kept)


def test_a_list_is_used_by_the_keyboard_alone(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/opportunity?view=open&sort=name")
    page.locator("th a").last.focus()
    page.keyboard.press("Tab")
    expect(_cell(page, 0, "机会名称")).to_be_focused()
    page.keyboard.press(" ")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_role("toolbar")).to_contain_text("已选 3 条")
    page.keyboard.press("Escape")
    expect(page.get_by_role("toolbar")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(_cell(page, 2, "客户")).to_be_focused()
    page.keyboard.press("Enter")
    customer = page.get_by_role("dialog").get_by_role("combobox")
    customer.fill("没有的客户")
    page.keyboard.press("Tab")
    expect(page.locator(".o-editor [role=alert]")).to_contain_text("没有找到“没有的客户”")
    expect(customer).to_be_focused()
    customer.fill("Granite")
    found = page.get_by_role("option")
    expect(found).to_have_count(2)  # and what makes another one
    expect(found.first).to_contain_text("Granite Works")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")  # takes the record
    page.keyboard.press("Enter")  # saves it
    expect(_cell(page, 2, "客户")).to_have_text("Granite Works")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/opportunity/*-*")


def test_cards_are_ticked_by_a_long_press(walker: Person) -> None:
    page = walker.page
    walker.signs_in()
    walker.opens("/o/customer?sort=name")
    box = _rows(page).first.bounding_box()
    assert box
    finger = page.context.new_cdp_session(page)
    point = {"x": box["x"] + 20, "y": box["y"] + 60}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    bar = page.get_by_role("toolbar")
    expect(bar).to_contain_text("已选 1 条")
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    _rows(page).nth(1).tap()
    expect(bar).to_contain_text("已选 2 条")
    place = bar.bounding_box()
    assert place and place["y"] + place["height"] == page.viewport_size["height"]  # type: ignore[index]
    bar.get_by_role("button", name="取消选择").tap()
    expect(bar).to_be_hidden()
    _rows(page).nth(1).get_by_role("link").first.tap()
    page.wait_for_url("**/o/customer/*-*")


@everybody
def test_everybody_can_change_and_choose(reader: Reader) -> None:
    page = reader.page
    page.goto(f"{reader.address}/o/opportunity?view=all")
    _rows(page).get_by_role("checkbox").first.check()
    page.locator("[data-act=edit]").click()
    expect(page.locator(".o-change")).to_be_visible()
    reader.can_use_this()
    page.keyboard.press("Escape")
    _rows(page).first.locator(".o-number").dblclick()
    expect(page.locator(".o-editor")).to_be_visible()
    reader.can_use_this()
