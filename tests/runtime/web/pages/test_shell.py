"""What stands around every page: the menus of the organisation, as far as the reader may open what they lead to."""

from collections.abc import Callable
from pathlib import Path

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from tests.runtime.web.pages.conftest import Browser

PACK = "pack: desk\nversion: 1.0.0\nlabel: {zh: 前台, en: Desk}\nrequires: [{pack: base}]\n"
MENU = """\
menu: desk
label: {zh: 前台, en: Desk}
icon: device-desktop
order: 5
groups:
  - label: {zh: 常用, en: Often}
    items: [product, {object: task, list_view: overdue}]
bar: [product, target, task]
"""
PROFILE = "profile: guest\nlabel: {zh: 访客, en: Guest}\nobjects: {product: {allow: [read]}}\n"


def test_the_bar_of_phones_is_that_of_the_first_menu_with_one(
    organization: Organization, browser: Callable[[str], Browser], tmp_path: Path
) -> None:
    page = browser("sam").page("/")
    assert "o-app" not in page.all("p", "class")  # one menu needs no name
    assert _bar(page.all("a", "href")) == ["/", "/o/customer", "/o/opportunity", "/o/task"]
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "menu.yaml").write_text(MENU, "utf-8")
    organization.apply([tmp_path])
    page = browser("sam").page("/")
    assert page.texts("span", **{"data-app": ""}) == ["前台", "CRM"]
    assert "/o/task?view=overdue" in page.all("a", "href")
    assert _bar(page.all("a", "href")) == ["/", "/o/product", "/o/target", "/o/task"]


def test_nothing_stands_there_that_the_reader_may_not_open(
    organization: Organization, browser: Callable[[str], Browser], tmp_path: Path
) -> None:
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "menu.yaml").write_text(MENU, "utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "gus", "Gus", ["guest"], None)
    links = browser("gus").page("/").all("a", "href")
    assert {one for one in links if one.startswith("/o/")} == {"/o/product"}
    assert _bar(links) == ["/", "/o/product"]


def _bar(links: list[str]) -> list[str]:
    """The links behind the last one to the start page: the bar stands at the end of a page."""
    return links[len(links) - 1 - links[::-1].index("/") :]
