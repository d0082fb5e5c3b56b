"""Import and export over HTTP, on both databases."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import xlsxwriter

from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def _import(desk: Desk, text: str | bytes, **query: str) -> Any:
    content = text.encode() if isinstance(text, str) else text
    headers = {"authorization": f"Bearer {desk.token}"}
    return desk.client.post(
        "/api/v1/customer/import", params=query, content=content, headers=headers
    )


def _export(desk: Desk, **query: str) -> Any:
    headers = {"authorization": f"Bearer {desk.token}"}
    return desk.client.get("/api/v1/customer/export", params=query, headers=headers)


def test_a_csv_file_is_matched_by_names_and_labels(desk: Sit) -> None:
    sam = desk("sam")
    report = _import(
        sam, '客户名称,annual_revenue,Phone\n华强,"1,234.5",13800138000\n,1,\n'
    ).json()
    assert (report["rows"], report["created"], report["failed"]) == (2, 1, 1)
    (error,) = report["errors"]
    assert (error["row"], error["column"], error["code"]) == (3, "客户名称", "required")
    (record,) = sam.get("/customer")["records"]
    assert (record["name"], record["annual_revenue"], record["phone"]) == (
        "华强",
        "1234.50",
        "+8613800138000",
    )


def test_a_dry_run_reports_the_same_and_saves_nothing(desk: Sit) -> None:
    sam = desk("sam")
    text = "name\n甲\n乙\n"
    rehearsed = _import(sam, text, dry_run="true").json()
    assert rehearsed["created"] == 2
    assert sam.get("/customer", count="exact")["count"] == 0
    assert _import(sam, text).json() == rehearsed


def test_chinese_encodings_and_other_delimiters_are_recognised(desk: Sit) -> None:
    sam = desk("sam")
    assert _import(sam, "客户名称;备注\n华强;好\n".encode("gbk")).json()["created"] == 1
    assert _import(sam, "\ufeff客户名称\t备注\n金桥\t好\n".encode()).json()["created"] == 1
    assert {record["name"] for record in sam.get("/customer")["records"]} == {"华强", "金桥"}


def test_unknown_columns_are_refused_before_anything_is_saved(desk: Sit) -> None:
    refused = _import(desk("sam"), "name,colour\n华强,red\n")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "import_column_unknown"
    assert "映射" not in refused.text


def test_an_upsert_changes_and_adds(desk: Sit) -> None:
    sam = desk("sam")
    _import(sam, "name,identifier\n甲,A1\n")
    report = _import(
        sam, "name,identifier\n甲甲,A1\n乙,A2\n", operation="upsert", key="identifier"
    ).json()
    assert (report["updated"], report["created"]) == (1, 1)


def test_a_mapping_says_what_a_header_cannot(desk: Sit) -> None:
    mapping = (
        "object: customer\ncolumns:\n"
        "  - {column: Firma, field: name}\n"
        "  - {column: Seit, field: coop_start, date_format: DD.MM.YYYY}\n"
        '  - {column: Umsatz, field: annual_revenue, decimal_mark: ","}\n'
        "ignore: [Notiz]\n"
    )
    sam = desk("sam")
    text = 'Firma,Seit,Umsatz,Notiz\nHuaqiang,24.12.2025,"1.234,50",x\n'
    assert _import(sam, text, mapping=mapping).json()["created"] == 1
    (record,) = sam.get("/customer")["records"]
    assert (record["coop_start"], record["annual_revenue"]) == ("2025-12-24", "1234.50")
    assert _import(sam, text, mapping="object: [").status_code == 422


def test_an_export_holds_no_formula_and_comes_back_unchanged(desk: Sit) -> None:
    sam = desk("sam")
    names = ["=1+1", "+86", "-x", "@cmd", "'=quoted", "'plain", "普通", 'with "quotes", commas']
    for name in names:
        sam.create("customer", name=name)
    exported = _export(sam, fields="id,name,owner", sort="name")
    assert exported.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(exported.content.decode("utf-8-sig"))))
    assert all(row["name"][0] not in "=+-@" for row in rows)
    again = _import(sam, exported.content, operation="update", key="id").json()
    assert (again["rows"], again["unchanged"], again["errors"]) == (len(names), len(names), [])
    workbook = _export(sam, fields="id,name,owner", format="xlsx").content
    again = _import(sam, workbook, operation="update", key="id").json()
    assert (again["unchanged"], again["errors"]) == (len(names), [])


def test_some_records_are_exported_in_the_order_of_the_list(desk: Sit) -> None:
    sam, sue = desk("sam"), desk("sue")
    known = {name: sam.create("customer", name=name)["id"] for name in "cab"}
    other = sue.create("customer", name="other")["id"]
    named = [known["c"], known["a"], other, "nothing"]
    headers = {"authorization": f"Bearer {sam.token}"}
    path = "/api/v1/customer/export?fields=name&sort=name"
    answer = sam.client.post(path, json={"records": named}, headers=headers)
    assert answer.content.decode("utf-8-sig").splitlines() == ["name", "a", "c"]
    many = known["b"], *(f"{number:032x}" for number in range(9_000))
    answer = sam.client.post(path, json={"records": many}, headers=headers)
    assert answer.content.decode("utf-8-sig").splitlines() == ["name", "b"]
    for wrong, status in (({"records": "x"}, 400), ({}, 400), ({"records": ["x"] * 10_001}, 413)):
        assert sam.client.post(path, json=wrong, headers=headers).status_code == status, wrong
    of_c = f'{path}&filter=name = "c"'
    refusals = {
        sam.client.post(address, json={"records": asked}, headers=headers).text
        for address, asked in (
            (path, [other]), (path, ["nothing"]), (path, [f"{1:032x}"]), (path, []), (of_c, [known["a"]]),
            (f"{path}&format=xlsx", [other]),
        )
    }  # fmt: skip
    (refused,) = map(json.loads, refusals)  # hidden, missing and left out are told alike
    assert (refused["status"], refused["code"]) == (404, "none_to_export")
    assert _export(sam, fields="name", filter='name = "d"').text.strip("\ufeff\r\n") == "name"


def test_numbers_and_phones_are_exported_as_they_are_and_wide_signs_are_guarded(
    desk: Sit,
) -> None:
    sam = desk("sam")
    for name, phone in (("＝1+1", "+8613800138000"), ("＠x", "02088888888"), ("\t=1", None)):
        sam.create("customer", name=name, phone=phone)
    exported = _export(sam, fields="id,name,phone", sort="created_at")
    rows = list(csv.DictReader(io.StringIO(exported.content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["'＝1+1", "'＠x", "'=1"]
    assert all(not row["phone"].startswith("'") for row in rows)
    again = _import(sam, exported.content, operation="update", key="id").json()
    assert (again["unchanged"], again["errors"]) == (3, [])


def test_headers_are_guarded_like_cells_and_come_back(desk: Sit) -> None:
    sam = desk("sam")
    mapping = 'object: customer\ncolumns: [{column: "=name", field: name}]\n'
    report = _import(sam, "'=name,employee_number\n,1\n", mapping=mapping).json()
    assert [(one["column"], one["code"]) for one in report["errors"]] == [("=name", "required")]


def test_a_wrong_cell_is_shown_as_it_stands_in_the_file(desk: Sit) -> None:
    (error,) = _import(desk("sam"), "name,employee_number\nx,many\n").json()["errors"]
    assert (error["column"], error["value"]) == ("employee_number", "many")


def test_a_row_with_too_many_cells_fails_like_any_other(desk: Sit) -> None:
    sam = desk("sam")
    report = _import(sam, "name,employee_number\nSmith, John,5\n华强,many\n甲,1\n").json()
    assert (report["created"], report["failed"]) == (1, 2)
    told = [(one["row"], one["column"], one["value"], one["code"]) for one in report["errors"]]
    assert told == [
        (2, "", "5", "import_row_long"),
        (3, "employee_number", "many", "number_invalid"),
    ]


def test_a_workbook_is_read_as_people_see_it(desk: Sit) -> None:
    """A cell with an error clears no value, and a percentage is no fraction of a percent."""
    admin = desk("admin")
    needed = {
        "customer": admin.create("customer", name="华强")["id"],
        "amount": "1",
        "close_date": "2026-12-31",
        "win_rate": "20",
    }
    made = admin.create("opportunity", name="甲", **needed)
    other = admin.create("opportunity", name="乙", win_reason_desc="keep me", **needed)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["id", "win_rate", "win_reason_desc", "note of mine"])
        sheet.write_row("A2", [made["id"]])
        sheet.write_number("B2", 0.3, book.add_format({"num_format": "0%"}))
        sheet.write_formula("D2", "=NA()", None, "#N/A")
        sheet.write_row("A3", [other["id"], 50])
        sheet.write_formula("C3", "=1/0", None, "#DIV/0!")
    mapping = "{object: opportunity, operation: update, key: id, ignore: [note of mine]}"
    answer = admin.client.post(
        "/api/v1/opportunity/import", params={"mapping": mapping}, content=out.getvalue(),
        headers={"authorization": f"Bearer {admin.token}"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert (report["updated"], report["failed"]) == (1, 1), report
    (error,) = report["errors"]
    assert (error["row"], error["column"], error["value"], error["code"]) == (
        3, "win_reason_desc", "#DIV/0!", "import_cell_error",
    )  # fmt: skip
    assert admin.get(f"/opportunity/{made['id']}")["win_rate"] == "30"
    kept = admin.get(f"/opportunity/{other['id']}")
    assert (kept["win_rate"], kept["win_reason_desc"]) == ("20", "keep me")


def test_what_is_no_table_is_refused(desk: Sit) -> None:
    sam = desk("sam")
    for content in (
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04broken",
        b"name,name\nx,y\n",
        b'name\n"x',
        b"\xff\xfe\xfd",
    ):
        refused = _import(sam, content)
        assert refused.status_code in (400, 422), content
        assert refused.json()["detail"]


def test_import_and_export_need_their_rights(desk: Sit) -> None:
    rob = desk("rob")
    assert _import(rob, "name\nx\n").status_code == 403
    assert _export(rob).status_code in (200, 403)
    assert _export(desk("sam"), format="pdf").status_code == 400


def test_a_name_that_is_the_code_of_another_record_is_not_exported_as_a_name(desk: Sit) -> None:
    admin = desk("admin")
    named = admin.create("product", name="X-1", code="A-9", list_price="1")
    admin.create("product", name="别的", code="X-1", list_price="1")
    sam = desk("sam")
    customer = sam.create("customer", name="华强")
    deal = sam.create(
        "opportunity", name="大单", customer=customer["id"], amount="1", close_date="2026-12-01"
    )
    sam.create(
        "opportunity_line",
        opportunity=deal["id"],
        product=named["id"],
        quantity="1",
        unit_price="1",
    )
    rows = sam.call("GET", "/opportunity_line/export?format=csv&fields=product").text.splitlines()
    assert rows[1] == named["id"]


def test_distinct_rows_need_the_column_that_tells_them_apart(desk: Sit) -> None:
    refused = desk("sam").client.post(
        "/api/v1/customer/import",
        files={
            "file": ("c.csv", "name\n华强\n"),
            "mapping": ("m.yaml", "object: customer\ndistinct: true\n"),
        },
        headers={"authorization": f"Bearer {desk('sam').token}"},
    )
    assert refused.status_code == 422, refused.text


def test_columns_that_are_only_read_come_back_as_they_are(desk: Sit) -> None:
    sam = desk("sam")
    parent = sam.create("customer", name="母公司", identifier="M1")
    sam.create("customer", name="子公司", parent=parent["id"], identifier="K1")
    fields = (
        "id,name,identifier,created_by,created_at,version,parent.name,parent.owner,owner.manager"
    )
    for kind in ("csv", "xlsx"):
        content = _export(sam, fields=fields, format=kind).content
        again = _import(sam, content, operation="update", key="id").json()
        assert (again["unchanged"], again["errors"]) == (2, []), kind
    wanted = _export(sam, fields="identifier,name,version,parent.name").content
    changed = wanted.decode("utf-8-sig").replace("K1,子公司", "K1,分公司")
    again = _import(sam, changed, operation="upsert", key="identifier").json()
    assert (again["updated"], again["unchanged"], again["errors"]) == (1, 1, [])


def test_columns_that_are_only_read_are_refused_when_they_say_something_else(desk: Sit) -> None:
    sam = desk("sam")
    record = sam.create("customer", name="华强", identifier="H1")
    text = "identifier,name,version,created_by,owner.name\nH1,金桥,7,苏苏,苏苏\n"
    for dry_run in ("true", "false"):
        report = _import(sam, text, operation="update", key="identifier", dry_run=dry_run).json()
        assert [(one["column"], one["code"], one["value"]) for one in report["errors"]] == [
            ("version", "echo_differs", "7"),
            ("created_by", "echo_differs", "苏苏"),
            ("owner.name", "path_read_only", "苏苏"),
        ]
    assert "“山姆”" in report["errors"][1]["message"]
    assert sam.get(f"/customer/{record['id']}")["name"] == "华强"


def test_a_new_record_takes_no_value_from_columns_that_are_only_read(desk: Sit) -> None:
    report = _import(desk("sam"), "name,version,owner.name\n甲,,\n乙,1,\n丙,,苏苏\n").json()
    assert report["created"] == 1
    assert [(one["row"], one["column"], one["code"]) for one in report["errors"]] == [
        (3, "version", "field_read_only"),
        (4, "owner.name", "path_read_only"),
    ]


def test_a_path_that_does_not_exist_or_is_hidden_is_an_unknown_column(desk: Sit) -> None:
    refused = _import(desk("sam"), "name,owner.password\n华强,x\n")
    assert refused.json()["errors"][0]["code"] == "import_column_unknown"


def test_by_is_refused_for_what_is_no_look_up(desk: Sit) -> None:
    mapping = "object: customer\ncolumns:\n  - {column: Firma, field: name, by: code}\n"
    refused = _import(desk("sam"), "Firma\n华强\n", mapping=mapping)
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["field"], error["code"]) == ("Firma", "import_by_unfit")


def test_one_column_may_fill_several_fields(desk: Sit) -> None:
    mapping = (
        "object: customer\ncolumns:\n"
        "  - {column: Firma, field: name}\n  - {column: Firma, field: identifier}\n"
    )
    sam = desk("sam")
    assert _import(sam, "Firma\nHQ\n", mapping=mapping).json()["created"] == 1
    (record,) = sam.get("/customer")["records"]
    assert (record["name"], record["identifier"]) == ("HQ", "HQ")
