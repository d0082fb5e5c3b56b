"""Following tasks up over HTTP, on both databases: one is completed and the next one made, or nothing happens."""

from collections.abc import Callable
from pathlib import Path

from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]
PACK = "pack: own\nversion: 1.0.0\nlabel: {zh: 自己的, en: Own}\nrequires: [{pack: base}]\n"
VISIT = """\
object: visit
label: {zh: 拜访, en: Visit}
plural: {zh: 拜访, en: Visits}
work: {kind: todo, about: customer, at: day, status: status, done: done}
fields:
  - {name: name, type: text, label: {zh: 名称, en: Name}}
  - {name: day, type: date, required: true, label: {zh: 日期, en: Day}}
  - {name: customer, type: lookup, to: customer, label: {zh: 客户, en: Customer}}
  - {name: result, type: text, label: {zh: 结果, en: Result}}
  - name: status
    type: select
    default: planned
    label: {zh: 状态, en: Status}
    values: [{value: planned, label: {zh: 计划, en: Planned}}, {value: done, label: {zh: 完成, en: Done}}]
validation_rules:
  - name: result_of_visits
    when: 'status = "done" && ISBLANK(result)'
    field: result
    message: {zh: 完成拜访时请填写结果。, en: Write down what came of the visit.}
"""


def test_a_follow_up_completes_a_task_and_makes_the_next_one(desk: Sit) -> None:
    sam = desk("sam")
    customer = sam.create("customer", name="华强")["id"]
    about = {"object": "customer", "id": customer}
    task = sam.create("task", subject="回访", due_at="2026-12-01T08:00:00Z", related=about)
    path = f"/task/{task['id']}/follow_up"
    made = sam.call("POST", path, {"due_at": "2026-12-08T08:00:00Z"}, if_match='"1"')
    assert made.status_code == 201, made.text
    after = made.json()
    assert (after["subject"], after["status"], after["due_at"]) == (
        "回访",
        "not_started",
        "2026-12-08T08:00:00.000Z",
    )
    assert after["related"]["id"] == customer and after["previous"]["id"] == task["id"]
    assert made.headers["location"] == f"/api/v1/task/{after['id']}"
    assert sam.get(f"/task/{task['id']}")["status"] == "completed"
    named = sam.call("POST", f"/task/{after['id']}/follow_up?typed=true",
                     {"subject": "签约", "due_at": "2026-12-10 16:00"}, if_match='"1"').json()  # fmt: skip
    assert (named["subject"], named["due_at"]) == ("签约", "2026-12-10T08:00:00.000Z")


def test_what_is_refused_completes_nothing(desk: Sit) -> None:
    sam = desk("sam")
    task = sam.create("task", subject="回访", due_at="2026-12-01T08:00:00Z")
    path = f"/task/{task['id']}/follow_up"
    for body, tag, status in (
        ({}, '"1"', 422), ({"due_at": "soon"}, '"1"', 422), ({"due_at": "2026-12-08T08:00:00Z"}, '"7"', 412),
        ([], '"1"', 400),
    ):  # fmt: skip
        assert sam.call("POST", path, body, if_match=tag).status_code == status, body
    assert sam.call("POST", path, [], if_match='"1"').json()["code"] == "record_not_object"
    assert sam.call("POST", path, {"due_at": "2026-12-08T08:00:00Z"}).status_code == 428
    assert sam.get(f"/task/{task['id']}")["status"] == "not_started"
    assert len(sam.get("/task")["records"]) == 1
    customer = sam.create("customer", name="华强")["id"]
    refused = sam.call("POST", f"/customer/{customer}/follow_up", {}, if_match="*")
    assert (refused.status_code, refused.json()["code"]) == (422, "no_work")
    assert (
        desk("sue")
        .call("POST", path, {"due_at": "2026-12-08T08:00:00Z"}, if_match="*")
        .status_code
        == 404
    )


def test_following_up_what_was_cancelled_leaves_it_so_and_still_asks_for_its_version(
    desk: Sit,
) -> None:
    sam = desk("sam")
    task = sam.create("task", subject="回访", due_at="2026-12-01T08:00:00Z", status="cancelled")
    path, body = f"/task/{task['id']}/follow_up", {"due_at": "2026-12-08T08:00:00Z"}
    assert sam.call("POST", path, body, if_match='"7"').status_code == 412
    assert len(sam.get("/task")["records"]) == 1
    made = sam.call("POST", path, body, if_match='"1"')
    assert made.status_code == 201, made.text
    assert made.json()["previous"]["id"] == task["id"]
    left = sam.get(f"/task/{task['id']}")
    assert (left["status"], left["version"]) == ("cancelled", 1)


def test_it_is_told_whether_the_one_that_is_completed_or_the_next_one_has_to_be_corrected(
    desk: Sit, organization: Organization, tmp_path: Path
) -> None:
    for name, text in (("pack", PACK), ("visit", VISIT)):
        (tmp_path / f"{name}.yaml").write_text(text)
    organization.apply([tmp_path])
    admin = desk("admin")
    visit = admin.create("visit", name="回访", day="2026-12-01")
    path, next_day = f"/visit/{visit['id']}/follow_up", {"day": "2026-12-08"}
    first = admin.call("POST", path, next_day, if_match='"1"').json()
    assert first["code"] == "follow_up_unfinished"
    assert first["detail"] == "没有跟进：这条拜访现在不能完成，请打开它，更正 1 处错误"
    assert [(one["field"], one["message"]) for one in first["errors"]] == [
        ("result", "完成拜访时请填写结果。")
    ]
    admin.call("PATCH", f"/visit/{visit['id']}", {"result": "同意"}, if_match='"1"')
    following = admin.call("POST", path, {"day": "soon"}, if_match='"2"').json()
    assert (following["code"], [one["field"] for one in following["errors"]]) == (
        "follow_up_invalid",
        ["day"],
    )
    assert following["detail"] == "没有跟进，原来的拜访也没有完成：请更正下一个拜访的 1 处错误"
    assert admin.get(f"/visit/{visit['id']}")["status"] == "planned"
    assert admin.call("POST", path, next_day, if_match='"2"').status_code == 201
