"""Lines that keep an order of their own: moved, added between others and taken away, as many as a form takes."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ListRequest, create_record, list_records
from tests.journeys.browser.browsing import Person
from tests.runtime.forms.bills import BILLS

PACK = "pack: bills\nversion: 1.0.0\nlabel: {zh: 账单, en: Bills}\nrequires: [{pack: base}]\n"
MORE = """  - {name: day, type: date, label: {zh: 日期, en: Day}}
  - {name: month, type: date, format: month, label: {zh: 月份, en: Month}}
  - {name: at, type: datetime, label: {zh: 时间, en: At}}
  - name: kind
    type: select
    label: {zh: 种类, en: Kind}
    values: [{value: labour, label: {zh: 人工, en: Labour}}, {value: parts, label: {zh: 配件, en: Parts}}]
validation_rules:"""
"""Further fields of lines, which take no texts but some."""
COUNTED = """() => {
  const lines = document.querySelector("o-lines");
  const asked = Element.prototype.querySelectorAll;
  let count = 0;
  Element.prototype.querySelectorAll = function (...given) { count += 1; return asked.apply(this, given); };
  const changes = lines.changes.length;
  void [lines.dirty, lines.standing, lines.draft];
  Element.prototype.querySelectorAll = asked;
  return [changes, count];
}"""
"""How much is asked of the page to know what a save is told of the lines."""


@pytest.fixture(scope="module")
def bill(organization: Organization, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The form of a bill with three lines."""
    folder: Path = tmp_path_factory.mktemp("bills")
    files = {
        **BILLS,
        "pack": PACK,
        "bill_line": BILLS["bill_line"].replace("validation_rules:", MORE),
        "bill_layout": BILLS["bill_layout"].replace("hint]", "hint, day, month, at, kind]"),
    }
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    organization.apply([folder])
    with organization.write(organization.principal("admin")) as context:
        lines = [{"text": text, "place": place} for place, text in enumerate("abc", 1)]
        values = {"name": "一月", "_lines": {"bill_line": lines}}
        return f"/o/bill/{create_record(context, 'bill', values).id}"


def _rows(page: Page) -> Locator:
    return page.locator("o-lines tbody tr")


def _text(page: Page, row: int) -> Locator:
    return _rows(page).nth(row).locator("input[name=text]")


def _kept(organization: Organization) -> list[tuple[str, int]]:
    """The lines as they are stored."""
    with organization.read(organization.principal("admin")) as context:
        asked = ListRequest(fields="text,place", sort="place")
        found = list_records(context, "bill_line", asked)["records"]
    return [(one["text"], one["place"]) for one in found]


def test_lines_keep_the_order_in_which_they_stand(
    person: Person, organization: Organization, bill: str
) -> None:
    page = person.page
    person.signs_in()
    person.opens(f"{bill}/edit")
    _text(page, 2).press("Alt+ArrowUp")
    _rows(page).nth(0).get_by_role("button", name="复制这一行").click()
    expect(_rows(page)).to_have_count(4)
    _text(page, 1).fill("a2")
    _rows(page).nth(3).get_by_role("button", name="删除这一行").click()
    page.get_by_role("button", name="添加一行").click()
    _text(page, 4).fill("d")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(f"**{bill}")
    assert _kept(organization) == [("a", 1), ("a2", 2), ("c", 3), ("d", 4)]


def test_what_does_not_fit_into_a_cell_is_told_once(person: Person, bill: str) -> None:
    page = person.page
    person.signs_in()
    person.opens(f"{bill}/edit")
    day = _rows(page).nth(0).locator("input[name=day]")
    day.focus()
    page.evaluate(
        """text => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event);
        }""",
        "2026/12/1\t2026-12\t2026/1/5 9:30\t人工\n２０２６年12月24日\t2026年1月\t\t运费\nbald\t\t\t配件\n",
    )
    expect(day).to_have_value("2026-12-01")
    first, second = _rows(page).nth(0), _rows(page).nth(1)
    expect(first.locator("input[name=month]")).to_have_value("2026-12")
    expect(first.locator("input[name=at]")).to_have_value("2026-01-05T09:30")
    expect(first.locator("select[name=kind]")).to_have_value("labour")
    expect(second.locator("input[name=day]")).to_have_value("2026-12-24")
    expect(second.locator("input[name=month]")).to_have_value("2026-01")
    expect(_rows(page).nth(2).locator("select[name=kind]")).to_have_value("parts")
    page.get_by_role("button", name="保存", exact=True).click()
    told = page.locator(".o-summary")
    expect(told.get_by_role("listitem")).to_have_count(2)
    expect(told).to_contain_text("第 2 行 · 种类: 没有找到“运费”")
    expect(told).to_contain_text("第 3 行 · 日期: 没有找到“bald”")
    page.get_by_role("button", name="保存", exact=True).click()  # they may stay empty
    page.wait_for_url(f"**{bill}")


def test_twice_as_many_lines_are_twice_the_work(person: Person, bill: str) -> None:
    page = person.page
    person.signs_in()
    person.opens(f"{bill}/edit")
    first = _rows(page).count()
    work: list[int] = []
    for many in (40, 80):
        page.evaluate(
            """many => {
              const lines = document.querySelector("o-lines");
              while (lines.querySelectorAll("tbody tr").length < many) {
                const input = lines.add().querySelector("input[name=text]");
                input.value = "x";
                input.dispatchEvent(new Event("change", { bubbles: true }));
              }
            }""",
            many,
        )
        changes, count = page.evaluate(COUNTED)
        assert changes == many - first
        work.append(count)
    assert work[1] < work[0] * 2.2
