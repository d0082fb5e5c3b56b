"""Hostile and broken input: a precise refusal, and nothing written."""

import base64
import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from objectry.runtime.web.app import WORDS
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]

BODIES = {
    "no JSON": (b"{", "body_not_json"),
    "NaN": (b'{"name": "x", "annual_revenue": NaN}', "body_constant"),
    "large": (b'{"name": "x", "annual_revenue": 1e39}', "annual_revenue: number_too_large"),
    "small": (b'{"name": "x", "employee_number": 1e-38}', "employee_number: integer_expected"),
    "infinite": (b'{"name": "x", "annual_revenue": 1e999}', "body_number"),
    "exponent without an end": (
        b'{"name": "x", "annual_revenue": 1e9999999999999999999}',
        "body_number",
    ),
    "next to nothing": (b'{"name": "x", "employee_number": 1e-999999999}', "body_number"),
    "nothing, far away": (b'{"name": "x", "employee_number": -0.0E+999999999}', "body_number"),
    "text with an exponent": (
        b'{"name": "x", "annual_revenue": "1e9999999999999999999"}',
        "annual_revenue: number_invalid",
    ),
    "5,000 digits": (b'{"name": "x", "annual_revenue": ' + b"9" * 5000 + b"}", "body_number"),
    "lone surrogate": (rb'{"name": "\ud800"}', "body_surrogate"),
    "NUL": (rb'{"name": "a\u0000b"}', "name: text_control"),
    "too long": (b'{"name": "' + b"x" * 5000 + b'"}', "name: text_too_long"),
    "wrong type": (b'{"name": 5}', "name: value_wrong_type"),
    "list for text": (b'{"name": ["x"]}', "name: value_wrong_type"),
    "doubled key": (b'{"name": "x", "name": "y"}', "body_key_twice"),
    "not UTF-8": (b'{"name": "\xff"}', "body_not_utf8"),
    "deep": (b'{"name": ' + b"[" * 5000 + b"]" * 5000 + b"}", "body_too_deep"),
    "not an object": (b"[]", "record_not_object"),
    "nothing": (b"", "body_not_json"),
    "boolean as number": (
        b'{"name": "x", "annual_revenue": true}',
        "annual_revenue: value_wrong_type",
    ),
    "number beyond 64 bits": (
        b'{"name": "x", "employee_number": 99999999999999999999}',
        "employee_number: number_too_large",
    ),
    "ID that is none": (b'{"name": "x", "parent": "nobody"}', "parent: lookup_id"),
    "record that is not there": (
        b'{"name": "x", "parent": "0198a1c4-7d3e-7c11-9a55-0123456789ab"}',
        "parent: lookup_not_found",
    ),
    "field of the platform": (b'{"name": "x", "version": 7}', "version: field_read_only"),
    "prototype": (b'{"name": "x", "__proto__": {}}', "__proto__: field_unknown"),
    "SQL as a field": (
        b'{"name": "x", "name; DROP TABLE customer": 1}',
        "name; DROP TABLE customer: field_unknown",
    ),
}
"""Bodies with what is told of them: the code of the whole body, or the field that is wrong and why."""


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_is_refused_and_nothing_is_written(desk: Sit, name: str) -> None:
    sam = desk("sam")
    body, reason = BODIES[name]
    headers = {"authorization": f"Bearer {sam.token}"}
    refused = sam.client.post("/api/v1/customer", content=body, headers=headers)
    assert refused.status_code in (400, 422), refused.text
    told = refused.json()
    errors = [f"{error['field']}: {error['code']}" for error in told.get("errors", [])]
    assert (errors or [told["code"]]) == [reason]
    assert told["detail"]
    assert sam.get("/customer", count="exact")["count"] == 0


CELLS = [
    ("annual_revenue", "NaN", "number_invalid"),
    ("annual_revenue", "Infinity", "number_invalid"),
    ("annual_revenue", "1e999", "number_invalid"),
    ("annual_revenue", "9" * 5000, "number_invalid"),
    ("annual_revenue", "9" * 25, "number_too_large"),
    ("employee_number", "1.5", "integer_expected"),
    ("employee_number", "-0x1", "number_invalid"),
    ("founded_on", "2026-02-30", "date_invalid"),
    ("founded_on", "9" * 5000, "date_invalid"),
    ("do_not_disturb", "perhaps", "boolean_invalid"),
    ("level", "toString", "select_unknown"),
    ("phone", "9" * 5000, "phone_invalid"),
    ("owner", "' OR 1=1 --", "lookup_not_found"),
    ("parent", "x" * 5000, "lookup_not_found"),
    ("name", "x" * 5000, "text_too_long"),
    ("name", "a\x07b", "text_control"),
]


