"""Deleting, restoring and purging: what is held back, what comes back, and what it costs."""

from collections.abc import Callable, Sequence
from typing import Any

from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context
from objectry.runtime.records import removal, save
from objectry.runtime.records.drafts import Given, Outcome
from objectry.runtime.records.reading import JSON
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]
EXPECTED = Access.system(reasons.DEMO_DATA)


def _delete(user: Desk, object_name: str, record: Any) -> Any:
    version = user.get(f"/{object_name}/{record['id']}", fields="version")["version"]
    return user.call("DELETE", f"/{object_name}/{record['id']}", if_match=f'"{version}"')


def _restore(user: Desk, object_name: str, record: Any) -> Any:
    return user.call("POST", f"/{object_name}/{record['id']}/restore")


def _removed(organization: Organization, deed: str, object_name: str, *made: Any) -> list[Outcome]:
    """Removes or restores several records at once."""
    with organization.write() as context:
        thing = context.catalog.objects[object_name]
        given = [Given(index, {}, one["id"]) for index, one in enumerate(made)]
        outcomes: list[Outcome] = getattr(removal, deed)(context, EXPECTED, thing, given)
        return outcomes


def _made(context: Context, object_name: str, rows: Sequence[dict[str, Any]]) -> list[str]:
    """The IDs of new records."""
    thing = context.catalog.objects[object_name]
    given = [Given(index, row) for index, row in enumerate(rows)]
    outcomes = save.create(context, EXPECTED, thing, given, JSON)
    assert {outcome.status for outcome in outcomes} == {"created"}
    return [str(outcome.id) for outcome in outcomes]


# Deleting ------------------------------------------------------------------------------------------------------------


def test_a_user_who_owns_records_is_in_use(desk: Sit) -> None:
    admin = desk("admin")
    desk("sam").create("customer", name="华强")
    sam = admin.get("/user", filter='account = "sam"')["records"][0]
    refused = _delete(admin, "user", sam)
    assert (refused.status_code, refused.json()["code"]) == (409, "record_in_use")


def test_records_that_use_another_one_are_counted_and_not_loaded(
    desk: Sit, statements: list[str]
) -> None:
    """A user may have made any number of them."""
    admin = desk("admin")
    for number in range(12):
        desk("sam").create("customer", name=f"公司{number}")
    sam = admin.get("/user", filter='account = "sam"')["records"][0]
    statements.clear()
    refused = _delete(admin, "user", sam)
    assert refused.json()["code"] == "record_in_use"
    assert "12" in refused.json()["detail"]
    asked = [one for one in statements if "FROM customer" in one and "customer.owner" in one]
    assert asked and all("count(*)" in one for one in asked)


def test_what_has_no_recycle_bin_goes_for_good_and_lets_the_others_go(desk: Sit) -> None:
    admin = desk("admin")
    outer = admin.create("shelf", name="外")
    inner = admin.create("shelf", name="内", inside=outer["id"])
    assert _delete(admin, "shelf", outer).status_code == 204
    assert admin.get("/shelf/deleted")["records"] == []
    assert admin.get(f"/shelf/{inner['id']}")["inside"] is None
    assert _delete(admin, "shelf", inner).status_code == 204


