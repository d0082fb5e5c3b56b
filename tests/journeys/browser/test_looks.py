"""Lists as boards and calendars: records are dragged, moved by keys and by the menu, and go back where a rule refuses."""

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import (
    ANY_VERSION,
    ListRequest,
    create_record,
    list_records,
    update_record,
)
from tests.journeys.browser.browsing import DESK, Person, Reader, everybody, violations

BOARD = "/o/opportunity?view=all&as=board"
LOW: ViewportSize = {"width": 1024, "height": 640}


def _lane(page: Page, name: str) -> Locator:
    return page.locator(f".o-lane[data-name='{name}']")


def _opens(person: Person, path: str) -> None:
    """Open a board or a calendar, and wait until its records can be moved."""
    person.opens(path)
    expect(person.page.locator("o-board[data-ready], o-calendar[data-ready]")).to_be_visible()


def _count(page: Page, name: str) -> int:
    return int(_lane(page, name).locator(".o-lane-count").inner_text())


def _deal(organization: Organization, name: str, stage: str) -> str:
    with organization.write(organization.principal("admin")) as context:
        customer = list_records(context, "customer", ListRequest(limit=1, fields="id"))["records"]
        values = {
            "name": name, "customer": customer[0]["id"], "amount": 1000, "close_date": "2031-03-10", "stage": stage,
        }  # fmt: skip
        return create_record(context, "opportunity", values).id


def test_a_card_is_dragged_and_the_numbers_follow(
    organization: Organization, person: Person
) -> None:
    _deal(organization, "拖动的机会", "needs")
    page = person.page
    person.signs_in()
    _opens(person, f"{BOARD}&q=拖动的机会")
    card = page.locator(".o-card", has_text="拖动的机会")
    card.drag_to(_lane(page, "方案/报价").locator("ul"))
    expect(_lane(page, "方案/报价").locator(".o-card[data-version='2']")).to_be_visible()
    expect(_lane(page, "方案/报价").locator(".o-lane-sum")).to_have_text("¥1,000.00")
    assert (_count(page, "需求确定"), _count(page, "方案/报价")) == (0, 1)
    page.reload()
    expect(_lane(page, "方案/报价").locator(".o-card")).to_have_count(1)


def test_what_is_missing_is_asked_for_and_what_is_refused_goes_back(
    organization: Organization, person: Person
) -> None:
    deal = _deal(organization, "要理由的机会", "needs")
    page = person.page
    person.signs_in()
    _opens(person, f"{BOARD}&q=要理由的机会")
    card = page.locator(".o-card", has_text="要理由的机会")
    card.drag_to(_lane(page, "输单").locator("ul"))
    dialog = page.get_by_role("dialog", name="要理由的机会")
    expect(dialog).to_contain_text("输单")
    dialog.get_by_role("button", name="取消").click()
    expect(_lane(page, "需求确定").locator(".o-card")).to_have_count(1)
    expect(page.locator("o-board [role=status]")).to_have_text("要理由的机会 仍在“需求确定”")
    card.drag_to(_lane(page, "输单").locator("ul"))
    dialog.get_by_label("输单理由").select_option("price")
    dialog.get_by_role("button", name="保存").click()
    expect(_lane(page, "输单").locator(".o-card[data-version='2']")).to_be_visible()
    with organization.write(organization.principal("admin")) as context:
        update_record(context, "opportunity", deal, {"amount": 2}, ANY_VERSION)
    card.drag_to(_lane(page, "需求确定").locator("ul"))  # somebody else has changed it meanwhile
    expect(page.locator(".o-toast")).to_contain_text("这里显示的已是最新内容")
    expect(_lane(page, "输单").locator(".o-card[data-version='3']")).to_be_visible()


def test_a_card_is_moved_by_keys_and_by_its_menu(
    organization: Organization, person: Person
) -> None:
    _deal(organization, "按键的机会", "prospecting")
    page = person.page
    person.signs_in()
    _opens(person, f"{BOARD}&q=按键的机会")
    name = page.locator(".o-card-name")
    name.focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("o-board [role=status]")).to_have_text("按键的机会 已移到“需求确定”")
    expect(_lane(page, "需求确定").locator(".o-card-name")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="谈判审核").click()
    expect(_lane(page, "谈判审核").locator(".o-card[data-version='3']")).to_be_visible()
    _opens(person, "/o/opportunity?view=open&as=board&q=按键的机会")
    page.locator(".o-card-menu").click()
    page.get_by_role("menuitem", name="赢单").click()
    expect(page.locator(".o-toast")).to_contain_text("不再符合本列表的条件")
    expect(page.locator(".o-card")).to_have_count(0)


