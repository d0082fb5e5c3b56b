"""How the database comes to totals. What people get is in the tests of the API."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import accounts, records
from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import TestClock
from tests.runtime.records.repairs import field, make, repair, write_pack

FITTER = {
    "profile": "fitter",
    "label": {"zh": "维修工", "en": "Fitter"},
    "objects": {"repair": {"allow": ["read"]}},
}


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_totals_are_read_off_an_index_over_the_fields_alone(
    organization: Organization, tmp_path: Path
) -> None:
    """SQLite reads no record, though the user has limits and deleted records do not count."""
    thing = repair(
        field("select", "kind", indexed=True),
        field("currency", "amount"),
        sharing="private",
        indexes=[{"fields": ["kind", "owner", "amount"]}],
    )
    organization.apply(write_pack(tmp_path / "repairs", "repairs", thing, FITTER))
    with organization.write() as context:
        accounts.add_user(context, "fay", "费伊", ["fitter"], "sales_manager")
    for number in range(20):
        make(organization, name=str(number), kind="a", amount="5")
    sent: list[str] = []

    with organization.read(organization.principal("fay")) as context:
        driver = context.connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(sent.append)
        records.aggregate(context, "repair", "kind", "count,sum:amount", "", "all")
        driver.set_trace_callback(None)
        plan = context.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent[-1]}")
        steps = [row.detail for row in plan]
    assert any("COVERING INDEX ix_repair_kind+owner+amount" in step for step in steps), steps


def test_sums_of_the_largest_numbers_are_exact(organization: Organization, tmp_path: Path) -> None:
    """SQLite adds in 64 bits, of which a single amount may fill more than a tenth."""
    thing = repair(field("currency", "amount", scale=2))
    organization.apply(write_pack(tmp_path / "repairs", "repairs", thing))
    largest, smallest = "9999999999999999.99", "-9999999999999999.98"
    for number, amount in enumerate([largest] * 12 + [None, largest, smallest, smallest]):
        make(organization, name="a" if number < 12 else "b", amount=amount)
    measures = "sum:amount,avg:amount,min:amount,max:amount,count"
    with organization.read(organization.principal("admin")) as context:
        found = records.aggregate(context, "repair", "name", measures, "", "all")
    sums = {one["name"]: one["sum:amount"] for one in found["groups"]}
    assert sums == {"a": "119999999999999999.88", "b": "-9999999999999999.97"}
    total = found["total"]
    assert total["sum:amount"] == "109999999999999999.91"
    assert (total["min:amount"], total["max:amount"], total["count"]) == (smallest, largest, 16)
    assert total["avg:amount"].startswith("7333333333333333.327")


def test_a_statement_is_written_once_for_all_who_ask_the_same(
    organization: Organization, nothing_known: None, tmp_path: Path
) -> None:
    """Whoever asks, for whatever number of groups, with whatever words; the rights of each are bound into it."""
    fields = (field("select", "kind"), field("currency", "amount"), field("datetime", "at"))
    options: dict[str, Any] = {"sharing": "private", "features": ["export"]}
    organization.apply(write_pack(tmp_path / "p", "p", repair(*fields, **options), FITTER))
    with organization.write() as context:
        for account in ("fay", "fred"):
            accounts.add_user(context, account, account, ["fitter"], "salesperson")
    for owner, amount in (("fay", 1), ("fay", 2), ("fred", 4)):
        make(organization, name="Pump", kind="a", amount=amount, owner={"account": owner})

    def asked(user: str, **changes: Any) -> tuple[Any, int]:
        wanted = {"group": "kind", "measures": "count,sum:amount", "filter": "", "scope": "all"}
        with organization.read(organization.principal(user)) as context:
            found = records.aggregate(context, "repair", *(wanted | changes).values())
            return found["total"]["sum:amount"], len(context.state.asked)

    assert asked("fay")[0] == "3.00"
    _, kept = asked("fay")
    assert asked("fay") == ("3.00", kept)
    assert asked("fred") == ("4.00", kept)
    assert asked("admin")[0] == "7.00"
    kept = asked("admin")[1]
    for changes in (
        {"filter": "amount > 1"}, {"scope": "mine"}, {"group": "at:month"}, {"group": ""},
        {"measures": "sum:amount,avg:amount"}, {"measures": "sum:amount,sum:(amount * 2)"},
    ):  # fmt: skip
        found, more = asked("fay", **changes)
        assert more > kept, changes
        assert asked("fay", **changes) == (found, more), changes
        kept = more
    moving = {"filter": "created_at < NOW()"}
    _, kept = asked("fay", **moving)
    assert asked("fay", **moving) == ("3.00", kept)


def test_what_holds_for_a_moment_or_a_day_is_not_asked_for_ever(
    organization: Organization, nothing_known: None, tmp_path: Path
) -> None:
    fields = (field("date", "due"), field("currency", "amount"))
    organization.apply(write_pack(tmp_path / "p", "p", repair(*fields)))
    today = organization.clock().date()
    make(organization, name="Pump", due=str(today), amount=5)

    def sum_of(condition: str) -> Any:
        with organization.read(organization.principal("admin")) as context:
            found = records.aggregate(context, "repair", "", "sum:amount", condition, "all")
            return found["total"]["sum:amount"]

    assert [sum_of("due = TODAY()"), sum_of("created_at <= NOW() - 1")] == ["5.00", None]
    clock = organization.clock
    assert isinstance(clock, TestClock)
    clock.now += timedelta(days=2)
    assert [sum_of("due = TODAY()"), sum_of("created_at <= NOW() - 1")] == [None, "5.00"]
