"""The state of a form while it is filled in: what it hides, locks and demands, for whom, and what it never tells."""

from collections.abc import Callable
from itertools import product
from typing import Any

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]

OPEN = {"hidden": False, "read_only": False, "required": False}
DEMANDED = {**OPEN, "required": True}
LOCKED = {**OPEN, "read_only": True}
HIDDEN = {**OPEN, "hidden": True}


def _form(desk: Desk, object_name: str = "deal", /, **body: Any) -> Any:
    answer = desk.call("POST", f"/{object_name}/form", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _refused(desk: Desk, body: Any) -> tuple[int, str]:
    answer = desk.call("POST", "/deal/form", body)
    return answer.status_code, answer.json()["code"]


# What holds ----------------------------------------------------------------------------------------------------------


def test_a_new_form_shows_what_it_begins_with(deals: Desk) -> None:
    assert _form(deals) == {
        "layout": "deal.default",
        "fields": {
            "name": DEMANDED,
            "stage": OPEN,
            "amount": DEMANDED,
            "months": OPEN,
            "until": LOCKED,
            "code": LOCKED,
            "reason": HIDDEN,
            "permit": HIDDEN,
        },
        "sections": [
            {"label": {"zh": "基本", "en": "Basics"}, "hidden": False},
            {"label": {"zh": "输单", "en": "Lost"}, "hidden": True},
        ],
        "errors": [],
        "options": {},
    }


def test_a_form_follows_what_is_typed(deals: Desk) -> None:
    found = _form(deals, values={"stage": "lost", "amount": "600"})
    assert [one["hidden"] for one in found["sections"]] == [False, False]
    assert found["fields"]["reason"] == found["fields"]["permit"] == DEMANDED
    assert found["fields"]["months"] == DEMANDED
    found = _form(deals, values={"stage": "lost", "amount": "6"})["fields"]
    assert (found["reason"], found["permit"], found["months"]) == (DEMANDED, HIDDEN, OPEN)
    assert _form(deals, values={"stage": "won"})["fields"]["months"] == LOCKED


def test_a_lock_of_a_field_is_judged_by_the_record_as_it_was(deals: Desk) -> None:
    won = deals.create("deal", name="乙", amount="100", stage="won")["id"]
    assert _form(deals, id=won)["fields"]["amount"] == LOCKED
    assert _form(deals, id=won, values={"stage": "new"})["fields"]["amount"] == LOCKED
    new = deals.create("deal", name="丙", amount="100")["id"]
    assert _form(deals, id=new, values={"stage": "won"})["fields"]["amount"] == DEMANDED
    assert _form(deals, business_type="won")["fields"]["amount"] == LOCKED
    assert _form(deals, values={"stage": "won"})["fields"]["amount"] == DEMANDED


def test_a_form_reads_the_records_that_look_ups_lead_to(deals: Desk) -> None:
    clinic = deals.create("customer", name="医院", industry="medical", identifier="H-1")["id"]
    values = {"stage": "lost", "amount": "20"}
    lost = deals.create("deal", name="乙", **values, reason="太贵", customer=clinic, permit="P")[
        "id"
    ]
    assert _form(deals, id=lost)["fields"]["permit"] == DEMANDED
    for named in (clinic, {"identifier": "H-1"}):
        found = _form(deals, values={"customer": named}, layout="deal.sales")["fields"]
        assert found["permit"] == DEMANDED
    assert _form(deals, values={}, layout="deal.sales")["fields"]["permit"] == OPEN


def test_a_form_reads_computed_fields(deals: Desk) -> None:
    values = {
        "name": "乙",
        "terms": "一",
        "amount": "5001",
        "backing": "有",
        "until": "2027-12-01",
    }
    deal = deals.create("deal", **values)["id"]
    found = _form(deals, id=deal, layout="deal.terms")["fields"]
    assert (found["backing"], found["excuse"], found["terms"]) == (DEMANDED, OPEN, LOCKED)
    assert (found["doubled"], found["parts"]) == (LOCKED, LOCKED)
    typed = {"amount": "5000", "until": "2026-11-01"}
    found = _form(deals, id=deal, layout="deal.terms", values=typed)["fields"]
    assert (found["backing"], found["excuse"], found["terms"]) == (OPEN, DEMANDED, LOCKED)
    found = _form(deals, layout="deal.terms", values=typed)["fields"]
    assert (found["backing"], found["excuse"], found["terms"]) == (OPEN, DEMANDED, OPEN)


def test_an_object_without_a_layout_is_one_form_of_all_fields(deals: Desk) -> None:
    deal = deals.create("deal", name="乙", stage="won")["id"]
    found = _form(deals, "part", values={"deal": deal})
    assert (found["layout"], found["sections"]) == (None, [])
    assert found["fields"]["price"] == LOCKED
    assert found["fields"]["deal"] == DEMANDED
    assert found["fields"]["created_at"] == LOCKED


def test_a_form_and_a_save_on_its_layout_say_the_same(deals: Desk) -> None:
    """Of what is demanded: what is locked is refused only where it is changed."""
    for stage, amount, months, reason in product(
        ("new", "lost", None), (None, "5", "600"), (None, 30), (None, "太贵")
    ):
        values = {
            "name": "甲", "stage": stage, "amount": amount, "months": months, "reason": reason,
        }  # fmt: skip
        state = _form(deals, values=values)["fields"]
        demanded = [
            name for name, one in state.items() if one["required"] and values.get(name) is None
        ]
        answer = deals.call("POST", "/deal?layout=deal.default", values)
        errors = [] if answer.status_code == 201 else answer.json()["errors"]
        assert sorted(demanded) == sorted(one["field"] for one in errors), values
        assert {one["code"] for one in errors} <= {"required"}


# Which layout --------------------------------------------------------------------------------------------------------


def test_the_layout_is_that_of_the_first_profile_that_has_one(deals: Desk, desk: Sit) -> None:
    assert _form(desk("cleo"))["layout"] == "deal.lax"
    assert _form(desk("cleo"), layout="deal.default")["layout"] == "deal.default"
    assert _form(deals)["layout"] == "deal.default"
    admin = deals.get("/user", filter='account = "admin"')["records"][0]["id"]
    for codes, layout in (
        (["administrator", "clerk"], "deal.lax"),
        (["administrator", "sales", "clerk"], "deal.sales"),
        (["administrator", "clerk", "sales"], "deal.lax"),
    ):
        given = {"profiles": [{"code": code} for code in codes]}
        changed = deals.call("PATCH", f"/user/{admin}", given, if_match="*")
        assert changed.status_code == 200, changed.text
        assert _form(deals)["layout"] == layout


def test_the_layout_follows_the_business_type(deals: Desk) -> None:
    assert _form(deals, business_type="won")["layout"] == "deal.won"
    assert _form(deals, values={"business_type": "won"})["layout"] == "deal.won"
    assert (
        _form(deals, values={"business_type": None}, business_type="won")["layout"] == "deal.won"
    )
    assert _form(deals, values={"business_type": "small"}, business_type="won")["layout"] == (
        "deal.default"
    )
    deal = deals.create("deal", name="乙", business_type="won")["id"]
    assert _form(deals, id=deal)["layout"] == "deal.won"
    assert _form(deals, id=deal, values={"business_type": "small"})["layout"] == "deal.default"


# For whom ------------------------------------------------------------------------------------------------------------


def test_rights_lock_fields_and_hidden_ones_do_not_appear(deals: Desk, desk: Sit) -> None:
    lost = {"stage": "lost", "amount": "20"}
    found = _form(desk("cleo"), values=lost, layout="deal.default")
    assert found["fields"]["reason"] == LOCKED
    assert "permit" not in found["fields"]
    found = _form(desk("cleo"), layout="deal.permits")
    assert found["fields"] == {"name": DEMANDED}
    assert [one["label"]["en"] for one in found["sections"]] == ["Basics"]


def test_sections_are_those_that_the_object_describes(deals: Desk, desk: Sit) -> None:
    for user in (deals, desk("cleo")):
        described = user.get("/metadata/objects/deal")["layouts"]
        assert any(one["conditional"] for one in described)
        for layout in described:
            found = _form(user, layout=layout["layout"])
            assert [one["label"] for one in found["sections"]] == [
                one["label"] for one in layout["sections"]
            ]
            fields = [one["field"] for section in layout["sections"] for one in section["fields"]]
            assert list(found["fields"]) == list(dict.fromkeys([*fields, *layout["quick_create"]]))


def test_descriptions_do_not_tell_of_conditions(deals: Desk) -> None:
    described = deals.get("/metadata/objects/deal")
    options = {one["name"]: one["options"] for one in described["fields"]}
    told = {"required_when", "read_only_when", "default_formula"}
    assert [name for name, own in options.items() if told & own.keys()] == []
    layouts = {one["layout"]: one["conditional"] for one in described["layouts"]}
    assert layouts["deal.default"] and not layouts["deal.plain"]


def test_an_object_without_layouts_says_whether_its_form_depends_on_what_is_typed(
    deals: Desk,
) -> None:
    described = {name: deals.get(f"/metadata/objects/{name}") for name in ("deal", "part", "role")}
    assert [described["part"]["layouts"], described["part"]["conditional"]] == [[], True]
    assert [described["deal"]["conditional"], described["role"]["conditional"]] == [True, False]


def test_whoever_may_only_read_finds_everything_locked(deals: Desk, desk: Sit) -> None:
    deal = deals.create("deal", name="乙")["id"]
    state = _form(desk("vera"), id=deal)["fields"]
    assert [name for name, one in state.items() if one not in (LOCKED, HIDDEN)] == []
    answer = desk("vera").call("POST", "/deal/form", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "action_forbidden")


def test_a_record_that_the_user_may_not_see_is_refused_as_when_it_is_read(
    deals: Desk, desk: Sit, organization: Organization
) -> None:
    with organization.write() as context:
        accounts.add_user(context, "cora", "科拉", ["clerk"], None)
    cora = desk("cora")
    foreign = deals.create("customer", name="别人的")["id"]
    gone = deals.create("deal", name="乙")["id"]
    assert deals.call("DELETE", f"/deal/{gone}", if_match="*").status_code == 204
    never = "0198a1c4-7d3e-7c11-9a55-0123456789ab"
    for user, thing, record in (
        (cora, "customer", foreign),
        (deals, "deal", gone),
        (deals, "deal", never),
        (deals, "deal", "no id"),
        (deals, "deal", "x" * 10_000),
        (cora, "opportunity", never),
        (deals, "nothing", never),
    ):
        read, formed = (
            user.call("GET", f"/{thing}/{record}"),
            user.call("POST", f"/{thing}/form", {"id": record}),
        )
        assert read.status_code == formed.status_code == 404
        assert read.json() == formed.json()


def test_records_of_others_cannot_be_pointed_to(deals: Desk, desk: Sit) -> None:
    """Else the demands of a form would tell what they hold."""
    clinic = deals.create("customer", name="医院", industry="medical")["id"]
    shop = deals.create("customer", name="商店", industry="retail")["id"]
    cleo = desk("cleo")
    told = []
    for record in (clinic, shop, "0198a1c4-7d3e-7c11-9a55-0123456789ab"):
        found = _form(cleo, values={"customer": record}, layout="deal.default")
        assert [(one["field"], one["code"]) for one in found["errors"]] == [
            ("customer", "lookup_not_found")
        ]
        told.append(found["fields"])
    assert told[0] == told[1] == told[2]


# What comes in -------------------------------------------------------------------------------------------------------


def test_wrong_values_are_told_and_conditions_that_read_them_hold(deals: Desk) -> None:
    found = _form(deals, values={"stage": "nowhere", "amount": "much", "months": 3})
    assert [(one["field"], one["code"]) for one in found["errors"]] == [
        ("stage", "select_unknown"),
        ("amount", "number_invalid"),
    ]
    assert found["fields"]["reason"] == found["fields"]["permit"] == DEMANDED
    assert found["fields"]["months"] == LOCKED


def test_unknown_and_hidden_fields_are_refused_alike(deals: Desk, desk: Sit) -> None:
    for field in ("permit", "nothing"):
        answer = desk("cleo").call("POST", "/deal/form", {"values": {field: "x"}})
        assert (answer.status_code, answer.json()["code"]) == (422, "field_unknown")
        assert answer.json()["errors"][0]["field"] == field


SHAPES: tuple[Any, ...] = (
    [], "text", 5, True, {"value": {}}, {"values": []}, {"values": "x"}, {"values": 5}, {"id": 5},
    {"id": {}}, {"layout": 1}, {"layout": ["deal.default"]}, {"business_type": {}},
    {"x" * 5_000: 1},
)  # fmt: skip
"""Bodies that are none of a form."""
VALUES: tuple[Any, ...] = (
    "x" * 100_000, ["x"] * 10_000, {"a": {"b": [1] * 1_000}}, True, 1e300, -1, "\x00",
)  # fmt: skip
"""What hardly a field takes."""


def test_a_body_of_another_shape_is_refused(deals: Desk) -> None:
    for body in SHAPES:
        assert _refused(deals, body) == (400, "body_shape"), str(body)[:40]


def test_a_layout_that_the_object_does_not_have_is_refused(deals: Desk) -> None:
    for layout in ("deal.nothing", "customer.default", "", "x" * 5_000):
        assert _refused(deals, {"layout": layout}) == (422, "layout_unknown"), layout[:40]


def test_an_unknown_business_type_is_told(deals: Desk) -> None:
    for unknown in ("nothing", "x" * 5_000):
        for body in ({"values": {"business_type": unknown}}, {"business_type": unknown}):
            assert [one["field"] for one in _form(deals, **body)["errors"]] == ["business_type"]
    answer = deals.call("POST", "/contract_line/form", {"business_type": "small"})
    assert (answer.status_code, answer.json()["code"]) == (422, "field_unknown")


def test_no_value_breaks_a_form(deals: Desk) -> None:
    fields = ("name", "customer", "stage", "reason", "amount", "months", "until", "owner", "tags")
    for value in VALUES:
        for field in fields:
            answer = deals.call("POST", "/deal/form", {"values": {field: value}})
            assert answer.status_code in (200, 400), (field, answer.text[:500])
            assert len(answer.text) < 10_000


def test_what_is_wrong_is_said_in_the_language_of_the_user(deals: Desk) -> None:
    me = deals.get("/user", filter='account = "admin"')["records"][0]["id"]
    said = []
    for language in ("zh", "en"):
        deals.call("PATCH", f"/user/{me}", {"language": language}, if_match="*")
        (error,) = _form(deals, values={"customer": {"name": "没有"}})["errors"]
        said.append(error["message"])
        answer = deals.call("POST", "/deal/form", {"layout": "zzz"})
        said.append(answer.json()["detail"])
    assert said == [
        "找不到客户 没有",
        "交易没有布局 zzz",
        "there is no Customer 没有",
        "there is no layout zzz of Deal",
    ]


def test_a_form_writes_nothing(deals: Desk, organization: Organization) -> None:
    deal = deals.create("deal", name="乙", tags=["a"])
    before = deals.get(f"/deal/{deal['id']}/history")
    _form(deals, id=deal["id"], values={"name": "丙", "tags": ["b"], "stage": "lost"})
    _form(deals, values={"name": "丁"})
    assert deals.get(f"/deal/{deal['id']}") == deal
    assert deals.get(f"/deal/{deal['id']}/history") == before
    assert deals.get("/deal", count="exact")["count"] == 1
