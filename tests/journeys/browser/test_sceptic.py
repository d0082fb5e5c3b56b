"""Somebody who believes nothing makes, finds, changes and drags records, is overtaken, imports a file and takes it back."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from objectry.runtime.api.organization import Organization
from tests.journeys.browser.browsing import DESK, Person

ROOT = Path(__file__).parents[3]
ACCOUNTS = ROOT / "tests" / "data" / "crm-sales" / "accounts.csv"
NAME = "怀疑者的机会"
MAPPED = (
    ("account", "客户名称 *"),
    ("sector", "行业"),
    ("employees", "员工数"),
    ("subsidiary_of", "上级客户"),
)


@pytest.fixture(scope="module")
def organization(organization: Organization) -> Organization:
    """The demo organisation with the pack for the crm-sales files."""
    organization.apply([ROOT / "packs" / "crm_sales"])
    return organization


def test_nothing_is_lost_and_everything_can_be_taken_back(
    person: Person, browser: Browser, address: str
) -> None:
    person.signs_in("sam")
    _makes(person)
    _finds(person)
    _is_overtaken(person, browser, address)
    _changes_many(person.page)
    _drags_a_card(person)
    _imports_and_takes_back(person)


def _makes(person: Person) -> None:
    page = person.page
    person.opens("/o/opportunity/new?business_type=standard")
    page.get_by_label("机会名称").fill(NAME)
    customer = page.get_by_role("combobox", name="客户", exact=True)
    customer.fill("Granite")
    page.get_by_role("option", name="Granite Works").click()
    page.get_by_label("预计收入").fill("1,000")
    page.get_by_label("预计结单日期").fill("2026-12-01")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()


def _finds(person: Person) -> None:
    page = person.page
    person.opens("/")
    expect(page.locator("o-palette:defined")).to_have_count(1)
    page.keyboard.press("Control+k")
    page.keyboard.type(NAME)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    expect(page.locator("[data-edit=amount] dd")).to_have_text("¥1,000.00")


def _is_overtaken(person: Person, browser: Browser, address: str) -> None:
    """His manager changes the same record at another desk meanwhile: nothing of either is lost."""
    page = person.page
    page.locator("[data-edit=amount]").dblclick()
    page.locator("o-form").get_by_label("预计收入").fill("2000")
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    colleague = Person(context.new_page(), address)
    colleague.signs_in("mia")
    colleague.opens(page.url.removeprefix(address).partition("?")[0].partition("#")[0] + "/edit")
    colleague.page.get_by_label("预计收入").fill("3000")
    colleague.page.get_by_label("赢率").fill("40")
    colleague.page.keyboard.press("Control+s")
    expect(colleague.page.locator("[data-edit=amount] dd")).to_have_text("¥3,000.00")
    context.close()
    assert colleague.complaints == []
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog", name="别人已更改这条记录")
    clash = dialog.get_by_role("group", name="预计收入")
    expect(clash).to_contain_text("3000.00")
    clash.get_by_label("您的").check()
    dialog.get_by_role("button", name="保存").click()
    expect(page.locator("[data-edit=amount] dd")).to_have_text("¥2,000.00")
    expect(page.locator("[data-edit=win_rate] dd")).to_have_text("40%")


def _changes_many(page: Page) -> None:
    address = page.url.partition("/o/")[0]
    page.goto(f"{address}/o/opportunity?view=open&sort=-created_at")
    rows = page.locator("#rows > tr[data-id]")
    boxes = rows.get_by_role("checkbox")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    page.get_by_role("button", name="批量修改").click()
    dialog = page.get_by_role("dialog", name="批量修改")
    dialog.get_by_label("字段").select_option(label="赢率")
    dialog.get_by_label("赢率").last.fill("55")
    dialog.get_by_role("button", name="修改", exact=True).click()
    rates = [rows.nth(number).locator('[data-label="赢率"]') for number in range(3)]
    for rate in rates:
        expect(rate).to_have_text("55%")
    expect(rows.first).to_contain_text(NAME)


def _drags_a_card(person: Person) -> None:
    """To where it is taken, and to where a reason is wanted that he does not give."""
    page = person.page
    person.opens(f"/o/opportunity?view=open&as=board&q={NAME}")
    expect(page.locator("o-board[data-ready]")).to_be_visible()
    card = page.locator(".o-card", has_text=NAME)
    lanes = {
        name: page.locator(f".o-lane[data-name='{name}']")
        for name in ("初步接洽", "方案/报价", "输单")
    }
    expect(lanes["初步接洽"].locator(card)).to_be_visible()
    card.drag_to(lanes["方案/报价"].locator("ul"))
    expect(lanes["方案/报价"].locator(".o-lane-sum")).to_have_text("¥2,000.00")
    card.drag_to(lanes["输单"].locator("ul"))
    page.get_by_role("dialog", name=NAME).get_by_role("button", name="取消").click()
    page.reload()
    expect(lanes["方案/报价"].locator(".o-card")).to_have_count(1)


def _imports_and_takes_back(person: Person) -> None:
    page = person.page
    person.opens("/o/customer")
    before = page.locator(".o-count").last.inner_text()
    person.opens("/o/customer/import")
    page.locator("input[type=file]").set_input_files(ACCOUNTS)
    page.wait_for_url("**/imports/*")
    for column, label in MAPPED:
        page.get_by_label(f"{column} 对应的字段").first.select_option(label=label)
    page.get_by_label("怎样处理各行").select_option(label="已有的修改，没有的新建")
    page.get_by_label("按什么找到记录").select_option(label="客户名称")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_label("“technolgy”对应的值").locator("option:checked")).to_have_text(
        "电子与科技"
    )
    page.get_by_role("button", name="检查").click()
    expect(page.locator(".o-counts")).to_contain_text("85")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="完成")).to_be_visible()
    page.get_by_role("button", name="撤销这次导入").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销这次导入").click()
    expect(page.get_by_role("heading", name="撤销导入")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="完成")).to_be_visible()
    person.opens("/o/customer")
    expect(page.locator(".o-count").last).to_have_text(before)
