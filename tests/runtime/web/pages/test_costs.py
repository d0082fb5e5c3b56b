"""What pages cost: statements and bytes, which are the same on every machine. `bench.pages` measures the rest."""

from collections.abc import Callable

from bench.pages import COLUMNS, FIRST_LOAD, first_load
from objectry.runtime.api.notes import Written, write_note
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record, delete_record
from tests.runtime.conftest import ONE_DATABASE
from tests.runtime.web.pages.conftest import Browser

MANY = 50
PATHS = (
    "/o/opportunity?view=all&fields={columns}",
    "/o/opportunity/{deal}",
    "/o/opportunity?view=all&as=board&by=stage",
    "/o/opportunity?view=all&as=calendar&by=close_date&at=2026-03",
    "/o/opportunity?view=all&as=split",
    "/o/opportunity/{deal}/edit",
    "/o/order/new",
    "/people",
    "/o/opportunity/{deal}/timeline",
    "/o/customer/{customer}/related/opportunity/customer",
    "/",
    "/palette?q=D",
    "/search?q=D",
)
MOST_STATEMENTS = 12
"""Statements of a page, with those that find out who is asking."""
LIST, RECORD = 60, 40
"""Kilobytes of a list of 50 rows with nine columns, and of a record."""


def _deals(organization: Organization, count: int, customer: str) -> str:
    with organization.write(organization.principal("sam")) as context:
        values = {"customer": customer, "amount": "1234567.5", "close_date": "2026-03-08"}
        for number in range(count):
            deal = create_record(context, "opportunity", {"name": f"D {number}", **values}).id
            write_note(context, "opportunity", deal, Written("n", []))
    return deal


@ONE_DATABASE
def test_no_page_asks_more_often_for_many_records_than_for_one(
    organization: Organization, browser: Callable[[str], Browser], statements: list[str]
) -> None:
    with organization.write(organization.principal("sam")) as context:
        customer = create_record(context, "customer", {"name": "D"}).id
    sam = browser("sam")

    def asked(deal: str) -> dict[str, int]:
        places = {"columns": COLUMNS, "deal": deal, "customer": customer}
        counts = {}
        for path in PATHS:
            sam.get(path.format_map(places))  # what is kept from now on is not counted
            statements.clear()
            assert sam.get(path.format_map(places)).status_code == 200, path
            counts[path] = len(statements)
        return counts

    one = asked(_deals(organization, 1, customer))
    many = asked(_deals(organization, MANY, customer))
    more = {
        path: count for path, count in many.items() if count > one[path] + 1
    }  # one may count the rest
    assert more == {}, (one, many)
    assert max(many.values()) <= MOST_STATEMENTS, many


@ONE_DATABASE
def test_the_bin_asks_each_object_once_and_those_that_it_shows_once_more(
    organization: Organization, browser: Callable[[str], Browser], statements: list[str]
) -> None:
    with organization.write(organization.principal("sam")) as context:
        bins = sum(one.has_bin for one in context.catalog.objects.values())
        for number in range(MANY):
            made = create_record(context, "customer", {"name": f"D {number}"}).id
            delete_record(context, "customer", made, 1)
    sam = browser("sam")
    sam.get("/deleted")
    statements.clear()
    assert sam.get("/deleted").text.count("D 4") > 1
    assert len(statements) <= bins + 4, statements


@ONE_DATABASE
def test_pages_are_small(organization: Organization, browser: Callable[[str], Browser]) -> None:
    with organization.write(organization.principal("sam")) as context:
        customer = create_record(context, "customer", {"name": "深圳市华强科技有限公司"}).id
    deal = _deals(organization, MANY, customer)
    sam = browser("sam")
    listed = sam.get(f"/o/opportunity?view=all&fields={COLUMNS}")
    assert listed.text.count("o-name-link") == MANY
    assert len(listed.content) <= LIST * 1000, len(listed.content)
    record = len(sam.get(f"/o/opportunity/{deal}").content)
    assert record <= RECORD * 1000, record


def test_what_the_first_page_loads_is_small() -> None:
    found = first_load()
    assert found.target == FIRST_LOAD and found.kept, str(found)
