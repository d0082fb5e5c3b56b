"""Journeys from the start page: what is due is done, followed up, put off and deleted; what is entered beside a record."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, create_record, update_record
from tests.journeys.browser.browsing import Person, Reader, everybody


def _task(
    organization: Organization, account: str, subject: str, customer: str | None = None
) -> str:
    due = (organization.clock() - timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M:00Z")
    about = {"object": "customer", "id": customer} if customer else None
    with organization.write(organization.principal(account)) as context:
        values = {"subject": subject, "due_at": due, "related": about}
        return create_record(context, "task", values).id


def _changed(organization: Organization, account: str, task: str, subject: str) -> None:
    """Somebody changes a task at another place."""
    with organization.write(organization.principal(account)) as context:
        update_record(context, "task", task, {"subject": subject}, ANY_VERSION)


def _takes_back(page: Page, undo: str) -> None:
    """Undo what the notice tells. The page is loaded anew then, and can be used."""
    with page.expect_navigation():
        page.get_by_role("button", name=undo).click()
    expect(page.locator("o-todo:defined")).to_have_count(1)


def _customer(organization: Organization, account: str, name: str) -> str:
    with organization.write(organization.principal(account)) as context:
        return create_record(context, "customer", {"name": name}).id


def test_what_is_due_is_done_followed_up_put_off_and_deleted(
    person: Person, organization: Organization
) -> None:
    for subject in ("确认交期", "发送报价", "准备演示", "旧的任务"):
        _task(organization, "sam", subject)
    person.signs_in("sam")
    page = person.page
    items = page.locator("o-todo li")
    expect(items).to_have_count(4)
    items.filter(has_text="确认交期").get_by_role("checkbox").check()
    expect(items).to_have_count(3)
    _takes_back(page, "撤销")
    expect(items).to_have_count(4)

    items.filter(has_text="确认交期").get_by_role("button", name="操作：确认交期").press("Enter")
    expect(page.get_by_role("menuitem", name="跟进…")).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="跟进")
    dialog.get_by_label("下一步").fill("签合同")
    dialog.get_by_label("下一步").press("Enter")
    expect(items).to_have_count(3)
    expect(page.get_by_role("status").filter(has_text="并安排了跟进")).to_be_visible()

    items.filter(has_text="发送报价").get_by_role("button", name="操作：发送报价").click()
    page.get_by_role("menuitem", name="一周后").click()
    expect(items).to_have_count(2)
    items.filter(has_text="旧的任务").get_by_role("button", name="操作：旧的任务").click()
    page.get_by_role("menuitem", name="删除").click()
    expect(items).to_have_text([items.filter(has_text="准备演示").inner_text()])
    person.opens("/o/task?view=mine")
    expect(page.get_by_role("link", name="签合同")).to_be_visible()
    expect(page.get_by_role("link", name="发送报价")).to_be_visible()
    expect(page.get_by_role("link", name="旧的任务")).to_have_count(0)


def test_what_was_put_off_is_taken_back_to_its_time(
    person: Person, organization: Organization
) -> None:
    _task(organization, "sue", "发送报价")
    person.signs_in("sue")
    page = person.page
    items = page.locator("o-todo li").filter(has_text="发送报价")
    menu = items.get_by_role("button")
    before = items.locator(".o-todo-at").inner_text()
    menu.click()
    page.get_by_role("menuitem", name="一周后").click()
    expect(items).to_have_count(0)
    _takes_back(page, "撤销")
    expect(items.locator(".o-todo-at")).to_have_text(before, use_inner_text=True)
    menu.click()
    page.get_by_role("menuitem", name="其他时间…").click()
    dialog = page.get_by_role("dialog", name="延时")
    dialog.get_by_label("时间").fill("2030-01-04T10:00")
    dialog.get_by_role("button", name="保存").click()
    expect(items).to_have_count(0)
    _takes_back(page, "撤销")
    expect(items.locator(".o-todo-at")).to_have_text(before, use_inner_text=True)


@pytest.mark.parametrize("deed", ["put off", "completed"])
def test_nothing_is_taken_back_over_what_somebody_has_changed_since(
    person: Person, organization: Organization, deed: str
) -> None:
    task = _task(organization, "tom", f"Call them, {deed}")
    person.signs_in("tom")
    page = person.page
    item = page.locator("o-todo li").filter(has_text=deed)
    if deed == "completed":
        item.get_by_role("checkbox").check()
    else:
        item.locator("[data-menu]").click()
        page.get_by_role("menuitem", name="In a week").click()
    expect(item).to_have_count(0)
    _changed(organization, "tom", task, f"Write to them, {deed}")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("so it stays as it is")
    page.reload()
    expect(page.locator(".o-home h1, .o-head h1").first).to_be_visible()
    expect(item).to_have_count(0)


def test_what_somebody_has_changed_meanwhile_is_shown_and_can_be_done_then(
    person: Person, organization: Organization
) -> None:
    task = _task(organization, "sue", "打电话")
    person.signs_in("sue")
    page = person.page
    items = page.locator("o-todo li").filter(has=page.locator(f"a[href$='{task}']"))
    said = page.get_by_role("status").filter(has_text="已是最新")
    expect(items).to_contain_text("打电话")
    _changed(organization, "sue", task, "发邮件")
    items.get_by_role("checkbox").check()
    expect(said).to_be_visible()
    expect(items).to_contain_text("发邮件")
    expect(items.get_by_role("checkbox")).not_to_be_checked()
    _changed(organization, "sue", task, "写信")
    items.locator("[data-menu]").click()
    page.get_by_role("menuitem", name="其他时间…").click()
    page.get_by_role("dialog", name="延时").get_by_role("button", name="保存").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(items).to_contain_text("写信")
    items.get_by_role("checkbox").check()
    expect(items).to_have_count(0)


def test_activities_and_tasks_are_entered_beside_a_record(
    person: Person, organization: Organization
) -> None:
    customer = _customer(organization, "dora", "云帆科技")
    person.signs_in("dora")
    person.opens(f"/o/customer/{customer}")
    page = person.page
    page.get_by_role("tab", name="活动记录").click()
    panel = page.get_by_role("tabpanel", name="活动记录")
    panel.get_by_label("需要跟进").check()
    panel.get_by_label("主题").fill("电话沟通了交期")
    panel.get_by_role("button", name="保存").click()
    expect(panel.get_by_role("alert")).to_contain_text("下次跟进时间")
    panel.get_by_label("下次跟进时间").fill("2027-01-04T10:00")
    panel.get_by_role("button", name="保存").click()
    expect(page.locator(".o-events").get_by_role("link", name="电话沟通了交期")).to_be_visible()
    expect(page.get_by_role("tab", name="便签")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="任务")).to_be_focused()
    page.keyboard.press("Enter")
    tasks = page.get_by_role("tabpanel", name="任务")
    tasks.get_by_label("主题").fill("寄样品")
    tasks.get_by_label("截止时间").fill("2027-01-05T10:00")
    tasks.get_by_role("button", name="保存").click()
    expect(page.locator(".o-events").get_by_role("link", name="寄样品")).to_be_visible()


@pytest.mark.usefixtures("organization")
def test_the_start_page_on_a_phone(walker: Person, organization: Organization) -> None:
    _task(organization, "mia", "拜访客户")
    walker.signs_in("mia")
    page = walker.page
    expect(page.locator(".o-figure strong").first).to_be_visible()
    page.locator("o-todo li").filter(has_text="拜访客户").get_by_role("checkbox").check()
    expect(page.get_by_text("今天没有待办事项。")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_shortcuts_are_chosen_and_used_by_the_keyboard(person: Person) -> None:
    person.signs_in("amy")
    page = person.page
    person.opens("/me/shortcuts")
    with page.expect_response("**/preferences"):
        page.get_by_role("checkbox", name="联系人", exact=True).uncheck()
    expect(page.get_by_role("button", name="恢复组织的默认设置")).to_be_visible()
    with page.expect_response("**/preferences"):
        page.get_by_role("checkbox", name="费用", exact=True).check()
    expect(page.get_by_role("status").filter(has_text="已保存").first).to_be_visible()
    person.opens("/")
    page.keyboard.press("Alt+n")
    menu = page.locator("#shortcuts")
    expect(menu.get_by_role("link", name="费用", exact=True)).to_be_visible()
    expect(menu.get_by_role("link", name="联系人", exact=True)).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("link", name="客户", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{person.address}/o/customer/new")


@everybody
def test_everybody_can_use_the_start_page(reader: Reader, organization: Organization) -> None:
    account = "dora" if reader.language == "zh" else "tom"
    _task(organization, account, "Call them", _customer(organization, account, "Granite"))
    reader.can_use("/me/shortcuts", "/")
    reader.page.locator("o-todo [data-menu]").first.click()
    reader.can_use_this()
    reader.page.get_by_role("menuitem").first.click()
    reader.can_use_this()
