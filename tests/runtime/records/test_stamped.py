"""What saving stamps on a record is there already when its rules, defaults and conditions are computed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

PACK = "pack: notes\nversion: 1.0.0\nlabel: {zh: 便条, en: Notes}\nrequires: [{pack: base}]\n"
NOTE = """
object: note
label: {zh: 便条, en: Note}
plural: {zh: 便条, en: Notes}
sharing: public_read_write
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: maker, type: text, default_formula: created_by.name, label: {zh: 作者, en: Maker}}
  - {name: opened, type: date, default_formula: DATEVALUE(created_at), label: {zh: 开始, en: Opened}}
  - {name: edition, type: formula, returns: integer, formula: version, label: {zh: 版次, en: Edition}}
  - {name: review, type: text, required_when: version > 2, label: {zh: 审阅, en: Review}}
  - {name: secret, type: text, read_only_when: created_by <> $User.id, label: {zh: 秘密, en: Secret}}
validation_rules:
  - {name: id, when: ISBLANK(id), message: {zh: 没有编号, en: No ID}}
  - {name: made, when: ISBLANK(created_at) || ISBLANK(created_by), message: {zh: 没有作者, en: Not made}}
  - {name: changed, when: ISBLANK(updated_at) || ISBLANK(updated_by), message: {zh: 没有更新, en: Not changed}}
  - {name: version, when: ISBLANK(version) || version <> edition, message: {zh: 版次不对, en: Other version}}
  - {name: counts, when: NOT(ISNEW()) && version <> $Old.version + 1, message: {zh: 没有递增, en: Stands still}}
  - {name: mine, when: updated_by <> $User.id, message: {zh: 不是本人, en: Somebody else}}
"""


@pytest.fixture
def notes(organization: Organization, tmp_path: Path) -> Organization:
    """The organisation with notes, and somebody who may write them."""
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "note.yaml").write_text(NOTE, "utf-8")
    writer = "profile: writer\nlabel: {zh: 作者, en: Writer}\nobjects: {note: {allow: [read, create, edit]}}\n"
    (tmp_path / "writer.yaml").write_text(writer, "utf-8")
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "wei", "薇", ["writer"], None)
    return organization


def _told(answer: Any) -> list[tuple[str, str]]:
    return [(one["field"], one["code"]) for one in answer.json().get("errors", ())]


def test_formulas_of_a_save_see_its_stamps(
    notes: Organization, desk: Callable[[str], Desk]
) -> None:
    admin, wei = desk("admin"), desk("wei")
    made = admin.create("note", name="一", secret="s")
    assert (made["maker"], made["opened"]) == ("管理员", "2026-11-23")
    note = f"/note/{made['id']}"
    locked = wei.call("PATCH", note, {"secret": "t"}, if_match="*")
    assert _told(locked) == [("secret", "field_locked")]
    assert _told(wei.call("PATCH", note, {"name": "二"}, if_match="*")) == []
    lacking = admin.call("PATCH", note, {"name": "三"}, if_match="*")
    assert _told(lacking) == [("review", "required")]
    whole = {"name": "三", "secret": "t", "review": "r"}
    assert _told(admin.call("PATCH", note, whole, if_match="*")) == []


def test_forms_say_the_same(notes: Organization, desk: Callable[[str], Desk]) -> None:
    admin, wei = desk("admin"), desk("wei")
    form = admin.call("POST", "/note/form", {"values": {"name": "一"}}).json()["fields"]
    assert (form["secret"]["read_only"], form["review"]["required"]) == (False, False)
    note = admin.create("note", name="一")["id"]
    wei.call("PATCH", f"/note/{note}", {"name": "二"}, if_match="*")
    form = wei.call("POST", "/note/form", {"id": note, "values": {}}).json()["fields"]
    assert (form["secret"]["read_only"], form["review"]["required"]) == (True, True)
