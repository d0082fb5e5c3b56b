"""Searching over many kinds of objects, on both databases."""

from collections.abc import Callable

import pytest

from objectry.runtime.api import records
from objectry.runtime.api.organization import Organization
from objectry.runtime.store import search_index
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def _names(desk: Desk, **query: str) -> list[str]:
    return [one["name"] for one in desk.get("/search", q="华强", **query)["records"]]


def _fill(desk: Desk) -> None:
    for number in range(3):
        desk.create("customer", name=f"华强客户{number}")
        desk.create("contact", name=f"华强联系人{number}", business_type="lead_contact")
        desk.create("competitor", name=f"华强对手{number}")


LATEST = [f"华强{kind}{number}" for number in (2, 1, 0) for kind in ("对手", "联系人", "客户")]


@pytest.mark.parametrize("together", [1, 2, 300])
def test_the_latest_records_come_first_however_many_objects_there_are(
    desk: Sit, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr(search_index, "GROUP", together)
    sam = desk("sam")
    _fill(sam)
    assert _names(sam) == LATEST
    assert _names(sam, limit="4") == LATEST[:4]


@pytest.mark.parametrize("together", [1, 300])
def test_a_search_looks_through_the_objects_that_it_names(
    desk: Sit, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr(search_index, "GROUP", together)
    sam = desk("sam")
    _fill(sam)
    found = _names(sam, objects="customer,competitor")
    assert found == [name for name in LATEST if "联系人" not in name]
    assert _names(sam, objects="customer," * 2_000) == [one for one in LATEST if "客户" in one]
    refused = sam.call("GET", "/search?q=x&objects=customer,nothing")
    assert refused.json()["code"] == "object_unknown"


@pytest.mark.usefixtures("nothing_known")
def test_one_statement_serves_every_choice_of_objects(
    desk: Sit, organization: Organization
) -> None:
    _fill(desk("sam"))
    user = organization.principal("sam")

    def kept() -> int:
        with organization.read(user) as context:
            return len(context.state.memo)

    for objects in ("", "customer", "contact,customer", "customer,contact", "competitor"):
        with organization.read(user) as context:
            records.search(context, "华强", objects, 10)
        if objects == "customer":
            enough = kept()
    assert kept() == enough
