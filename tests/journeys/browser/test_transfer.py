"""Files that come in and go out at a browser: the customers of the crm-sales files are imported and taken back."""

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from objectry.runtime.api import import_drafts, undoing
from objectry.runtime.api.organization import Organization
from objectry.runtime.jobs import sweep
from tests.journeys.browser.browsing import PHONE, Person, Reader, everybody

ROOT = Path(__file__).parents[3]
ACCOUNTS = ROOT / "tests" / "data" / "crm-sales" / "accounts.csv"
WRONG = "客户名称,industry,employee_number\n甲,technolgy,many\n乙,,5\n".encode()


@pytest.fixture(scope="module")
def organization(organization: Organization) -> Organization:
    """The demo organisation with the pack for the crm-sales files."""
    organization.apply([ROOT / "packs" / "crm_sales"])
    return organization


def _field(page: Page, column: str, label: str) -> None:
    page.get_by_label(f"{column} 对应的字段").first.select_option(label=label)


def test_the_accounts_are_imported_watched_and_taken_back(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/customer")
    before = page.locator(".o-count").last.inner_text()
    page.get_by_role("button", name="导入和导出").click()
    page.get_by_role("link", name="导入", exact=True).click()
    page.locator("input[type=file]").set_input_files(ACCOUNTS)
    page.wait_for_url("**/imports/*")
    _field(page, "account", "客户名称 *")
    _field(page, "sector", "行业")
    _field(page, "employees", "员工数")
    _field(page, "subsidiary_of", "上级客户")
    page.get_by_label("怎样处理各行").select_option(label="已有的修改，没有的新建")
    page.get_by_label("按什么找到记录").select_option(label="客户名称")
    page.get_by_role("button", name="继续").click()
    meaning = page.get_by_label("“technolgy”对应的值")
    expect(meaning.locator("option:checked")).to_have_text("电子与科技")
    page.reload()  # what was said is kept
    page.get_by_role("button", name="检查").click()
    expect(page.locator(".o-counts")).to_contain_text("85")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="完成")).to_be_visible()
    expect(page.locator(".o-counts")).to_contain_text("已新建")
    page.get_by_role("link", name="Acme Corporation").click()
    expect(page.get_by_role("heading", name="Acme Corporation")).to_be_visible()
    person.opens("/imports")
    page.get_by_role("link", name="accounts.csv").first.click()
    page.get_by_role("button", name="撤销这次导入").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销这次导入").click()
    expect(page.get_by_role("heading", name="撤销导入")).to_be_visible()
    expect(page.locator(".o-counts")).to_contain_text("已删除")
    expect(page.get_by_role("status").filter(has_text="完成")).to_be_visible()
    person.opens("/o/customer")
    expect(page.locator(".o-count").last).to_have_text(before)


def test_columns_of_an_export_are_chosen_and_put_in_order(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/customer/export?view=all")
    page.get_by_role("button", name="移除: 记录 ID").click()
    page.get_by_role("searchbox", name="查找字段").fill("负责人 / 邮箱")
    page.locator("input[value='owner.email']").check()
    page.get_by_role("button", name="下移: 客户名称").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出").click()
    header = Path(download.value.path()).read_text("utf-8-sig").splitlines()[0].split(",")
    assert header[:2] == ["客户编码", "客户名称"] and header[-1] == "负责人 / 邮箱"


def test_a_file_that_cannot_be_read_is_refused_on_the_spot(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/customer/import")
    file = FilePayload(name="x.csv", mimeType="text/csv", buffer=b'name\n"x')
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("引号")


def _draft(organization: Organization, account: str) -> tuple[str, str, str]:
    """A draft that was rehearsed, an import and its undo."""
    user = organization.principal(account)
    with organization.write(user) as context:
        job = import_drafts.lay(
            context, import_drafts.read_file(context, "customer", "a.csv", WRONG)
        )
        trial = import_drafts.lay(
            context, import_drafts.read_file(context, "customer", "b.csv", WRONG)
        )
        import_drafts.start(context, job, import_drafts.read_draft(context, job), dry_run=True)
        import_drafts.start(
            context, trial, import_drafts.read_draft(context, trial), dry_run=False
        )
    sweep.sweep(organization, "test", lambda: False)
    with organization.write(user) as context:
        undo = undoing.undo_import(context, trial)
    sweep.sweep(organization, "test", lambda: False)
    return job, trial, undo


@everybody
def test_everybody_can_use_the_pages_of_imports(
    reader: Reader, organization: Organization
) -> None:
    account = {"zh": "dora", "en": "tom"}[reader.language]
    draft, done, undo = _draft(organization, account)
    reader.can_use(
        "/o/customer/import", f"/imports/{draft}", f"/imports/{draft}?step=values", f"/imports/{draft}?step=check",
        f"/imports/{done}", f"/imports/{undo}", "/imports", "/o/customer/export",
    )  # fmt: skip


def test_columns_are_mapped_on_a_phone(walker: Person, organization: Organization) -> None:
    page = walker.page
    walker.signs_in()
    draft, *_ = _draft(organization, "admin")
    for step in ("columns", "values", "check"):
        walker.opens(f"/imports/{draft}?step={step}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], step
