"""Look-ups: what may be pointed to, and what stays when a list is saved as it was seen."""

from collections.abc import Callable
from typing import Any

from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def _patch(user: Desk, record: Any, **values: Any) -> Any:
    version = user.get(f"/project/{record['id']}", fields="version")["version"]
    answer = user.call("PATCH", f"/project/{record['id']}", values, if_match=f'"{version}"')
    assert answer.status_code == 200, answer.text
    return answer.json()


def _names(links: Any) -> list[str]:
    return [link["name"] for link in links or ()]


def test_a_list_saved_as_seen_keeps_what_the_user_cannot_see(lab: Organization, desk: Sit) -> None:
    admin, ann = desk("admin"), desk("ann")
    user = admin.get("/user", filter='account = "ann"')["records"][0]["id"]
    guests = [admin.create("customer", name=name)["id"] for name in ("甲", "乙")]
    made = admin.create("project", name="聚会", guests=guests, owner=user)
    seen = ann.get(f"/project/{made['id']}")
    assert seen["guests"] is None
    _patch(ann, made, name="大聚会", guests=seen["guests"])
    assert _names(admin.get(f"/project/{made['id']}")["guests"]) == ["甲", "乙"]


def test_a_list_keeps_records_in_the_recycle_bin_in_their_place(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    first, second, third = (admin.create("customer", name=name)["id"] for name in "甲乙丙")
    made = admin.create("project", name="聚会", guests=[first, second, third])
    admin.call("DELETE", f"/customer/{second}", if_match='"1"')
    seen = admin.get(f"/project/{made['id']}")
    assert _names(seen["guests"]) == ["甲", "丙"]
    same = _patch(admin, made, guests=[link["id"] for link in seen["guests"]])
    assert same["version"] == made["version"]
    _patch(admin, made, guests=[third])
    admin.call("POST", f"/customer/{second}/restore")
    assert _names(admin.get(f"/project/{made['id']}")["guests"]) == ["丙", "乙"]


def test_members_whose_names_are_hidden_are_seen_without_them(
    lab: Organization, desk: Sit
) -> None:
    """What was seen decides what is kept: a list sent back as it was read stays as it is."""
    admin, bob = desk("admin"), desk("bob")
    first, second = (admin.create("customer", name=name)["id"] for name in "甲乙")
    made = admin.create("project", name="聚会", guests=[first, second])
    seen = bob.get(f"/project/{made['id']}")["guests"]
    assert seen == [{"id": first, "name": None}, {"id": second, "name": None}]
    _patch(bob, made, name="大聚会", guests=seen)
    assert _names(admin.get(f"/project/{made['id']}")["guests"]) == ["甲", "乙"]
    _patch(bob, made, guests=seen[1:])
    assert _names(admin.get(f"/project/{made['id']}")["guests"]) == ["乙"]


def test_a_list_that_is_only_read_may_come_back_as_it_was_seen(
    lab: Organization, desk: Sit
) -> None:
    admin, gus = desk("admin"), desk("gus")
    user = admin.get("/user", filter='account = "gus"')["records"][0]["id"]
    own = admin.create("customer", name="甲", owner=user)["id"]
    other = admin.create("customer", name="乙")["id"]
    made = admin.create("project", name="聚会", guests=[other, own], helpers=[user])
    seen = gus.get(f"/project/{made['id']}")
    assert (_names(seen["guests"]), seen["helpers"]) == (["甲"], None)
    _patch(gus, made, **{**seen, "name": "大聚会"})
    assert _names(admin.get(f"/project/{made['id']}")["guests"]) == ["乙", "甲"]
    for guests in ([], [own, other], [other]):
        refused = gus.call("PATCH", f"/project/{made['id']}", {"guests": guests}, if_match="*")
        assert [one["code"] for one in refused.json()["errors"]] == ["echo_differs"]


def test_filters_find_by_those_members_only_that_are_seen(lab: Organization, desk: Sit) -> None:
    admin, ann, bob = desk("admin"), desk("ann"), desk("bob")
    user = admin.get("/user", filter='account = "ann"')["records"][0]["id"]
    guest, other = (admin.create("customer", name=name)["id"] for name in "甲乙")
    admin.create("project", name="聚会", guests=[guest, other], owner=user)
    admin.create("project", name="空", owner=user)

    def found(user: Desk, condition: str) -> list[str]:
        return sorted(one["name"] for one in user.get("/project", filter=condition)["records"])

    for condition, to_all, to_ann in (
        (f'INCLUDES(guests, "{guest}")', ["聚会"], []),
        (f'INCLUDES_ALL(guests, "{guest}", "{other}")', ["聚会"], []),
        (f'NOT(INCLUDES(guests, "{guest}"))', ["空"], ["空", "聚会"]),
        ("NOT(ISBLANK(guests))", ["聚会"], []),
        ("ISBLANK(guests)", ["空"], ["空", "聚会"]),
    ):
        assert found(admin, condition) == found(bob, condition) == to_all, condition
        assert found(ann, condition) == to_ann, condition
    admin.call("DELETE", f"/customer/{guest}", if_match='"1"')
    assert found(admin, f'INCLUDES(guests, "{guest}")') == []
    assert found(admin, "NOT(ISBLANK(guests))") == ["聚会"]


def test_the_history_of_a_list_names_those_members_only_that_may_be_read(
    lab: Organization, desk: Sit
) -> None:
    admin, ann, bob = desk("admin"), desk("ann"), desk("bob")
    user = admin.get("/user", filter='account = "ann"')["records"][0]["id"]
    guest, other = (admin.create("customer", name=name)["id"] for name in "甲乙")
    made = admin.create("project", name="聚会", guests=[guest], owner=user)
    _patch(admin, made, name="大聚会", guests=[guest, other])
    admin.call("DELETE", f"/customer/{guest}", if_match='"1"')

    def changes(user: Desk) -> Any:
        return user.get(f"/project/{made['id']}/history")["events"][0]["changes"]

    name = {"name": ["聚会", "大聚会"]}
    assert changes(ann) == name
    assert changes(admin) == changes(bob) == {**name, "guests": [[guest], [guest, other]]}


def test_a_detail_is_in_the_scope_of_its_masters_owner(lab: Organization, desk: Sit) -> None:
    admin, ann = desk("admin"), desk("ann")
    user = admin.get("/user", filter='account = "ann"')["records"][0]["id"]
    for name, owner in (("甲", {"owner": user}), ("乙", {})):
        made = admin.create("project", name=name, **owner)
        admin.create("piece", name=f"{name}的部件", project=made["id"])

    def mine(user: Desk, scope: str) -> list[str]:
        assert user.get("/piece/aggregate", scope=scope)["total"]["count"] == len(
            user.get("/piece", scope=scope)["records"]
        )
        return [one["name"] for one in user.get("/piece", scope=scope)["records"]]

    assert (mine(ann, "mine"), mine(admin, "mine")) == (["甲的部件"], ["乙的部件"])
    assert (mine(ann, "team"), mine(ann, "subordinates")) == (["甲的部件"], [])
    assert len(mine(admin, "all")) == 2


def test_records_that_belong_to_nobody_have_no_scope(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    admin.create("shelf", name="架子")
    for path in ("/shelf?scope=mine", "/shelf/aggregate?scope=team"):
        refused = admin.call("GET", path)
        assert (refused.status_code, refused.json()["code"]) == (422, "scope_unowned")
    assert len(admin.get("/shelf", scope="all")["records"]) == 1


def test_a_list_can_be_emptied_of_everything_that_is_seen(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    guest = admin.create("customer", name="甲")["id"]
    made = admin.create("project", name="聚会", guests=[guest])
    assert _patch(admin, made, guests=[])["guests"] is None


def test_a_list_keeps_members_that_no_longer_meet_its_condition(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    first, second = (admin.create("customer", name=name) for name in "甲乙")
    made = admin.create("project", name="聚会", guests=[first["id"]])
    admin.call("PATCH", f"/customer/{first['id']}", {"name": "barred"}, if_match='"1"')
    both = _patch(admin, made, guests=[first["id"], second["id"]])
    assert _names(both["guests"]) == ["barred", "乙"]
    refused = admin.call("POST", "/project", {"name": "另", "guests": [first["id"]]})
    assert refused.json()["errors"][0]["code"] == "lookup_filtered"


def test_a_list_takes_ids_and_keys_and_links_each_record_once(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    guest = admin.create("customer", name="甲", identifier="A1")
    made = admin.create(
        "project", name="聚会", guests=[guest["id"], {"identifier": "A1"}, {"name": "甲"}],
        helpers=[{"account": "sam"}, {"account": "sue"}],
    )  # fmt: skip
    assert (_names(made["guests"]), _names(made["helpers"])) == (["甲"], ["山姆", "苏苏"])


def test_a_look_up_to_several_objects_takes_ids_and_keys(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    customer = admin.create("customer", name="华强", identifier="A1")
    for named in ({"id": customer["id"]}, {"identifier": "A1"}, {"name": "华强"}):
        made = admin.create("project", name="项目", about={"object": "customer", **named})
        expected = {"object": "customer", "id": customer["id"], "name": "华强"}
        assert made["about"] == expected
    wrong = {"object": "contact", "id": customer["id"]}
    refused = admin.call("POST", "/project", {"name": "项目", "about": wrong})
    assert refused.json()["errors"][0]["code"] == "lookup_not_found"


def test_a_look_up_to_several_objects_may_have_one_to_begin_with(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    product = admin.create("product", name="电源", code="P1", list_price="10")
    expected = {"object": "product", "id": product["id"], "name": "电源"}
    for named in ({"id": product["id"]}, {"code": "P1"}):
        made = admin.create("project", name="项目", needs={"object": "product", **named})
        assert made["needs"] == expected
    admin.call("DELETE", f"/product/{product['id']}", if_match='"1"')
    assert admin.get(f"/project/{made['id']}")["needs"] is None
    admin.call("POST", f"/product/{product['id']}/restore")
    assert admin.get(f"/project/{made['id']}")["needs"] == expected


def test_a_mere_name_is_looked_for_in_all_objects_of_a_look_up(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    customer = admin.create("customer", name="华强")
    admin.create("contact", name="王芳", customer=customer["id"])

    def imported(text: str) -> Any:
        return admin.client.post(
            "/api/v1/project/import", content=f"name,about\n甲,{text}\n".encode(),
            headers={"authorization": f"Bearer {admin.token}"},
        ).json()  # fmt: skip

    assert imported("王芳")["created"] == 1
    made = admin.get("/project")["records"][0]
    assert (made["about"]["object"], made["about"]["name"]) == ("contact", "王芳")
    admin.create("customer", name="王芳")
    assert imported("王芳")["errors"][0]["code"] == "lookup_ambiguous"
    assert imported("李四")["errors"][0]["code"] == "lookup_not_found"


def test_keys_are_tried_in_the_order_in_which_they_came(lab: Organization, desk: Sit) -> None:
    """Whatever the seed of the process: a batch with named and unnamed keys has one answer."""
    admin = desk("admin")
    admin.create("project", name="X", code="K", badge="L")
    other = admin.create("project", name="Y", badge="K")
    rows = [{"name": "1", "above": {"badge": "K"}}, {"name": "2", "above": {"code": "K"}}]
    answer = admin.call("POST", "/project/bulk", {"operation": "create", "records": rows}).json()
    ids = [one["id"] for one in answer["results"]]
    assert admin.get(f"/project/{ids[0]}")["above"]["id"] == other["id"]
    assert admin.get(f"/project/{ids[1]}")["above"]["name"] == "X"
