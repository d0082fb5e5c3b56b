"""Many writers at once: what they leave behind is what one after the other would have left, and nobody is told of the
others."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import records, transfer
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context
from objectry.runtime.errors import Refused
from objectry.runtime.settings import Settings
from tests.runtime.computing.conftest import DEAL, FIRM, install
from tests.runtime.computing.fresh import assert_fresh
from tests.runtime.computing.test_wide_rollups import GUEST, VISIT
from tests.runtime.conftest import TestClock

WRITERS = 16
DEEDS = 9
"""What each of them does, one transaction each."""
PART = '  - {name: part, type: formula, returns: percent, formula: "amount / firm.total", label: {zh: 占比, en: Part}}\n'
CODE = "  - {name: code, type: text, unique: true, label: {zh: 代码, en: Code}}\n"
KINDS = (
    "make", "amount", "amount", "move", "move", "remove", "restore", "restore", "firm", "firm", "home",
    "bulk", "upsert", "import", "visit", "guests",
)  # fmt: skip


@pytest.fixture
def organization(settings: Settings, tmp_path: Path) -> Iterator[Organization]:
    """The organisation with deals, and a connection for each writer."""
    room = settings.model_copy(update={"worker_threads": WRITERS, "busy_timeout_ms": 120_000})
    found = Organization(room, TestClock())
    deal = DEAL.replace("\nfields:\n", f"\nfields:\n{PART}{CODE}")
    install(found, tmp_path / "deals", deal=deal, firm=f"{FIRM}  - {GUEST}\n", visit=VISIT)
    yield found
    found.close()


class Writer:
    """Somebody who changes deals, firms, homes and visits at random; the deals and visits are one's own."""

    def __init__(
        self, organization: Organization, number: int, firms: list[str], homes: list[str]
    ) -> None:
        self._organization = organization
        self._chance = random.Random(number)
        self._number = number
        self._firms, self._homes = firms, homes
        self.deals: dict[str, str | None] = {}
        """The firm of each of one's own deals that is there, as it was saved last."""
        self.gone: dict[str, str | None] = {}
        """The same of those in the recycle bin."""
        self.coded: dict[str, str] = {}
        """The firms of one's deals that are saved by their codes."""
        self.visits: dict[str, list[str]] = {}
        """The guests of each of one's visits."""
        self.changed: Counter[str] = Counter()
        """How often firms and homes were changed."""
        self.done: set[str] = set()
        self.refused: list[str] = []

    def work(self) -> None:
        """Do everything, each deed as a request does it: begun anew when it collides with others."""
        for number in range(DEEDS):
            deed = self._deed(number)
            try:
                self._organization.carried_out(partial(self._write, *deed))
                self.done.add(deed[0])
            except Refused as refused:
                self.refused.append(f"{deed[0]}: {refused.message.code}")

    def _deed(self, number: int) -> tuple[Any, ...]:
        choose, own = self._chance.choice, sorted(self.deals)
        what = choose(KINDS)
        some = self._chance.sample(self._firms, 2)
        match what:
            case "upsert" | "import":
                return what, f"{self._number}-{choose('ab')}", choose(self._firms)
            case "restore" if self.gone:
                return what, choose(sorted(self.gone)), None
            case "visit" | "guests":
                record = choose(sorted(self.visits)) if what == "guests" and self.visits else ""
                return "guests" if record else "visit", record, some
        if not own or what in ("make", "restore"):
            return "make", choose(self._firms), str(number * 10)
        match what:
            case "bulk":
                return what, "", str(self._chance.randrange(1_000))
            case "amount":
                return what, choose(own), str(self._chance.randrange(1_000))
            case "move":
                return what, choose(own), choose([*self._firms, None])
            case "remove":
                return what, choose(own), None
            case "firm":
                return what, choose(self._firms), choose(self._homes)
        return what, choose(self._homes), None

    def _write(self, what: str, record: str, value: Any, alone: bool) -> None:
        user = self._organization.principal("admin")
        with self._organization.write(user, alone=alone) as context:
            made = self._written(context, what, record, value)
        match what:
            case "make":
                self.deals[made] = record
            case "move":
                self.deals[record] = value
            case "remove":
                self.gone[record] = self.deals.pop(record)
            case "restore":
                self.deals[record] = self.gone.pop(record)
            case "upsert" | "import":
                self.coded[record] = value
            case "visit" | "guests":
                self.visits[made] = value
            case "firm" | "home":
                self.changed[record] += 1

    def _written(self, context: Context, what: str, record: str, value: Any) -> str:
        match what:
            case "make":
                given = {"name": "d", "firm": record, "amount": value, "rate": "50"}
                return records.create_record(context, "deal", given).id
            case "amount":
                change = {"amount": value}
            case "move":
                change = {"firm": value}
            case "remove":
                records.delete_record(context, "deal", record, records.ANY_VERSION)
                return record
            case "restore":
                return records.restore_record(context, "deal", record).id
            case "bulk":
                rows = [{"id": one, "amount": value} for one in self.deals]
                records.bulk(context, "deal", "update", rows, "id", True)
                return record
            case "upsert":
                row = {"code": record, "name": "u", "firm": value, "amount": "7"}
                records.bulk(context, "deal", "upsert", [row], "code", True)
                return record
            case "import":
                self._import(context, f"code,name,firm,amount\n{record},i,{value},11\n")
                return record
            case "visit":
                given = {"name": "v", "guests": value, "hours": 2}
                return records.create_record(context, "visit", given).id
            case "guests":
                change = {"guests": value}
            case "firm":
                change = {"name": str(self._chance.random()), "home": value}
            case _:
                change = {"name": str(self._chance.random())}
        name = {"firm": "firm", "home": "home", "guests": "visit"}.get(what, "deal")
        records.update_record(context, name, record, change, records.ANY_VERSION)
        return record

    def _import(self, context: Context, text: str) -> None:
        wanted = transfer.MappingDef(object="deal", operation="upsert", key="code")
        upload = transfer.read_upload(context, wanted, text.encode())
        report = transfer.import_here(context, upload, dry_run=False)
        assert report.errors == []


