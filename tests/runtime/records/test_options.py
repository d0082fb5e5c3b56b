"""Options of fields that need more than the value itself: the business type, the other record, the person."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]

PACK = """
pack: options
version: 1.0.0
label: {zh: 选项, en: Options}
requires: [{pack: base}]
"""
REPAIR = """
object: repair
label: {zh: 维修, en: Repair}
plural: {zh: 维修, en: Repairs}
sharing: public_read_write
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - name: number
    type: autonumber
    format: "WX-{YYYY}-{000}"
    reset: year
    business_types: {field: "SM-{YYYY}-{000}", audit: "{000}-{YYYY}-SH"}
    label: {zh: 编号, en: Number}
  - name: state
    type: select
    required: true
    default: open
    label: {zh: 状态, en: State}
    values:
      - {value: open, label: {zh: 开, en: Open}}
      - {value: planned, label: {zh: 计划, en: Planned}}
      - {value: done, label: {zh: 完, en: Done}}
  - name: skills
    type: multiselect
    label: {zh: 技能, en: Skills}
    values:
      - {value: power, label: {zh: 电, en: Power}}
      - {value: water, label: {zh: 水, en: Water}}
  - {name: contact, type: lookup, to: contact, business_types: [customer_contact], label: {zh: 联系人, en: Contact}}
  - {name: people, type: multilookup, to: contact, business_types: [lead_contact], label: {zh: 人员, en: People}}
  - {name: engineer, type: user, filter: 'department.code = "service"', label: {zh: 工程师, en: Engineer}}
  - {name: reporter, type: user, active_only: false, label: {zh: 报修人, en: Reporter}}
  - {name: helpers, type: user, many: true, label: {zh: 帮手, en: Helpers}}
  - {name: unit, type: department, label: {zh: 单位, en: Unit}}
  - {name: mobile, type: phone, pattern: "[+]861[3-9].*", label: {zh: 手机, en: Mobile}}
  - {name: place, type: geolocation, precision: 2, label: {zh: 地点, en: Place}}
  - {name: note, type: textarea, label: {zh: 说明, en: Note}}
business_types:
  - {name: shop, label: {zh: 店内, en: In the shop}, default: true}
  - name: field
    label: {zh: 上门, en: In the field}
    values: {state: [planned, done]}
    defaults: {state: planned, skills: [power]}
  - {name: audit, label: {zh: 审核, en: Audit}}
