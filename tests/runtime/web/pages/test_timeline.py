"""What gathers around a record: its changes in the reader's words, notes, activities and files, and nothing hidden."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import accounts, files, follows
from objectry.runtime.api.notes import Written, write_note
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, create_record, delete_record, update_record
from tests.runtime.web.pages.conftest import Browser, Drawn, drawn

Sit = Callable[[str], Browser]


def _make(organization: Organization, account: str, thing: str, **values: Any) -> str:
    with organization.write(organization.principal(account)) as context:
        return create_record(context, thing, values).id


def _change(
    organization: Organization, account: str, thing: str, record: str, **values: Any
) -> None:
    with organization.write(organization.principal(account)) as context:
        update_record(context, thing, record, values, ANY_VERSION)


def _note(organization: Organization, account: str, record: str, text: str, *mentions: str) -> str:
    with organization.write(organization.principal(account)) as context:
        found: str = write_note(context, "customer", record, Written(text, mentions))["id"]
        return found


def _timeline(browser: Browser, path: str, query: str = "") -> Drawn:
    return drawn(browser.get(f"{path}/timeline{query}", hx_request="true").text)


@pytest.fixture
def customer(organization: Organization) -> str:
    """A customer of Sam's."""
    return _make(organization, "sam", "customer", name="华强科技")


def test_changes_of_one_save_stand_together_in_words(
    organization: Organization, browser: Sit, customer: str
) -> None:
    rival = _make(organization, "sam", "customer", name="母公司")
    _change(organization, "mia", "customer", customer, level="key", parent=rival, comment="neu")
    page = _timeline(browser("sam"), f"/o/customer/{customer}")
    said = [text for text in page.texts("span") if text in ("修改了这条记录", "新建了这条记录")]
    assert said == ["修改了这条记录", "新建了这条记录"]
    assert page.texts("a", **{"class": "o-who"}) == ["米娅经理", "山姆"]
    assert page.texts("span", **{"class": "o-label"}) == ["客户级别", "上级客户", "备注"]
    assert "重点客户" in page.texts("span", **{"class": "badge bg-red-lt"})
    assert f"/o/customer/{rival}" in page.all("a", "href")
    assert page.texts("li", **{"class": "o-day"}) == ["今天"]


def test_the_name_of_a_record_that_is_not_seen_is_left_out(
    organization: Organization, browser: Sit, customer: str
) -> None:
    secret = _make(organization, "admin", "customer", name="秘密公司")
    _change(organization, "admin", "customer", customer, parent=secret)
    answer = browser("sam").get(f"/o/customer/{customer}/timeline")
    assert "•••" in answer.text and "秘密公司" not in answer.text and secret not in answer.text


def test_notes_are_shown_with_safe_addresses_and_those_whom_they_mention(
    organization: Organization, browser: Sit, customer: str
) -> None:
    mia = organization.principal("mia")
    assert mia
    text = "<b>@米娅经理</b>，见 https://example.com/a?b=1。\njavascript:alert(1)"
    note = _note(organization, "sam", customer, text, mia.id)
    page = _timeline(browser("sam"), f"/o/customer/{customer}")
    assert page.texts("a", **{"class": "o-mention"})[0].startswith("@米娅经理")
    assert page.one("a", href="https://example.com/a?b=1")["rel"] == "noopener noreferrer nofollow"
    assert page.one("div", **{"data-note": note})["data-text"] == text
    assert page.texts("b") == [] and "javascript:alert(1)" not in page.all("a", "href")
    other = _timeline(browser("mia"), f"/o/customer/{customer}")
    assert "data-text" not in other.one("div", **{"data-note": note}), "it is not hers to edit"


def test_activities_and_files_are_shown(
    organization: Organization, browser: Sit, customer: str
) -> None:
    about = {"object": "customer", "id": customer}
    task = _make(
        organization, "sam", "task", subject="打电话", due_at="2026-12-01T08:00:00Z", related=about,
        description="问价格",
    )  # fmt: skip
    visit = _make(organization, "sam", "activity_record", subject="拜访", related=about)
    gone = _make(organization, "sam", "activity_record", subject="取消了", related=about)
    with organization.write(organization.principal("sam")) as context:
        delete_record(context, "activity_record", gone, ANY_VERSION)
    sam = browser("sam")
    page = _timeline(sam, f"/o/customer/{customer}")
    assert {f"/o/task/{task}", f"/o/activity_record/{visit}"} <= set(page.all("a", "href"))
    assert f"/o/activity_record/{gone}" not in page.all("a", "href")
    assert "问价格" in page.texts("p") and "添加了任务" in page.texts("span")
    only = _timeline(sam, f"/o/customer/{customer}", "?kind=activities")
    assert "新建了这条记录" not in only.texts("span") and "添加了任务" in only.texts("span")
    held = _timeline(sam, f"/o/activity_record/{visit}", "?kind=files")
    assert held.texts("p", **{"class": "o-nothing-yet"}) == ["这里还没有内容"]


def test_attached_files_are_shown_to_those_who_may_open_them(
    organization: Organization, browser: Sit, tmp_path: Path
) -> None:
    with organization.write(organization.principal("sam")) as context:
        admission = files.admit(context)
    receiving = admission.receive("合同.txt")
    receiving.write(b"text")
    received = receiving.finish()
    with (
        files.placed(admission, [received]),
        organization.write(organization.principal("sam")) as context,
    ):
        file = files.keep(context, [received])["files"][0]["id"]
    visit = _make(organization, "sam", "activity_record", subject="拜访", files=[file])
    page = _timeline(browser("sam"), f"/o/activity_record/{visit}")
    assert page.texts("a", href=f"/api/v1/files/{file}") == ["合同.txt"]
    assert browser("sue").get(f"/o/activity_record/{visit}/timeline").status_code == 404


