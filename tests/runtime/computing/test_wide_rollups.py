"""Numbers over records that point to several others, or to others of several objects: as right as through any look-up."""

from pathlib import Path

import pytest

from objectry.runtime.api.organization import Organization
from tests.runtime.computing.conftest import DEAL, FIRM, install, work
from tests.runtime.computing.fresh import assert_fresh
from tests.runtime.computing.test_formula_fields import change
from tests.runtime.conftest import Desk

VISIT = """
object: visit
label: {zh: 拜访, en: Visit}
plural: {zh: 拜访, en: Visits}
features: [recycle_bin, import]
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: about, type: anylookup, to: [firm, deal], label: {zh: 关于, en: About}}
  - {name: guests, type: multilookup, to: firm, label: {zh: 来宾, en: Guests}}
  - {name: day, type: date, label: {zh: 日期, en: Day}}
  - {name: hours, type: integer, label: {zh: 小时, en: Hours}}
"""
LAST = "{name: last_visit, type: rollup, of: visit, through: about, operation: max, field: day, label: {zh: 最近, en: Last}}"
COUNT = "{name: visits, type: rollup, of: visit, through: about, operation: count, label: {zh: 次数, en: Visits}}"
GUEST = (
    "{name: as_guest, type: rollup, of: visit, through: guests, operation: sum, field: hours, filter: hours > 1,"
    " label: {zh: 来访小时, en: Hours as guest}}"
)


@pytest.fixture
def visits(organization: Organization, admin: Desk, tmp_path: Path) -> Desk:
    """The administrator, with visits that count for firms and deals."""
    deal = DEAL.replace("validation_rules:", f"  - {COUNT}\nvalidation_rules:")
    install(
        organization,
        tmp_path / "pack",
        firm=f"{FIRM}  - {LAST}\n  - {COUNT}\n  - {GUEST}\n",
        deal=deal,
        visit=VISIT,
    )
    return admin


def told(desk: Desk, firm: str) -> list[object]:
    """The numbers of a firm."""
    found = desk.get(f"/firm/{firm}")
    return [found["visits"], found["last_visit"], found["as_guest"]]


def about(object_name: str, record: str) -> dict[str, str]:
    """A record that a visit is about."""
    return {"object": object_name, "id": record}


def test_what_points_to_one_of_several_objects_counts_where_it_points(
    visits: Desk, organization: Organization
) -> None:
    firm = visits.create("firm", name="华强")["id"]
    deal = visits.create("deal", name="a", firm=firm)["id"]
    first = visits.create("visit", name="1", about=about("firm", firm), day="2026-11-01")["id"]
    visits.create("visit", name="2", about=about("deal", deal), day="2026-11-09")
    assert told(visits, firm)[:2] == [1, "2026-11-01"]
    assert visits.get(f"/deal/{deal}")["visits"] == 1
    change(visits, "visit", first, about=about("deal", deal))
    assert (told(visits, firm)[:2], visits.get(f"/deal/{deal}")["visits"]) == ([0, None], 2)
    visits.call("DELETE", f"/visit/{first}", if_match="*")
    assert visits.get(f"/deal/{deal}")["visits"] == 1
    visits.call("POST", f"/visit/{first}/restore")
    assert visits.get(f"/deal/{deal}")["visits"] == 2
    fresh(organization)


def test_what_points_to_several_records_counts_for_each_of_them(
    visits: Desk, organization: Organization
) -> None:
    a, b, c = (visits.create("firm", name=name)["id"] for name in "abc")
    made = visits.create("visit", name="1", guests=[a, b], hours=3)["id"]
    visits.create("visit", name="2", guests=[a], hours=1)
    assert [told(visits, one)[2] for one in (a, b, c)] == [3, 3, 0]
    change(visits, "visit", made, guests=[b, c])
    assert [told(visits, one)[2] for one in (a, b, c)] == [0, 3, 3]
    change(visits, "visit", made, hours=5)
    assert [told(visits, one)[2] for one in (a, b, c)] == [0, 5, 5]
    visits.call("DELETE", f"/visit/{made}", if_match="*")
    assert [told(visits, one)[2] for one in (a, b, c)] == [0, 0, 0]
    visits.call("POST", f"/visit/{made}/restore")
    assert [told(visits, one)[2] for one in (a, b, c)] == [0, 5, 5]
    change(visits, "visit", made, guests=[])
    assert [told(visits, one)[2] for one in (a, b, c)] == [0, 0, 0]
    fresh(organization)


def test_a_guest_who_is_deleted_and_comes_back_keeps_what_is_right(
    visits: Desk, organization: Organization
) -> None:
    a, b = (visits.create("firm", name=name)["id"] for name in "ab")
    made = visits.create("visit", name="1", guests=[a, b], about=about("firm", a), hours=3)["id"]
    visits.call("DELETE", f"/firm/{a}", if_match="*")
    fresh(organization)
    change(visits, "visit", made, hours=4)
    visits.call("POST", f"/firm/{a}/restore")
    fresh(organization)
    assert told(visits, b)[2] == 4


def test_a_new_roll_up_counts_the_records_that_are_there(
    organization: Organization, admin: Desk, tmp_path: Path
) -> None:
    install(organization, tmp_path / "before", visit=VISIT)
    firm = admin.create("firm", name="华强")["id"]
    admin.create(
        "visit", name="1", about=about("firm", firm), guests=[firm], hours=2, day="2026-11-02"
    )
    install(
        organization,
        tmp_path / "after",
        firm=f"{FIRM}  - {LAST}\n  - {COUNT}\n  - {GUEST}\n",
        visit=VISIT,
    )
    assert told(admin, firm) == [1, "2026-11-02", 2]
    fresh(organization)


def fresh(organization: Organization) -> None:
    """Everything that is kept is what it would be if it were computed now."""
    work(organization)
    assert_fresh(organization, "firm", "deal", "visit")
