"""Who sees pages, in which language, and what a page says when there is nothing to see."""

from collections.abc import Callable

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.web.pages.endpoint import Page
from tests.runtime.conftest import ONE_DATABASE
from tests.runtime.web.pages.conftest import Browser, drawn

pytestmark = ONE_DATABASE
Sit = Callable[[str], Browser]


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/", "/sign-in"),
        ("/o/customer", "/sign-in?next=%2Fo%2Fcustomer"),
        ("/o/customer?sort=-name", "/sign-in?next=%2Fo%2Fcustomer%3Fsort%3D-name"),
    ],
)
def test_whoever_has_not_signed_in_is_sent_to_do_so(
    stranger: Browser, path: str, target: str
) -> None:
    answer = stranger.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, target)
    part = stranger.get(path, hx_request="true")
    assert (part.status_code, part.headers["hx-redirect"]) == (204, target)


def test_a_page_is_in_the_language_of_its_reader(browser: Sit) -> None:
    sam = browser("sam")
    page = sam.get("/", "en")  # what the browser likes counts until somebody is known
    assert '<html lang="zh-CN"' in page.text and "山姆，您好" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_the_menu_leads_to_what_the_user_may_open(browser: Sit) -> None:
    page = browser("sam").page("/o/customer")
    links = page.all("a", "href")
    assert {"/o/customer", "/o/opportunity", "/o/task"} <= set(links)
    assert page.one("a", href="/o/customer", **{"class": "o-item"})["aria-current"] == "page"
    assert page.one("meta", name="csrf")["content"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/o/no_such_object", 404),
        ("/o/profile", 404),  # nothing that a salesman may know of
        ("/o/customer/0190a5c0-0000-7000-8000-000000000009", 404),
        ("/o/customer/what", 404),
        ("/o/customer?sort=no_such_field", 422),
        ("/o/customer?colour=red", 400),
        ("/o/task/new?no_such_field=1", 422),
        ("/nowhere", 404),
    ],
)
def test_what_cannot_be_shown_is_told_on_a_page(browser: Sit, path: str, status: int) -> None:
    answer = browser("sam").get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "text/html; charset=utf-8",
    )
    page = drawn(answer.text)
    assert page.texts("h1") and "{" not in page.texts("h1")[0]
    assert "/" in page.all("a", "href")


def test_programs_are_told_in_json_that_there_is_no_such_address(stranger: Browser) -> None:
    assert stranger.client.get("/nowhere").json()["code"] == "path_unknown"
    assert stranger.get("/api/v1/nowhere/at/all").json()["code"] == "path_unknown"


def test_a_defect_shows_its_number_and_nothing_else(
    browser: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = browser("sam")
    monkeypatch.setattr(Page, "__init__", None)
    answer = sam.get("/")
    assert answer.status_code == 500
    assert (
        "编号" in answer.text and "Traceback" not in answer.text and "TypeError" not in answer.text
    )


def test_scripts_come_from_us_and_nothing_is_written_into_pages(browser: Sit) -> None:
    sam = browser("sam")
    for path in ("/sign-in", "/", "/o/customer", "/o/customer/new", "/nowhere"):
        answer = sam.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy
        page = drawn(answer.text)
        assert all(text == "" for text in page.texts("script")), path
        assert not [
            name
            for _, given, _ in page.parts
            for name in given
            if name.startswith(("on", "style"))
        ], path


def test_what_users_wrote_is_never_html(organization: Organization, browser: Sit) -> None:
    sam = browser("sam")
    csrf = sam.page("/").one("meta", name="csrf")["content"]
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }}'
    body = {"name": hostile, "comment": hostile}
    made = sam.client.post("/api/v1/customer", json=body, headers={"x-csrf-token": csrf})
    assert made.status_code == 201, made.text
    for path in (
        "/o/customer",
        f"/o/customer/{made.json()['id']}",
        f"/o/customer/{made.json()['id']}/edit",
    ):
        text = sam.get(path).text
        assert "<script>alert" not in text and "<img" not in text
        assert "&lt;script&gt;alert(1)" in text and "{{ 7 * 7 }}" in text
