"""Fields whose values are formulas: kept with the record, or computed when they are read."""

import base64
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.context import MEMO_SIZE
from objectry.runtime.formulas.formulas import formula_of
from tests.runtime.computing.conftest import DEAL, FIRM, install
from tests.runtime.conftest import Desk, TestClock

FULL_NAME = "  - {name: full, type: formula, returns: text, formula: 'name & \"公司\"', label: {zh: 全称, en: Full name}}\n"


def change(desk: Desk, object_name: str, record: str, **values: Any) -> Any:
    """Change a record, whatever its version, and answer it."""
    response = desk.call("PATCH", f"/{object_name}/{record}", values, if_match="*")
    assert response.status_code == 200, response.text
    return response.json()


def test_a_formula_is_computed_when_its_record_is_saved(admin: Desk) -> None:
    made = admin.create("deal", name="a", amount="100", rate="25")
    assert (made["weighted"], made["doubled"]) == ("25.00", "50.00")


def test_a_formula_is_computed_anew_when_its_record_changes(admin: Desk) -> None:
    made = admin.create("deal", name="a", amount="100", rate="25")
    changed = change(admin, "deal", made["id"], rate="10")
    assert (changed["weighted"], changed["doubled"]) == ("10.00", "20.00")


def test_a_formula_knows_the_number_that_its_record_gets(admin: Desk) -> None:
    made = admin.create("deal", name="a")
    assert made["title"] == f"{made['number']} a"


