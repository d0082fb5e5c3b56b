"""Following tasks up over HTTP, on both databases: one is completed and the next one made, or nothing happens."""

from collections.abc import Callable

from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


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
