"""The start page, as the metadata say it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from tests.runtime.web.pages.conftest import Browser, Drawn, drawn

Sit = Callable[[str], Browser]
PACK = "pack: own\nversion: 1.0.0\nlabel: {zh: 自己的, en: Own}\nrequires: [{pack: base}]\n"
MEETING = """\
object: meeting
label: {zh: 日程, en: Event}
plural: {zh: 日程, en: Events}
work: {kind: event, about: customer, at: day}
features: [recycle_bin]
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: day, type: date, required: true, label: {zh: 日期, en: Day}}
  - {name: customer, type: lookup, to: customer, label: {zh: 客户, en: Customer}}
"""
HOME = """\
home: managers
label: {zh: 经理首页, en: Managers}
profiles: [sales_manager]
blocks:
  - {kind: text, label: {zh: 通知, en: News}, text: {zh: 周五交周报, en: Reports are due on Friday}}
  - {kind: tasks, label: {zh: 待办, en: To do}}
  - kind: list
    label: {zh: 客户, en: Customers}
    object: customer
    list_view: all
    columns: [name, owner]
    empty: {zh: 先导入客户, en: Import customers first}
  - kind: numbers
    label: {zh: 数字, en: Numbers}
    numbers:
      - {label: {zh: 最大机会, en: Largest}, object: opportunity, list_view: all, measure: max, field: amount}
      - {label: {zh: 客户数, en: Customers}, object: customer, list_view: all, filter: level = "key"}
