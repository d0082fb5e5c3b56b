"""Who is told of what: followers of changes, owners of what becomes theirs, those who are mentioned; and nobody of what
he may not see."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.api import accounts
from objectry.runtime.api.notification_kinds import KINDS
from objectry.runtime.api.organization import Organization
from objectry.runtime.jobs import sweep
from objectry.runtime.records import news, save
from objectry.runtime.records.drafts import Given
from objectry.runtime.records.reading import JSON
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def _told(desk: Desk, **query: Any) -> list[tuple[str, str]]:
    found = desk.get("/notifications", **query)["notifications"]
    return [(one["kind"], one["text"]) for one in found]


@pytest.fixture
def customer(desk: Sit) -> str:
    """A customer of Sam's, which Mia follows."""
    record: str = desk("sam").create("customer", name="华强科技")["id"]
    assert desk("mia").call("PUT", f"/customer/{record}/follow").status_code == 204
    return record


def test_followers_are_told_of_changes_once_for_each_save(desk: Sit, customer: str) -> None:
    sam, mia = desk("sam"), desk("mia")
    change = {"level": "key", "comment": "neu"}
    sam.call("PATCH", f"/customer/{customer}", change, if_match="*")
    assert _told(mia) == [("changed", "山姆修改了“华强科技”")]
    (one,) = mia.get("/notifications")["notifications"]
    assert one["record"] == {"object": "customer", "id": customer, "name": "华强科技"}
    assert one["user"]["name"] == "山姆" and not one["read"]
    assert _told(sam) == []
    mia.call("PATCH", f"/customer/{customer}", {"comment": "von mir"}, if_match="*")
    assert len(_told(mia)) == 1, "nobody is told of what he has done himself"


def test_nothing_is_told_where_nothing_was_changed(desk: Sit, customer: str) -> None:
    desk("sam").call("PATCH", f"/customer/{customer}", {"name": "华强科技"}, if_match="*")
    desk("sam").call("PATCH", f"/customer/{customer}", {"tags": ["VIP"]}, if_match="*")
    assert _told(desk("mia")) == []  # tags keep no history


def test_following_begins_and_ends(desk: Sit, customer: str) -> None:
    mia = desk("mia")
    assert mia.get(f"/customer/{customer}/follow") == {"following": True}
    for _ in range(2):
        assert mia.call("PUT", f"/customer/{customer}/follow").status_code == 204
    for _ in range(2):
        assert mia.call("DELETE", f"/customer/{customer}/follow").status_code == 204
    assert mia.get(f"/customer/{customer}/follow") == {"following": False}
    desk("sam").call("PATCH", f"/customer/{customer}", {"comment": "neu"}, if_match="*")
    assert _told(mia) == []
    for method in ("GET", "PUT", "DELETE"):
        assert desk("sue").call(method, f"/customer/{customer}/follow").status_code == 404


def test_a_note_is_told_to_followers_owners_and_those_whom_it_mentions(
    organization: Organization, desk: Sit, customer: str
) -> None:
    dora = organization.principal("dora")
    assert dora
    path = f"/customer/{customer}/notes"
    made = desk("admin").call("POST", path, {"text": "bitte\nlesen", "mentions": [dora.id]}).json()
    assert _told(desk("dora")) == [("mentioned", "管理员在“华强科技”的便签中提到了您")]
    for account in ("mia", "sam"):
        assert _told(desk(account)) == [("noted", "管理员给“华强科技”写了便签")]
    (one,) = desk("sam").get("/notifications")["notifications"]
    assert one["note"] == "bitte lesen"
    assert _told(desk("admin")) == []
    desk("admin").call("DELETE", f"{path}/{made['id']}")
    assert _told(desk("dora")) == _told(desk("sam")) == []
    assert desk("sam").get("/notifications/unread")["count"] == 0


def test_an_edited_note_tells_those_whom_it_mentions_now(
    organization: Organization, desk: Sit, customer: str
) -> None:
    dora, sam = organization.principal("dora"), organization.principal("sam")
    assert dora and sam
    path, admin = f"/customer/{customer}/notes", desk("admin")
    note = admin.call("POST", path, {"text": "a", "mentions": [sam.id]}).json()["id"]
    admin.call("PATCH", f"{path}/{note}", {"text": "b", "mentions": [sam.id, dora.id]})
    assert len(_told(desk("sam"))) == len(_told(desk("dora"))) == len(_told(desk("mia"))) == 1


def test_whoever_is_mentioned_is_told_only_of_records_that_he_sees(
    organization: Organization, desk: Sit, customer: str
) -> None:
    sue = organization.principal("sue")
    assert sue
    desk("sam").call("POST", f"/customer/{customer}/notes", {"text": "a", "mentions": [sue.id]})
    assert _told(desk("sue")) == []
    assert desk("sue").get("/notifications/unread")["count"] == 0
    change = {"owner": {"account": "sue"}}
    desk("admin").call("PATCH", f"/customer/{customer}", change, if_match="*")
    assert [kind for kind, _ in _told(desk("sue"))] == ["assigned", "mentioned"]


