"""What people enter in a browser: every kind of value, by mouse, by keyboard and on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from objectry.runtime.api.organization import Organization
from tests.journeys.browser.browsing import PHONE, Person, Reader, everybody

PACK = Path(__file__).parents[2] / "data" / "inputs"
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060"
    "000000050001a5f645400000000049454e44ae426082"
)
"""An image of one point."""


@pytest.fixture(scope="module", autouse=True)
def survey(organization: Organization) -> Iterator[None]:
    """An object with a field of every type."""
    organization.apply([PACK])
    yield


def _image(name: str = "dot.png") -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": DOT}


def _text(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": content}


def _field(page: Page, name: str) -> str:
    return f'.o-field[data-field="{name}"]'


def _saved(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url("**/o/survey/*-*")


def test_every_kind_of_value_is_entered_and_stands_there_again(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/survey/new")
    page.get_by_label("名称", exact=True).fill("东区工地")
    page.locator("#f-story").click()
    page.keyboard.type("first")
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="加粗").click()
    page.get_by_label("国家").select_option("中国")
    town = page.get_by_label("城市", exact=True)
    expect(town.locator("option")).to_have_text(["", "深圳", "北京"])
    town.select_option("深圳")
    page.get_by_role("button", name="技能").click()
    page.get_by_role("option", name="吊装").click()
    page.get_by_role("option", name="焊接").click()
    page.keyboard.press("Escape")
    keywords = page.get_by_role("combobox", name="关键词")
    keywords.fill("VIP，吊车")
    expect(page.locator(f"{_field(page, 'keywords')} .o-chip")).to_have_text(["VIP", "吊车"])
    page.get_by_label("相关记录：记录的种类").select_option("联系人")
    about = page.get_by_role("combobox", name="相关记录", exact=True)
    about.click()
    expect(page.locator("#f-about-list [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    people = page.get_by_role("combobox", name="参与人")
    for account in ("Mia", "Sam"):
        people.fill(account)
        page.locator("#f-people-list [role=option]", has_text=account).click()
    page.locator("#f-area").select_option("广东省")
    page.get_by_label("地区：下一级 2").select_option("深圳市")
    page.get_by_label("地区：下一级 3").select_option("南山区")
    page.locator("#f-site").select_option("北京市")
    page.get_by_label("工地地址: 街道和门牌号").fill("南路1号")
    page.locator("#f-photos").set_input_files([_image(), _image("two.png")])
    expect(page.locator(".o-images img")).to_have_count(2)
    page.get_by_role("button", name="移除two.png").click()
    page.get_by_label("开始时间").fill("2026-12-01T16:30")
    page.get_by_label("周期").fill("2026-12")
    page.get_by_label("费用").fill("1,234.5")
    page.get_by_label("占比").fill("25")
    _saved(page)
    person.opens(page.url.removeprefix(person.address) + "/edit")
    expect(page.locator("#f-story")).to_have_text("first")
    expect(page.locator("#f-story b")).to_have_count(1)
    expect(page.get_by_label("城市", exact=True)).to_have_value("shenzhen")
    expect(page.locator(f"{_field(page, 'skills')} .o-chip")).to_have_text(["焊接", "吊装"])
    expect(page.locator(f"{_field(page, 'people')} .o-chip")).to_have_count(2)
    expect(page.get_by_label("地区：下一级 3")).to_have_value("440305")
    expect(page.get_by_label("工地地址: 街道和门牌号")).to_have_value("南路1号")
    expect(page.locator(".o-images img")).to_have_count(1)
    expect(page.get_by_label("开始时间")).to_have_value("2026-12-01T16:30")
    expect(page.get_by_label("周期")).to_have_value("2026-12")
    expect(page.get_by_label("费用")).to_have_value("1234.50")
    with page.expect_request(lambda one: one.method == "PATCH") as sent:
        _saved(page)
    assert sent.value.post_data == "{}", "what nobody has touched is not sent"


def test_a_list_follows_the_one_that_controls_it(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/survey/new")
    page.get_by_label("国家").select_option("中国")
    page.get_by_label("城市", exact=True).select_option("北京")
    page.get_by_label("国家").select_option("德国")
    town = page.get_by_label("城市", exact=True)
    expect(town.locator("option")).to_have_text(["", "柏林"])
    expect(town).to_have_value("")
    expect(page.locator(f"{_field(page, 'town')} .o-told")).to_contain_text("北京")


def test_everything_can_be_chosen_with_the_keyboard(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/survey/new")
    page.get_by_role("button", name="月份").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("十")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="月份")).to_be_focused()
    expect(page.get_by_role("button", name="月份")).to_have_text("十一月")
    people = page.get_by_role("combobox", name="参与人")
    people.focus()
    expect(page.locator("#f-people-list [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chips = page.locator(f"{_field(page, 'people')} .o-chip")
    expect(chips).to_have_count(1)
    page.keyboard.press("Backspace")
    expect(chips).to_have_count(0)


def test_files_that_are_not_taken_are_told_before_they_are_sent(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/survey/new")
    page.locator("#f-photos").set_input_files(_text("a.txt", b"a"))
    expect(page.locator("#f-photos-error")).to_contain_text("a.txt")
    page.locator("#f-photos").set_input_files([_image(f"{number}.png") for number in range(4)])
    expect(page.locator("#f-photos-error")).to_contain_text("最多 3 个文件")
    page.locator("#f-papers").set_input_files(_text("b.txt", b"b" * (1 << 20) + b"b"))
    expect(page.locator("#f-papers-error")).to_contain_text("1 MB")
    expect(page.locator("#f-papers-error")).to_be_visible()


def test_the_browser_tells_the_place(person: Person) -> None:
    page = person.page
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 22.5430961, "longitude": 114.0578651})
    person.signs_in()
    person.opens("/o/survey/new")
    page.get_by_role("button", name="使用我的位置").click()
    expect(page.locator("#f-spot")).to_have_value("22.543096")


def test_another_business_type_draws_the_form_again(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/customer/new?phone=0755-26501234")
    expect(page.get_by_role("link", name="普通客户")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("客户名称").fill("华强科技")
    expect(page.get_by_label("电话", exact=True)).not_to_have_value("")
    page.get_by_label("业务类型").select_option("顾客")
    level = page.get_by_label("客户级别")
    expect(level).to_have_value("member")
    expect(level.locator("option")).to_have_count(5)
    expect(page.get_by_label("客户名称")).to_have_value("华强科技")


def test_a_record_is_made_on_the_way(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/contact/new?business_type=customer_contact")
    customer = page.get_by_role("combobox", name="客户", exact=True)
    customer.fill("还没有的客户")
    page.get_by_role("option", name="新建客户").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("客户名称")).to_have_value("还没有的客户")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).to_have_count(0)
    expect(customer).to_have_value("还没有的客户")
    customer.fill("")
    customer.click()
    expect(page.locator("#f-customer-list [role=option]").first).to_contain_text("还没有的客户")


def test_a_form_on_a_phone(walker: Person) -> None:
    page = walker.page
    walker.signs_in()
    walker.opens("/o/survey/new")
    page.locator("#f-area").select_option("广东省")
    page.get_by_label("地区：下一级 2").select_option("深圳市")
    page.get_by_role("button", name="技能").tap()
    page.get_by_role("option", name="吊装").tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@everybody
def test_everybody_can_enter_everything(reader: Reader) -> None:
    reader.can_use("/o/survey/new", "/o/customer/new")
