"""Notes about records: whoever reads the record reads and writes them, and only who wrote one changes it."""

from collections.abc import Callable
from typing import Any

import pytest

from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def _user(organization: Organization, account: str) -> str:
    found = organization.principal(account)
    assert found
    return found.id


@pytest.fixture
def customer(desk: Sit) -> str:
    """A customer of Sam's."""
    record: str = desk("sam").create("customer", name="华强科技")["id"]
    return record


def test_a_note_is_read_as_it_was_written(
    organization: Organization, desk: Sit, customer: str
) -> None:
    sam, mia = desk("sam"), _user(organization, "mia")
    body = {"text": " 第一行\r\n@米娅经理 请看 ", "mentions": [mia, mia]}
    made = sam.call("POST", f"/customer/{customer}/notes", body)
    assert made.status_code == 201, made.text
    (read,) = desk("mia").get(f"/customer/{customer}/notes")["notes"]
    assert read == made.json()
    assert read["text"] == "第一行\n@米娅经理 请看"
    assert read["mentions"] == [{"id": mia, "name": "米娅经理"}]
    assert read["user"]["name"] == "山姆" and read["edited_at"] is None


def test_only_who_wrote_a_note_changes_it(desk: Sit, customer: str) -> None:
    sam = desk("sam")
    path = f"/customer/{customer}/notes"
    note = sam.call("POST", path, {"text": "eins"}).json()["id"]
    assert desk("mia").call("PATCH", f"{path}/{note}", {"text": "zwei"}).status_code == 403
    assert desk("mia").call("DELETE", f"{path}/{note}").status_code == 403
    same = sam.call("PATCH", f"{path}/{note}", {"text": "eins "}).json()
    assert same["edited_at"] is None
    edited = sam.call("PATCH", f"{path}/{note}", {"text": "zwei"}).json()
    assert edited["text"] == "zwei" and edited["edited_at"]
    assert sam.call("DELETE", f"{path}/{note}").status_code == 204
    assert sam.get(path)["notes"] == []
    assert sam.call("DELETE", f"{path}/{note}").status_code == 404


def test_notes_of_a_record_that_is_not_seen_are_not_there(desk: Sit, customer: str) -> None:
    path = f"/customer/{customer}/notes"
    note = desk("sam").call("POST", path, {"text": "geheim"}).json()["id"]
    sue = desk("sue")
    for method, where in (
        ("GET", path), ("POST", path), ("PATCH", f"{path}/{note}"), ("DELETE", f"{path}/{note}"),
    ):  # fmt: skip
        body = {"text": "a"} if method in ("POST", "PATCH") else None
        assert sue.call(method, where, body).status_code == 404


def test_a_note_of_another_record_is_not_there(desk: Sit, customer: str) -> None:
    sam = desk("sam")
    other = sam.create("customer", name="另一家")["id"]
    note = sam.call("POST", f"/customer/{customer}/notes", {"text": "a"}).json()["id"]
    assert sam.call("PATCH", f"/customer/{other}/notes/{note}", {"text": "b"}).status_code == 404
    assert sam.call("DELETE", f"/customer/{customer}/notes/x").status_code == 404


def test_whoever_only_reads_writes_notes_too(desk: Sit) -> None:
    rival = desk("admin").create("competitor", name="吊车")["id"]
    assert desk("rob").call("POST", f"/competitor/{rival}/notes", {"text": "a"}).status_code == 201


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": "  \n "}, 422, "note_empty"),
        ({"text": "字" * 10_001}, 422, "note_long"),
        ({"text": "bell\x07"}, 422, "text_control"),
        ({"text": "a", "mentions": ["x"]}, 422, "note_user_unknown"),
        ({"text": "a", "mentions": [f"0198a1c4-7d3e-7c11-9a55-0123456789{n:02}" for n in range(51)]},
         422, "note_mentions"),
        ({}, 400, ""),
        ({"text": 1}, 400, ""),
        ({"text": "a", "mentions": "sam"}, 400, ""),
        ({"text": "a", "color": "red"}, 400, ""),
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(
    desk: Sit, customer: str, body: Any, status: int, code: str
) -> None:
    answer = desk("sam").call("POST", f"/customer/{customer}/notes", body)
    assert answer.status_code == status
    assert not code or code in [one["code"] for one in answer.json()["errors"]]


def test_notes_come_in_pages_latest_first(desk: Sit, customer: str) -> None:
    sam = desk("sam")
    path = f"/customer/{customer}/notes"
    for number in range(5):
        sam.call("POST", path, {"text": str(number)})
    first = sam.get(path, limit=2)
    assert [one["text"] for one in first["notes"]] == ["4", "3"]
    second = sam.get(path, limit=2, after=first["next"])
    last = sam.get(path, limit=2, after=second["next"])
    assert [one["text"] for one in (*second["notes"], *last["notes"])] == ["2", "1", "0"]
    assert last["next"] is None
    assert sam.call("GET", f"{path}?after=x").status_code == 422


def test_a_repeated_call_writes_one_note(desk: Sit, customer: str) -> None:
    sam, path = desk("sam"), f"/customer/{customer}/notes"
    made = [sam.call("POST", path, {"text": "a"}, idempotency_key="1").json() for _ in range(2)]
    assert made[0] == made[1] and len(sam.get(path)["notes"]) == 1


def test_a_purged_record_takes_its_notes_along(desk: Sit, customer: str) -> None:
    sam, admin = desk("sam"), desk("admin")
    sam.call("POST", f"/customer/{customer}/notes", {"text": "a"})
    admin.call("PUT", f"/customer/{customer}/follow")
    sam.call("POST", f"/customer/{customer}/notes", {"text": "b"})
    assert admin.get("/notifications/unread")["count"] == 1
    assert admin.call("DELETE", f"/customer/{customer}", if_match="*").status_code == 204
    assert admin.call("GET", f"/customer/{customer}/notes").status_code == 404
    assert admin.get("/notifications")["notifications"] == []
    assert admin.call("POST", f"/customer/{customer}/purge").status_code == 204


def test_colleagues_who_see_the_record_are_offered_first(desk: Sit, customer: str) -> None:
    offered = desk("sam").get(f"/customer/{customer}/colleagues")["colleagues"]
    assert {one["name"]: one["sees"] for one in offered} == {
        "管理员": True, "朵拉总监": True, "米娅经理": True, "山姆": True, "苏苏": False, "罗伯只读": False,
    }  # fmt: skip
    assert [one["sees"] for one in offered] == [True] * 4 + [False] * 2
    found = desk("sam").get(f"/customer/{customer}/colleagues", q="MI")["colleagues"]
    assert {one["name"] for one in found} == {"米娅经理", "管理员"}
    for words in ('"', "\\", "%", "' OR 1"):
        assert desk("sam").get(f"/customer/{customer}/colleagues", q=words)["colleagues"] == []
    assert desk("sue").call("GET", f"/customer/{customer}/colleagues").status_code == 404