def test_what_is_out_of_sight_is_told_no_more(desk: Sit, customer: str) -> None:
    sam, admin = desk("sam"), desk("admin")
    admin.call("POST", f"/customer/{customer}/notes", {"text": "a"})
    assert len(_told(sam)) == 1
    change = {"owner": {"account": "admin"}}
    admin.call("PATCH", f"/customer/{customer}", change, if_match="*")
    assert _told(sam) == []
    assert sam.get("/notifications/unread") == {"count": 0, "more": False, "again": 60}


def test_a_record_that_becomes_mine_is_told_once_for_many(desk: Sit) -> None:
    admin, sue = desk("admin"), desk("sue")
    made = [admin.create("customer", name=f"公司{number}")["id"] for number in range(3)]
    change = [{"id": one, "owner": {"account": "sue"}} for one in made]
    answer = admin.call("POST", "/customer/bulk", {"operation": "update", "records": change})
    assert answer.status_code == 200, answer.text
    assert _told(sue) == [("assigned", "管理员把“公司0”等 3 条记录交给了您")]
    admin.create("customer", name="新的", owner={"account": "sue"})
    assert _told(sue)[0] == ("assigned", "管理员把“新的”交给了您")
    sue.create("customer", name="我的")
    assert len(_told(sue)) == 2


def test_the_work_of_the_platform_is_told_to_nobody(
    organization: Organization, desk: Sit, customer: str
) -> None:
    with organization.write() as context:
        access = Access.system(reasons.INSTALLING)
        thing = context.catalog.objects["customer"]
        save.update(context, access, thing, [Given(0, {"comment": "x"}, customer, (1,))], JSON)
        save.create(
            context, access, thing, [Given(0, {"name": "y", "owner": {"account": "sue"}})], JSON
        )
    assert desk("sam").get(f"/customer/{customer}")["version"] == 2
    assert _told(desk("mia")) == _told(desk("sue")) == []


PACK = "pack: rights\nversion: 1.0.0\nlabel: {zh: 权限, en: Rights}\nrequires: [{pack: base}]\n"
PROFILE = """\
profile: guest
label: {zh: 访客, en: Guest}
objects:
  customer: {allow: [read, edit], fields: {name: hidden, comment: hidden}}
"""


def test_hidden_fields_are_told_to_nobody(
    organization: Organization, desk: Sit, tmp_path: Path
) -> None:
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "gus", "Gus", ["guest"], None)
    admin, gus = desk("admin"), desk("gus")
    record = admin.create("customer", name="华强科技", owner={"account": "gus"})["id"]
    gus.call("PUT", f"/customer/{record}/follow")
    admin.call("PATCH", f"/customer/{record}", {"comment": "geheim"}, if_match="*")
    assert [kind for kind, _ in _told(gus)] == ["assigned"]
    admin.call("PATCH", f"/customer/{record}", {"comment": "x", "level": "key"}, if_match="*")
    told = gus.get("/notifications")["notifications"]
    assert [one["kind"] for one in told] == ["changed", "assigned"]
    assert "华强" not in str(told) and told[0]["record"]["name"] is None
    assert gus.get("/notifications/unread")["count"] == 2


def test_notifications_are_read(desk: Sit, customer: str) -> None:
    sam, mia = desk("sam"), desk("mia")
    for number in range(3):
        sam.call("PATCH", f"/customer/{customer}", {"comment": str(number)}, if_match="*")
    assert mia.get("/notifications/unread")["count"] == 3
    first = mia.get("/notifications", limit=1)
    rest = mia.get("/notifications", after=first["next"])
    own = [one["id"] for one in (*first["notifications"], *rest["notifications"])]
    assert len(own) == 3 and rest["next"] is None
    assert sam.call("POST", "/notifications/read", {"ids": own}).status_code == 204
    assert mia.get("/notifications/unread")["count"] == 3, "they are not Sam's"
    mia.call("POST", "/notifications/read", {"ids": own[:1]})
    assert len(_told(mia, unread="true")) == 2
    assert mia.call("POST", "/notifications/read", {}).status_code == 204
    assert mia.get("/notifications/unread")["count"] == 0
    assert len(_told(mia)) == 3


@pytest.mark.parametrize("body", [[], {"ids": "1"}, {"ids": [True]}, {"ids": [0]}, {"all": True}])
def test_what_says_nothing_of_reading_is_refused(desk: Sit, body: Any) -> None:
    assert desk("mia").call("POST", "/notifications/read", body).status_code == 400


def test_a_cursor_that_is_none_is_refused(desk: Sit) -> None:
    assert desk("mia").call("GET", "/notifications?after=x").status_code == 422


def test_old_notifications_are_forgotten(
    organization: Organization, desk: Sit, customer: str
) -> None:
    desk("sam").call("PATCH", f"/customer/{customer}", {"comment": "neu"}, if_match="*")
    sweep.tidy(organization)
    assert len(_told(desk("mia"))) == 1
    days = organization.settings.notification_days
    organization.clock.now += timedelta(days=days + 1)  # type: ignore[attr-defined]
    sweep.tidy(organization)
    assert _told(desk("mia")) == []


def test_every_kind_that_is_noted_can_be_told() -> None:
    assert {news.MENTIONED, news.NOTED, news.CHANGED, news.ASSIGNED} == KINDS.keys()
