"""Jobs over HTTP, on both databases."""

import csv
import io
import time
from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from objectry.runtime.api.organization import Organization
from objectry.runtime.jobs import sweep
from objectry.runtime.web.app import build_app
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]
NOBODY = "01a2076b-4fb8-734f-9e75-aff44bcb149c"


def _import(desk: Desk, text: str, **query: str) -> Any:
    headers = {"authorization": f"Bearer {desk.token}", "accept-language": "en"}
    return desk.client.post(
        "/api/v1/customer/import", params=query, content=text.encode(), headers=headers
    )


def _work(organization: Organization) -> None:
    sweep.sweep(organization, "test", lambda: False)


def test_a_small_file_is_imported_at_once_and_a_large_one_becomes_a_job(
    desk: Sit, organization: Organization
) -> None:
    sam = desk("sam")
    limit = organization.settings.import_rows_at_once
    assert _import(sam, "name\n甲\n").status_code == 200
    answer = _import(sam, "name\n" + "".join(f"公司{n}\n" for n in range(limit + 1)))
    assert answer.status_code == 202
    job = answer.json()
    assert answer.headers["location"] == f"/api/v1/jobs/{job['id']}"
    assert (job["kind"], job["object"], job["state"], job["total"]) == (
        "import",
        "customer",
        "waiting",
        None,
    )
    assert sam.get("/customer", count="exact", limit=1)["count"] == 1


def test_a_job_shows_its_progress_its_errors_and_its_error_file(
    desk: Sit, organization: Organization
) -> None:
    sam = desk("sam")
    text = "name,employee_number\n甲,1\n,2\n=乙,many\n丙,3\n"
    job = _import(sam, text, background="true").json()
    _work(organization)
    done = sam.get(f"/jobs/{job['id']}")
    assert (done["state"], done["done"], done["total"]) == ("done", 4, 4)
    assert done["counts"] == {"created": 2, "failed": 2}
    shown = [(one["row"], one["column"], one["value"], one["code"]) for one in done["errors"]]
    assert shown == [(3, "name", "", "required"), (4, "employee_number", "many", "number_invalid")]
    answer = sam.call("GET", f"/jobs/{job['id']}/errors")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert header == ["name", "employee_number", "错误原因"]
    assert [row[:2] for row in rows] == [["", "2"], ["'=乙", "many"]]
    mended = answer.content.decode().replace("many", "9")
    assert _import(sam, mended).json()["created"] == 1
    assert sam.get("/customer", filter='name = "=乙"')["records"][0]["employee_number"] == 9


def test_what_is_wrong_with_a_file_is_told_before_there_is_a_job(desk: Sit) -> None:
    sam = desk("sam")
    refused = _import(sam, "name,colour\n甲,red\n", background="true")
    assert refused.status_code == 422
    assert _import(sam, 'name\n"x', background="true").status_code == 400
    assert _import(sam, "name\nx\n", background="perhaps").status_code == 400
    assert _import(desk("rob"), "name\nx\n", background="true").status_code == 403
    assert sam.get("/jobs")["jobs"] == []


def test_a_job_is_seen_by_its_user_and_by_those_who_look_after_jobs(
    desk: Sit, organization: Organization
) -> None:
    sam, mia, admin = desk("sam"), desk("mia"), desk("admin")
    job = _import(sam, "name\n,\n", background="true", mapping="object: customer").json()
    path = f"/jobs/{job['id']}"
    unknown = mia.call("GET", f"/jobs/{NOBODY}").json()
    for method, end in (("GET", ""), ("GET", "/errors"), ("POST", "/cancel")):
        refused = mia.call(method, path + end)
        assert refused.status_code == 404
        assert refused.json() == unknown
    assert [one["id"] for one in sam.get("/jobs")["jobs"]] == [job["id"]]
    assert mia.get("/jobs")["jobs"] == admin.get("/jobs")["jobs"] == []
    assert admin.get(path)["id"] == job["id"]
    assert sam.call("GET", "/jobs/nothing").status_code == 404


def test_a_job_is_cancelled_once(desk: Sit, organization: Organization) -> None:
    sam = desk("sam")
    job = _import(sam, "name\n甲\n", background="true").json()
    assert sam.call("GET", f"/jobs/{job['id']}/errors").status_code == 404
    assert sam.call("POST", f"/jobs/{job['id']}/cancel").json()["state"] == "cancelled"
    assert sam.call("POST", f"/jobs/{job['id']}/cancel").status_code == 409
    _work(organization)
    assert sam.get(f"/jobs/{job['id']}")["state"] == "cancelled"
    assert sam.get("/customer", count="exact")["count"] == 0


def test_a_rehearsal_may_be_a_job(desk: Sit, organization: Organization) -> None:
    sam = desk("sam")
    job = _import(sam, "name\n甲\n", background="true", dry_run="true").json()
    _work(organization)
    done = sam.get(f"/jobs/{job['id']}")
    assert (done["state"], done["dry_run"], done["counts"]) == ("done", True, {"created": 1})
    assert sam.get("/customer", count="exact")["count"] == 0


def test_a_repeated_call_makes_one_job(desk: Sit) -> None:
    sam = desk("sam")
    headers = {"authorization": f"Bearer {sam.token}", "idempotency-key": "k"}
    first, second = (
        sam.client.post(
            "/api/v1/customer/import?background=true", content=b"name\nx\n", headers=headers
        )
        for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert first.headers["location"] == second.headers["location"]
    assert len(sam.get("/jobs")["jobs"]) == 1


def test_a_serving_process_works_on_jobs(desk: Sit, organization: Organization) -> None:
    sam = desk("sam")
    job = _import(sam, "name\n甲\n", background="true").json()
    with TestClient(build_app(organization)):
        for _ in range(600):
            if sam.get(f"/jobs/{job['id']}")["state"] == "done":
                break
            time.sleep(0.05)
    assert sam.get(f"/jobs/{job['id']}")["counts"] == {"created": 1}


def test_the_api_document_tells_of_jobs(desk: Sit) -> None:
    paths = desk("sam").get("/openapi.json")["paths"]
    assert "202" in paths["/api/v1/customer/import"]["post"]["responses"]
    assert {"/api/v1/jobs", "/api/v1/jobs/{id}", "/api/v1/jobs/{id}/errors"} <= set(paths)
    assert "post" in paths["/api/v1/jobs/{id}/cancel"]
    assert "/api/v1/customer/import" not in desk("rob").get("/openapi.json")["paths"]
