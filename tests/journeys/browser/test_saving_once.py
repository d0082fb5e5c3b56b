"""Whoever presses twice while a save is under way has saved once."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from tests.journeys.browser.browsing import Person

WRITES = re.compile(r"/api/v1/[a-z_]+(/[0-9a-f-]{36}(/notes)?)?(\?.*)?$")
"""The calls that save records and notes."""


@pytest.fixture(scope="module")
def customer(organization: Organization) -> str:
    """The page of a customer."""
    with organization.write(organization.principal("admin")) as context:
        record = create_record(context, "customer", {"name": "慢速重工"}).id
    return f"/o/customer/{record}"


@contextmanager
def _held(page: Page) -> Iterator[list[Route]]:
    """The saves that were asked for meanwhile. They are answered at the end, of which the first must be the only one."""
    asked: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method in ("POST", "PATCH") and "preferences" not in route.request.url:
            asked.append(route)
        else:
            route.continue_()

    page.route(WRITES, hold)
    yield asked
    page.evaluate("fetch('/api/v1/session')")  # what was asked before is known by now
    assert len(asked) == 1
    asked[0].continue_()
    page.unroute(WRITES, hold)


def _product(person: Person, code: str) -> Page:
    """The form of a new product that is filled in."""
    page = person.page
    person.signs_in()
    person.opens("/o/product/new")
    page.get_by_label("产品名称").fill(f"产品 {code}")
    page.get_by_label("标准价格").fill("10")
    page.get_by_label("产品编码").fill(code)
    return page


@pytest.mark.parametrize(
    ("button", "follows"),
    [
        ("保存", r"/o/product/[0-9a-f-]{36}$"),
        ("保存并新建", "/new$"),
        ("保存并复制", r"/new\?_copy="),
    ],
)
def test_a_form_is_saved_once(person: Person, button: str, follows: str) -> None:
    page = _product(person, button)
    pressed = page.get_by_role("button", name=button, exact=True)
    with _held(page) as asked:
        pressed.click()
        expect(pressed).to_be_disabled()
        page.get_by_label("产品名称").press("Control+s")
        page.get_by_label("产品名称").press("Enter")
        pressed.dispatch_event("click")
        page.get_by_label("产品名称").press("Control+s")
    page.wait_for_url(re.compile(follows))
    assert len(asked) == 1


def test_the_keys_of_saving_save_once(person: Person) -> None:
    page = _product(person, "Ctrl+S")
    with _held(page):
        for _ in range(3):
            page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/o/product/[0-9a-f-]{36}$"))


def test_a_form_that_is_saved_is_not_saved_again_while_the_next_page_is_on_its_way(
    person: Person,
) -> None:
    page = _product(person, "danach")
    saves: list[str] = []
    page.on("request", lambda one: saves.append(one.url) if one.method == "POST" else None)
    page.evaluate(
        """() => addEventListener("o:saved", event => setTimeout(() => event.target.dispatchEvent(
          new KeyboardEvent("keydown", { key: "s", ctrlKey: true, bubbles: true }))))"""
    )
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/o/product/[0-9a-f-]{36}$"))
    assert len([url for url in saves if WRITES.search(url)]) == 1


def test_a_refused_form_can_be_saved_again(person: Person) -> None:
    page = _product(person, "erneut")
    page.get_by_label("产品名称").fill("")
    page.keyboard.press("Control+s")
    expect(page.locator(".o-summary")).to_be_visible()
    page.get_by_label("产品名称").fill("erneut")
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/o/product/[0-9a-f-]{36}$"))


def test_the_form_within_a_record_is_saved_once(person: Person, customer: str) -> None:
    page = person.page
    person.signs_in()
    person.opens(customer)
    page.locator("[data-edit=website] .o-pencil").click()
    page.locator("o-form").get_by_label("网址").fill("https://example.com/langsam")
    with _held(page):
        page.keyboard.press("Control+s")
        page.keyboard.press("Control+s")
        page.keyboard.press("Enter")
    expect(page.locator("#details")).to_contain_text("langsam")


def test_a_record_that_is_made_on_the_way_is_made_once(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/contact/new?business_type=customer_contact")
    chosen = page.get_by_role("combobox", name="客户", exact=True)
    chosen.fill("慢慢来公司")
    page.get_by_role("option", name="新建客户").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("客户名称").focus()
    with _held(page):
        page.keyboard.press("Control+s")
        page.keyboard.press("Control+s")
        page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(chosen).to_have_value("慢慢来公司")


def test_an_activity_is_entered_once(person: Person, customer: str) -> None:
    page = person.page
    person.signs_in()
    person.opens(customer)
    page.get_by_role("tab", name="任务").click()
    entry = page.locator(".o-composer-entry o-form")
    entry.get_by_label("截止时间").fill("2026-12-01T16:30")
    entry.get_by_role("textbox").first.fill("慢慢回访")
    with _held(page):
        page.keyboard.press("Control+s")
        page.keyboard.press("Control+s")
        page.keyboard.press("Enter")
    expect(page.locator(".o-events")).to_contain_text("慢慢回访")


def test_a_note_is_posted_once(person: Person, customer: str) -> None:
    page = person.page
    person.signs_in()
    person.opens(customer)
    page.get_by_role("textbox", name="便签").fill("慢慢写")
    with _held(page):
        page.keyboard.press("Control+Enter")
        page.keyboard.press("Control+Enter")
        page.keyboard.type("还有")  # it would be lost, so it is not taken
    expect(page.locator(".o-note-text").first).to_have_text("慢慢写")
    expect(page.get_by_role("textbox", name="便签")).to_have_value("")
