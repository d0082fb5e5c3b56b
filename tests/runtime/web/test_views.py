"""Views that users save: private ones, shared ones, what is left of them for others, and what was opened lately."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.recent import recent
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]
PACK = "pack: rights\nversion: 1.0.0\nlabel: {zh: 权限, en: Rights}\nrequires: [{pack: base}]\n"
PROFILE = """\
profile: guest
label: {zh: 访客, en: Guest}
objects:
  customer: {allow: [read, edit], fields: {comment: hidden, level: hidden}}
"""
KEY = {"name": "重点", "filter": 'level = "key"', "sort": "-name", "columns": ["name", "level"]}


def _save(desk: Desk, **changes: Any) -> Any:
    answer = desk.call("POST", "/customer/views", {**KEY, **changes})
    assert answer.status_code == 201, answer.text
    return answer.json()


def _names(desk: Desk) -> list[str]:
    return [one["name"] for one in desk.get("/customer/views")["views"] if one["saved"]]


def test_a_saved_view_is_listed_by_its_id(desk: Sit) -> None:
    sam = desk("sam")
    sam.create("customer", name="华强", level="key")
    sam.create("customer", name="海川", level="key")
    sam.create("customer", name="远大")
    saved = _save(sam, columns=[{"field": "name", "width": 240}, "level"])
    assert saved["columns"] == [{"field": "name", "width": 240}, {"field": "level", "width": None}]
    found = sam.get("/customer", view=saved["view"])["records"]
    assert [one["name"] for one in found] == ["海川", "华强"][:: 1 if "海川" > "华强" else -1]
    assert found[0].keys() == {"name", "level"}
    one = sam.get("/customer", view=saved["view"], filter='name = "华强"', fields="name")
    assert one["records"] == [{"name": "华强"}]


def test_a_view_belongs_to_whoever_saved_it(desk: Sit) -> None:
    sam, sue = desk("sam"), desk("sue")
    view = _save(sam)["view"]
    assert (_names(sam), _names(sue)) == (["重点"], [])
    path = f"/customer/views/{view}"
    assert sue.call("PATCH", path, {"name": "x"}).status_code == 404
    assert sue.call("DELETE", path).status_code == 404
    assert sue.call("GET", f"/customer?view={view}").json()["code"] == "view_unknown"
    assert sam.call("PATCH", path, {"name": " 重点  客户 "}).json()["name"] == "重点 客户"
    assert sam.call("DELETE", path).status_code == 204
    assert _names(sam) == []


def test_who_may_change_the_metadata_shares_views(desk: Sit) -> None:
    admin, sam = desk("admin"), desk("sam")
    refused = sam.call("POST", "/customer/views", {**KEY, "shared": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "view_sharing_forbidden")
    view = _save(admin, shared=True)["view"]
    assert _names(sam) == ["重点"]
    refused = sam.call("PATCH", f"/customer/views/{view}", {"name": "x"})
    assert (refused.status_code, refused.json()["code"]) == (403, "view_not_yours")


def test_a_view_is_checked_when_it_is_saved(desk: Sit) -> None:
    sam = desk("sam")
    for changes, code in (
        ({"filter": "nosuch = 1"}, "filter_wrong"),
        ({"columns": ["nosuch"]}, "field_unknown"),
        ({"columns": []}, "view_columns_wrong"),
        ({"columns": [{"field": "name", "width": 5}]}, "view_columns_wrong"),
        ({"sort": "nosuch"}, "field_unknown"),
        ({"scope": "nobody"}, "scope_wrong"),
        ({"name": " "}, "view_name_wrong"),
        ({"colour": "red"}, "body_shape"),
    ):
        answer = sam.call("POST", "/customer/views", {**KEY, **changes})
        assert answer.json()["code"] == code, changes
    assert _names(sam) == []


def test_a_shared_view_tells_nothing_of_hidden_fields(
    desk: Sit, organization: Organization, tmp_path: Path
) -> None:
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "gus", "Gus", ["guest"], None)
    admin, gus = desk("admin"), desk("gus")
    narrow = _save(admin, shared=True)["view"]
    wide = _save(admin, shared=True, filter="", sort="level,name")["view"]
    told = {one["view"]: one for one in gus.get("/customer/views")["views"] if one["saved"]}
    assert (told[narrow]["usable"], told[narrow]["filter"]) == (False, None)
    assert told[wide]["columns"] == [{"field": "name", "width": None}]
    assert told[wide]["sort"] == "name"
    refused = gus.call("GET", f"/customer?view={narrow}").json()
    assert (refused["code"], "level" in str(refused)) == ("view_filter_lost", False)
    assert gus.call("GET", f"/customer?view={wide}").status_code == 200


def test_each_user_has_a_view_that_comes_first_and_widths_of_his_own(desk: Sit) -> None:
    sam, sue = desk("sam"), desk("sue")
    view = _save(sam)["view"]

    def first(desk: Desk) -> list[str]:
        return [one["view"] for one in desk.get("/customer/views")["views"] if one["first"]]

    for name in (view, "mine", "_recent"):
        answer = sam.call("PUT", f"/customer/views/{name}/habit", {"first": True})
        assert answer.status_code == 204, answer.text
    assert (
        sam.call("PUT", "/customer/views/mine/habit", {"widths": {"name": 90}}).status_code == 204
    )
    assert (first(sam), first(sue)) == ([], [])  # what was opened lately is no view of its own
    assert sam.call("PUT", "/customer/views/mine/habit", {"first": True}).status_code == 204
    assert first(sam) == ["mine"]
    assert sam.call("PUT", "/customer/views/nosuch/habit", {"first": True}).status_code == 404
    refused = sam.call("PUT", "/customer/views/mine/habit", {"widths": {"name": True}})
    assert refused.json()["code"] == "body_shape"


def test_what_was_opened_lately_is_a_scope(desk: Sit, organization: Organization) -> None:
    sam, sue = desk("sam"), desk("sue")
    first, second, third = (sam.create("customer", name=f"公司{n}")["id"] for n in range(3))
    for one in (first, third, first):
        assert sam.call("POST", f"/customer/{one}/opened").status_code == 204
    assert sue.call("POST", f"/customer/{second}/opened").status_code == 404
    found = sam.get("/customer", scope="recent", fields="id")["records"]
    assert {one["id"] for one in found} == {first, third}
    assert sue.get("/customer", scope="recent")["records"] == []
    with organization.read(organization.principal("sam")) as context:
        names = [(one.object, one.name) for one in recent(context, None, 5)]
        assert sorted(names) == [("customer", "公司0"), ("customer", "公司2")]
        assert recent(context, "contact", 5) == []


def test_lists_are_searched_by_words(desk: Sit) -> None:
    sam = desk("sam")
    sam.create("customer", name="深圳华强", level="key")
    sam.create("customer", name="华强北")
    sam.create("customer", name="海川")

    def found(**asked: Any) -> list[str]:
        answer = sam.get("/customer", fields="name", sort="name", count="exact", **asked)
        assert answer["count"] == len(answer["records"])
        return sorted(one["name"] for one in answer["records"])

    assert found(q="华强") == ["华强北", "深圳华强"]
    assert found(q="华强", filter='level = "key"') == ["深圳华强"]
    assert found(q="强华") == []
    assert len(found(q=" ! ")) == 3


def test_a_filter_is_told_as_text_and_as_conditions(desk: Sit) -> None:
    sam = desk("sam")
    conditions = {"all": [{"field": "level", "operator": "equals", "values": ["key"]}]}
    made = sam.call("POST", "/customer/filter", {"conditions": conditions}).json()
    assert made == {"filter": 'level = "key"'}
    assert sam.call("POST", "/customer/filter", made).json() == {**made, "conditions": conditions}
    other = sam.call("POST", "/customer/filter", {"filter": "LEN(name) > 3"}).json()
    assert other["conditions"] is None
    for body, code in (
        ({"filter": "level ="}, "filter_wrong"),
        ({"conditions": {"none": []}}, "filter_form_shape"),
        ({"conditions": {"all": [{"field": "level"}]}}, "filter_form_shape"),
        ({}, "body_shape"),
    ):
        assert sam.call("POST", "/customer/filter", body).json()["code"] == code, body
