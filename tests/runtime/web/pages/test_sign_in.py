"""The sign-in page: in both languages, and back to where one came from, if that is one of our pages."""

import pytest

from tests.runtime.conftest import ONE_DATABASE
from tests.runtime.web.pages.conftest import Browser

pytestmark = ONE_DATABASE


@pytest.mark.parametrize(
    ("path", "language", "tag", "word"),
    [
        ("/sign-in", "zh-CN", "zh-CN", "登录"),
        ("/sign-in", "en-GB", "en", "Sign in"),
        ("/sign-in?lang=en", "zh-CN", "en", "Sign in"),
        ("/sign-in?lang=zh", "en", "zh-CN", "登录"),
        ("/sign-in?lang=xx", "en", "en", "Sign in"),
    ],
)
def test_the_page_speaks_the_language_that_is_wanted(
    stranger: Browser, path: str, language: str, tag: str, word: str
) -> None:
    page = stranger.page(path, language)
    assert page.one("html")["lang"] == tag
    assert page.texts("button", **{"class": "btn btn-primary w-100"}) == [word]


@pytest.mark.parametrize(
    ("wanted", "followed"),
    [
        ("/o/customer", "/o/customer"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/%5Cevil.example", "/"),
        ("https://evil.example", "/"),
        ("/%09/evil.example", "/"),  # browsers leave tabs and line breaks out
        ("/%0A%5Cevil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_only_pages_of_ours_follow(stranger: Browser, wanted: str, followed: str) -> None:
    page = stranger.page(f"/sign-in?next={wanted}")
    assert page.one("o-send")["data-next"] == followed


def test_fields_are_known_to_managers_of_passwords(stranger: Browser) -> None:
    page = stranger.page("/sign-in")
    assert page.one("input", name="account")["autocomplete"] == "username"
    assert page.one("input", name="password")["autocomplete"] == "current-password"