@pytest.mark.parametrize(("field", "cell", "code"), CELLS)
def test_a_bad_cell_is_told_by_row_and_column_and_its_row_is_not_saved(
    desk: Sit, field: str, cell: str, code: str
) -> None:
    sam = desk("sam")
    others = {"name": "坏", field: cell}
    lines = [",".join(others), ",".join("好" if one == "name" else "" for one in others)]
    lines.append(",".join(f'"{value}"' for value in others.values()))
    report = sam.client.post(
        "/api/v1/customer/import",
        content="\n".join(lines).encode(),
        headers={"authorization": f"Bearer {sam.token}"},
    ).json()
    assert (report["rows"], report["created"], report["failed"]) == (2, 1, 1)
    (error,) = report["errors"]
    assert (error["row"], error["column"], error["code"]) == (3, field, code)
    assert len(error["message"]) < 300, "a message does not repeat a book"
    assert [one["name"] for one in sam.get("/customer")["records"]] == ["好"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"name\na\x00b\n", "import_file_kind"),
        (b"name\n\xed\xa0\x80\n", "import_file_encoding"),
        (b"", "import_file_empty"),
    ],
)
def test_a_file_that_is_no_text_is_refused_as_a_whole(
    desk: Sit, content: bytes, code: str
) -> None:
    sam = desk("sam")
    headers = {"authorization": f"Bearer {sam.token}"}
    refused = sam.client.post("/api/v1/customer/import", content=content, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert sam.get("/customer", count="exact")["count"] == 0


def test_a_body_of_ten_megabytes_is_refused(desk: Sit) -> None:
    sam = desk("sam")
    headers = {"authorization": f"Bearer {sam.token}"}
    refused = sam.client.post("/api/v1/customer", content=b" " * 10_000_000, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")


def test_a_batch_that_is_too_large_is_refused(desk: Sit) -> None:
    body = {"operation": "create", "records": [{}] * 10_001}
    refused = desk("sam").call("POST", "/customer/bulk", body)
    assert (refused.status_code, refused.json()["code"]) == (413, "batch_too_large")


@pytest.mark.parametrize("body", [[], {"operation": "create"}, {"operation": 1, "records": []},
                                  {"operation": "drop", "records": []}, {"records": []},
                                  {"operation": "create", "records": [1]},
                                  {"operation": "create", "records": [], "x": 1}])  # fmt: skip
def test_a_batch_of_another_shape_is_refused(desk: Sit, body: object) -> None:
    assert desk("sam").call("POST", "/customer/bulk", body).status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        "name = 'x' OR 1=1 --",
        'name = "x"; DROP TABLE customer',
        "(" * 5000,
        "-" * 5000 + "1",
        'name = "' + "x" * 20_000 + '"',
        "name = \x00",
        "{__class__} = 1",
        "customer.password = 1",
        "owner.hash = 1",
        "name = #2026-99-99#",
        "LAST_N_DAYS(99999999999)",
        "created_at = LAST_N_DAYS(0)",
        'name = "a\x00b"',
        " || ".join(["do_not_disturb"] * 600),
        "+".join(["1"] * 3000) + " = 1",
        "created_at > #0001-01-01T00:00:00+08:00#",
    ],
)
def test_a_bad_filter_is_refused(desk: Sit, text: str) -> None:
    sam = desk("sam")
    headers = {"authorization": f"Bearer {sam.token}"}
    refused = sam.client.get("/api/v1/customer", params={"filter": text}, headers=headers)
    assert refused.status_code in (400, 422), refused.text


def test_a_wrong_filter_is_told_with_its_place(desk: Sit) -> None:
    text = 'name = "x" &&\n  created_at = LAST_N_DAYS(0)'
    refused = desk("sam").call("GET", f"/customer?{urlencode({'filter': text})}").json()
    (error,) = refused["errors"]
    assert (error["code"], error["line"], error["column"]) == ("formula_count_range", 2, 28)
    assert "第 2 行第 28 列" in refused["detail"]


@pytest.mark.parametrize("path", ["/customer/x", "/customer/%00", "/nothing", "/x/y/z/w",
                                  "/customer/0198a1c4-7d3e-7c11-9a55-0123456789ab", "/sys_token"])  # fmt: skip
