"""Auto numbers are given once each, whatever runs at the same time: threads of one process, and several processes."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import records
from objectry.runtime.api.organization import Organization, Principal
from objectry.runtime.settings import Settings
from tests.runtime.records.repairs import field, make, repair, write_pack

EACH = 10
WRITERS = 6
SCRIPT = """
import sys
from objectry.runtime.api import records
from objectry.runtime.api.organization import Organization
from objectry.runtime.settings import read_settings
organization = Organization(read_settings({}, database_url=sys.argv[1]))
user = organization.principal("sam")
for number in range(int(sys.argv[2])):
    with organization.write(user) as context:
        records.create_record(context, "customer", {"name": f"{sys.argv[3]}-{number}"})
"""


def _numbers(organization: Organization, user: Principal) -> list[str]:
    with organization.read(user) as context:
        page = records.list_records(
            context, "customer", records.ListRequest(fields="code", limit=500)
        )
    return sorted(record["code"] for record in page["records"])


def _expected(count: int) -> list[str]:
    return [f"KH-{number:06d}" for number in range(1, count + 1)]


def _user(organization: Organization) -> Principal:
    found = organization.principal("sam")
    assert found is not None
    return found


def test_threads_get_different_numbers_without_gaps(organization: Organization) -> None:
    user = _user(organization)

    def write(writer: int) -> None:
        for number in range(EACH):
            with organization.write(user) as context:
                records.create_record(context, "customer", {"name": f"{writer}-{number}"})

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    assert _numbers(organization, user) == _expected(WRITERS * EACH)


def test_processes_get_different_numbers_without_gaps(
    settings: Settings, organization: Organization
) -> None:
    command = [sys.executable, "-c", SCRIPT, settings.database_url, str(EACH)]
    running = [subprocess.Popen([*command, str(writer)]) for writer in range(3)]
    assert [process.wait(300) for process in running] == [0, 0, 0]
    assert _numbers(organization, _user(organization)) == _expected(3 * EACH)


def test_a_refused_record_uses_up_no_number(organization: Organization) -> None:
    user = _user(organization)
    with organization.write(user) as context:
        rows = [{"name": "甲"}, {"name": ""}, {"name": "乙"}]
        records.bulk(context, "customer", "create", rows, "id", False)
    assert _numbers(organization, user) == _expected(2)


def _numbered(form: str, reset: str = "none", unique: bool = True, **options: Any) -> Any:
    """A document: repairs with such a number, of two business types."""
    kinds = [{"name": name, "label": {"zh": name, "en": name}} for name in ("indoor", "outdoor")]
    number = field("autonumber", "number", format=form, reset=reset, unique=unique, **options)
    return repair(number, business_types=kinds)


def _apply(organization: Organization, folder: Path, document: Any) -> set[str]:
    """Apply the pack with the document; the names of the actions."""
    plan = organization.apply(write_pack(folder, "p", document))
    return {action.name for action in plan.actions}


def _next(organization: Organization, count: int = 1, kind: str = "indoor") -> list[str]:
    """The numbers of new repairs."""
    return [make(organization, name="x", business_type=kind)["number"] for _ in range(count)]


@pytest.mark.parametrize("unique", [True, False])
def test_numbers_that_begin_anew_each_year_go_on_behind_those_of_this_year(
    organization: Organization, tmp_path: Path, unique: bool
) -> None:
    _apply(organization, tmp_path / "p", _numbered("T-{YYYY}-{000}", unique=unique))
    assert _next(organization, 3) == ["T-2026-001", "T-2026-002", "T-2026-003"]
    yearly = _numbered("T-{YYYY}-{000}", "year", unique)
    assert "continue_numbers" in _apply(organization, tmp_path / "p", yearly)
    assert _next(organization, 2) == ["T-2026-004", "T-2026-005"]
    monthly = _numbered("T-{YYYY}-{MM}{000}", "month", unique)
    _apply(organization, tmp_path / "p", monthly)
    assert _next(organization) == ["T-2026-11001"]
    _apply(organization, tmp_path / "p", _numbered("T-{YYYY}-{000}", unique=unique))
    assert _next(organization) == ["T-2026-11002"]  # as large as the largest that looks so


@pytest.mark.parametrize("unique", [True, False])
def test_a_format_that_moves_to_a_business_type_takes_its_numbers_along(
    organization: Organization, tmp_path: Path, unique: bool
) -> None:
    _apply(organization, tmp_path / "p", _numbered("A_{0000}/{YY}", unique=unique, start=7))
    assert _next(organization, 2) == ["A_0007/26", "A_0008/26"]
    own = {"outdoor": "A_{0000}/{YY}"}
    moved = _numbered("B%{000}", unique=unique, business_types=own, start=7)
    assert "continue_numbers" in _apply(organization, tmp_path / "p", moved)
    assert _next(organization, 2, "outdoor") == ["A_0009/26", "A_0010/26"]
    assert _next(organization) == ["B%009"]
    _apply(organization, tmp_path / "p", _numbered("A_{0000}/{YY}", unique=unique, start=7))
    assert _next(organization) == ["A_0011/26"]


def test_other_texts_are_no_numbers_of_the_form(
    organization: Organization, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p", _numbered("{0000}"))
    assert _next(organization, 2) == ["0001", "0002"]
    _apply(organization, tmp_path / "p", _numbered("9-{0000}-{DD}"))
    assert _next(organization) == ["9-0003-23"]
    assert "continue_numbers" in _apply(organization, tmp_path / "p", _numbered("X{00}"))
    assert _next(organization) == ["X04"]
    assert "continue_numbers" not in _apply(
        organization, tmp_path / "p", _numbered("X{00}", unique=False)
    )
