"""What narrows a list down and arranges it: all of it is in the address, and what cannot be used says so."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.recent import note_opened
from objectry.runtime.api.records import create_record
from objectry.runtime.api.views import ViewRequest, create_view, keep_habit
from tests.runtime.web.pages.conftest import Browser, Drawn, drawn

Sit = Callable[[str], Browser]


def _customers(organization: Organization, *names: str) -> list[str]:
    with organization.write(organization.principal("sam")) as context:
        return [
            create_record(context, "customer", {"name": name, "level": "key"}).id for name in names
        ]


def _view(organization: Organization, **asked: object) -> str:
    columns: dict[str, int | None] = {"name": 200, "level": None}
    with organization.write(organization.principal("sam")) as context:
        made = create_view(
            context,
            "customer",
            ViewRequest(name="重点", columns=columns, **asked),  # type: ignore[arg-type]
        )
        return str(made["view"])


def _listed(page: Drawn) -> list[str]:
    return page.texts("a", **{"class": "o-name-link"})


def _fragment(browser: Browser, path: str) -> Drawn:
    answer = browser.get(path, hx_request="true")
    assert answer.status_code == 200, answer.text
    assert "<html" not in answer.text
    return drawn(answer.text)


def test_a_list_is_searched_and_scoped_and_every_link_keeps_the_rest(
    organization: Organization, browser: Sit
) -> None:
    _customers(organization, "深圳华强", "海川")
    page = browser("sam").page('/o/customer?view=all&q=华强&filter=level = "key"')
    assert _listed(page) == ["深圳华强"]
    mine = next(one for one in page.all("a", "href") if "scope=mine" in one)
    assert parse_qs(urlsplit(mine).query) == {
        "view": ["all"], "q": ["华强"], "filter": ['level = "key"'], "scope": ["mine"],
    }  # fmt: skip
    assert page.one("input", type="search", name="q", value="华强")
    assert page.one("input", type="hidden", name="filter")["value"] == 'level = "key"'


def test_columns_of_the_address_come_before_those_of_the_view(
    organization: Organization, browser: Sit
) -> None:
    _customers(organization, "华强")
    page = browser("sam").page("/o/customer?view=all&fields=level,owner.name,name")
    assert page.all("th", "data-name") == ["level", "owner.name", "name"]


def test_a_second_key_is_sorted_by_with_the_shift_key(
    organization: Organization, browser: Sit
) -> None:
    _customers(organization, "华强")
    page = browser("sam").page("/o/customer?view=all&sort=-level")
    also = page.one("a", href="/o/customer?view=all&sort=name")["data-also"]
    assert also == "-level,name"
    assert page.one("a", href="/o/customer?view=all&sort=level")["data-also"] == "level"


def test_a_filter_that_is_wrong_lists_nothing_and_says_why(
    organization: Organization, browser: Sit
) -> None:
    _customers(organization, "华强")
    page = browser("sam").page("/o/customer?view=all&filter=nosuch = 1")
    assert _listed(page) == []
    assert "没有字段 nosuch" in page.texts("p", role="alert")[0]
    assert page.texts("p", **{"class": "empty-title"}) == ["没有符合条件的记录"]


def test_chips_show_what_they_filter_by_and_leave_the_rest(
    organization: Organization, browser: Sit
) -> None:
    _customers(organization, "华强")
    sam = browser("sam")
    asked = 'IN(level, "key", "normal") && (name = "x" || LEN(name) > 1)'
    page = sam.page("/o/customer?" + urlencode({"view": "all", "filter": asked}))
    chip = page.one("o-chip", **{"data-field": "level"})
    assert (chip["data-rest"], chip["class"]) == ('name = "x" || LEN(name) > 1', "o-on")
    opened = _fragment(sam, "/o/customer/chip?" + urlencode({"field": "level", "filter": asked}))
    assert opened.one("input", value="key")["checked"] == ""
    days = _fragment(sam, "/o/customer/chip?field=updated_at&filter=updated_at = LAST_N_DAYS(3)")
    assert "checked" in days.one("input", value="last_n_days")
    assert days.texts("button") == ["应用"]


def test_the_builder_shows_a_formula_as_conditions_or_as_a_text(browser: Sit) -> None:
    sam = browser("sam")
    form = _fragment(sam, '/o/customer/filter?filter=level = "key" || owner.name = "x"')
    assert form.all("li", "data-field") == ["level", "owner.name"]
    assert {"level", "name", "owner.name"} <= set(form.all("option", "value"))
    text = _fragment(sam, "/o/customer/filter?filter=LEN(name) > 3")
    assert text.texts("textarea") == ["LEN(name) > 3"] and text.all("li", "data-field") == []
    hint = "form-hint"
    assert hint in text.all("p", "class")
    wrong = _fragment(sam, "/o/customer/filter?filter=name = nosuch")
    assert wrong.texts("textarea") == ["name = nosuch"] and hint not in wrong.all("p", "class")
    written = _fragment(sam, '/o/customer/filter?filter=level = "key"&written=true')
    assert written.one("o-formula")["data-object"] == "customer"
    assert written.texts("textarea") == ['level = "key"'] and hint not in written.all("p", "class")
    row = _fragment(sam, '/o/customer/condition?field=level&operator=one_of&values=["key"]')
    assert "checked" in row.one("input", value="key")
    assert sam.get("/o/customer/condition?field=nosuch").status_code == 404


def test_a_saved_view_has_its_columns_widths_and_filter(
    organization: Organization, browser: Sit
) -> None:
    _customers(organization, "华强")
    view = _view(organization, filter='level = "key"', sort="name")
    sam = browser("sam")
    page = sam.page(f"/o/customer?view={view}")
    assert page.one("a", **{"aria-current": "true", "href": f"?view={view}"})
    assert page.all("th", "width") == ["200", "160"]
    shown = _fragment(sam, f'/o/customer/view?view={view}&filter=name = "华强"')
    saved = json.loads(shown.one("o-view", **{"data-view": view})["data-saved"])
    assert saved["filter"] == 'level = "key" && name = "华强"'
    assert [one["field"] for one in saved["columns"]] == ["name", "level"]
    columns = _fragment(sam, f"/o/customer/columns?view={view}")
    assert columns.all("li", "data-name")[:2] == ["name", "level"]
    of_view = _fragment(sam, f"/o/customer/filter?view={view}")
    assert of_view.all("li", "data-field") == ["level"]
    with organization.write(organization.principal("sam")) as context:
        keep_habit(context, "customer", view, True, {"name": 90})
    page = sam.page("/o/customer")
    assert page.one("a", **{"aria-current": "true", "href": f"?view={view}"})
    assert page.all("th", "width") == ["90", "160"]


def test_what_was_opened_lately_is_listed_the_latest_first(
    organization: Organization, browser: Sit
) -> None:
    first, second, _ = _customers(organization, "甲", "乙", "丙")
    sam = browser("sam")
    assert _listed(sam.page("/o/customer?view=_recent")) == []
    for one in (second, first):
        with organization.write(organization.principal("sam")) as context:
            note_opened(context, "customer", one)
    assert sorted(_listed(sam.page("/o/customer?view=_recent"))) == ["乙", "甲"]
    assert _listed(sam.page("/o/customer?view=_recent&sort=-name")) in (["甲", "乙"], ["乙", "甲"])