def test_addresses_that_lead_nowhere_are_not_found(desk: Sit, path: str) -> None:
    refused = desk("admin").call("GET", path)
    assert refused.status_code == 404
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("word", WORDS)
def test_words_of_the_api_are_no_objects(desk: Sit, word: str) -> None:
    sam = desk("sam")
    assert sam.call("GET", f"/{word}").json().get("code") != "object_unknown"
    assert sam.call("GET", f"/{word}x").json()["code"] == "object_unknown"


def test_methods_that_there_are_not_are_refused(desk: Sit) -> None:
    refused = desk("sam").call("PUT", "/customer", {})
    assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")


def test_extreme_numbers_in_filters_are_compared_not_overflowed(desk: Sit) -> None:
    sam = desk("sam")
    sam.create("customer", name="x", annual_revenue="5")
    for text, count in (
        ("annual_revenue < 99999999999999999999999", 1),
        ("annual_revenue > -99999999999999999999999", 1),
        ("annual_revenue = 5.001", 0),
        ("annual_revenue > 4.999", 1),
        ("annual_revenue >= 5.001", 0),
        ("annual_revenue <= 4.999", 0),
        ("annual_revenue <> 5.001", 1),
    ):
        assert sam.get("/customer", filter=text, count="exact")["count"] == count, text


def test_the_ends_of_the_calendar_can_be_compared_with(desk: Sit) -> None:
    sam = desk("sam")
    sam.create("customer", name="x", founded_on="2020-01-01")
    for text, count in (
        ("created_at > #0001-01-01#", 1),
        ("created_at < #9999-12-31#", 1),
        ("created_at > #9999-12-31#", 0),
        ("created_at >= #0001-01-01 00:00#", 1),
        ("founded_on > #0001-01-01#", 1),
        ("founded_on = LAST_N_YEARS(9999)", 1),
        ("founded_on > #9999-12-31T23:59:59Z#", 0),
        ("founded_on < #0001-01-01T00:00:00Z#", 0),
    ):
        assert sam.get("/customer", filter=text, count="exact")["count"] == count, text


