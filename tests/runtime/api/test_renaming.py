"""What users have stored goes on under the new names of fields: views, widths, mappings of imports. On both databases."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from objectry.metadata.problems import MetadataError
from objectry.runtime.api.organization import Organization
from objectry.runtime.jobs import sweep
from objectry.runtime.store import views
from objectry.runtime.store.views import Habit
from tests.runtime.conftest import Desk
from tests.runtime.records.repairs import NAME, field, repair, write_pack

Sit = Callable[[str], Desk]
GRADE = field("text", "grade", label={"zh": "等级", "en": "Tier"})
ABOVE = field("lookup", "above", to="repair")
SHOP = field("lookup", "shop", to="shop")
STATE = field("select", "state")
DUE = field("date", "due")
COST = field("decimal", "cost", label={"zh": "费用", "en": "Charge"})


def _renamed(one: dict[str, Any], name: str, **options: Any) -> dict[str, Any]:
    return {**one, "name": name, "renamed_from": one["name"], **options}


def _shop(*fields: dict[str, Any]) -> dict[str, Any]:
    label = {"zh": "店", "en": "Shop"}
    return {"object": "shop", "label": label, "plural": label, "fields": [NAME, *fields]}


OLD = (COST, ABOVE, SHOP, STATE, DUE)
NEW = (
    _renamed(COST, "price"),
    _renamed(ABOVE, "parent"),
    SHOP,
    _renamed(STATE, "stage"),
    _renamed(DUE, "until"),
)
FEATURES = {"features": ["import", "export"]}


@pytest.fixture
def apply(organization: Organization, tmp_path: Path) -> Callable[..., None]:
    """Installs the pack with fields of repairs and the grade of shops."""

    def applied(
        *fields: dict[str, Any],
        grade: dict[str, Any] = GRADE,
        shops: Sequence[dict[str, Any]] = (),
    ) -> None:
        documents = (repair(*fields, **FEATURES), _shop(grade, *shops))
        organization.apply(write_pack(tmp_path / "p", "p", *documents))

    return applied


@pytest.fixture
def admin(apply: Callable[..., None], desk: Sit) -> Desk:
    """An administrator where the pack is installed as it was at first."""
    apply(*OLD)
    return desk("admin")


def _save(desk: Desk, **values: Any) -> str:
    answer = desk.call("POST", "/repair/views", {"name": "v", "columns": ["name"], **values})
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["view"]
    return found


def _view(desk: Desk, view: str, thing: str = "repair") -> Any:
    listed = desk.get(f"/{thing}/views")["views"]
    return next(one for one in listed if one["view"] == view)


# Views -----------------------------------------------------------------------------------------------------------------


def test_a_saved_view_says_the_same_when_its_fields_have_other_names(
    admin: Desk, apply: Callable[..., None]
) -> None:
    shop = admin.create("shop", name="s", grade="A")["id"]
    for number in (1, 2, 3):
        admin.create("repair", name=str(number), cost=number, shop=shop, state="a")
    view = _save(
        admin,
        filter='cost > 1 /* cost */ && shop.grade = "A" && name <> "cost"',
        sort="-cost, shop.grade",
        columns=[{"field": "name", "width": 90}, {"field": "cost", "width": 120}, "shop.grade"],
        **{"as": "board", "by": "state"},
    )
    before = admin.get("/repair", view=view, fields="name")["records"]

    apply(*NEW, grade=_renamed(GRADE, "level"))

    found = _view(admin, view)
    assert found["filter"] == 'price > 1 /* cost */ && shop.level = "A" && name <> "cost"'
    assert found["sort"] == "-price, shop.level"
    assert found["columns"] == [
        {"field": "name", "width": 90},
        {"field": "price", "width": 120},
        {"field": "shop.level", "width": None},
    ]
    assert (found["as"], found["by"], found["usable"]) == ("board", "stage", True)
    assert admin.get("/repair", view=view, fields="name")["records"] == before
    assert [one["name"] for one in before] == ["3", "2"]


def test_the_day_by_which_a_calendar_stands_is_found_again(
    admin: Desk, apply: Callable[..., None]
) -> None:
    view = _save(admin, **{"as": "calendar", "by": "due"})
    apply(*NEW)
    assert _view(admin, view)["by"] == "until"


def test_a_look_up_in_the_middle_of_a_path_is_renamed_in_views_of_every_object(
    admin: Desk, apply: Callable[..., None]
) -> None:
    view = _save(admin, filter="above.above.cost > 1", columns=["name", "above.above.shop.grade"])
    apply(*NEW, grade=_renamed(GRADE, "level"))
    found = _view(admin, view)
    assert found["filter"] == "parent.parent.price > 1"
    assert [one["field"] for one in found["columns"]] == ["name", "parent.parent.shop.level"]


def test_views_of_everybody_follow_and_others_stay_as_they_are(
    admin: Desk, desk: Sit, apply: Callable[..., None]
) -> None:
    shared = _save(admin, filter="COST > 1", shared=True)
    other = admin.call(
        "POST", "/customer/views", {"name": "v", "filter": 'name = "cost"', "columns": ["name"]}
    ).json()
    apply(*NEW)
    assert _view(admin, shared)["filter"] == "price > 1"
    assert _view(admin, other["view"], "customer") == other


def test_a_label_stays_as_long_as_it_means_the_field(
    admin: Desk, apply: Callable[..., None]
) -> None:
    view = _save(admin, filter="费用 > 1 && shop.{Tier} = null")
    apply(*NEW, grade=_renamed(GRADE, "level"))
    assert _view(admin, view)["filter"] == "费用 > 1 && shop.{Tier} = null"


def test_a_label_that_goes_becomes_the_name_of_the_field(
    admin: Desk, apply: Callable[..., None]
) -> None:
    view = _save(admin, filter="费用 > 1 && shop.{Tier} = null")
    rank = {**GRADE, "label": {"zh": "级别", "en": "Rank"}}
    apply({**COST, "label": {"zh": "价格", "en": "Price"}}, *OLD[1:], grade=rank)
    assert _view(admin, view)["filter"] == "cost > 1 && shop.grade = null"


def test_a_label_that_another_field_gets_means_the_field_that_it_meant(
    admin: Desk, apply: Callable[..., None]
) -> None:
    view = _save(admin, filter="费用 > 1")
    spent = field("decimal", "spent", label={"zh": "费用", "en": "Spent"})
    apply({**COST, "label": {"zh": "价格", "en": "Price"}}, *OLD[1:], spent)
    assert _view(admin, view)["filter"] == "cost > 1"


def test_widths_that_a_user_has_given_columns_stay_theirs(
    admin: Desk, apply: Callable[..., None], organization: Organization
) -> None:
    view = _save(admin, columns=["name", "cost", "shop.grade"])
    habit = {"first": True, "widths": {"cost": 70, "shop.grade": 80}}
    assert admin.call("PUT", f"/repair/views/{view}/habit", habit).status_code == 204
    apply(*NEW, grade=_renamed(GRADE, "level"))
    with organization.read(organization.principal("admin")) as context:
        kept = views.habits(context, "repair")
    assert kept == {view: Habit(True, {"price": 70, "shop.level": 80})}


def test_a_view_of_a_field_that_is_out_of_use_follows_its_name_and_comes_back_with_it(
    admin: Desk, apply: Callable[..., None]
) -> None:
    view = _save(admin, filter="cost > 1 && above.cost > 2", columns=["name", "cost"], sort="cost")
    apply({**COST, "active": False}, *OLD[1:])
    gone = _view(admin, view)
    assert (gone["usable"], gone["filter"]) == (False, None)
    assert [one["field"] for one in gone["columns"]] == ["name"]
    apply({**_renamed(COST, "price"), "active": False}, *NEW[1:])
    assert not _view(admin, view)["usable"]
    apply(*NEW)
    back = _view(admin, view)
    assert (back["filter"], back["sort"]) == ("price > 1 && parent.price > 2", "price")
    assert [one["field"] for one in back["columns"]] == ["name", "price"]


def test_a_change_that_is_refused_changes_no_view(admin: Desk, apply: Callable[..., None]) -> None:
    view = _save(admin, filter="cost > 1")
    admin.create("repair", name="a", due="2026-01-01")
    admin.create("repair", name="b", due="2026-01-01")
    with pytest.raises(MetadataError):
        apply(*NEW[:4], {**NEW[4], "unique": True})
    assert _view(admin, view)["filter"] == "cost > 1"


# Imports ---------------------------------------------------------------------------------------------------------------

FILE = "What,Charge,Where\na,5,S-1\n"
MAPPING = {
    "object": "repair",
    "operation": "upsert",
    "key": "code",
    "columns": [
        {"column": "What", "field": "name"},
        {"column": "Charge", "field": "cost"},
        {"column": "Where", "field": "shop", "by": "number"},
    ],
    "constants": {"code": "R-1", "due": "2026-01-01"},
}
CODE = field("text", "code", unique=True)
NUMBER = field("text", "number", unique=True)


def _lay(desk: Desk) -> str:
    headers = {"authorization": f"Bearer {desk.token}", "x-file-name": "a.csv"}
    address = "/api/v1/repair/import/draft"
    answer = desk.client.post(address, content=FILE.encode(), headers=headers)
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


def _mapped(apply: Callable[..., None], desk: Desk) -> str:
    """A draft whose mapping names fields wherever it can."""
    apply(*OLD, CODE, shops=(NUMBER,))
    desk.create("shop", name="s", number="S-1")
    job = _lay(desk)
    answer = desk.call("PUT", f"/jobs/{job}/mapping", MAPPING)
    assert answer.status_code == 200, answer.text
    return job


def _rename(apply: Callable[..., None]) -> None:
    apply(*NEW, _renamed(CODE, "mark"), shops=(_renamed(NUMBER, "sign"),))


def _said(desk: Desk, job: str) -> Any:
    return desk.get(f"/jobs/{job}/mapping")["mapping"]


def test_an_import_that_is_prepared_fills_the_same_fields(
    admin: Desk, apply: Callable[..., None], organization: Organization
) -> None:
    job = _mapped(apply, admin)
    _rename(apply)
    said = _said(admin, job)
    assert {one["column"]: (one["field"], one["by"]) for one in said["columns"]} == {
        "What": ("name", None), "Charge": ("price", None), "Where": ("shop", "sign")
    }  # fmt: skip
    assert said["key"] == "mark"
    assert said["constants"] == {"mark": "R-1", "until": "2026-01-01"}
    _start(admin, organization, job)
    (made,) = admin.get("/repair", fields="name,price,shop.name,mark,until")["records"]
    assert made == {
        "name": "a", "price": "5.00", "shop.name": "s", "mark": "R-1", "until": "2026-01-01",
    }  # fmt: skip


def _start(desk: Desk, organization: Organization, job: str) -> None:
    assert desk.call("POST", f"/jobs/{job}/start").status_code == 202
    sweep.sweep(organization, "test", lambda: False)
    found = desk.get(f"/jobs/{job}")
    assert (found["state"], found["counts"]) == ("done", {"created": 1})


def test_an_import_that_waits_fills_the_same_fields(
    admin: Desk, apply: Callable[..., None], organization: Organization
) -> None:
    job = _mapped(apply, admin)
    assert admin.call("POST", f"/jobs/{job}/start").status_code == 202
    _rename(apply)
    sweep.sweep(organization, "test", lambda: False)
    assert admin.get(f"/jobs/{job}")["state"] == "done"
    assert admin.get("/repair", fields="price")["records"] == [{"price": "5.00"}]


def test_a_mapping_of_an_earlier_import_is_proposed_under_the_new_names(
    admin: Desk, apply: Callable[..., None], organization: Organization
) -> None:
    job = _mapped(apply, admin)
    _start(admin, organization, job)
    _rename(apply)
    again = admin.get(f"/jobs/{_lay(admin)}/mapping")
    assert again["remembered"]
    assert again["mapping"]["key"] == "mark"
