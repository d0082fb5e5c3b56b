"""What people do on the page of a record: change values where they stand, settle what others have changed, go on."""

from playwright.sync_api import Page, expect

from tests.journeys.browser.browsing import PHONE, Person, Reader, everybody, violations

DEALS = "/o/opportunity?sort=name&view=all"


def _first(person: Person, listed: str = DEALS) -> Page:
    """The page of the first record of a list."""
    person.signs_in()
    person.opens(listed)
    person.page.locator("tbody a.o-name-link").first.click()
    expect(person.page.locator("o-record")).to_be_visible()
    return person.page


def test_values_are_changed_where_they_stand(person: Person) -> None:
    page = _first(person)
    page.locator("[data-edit=amount]").dblclick()
    amount = page.locator("o-form").get_by_label("预计收入")
    expect(amount).to_be_focused()
    amount.fill("1,000")
    page.locator("o-form").get_by_label("赢率").fill("50")
    page.keyboard.press("Control+s")
    expect(page.locator("o-form")).to_have_count(0)
    expect(page.locator("o-toasts")).to_contain_text("已保存")
    expect(page.locator("[data-edit=amount] dd")).to_have_text("¥1,000.00")
    expect(page.locator("#details")).to_contain_text("¥500.00")  # what is computed of it
    expect(page.locator(".o-highlights")).to_contain_text("¥1,000.00")
    page.locator("[data-edit=amount] .o-pencil").focus()
    page.keyboard.press("Enter")
    expect(amount).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("7")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="取消")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-edit=amount] dd")).to_have_text("¥1,000.00")


def test_what_two_have_changed_is_settled_field_by_field(person: Person) -> None:
    page = _first(person)
    page.locator("[data-edit=amount]").dblclick()
    other = page.context.new_page()
    other.goto(page.url.split("#")[0].split("?")[0] + "/edit")
    other.get_by_label("预计收入").fill("111")
    other.get_by_label("赢率").fill("33")
    other.get_by_role("button", name="保存", exact=True).click()
    expect(other.locator("main")).to_contain_text("¥111.00")
    page.locator("o-form").get_by_label("预计收入").fill("222")
    page.locator("o-form").get_by_label("项目预算").fill("5000")
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog", name="别人已更改这条记录")
    expect(dialog.locator("[data-part=theirs]")).to_contain_text("赢率")
    expect(dialog.locator("[data-part=mine]")).to_contain_text("项目预算")
    clash = dialog.get_by_role("group", name="预计收入")
    expect(clash.get_by_label("您的")).to_be_checked()
    clash.get_by_label("别人的").check()
    dialog.get_by_role("button", name="保存").click()
    expect(page.locator("[data-edit=amount] dd")).to_have_text("¥111.00")
    expect(page.locator("[data-edit=win_rate] dd")).to_have_text("33%")
    expect(page.locator("[data-edit=project_budget] dd")).to_have_text("¥5,000.00")


def test_steps_lead_on_or_ask_for_what_is_missing(person: Person) -> None:
    page = _first(person, f"{DEALS}&filter=stage%20%3D%20%22needs%22")
    steps = page.get_by_role("list", name="销售阶段")
    steps.get_by_role("button", name="方案/报价").click()
    expect(steps.locator("[aria-current]")).to_have_text("方案/报价")
    steps.get_by_role("button", name="输单").click()
    reason = page.locator("o-form").get_by_label("输单理由")
    expect(reason).to_be_focused()  # the layout demands it of what is lost
    reason.select_option(index=1)
    page.keyboard.press("Control+s")
    expect(steps.locator("[aria-current]")).to_have_text("输单")
    expect(page.get_by_role("heading", name="输单分析")).to_be_visible()


def test_related_records_are_seen_and_made_from_here(person: Person) -> None:
    page = _first(person, "/o/customer?sort=name&view=all")
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("tab", name="详细资料").focus()
    page.keyboard.press("ArrowRight")
    contacts = page.locator("#related-contact-customer")
    before = int(contacts.locator(".badge").inner_text())
    contacts.get_by_role("link", name="新建").click()
    page.get_by_role("link", name="现有客户联系人").click()
    expect(page.get_by_role("combobox", name="客户")).to_have_value(name)
    page.get_by_label("姓名").fill("新联系人")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("heading", name="新联系人")).to_be_visible()
    page.locator(".o-highlights").get_by_role("link", name=name).click()
    page.get_by_role("tab", name="相关").click()
    expect(contacts.locator(".badge")).to_have_text(str(before + 1))


def test_from_one_record_to_the_next_and_to_another_owner(person: Person) -> None:
    page = _first(person)
    first = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="下一条记录").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    page.get_by_role("link", name="上一条记录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("button", name="更换负责人").click()
    dialog = page.get_by_role("dialog", name="更换负责人")
    owner = dialog.get_by_role("combobox")
    owner.fill("查无此人")
    dialog.get_by_role("button", name="更换负责人").click()
    expect(dialog.locator(".invalid-feedback")).to_contain_text("没有找到“查无此人”")
    owner.fill("苏青")
    dialog.get_by_role("option", name="苏青").click()
    dialog.get_by_role("button", name="更换负责人").click()
    expect(page.locator(".o-highlights")).to_contain_text("苏青")
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("button", name="为什么我能看到它").click()
    expect(page.get_by_role("dialog")).to_contain_text("您的职能")


def test_a_record_on_a_phone(walker: Person) -> None:
    page = _first(walker)
    for tab in ("相关", "详细资料"):
        page.get_by_role("tab", name=tab).tap()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("[data-edit=amount] .o-pencil").tap()
    expect(page.locator("o-form").get_by_label("预计收入")).to_be_in_viewport()
    expect(page.get_by_role("button", name="保存", exact=True)).to_be_in_viewport()


@everybody
def test_everybody_can_use_the_page_of_a_record(reader: Reader) -> None:
    page = reader.page
    page.goto(f"{reader.address}/o/opportunity?view=all")
    record = page.locator("tbody a.o-name-link").first.get_attribute("href") or ""
    reader.can_use(f"{record}/print", f"{record}#related")
    expect(page.locator("[aria-busy]")).to_have_count(0)
    assert violations(page) == []
    page.locator("#tab-details").click()
    page.locator("[data-edit=amount]").dblclick()
    expect(page.locator("o-form")).to_be_visible()
    assert violations(page) == []
