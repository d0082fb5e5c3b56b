"""Fields whose values are formulas: kept with the record, or computed when they are read."""

from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api.organization import Organization
from tests.runtime.computing.conftest import DEAL, install
from tests.runtime.conftest import Desk


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


def test_a_formula_reads_the_automatic_number_of_a_new_record(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    more = """
  - {name: number, type: autonumber, format: "D-{0000}", label: {zh: 编号, en: Number}}
  - {name: tag, type: formula, returns: text, formula: "number & '!'", label: {zh: 签, en: Tag}}
  - {name: marks, type: formula, returns: text, formula: "tag & tag", label: {zh: 签签, en: Marks}}
"""
    install(organization, tmp_path / "deals", deal=DEAL.replace("\nfields:\n", f"\nfields:{more}"))
    made = admin.create("deal", name="a")
    assert made["marks"] == 2 * f"{made['number']}!"


def test_nobody_gives_the_value_of_a_formula(admin: Desk) -> None:
    response = admin.call("POST", "/deal", {"name": "a", "weighted": "5"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "weighted"


def test_what_cannot_be_computed_is_empty_and_says_why(admin: Desk) -> None:
    made = admin.create("deal", name="a", amount="100", parts=0)
    assert made["share"] is None
    changed = change(admin, "deal", made["id"], parts=4)
    assert changed["share"] == "25.00"


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
