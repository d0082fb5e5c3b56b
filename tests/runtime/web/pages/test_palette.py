"""The command palette: what the reader may open or make, found by a few letters in his language."""

from collections.abc import Callable

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from tests.runtime.web.pages.conftest import Browser, Drawn, drawn


def asked(browser: Browser, words: str, language: str = "zh-CN") -> Drawn:
    """What is offered for some words."""
    answer = browser.get(f"/palette?q={words}", language, hx_request="true")
    assert answer.status_code == 200, answer.text
    return drawn(answer.text)


def test_without_words_it_offers_what_the_menus_lead_to(
    browser: Callable[[str], Browser],
) -> None:
    found = asked(browser("sam"), "").all("a", "href")
    assert found[:2] == ["/o/customer", "/o/contact"]
    assert not [one for one in found if one.endswith("/new")]


@pytest.mark.parametrize("words", ["客户", "kehu", "kh", "KH"])
def test_a_list_is_found_by_its_name_and_by_its_pinyin(
    browser: Callable[[str], Browser], words: str
) -> None:
    assert "/o/customer" in asked(browser("sam"), words).all("a", "href")


def test_it_offers_to_make_what_the_reader_may_make(browser: Callable[[str], Browser]) -> None:
    assert "/o/customer/new" in asked(browser("sam"), "客户").all("a", "href")
    for words in ("新建客户", "xjkh", "kh"):
        assert "/o/customer/new" in asked(browser("sam"), words).all("a", "href"), words


def test_it_offers_nothing_that_the_reader_may_not(browser: Callable[[str], Browser]) -> None:
    found = asked(browser("rob"), "客户").all("a", "href")
    assert "/o/customer" in found and "/o/customer/new" not in found


def test_records_are_found_by_what_stands_in_them(
    organization: Organization, browser: Callable[[str], Browser]
) -> None:
    with organization.write(organization.principal("sam")) as context:
        customer = create_record(context, "customer", {"name": "华强科技"}).id
    found = asked(browser("sam"), "华强")
    assert f"/o/customer/{customer}" in found.all("a", "href")
    assert "华强科技" in found.texts("span")


def test_what_one_does_from_everywhere_is_found(browser: Callable[[str], Browser]) -> None:
    sam = browser("sam")
    assert asked(sam, "tuichu").one("button", role="option")["data-press"] == "[data-sign-out]"
    assert asked(sam, "外观").all("a", "href") == ["/me/appearance"]
    offered = asked(sam, "daochukehu").all("a", "href")
    assert "/o/customer/export" in offered and "/o/customer/import" not in offered
    assert "/o/customer/import" not in asked(browser("rob"), "导入").all("a", "href")


def test_words_that_mean_nothing_find_nothing(browser: Callable[[str], Browser]) -> None:
    assert asked(browser("sam"), "qqqq").texts("div", role="option") == ["没有找到"]