def make(organization: Organization, object_name: str, **values: Any) -> str:
    """Make a record and answer its ID."""
    with organization.write(organization.principal("admin")) as context:
        return records.create_record(context, object_name, values).id


def all_of(organization: Organization, object_name: str) -> dict[str, dict[str, Any]]:
    """All live records of an object, by ID."""
    with organization.read(organization.principal("admin")) as context:
        asked = records.ListRequest("", limit=500)
        found = records.list_records(context, object_name, asked)["records"]
    return {one["id"]: one for one in found}


def test_many_writers_leave_what_one_would(organization: Organization) -> None:
    homes = [make(organization, "home", name=str(number)) for number in range(2)]
    firms = [make(organization, "firm", name=str(n), home=homes[n % 2]) for n in range(3)]
    writers = [Writer(organization, number, firms, homes) for number in range(WRITERS)]
    threads = [threading.Thread(target=writer.work) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [text for writer in writers for text in writer.refused] == []
    assert {what for writer in writers for what in writer.done} == set(KINDS)
    assert_fresh(organization, "deal", "firm", "home", "visit")
    found = {
        row["code"] or one: row["firm"] and row["firm"]["id"]
        for one, row in all_of(organization, "deal").items()
    }
    meant = [{**writer.deals, **writer.coded} for writer in writers]
    assert found == {deal: firm for deals in meant for deal, firm in deals.items()}
    guests = {
        one: [guest["id"] for guest in row["guests"]]
        for one, row in all_of(organization, "visit").items()
    }
    assert guests == {one: firms for writer in writers for one, firms in writer.visits.items()}
    changed = sum((writer.changed for writer in writers), Counter())
    versions = {**all_of(organization, "firm"), **all_of(organization, "home")}
    assert {one: row["version"] for one, row in versions.items()} == {
        one: 1 + changed[one] for one in (*firms, *homes)
    }
