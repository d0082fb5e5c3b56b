"""New records begin with what formulas give, where nobody gives anything else."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from objectry.metadata.problems import MetadataError
from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]

PACK = "pack: visits\nversion: 1.0.0\nlabel: {zh: 拜访, en: Visits}\nrequires: [{pack: base}]\n"
VISIT = """
object: visit
label: {zh: 拜访, en: Visit}
plural: {zh: 拜访, en: Visits}
fields:
  - {name: name, type: text, required: true, default_formula: 'customer.name & "的拜访"', label: {zh: 名称, en: Name}}
  - {name: customer, type: lookup, to: customer, label: {zh: 客户, en: Customer}}
  - {name: day, type: date, default_formula: "TODAY() + 7", label: {zh: 日期, en: Day}}
  - {name: begins, type: datetime, default_formula: "DATETIMEVALUE(day)", label: {zh: 开始, en: Begins}}
  - {name: rate, type: percent, default_formula: "1 / 4", label: {zh: 比率, en: Rate}}
  - {name: days, type: integer, default_formula: "7 / 2", max: 5, label: {zh: 天数, en: Days}}
  - {name: host, type: user, default_formula: "customer.owner", label: {zh: 接待, en: Host}}
  - {name: size, type: formula, returns: integer, formula: "BLANKVALUE(days, 2) * 10", label: {zh: 规模, en: Size}}
  - {name: double, type: formula, returns: integer, formula: "size * 2", label: {zh: 两倍, en: Double}}
  - {name: ahead, type: integer, default_formula: "double + YEAR(TODAY())", label: {zh: 预订, en: Ahead}}
  - {name: guide, type: text, default_formula: "$User.name", label: {zh: 向导, en: Guide}}
  - {name: urgent, type: boolean, default_formula: "day < TODAY()", label: {zh: 加急, en: Urgent}}
  - name: mood
    type: select
    default_formula: 'IF(rate > 20%, "good", "bad")'
    label: {zh: 气氛, en: Mood}
    values:
      - {value: good, label: {zh: 好, en: Good}}
      - {value: bad, label: {zh: 差, en: Bad}}