def test_nobody_gives_the_value_of_a_formula(admin: Desk) -> None:
    response = admin.call("POST", "/deal", {"name": "a", "weighted": "5"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "weighted"


def test_nobody_changes_the_value_of_a_formula(admin: Desk) -> None:
    made = admin.create("deal", name="a", amount="100", rate="25", parts=4, due="2026-12-01")
    path = f"/deal/{made['id']}"
    for wrong in (
        {"weighted": "5"},
        {"name": "b", "weighted": "5"},
        {"left": 1},
        {"left": None},
        {"late": True},
        {"firm_name": "华强"},
        {"weighted": None},
    ):
        refused = admin.call("PATCH", path, wrong, if_match="*")
        assert refused.status_code == 422, wrong
        assert refused.json()["errors"][0]["code"] == "field_read_only"
    listed = {"operation": "update", "records": [{"id": made["id"], "weighted": "5"}]}
    assert admin.call("POST", "/deal/bulk", listed).json()["results"][0]["status"] == "failed"
    present = change(admin, "deal", made["id"], name="b", weighted=made["weighted"])
    assert (present["name"], present["weighted"]) == ("b", "25.00")


def test_a_computed_value_that_stays_as_it_is_may_be_named(admin: Desk) -> None:
    firm = admin.create("firm", name="华强")
    made = admin.create("deal", name="a", firm=firm["id"], parts=0, due="2026-12-01")
    empty = admin.create("deal", name="b")
    same = ("weighted", "left", "late", "pace", "firm_grade", "firm_name")
    assert made["left"] == 8 and made["firm_name"] == "华强" and made["_errors"].keys() >= {"pace"}
    for record in (made, empty):
        for name in same:
            assert change(admin, "deal", record["id"], **{name: record[name]}) == record
    rows = [{"id": one["id"], **{name: one[name] for name in same}} for one in (made, empty)]
    answer = admin.call("POST", "/deal/bulk", {"operation": "update", "records": rows}).json()
    assert [one["status"] for one in answer["results"]] == ["unchanged", "unchanged"]
    rows[1]["left"] = 8
    answer = admin.call("POST", "/deal/bulk", {"operation": "update", "records": rows}).json()
    assert [one["status"] for one in answer["results"]] == ["unchanged", "failed"]


def test_a_record_is_sent_back_as_it_was_read_though_its_computed_values_have_moved_on(
    admin: Desk,
) -> None:
    firm = admin.create("firm", name="华强")
    admin.create("deal", name="a", firm=firm["id"], amount="100", rate="25")
    again = change(admin, "firm", firm["id"], **firm)
    assert (again["version"], firm["total"], again["total"]) == (firm["version"], "0.00", "25.00")
    made = admin.create("deal", name="b", amount="100", parts=0, due="2026-11-30")
    assert made.keys() >= {"_errors", "left"}
    assert change(admin, "deal", made["id"], **made) == made
    changed = change(admin, "deal", made["id"], **{**made, "due": "2026-12-01"})
    assert (made["left"], changed["left"]) == (7, 8)


@pytest.mark.parametrize(
    ("operation", "key"), [("update", "id"), ("update", "code"), ("upsert", "code")]
)
def test_a_batch_takes_records_as_they_were_read(
    admin: Desk, organization: Organization, tmp_path: Path, operation: str, key: str
) -> None:
    code = "  - {name: code, type: text, unique: true, label: {zh: 代码, en: Code}}\n"
    install(organization, tmp_path / "pack", deal=DEAL.replace("fields:\n", f"fields:\n{code}"))
    firm = admin.create("firm", name="华强")
    values = {"amount": "100", "rate": "25", "due": "2026-12-01"}
    made = admin.create("deal", name="a", code="A", firm=firm["id"], **values)
    change(admin, "firm", firm["id"], name="华强北")
    row = {**made, "due": "2026-12-02", "rate": "50"}
    body = {"operation": operation, "key": key, "records": [row]}
    (result,) = admin.call("POST", "/deal/bulk", body).json()["results"]
    assert result["status"] == "updated", result
    changed = admin.get(f"/deal/{made['id']}")
    assert (made["left"], changed["left"], changed["weighted"]) == (8, 9, "50.00")


def test_what_a_reference_shows_may_have_moved_on_when_a_record_or_a_file_comes_back(
    admin: Desk,
) -> None:
    firm = admin.create("firm", name="华强")
    made = admin.create("deal", name="a", firm=firm["id"])
    file = admin.call("GET", "/deal/export?format=csv&fields=id,name,firm_name,firm_grade").text
    assert file.splitlines()[1].endswith(",a,华强,B")
    change(admin, "firm", firm["id"], name="华强北")
    again = change(admin, "deal", made["id"], **{**made, "name": "b"})
    assert (made["firm_name"], again["firm_name"], again["name"]) == ("华强", "华强北", "b")
    report = admin.client.post(
        "/api/v1/deal/import", params={"operation": "update", "key": "id"},
        content=file.encode(), headers={"authorization": f"Bearer {admin.token}"},
    ).json()  # fmt: skip
    assert (report["updated"], report["failed"]) == (1, 0)
    for wrong in ({"firm_name": "南方"}, {"firm_grade": "C"}):
        refused = admin.call("PATCH", f"/deal/{made['id']}", wrong, if_match="*")
        assert refused.json()["errors"][0]["code"] == "field_read_only"


def test_what_cannot_be_computed_is_empty_and_says_why(admin: Desk) -> None:
    made = admin.create("deal", name="a", amount="100", parts=0)
    assert made["share"] is None
    assert made["_errors"] == {"share": {"code": "division", "message": "除数为零"}}
    changed = change(admin, "deal", made["id"], parts=4)
    assert changed["share"] == "25.00"
    assert "_errors" not in changed


def test_what_cannot_be_computed_when_it_is_read_says_why(admin: Desk) -> None:
    made = admin.create("deal", name="a", amount="100", parts=0, due="2026-11-30")
    assert (made["pace"], made["_errors"]["pace"]["code"]) == (None, "division")
    listed = admin.get("/deal", fields="pace")["records"]
    assert listed[0]["_errors"]["pace"]["code"] == "division"
    assert admin.create("deal", name="b", due="2026-11-30")["pace"] is None


def test_an_export_says_in_the_cell_what_could_not_be_computed_and_comes_back(admin: Desk) -> None:
    firm = admin.create("firm", name="华强")["id"]
    made = admin.create("deal", name="a", firm=firm, amount="100", parts=0, due="2026-11-30")
    fields = "id,name,amount,parts,share,pace,left,firm.total"
    answer = admin.call("GET", f"/deal/export?format=csv&fields={fields}")
    assert answer.status_code == 200, answer.text
    line = answer.text.splitlines()[1]
    assert line == f"{made['id']},a,¥100.00,0,#ERR:division,#ERR:division,7,¥0.00"
    again = answer.text.replace(
        "¥100.00,0", "¥100.00,4"
    )  # what follows from it is still the old value in the file
    report = admin.client.post(
        "/api/v1/deal/import", params={"operation": "update", "key": "id"},
        content=again.encode(), headers={"authorization": f"Bearer {admin.token}"},
    ).json()  # fmt: skip
    assert (report["updated"], report["errors"]) == (1, [])
    assert admin.get(f"/deal/{made['id']}")["share"] == "25.00"


def test_the_metadata_tell_a_formula_to_those_who_may_read_what_it_reads(admin: Desk) -> None:
    fields = {one["name"]: one for one in admin.get("/metadata/objects/deal")["fields"]}
    weighted = fields["weighted"]
    assert (weighted["type"], weighted["editable"]) == ("formula", False)
    assert weighted["options"]["formula"] == "amount * rate"


def test_a_name_may_be_computed(admin: Desk, organization: Organization, tmp_path: Path) -> None:
    named = FIRM.replace("fields:\n", "name_field: full\nfields:\n" + FULL_NAME)
    install(organization, tmp_path / "deals", firm=named)
    firm = admin.create("firm", name="华强")["id"]
    deal = admin.create("deal", name="a", firm=firm)
    assert deal["firm"] == {"id": firm, "name": "华强公司"}


IDS = """
  - {name: link, type: url, default_formula: '"https://a.example/" & TEXT(id)', label: {zh: 链接, en: Link}}
  - {name: about, type: anylookup, to: [firm, home], label: {zh: 关于, en: About}}
  - {name: path, type: formula, returns: text, formula: '"/o/deal/" & TEXT(id)', label: {zh: 路径, en: Path}}
  - name: daily
    type: formula
    returns: text
    formula: 'IF(TODAY() > #2000-01-01#, HYPERLINK("/o/firm/" & TEXT(firm), firm.name), NULL)'
    label: {zh: 日, en: Daily}
  - name: theirs
    type: formula
    returns: text
    profile: salesforce
    formula: '"/" & id & "/" & LEFT(firm, 4) & about'
    label: {zh: 他, en: Theirs}
"""
IDS_RULE = """
  - {name: r, when: 'ENDS(name, TEXT(id)) || CONTAINS(name, TEXT(firm))', message: {zh: 名称含编号, en: An ID in the name}}
"""


def test_ids_become_texts_wherever_a_formula_stands(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    deal = DEAL.replace("validation_rules:", f"{IDS}validation_rules:{IDS_RULE}")
    install(organization, tmp_path / "deals", deal=deal)
    firm = admin.create("firm", name="华强")["id"]
    about = {"object": "firm", "id": firm}
    made = admin.create("deal", name="a", firm=firm, about=about)
    number = made["id"]
    assert made["link"] == f"https://a.example/{number}"
    assert made["path"] == f"/o/deal/{number}"
    assert made["daily"] == f"[华强](/o/firm/{firm})"
    assert made["theirs"] == f"/{number}/{firm[:4]}{firm}"
    admin.create("deal", name="b")
    for condition in (
        f'TEXT(id) = "{number}"', f'BEGINS(TEXT(firm), "{firm}")', f'path = "/o/deal/{number}"',
        f'CONTAINS(daily, "{firm}")', f'REVERSE(TEXT(about)) = "{firm[::-1]}"', f'BEGINS(theirs, "/{number}")',
    ):  # fmt: skip
        assert [one["name"] for one in admin.get("/deal", filter=condition)["records"]] == ["a"]
    refused = admin.call("POST", "/deal", {"name": f"c {firm}", "firm": firm})
    assert [one["message"] for one in refused.json()["errors"]] == ["名称含编号"]


def test_rules_see_what_will_be_kept(admin: Desk) -> None:
    response = admin.call("POST", "/deal", {"name": "a", "amount": "2000000", "rate": "100"})
    assert response.json()["errors"][0]["message"] == "加权金额过大"


def test_a_formula_reads_through_look_ups(admin: Desk) -> None:
    home = admin.create("home", name="上海")
    firm = admin.create("firm", name="华强", home=home["id"])
    made = admin.create("deal", name="a", firm=firm["id"], amount="2000", rate="50")
    assert made["rank"] == "A/上海"
    assert made["firm_grade"] == "A"


def test_a_formula_follows_records_behind_several_look_ups(admin: Desk) -> None:
    home = admin.create("home", name="上海")
    firm = admin.create("firm", name="华强", home=home["id"])
    made = admin.create("deal", name="a", firm=firm["id"], amount="2000", rate="50")
    change(admin, "home", home["id"], name="北京")
    assert admin.get(f"/deal/{made['id']}")["rank"] == "A/北京"
    other = admin.create("home", name="广州")
    change(admin, "firm", firm["id"], home=other["id"])
    assert admin.get(f"/deal/{made['id']}")["rank"] == "A/广州"


def test_a_record_in_the_bin_reads_as_nothing(admin: Desk) -> None:
    home = admin.create("home", name="上海")
    firm = admin.create("firm", name="华强", home=home["id"])
    made = admin.create("deal", name="a", firm=firm["id"], amount="1")
    admin.call("DELETE", f"/firm/{firm['id']}", if_match="*")
    assert admin.get(f"/deal/{made['id']}")["rank"] == "/"
    admin.call("POST", f"/firm/{firm['id']}/restore")
    assert admin.get(f"/deal/{made['id']}")["rank"] == "B/上海"


def test_what_changes_by_itself_is_computed_when_it_is_read(admin: Desk) -> None:
    made = admin.create("deal", name="a", due="2026-11-30")
    assert (made["left"], made["late"]) == (7, False)
    admin.create("deal", name="b", due="2026-11-20")
    listed = admin.get("/deal", fields="name,left,late", sort="left")["records"]
    assert listed == [
        {"name": "b", "left": -3, "late": True},
        {"name": "a", "left": 7, "late": False},
    ]


def test_what_changes_daily_is_another_value_on_the_next_day(
    admin: Desk, organization: Organization
) -> None:
    made = admin.create("deal", name="a", due="2026-11-30")
    assert admin.get(f"/deal/{made['id']}")["left"] == 7
    assert len(admin.get("/deal", filter="due = TODAY() + 7")["records"]) == 1
    clock = organization.clock
    assert isinstance(clock, TestClock)
    clock.now += timedelta(hours=9)  # past midnight in Shanghai
    assert admin.get(f"/deal/{made['id']}")["left"] == 6
    assert admin.get("/deal", fields="left")["records"] == [{"left": 6}]
    assert admin.get("/deal", filter="due = TODAY() + 7")["records"] == []


def test_lists_are_filtered_and_grouped_by_what_is_computed_when_read(admin: Desk) -> None:
    for day in ("2026-11-20", "2026-11-21", "2026-11-30"):
        admin.create("deal", name=day, due=day)
    assert [
        one["name"]
        for one in admin.get("/deal", filter="late AND left > -3", fields="name")["records"]
    ] == ["2026-11-21"]
    groups = admin.get("/deal/aggregate", group="late", measures="count,sum:left,max:left")[
        "groups"
    ]
    assert groups == [
        {"late": False, "count": 1, "sum:left": 7, "max:left": 7},
        {"late": True, "count": 2, "sum:left": -5, "max:left": -2},
    ]


def test_pages_go_on_behind_what_is_computed_when_read(admin: Desk) -> None:
    for number in range(5):
        admin.create("deal", name=str(number), due=f"2026-12-0{number + 1}")
    names: list[str] = []
    after: str | None = ""
    while after is not None:
        page = admin.get("/deal", fields="name", sort="-left", limit=2, after=after)
        names += [one["name"] for one in page["records"]]
        after = page["next"]
    assert names == ["4", "3", "2", "1", "0"]


AGE = """  - {name: age, type: formula, returns: datetime, formula: NOW() - parts, label: {zh: 时刻, en: Age}}
"""


def test_pages_are_computed_as_of_the_moment_of_the_first(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    install(organization, tmp_path / "pack", deal=DEAL.replace("fields:\n", f"fields:\n{AGE}"))
    for parts in range(5):
        admin.create("deal", name=str(parts), parts=parts)
    asked = {"fields": "name,age", "filter": "age <= NOW()", "sort": "age", "limit": 2}
    whole = admin.get("/deal", **{**asked, "limit": 5})["records"]
    assert [one["name"] for one in whole] == ["4", "3", "2", "1", "0"]
    pages = [admin.get("/deal", **asked)]
    while pages[-1]["next"]:
        pages.append(admin.get("/deal", after=pages[-1]["next"], **asked))
    records = [one for page in pages for one in page["records"]]
    assert [one["name"] for one in records] == ["4", "3", "2", "1", "0"]
    days = {
        timedelta(days=int(one["name"])) + datetime.fromisoformat(one["age"]) for one in records
    }
    assert len(days) == 1, "the clock has moved on, but not for them"


def test_a_cursor_has_no_moment_but_one_that_has_just_been(
    admin: Desk, organization: Organization
) -> None:
    for number in range(2):
        admin.create("deal", name=str(number), due="2026-12-01")
    asked = {"sort": "left", "limit": 1}
    after = admin.get("/deal", **asked)["next"]
    place = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    for moment in ("2027-11-23T08:00:00.000Z", "2026-11-21T08:00:00.000Z", "x", 5, [1]):
        forged = json.dumps([*place[:2], moment])
        text = base64.urlsafe_b64encode(forged.encode()).decode()
        refused = admin.call("GET", f"/deal?sort=left&limit=1&after={text}")
        assert (refused.status_code, refused.json()["code"]) == (422, "cursor_wrong"), moment
    clock = organization.clock
    assert isinstance(clock, TestClock)
    clock.now += timedelta(hours=9)  # past midnight in Shanghai
    (second,) = admin.get("/deal", after=after, **asked)["records"]
    (first,) = admin.get("/deal", **asked)["records"]
    assert (second["left"], first["left"]) == (8, 7)


@pytest.mark.parametrize("object_name", ["deal", "firm"])
def test_computed_values_are_no_part_of_the_history(admin: Desk, object_name: str) -> None:
    firm = admin.create("firm", name="华强")
    deal = admin.create("deal", name="a", firm=firm["id"], amount="1", rate="1")
    change(admin, "deal", deal["id"], amount="5")
    record = {"deal": deal, "firm": firm}[object_name]
    events = admin.get(f"/{object_name}/{record['id']}/history")["events"]
    changed = {name for event in events for name in event["changes"]}
    assert changed == ({"amount"} if object_name == "deal" else set())
    assert admin.get(f"/firm/{firm['id']}")["version"] == firm["version"]


def test_a_formula_is_read_in_the_language_that_it_names(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    theirs = """  - name: theirs
    type: formula
    returns: decimal
    profile: salesforce
    blanks: zero
    formula: "IF(ISNULL(due), amount + 1, 0)"
    label: {zh: 它, en: It}
"""
    install(organization, tmp_path / "deals", deal=DEAL.replace("fields:\n", "fields:\n" + theirs))
    assert admin.create("deal", name="a")["theirs"] == "1.00"


@pytest.mark.usefixtures("nothing_known")
def test_no_number_of_statements_pushes_out_a_compiled_formula(
    admin: Desk, organization: Organization
) -> None:
    with organization.read() as context:
        field = context.catalog.objects["deal"].fields["weighted"]
        first = formula_of(context, field)
        for number in range(MEMO_SIZE + 1):
            context.state.memo.get(number, object)
        assert formula_of(context, field) is first
