"""Deleting or moving a record while others begin to point to it: one of the two gives way. Nothing live points into the
recycle bin, and no tree has a circle.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import records
from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import Refused
from objectry.runtime.records import save
from tests.runtime.conftest import Desk
from tests.runtime.records.repairs import field, make, repair, write_pack

Sit = Callable[[str], Desk]
PART_OF = field("lookup", "part_of", to="repair", hierarchy=True, on_delete="clear")


def _while(
    organization: Organization, first: Callable[[Any], Any], second: Callable[[Any], Any]
) -> list[str]:
    """Begin `second` while the transaction of `first` is still open; the codes of what was refused."""
    refused: list[str] = []
    begun = threading.Event()

    def late() -> None:
        begun.wait(10)
        try:
            with organization.write(organization.principal("admin")) as context:
                second(context)
        except Refused as error:
            refused.append(error.message.code)

    other = threading.Thread(target=late)
    other.start()
    try:
        with organization.write(organization.principal("admin")) as context:
            first(context)
            begun.set()
            other.join(0.7)  # it waits for us, or has waited for the turn to write
    except Refused as error:
        refused.append(error.message.code)
    other.join(30)
    assert not other.is_alive()
    return refused


@pytest.mark.parametrize("by", ["id", "name"])
def test_who_points_to_a_record_that_is_being_deleted_is_refused(
    organization: Organization, desk: Sit, by: str
) -> None:
    admin = desk("admin")
    customer = admin.create("customer", name="华强")
    wanted = customer["id"] if by == "id" else {"name": "华强"}
    deal = {"name": "大单", "customer": wanted, "amount": "1", "close_date": "2026-12-01"}
    refused = _while(
        organization,
        lambda context: records.delete_record(context, "customer", customer["id"], 1),
        lambda context: records.create_record(context, "opportunity", deal),
    )
    assert refused == ["record_invalid"]
    assert admin.get("/opportunity")["records"] == []


def test_a_detail_of_a_master_that_is_being_deleted_is_refused(
    organization: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    customer = admin.create("customer", name="华强")
    product = admin.create("product", name="电源", code="P1", list_price="10")
    deal = admin.create(
        "opportunity", name="大单", customer=customer["id"], amount="1", close_date="2026-12-01"
    )
    line = {
        "opportunity": deal["id"],
        "product": product["id"],
        "quantity": "1",
        "unit_price": "1",
    }
    refused = _while(
        organization,
        lambda context: records.delete_record(context, "opportunity", deal["id"], 1),
        lambda context: records.create_record(context, "opportunity_line", line),
    )
    assert refused == ["record_invalid"]
    assert admin.get("/opportunity_line")["records"] == []


def test_what_points_to_a_record_that_is_being_deleted_stays_in_the_bin(
    organization: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    customer = admin.create("customer", name="华强")
    deal = admin.create(
        "opportunity", name="大单", customer=customer["id"], amount="1", close_date="2026-12-01"
    )
    with organization.write(organization.principal("admin")) as context:
        records.delete_record(context, "opportunity", deal["id"], 1)
    refused = _while(
        organization,
        lambda context: records.delete_record(context, "customer", customer["id"], 1),
        lambda context: records.restore_record(context, "opportunity", deal["id"]),
    )
    assert len(refused) == 1
    assert admin.get("/opportunity")["records"] == []


def test_a_parent_that_comes_back_makes_no_circle_with_a_move(
    organization: Organization, desk: Sit, tmp_path: Path
) -> None:
    organization.apply(write_pack(tmp_path / "p", "p", repair(PART_OF, features=["recycle_bin"])))
    top = make(organization, name="上")["id"]
    middle = make(organization, name="中", part_of=top)["id"]
    below = make(organization, name="下", part_of=middle)["id"]
    with organization.write(organization.principal("admin")) as context:
        records.delete_record(context, "repair", middle, 1)
    refused = _while(
        organization,
        lambda context: records.update_record(context, "repair", top, {"part_of": below}, 1),
        lambda context: records.restore_record(context, "repair", middle),
    )
    assert refused == []
    parents = {
        one["id"]: one["part_of"] and one["part_of"]["id"]
        for one in desk("admin").get("/repair?fields=part_of")["records"]
    }
    assert (parents[top], parents[middle], parents[below]) == (below, top, None)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_an_upsert_changes_a_record_that_somebody_else_has_made_in_the_meantime(
    organization: Organization, desk: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer at a time, so there is no meantime."""
    admin, create = desk("admin"), save.create

    def late(*rest: Any) -> Any:
        monkeypatch.setattr(save, "create", create)
        admin.create("customer", name="先来", identifier="K1")
        return create(*rest)

    monkeypatch.setattr(save, "create", late)
    rows = [{"identifier": "K1", "name": "后到"}, {"identifier": "K2", "name": "新的"}]
    with organization.write(organization.principal("admin")) as context:
        results = records.bulk(context, "customer", "upsert", rows, "identifier", False)["results"]
    assert [one["status"] for one in results] == ["updated", "created"]
    found = admin.get("/customer", sort="identifier", fields="name")["records"]
    assert [one["name"] for one in found] == ["后到", "新的"]
