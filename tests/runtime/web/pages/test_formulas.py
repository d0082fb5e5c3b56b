"""The page on which formulas are tried."""

from collections.abc import Callable

from tests.runtime.conftest import ONE_DATABASE
from tests.runtime.web.pages.conftest import Browser

Sit = Callable[[str], Browser]


@ONE_DATABASE
def test_it_has_an_editor_for_the_object_and_the_use(browser: Sit) -> None:
    page = browser("sam").page("/formulas?object=opportunity&use=field&text=amount * 2")
    editor = page.one("o-formula")
    assert (editor["data-object"], editor["data-use"]) == ("opportunity", "field")
    assert page.texts("textarea") == ["amount * 2"]
    assert page.one("label", **{"for": "formula"})
    assert page.one("o-lookup")["data-target"] == "opportunity"
    assert "销售机会" in page.texts("option", selected="")


@ONE_DATABASE
def test_a_filter_leads_to_its_list(browser: Sit) -> None:
    sam = browser("sam")
    page = sam.page("/formulas?object=opportunity")
    assert "/o/opportunity" in page.all("form", "action")
    assert page.one("textarea")["name"] == "filter"
    assert "ROUND(number, [digits])" in page.texts("code")
    assert "ISCHANGED(field)" not in page.texts("code")
    assert "ISCHANGED(field)" in sam.page("/formulas?use=rule").texts("code")


@ONE_DATABASE
def test_it_begins_somewhere_and_knows_no_strange_objects(browser: Sit) -> None:
    sam = browser("sam")
    assert sam.page("/formulas").one("o-formula")["data-object"]
    assert sam.get("/formulas?object=nothing").status_code == 404
    assert sam.get("/formulas?use=nothing").status_code == 400
    assert "/formulas" in sam.page("/formulas").all("a", "href")
