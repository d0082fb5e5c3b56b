"""The demo organisation: always the same records, in two languages, of a sales team with three levels."""

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import records
from objectry.runtime.api.maintenance import make_demo
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ListRequest
from objectry.runtime.settings import read_settings

ROOT = Path(__file__).parents[2]
FILE = ROOT / "demo" / "demo.json"


@pytest.fixture
def demo(database_url: str) -> Iterator[Organization]:
    """The demo organisation."""
    found = Organization(read_settings({}, database_url=database_url))
    assert make_demo(found, lambda done, total: None)
    yield found
    found.close()


def _steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
    return found


def _count(organization: Organization, account: str, object_name: str) -> int:
    user = organization.principal(account)
    with organization.read(user) as context:
        page = records.list_records(context, object_name, ListRequest(count="exact"))
    return int(page["count"])


def test_making_the_file_again_gives_the_same_file() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "make_demo_data.py"))
    assert script["written"]() == FILE.read_text("utf-8")


def test_there_are_about_300_records_in_two_languages() -> None:
    listed = [record for step in _steps() for record in step["records"]]
    for step in _steps():
        listed += [
            part for lists in step.get("parts", {}).values() for own in lists for part in own
        ]
    assert 280 <= len(listed) <= 340
    for object_name in ("user", "customer", "contact", "product", "task", "competitor"):
        names = [
            record.get("name") or record["subject"]
            for step in _steps()
            if step["object"] == object_name
            for record in step["records"]
        ]
        english = [name for name in names if name.isascii()]
        assert 0 < len(english) < len(names), object_name


def test_each_level_of_the_team_sees_what_lies_below(demo: Organization) -> None:
    """The director sees all; a manager sees what people with lower roles own, and what is his own."""
    own = {one: _count(demo, one, "customer") for one in ("sam", "sue", "tom", "amy")}
    assert all(own.values()) and sum(own.values()) == 40
    assert _count(demo, "dora", "customer") == _count(demo, "mia", "customer") == 40
    assert _count(demo, "mia", "target") == 0, "targets are the director's"
    with demo.read(demo.principal("dora")) as context:
        page = records.list_records(
            context, "user", ListRequest(fields="account,manager,role,department", sort="account")
        )
    team = {one["account"]: one for one in page["records"]}
    managers = {account: (one["manager"] or {}).get("name") for account, one in team.items()}
    assert managers["sam"] == managers["sue"] == "孟晓"
    assert managers["tom"] == managers["amy"] == "Max Weber"
    assert managers["mia"] == managers["max"] == "董岚"
    assert team["sam"]["department"]["name"] == "国内销售组"
    with demo.read(demo.principal("sam")) as context:
        deal = records.list_records(
            context, "customer", ListRequest(fields="owner,department", limit=1)
        )
    assert deal["records"][0]["department"] is not None
