"""How the database comes to totals. What people get is in the tests of the API."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from objectry.runtime.api import accounts, records
from objectry.runtime.api.organization import Organization
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
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        sent.append((statement, given))

    with organization.read(organization.principal("fay")) as context:
        event.listen(context.connection, "before_cursor_execute", note)
        records.aggregate(context, "repair", "kind", "count,sum:amount", "", "all")
        statement, given = sent[-1]
        plan = context.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
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
