"""The pages by which files come in and go out: what they offer, what they show of an import, and to whom."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from objectry.runtime.api import records
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from objectry.runtime.jobs import sweep
from tests.runtime.conftest import ONE_DATABASE
from tests.runtime.web.pages.conftest import Browser, drawn

Sit = Callable[[str], Browser]
CONTENT = "Firma,identifier,industry,parent\n甲,C1,technolgy,乙\n乙,C2,电子与科技,\n丙,C3,technolgy,没有\n"
COLUMNS = [
    {"column": "Firma", "field": "name"},
    {"column": "identifier", "field": "identifier"},
    {"column": "industry", "field": "industry"},
    {"column": "parent", "field": "parent"},
]


def _call(browser: Browser, method: str, path: str, body: bytes | Any = b"") -> Any:
    csrf = browser.page("/").one("meta", name="csrf")["content"]
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = browser.client.request(
        method, f"/api/v1{path}", content=content, headers={"x-csrf-token": csrf}
    )
    assert answer.is_success, answer.text
    return answer.json()


def _draft(browser: Browser, content: str = CONTENT, columns: Any = COLUMNS) -> str:
    job: str = _call(browser, "POST", "/customer/import/draft", content.encode())["id"]
    wanted = {"object": "customer", "columns": columns}
    _call(browser, "PUT", f"/jobs/{job}/mapping", wanted)
    return job


def _work(organization: Organization) -> None:
    sweep.sweep(organization, "test", lambda: False)


@ONE_DATABASE
def test_a_list_leads_to_import_and_export_for_those_who_may(browser: Sit) -> None:
    links = browser("sam").page("/o/customer?view=mine&sort=name").all("a", "href")
    assert "/o/customer/import" in links and "/imports" in links
    assert any(
        one.startswith("/o/customer/export?") and "view=mine" in one and "sort=name" in one
        for one in links
    )
    links = browser("rob").page("/o/customer").all("a", "href")
    assert "/o/customer/import" not in links
    assert browser("rob").get("/o/customer/import").status_code == 403


@ONE_DATABASE
def test_the_columns_are_shown_with_their_guesses_and_first_rows(browser: Sit) -> None:
    sam = browser("sam")
    job: str = _call(sam, "POST", "/customer/import/draft", CONTENT.encode())["id"]
    page = sam.page(f"/imports/{job}")
    assert page.one("li", **{"aria-current": "step"})["class"] == "o-current"
    chosen = page.texts("option", selected="")
    assert "识别码" in chosen and "行业" in chosen and "上级客户" in chosen
    assert {"甲", "乙", "丙"} <= set(page.texts("span"))
    unfit = _draft(sam, columns=[*COLUMNS, {"column": "Firma", "field": "identifier"}])
    page = sam.page(f"/imports/{unfit}?step=values")
    assert any("identifier" in text for text in page.texts("li"))


@ONE_DATABASE
def test_texts_that_mean_nothing_are_asked_about(browser: Sit) -> None:
    sam = browser("sam")
    page = sam.page(f"/imports/{_draft(sam)}?step=values")
    asked = page.all("tr", "data-text")
    assert asked == ["technolgy", "没有"]  # 乙 comes with the file
    assert page.texts("option", selected="") == ["电子与科技"]  # a guess
    assert "猜测" in page.texts("span")


@ONE_DATABASE
def test_a_text_that_was_given_a_meaning_shows_it(
    organization: Organization, browser: Sit
) -> None:
    sam = browser("sam")
    with organization.write(organization.principal("sam")) as context:
        other = create_record(context, "customer", {"name": "丁"}).id
    columns = [
        *COLUMNS[:2],
        {**COLUMNS[2], "values": {"technolgy": ""}},
        {**COLUMNS[3], "values": {"没有": other}},
    ]
    page = sam.page(f"/imports/{_draft(sam, columns=columns)}?step=values")
    assert page.texts("option", selected="") == ["留空"]
    assert "丁" in page.all("input", "value")
    known = _draft(sam, "Firma\n甲\n", COLUMNS[:1])
    assert sam.page(f"/imports/{known}?step=values").texts("p", **{"class": "empty-title"})


def test_an_import_is_watched_from_its_check_to_its_undo(
    organization: Organization, browser: Sit
) -> None:
    sam = browser("sam")
    job = _draft(sam)
    page = sam.page(f"/imports/{job}?step=check")
    assert f"/jobs/{job}/start?dry_run=true" in page.all("o-job-action", "data-path")
    _call(sam, "POST", f"/jobs/{job}/start?dry_run=true")
    page = sam.page(f"/imports/{job}?step=check")
    assert page.one("section", id="run")["hx-get"] == f"/imports/{job}?step=check"
    _work(organization)
    part = drawn(sam.get(f"/imports/{job}?step=check", hx_request="true").text)
    assert "hx-get" not in part.one("section", id="run") and part.texts("title") == []
    assert part.texts("dt") == ["被拒绝", "将新建"] or part.texts("dt") == ["将新建", "被拒绝"]
    assert part.texts("td", **{"data-label": "列"}) == ["industry", "industry", "parent"]
    _call(sam, "POST", f"/jobs/{job}/start")
    live = drawn(sam.get(f"/imports/{job}", hx_request="true").text)
    assert live.one("section", id="run")["hx-get"] == f"/imports/{job}"
    assert f"/jobs/{job}/cancel" in live.all("o-job-action", "data-path")
    _work(organization)
    page = sam.page(f"/imports/{job}")
    assert page.texts("dd") == ["2", "1"] or page.texts("dd") == ["1", "2"]
    assert "乙" in page.texts("a")
    assert f"/api/v1/jobs/{job}/errors" in page.all("a", "href")
    undo = _call(sam, "POST", f"/jobs/{job}/undo")["id"]
    _work(organization)
    page = sam.page(f"/imports/{undo}")
    assert page.texts("dt") == ["已删除"] and f"/imports/{job}" in page.all("a", "href")
    assert f"/imports/{undo}" in sam.page(f"/imports/{job}").all("a", "href")
    listed = sam.page("/imports")
    assert {f"/imports/{job}", f"/imports/{undo}"} <= set(listed.all("a", "href"))
    with organization.read(organization.principal("sam")) as context:
        assert records.list_records(context, "customer", records.ListRequest())["records"] == []


@ONE_DATABASE
def test_imports_of_others_are_not_there(organization: Organization, browser: Sit) -> None:
    sam = browser("sam")
    job = _draft(sam)
    sue = browser("sue")
    for path in (f"/imports/{job}", f"/imports/{job}?step=values", f"/imports/{job}?step=check"):
        assert sue.get(path).status_code == 404
    assert sue.page("/imports").texts("p", **{"class": "empty-title"}) == ["还没有导入过"]
    admin = browser("admin")
    assert admin.get(f"/imports/{job}").status_code == 404  # a draft is its user's own


@ONE_DATABASE
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/imports/what", 404),
        ("/imports?colour=red", 400),
        ("/o/no_such_object/import", 404),
        ("/o/no_such_object/export", 404),
        ("/o/customer/export?filter=colour", 422),
    ],
)
def test_what_is_not_there_is_told(browser: Sit, path: str, status: int) -> None:
    assert browser("sam").get(path).status_code == status


@ONE_DATABASE
def test_an_export_begins_with_the_columns_of_the_list(
    organization: Organization, browser: Sit
) -> None:
    sam = browser("sam")
    with organization.write(organization.principal("sam")) as context:
        create_record(context, "customer", {"name": "甲"})
    page = sam.page("/o/customer/export?view=mine")
    assert page.all("li", "data-name")[:2] == ["id", "name"]
    assert "我的客户 · 1 条记录" in page.texts("small")
    values = page.all("input", "value")
    assert {"name", "industry", "parent.name", "owner.name"} <= set(values)
    assert page.one("o-export")["data-view"] == "mine"
    ticked = sam.page("/o/customer/export?fields=level,name&sort=name&ticked=2")
    assert ticked.all("li", "data-name") == ["level", "name"]
    assert ticked.texts("small") == ["选定的 2 条记录"]
