"""Journeys through the recycle bin: what was deleted comes back, or goes for good."""

from playwright.sync_api import expect

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, create_record, delete_record
from tests.journeys.browser.browsing import Person, Reader, everybody


def _deleted(organization: Organization, *names: str) -> None:
    for name in names:
        with organization.write(organization.principal("sam")) as context:
            record = create_record(context, "customer", {"name": name}).id
            delete_record(context, "customer", record, ANY_VERSION)


def test_deleted_records_are_restored_and_removed(
    person: Person, organization: Organization
) -> None:
    _deleted(organization, "云帆科技", "海天重工", "远大物流")
    person.signs_in("sam")
    page = person.page
    person.opens("/o/customer")
    page.get_by_role("button", name="导入和导出").click()
    page.locator("#transfer").get_by_role("link", name="回收站").click()
    expect(page).to_have_url(f"{person.address}/deleted?object=customer")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    rows.filter(has_text="云帆科技").get_by_role("button", name="恢复").click()
    expect(page.get_by_role("status").filter(has_text="已恢复 1 条")).to_be_visible()
    expect(rows).to_have_count(2)
    page.locator("[data-whole]").check()
    expect(page.locator("[data-count]")).to_have_text("已选 2 条")
    page.get_by_role("toolbar").get_by_role("button", name="彻底删除").click()
    dialog = page.get_by_role("dialog", name="彻底删除？")
    expect(dialog.get_by_role("listitem")).to_have_text(["远大物流", "海天重工"])
    dialog.get_by_role("button", name="取消").click()
    expect(rows).to_have_count(2)
    page.get_by_role("toolbar").get_by_role("button", name="彻底删除").click()
    dialog.get_by_role("button", name="彻底删除").click()
    expect(page.get_by_text("没有符合条件的已删除记录")).to_be_visible()
    person.opens("/o/customer?q=云帆科技")
    expect(page.get_by_role("link", name="云帆科技")).to_be_visible()


def test_what_cannot_come_back_is_told(person: Person, organization: Organization) -> None:
    with organization.write(organization.principal("sam")) as context:
        customer = create_record(context, "customer", {"name": "华强"}).id
        deal = {
            "name": "华强电源",
            "customer": customer,
            "amount": "5",
            "close_date": "2026-12-01",
        }
        opportunity = create_record(context, "opportunity", deal).id
        delete_record(context, "opportunity", opportunity, ANY_VERSION)
        delete_record(context, "customer", customer, ANY_VERSION)
    person.signs_in("sam")
    person.opens("/deleted?q=华强电源")
    person.page.locator("tbody tr").get_by_role("button", name="恢复").click()
    expect(person.page.get_by_role("alert").filter(has_text="华强电源")).to_contain_text("客户")


@everybody
def test_everybody_can_use_the_bin(reader: Reader, organization: Organization) -> None:
    _deleted(organization, "云帆科技")
    reader.can_use("/deleted", "/deleted?q=nothing-of-that-kind")