"""


@pytest.fixture
def admin(organization: Organization, desk: Sit, tmp_path: Path) -> Desk:
    """The administrator of an organisation that repairs things."""
    folder = tmp_path / "options"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    (folder / "repair.yaml").write_text(REPAIR, "utf-8")
    organization.apply([folder])
    return desk("admin")


def _codes(desk: Desk, **values: Any) -> list[tuple[str, str]]:
    """The fields at fault and why, when a repair is refused."""
    response = desk.call("POST", "/repair", {"name": "修", **values})
    assert response.status_code == 422, response.text
    return [(one["field"], one["code"]) for one in response.json()["errors"]]


def test_business_types_with_a_format_count_by_themselves(admin: Desk) -> None:
    kinds = ("shop", "field", "shop", "audit", "field", "audit", None)
    rows = [{"name": "修", **({"business_type": kind} if kind else {})} for kind in kinds]
    body = {"operation": "create", "records": rows}
    done = admin.call("POST", "/repair/bulk", body)
    assert {one["status"] for one in done.json()["results"]} == {"created"}
    numbers = admin.get("/repair", fields="number", sort="created_at,id")["records"]
    assert [one["number"] for one in numbers] == [
        "WX-2026-001", "SM-2026-001", "WX-2026-002", "001-2026-SH", "SM-2026-002", "002-2026-SH", "WX-2026-003",
    ]  # fmt: skip


def test_a_business_type_chooses_what_new_records_begin_with(admin: Desk) -> None:
    shop = admin.create("repair", name="修")
    assert (shop["business_type"], shop["state"], shop["skills"]) == ("shop", "open", None)
    field = admin.create("repair", name="修", business_type="field")
    assert (field["state"], field["skills"]) == ("planned", ["power"])
    done = admin.create("repair", name="修", business_type="field", state="done", skills=None)
    assert (done["state"], done["skills"]) == ("done", None)


def test_a_look_up_takes_records_of_its_business_types_only(admin: Desk) -> None:
    customer = admin.create("customer", name="华强")
    known = admin.create("contact", name="王伟", customer=customer["id"])
    lead = admin.create("contact", name="李娜", business_type="lead_contact")
    assert admin.create("repair", name="修", contact=known["id"])["contact"]["name"] == "王伟"
    assert _codes(admin, contact=lead["id"]) == [("contact", "lookup_filtered")]
    assert _codes(admin, contact={"name": "李娜"}) == [("contact", "lookup_filtered")]
    assert admin.create("repair", name="修", people=[lead["id"]])["people"][0]["name"] == "李娜"
    assert _codes(admin, people=[lead["id"], known["id"]]) == [("people", "lookup_filtered")]


def _change(admin: Desk, object_name: str, record: Any, **values: Any) -> Any:
    etag = f'"{record["version"]}"'
    response = admin.call("PATCH", f"/{object_name}/{record['id']}", values, if_match=etag)
    assert response.status_code == 200, response.text
    return response.json()


def test_who_has_left_is_chosen_no_more_and_stays_where_he_was(admin: Desk) -> None:
    sue = admin.get("/user", filter='account = "sue"')["records"][0]
    kept = admin.create("repair", name="修", owner=sue["id"], helpers=[sue["id"]])
    _change(admin, "user", sue, status="departed")
    for field, value in (
        ("owner", sue["id"]),
        ("owner", {"account": "sue"}),
        ("helpers", [sue["id"]]),
    ):
        assert _codes(admin, **{field: value}) == [(field, "lookup_filtered")], field
    assert admin.create("repair", name="修", reporter=sue["id"])["reporter"]["name"] == "苏苏"
    changed = _change(admin, "repair", kept, name="修好", owner=sue["id"], helpers=[sue["id"]])
    assert changed["owner"]["id"] == sue["id"]


def test_who_is_frozen_for_a_while_can_still_be_chosen(admin: Desk) -> None:
    sue = admin.get("/user", filter='account = "sue"')["records"][0]
    _change(admin, "user", sue, status="frozen")
    assert admin.create("repair", name="修", owner=sue["id"])["owner"]["id"] == sue["id"]


def test_a_user_can_be_asked_for_from_one_department(admin: Desk) -> None:
    service = admin.create("department", name="服务部", code="service")
    sue, sam = (
        admin.get("/user", filter=f'account = "{one}"')["records"][0] for one in ("sue", "sam")
    )
    _change(admin, "user", sue, department=service["id"])
    assert admin.create("repair", name="修", engineer=sue["id"])["engineer"]["name"] == "苏苏"
    assert _codes(admin, engineer=sam["id"]) == [("engineer", "lookup_filtered")]


def test_departments_out_of_use_are_chosen_no_more(admin: Desk) -> None:
    unit = admin.create("department", name="旧部门")
    assert admin.create("repair", name="修", unit=unit["id"])["unit"]["name"] == "旧部门"
    _change(admin, "department", unit, active=False)
    assert _codes(admin, unit=unit["id"]) == [("unit", "lookup_filtered")]


def test_phones_follow_their_pattern_and_places_their_precision(admin: Desk) -> None:
    place = {"lat": "22.5430964", "lng": "114.057865"}
    repair = admin.create("repair", name="修", mobile="138 0013 8000", place=place)
    assert repair["mobile"] == "+8613800138000"
    assert (repair["place"]["lat"], repair["place"]["lng"]) == ("22.54", "114.06")
    assert _codes(admin, mobile="0755 8612 3456") == [("mobile", "text_pattern")]


def test_groups_are_made_by_values_that_records_share(admin: Desk) -> None:
    admin.create("repair", name="修")
    for field in (
        "name",
        "number",
        "state",
        "owner",
        "unit",
        "mobile",
        "created_at:day",
        "version",
    ):
        groups = admin.get("/repair/aggregate", group=field)["groups"]
        assert [one["count"] for one in groups] == [1], field
    for field in ("note", "place", "skills", "people", "helpers", "created_at", "id", "tags"):
        response = admin.call("GET", f"/repair/aggregate?group={field}")
        assert response.status_code == 422, field
        assert response.json()["code"] == "field_not_groupable", field
