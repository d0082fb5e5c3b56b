"""What people ask lists for: views, filters that they build, chips, columns, and more when they scroll."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser.browsing import Person, Reader, everybody, violations


def test_a_filter_is_built_saved_as_a_view_and_opened_again(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/opportunity?view=all")
    page.get_by_role("button", name="筛选", exact=True).click()
    dialog = page.locator("#list-filter")
    dialog.get_by_role("button", name="条件", exact=True).click()
    condition = dialog.locator(".o-condition")
    condition.get_by_label("字段").select_option("stage")
    expect(condition.locator("[data-operator] option[value=one_of]")).to_be_attached()
    condition.get_by_label("怎样比较").select_option("one_of")
    condition.get_by_label("赢单").check()
    condition.get_by_label("输单").check()
    dialog.get_by_role("button", name="编辑公式").click()
    formula = dialog.locator(".cm-content")
    expect(formula).to_have_text('IN(stage, "won", "lost")')
    formula.press("Control+a")
    formula.press("Delete")
    page.keyboard.insert_text('IN(stage, "won", "lost") && nosuch = 1')
    expect(dialog.get_by_role("status")).to_have_text("没有字段 nosuch")
    dialog.get_by_role("button", name="应用").click()
    expect(dialog.get_by_role("alert")).to_contain_text("没有字段 nosuch")
    formula.press("Control+a")
    formula.press("Delete")
    page.keyboard.insert_text('IN(stage, "won", "lost") && amount > 100')
    dialog.get_by_role("button", name="应用").click()
    page.wait_for_url("**filter=**")
    count = page.locator(".o-count").inner_text()
    page.get_by_role("button", name="保存视图").click()
    page.get_by_label("视图名称").fill("已结束")
    page.get_by_label("以后列表默认打开它").check()
    page.get_by_role("button", name="另存为新视图").click()
    expect(page.locator(".o-toast")).to_contain_text("视图已保存")
    person.opens("/o/opportunity")
    views = page.get_by_role("button", name="列表视图")
    expect(views).to_have_text("已结束")
    expect(page.locator(".o-count")).to_have_text(count)
    views.click()
    page.get_by_role("searchbox", name="查找视图").fill("已结")
    expect(page.locator("#views nav a:visible")).to_have_text(["已结束"])
    page.get_by_role("button", name="这个视图").click()
    page.get_by_role("button", name="删除").click()
    page.get_by_role("button", name="再按一次删除").click()
    expect(page.locator(".o-toast")).to_contain_text("视图已删除")
    expect(page.locator("#views")).not_to_contain_text("已结束")


def test_chips_and_words_narrow_a_list_down(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/opportunity?view=all&filter=amount > 100")
    chip = page.locator("o-chip[data-field=stage]")
    chip.get_by_role("button").click()
    chip.get_by_label("赢单").check()
    chip.get_by_role("button", name="应用").click()
    page.wait_for_url("**stage**")
    expect(chip).to_contain_text("赢单")
    stages = page.locator("tbody .badge")
    expect(stages.first).to_be_visible()
    assert set(stages.all_inner_texts()) == {"赢单"}
    page.get_by_role("searchbox", name="在列表中搜索").fill("Atlas")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=Atlas**")
    expect(page.locator("tbody a.o-name-link").first).to_contain_text("Atlas")
    page.get_by_role("button", name="清除：销售阶段").click()
    page.wait_for_url(lambda url: "stage" not in url)
    assert "q=Atlas" in page.url and "amount" in page.url
    page.go_back()
    expect(chip).to_contain_text("赢单")


def test_columns_are_chosen_moved_and_made_wider(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/customer?view=all")
    heads = page.locator("th[data-name]")
    second = heads.nth(1).get_attribute("data-name")
    page.get_by_role("button", name="列", exact=True).click()
    chosen = page.locator(".o-chosen li")
    chosen.first.locator("input").press("Alt+ArrowDown")
    expect(chosen.first).to_have_attribute("data-name", second or "")
    page.get_by_label("查找字段").fill("created_at")
    page.locator(".o-offered li[data-name=created_at] input").click()
    page.locator("#list-columns").get_by_role("button", name="应用").click()
    page.wait_for_url("**fields=**created_at**")
    expect(heads.last).to_have_attribute("data-name", "created_at")
    with page.expect_response("**/habit"):
        heads.last.get_by_role("link").press("Alt+ArrowRight")
    width = heads.last.get_attribute("width")
    page.reload()
    expect(heads.last).to_have_attribute("width", width or "")
    heads.nth(0).get_by_role("link").click()
    heads.nth(1).get_by_role("link").click(modifiers=["Shift"])
    expect(page.locator("th[aria-sort]")).to_have_count(2)


def test_what_was_opened_lately_has_a_view(person: Person) -> None:
    page = person.page
    person.signs_in()
    person.opens("/o/customer?view=all")
    link = page.locator("tbody a.o-name-link").nth(3)
    name = link.inner_text()
    with page.expect_response("**/opened"):
        link.click()
    person.opens("/o/customer?view=_recent")
    expect(page.locator("tbody a.o-name-link").first).to_have_text(name)


@everybody
def test_everybody_can_use_the_tools_of_lists(reader: Reader) -> None:
    page = reader.page
    page.goto(
        f'{reader.address}/o/opportunity?view=all&filter=stage = "won" || close_date = TODAY'
    )
    for tool in ("list-filter", "list-columns", "list-view"):
        page.locator(f"o-opens[data-dialog={tool}] > button:visible").first.click()
        expect(page.locator(f"#{tool} h2")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
    page.locator("[aria-controls=narrowing]").click()
    page.locator("o-chip[data-field=close_date] button").first.click()
    expect(page.locator("o-chip form")).to_be_visible()
    assert violations(page) == []


@everybody
@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize("path", ["/o/customer?view=all", "/o/opportunity?view=all&as=board"])
def test_what_narrows_a_list_down_is_in_full_or_behind_a_button_that_says_so(
    reader: Reader, width: int, path: str
) -> None:
    page = reader.page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(reader.address + path)
    row, rest = page.locator("#narrowing > *"), page.locator("[aria-controls=narrowing]")
    expect(rest).to_be_visible()
    expect(rest).to_have_accessible_name(re.compile(r"^\+\d"))
    beyond = int(rest.inner_text())
    shown = page.locator("#narrowing > :visible")
    expect(shown).to_have_count(row.count() - beyond)
    edges = "all => all.map(one => one.getBoundingClientRect().right)"
    (edge,) = page.locator("#narrowing").evaluate_all(edges)
    assert max(shown.evaluate_all(edges)) <= edge
    head = page.locator(".o-list-head").bounding_box()
    assert head and head["height"] < (90 if width == 390 else 45)
    rest.click()
    expect(rest).to_have_attribute("aria-expanded", "true")
    expect(shown).to_have_count(row.count())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown.last.get_by_role("button").click()
    expect(shown.last.locator(".dropdown-menu")).to_be_in_viewport()
    page.reload()
    expect(shown).to_have_count(row.count())
    rest.click()
    expect(rest).to_have_accessible_name(re.compile(r"^\+\d"))