"""


def _installed(organization: Organization, folder: Path, text: str) -> None:
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    (folder / "visit.yaml").write_text(text, "utf-8")
    organization.apply([folder])


@pytest.fixture
def admin(organization: Organization, desk: Sit, tmp_path: Path) -> Desk:
    """The administrator, in an organisation with visits."""
    folder = tmp_path / "visits"
    folder.mkdir()
    _installed(organization, folder, VISIT)
    return desk("admin")


def test_a_new_record_begins_with_what_its_formulas_give(admin: Desk) -> None:
    customer = admin.create("customer", name="华强")
    made = admin.create("visit", customer=customer["id"])
    assert made["name"] == "华强的拜访"
    assert (made["day"], made["begins"]) == ("2026-11-30", "2026-11-29T16:00:00.000Z")
    assert (made["rate"], made["days"], made["urgent"], made["mood"]) == ("25", 4, False, "good")
    assert made["guide"] == "管理员"
    assert made["host"]["id"] == customer["owner"]["id"]


def test_what_is_given_stays_and_is_what_other_formulas_read(admin: Desk) -> None:
    made = admin.create("visit", name="来访", day="2026-11-01", rate="10", guide=None)
    assert (made["name"], made["day"], made["guide"]) == ("来访", "2026-11-01", None)
    assert (made["urgent"], made["mood"]) == (True, "bad")
    assert made["begins"] == "2026-10-31T16:00:00.000Z"


def test_a_new_record_begins_with_what_is_computed_of_it(admin: Desk) -> None:
    made = admin.create("visit", name="来访")
    assert (made["days"], made["size"], made["double"], made["ahead"]) == (4, 40, 80, 2106)
    made = admin.create("visit", name="来访", days=1)
    assert (made["size"], made["ahead"]) == (10, 2046)
    form = admin.call("POST", "/visit/form", {"values": {"days": None}})
    assert form.status_code == 200, form.text


def test_a_circle_of_defaults_and_computed_fields_is_told_with_its_way_round(
    organization: Organization, tmp_path: Path
) -> None:
    with pytest.raises(MetadataError) as caught:
        _installed(organization, tmp_path, VISIT.replace('"7 / 2", max: 5', '"double + 1"'))
    (told,) = caught.value.problems
    assert told.params == {"path": "days → double → size → days"}
    assert str(told.place).endswith("visit.yaml:11:33")


def test_what_the_field_cannot_take_is_left_out_and_noted(
    organization: Organization, admin: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = VISIT.replace('"7 / 2", max: 5', '"LEN(name) * 10", max: 5').replace(
        '"1 / 4"', '"1 / (days - days)"'
    )
    _installed(organization, tmp_path / "visits", text)
    with caplog.at_level(logging.INFO, "objectry.formulas"):
        made = admin.create("visit", name="来访", days=3)
        assert (made["rate"], made["days"]) == (None, 3)
        assert admin.create("visit", name="来访")["days"] is None
    noted = [one.getMessage() for one in caplog.records]
    assert any(one.startswith("default of visit.rate left out: division by zero") for one in noted)
    assert any(one.startswith("default of visit.days left out") for one in noted)


def test_a_required_field_whose_default_does_not_fit_is_told_with_the_reason(
    organization: Organization, admin: Desk, tmp_path: Path
) -> None:
    text = VISIT.replace('"7 / 2", max: 5', '"LEN(name) * 3", max: 5, required: true')
    _installed(
        organization,
        tmp_path / "visits",
        text.replace('"1 / 4"', '"1 / (days - 3)", required: true'),
    )
    (told,) = admin.call("POST", "/visit", {"name": "来访", "rate": "5"}).json()["errors"]
    assert (told["field"], told["code"]) == ("days", "default_left_out")
    assert told["message"].startswith("请填写天数：它的默认值公式在这里没有能用的结果（")
    (told,) = admin.call("POST", "/visit", {"name": "来", "days": 3}).json()["errors"]
    assert (told["field"], told["code"]) == ("rate", "default_left_out")
    assert admin.create("visit", name="来访", days=2, rate="5")["days"] == 2


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('"7 / 2", max: 5', '"size + 1"', "formula_cycle"),
        ('"TODAY() + 7"', '"amount + 1"', "formula_field_unknown"),
        ('"TODAY() + 7"', '"1 + 1"', "formula_result_type"),
        ('"TODAY() + 7"', '"IF(ISNEW(), TODAY(), TODAY())"', "formula_not_here"),
        ('"TODAY() + 7"', '"DATEVALUE(begins)"', "formula_cycle"),
        ('default_formula: "1 / 4"', 'default: 3, default_formula: "1 / 4"', "default_twice"),
        ('default_formula: "TODAY() + 7"', 'default: today, default_formula: "TODAY() + 7"', "default_twice"),
        ('"DATETIMEVALUE(day)"', '"DATETIMEVALUE(day)", default: now', "default_twice"),
        ("type: boolean, default_formula: \"day < TODAY()\"", 'type: tags, default_formula: "1"', "no_default_formula"),
    ],
)  # fmt: skip
def test_formulas_that_cannot_be_defaults_are_refused(
    before: str, after: str, code: str, organization: Organization, tmp_path: Path
) -> None:
    assert before in VISIT
    with pytest.raises(MetadataError) as caught:
        _installed(organization, tmp_path, VISIT.replace(before, after))
    assert [one.message.code for one in caught.value.problems] == [code]


def test_a_batch_and_an_import_begin_alike(admin: Desk) -> None:
    rows: list[dict[str, Any]] = [{"name": "一"}, {"name": "二", "day": "2026-12-24"}]
    answer = admin.call("POST", "/visit/bulk", {"operation": "create", "records": rows})
    assert [one["status"] for one in answer.json()["results"]] == ["created", "created"]
    found = admin.get("/visit", fields="name,day", sort="name")["records"]
    assert sorted(one["day"] for one in found) == ["2026-11-30", "2026-12-24"]
