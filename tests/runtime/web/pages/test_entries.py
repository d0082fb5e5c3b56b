"""Activities and tasks that are entered beside the record that they are about, as their metadata say."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from tests.runtime.web.pages.conftest import Browser, drawn

Sit = Callable[[str], Browser]
PACK = "pack: visits\nversion: 1.0.0\nlabel: {zh: 走访, en: Visits}\nrequires: [{pack: base}]\n"
INSPECTION = """\
object: inspection
label: {zh: 巡检, en: Inspection}
plural: {zh: 巡检, en: Inspections}
name_field: title
work: {kind: event, about: customer, at: day, entry: [title, day]}
fields:
  - {name: title, type: text, required: true, label: {zh: 标题, en: Title}}
  - {name: day, type: date, required: true, default: today, label: {zh: 日期, en: Day}}
  - {name: customer, type: lookup, to: customer, label: {zh: 客户, en: Customer}}
  - {name: place, type: text, required: true, label: {zh: 地点, en: Place}}
"""
PROFILE = """\
profile: inspector
label: {zh: 巡检员, en: Inspector}
objects:
  customer: {allow: [read, create, edit]}
  inspection: {allow: [read, create, edit]}
  task: {allow: [read, create], fields: {related: read}}
"""


@pytest.fixture
def customer(organization: Organization, tmp_path: Path) -> str:
    """A customer of an inspector, who may inspect, and may not say what tasks are about."""
    for name, text in (("pack", PACK), ("inspection", INSPECTION), ("profile", PROFILE)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "ivy", "Ivy", ["inspector", "sales"], None)
        accounts.add_user(context, "ian", "Ian", ["inspector"], None)
    with organization.write(organization.principal("ian")) as context:
        return create_record(context, "customer", {"name": "华强"}).id


def test_a_record_offers_the_work_that_can_be_about_it(
    organization: Organization, browser: Sit, customer: str
) -> None:
    ian = browser("ian")
    assert ian.page(f"/o/customer/{customer}").all("button", "data-entry") == ["inspection"]
    form = drawn(ian.get(f"/o/customer/{customer}/entry/inspection").text)
    assert form.one("o-form")["data-object"] == "inspection"
    assert form.all("div", "data-field") == [
        "title",
        "day",
        "place",
    ]  # what is demanded comes, too
    assert form.one("input", name="customer") == {
        "type": "hidden", "name": "customer", "data-kind": "json", "value": json.dumps(customer)
    }  # fmt: skip
    for wrong in ("task", "customer", "nonsense"):
        assert ian.get(f"/o/customer/{customer}/entry/{wrong}").status_code == 404, wrong
    assert browser("sue").get(f"/o/customer/{customer}/entry/task").status_code == 404


def test_activities_and_tasks_of_the_base_pack_are_entered_on_the_way(
    organization: Organization, browser: Sit
) -> None:
    with organization.write(organization.principal("sam")) as context:
        record = create_record(context, "customer", {"name": "华强"}).id
    sam = browser("sam")
    assert sam.page(f"/o/customer/{record}").all("button", "data-entry") == [
        "activity_record",
        "task",
    ]
    form = drawn(sam.get(f"/o/customer/{record}/entry/activity_record").text)
    assert form.all("div", "data-field") == [
        "kind",
        "subject",
        "content",
        "started_at",
        "need_follow",
        "next_at",
    ]
    assert json.loads(form.one("input", name="related")["value"]) == {
        "object": "customer",
        "id": record,
    }
    assert form.one("a", **{"data-cancel": ""})["href"].startswith(
        "/o/activity_record/new?related=customer%3A"
    )
    assert sam.get(f"/o/customer/{record}/entry/contact").status_code == 404
    assert not sam.page("/o/product").all("button", "data-entry")
