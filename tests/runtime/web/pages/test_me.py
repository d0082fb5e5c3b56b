"""A user's own pages: what he may change, how his pages look, and where he is signed in."""

from collections.abc import Callable

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, update_record
from objectry.runtime.database import identity
from objectry.runtime.database.system_tables import session
from tests.runtime.conftest import ONE_DATABASE, PASSWORD
from tests.runtime.web.pages.conftest import Browser, drawn

pytestmark = ONE_DATABASE
Sit = Callable[[str], Browser]


def test_the_menu_of_the_account_leads_there(browser: Sit) -> None:
    links = browser("sam").page("/").all("a", "href")
    assert {"/me", "/me/appearance", "/me/security"} <= set(links)


def test_the_profile_holds_what_is_ones_own(organization: Organization, browser: Sit) -> None:
    with organization.write(organization.principal("admin")) as context:
        values = {"email": "sam@example.com", "phone": "13800138000"}
        update_record(context, "user", accounts.user_id(context, "sam"), values, ANY_VERSION)
    page = browser("sam").page("/me")
    names = [one for one in page.all("input", "name") if one not in ("q", "old_password")]
    assert names == ["name", "email", "phone", "timezone"]
    assert page.one("input", name="name")["value"] == "山姆"
    assert page.one("input", name="email")["type"] == "email"
    assert "Asia/Shanghai" in page.all("option", "value")
    assert page.texts("dd") == ["sam"]


def test_what_is_chosen_stands_in_the_page_before_anything_is_drawn(browser: Sit) -> None:
    sam = browser("sam")
    csrf = sam.page("/").one("meta", name="csrf")["content"]
    chosen = {"theme": "dark", "color": "purple", "size": "large"}
    kept = {**chosen, "week_start": "sunday"}
    answer = sam.client.patch("/api/v1/preferences", json=kept, headers={"x-csrf-token": csrf})
    assert answer.status_code == 200
    for path, status in (("/", 200), ("/me/appearance", 200), ("/nowhere", 404), ("/o/what", 404)):
        found = sam.get(path)
        assert found.status_code == status
        html = drawn(found.text).one("html")
        assert [html[f"data-o-{name}"] for name in chosen] == ["dark", "purple", "large"], path
    page = sam.page("/me/appearance")
    assert [one["value"] for tag, one, _ in page.parts if "checked" in one] == [*kept.values()]


def test_an_address_that_there_is_not_is_told_in_the_language_of_the_reader(
    browser: Sit, stranger: Browser
) -> None:
    assert '<html lang="en"' in stranger.get("/nowhere", "en").text
    assert '<html lang="zh-CN"' in browser("sam").get("/nowhere", "en").text


def test_sessions_and_tokens_are_listed(organization: Organization, browser: Sit) -> None:
    sam = browser("sam")
    with organization.write() as context:
        accounts.create_token(context, "sam", '<b>"nightly"</b>', 90)
        accounts.create_token(context, "sue", "not his", None)
    text = sam.get("/me/security").text
    assert "&lt;b&gt;&#34;nightly&#34;&lt;/b&gt;" in text and "not his" not in text
    body = {"account": "sam", "password": PASSWORD}
    assert sam.client.post("/api/v1/session", json=body).status_code == 201
    page = sam.page("/me/security")
    paths = page.all("o-act", "data-path")
    assert paths[0] == "/session/sessions" and len(paths) == 3
    assert page.texts("span", **{"class": "badge bg-green-lt"}) == ["当前浏览器"]


def test_no_page_holds_a_secret(organization: Organization, browser: Sit) -> None:
    sam = browser("sam")
    cookie = next(iter(sam.client.cookies.values()))
    text = sam.get("/me/security").text
    assert cookie not in text and identity.digest(cookie) not in text
    with organization.read() as context:
        found = identity.credential_of(context.connection, context.state.tables, "sam")
    assert found and found.hash not in text and str(session.c.hash) not in text


@pytest.mark.parametrize("path", ["/me", "/me/appearance", "/me/security"])
def test_nobody_else_gets_there(stranger: Browser, path: str) -> None:
    assert stranger.get(path).headers["location"].startswith("/sign-in?next=%2Fme")


def test_pages_of_strangers_speak_both_languages_and_name_the_organisation(
    organization: Organization, stranger: Browser
) -> None:
    for path in ("/sign-in", "/forgot", "/new-password"):
        for language, tag in (("zh", "zh-CN"), ("en", "en")):
            page = stranger.page(f"{path}?lang={language}")
            assert page.one("html")["lang"] == tag
            assert f"{path}?lang=en" in [
                one.replace("next=%2F&", "") for one in page.all("a", "href")
            ]
    assert stranger.get("/welcome").headers["location"] == "/sign-in"
