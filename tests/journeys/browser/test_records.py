"""What people do at a browser: sign in, find, make and change records, on a desk and on a phone."""

from playwright.sync_api import expect

from objectry.runtime.api.maintenance import DEMO_PASSWORD
from tests.journeys.browser.browsing import PHONE, Person, Reader, everybody

PAGE = 50
"""Records of one page of a list."""


def test_signing_in_and_out(person: Person) -> None:
    page = person.page
    person.opens("/o/customer?view=mine")
    page.get_by_label("登录账号").fill("admin")
    page.get_by_label("登录密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("密码")
    page.get_by_label("登录密码").fill(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/customer?view=mine")  # where one wanted to go
    page.get_by_role("button", name="系统管理员").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in")
    person.opens("/o/customer")
    assert "/sign-in" in page.url


def test_making_finding_and_changing_a_record(person: Person) -> None:
    page = person.page
    person.signs_in()
    page.get_by_role("link", name="销售机会").first.click()
    page.get_by_role("link", name="新建").click()
    page.get_by_role("link", name="标准销售").click()
    page.get_by_role("button", name="保存", exact=True).click()
    summary = page.locator(".o-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("请填写机会名称")
    summary.get_by_role("link", name="机会名称").click()
    expect(page.get_by_label("机会名称")).to_be_focused()
    page.keyboard.type("吊车订单")
    customer = page.locator("#f-customer")
    customer.fill("Granite")
    expect(page.get_by_role("option", name="Granite Works")).to_be_visible()
    customer.press("ArrowDown")
    customer.press("Enter")
    page.get_by_label("预计收入").fill("1,234.5")
    page.get_by_label("预计结单日期").fill("2026-12-01")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("heading", name="吊车订单")).to_be_visible()
    expect(page.locator("main")).to_contain_text("¥1,234.50")
    page.get_by_role("link", name="编辑").click()
    page.get_by_label("预计收入").fill("2000")
    page.keyboard.press("Control+s")
    expect(page.locator("main")).to_contain_text("¥2,000.00")
    person.opens("/o/opportunity?sort=-created_at")
    page.get_by_role("link", name="吊车订单").click()
    expect(page.get_by_role("heading", name="吊车订单")).to_be_visible()
    page.get_by_role("searchbox").fill("吊车订单")
    page.keyboard.press("Enter")
    page.locator("main").get_by_role("link", name="吊车订单").click()
    expect(page.get_by_role("heading", name="吊车订单")).to_be_visible()


def test_a_long_list_goes_on_where_it_ends(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/contact?sort=name")
    rows = page.locator("tbody tr[data-id]")
    expect(rows).to_have_count(PAGE)
    page.get_by_role("button", name="更多").scroll_into_view_if_needed()
    expect(rows).not_to_have_count(PAGE)
    assert len(set(rows.evaluate_all("all => all.map(one => one.dataset.id)"))) == rows.count()


def test_what_somebody_else_has_changed_is_not_overwritten(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/customer?sort=name")
    page.locator("tbody a.o-name-link").first.click()
    other = page.context.new_page()
    other.goto(page.url + "/edit")
    page.get_by_role("link", name="编辑").click()
    other.get_by_label("备注").fill("别人写的")
    other.get_by_role("button", name="保存", exact=True).click()
    expect(other.locator("main")).to_contain_text("别人写的")
    page.get_by_label("备注").fill("我写的")
    page.get_by_role("button", name="保存", exact=True).click()
    dialog = page.get_by_role("dialog", name="别人已更改这条记录")
    expect(dialog).to_contain_text("别人写的")
    dialog.get_by_role("button", name="返回继续编辑").click()
    expect(page.locator(".o-summary")).to_be_visible()
    expect(page.get_by_label("备注")).to_have_value("我写的")
    page.get_by_role("link", name="取消").click()
    expect(page.locator("main")).to_contain_text("别人写的")


def test_on_a_phone(walker: Person) -> None:
    page = walker.page
    walker.signs_in()
    sidebar = page.locator("#sidebar")
    expect(sidebar).not_to_be_in_viewport()
    page.get_by_role("button", name="菜单").click()
    sidebar.get_by_role("link", name="客户", exact=True).click()
    expect(page.locator("tbody tr").first).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], "nobody scrolls sideways"


@everybody
def test_everybody_can_use_every_page(reader: Reader) -> None:
    page = reader.page
    page.goto(f"{reader.address}/o/customer")
    record = page.locator("tbody a.o-name-link").first.get_attribute("href")
    reader.can_use(
        "/",
        "/o/customer",
        f"{record}",
        f"{record}/edit",
        "/o/opportunity/new?business_type=standard",
        "/nowhere",
    )
    page.context.clear_cookies()
    reader.can_use(f"/sign-in?lang={reader.language}")
