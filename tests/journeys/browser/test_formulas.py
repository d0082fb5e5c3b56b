"""Somebody writes a formula: it is completed, a mistake is told and mended, and it is tried on records."""

import re

from playwright.sync_api import expect

from tests.journeys.browser.browsing import PHONE, Person, Reader, everybody, violations

LOOK = 200
"""Milliseconds after which a list takes keys: nobody chooses what he cannot have seen yet."""


def test_writing_a_formula_with_help(person: Person) -> None:
    page = person.page
    person.signs_in()
    page.get_by_role("button", name="系统管理员").click()
    page.get_by_role("link", name="试写公式").click()
    page.get_by_label("对象").select_option(label="销售机会")
    page.get_by_role("button", name="选择", exact=True).click()
    editor = page.locator(".cm-content")
    proposals = page.get_by_role("listbox", name="建议")
    state = page.get_by_role("status").first
    expect(editor).to_have_accessible_name("销售机会的公式")
    editor.click()
    page.keyboard.type("cus")
    expect(proposals.get_by_role("option", name="客户")).to_be_visible()
    page.wait_for_timeout(LOOK)
    page.keyboard.press("Enter")
    page.keyboard.type(".lev")
    expect(proposals.get_by_role("option", name="客户级别")).to_be_visible()
    page.wait_for_timeout(LOOK)
    page.keyboard.press("Enter")
    expect(editor).to_have_text("customer.level")
    page.keyboard.type(" = ")
    proposals.get_by_role("option", name="重点").first.click()
    expect(editor).to_have_text(re.compile(r'customer\.level = "\w+"'))
    expect(state).to_have_text("没有错误")
    page.keyboard.type(" || amounts > ROUND(5, ")
    expect(page.locator(".o-formula-signature")).to_contain_text("ROUND(number, [digits])")
    page.keyboard.type("1")
    page.keyboard.press("Escape")
    expect(state).to_have_text("没有字段 amounts")
    expect(editor).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="改为 amount").click()
    expect(state).to_have_text("没有错误")
    results = page.locator(".o-formula-results tbody tr")
    expect(results).to_have_count(10)
    expect(results.first).to_contain_text("是")
    chosen = page.get_by_role("combobox", name="试算")
    chosen.click()
    page.get_by_role("listbox", name="试算").get_by_role("option").first.click()
    expect(page.locator("output")).to_have_text("是")
    editor.focus()
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()  # nobody is caught in it
    editor.press("Control+Enter")
    page.wait_for_url("**/o/opportunity?filter=*")
    assert "amount+%3E+ROUND" in page.url


def test_a_formula_on_a_phone(walker: Person) -> None:
    page = walker.page
    walker.signs_in()
    walker.opens("/formulas?object=opportunity")
    page.get_by_role("button", name="字段和函数").click()
    expect(page.get_by_role("listbox", name="建议")).to_be_visible()
    page.get_by_role("option", name="预计收入").click()
    expect(page.locator(".cm-content")).to_have_text("amount")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@everybody
def test_everybody_can_write_formulas(reader: Reader) -> None:
    page = reader.page
    page.goto(f"{reader.address}/formulas?object=opportunity&text=amounts > 5 %26%26 stage = ")
    editor = page.locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+ ")
    expect(page.locator(".cm-tooltip-autocomplete")).to_be_visible()
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()
    assert violations(page) == []
    page.evaluate("document.querySelector('o-formula').value = 'amount > 5 // much'")
    expect(page.locator(".o-formula-results tbody tr").first).to_be_visible()
    assert violations(page) == []
