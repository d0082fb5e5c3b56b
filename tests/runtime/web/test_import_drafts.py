"""Imports that are prepared step by step over HTTP: laid down, mapped, rehearsed, begun and undone. On both databases."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
import xlsxwriter

from objectry.runtime.api import import_drafts
from objectry.runtime.api.organization import Organization
from objectry.runtime.jobs import sweep
from tests.runtime.conftest import ONE_DATABASE, Desk

Sit = Callable[[str], Desk]
PEOPLE = "Full name,手机,Mobile phone,生日,colour\n林月,13800138001,,3/15/1990,red\n"
CUSTOMERS = "客户名称,identifier,Employee-Number\n甲,C1,5\n乙,C2,many\n"


def _lay(desk: Desk, content: str | bytes, thing: str = "customer", name: str = "客户.csv") -> Any:
    headers = {"authorization": f"Bearer {desk.token}", "x-file-name": quote(name)}
    body = content.encode() if isinstance(content, str) else content
    return desk.client.post(f"/api/v1/{thing}/import/draft", content=body, headers=headers)


def _draft(desk: Desk, content: str | bytes, thing: str = "customer") -> tuple[str, Any]:
    answer = _lay(desk, content, thing)
    assert answer.status_code == 201, answer.text
    job = answer.json()["id"]
    return job, desk.get(f"/jobs/{job}/mapping")


def _fields(described: Any) -> dict[str, str]:
    return {one["column"]: one["field"] for one in described["mapping"]["columns"]}


def _work(organization: Organization) -> None:
    sweep.sweep(organization, "test", lambda: False)


def test_a_file_is_laid_down_and_nothing_is_imported_yet(
    desk: Sit, organization: Organization
) -> None:
    sam = desk("sam")
    answer = _lay(sam, CUSTOMERS)
    job = answer.json()
    assert answer.headers["location"] == f"/api/v1/jobs/{job['id']}"
    assert (job["state"], job["file"], job["object"]) == ("draft", "客户.csv", "customer")
    _work(organization)
    assert sam.get(f"/jobs/{job['id']}")["state"] == "draft"
    assert sam.get("/customer", count="exact")["count"] == 0


@ONE_DATABASE
def test_columns_are_taken_for_the_fields_that_they_are_called_like(desk: Sit) -> None:
    _, described = _draft(desk("sam"), CUSTOMERS)
    assert _fields(described) == {
        "客户名称": "name",
        "identifier": "identifier",
        "Employee-Number": "employee_number",
    }
    _, described = _draft(desk("sam"), "Customer nam,colour\n甲,red\n")
    assert _fields(described) == {"Customer nam": "name"}
    assert described["mapping"]["ignore"] == ["colour"]


@ONE_DATABASE
@pytest.mark.parametrize(
    ("texts", "date_format"),
    [
        (("2026-03-15", "2026/3/5"), None),
        (("3/15/2026", "12/1/2026"), "M/D/YYYY"),
        (("15/3/2026", "1/12/2026"), "D/M/YYYY"),
        (("15.3.2026",), "D.M.YYYY"),
        (("soon", "3/15/2026"), None),
    ],
)
def test_dates_are_read_as_all_of_them_are_written(
    desk: Sit, texts: tuple[str, ...], date_format: str | None
) -> None:
    content = "name,coop_start\n" + "".join(f"甲,{text}\n" for text in texts)
    _, described = _draft(desk("sam"), content)
    assert described["mapping"]["columns"][1]["date_format"] == date_format


@ONE_DATABASE
def test_numbers_are_read_as_all_of_them_are_written(desk: Sit) -> None:
    content = 'name,annual_revenue\n甲,"1.250.000,50"\n乙,"80.000,00"\n'
    _, described = _draft(desk("sam"), content)
    assert described["mapping"]["columns"][1]["decimal_mark"] == ","


def test_an_import_is_mapped_rehearsed_begun_and_undone(
    desk: Sit, organization: Organization
) -> None:
    sam = desk("sam")
    job, described = _draft(sam, "Firma,identifier,industry\n甲,C1,technolgy\n乙,C2,\n丙,,?\n")
    columns = [
        {"column": "Firma", "field": "name"},
        {"column": "identifier", "field": "identifier"},
        {
            "column": "industry",
            "field": "industry",
            "values": {"technolgy": "technology", "?": ""},
        },
    ]
    wanted = {**described["mapping"], "columns": columns, "ignore": []}
    del wanted["key"]
    answer = sam.call("PUT", f"/jobs/{job}/mapping", wanted)
    assert answer.status_code == 200, answer.text
    trial = sam.call("POST", f"/jobs/{job}/start?dry_run=true").json()
    _work(organization)
    assert sam.get(f"/jobs/{trial['id']}")["counts"] == {"created": 3}
    assert sam.get("/customer", count="exact")["count"] == 0
    begun = sam.call("POST", f"/jobs/{job}/start")
    assert (begun.status_code, begun.json()["id"]) == (202, job)
    _work(organization)
    done = sam.get(f"/jobs/{job}")
    assert (done["state"], done["counts"], done["file"]) == ("done", {"created": 3}, "客户.csv")
    found = sam.get("/customer", sort="identifier")["records"]
    assert sorted(str(one["industry"]) for one in found) == ["None", "None", "technology"]
    again = sam.call("POST", f"/jobs/{job}/start")
    assert again.json()["code"] == "draft_started"
    undo = sam.call("POST", f"/jobs/{job}/undo")
    assert (undo.status_code, undo.json()["kind"]) == (202, "undo_import")
    _work(organization)
    assert sam.get(f"/jobs/{undo.json()['id']}")["counts"] == {"deleted": 3}
    assert sam.get("/customer", count="exact")["count"] == 0


@ONE_DATABASE
def test_what_does_not_fit_is_told_when_it_shall_begin(desk: Sit) -> None:
    sam = desk("sam")
    job, described = _draft(sam, "a,b\n甲,1\n")
    wanted = {"object": "customer", "columns": [{"column": "a", "field": "colour"}]}
    assert sam.call("PUT", f"/jobs/{job}/mapping", wanted).status_code == 200
    refused = sam.call("POST", f"/jobs/{job}/start")
    assert refused.json()["code"] == "import_mapping_unfit"
    assert [one["field"] for one in refused.json()["errors"]] == ["colour", "b"]
    wrong = sam.call("PUT", f"/jobs/{job}/mapping", {**wanted, "object": "contact"})
    assert wrong.json()["code"] == "import_mapping_object"
    wrong = sam.call("PUT", f"/jobs/{job}/mapping", {"object": "customer", "colour": 1})
    assert wrong.status_code == 422
    assert sam.get(f"/jobs/{job}/mapping")["mapping"]["columns"][0]["field"] == "colour"


@ONE_DATABASE
def test_the_mapping_of_the_last_import_comes_back_for_the_same_columns(
    desk: Sit, organization: Organization
) -> None:
    sam, content = desk("sam"), "Firma,identifier,colour\n甲,C1,red\n"
    job, described = _draft(sam, content)
    assert not described["remembered"]
    wanted = {"object": "customer", "operation": "upsert", "key": "identifier",
              "columns": [{"column": "Firma", "field": "name"}], "ignore": ["colour"]}  # fmt: skip
    sam.call("PUT", f"/jobs/{job}/mapping", wanted)
    assert sam.call("POST", f"/jobs/{job}/start").status_code == 202
    _, again = _draft(sam, content.replace("C1", "C2"))
    assert again["remembered"] and again["mapping"]["operation"] == "upsert"
    assert _fields(again) == {"Firma": "name", "identifier": "identifier"}
    _, other = _draft(desk("sue"), content)
    assert not other["remembered"]


@ONE_DATABASE
def test_another_sheet_or_header_row_is_read_anew(desk: Sit) -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("说明").write_row(0, 0, ["只是说明"])
        sheet = book.add_worksheet("客户")
        sheet.write_row(0, 0, ["ERP 导出", "x"])
        sheet.write_row(1, 0, ["客户名称", "identifier"])
        sheet.write_row(2, 0, ["甲", "C1"])
    sam = desk("sam")
    job, described = _draft(sam, out.getvalue())
    assert described["sheets"] == ["说明", "客户"] and described["header"] == ["只是说明"]
    file = {"sheet": "客户", "header_row": 2}
    answer = sam.call("PUT", f"/jobs/{job}/mapping", {"object": "customer", "file": file})
    assert answer.status_code == 200, answer.text
    described = answer.json()
    assert (described["header"], described["rows"]) == (["客户名称", "identifier"], 1)
    assert _fields(described) == {"客户名称": "name", "identifier": "identifier"}
    file = {"sheet": "没有这个"}
    answer = sam.call("PUT", f"/jobs/{job}/mapping", {"object": "customer", "file": file})
    assert answer.json()["code"] == "import_sheet_unknown"


@ONE_DATABASE
def test_a_draft_is_its_users_own(desk: Sit, organization: Organization) -> None:
    sam = desk("sam")
    job, described = _draft(sam, CUSTOMERS)
    wanted = {"object": "customer"}
    for other in (desk("sue"), desk("admin")):
        assert other.call("GET", f"/jobs/{job}/mapping").status_code == 404
        assert other.call("PUT", f"/jobs/{job}/mapping", wanted).status_code == 404
        assert other.call("POST", f"/jobs/{job}/start").status_code == 404
    assert _lay(desk("rob"), CUSTOMERS).status_code == 403
    assert _lay(sam, CUSTOMERS, "profile").status_code == 404
    assert _lay(sam, b"\0\1\2").json()["code"] == "import_file_kind"


@ONE_DATABASE
def test_a_draft_is_discarded_by_its_user_or_by_newer_ones(
    desk: Sit, organization: Organization
) -> None:
    sam = desk("sam")
    drafts = [_draft(sam, CUSTOMERS)[0] for _ in range(import_drafts.DRAFTS + 1)]
    states = [sam.get(f"/jobs/{job}")["state"] for job in drafts]
    assert states == ["cancelled", *["draft"] * import_drafts.DRAFTS]
    assert sam.call("POST", f"/jobs/{drafts[1]}/cancel").json()["state"] == "cancelled"
    assert sam.call("GET", f"/jobs/{drafts[1]}/mapping").json()["code"] == "draft_started"


@ONE_DATABASE
def test_another_mapping_ends_the_rehearsal_of_the_former_one(desk: Sit) -> None:
    sam = desk("sam")
    job, described = _draft(sam, CUSTOMERS)
    trial = sam.call("POST", f"/jobs/{job}/start?dry_run=true").json()["id"]
    mapping = {name: value for name, value in described["mapping"].items() if value is not None}
    mapping["columns"] = mapping["columns"][:2]
    mapping["columns"] = [
        {"column": one["column"], "field": one["field"]} for one in mapping["columns"]
    ]
    mapping["ignore"] = ["Employee-Number"]
    assert sam.call("PUT", f"/jobs/{job}/mapping", mapping).status_code == 200
    assert sam.get(f"/jobs/{trial}")["state"] == "cancelled"


@ONE_DATABASE
def test_old_drafts_are_swept_away(desk: Sit, organization: Organization) -> None:
    sam = desk("sam")
    job, _ = _draft(sam, CUSTOMERS)
    sweep.tidy(organization)
    assert sam.get(f"/jobs/{job}")["state"] == "draft"
    settings = organization.settings
    clock: Any = organization.clock
    clock.now = clock.now.replace(year=clock.now.year + 1)
    organization.settings = settings.model_copy(update={"job_days": 1})
    sweep.tidy(organization)
    assert sam.call("GET", f"/jobs/{job}").status_code == 404


@ONE_DATABASE
def test_columns_of_an_export_may_be_called_by_their_labels(desk: Sit) -> None:
    sam = desk("sam")
    sam.create("customer", name="甲")
    answer = sam.call("GET", "/customer/export?fields=name,owner.name&labels=true")
    assert answer.content.decode("utf-8-sig").splitlines() == ["客户名称,负责人 / 姓名", "甲,山姆"]
