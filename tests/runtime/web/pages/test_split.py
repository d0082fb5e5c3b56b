"""A list with one of its records beside it: few columns, and the page of the record that the address names as a part."""

from collections.abc import Callable

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from tests.runtime.conftest import ONE_DATABASE
from tests.runtime.web.pages.conftest import Browser, drawn

Sit = Callable[[str], Browser]


def _customers(organization: Organization, *names: str, account: str = "sam") -> list[str]:
    with organization.write(organization.principal(account)) as context:
        return [
            create_record(context, "customer", {"name": name, "level": "key"}).id for name in names
        ]


@ONE_DATABASE
def test_the_record_that_the_address_names_stands_beside_the_list(
    organization: Organization, browser: Sit
) -> None:
    first, second = _customers(organization, "公司0", "公司1")
    sam = browser("sam")
    page = sam.page(
        "/o/customer?view=all&as=split&sort=name&fields=name,level,owner,phone,status,industry"
    )
    assert page.all("th", "data-name") == ["name", "level", "phone", "status", "owner"]
    assert page.one("o-record")["data-id"] == first, "the first one where none is named"
    assert page.texts("o-opened") == [], "and nobody has opened that"
    page = sam.page(f"/o/customer?view=all&as=split&sort=name&record={second}")
    assert page.one("o-record")["data-id"] == page.one("o-opened")["data-id"] == second
    assert page.texts("h1") == ["", "公司1"] and page.all("a", "rel") == []
    assert "/o/customer?view=all&sort=name&as=split" in page.all("a", "href")
    (hidden,) = _customers(organization, "别人的", account="sue")
    with organization.write(organization.principal("sam")) as context:
        values = {"name": "王伟", "customer": first}
        elsewhere = create_record(context, "contact", values).id
    for other in ("01a22ce01689", "x", hidden, elsewhere):
        page = sam.page(f"/o/customer?view=all&as=split&sort=name&record={other}")
        assert page.one("o-record")["data-id"] == first, "the first one where there is no such"
        assert page.texts("o-opened") == []
    nothing = sam.page(f"/o/customer?view=all&as=split&q=nobody&record={hidden}")
    assert nothing.texts("section") == [] and nothing.texts("o-record") == []
    rest = sam.get("/o/customer?as=split&after=x", hx_request="true")
    assert rest.status_code == 422


@ONE_DATABASE
def test_a_pane_is_the_page_of_the_record_without_its_list(
    organization: Organization, browser: Sit
) -> None:
    (record,) = _customers(organization, "公司0")
    sam = browser("sam")
    path = f"/o/customer/{record}/pane?from=view%3Dall%26as%3Dsplit"
    answer = sam.get(path, hx_request="true")
    pane, page = drawn(answer.text), sam.page(f"/o/customer/{record}")
    assert "<html" not in answer.text and pane.one("o-record")["data-here"] == path
    assert pane.one("o-delete")["data-to"] == "/o/customer?view=all&as=split"
    assert pane.texts("dt") == page.texts("dt") and pane.texts("dd") == page.texts("dd")
    assert browser("sue").get(path).status_code == 404


@ONE_DATABASE
def test_an_empty_list_has_nothing_beside_it(browser: Sit) -> None:
    page = browser("sam").page("/o/customer?as=split")
    assert page.texts("section") == [] and page.texts("p", **{"class": "empty-title"})
