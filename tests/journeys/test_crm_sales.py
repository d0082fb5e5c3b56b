"""The tutorial `docs/tutorials/crm-sales` as a test: real data with real defects, from CSV files to answers.

Its own lines are what is run: commands by the command line, questions over HTTP.
"""

import csv
import io
import re
import shlex
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from objectry.runtime.api import accounts, jobs, transfer
from objectry.runtime.api.organization import Organization, Principal
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.transfer import MappingDef
from objectry.runtime.cli.main import main
from objectry.runtime.progress import untold
from objectry.runtime.settings import read_settings
from objectry.runtime.web.app import build_app

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "crm-sales"
MAPS = ROOT / "docs" / "tutorials" / "crm-sales"
FILES = {"managers": "sales_teams", "users": "sales_teams", "customers": "accounts"}
PASSWORD = "a long enough password"
FAILED = {"--dry-run", "--errors"}
"""The options of the commands in which rows of the tutorial fail."""


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


def _lines(page: str) -> list[str]:
    """The lines of a page that are to be typed into a shell."""
    text = (MAPS / page).read_text("utf-8")
    return [
        line
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]


def _commands() -> list[list[str]]:
    """The arguments of the tutorial's commands, but for the server and the token, which belong to a shell."""
    found = []
    for line in _lines("README.md"):
        _, here, command = line.rpartition("$objectry ")
        if here and not line.startswith("TOKEN=") and not line.endswith("&"):
            for name, value in (("$data", DATA), ("$maps", MAPS)):
                command = command.replace(name, str(value))
            found.append(shlex.split(command))
    return found


def _questions() -> list[dict[str, str]]:
    """What the tutorial asks over HTTP."""
    asked = [shlex.split(line)[1:] for line in _lines("README.md") if line.startswith("ask --")]
    return [
        dict(text.split("=", 1) for text in words if not text.startswith("--")) for words in asked
    ]


def _import(organization: Organization, user: Principal, name: str) -> transfer.Report:
    """Import a file twice, first as a rehearsal, which must report the very same."""
    mapping = transfer.read_mapping((MAPS / f"{name}.yaml").read_bytes(), f"{name}.yaml")
    content = (DATA / f"{FILES[name]}.csv").read_bytes()
    rehearsed = transfer.rehearse(organization, user, mapping, content, untold)
    real = _carry_out(organization, user, mapping, content)
    assert rehearsed == real
    return real


def _carry_out(
    organization: Organization, user: Principal, mapping: MappingDef, content: bytes
) -> transfer.Report:
    """Import a file as the command line does: by a job."""
    job = transfer.new_import(organization, user, mapping, content)
    return transfer.report_of(organization, jobs.work_on(organization, job.id, untold))


def _expected(key: Any) -> dict[str, tuple[int, Decimal]]:
    """Number and sum of won deals by some key, computed from the file with plain Python."""
    found: dict[str, tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for row in _rows("sales_pipeline"):
        if row["deal_stage"] == "Won":
            count, total = found[key(row)]
            found[key(row)] = (count + 1, total + Decimal(row["close_value"]))
    return dict(found)


def test_the_tutorial_leads_from_the_files_to_the_answers(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OBJECTRY_DATABASE_URL", database_url)
    monkeypatch.setenv("OBJECTRY_FILES", str(tmp_path / "files"))
    monkeypatch.chdir(ROOT)
    said: list[str] = []
    for command in _commands():
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
        failed = tmp_path / "failed.csv"
        words = [str(failed) if word == "var/failed.csv" else word for word in command]
        assert main(["--lang", "en", *words]) == (1 if FAILED & set(words) else 0), words
        said.append(capsys.readouterr().out)
    *_, managers, users, customers, products, rehearsed, first, mended = said
    for text, created in ((managers, 6), (users, 35), (customers, 85), (products, 7)):
        assert f"{created} created" in text and "0 failed" in text
    assert "8800 rows" in first and "7320 created" in first and "1480 failed" in first
    # Behind the errors stands how many more there are, and where: the rehearsal writes no file of them.
    errors = [line for line in rehearsed.splitlines() if line.startswith("row ")]
    assert errors == [line for line in first.splitlines() if line.startswith("row ")] and errors
    wrong = first.splitlines()[0]
    assert all(part in wrong for part in ("3", "product", "GTXPro", "GTX Pro", "lookup_not_found"))
    with failed.open(encoding="utf-8-sig", newline="") as opened:
        assert {row["product"] for row in csv.DictReader(opened)} == {"GTXPro"}
    assert "1480 created" in mended and "7320 unchanged" in mended and "0 failed" in mended

    assert main(["--lang", "en", "token", "create", "admin"]) == 0
    token = capsys.readouterr().out.split()[-1]
    organization = Organization(read_settings({}, database_url=database_url))
    client = TestClient(build_app(organization), headers={"authorization": f"Bearer {token}"})
    won, *by_group = [_ask(client, question) for question in _questions()]
    assert won["total"] == {"count": 4238, "sum:amount": "10005534.00"}
    assert len(by_group) == 4 and all(answer["groups"] for answer in by_group)
    assert _ask(client, {"measures": "count"})["total"] == {"count": 8800}
    manager = {row["sales_agent"]: row["manager"] for row in _rows("sales_teams")}
    for group, key in (
        ("owner", lambda row: row["sales_agent"]),
        ("owner.manager", lambda row: manager[row["sales_agent"]]),
        ("product", lambda row: row["product"].replace("GTXPro", "GTX Pro")),
        ("close_date:quarter", lambda row: _quarter(row["close_date"])),
    ):
        asked = {"group": group, "measures": "count,sum:amount", "filter": 'stage = "won"'}
        found = {
            _name(row[group]): (row["count"], Decimal(row["sum:amount"]))
            for row in _ask(client, asked)["groups"]
        }
        assert found == _expected(key), group
    listed = {"fields": "name,parent", "filter": "NOT(ISBLANK(parent))", "count": "exact"}
    subsidiaries = client.get("/api/v1/customer", params=listed).json()
    assert subsidiaries["count"] == sum(bool(row["subsidiary_of"]) for row in _rows("accounts"))
    organization.close()


def _ask(client: TestClient, question: Mapping[str, str]) -> Any:
    response = client.get("/api/v1/opportunity/aggregate", params=question)
    assert response.status_code == 200, response.text
    return response.json()


def test_what_was_exported_imports_back_to_no_change(organization: Organization) -> None:
    user = organization.principal("admin")
    assert user is not None
    for name in ("managers", "users", "customers"):
        _import(organization, user, name)
    for kind in ("csv", "xlsx"):
        with (
            organization.read(user) as context,
            transfer.export_file(context, "customer", ListRequest(), kind) as file,
        ):
            content = file.read()
        mapping = MappingDef(object="customer", operation="upsert", key="id")
        report = _carry_out(organization, user, mapping, content)
        assert (report.rows, report.unchanged, report.errors) == (85, 85, []), kind


def _quarter(date: str) -> str:
    month, _, year = date.split("/")
    return f"{year}-Q{(int(month) + 2) // 3}"


def _name(value: Any) -> str:
    return str(value["name"] if isinstance(value, dict) else value)