"""
NOW = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)  # noon in Shanghai


@pytest.fixture
def noon(organization: Organization) -> datetime:
    """Noon of a Tuesday, with seconds that go by."""
    ticks = iter(range(1_000_000))
    organization.clock = lambda: NOW + timedelta(milliseconds=next(ticks))
    return NOW


def _made(organization: Organization, account: str, thing: str, **values: Any) -> str:
    with organization.write(organization.principal(account)) as context:
        return create_record(context, thing, values).id


def _task(organization: Organization, subject: str, due: datetime, **values: Any) -> str:
    at = due.isoformat().replace("+00:00", "Z")
    return _made(organization, "sam", "task", subject=subject, due_at=at, **values)


def _names(page: Drawn) -> list[str]:
    return page.all("li", "data-name")


@pytest.mark.usefixtures("noon")
def test_what_is_overdue_and_due_today_is_to_be_done(
    organization: Organization, browser: Sit
) -> None:
    customer = _made(organization, "sam", "customer", name="华强")
    late = _task(
        organization,
        "昨天的",
        NOW - timedelta(days=1),
        related={"object": "customer", "id": customer},
    )
    _task(organization, "晚上的", NOW + timedelta(hours=11))
    _task(organization, "明天的", NOW + timedelta(hours=13))
    _task(organization, "完成的", NOW, status="completed")
    _task(organization, "取消的", NOW, status="cancelled")
    sam = browser("sam")
    page = sam.page("/")
    assert _names(page) == ["昨天的", "晚上的"]
    assert len(page.texts("span", **{"class": "o-todo-at o-overdue"})) == 1
    first = page.one("li", **{"data-id": late})
    assert (first["data-status"], first["data-done"], first["data-before"]) == (
        "status",
        "completed",
        "not_started",
    )
    assert (
        first["data-hour"] == "2026-12-01T05:00:00.000Z"
    )  # what is overdue is put off from now on
    assert (
        first["data-tomorrow"] == "2026-12-02T04:00:00.000Z"
        and first["data-week"] == "2026-12-08T04:00:00.000Z"
    )
    assert first["data-next"] == "2026-12-02T12:00"
    assert first["data-at"] == "2026-11-30T04:00:00.000Z"  # to which an undo goes back
    assert f"/o/customer/{customer}" in page.all("a", "href")
    block = page.one("o-todo")["data-block"]
    assert _names(drawn(sam.get(f"/start/{block}").text)) == ["昨天的", "晚上的"]
    assert _names(browser("sue").page("/")) == []
    assert "今天没有待办事项。" in browser("sue").get("/").text


@pytest.mark.usefixtures("noon")
def test_the_numbers_of_a_page_are_those_of_their_lists(
    organization: Organization, browser: Sit
) -> None:
    customer = _made(organization, "sam", "customer", name="华强")
    for number, stage in enumerate(("prospecting", "needs", "won")):
        _made(organization, "sam", "opportunity", name=f"机会{number}", customer=customer, amount="1000",
              close_date="2026-12-20", stage=stage)  # fmt: skip
    sam = browser("sam")
    part = next(one for one in sam.page("/").all("div", "hx-get") if one.endswith("/numbers"))
    found = drawn(sam.get(part).text)
    assert found.texts("strong") == ["2", "¥2,000.00", "2", "1"]
    for text, address in zip(found.texts("strong"), found.all("a", "href"), strict=True):
        if not text.startswith("¥"):
            assert f"{text} 条记录" in sam.get(address).text, address
    assert sam.get("/start/99/numbers").status_code == sam.get("/start/x").status_code == 404


def test_first_steps_stand_there_until_they_are_done(
    organization: Organization, browser: Sit
) -> None:
    sam = browser("sam")
    page = sam.page("/")
    assert page.all("li", "class") == []
    hrefs = page.all("a", "href")
    assert "/o/customer/import" in hrefs and "/o/user/new" not in hrefs  # he may make no users
    assert "您打开过的记录会出现在这里，方便回来继续。" in sam.get("/").text
    customer = _made(organization, "sam", "customer", name="华强")
    assert "o-step-done" in sam.page("/").all("li", "class")
    _task(organization, "回访", NOW)
    _made(
        organization,
        "sam",
        "opportunity",
        name="机会",
        customer=customer,
        amount="1",
        close_date="2026-12-20",
    )
    assert "o-first-steps" not in sam.page("/").all("ol", "class")
    assert "机会" in sam.page("/").texts("a", **{"class": "o-name-link"})


@pytest.mark.usefixtures("noon")
def test_packs_have_start_pages_for_profiles(
    organization: Organization, browser: Sit, tmp_path: Path
) -> None:
    for name, text in (("pack", PACK), ("meeting", MEETING), ("home", HOME)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    organization.apply([tmp_path])
    for name, day in (("昨天", "2026-11-30"), ("今天", "2026-12-01"), ("明天", "2026-12-02")):
        _made(organization, "admin", "meeting", name=name, day=day, owner={"account": "mia"})
    mia = browser("mia")
    page = mia.page("/")
    text = mia.get("/").text
    places = [text.index(one) for one in ("周五交周报", ">待办</h2>", ">客户</h2>")]
    assert places == sorted(places)
    assert "先导入客户" in mia.get("/").text
    found = drawn(mia.get("/start/3/numbers").text)
    assert found.texts("strong") == ["–", "0"]
    assert found.all("a", "href")[1] == "/o/customer?view=all&filter=level+%3D+%22key%22"
    assert _names(page) == []  # her profile does not let her see events
    admin = browser("admin")
    assert "今日待办" in admin.get("/").text  # the page of the base pack
    _made(organization, "admin", "meeting", name="我的日程", day="2026-12-01")
    (event,) = [
        one
        for one in admin.page("/").parts
        if one[0] == "li" and one[1].get("data-object") == "meeting"
    ]
    assert (
        event[1]["data-name"] == "我的日程"
        and event[1]["data-status"] == ""
        and "data-hour" not in event[1]
    )
    assert event[1]["data-tomorrow"] == "2026-12-02"


def test_a_page_holds_no_scripts_of_its_own_and_escapes_names(
    organization: Organization, browser: Sit
) -> None:
    _task(organization, '<script>alert("x")</script>', NOW - timedelta(days=400))
    text = browser("sam").get("/").text
    assert "<script>alert" not in text
    assert json.dumps("data-name")[1:-1] in text
