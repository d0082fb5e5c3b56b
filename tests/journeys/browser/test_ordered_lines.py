"""Lines that keep an order of their own: moved, added between others and taken away, as many as a form takes."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ListRequest, create_record, list_records
from tests.journeys.browser.browsing import Person
from tests.runtime.forms.bills import BILLS

PACK = "pack: bills\nversion: 1.0.0\nlabel: {zh: 账单, en: Bills}\nrequires: [{pack: base}]\n"
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
    for name, text in {"pack": PACK, **BILLS}.items():
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