def test_keys_and_values_with_half_characters_are_refused(desk: Sit) -> None:
    sam = desk("sam")
    headers = {"authorization": f"Bearer {sam.token}"}
    for body in (rb'{"\ud800": 1}', rb'{"name": "\udfff"}'):
        refused = sam.client.post("/api/v1/customer", content=body, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (400, "body_surrogate")
    whole = sam.client.post(
        "/api/v1/customer", content=rb'{"name": "\ud83d\ude00"}', headers=headers
    )
    assert whole.json()["name"] == "😀"


def test_a_sign_in_with_odd_characters_is_a_wrong_one(desk: Sit) -> None:
    client = desk("sam").client
    for account in ("a\x00b", "", "x" * 10_000, "' OR 1=1 --"):
        refused = client.post("/api/v1/session", json={"account": account, "password": "x" * 20})
        assert (refused.status_code, refused.json()["code"]) == (401, "sign_in_wrong")


def test_more_look_ups_than_a_database_joins_are_refused(desk: Sit) -> None:
    people = ("owner", "created_by", "updated_by", "deleted_by", "applicant", "recent_activity_by")
    paths = [
        f"{a}.{b}.{c}"
        for a in people
        for b in ("manager", "created_by", "updated_by")
        for c in ("manager", "role", "created_by")
    ]
    refused = desk("admin").call("GET", f"/customer?fields={','.join(paths)}")
    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_joins")


@pytest.mark.parametrize(
    "text",
    ['PINYIN(name) = "hua"', "MEDIAN(amount, 1) > 2", 'REGEX_EXTRACT(name, "a") = "a"'],
)
def test_a_filter_that_no_database_can_judge_is_refused(desk: Sit, text: str) -> None:
    sam = desk("sam")
    for path in ("/opportunity", "/opportunity/aggregate"):
        refused = sam.client.get(
            f"/api/v1{path}",
            params={"filter": text},
            headers={"authorization": f"Bearer {sam.token}"},
        )
        assert refused.status_code == 422, refused.text
        assert refused.json()["errors"][0]["code"] == "formula_not_in_filter"


def test_a_filter_that_grows_without_end_in_a_database_is_refused(desk: Sit) -> None:
    sam, text = desk("sam"), "amount"
    for _ in range(20):  # GREATEST skips nothing, so its SQL names each argument twice
        text = f"MAX({text}, 1)"
    refused = sam.client.get(
        "/api/v1/opportunity",
        params={"filter": f"{text} > 1"},
        headers={"authorization": f"Bearer {sam.token}"},
    )
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["code"] == "formula_too_nested"


def test_no_list_sorts_groups_or_measures_without_end(desk: Sit) -> None:
    sam = desk("sam")
    fields = [f"{part}{at}" for at in range(30) for part in ("name", "stage")]
    for path, query in (
        ("/opportunity", {"sort": ",".join(fields)}),
        ("/opportunity/aggregate", {"group": ",".join(fields)}),
        ("/opportunity/aggregate", {"measures": ",".join(f"sum:{name}" for name in fields)}),
    ):
        refused = sam.call("GET", f"{path}?{urlencode(query)}")
        assert refused.status_code == 422, refused.text
        assert refused.json()["code"] == "too_many_terms"


def test_a_cursor_holds_plain_ids_only(desk: Sit) -> None:
    sam = desk("sam")
    nobody = "00000000-0000-0000-0000-000000000000"
    for key in ({"name": "x"}, "x", 5, [nobody]):
        forged = base64.urlsafe_b64encode(json.dumps(["customer,id", [key, nobody]]).encode())
        query = urlencode({"sort": "customer", "after": forged.decode()})
        refused = sam.call("GET", f"/opportunity?{query}")
        assert refused.status_code == 422, (key, refused.text)


def test_a_filter_cannot_leave_the_view_that_it_narrows(desk: Sit) -> None:
    sam = desk("sam")
    sam.create("customer", name="华强")
    for text in ("true) || (true", "true // "):
        query = urlencode({"view": "key_accounts", "filter": text})
        answer = sam.call("GET", f"/customer?{query}")
        assert answer.status_code == 422 or not answer.json()["records"], text


def test_many_unknown_fields_cost_little(desk: Sit) -> None:
    records = [{f"unknown_field_{row}_{at}": "x" for at in range(300)} for row in range(300)]
    begun = time.process_time()
    answer = desk("sam").call(
        "POST", "/customer/bulk", {"operation": "create", "records": records}
    )
    assert {result["status"] for result in answer.json()["results"]} == {"failed"}
    assert time.process_time() - begun < 10, "it was more than a minute"


@pytest.mark.parametrize("version", ["1", 1.0, True, 0, -1, [1]])
def test_a_version_in_a_batch_is_a_whole_number(desk: Sit, version: object) -> None:
    sam = desk("sam")
    record = sam.create("customer", name="华强")
    change = {"id": record["id"], "version": version, "name": "x"}
    refused = sam.call("POST", "/customer/bulk", {"operation": "update", "records": [change]})
    assert refused.status_code == 422, refused.text
    assert refused.json()["code"] == "version_wrong"


@pytest.mark.parametrize("path", ["/customer", "/files", "/metadata/plan", "/session"])
def test_a_body_that_says_it_is_compressed_is_refused(desk: Sit, path: str) -> None:
    sam = desk("sam")
    headers = {
        "authorization": f"Bearer {sam.token}",
        "content-encoding": "gzip",
        "content-type": "application/json",
    }
    answer = sam.client.post(f"/api/v1{path}", content=b'{"name": "x"}', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "body_encoded"), answer.text
    assert sam.get("/customer", count="exact")["count"] == 0


@pytest.mark.parametrize("query", ["filter=%ff", "filter=name%3D%22%ed%a0%80%22", "%ff=1"])
def test_a_query_that_is_no_utf8_is_refused_and_not_guessed(desk: Sit, query: str) -> None:
    refused = desk("sam").call("GET", f"/customer?{query}")
    assert (refused.status_code, refused.json()["code"]) == (400, "query_not_utf8")


@pytest.mark.parametrize(
    ("query", "allowed"),
    [
        ("operation=x", "create, update, upsert"),
        ("dry_run=1", "true, false"),
        ("background=yes", "true, false"),
        ("mapping=object:%20contact", "customer"),
    ],
)
def test_a_parameter_that_cannot_be_is_told_with_what_can(
    desk: Sit, query: str, allowed: str
) -> None:
    refused = desk("sam").call("POST", f"/customer/import?{query}", "x")
    assert (refused.status_code, refused.json()["code"]) == (400, "parameter_wrong")
    assert refused.json()["detail"].endswith(allowed)


@pytest.mark.parametrize("operation", ["create", "delete"])
def test_a_key_that_nobody_would_look_at_is_refused(desk: Sit, operation: str) -> None:
    body = {"operation": operation, "key": "identifier", "records": [{"identifier": "A1"}]}
    refused = desk("sam").call("POST", "/customer/bulk", body)
    assert (refused.status_code, refused.json()["code"]) == (400, "key_unused")
