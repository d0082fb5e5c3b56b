"""An object that a consultant installs from a pack is everywhere at once, while people work: no restart, no new sign-in."""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import FilePayload, expect

from objectry.metadata.field_types.listing import FIELD_TYPES
from objectry.runtime.api.organization import Organization
from tests.journeys.browser.browsing import Person

PACK = Path(__file__).parents[2] / "data" / "rental"
MACHINES = "设备名称,日租金,设备状态\n叉车一号,300,空闲\n叉车二号,260,出租中\n".encode()


def _installed_elsewhere(organization: Organization) -> None:
    """Install the pack as a consultant does: from another process, while the server goes on."""
    url = organization.settings.database_url
    command = [sys.executable, "-m", "objectry", "--database", url, "apply", str(PACK)]
    subprocess.run(command, check=True, capture_output=True)


def test_the_pack_has_a_field_of_every_type() -> None:
    texts = [file.read_text("utf-8") for file in PACK.glob("*.yaml")]
    assert set(re.findall(r"[{ ]type: (\w+)", "\n".join(texts))) == set(FIELD_TYPES)


def test_a_custom_object_is_everywhere_without_a_restart(
    person: Person, organization: Organization
) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/customer?sort=name")
    customer = page.locator("tbody a.o-name-link").first.inner_text()
    expect(page.locator("#sidebar")).not_to_contain_text("设备租赁")
    _installed_elsewhere(organization)
    page.keyboard.press("Control+k")  # the page is the one from before
    page.keyboard.type("qbsb")  # its pinyin
    page.keyboard.press("Enter")  # before anything is shown
    page.wait_for_url("**/o/machine")
    expect(page.locator("#sidebar")).to_contain_text("设备租赁")
    expect(page.locator("#sidebar").get_by_role("link", name="全部设备")).to_be_visible()
    views = page.get_by_role("button", name="列表视图")
    expect(views).to_have_text("可出租的设备")

    page.get_by_role("link", name="新建").first.click()
    page.get_by_label("设备名称").fill("吊车一号")
    page.get_by_label("日租金").fill("1,000")
    page.get_by_role("button", name="添加更多条目").click()
    page.get_by_label("优惠", exact=True).fill("10")
    page.get_by_label("设备状态").select_option("报废")
    page.get_by_role("combobox", name="租用客户").fill(customer)
    page.locator("#f-customer-list [role=option]", has_text=customer).first.click()
    page.keyboard.press("Control+s")
    expect(page.locator(".o-summary")).to_contain_text("报废的设备不能出租")  # its rule
    page.get_by_label("设备状态").select_option("空闲")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name="吊车一号")).to_be_visible()
    expect(page.locator(".o-highlights")).to_contain_text("¥900.00")  # its formula
    expect(page.locator("#details")).to_contain_text("SB-0001")
    expect(page.locator(".o-steps [aria-current]")).to_have_text("空闲")
    page.locator(".o-steps").get_by_role("button", name="出租中").click()
    expect(page.locator(".o-steps [aria-current]")).to_have_text("出租中")
    page.get_by_role("tab", name="相关").click()
    repairs = page.locator("#related")
    expect(repairs).to_contain_text("维修记录")
    repairs.get_by_role("link", name="新建").click()
    page.get_by_label("维修内容").fill("换油")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name="换油")).to_be_visible()
    page.locator("#details").get_by_role("link", name="吊车一号").click()
    expect(page.locator(".o-highlights")).to_contain_text("维修次数1")  # its roll-up

    person.opens("/o/machine/import")
    file = FilePayload(name="machines.csv", mimeType="text/csv", buffer=MACHINES)
    page.locator("input[type=file]").set_input_files(file)
    page.wait_for_url("**/imports/*")
    page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name="检查").click()
    expect(page.locator(".o-counts")).to_contain_text("2")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="完成")).to_be_visible()

    person.opens("/o/machine")
    names = page.locator("tbody a.o-name-link")
    expect(names).to_have_text(["叉车一号"])  # its view
    views.click()
    page.get_by_role("link", name="每一台设备").click()
    expect(names).to_have_count(3)
    page.get_by_role("button", name="筛选", exact=True).click()
    dialog = page.locator("#list-filter")
    dialog.get_by_role("button", name="条件", exact=True).click()
    dialog.get_by_label("字段").select_option("state")
    dialog.get_by_label("怎样比较").select_option("one_of")
    dialog.get_by_label("出租中").check()
    dialog.get_by_role("button", name="应用").click()
    expect(names).to_have_text(["叉车二号", "吊车一号"])
    page.get_by_role("searchbox", name="搜索全部记录").fill("吊车一号")
    page.keyboard.press("Enter")
    expect(page.locator("main").get_by_role("link", name="吊车一号").first).to_be_visible()
    person.opens("/formulas?object=machine")
    expect(page.locator("o-formula")).to_be_visible()
    person.opens("/o/machine/export")
    expect(page.locator("main")).to_contain_text("优惠后租金")