def test_records_that_hold_each_other_back_can_go_together(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    product = admin.create("product", name="电源", code="P1", list_price="10")
    project = admin.create("project", name="甲")
    admin.create("piece", name="件", project=project["id"], product=product["id"])
    assert _delete(admin, "product", product).json()["code"] == "record_in_use"
    assert _delete(admin, "project", project).status_code == 204
    assert _delete(admin, "product", product).status_code == 204


def test_a_shelf_and_what_lies_in_it_go_together(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    outer = admin.create("shelf", name="外")
    inner = admin.create("shelf", name="内", inside=outer["id"])
    outcomes = _removed(lab, "delete", "shelf", outer, inner)
    assert [outcome.status for outcome in outcomes] == ["deleted", "deleted"]


def test_ten_thousand_records_go_in_few_statements(
    lab: Organization, statements: list[str]
) -> None:
    user = lab.principal("admin")
    assert user is not None
    owner = {"owner": user.id}

    def run(count: int) -> int:
        with lab.write() as context:
            partner = _made(context, "customer", [{"name": "华强", **owner}])[0]
            rows = [{"name": str(number), "partner": partner, **owner} for number in range(count)]
            made = _made(context, "project", rows)
            _made(context, "piece", [{"name": one, "project": one} for one in made])
            below = [{"name": one, "above": one, **owner} for one in made[:1_000]]
            _made(context, "project", below)
            thing = context.catalog.objects["project"]
            statements.clear()
            given = [Given(index, {}, one) for index, one in enumerate(made)]
            outcomes = removal.delete(context, EXPECTED, thing, given)
            assert {outcome.status for outcome in outcomes} == {"deleted"}
            return len(statements)

    few = run(10)
    assert run(10_000) <= 2 * few + 20


# Restoring -----------------------------------------------------------------------------------------------------------


def test_a_master_waits_when_a_unique_value_of_its_detail_was_given_away(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    old, new = (admin.create("project", name=name) for name in ("旧", "新"))
    admin.create("piece", name="一", project=old["id"], serial="S1")
    _delete(admin, "project", old)
    taker = admin.create("piece", name="二", project=new["id"], serial="S1")
    refused = _restore(admin, "project", old)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not_unique")
    _delete(admin, "piece", taker)
    assert _restore(admin, "project", old).status_code == 200


def test_of_two_restored_together_only_the_first_gets_the_value(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    made = []
    for name in ("一", "二"):
        made.append(admin.create("project", name=name, code="A"))
        _delete(admin, "project", made[-1])
    outcomes = _removed(lab, "restore", "project", *made)
    assert [outcome.status for outcome in outcomes] == ["updated", "failed"]


def test_a_look_up_that_would_close_a_circle_stays_empty(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    top = admin.create("project", name="上")
    middle = admin.create("project", name="中", above=top["id"])
    low = admin.create("project", name="下", above=middle["id"])
    _delete(admin, "project", middle)
    moved = admin.call("PATCH", f"/project/{top['id']}", {"above": low["id"]}, if_match='"1"')
    assert moved.status_code == 200
    assert _restore(admin, "project", middle).status_code == 200
    assert admin.get(f"/project/{middle['id']}")["above"]["name"] == "上"
    assert admin.get(f"/project/{low['id']}")["above"] is None


def test_a_look_up_that_points_elsewhere_by_now_stays(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    old, new = (admin.create("customer", name=name) for name in ("旧", "新"))
    made = admin.create("project", name="甲", partner=old["id"], rival=old["id"])
    _delete(admin, "customer", old)
    changed = admin.call("PATCH", f"/project/{made['id']}", {"partner": new["id"]}, if_match='"2"')
    assert changed.status_code == 200
    _restore(admin, "customer", old)
    found = admin.get(f"/project/{made['id']}")
    assert (found["partner"]["name"], found["rival"]["name"]) == ("新", "旧")


def _set(user: Desk, made: Any, **values: Any) -> None:
    answer = user.call("PATCH", f"/project/{made['id']}", values, if_match="*")
    assert answer.status_code == 200, answer.text


def test_a_look_up_that_somebody_has_written_since_is_not_filled_again(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    old, new, last = (admin.create("customer", name=name) for name in ("旧", "新", "末"))
    made = admin.create("project", name="甲", partner=old["id"], rival=old["id"])
    _delete(admin, "customer", old)
    _set(admin, made, partner=new["id"])
    _set(admin, made, partner=None)
    _restore(admin, "customer", old)
    found = admin.get(f"/project/{made['id']}")
    assert (found["partner"], found["rival"]["name"]) == (None, "旧")
    # What is deleted afterwards is noted anew.
    _set(admin, made, partner=last["id"])
    _delete(admin, "customer", last)
    _restore(admin, "customer", last)
    assert admin.get(f"/project/{made['id']}")["partner"]["name"] == "末"


def test_a_unique_look_up_stays_empty_where_another_record_has_taken_it(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    patron = admin.create("customer", name="赞助人")
    made = admin.create("project", name="甲", patron=patron["id"])
    _delete(admin, "customer", patron)
    _delete(admin, "project", made)
    _restore(admin, "customer", patron)
    admin.create("project", name="乙", patron=patron["id"])
    assert _restore(admin, "project", made).status_code == 200
    assert admin.get(f"/project/{made['id']}")["patron"] is None


def test_of_two_that_had_a_unique_look_up_one_gets_it_back(lab: Organization, desk: Sit) -> None:
    """The second one had it while the first one lay in the recycle bin."""
    admin = desk("admin")
    patron = admin.create("customer", name="赞助人")
    made = []
    for name in "甲乙":
        made.append(admin.create("project", name=name, patron=patron["id"]))
        _delete(admin, "customer", patron)
        _delete(admin, "project", made[-1])
        _restore(admin, "customer", patron)
    _delete(admin, "customer", patron)
    for one in made:
        assert _restore(admin, "project", one).status_code == 200
    assert _restore(admin, "customer", patron).status_code == 200
    held = [admin.get(f"/project/{one['id']}")["patron"] for one in made]
    assert [one["name"] for one in held if one] == ["赞助人"]


def test_a_look_up_to_several_objects_is_emptied_and_filled_again(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    customer = admin.create("customer", name="华强")
    about = {"object": "customer", "id": customer["id"]}
    made = admin.create("project", name="甲", about=about)
    _delete(admin, "customer", customer)
    assert admin.get(f"/project/{made['id']}")["about"] is None
    _restore(admin, "customer", customer)
    assert admin.get(f"/project/{made['id']}")["about"] == {**about, "name": "华强"}


def test_a_record_does_not_come_back_pointing_into_the_recycle_bin(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    partner = admin.create("customer", name="华强")
    made = admin.create("project", name="甲", partner=partner["id"])
    _delete(admin, "project", made)
    _delete(admin, "customer", partner)
    assert _restore(admin, "project", made).json()["partner"] is None
    _restore(admin, "customer", partner)
    assert admin.get(f"/project/{made['id']}")["partner"]["name"] == "华强"


def test_the_one_who_comes_back_last_brings_both_together(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    partner = admin.create("customer", name="华强")
    made = admin.create("project", name="甲", partner=partner["id"])
    _delete(admin, "customer", partner)
    _delete(admin, "project", made)
    _restore(admin, "customer", partner)
    assert _restore(admin, "project", made).status_code == 200
    assert admin.get(f"/project/{made['id']}")["partner"]["name"] == "华强"


def test_a_detail_waits_for_the_record_that_it_must_point_to(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    product = admin.create("product", name="电源", code="P1", list_price="10")
    project = admin.create("project", name="甲")
    piece = admin.create("piece", name="件", project=project["id"], product=product["id"])
    _delete(admin, "piece", piece)
    _delete(admin, "product", product)
    refused = _restore(admin, "piece", piece)
    assert (refused.status_code, refused.json()["code"]) == (409, "target_deleted")
    _restore(admin, "product", product)
    assert _restore(admin, "piece", piece).status_code == 200


def test_a_restored_record_is_answered_even_to_those_who_may_not_see_it(
    lab: Organization, desk: Sit
) -> None:
    admin, ann = desk("admin"), desk("ann")
    made = ann.create("project", name="甲")
    _delete(ann, "project", made)
    assert _restore(desk("rob"), "project", made).status_code in (403, 404)
    assert _restore(ann, "project", made).json()["version"] == 3
    assert admin.get(f"/project/{made['id']}")["name"] == "甲"


# Purging -------------------------------------------------------------------------------------------------------------


def test_only_those_who_may_delete_a_record_may_purge_it(lab: Organization, desk: Sit) -> None:
    admin, ann = desk("admin"), desk("ann")
    made = admin.create("project", name="甲")
    _delete(admin, "project", made)
    assert ann.call("POST", f"/project/{made['id']}/purge").status_code == 404
    assert desk("ted").call("POST", f"/project/{made['id']}/purge").status_code == 403
    assert admin.call("POST", f"/project/{made['id']}/purge").status_code == 204


def test_deleted_records_forget_a_purged_one_with_history_and_place_in_the_tree(
    lab: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    top = admin.create("project", name="上")
    middle = admin.create("project", name="中", above=top["id"])
    low = admin.create("project", name="下", above=middle["id"])
    for record in (low, middle):
        _delete(admin, "project", record)
    assert admin.call("POST", f"/project/{middle['id']}/purge").status_code == 204
    restored = _restore(admin, "project", low).json()
    assert (restored["above"], restored["version"]) == (None, 4)
    moved = admin.call("PATCH", f"/project/{top['id']}", {"above": low["id"]}, if_match='"1"')
    assert (
        moved.status_code == 200
    )  # nothing in the tree is left of the way through the purged one


def test_a_member_of_a_list_can_be_purged(lab: Organization, desk: Sit) -> None:
    admin = desk("admin")
    guest = admin.create("customer", name="甲")
    made = admin.create("project", name="聚会", guests=[guest["id"]])
    _delete(admin, "customer", guest)
    assert admin.call("POST", f"/customer/{guest['id']}/purge").status_code == 204
    found = admin.get(f"/project/{made['id']}")
    assert (found["guests"], found["version"]) == (None, 1)