def test_activities_that_the_reader_may_not_see_are_left_out(
    organization: Organization, browser: Sit, customer: str
) -> None:
    about = {"object": "customer", "id": customer}
    _make(organization, "admin", "activity_record", subject="密谈", related=about)
    assert "密谈" not in browser("sam").get(f"/o/customer/{customer}/timeline").text


def test_pages_follow_each_other_without_a_gap(
    organization: Organization, browser: Sit, customer: str
) -> None:
    for number in range(15):
        _note(organization, "sam", customer, f"便签{number}")
        _change(organization, "sam", "customer", customer, comment=f"改{number}")
    about = {"object": "customer", "id": customer}
    for number in range(15):
        _make(organization, "sam", "activity_record", subject=f"拜访{number}", related=about)
    sam, seen = browser("sam"), list[str]()
    path = f"/o/customer/{customer}/timeline"
    while path:
        page = drawn(sam.get(path, hx_request="true").text)
        seen += [
            text for text in (*page.texts("p"), *page.texts("a")) if text[:2] in ("便签", "拜访")
        ]
        seen += page.texts("span", **{"class": "o-after"})
        more = [
            given["hx-get"]
            for tag, given, _ in page.parts
            if given.get("hx-target") == "#timeline-more"
        ]
        path = more[0] if more else ""
        if path:
            assert page.texts("li", **{"class": "o-day"}) in (["今天"], [])
    assert sorted(seen) == sorted(
        f"{word}{n}" for word in ("便签", "拜访", "改") for n in range(15)
    )


@pytest.mark.parametrize(
    "query",
    ["?kind=x", "?after=x", "?after=changes:x", "?after=notes:1", "?after=day:1,changes:1",
     "?after=activities.user:", f"?after=changes:{'9' * 30}"],
)  # fmt: skip
def test_a_place_that_is_none_is_refused(browser: Sit, customer: str, query: str) -> None:
    assert browser("sam").get(f"/o/customer/{customer}/timeline{query}").status_code == 422


def test_moments_are_told_in_the_language_and_the_day_of_the_reader(
    organization: Organization, browser: Sit, customer: str
) -> None:
    organization.clock.now += timedelta(hours=3)  # type: ignore[attr-defined]
    sam = browser("sam")
    assert "3小时前" in _timeline(sam, f"/o/customer/{customer}").texts("time")
    organization.clock.now += timedelta(days=1)  # type: ignore[attr-defined]
    page = _timeline(browser("sam"), f"/o/customer/{customer}")
    assert page.texts("li", **{"class": "o-day"}) == ["昨天"]
    organization.clock.now += timedelta(days=30)  # type: ignore[attr-defined]
    page = _timeline(browser("sam"), f"/o/customer/{customer}")
    assert page.texts("time") == ["2026年11月23日"]
    assert page.texts("li", **{"class": "o-day"}) == ["2026年11月23日星期一"]


def test_a_record_of_another_has_no_timeline(browser: Sit, customer: str) -> None:
    for part in ("timeline", "tags"):
        assert browser("sue").get(f"/o/customer/{customer}/{part}").status_code == 404


def test_tags_are_chips_that_those_who_may_edit_change(
    organization: Organization, browser: Sit, customer: str
) -> None:
    _change(organization, "sam", "customer", customer, tags=["VIP", "展会"])
    sam = drawn(browser("sam").get(f"/o/customer/{customer}/tags").text)
    assert sam.texts("li", **{"class": "o-tag"}) == ["VIP", "展会"]
    assert sam.all("button", "data-remove") == ["VIP", "展会"]
    rival = _make(organization, "admin", "competitor", name="吊车", tags=["老"])
    rob = drawn(browser("rob").get(f"/o/competitor/{rival}/tags").text)
    assert rob.texts("li", **{"class": "o-tag"}) == ["老"]
    assert rob.all("button", "data-remove") == [] and rob.texts("input") == []


PACK = "pack: rights\nversion: 1.0.0\nlabel: {zh: 权限, en: Rights}\nrequires: [{pack: base}]\n"
PROFILE = """\
profile: guest
label: {zh: 访客, en: Guest}
objects:
  customer: {allow: [read, edit], fields: {name: hidden, comment: hidden, tags: hidden}}
  task: {allow: [read], fields: {related: hidden}}
"""


def test_what_is_hidden_stands_nowhere_around_a_record(
    organization: Organization, browser: Sit, tmp_path: Path
) -> None:
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "gus", "Gus", ["guest"], None)
    gus = {"account": "gus"}
    record = _make(organization, "admin", "customer", name="秘密", tags=["秘密"], owner=gus)
    with organization.write(organization.principal("gus")) as context:
        follows.follow(context, "customer", record)
    _change(organization, "admin", "customer", record, comment="秘密", name="秘密二")
    about = {"object": "customer", "id": record}
    _make(
        organization,
        "admin",
        "task",
        subject="暗号",
        related=about,
        owner=gus,
        due_at="2026-12-01T08:00:00Z",
    )
    sits = browser("gus")
    for path in (
        f"/o/customer/{record}/timeline", f"/o/customer/{record}/tags", "/notifications",
        "/notifications/latest", f"/o/customer/{record}",
    ):  # fmt: skip
        answer = sits.get(path)
        assert answer.status_code == 200, answer.text
        assert "秘密" not in answer.text, path
    around = sits.get(f"/o/customer/{record}/timeline").text
    assert "修改了这条记录" not in around and "暗号" not in around
