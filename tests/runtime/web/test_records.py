"""The HTTP contract of records, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def test_a_record_is_made_read_changed_and_deleted(desk: Sit) -> None:
    sam = desk("sam")
    made = sam.call("POST", "/customer", {"name": "华强科技", "annual_revenue": "1234567.80"})
    assert made.status_code == 201
    record = made.json()
    assert record["annual_revenue"] == "1234567.80"
    assert record["owner"]["name"] == "山姆"
    assert made.headers["etag"] == '"1"'
    assert made.headers["location"] == f"/api/v1/customer/{record['id']}"

    read = sam.call("GET", f"/customer/{record['id']}")
    assert read.json() == record

    changed = sam.call("PATCH", f"/customer/{record['id']}", {"name": "华强集团"}, if_match='"1"')
    assert changed.status_code == 200
    assert (changed.json()["name"], changed.headers["etag"]) == ("华强集团", '"2"')

    assert sam.call("DELETE", f"/customer/{record['id']}", if_match='"2"').status_code == 204
    assert sam.call("GET", f"/customer/{record['id']}").status_code == 404


def test_nothing_is_changed_without_saying_which_version(desk: Sit) -> None:
    sam = desk("sam")
    record = sam.create("customer", name="华强")
    path = f"/customer/{record['id']}"
    assert sam.call("PATCH", path, {"name": "x"}).status_code == 428
    assert sam.call("DELETE", path).status_code == 428
    assert sam.call("PATCH", path, {"name": "一"}, if_match='"1"').status_code == 200
    stale = sam.call("PATCH", path, {"name": "二"}, if_match='"1"')
    assert (stale.status_code, stale.json()["code"]) == (412, "record_stale")
    assert sam.call("PATCH", path, {"name": "x"}, if_match="soon").status_code == 400


def test_saving_what_is_there_already_changes_nothing(desk: Sit) -> None:
    sam = desk("sam")
    record = sam.create("customer", name="华强")
    again = sam.call("PATCH", f"/customer/{record['id']}", {"name": "华强"}, if_match='"1"')
    assert (again.status_code, again.headers["etag"]) == (200, '"1"')


def test_an_idempotency_key_does_its_work_once(desk: Sit) -> None:
    sam = desk("sam")
    first = sam.call("POST", "/customer", {"name": "华强"}, idempotency_key="k1")
    second = sam.call("POST", "/customer", {"name": "华强"}, idempotency_key="k1")
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert first.headers["etag"] == second.headers["etag"]
    assert sam.get("/customer", count="exact")["count"] == 1
    other = sam.call("POST", "/customer", {"name": "别人"}, idempotency_key="k1")
    assert other.json()["code"] == "idempotency_key_reused"


def test_a_list_filters_sorts_and_pages_by_cursor(desk: Sit) -> None:
    sam = desk("sam")
    for number in range(12):
        revenue = None if number % 4 == 0 else str(number % 3)
        sam.create("customer", name=f"客户{number:02d}", annual_revenue=revenue)
    whole = sam.get("/customer", sort="-annual_revenue,name", fields="name,annual_revenue")
    names = [record["name"] for record in whole["records"]]
    assert whole["next"] is None
    paged: list[str] = []
    after = ""
    for _ in range(10):
        page = sam.get(
            "/customer",
            sort="-annual_revenue,name",
            fields="name",
            limit=5,
            **({"after": after} if after else {}),
        )
        paged += [record["name"] for record in page["records"]]
        after = page["next"]
        if after is None:
            break
    assert paged == names
    assert sorted(names) == sorted(f"客户{number:02d}" for number in range(12))
    assert [r["annual_revenue"] for r in whole["records"]][-3:] == [None, None, None]
    filtered = sam.get("/customer", filter="annual_revenue >= 2", count="exact")
    assert filtered["count"] == len(filtered["records"]) == 3


@pytest.mark.parametrize(
    "sort", ["parent.id", "-parent.id", "parent.name", "-parent.parent.id", "-parent"]
)
def test_pages_by_what_a_look_up_points_to_hold_every_record_once(desk: Sit, sort: str) -> None:
    """Most of them point to nothing: the ID of nothing is empty, though no record lacks its own."""
    sam = desk("sam")
    top = sam.create("customer", name="总部")["id"]
    for number in range(10):
        sam.create("customer", name=f"客户{number}", parent=top if number % 4 == 0 else None)
    whole = [one["id"] for one in sam.get("/customer", sort=sort)["records"]]
    paged: list[str] = []
    after: dict[str, str] = {}
    while len(paged) < len(whole):
        page = sam.get("/customer", sort=sort, limit=3, **after)
        paged += [one["id"] for one in page["records"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert paged == whole


def test_a_cursor_fits_its_own_list_only(desk: Sit) -> None:
    sam = desk("sam")
    for name in ("甲", "乙", "丙"):
        sam.create("customer", name=name)
    page = sam.get("/customer", sort="name", limit=1)
    wrong = sam.call("GET", f"/customer?sort=-name&limit=1&after={page['next']}")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "cursor_wrong")
    for text in ("x", "!!!", "e30", "W10"):
        assert sam.call("GET", f"/customer?after={text}").json()["code"] == "cursor_wrong"


def test_newest_first_is_the_order_when_none_is_asked_for(desk: Sit) -> None:
    sam = desk("sam")
    for name in ("一", "二", "三"):
        sam.create("customer", name=name)
    for query in ({}, {"sort": "-created_at"}, {"sort": "-id"}):
        records = sam.get("/customer", **query)["records"]
        assert [record["name"] for record in records] == ["三", "二", "一"]
    assert [r["name"] for r in sam.get("/customer", sort="created_at")["records"]] == [
        "一",
        "二",
        "三",
    ]


def test_paths_reach_through_look_ups(desk: Sit) -> None:
    sam = desk("sam")
    customer = sam.create("customer", name="华强", industry=None)
    sam.create("contact", name="王伟", customer=customer["id"])
    page = sam.get(
        "/contact",
        fields="name,customer,customer.name,owner.role",
        filter='customer.name = "华强"',
    )
    (record,) = page["records"]
    assert record["customer"] == {"id": customer["id"], "name": "华强"}
    assert record["customer.name"] == "华强"


def test_a_look_up_is_written_by_id_or_by_a_unique_field(desk: Sit) -> None:
    admin = desk("admin")
    customer = admin.create("customer", name="华强")
    by_code = admin.create("contact", name="王伟", customer={"code": customer["code"]})
    assert by_code["customer"]["id"] == customer["id"]
    wrong = admin.call("POST", "/contact", {"name": "王", "customer": {"code": "KH-9"}})
    assert wrong.json()["errors"][0]["code"] == "lookup_not_found"


def test_all_mistakes_of_a_record_are_told_at_once_in_the_users_language(desk: Sit) -> None:
    refused = desk("sam").call(
        "POST", "/customer", {"annual_revenue": "x", "status": "nope", "colour": 1}
    )
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    body = refused.json()
    assert {error["field"]: error["code"] for error in body["errors"]} == {
        "annual_revenue": "number_invalid",
        "status": "select_unknown",
        "colour": "field_unknown",
        "name": "required",
    }
    assert body["code"] == "record_invalid"
    assert "没有保存" in body["detail"]


def test_bulk_saves_what_is_right_and_tells_what_is_wrong(desk: Sit) -> None:
    sam = desk("sam")
    rows = [{"name": "甲"}, {"name": ""}, {"name": "丙"}]
    answer = sam.call("POST", "/customer/bulk", {"operation": "create", "records": rows}).json()
    assert [result["status"] for result in answer["results"]] == ["created", "failed", "created"]
    assert answer["results"][1]["errors"][0]["code"] == "required"
    assert sam.get("/customer", count="exact")["count"] == 2


def test_all_or_nothing_saves_nothing_when_one_is_wrong(desk: Sit) -> None:
    sam = desk("sam")
    body = {"operation": "create", "records": [{"name": "甲"}, {}], "all_or_nothing": True}
    answer = sam.call("POST", "/customer/bulk", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "batch_refused")
    told = [(one["status"], one["id"], one["version"]) for one in answer.json()["results"]]
    assert told == [("not_saved", None, None), ("failed", None, None)]
    assert sam.get("/customer", count="exact")["count"] == 0


def test_a_refused_batch_says_of_sound_records_that_they_were_not_saved(desk: Sit) -> None:
    sam = desk("sam")
    one, two, three = (sam.create("customer", name=name)["id"] for name in "甲乙丙")
    rows = [{"id": one, "name": "甲"}, {"id": two, "name": "乙乙"}, {"id": three, "name": ""}]
    body = {"operation": "update", "records": rows, "all_or_nothing": True}
    results = sam.call("POST", "/customer/bulk", body).json()["results"]
    assert [(each["status"], each["id"], each["version"]) for each in results] == [
        ("unchanged", one, 1),
        ("not_saved", two, None),
        ("failed", three, None),
    ]
    gone = {"operation": "delete", "records": [{"id": one}, {"id": one}], "all_or_nothing": True}
    results = sam.call("POST", "/customer/bulk", gone).json()["results"]
    assert [each["status"] for each in results] == ["not_saved", "failed"]
    assert sam.get(f"/customer/{one}")["version"] == 1


def test_a_bulk_call_takes_what_people_write(desk: Sit) -> None:
    sam = desk("sam")
    record = sam.create("customer", name="甲")["id"]
    body = {"operation": "update", "records": [{"id": record, "annual_revenue": "1,234.5"}]}
    plain = sam.call("POST", "/customer/bulk", body).json()["results"][0]
    assert [error["field"] for error in plain["errors"]] == ["annual_revenue"]
    typed = sam.call("POST", "/customer/bulk?typed=true", body).json()["results"][0]
    assert typed["status"] == "updated"
    assert sam.get(f"/customer/{record}")["annual_revenue"] == "1234.50"


def test_upsert_finds_records_by_a_unique_field(desk: Sit) -> None:
    admin = desk("admin")
    rows = [{"identifier": "A1", "name": "甲"}, {"identifier": "A2", "name": "乙"}]
    body: dict[str, Any] = {"operation": "upsert", "key": "identifier", "records": rows}
    first = admin.call("POST", "/customer/bulk", body).json()["results"]
    assert [result["status"] for result in first] == ["created", "created"]
    rows[1]["name"] = "乙乙"
    second = admin.call("POST", "/customer/bulk", body).json()["results"]
    assert [result["status"] for result in second] == ["unchanged", "updated"]
    assert [result["id"] for result in first] == [result["id"] for result in second]


def test_aggregates_count_and_sum_exactly(desk: Sit) -> None:
    sam = desk("sam")
    for status, revenue in (("potential", "0.10"), ("potential", "0.20"), ("cooperating", "1")):
        sam.create("customer", name="x", status=status, annual_revenue=revenue)
    answer = sam.get(
        "/customer/aggregate",
        group="status",
        measures="count,sum:annual_revenue,avg:annual_revenue",
    )
    rows = {row["status"]: row for row in answer["groups"]}
    assert rows["potential"]["count"] == 2
    assert rows["potential"]["sum:annual_revenue"] == "0.30"
    assert rows["potential"]["avg:annual_revenue"] == "0.15"
    assert answer["total"]["sum:annual_revenue"] == "1.30"
    by_month = sam.get("/customer/aggregate", group="created_at:month,owner")
    assert by_month["groups"][0]["created_at:month"] == "2026-11"
    assert by_month["groups"][0]["owner"]["name"] == "山姆"


def test_search_finds_words_of_any_length_and_only_what_the_user_may_see(desk: Sit) -> None:
    sam, sue = desk("sam"), desk("sue")
    record = sam.create("customer", name="深圳市华强科技有限公司")
    for text in ("华", "华强", "强科技", "深圳市华强科技有限公司"):
        (found,) = sam.get("/search", q=text)["records"]
        assert (found["object"], found["id"]) == ("customer", record["id"])
    assert sam.get("/search", q="强华")["records"] == []
    assert sue.get("/search", q="华强")["records"] == []
    sam.call("PATCH", f"/customer/{record['id']}", {"name": "新名"}, if_match='"1"')
    assert sam.get("/search", q="华强")["records"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/customer?fields=nope",
        "/customer?filter=nope = 1",
        "/customer?sort=nope",
        "/customer/aggregate?group=nope",
        "/customer/aggregate?measures=sum:nope",
        "/customer?fields=owner.nope",
        "/customer?limit=0",
        "/customer?count=some",
        "/customer?scope=some",
        "/customer?view=nope",
        "/customer?filter=name",
        "/customer?filter=(((",
        "/customer/aggregate?group=name:month",
        "/customer/aggregate?measures=sum:name",
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_reason(desk: Sit, path: str) -> None:
    refused = desk("sam").call("GET", path)
    assert refused.status_code == 422, refused.text
    assert refused.json()["detail"]


def test_misspelt_parameters_are_refused(desk: Sit) -> None:
    refused = desk("sam").call("GET", "/customer?filtr=name")
    assert (refused.status_code, refused.json()["code"]) == (400, "parameter_unknown")
    twice = desk("sam").call("GET", "/customer?limit=1&limit=2")
    assert twice.json()["code"] == "parameter_twice"


def test_if_match_takes_versions_in_quotes_lists_of_them_and_a_star(desk: Sit) -> None:
    sam = desk("sam")
    path = f"/customer/{sam.create('customer', name='华强')['id']}"
    given = [
        ('"2"', 412), ('"2", "3"', 412), ('"2","1"', 200), ('"2"', 200), ('W/"9", "3"', 200),
        ("*", 200), ('W/"5"', 412), ('W/"4", W/"5"', 412), ("5", 400), ('"five"', 400), ('"5', 400),
        ("", 400), (",", 400), ('"5" "6"', 400), ('*, "5"', 400), ('"-5"', 400),
    ]  # fmt: skip
    codes = {400: "if_match_wrong", 412: "record_stale"}
    for number, (text, status) in enumerate(given):
        answer = sam.call("PATCH", path, {"name": f"华强{number}"}, if_match=text)
        assert answer.status_code == status, text
        if status != 200:
            code = "if_match_weak" if text.startswith("W/") else codes[status]
            assert answer.json()["code"] == code, text
    assert sam.call("DELETE", path, if_match='"1", "7"').status_code == 412
    assert sam.call("DELETE", path, if_match="*").status_code == 204
    assert sam.call("DELETE", path, if_match="*").status_code == 404


@pytest.mark.parametrize(("path", "query", "hint"), [
    ("/customer", {"fields": "nam"}, "name"), ("/customer", {"sort": "-levl"}, "level"),
    ("/customer", {"fields": "owner.accout"}, "owner.account"), ("/customer", {"limt": "1"}, "limit"),
    ("/customer/aggregate", {"group": "created_att:quarter"}, "created_at"),
    ("/customer/aggregate", {"measures": "sum:annual_revenu"}, "annual_revenue"),
    ("/customer", {"fields": "colour"}, ""), ("/customer", {"fields": "x" * 5_000}, ""),
])  # fmt: skip
def test_misspelt_names_are_answered_with_the_nearest_one(
    path: str, query: dict[str, str], hint: str, desk: Sit
) -> None:
    sam = desk("sam")
    refused = sam.client.get(
        f"/api/v1{path}", params=query, headers={"authorization": f"Bearer {sam.token}"}
    )
    assert refused.status_code in (400, 422)
    detail = refused.json()["detail"]
    assert detail.endswith(f"(您是不是想写: {hint})") if hint else "想写" not in detail


def test_a_search_needs_something_to_look_for(desk: Sit) -> None:
    refused = desk("sam").call("GET", "/search")
    assert (refused.status_code, refused.json()["code"]) == (400, "parameter_missing")
