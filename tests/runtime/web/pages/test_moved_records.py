"""Records that are moved on boards and calendars are judged by the layout of their own business type."""

from collections.abc import Callable
from pathlib import Path

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from tests.runtime.web.pages.conftest import Browser

FILES = {
    "pack": "pack: visits\nversion: 1.0.0\nlabel: {zh: 拜访, en: Visits}\nrequires: [{pack: base}]\n",
    "visit": """
object: visit
label: {zh: 拜访, en: Visit}
plural: {zh: 拜访, en: Visits}
sharing: public_read_write
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: day, type: date, label: {zh: 日期, en: Day}}
  - {name: report, type: text, label: {zh: 报告, en: Report}}
  - name: stage
    type: select
    label: {zh: 阶段, en: Stage}
    values:
      - {value: planned, label: {zh: 计划, en: Planned}}
      - {value: made, label: {zh: 完成, en: Made}}
business_types:
  - {name: short, default: true, label: {zh: 短, en: Short}}
  - {name: strict, label: {zh: 严格, en: Strict}}
""",
    "default": """
layout: visit.default
object: visit
label: {zh: 标准, en: Standard}
sections: [{label: {zh: 基本, en: Basics}, fields: [name, day, stage, report]}]
""",
    "strict": """
layout: visit.strict
object: visit
label: {zh: 严格, en: Strict}
business_types: [strict]
sections:
  - label: {zh: 基本, en: Basics}
    fields: [name, day, stage, {field: report, required: true}]
""",
    "guest": """
profile: guest
label: {zh: 访客, en: Guest}
objects: {visit: {allow: [read, edit], fields: {business_type: hidden}}}
""",
}
LOOKS = ("/o/visit?as=board&by=stage", "/o/visit?as=calendar&by=day")


def test_each_record_is_judged_by_the_layout_of_its_type(
    organization: Organization, browser: Callable[[str], Browser], tmp_path: Path
) -> None:
    for name, text in FILES.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    organization.apply([tmp_path])
    common = {"day": "2026-11-05", "stage": "planned"}
    with organization.write(organization.principal("admin")) as context:
        accounts.add_user(context, "gus", "Gus", ["guest"], None)
        short, strict = (
            create_record(context, "visit", {"name": kind, "business_type": kind, **common}).id
            for kind in ("short", "strict")
        )
    admin = browser("admin")
    for look in LOOKS:
        page = admin.page(look)
        given = {one: page.one("li", **{"data-id": one})["data-layout"] for one in (short, strict)}
        assert given == {short: "visit.default", strict: "visit.strict"}, look
    csrf = admin.page("/").one("meta", name="csrf")["content"]
    moved = {
        record: admin.client.patch(
            f"/api/v1/visit/{record}", params={"layout": layout}, json={"stage": "made"},
            headers={"x-csrf-token": csrf, "if-match": "*"},
        )
        for record, layout in given.items()
    }  # fmt: skip
    assert moved[short].status_code == 200, moved[short].text
    assert [one["field"] for one in moved[strict].json()["errors"]] == ["report"]
    gus = browser("gus")  # of a type that is hidden from him, the layout tells nothing
    for look in LOOKS:
        page = gus.page(look)
        assert page.one("li", **{"data-id": strict})["data-layout"] == "visit.default", look
