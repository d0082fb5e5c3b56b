"""The tutorial `docs/tutorials/crm-sales` as a test: real data with real defects, from CSV files to answers."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import accounts, records, transfer
from objectry.runtime.api.organization import Organization, Principal
from objectry.runtime.api.records import ListRequest
from objectry.runtime.settings import read_settings

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "crm-sales"
MAPS = ROOT / "docs" / "tutorials" / "crm-sales"
FILES = {
    "managers": "sales_teams",
    "users": "sales_teams",
    "customers": "accounts",
    "products": "products",
    "opportunities": "sales_pipeline",
    "opportunities_mended": "sales_pipeline",
}


@pytest.fixture
def organization(database_url: str) -> Iterator[Organization]:
    """An organisation with the tutorial's pack and an administrator."""
    found = Organization(read_settings({}, database_url=database_url))
    found.apply([ROOT / "objects", ROOT / "layouts", ROOT / "packs" / "crm_sales"])
    with found.write() as context:
        accounts.add_user(context, "admin", "Admin", ["administrator"], None)
    yield found
    found.close()


def _rows(file: str) -> list[dict[str, str]]:
    with (DATA / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _import(organization: Organization, user: Principal, name: str) -> transfer.Report:
    """Import a file twice, first as a rehearsal, which must report the very same."""
    mapping = transfer.read_mapping((MAPS / f"{name}.yaml").read_bytes(), f"{name}.yaml")
    content = (DATA / f"{FILES[name]}.csv").read_bytes()
    rehearsed = transfer.import_table(
        organization, user, mapping, content, True, lambda done, total: None
    )
    real = transfer.import_table(
        organization, user, mapping, content, False, lambda done, total: None
    )
    assert rehearsed == real
    return real


def _expected(key: Any) -> dict[str, tuple[int, Decimal]]:
    """Number and sum of won deals by some key, computed from the file with plain Python."""
    found: dict[str, tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for row in _rows("sales_pipeline"):
        if row["deal_stage"] == "Won":
            count, total = found[key(row)]
            found[key(row)] = (count + 1, total + Decimal(row["close_value"]))
    return dict(found)


def test_the_tutorial_leads_from_the_files_to_the_answers(organization: Organization) -> None:
    user = organization.principal("admin")
    assert user is not None
    assert _import(organization, user, "managers").created == 6
    assert _import(organization, user, "users").created == 35
    assert _import(organization, user, "customers").created == 85
    assert _import(organization, user, "products").created == 7

    first = _import(organization, user, "opportunities")
    assert (first.rows, first.created, first.failed) == (8800, 7320, 1480)
    wrong = first.errors[0]
    assert (wrong.row, wrong.column, wrong.error.value) == (3, "product", "GTXPro")
    assert wrong.error.message.code == "lookup_not_found"
    assert wrong.error.hint == "GTX Pro"
    assert {one.error.hint for one in first.errors} == {"GTX Pro"}

    mended = _import(organization, user, "opportunities_mended")
    assert (mended.created, mended.unchanged, mended.failed) == (1480, 7320, 0)

    with organization.read(user) as context:
        everything = records.aggregate(context, "opportunity", "", "count", "", "all")
        assert everything["total"] == {"count": 8800}
        won = records.aggregate(
            context, "opportunity", "", "count,sum:amount", 'stage = "won"', "all"
        )
        assert won["total"] == {"count": 4238, "sum:amount": "10005534.00"}
        manager = {row["sales_agent"]: row["manager"] for row in _rows("sales_teams")}
        for group, key in (
            ("owner", lambda row: row["sales_agent"]),
            ("owner.manager", lambda row: manager[row["sales_agent"]]),
            ("product", lambda row: row["product"].replace("GTXPro", "GTX Pro")),
            ("close_date:quarter", lambda row: _quarter(row["close_date"])),
        ):
            answer = records.aggregate(
                context, "opportunity", group, "count,sum:amount", 'stage = "won"', "all"
            )
            found = {
                _name(row[group]): (row["count"], Decimal(row["sum:amount"]))
                for row in answer["groups"]
            }
            assert found == _expected(key), group
        subsidiaries = records.list_records(
            context,
            "customer",
            ListRequest(fields="name,parent", filter="NOT(ISBLANK(parent))", count="exact"),
        )
        assert subsidiaries["count"] == sum(
            bool(row["subsidiary_of"]) for row in _rows("accounts")
        )


def test_what_was_exported_imports_back_to_no_change(organization: Organization) -> None:
    user = organization.principal("admin")
    assert user is not None
    for name in ("managers", "users", "customers"):
        _import(organization, user, name)
    for kind in ("csv", "xlsx"):
        with organization.read(user) as context:
            content = transfer.export(context, "customer", ListRequest(), kind)
        mapping = transfer.MappingDef(object="customer", operation="upsert", key="id")
        report = transfer.import_table(
            organization, user, mapping, content, False, lambda done, total: None
        )
        assert (report.rows, report.unchanged, report.errors) == (85, 85, []), kind


def _quarter(date: str) -> str:
    month, _, year = date.split("/")
    return f"{year}-Q{(int(month) + 2) // 3}"


def _name(value: Any) -> str:
    return str(value["name"] if isinstance(value, dict) else value)