def test_a_record_is_dragged_to_another_day_and_one_is_made_on_a_day(
    organization: Organization, person: Person
) -> None:
    with organization.write(organization.principal("admin")) as context:
        task = create_record(
            context, "task", {"subject": "回访华强", "due_at": "2026-12-08T02:30:00Z"}
        ).id
        visit = {
            "subject": "拜访",
            "started_at": "2026-12-08T01:00:00Z",
            "ended_at": "2026-12-08T02:00:00Z",
        }
        create_record(context, "activity_record", {**visit, "need_follow": False})
    page = person.page
    person.signs_in()
    _opens(person, "/o/task?view=all&as=calendar&at=2026-12&q=回访华强")
    entry = page.locator(f"li[data-id='{task}']")
    entry.drag_to(page.locator("td[data-day='2026-12-17']"))
    moved = page.locator("td[data-day='2026-12-17'] li[data-version='2']")
    expect(moved).to_contain_text("10:30")
    moved.locator("a").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("td[data-day='2026-12-10'] li[data-version='3'] a")).to_be_focused()
    expect(page.locator("o-calendar [role=status]")).to_contain_text(
        "回访华强 已移到 2026年12月10日"
    )
    page.locator("td[data-day='2026-12-22']").click(position={"x": 60, "y": 60})
    expect(page.get_by_label("截止时间")).to_have_value("2026-12-22T09:00")
    _opens(person, "/o/activity_record?view=all&as=calendar&at=2026-12&q=拜访")
    page.locator("td[data-day='2026-12-08'] li", has_text="09:00–10:00").drag_to(
        page.locator("td[data-day='2026-12-09']")
    )
    expect(page.locator("td[data-day='2026-12-09'] li[data-version='2']")).to_contain_text(
        "09:00–10:00"
    )


def test_a_phone_shows_the_days_and_moves_cards_by_their_menu(
    organization: Organization, walker: Person
) -> None:
    _deal(organization, "手机的机会", "prospecting")
    page = walker.page
    walker.signs_in()
    _opens(walker, f"{BOARD}&q=手机的机会")
    page.locator(".o-card-menu").tap()
    page.get_by_role("menuitem", name="需求确定").tap()
    expect(_lane(page, "需求确定").locator(".o-card[data-version='2']")).to_be_attached()
    _opens(walker, "/o/opportunity?view=all&as=calendar&at=2031-03&q=手机的机会")
    expect(page.locator("td:visible")).to_have_count(1)
    expect(page.locator("td:visible")).to_contain_text(
        re.compile("3月10日.*手机的机会", re.DOTALL)
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@everybody
def test_everybody_can_use_boards_and_calendars(reader: Reader) -> None:
    page = reader.page
    for path in (
        "opportunity?view=all&as=board",
        "task?view=all&as=calendar",
        "task?view=all&as=calendar&at=2026-W49",
    ):
        page.goto(f"{reader.address}/o/{path}")
        expect(page.locator("o-board, o-calendar")).to_be_visible()
        assert violations(page) == []


@pytest.mark.parametrize("size", [DESK, LOW], ids=["a desk", "a low window"])
def test_columns_reach_the_lower_edge_of_the_window(person: Person, size: ViewportSize) -> None:
    page = person.page
    page.set_viewport_size(size)
    person.signs_in()
    _opens(person, "/o/opportunity?view=all&as=board&by=stage")
    assert page.evaluate("document.documentElement.scrollHeight") == size["height"]
    for lane in page.locator(".o-lane").all():
        box = lane.bounding_box()
        assert box and size["height"] - 24 < box["y"] + box["height"] <= size["height"]
    cards = page.locator(".o-lane").first.locator("ul")
    cards.evaluate("list => list.scrollTo(0, list.scrollHeight)")
    expect(cards.locator(".o-further, .o-card").last).to_be_in_viewport(ratio=1)


def test_a_dialog_is_round_at_all_its_corners(person: Person, organization: Organization) -> None:
    _deal(organization, "runde Ecken", "needs")
    page = person.page
    person.signs_in()
    _opens(person, f"{BOARD}&q=runde")
    page.locator(".o-card").drag_to(_lane(page, "输单").locator("ul"))
    dialog = page.get_by_role("dialog", name="runde Ecken")
    expect(dialog).to_be_visible()
    angular = """dialog => {
      const {left, right, top, bottom} = dialog.getBoundingClientRect();
      const corners = {TopLeft: [left, top], TopRight: [right, top],
                       BottomLeft: [left, bottom], BottomRight: [right, bottom]};
      return [...dialog.querySelectorAll("*")].flatMap(one => {
        const [box, style] = [one.getBoundingClientRect(), getComputedStyle(one)];
        if (style.backgroundColor === "rgba(0, 0, 0, 0)") return [];
        return Object.entries(corners).filter(([corner, [x, y]]) =>
          Math.abs(box[corner.endsWith("Left") ? "left" : "right"] - x) < 3 &&
          Math.abs(box[corner.startsWith("Top") ? "top" : "bottom"] - y) < 3 &&
          style[`border${corner}Radius`] === "0px").map(([corner]) => `${one.tagName} ${corner}`);
      });
    }"""
    assert dialog.evaluate(angular) == []
