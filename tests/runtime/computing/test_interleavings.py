"""Two transactions that know nothing of each other: each pair of deeds, with one of them held up halfway or at its end.

Whatever the second one does meanwhile, what is kept afterwards is right. SQLite has one writer at a time, so it is
PostgreSQL that has to prove it.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.runtime.api import records
from objectry.runtime.api.organization import Organization
from objectry.runtime.computing import waiting
from objectry.runtime.context import Context
from objectry.runtime.errors import Refused
from objectry.runtime.jobs import sweep
from objectry.runtime.records import computing
from objectry.runtime.settings import Settings
from objectry.runtime.store import computed
from tests.examples import FUZZED
from tests.runtime.computing.conftest import DEAL, install
from tests.runtime.computing.fresh import assert_fresh
from tests.runtime.computing.test_writers import PART, make
from tests.runtime.conftest import TestClock

pytestmark = pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
PATIENCE = 30.0
"""Seconds until the second one must have got somewhere."""


@pytest.fixture
def organization(settings: Settings, tmp_path: Path) -> Iterator[Organization]:
    """The organisation with deals that tell their part of what their firm has."""
    found = Organization(settings, TestClock())
    install(found, tmp_path / "deals", deal=DEAL.replace("\nfields:\n", f"\nfields:\n{PART}"))
    yield found
    found.close()


@dataclass(frozen=True, slots=True)
class Things:
    """Two homes, a firm in each of them, and a deal of the first one."""

    homes: tuple[str, str]
    firms: tuple[str, str]
    deal: str


def things(organization: Organization) -> Things:
    """Fresh ones."""
    homes = (make(organization, "home", name="上海"), make(organization, "home", name="北京"))
    firms = tuple(make(organization, "firm", name="f", home=home) for home in homes)
    deal = make(organization, "deal", name="d", firm=firms[0], amount="2000", rate="50")
    return Things(homes, (firms[0], firms[1]), deal)


def _update(context: Context, object_name: str, record: str, /, **values: Any) -> None:
    records.update_record(context, object_name, record, values, records.ANY_VERSION)


def _make(context: Context, at: Things) -> None:
    given = {"name": "n", "firm": at.firms[0], "amount": "30", "rate": "100"}
    records.create_record(context, "deal", given)


Deed = Callable[[Context, Things], object]
DEEDS: dict[str, Deed] = {
    "a new deal": _make,
    "the deal changes": lambda c, at: _update(c, "deal", at.deal, amount="10"),
    "the deal moves": lambda c, at: _update(c, "deal", at.deal, firm=at.firms[1]),
    "the deal goes": lambda c, at: records.delete_record(c, "deal", at.deal, records.ANY_VERSION),
    "the firm moves": lambda c, at: _update(c, "firm", at.firms[0], home=at.homes[1]),
    "the firm goes": lambda c, at: records.delete_record(c, "firm", at.firms[0], records.ANY_VERSION),
    "the home changes": lambda c, at: _update(c, "home", at.homes[0], name="广州"),
    "the home goes": lambda c, at: records.delete_record(c, "home", at.homes[0], records.ANY_VERSION),
}  # fmt: skip


PAIRS = list(product(DEEDS, DEEDS))
TRIED = PAIRS if FUZZED else random.Random(20261129).sample(PAIRS, 20)
"""All pairs take a while: usually some of them are tried."""


@pytest.mark.hypothesis
@pytest.mark.parametrize("halfway", [True, False], ids=["halfway", "at the end"])
def test_whatever_happens_beside_a_deed_all_is_right_afterwards(
    organization: Organization, monkeypatch: pytest.MonkeyPatch, halfway: bool
) -> None:
    for first, second in TRIED:
        at = things(organization)
        errors = _beside(organization, monkeypatch, at, DEEDS[first], DEEDS[second], halfway)
        assert errors <= {"record_unknown", "record_invalid"}, (first, second)
        assert_fresh(organization, "deal", "firm", "home")


def _beside(
    organization: Organization, monkeypatch: pytest.MonkeyPatch, at: Things, first: Deed, second: Deed, halfway: bool
) -> set[str]:  # fmt: skip
    """Hold the first one up, let the second one go as far as it can, and then both to their ends. What was refused."""
    refused: set[str] = set()
    other = threading.Thread(target=_try, args=(organization, at, second, refused))
    here, follow = threading.current_thread(), computing.follow
    begun: list[bool] = []

    def hold_up(*given: Any) -> None:
        if threading.current_thread() is here and not begun:
            begun.append(True)
            _let_run(organization, other)
        follow(*given)

    def whole(alone: bool) -> None:
        with organization.write(organization.principal("admin"), alone=alone) as context:
            first(context, at)
            if not begun:
                begun.append(True)
                _let_run(organization, other)

    with monkeypatch.context() as patch:
        if halfway:
            patch.setattr(computing, "follow", hold_up)
        try:
            organization.carried_out(whole)
        except Refused as error:
            refused.add(error.message.code)
        other.join(PATIENCE)
    assert not other.is_alive()
    return refused


def _try(organization: Organization, at: Things, deed: Deed, refused: set[str]) -> None:
    def whole(alone: bool) -> None:
        with organization.write(organization.principal("admin"), alone=alone) as context:
            deed(context, at)

    try:
        organization.carried_out(whole)
    except Refused as error:
        refused.add(error.message.code)


def _let_run(organization: Organization, other: threading.Thread) -> None:
    """Start another one, and wait until it has done everything or waits for a lock."""
    other.start()
    until = time.monotonic() + PATIENCE
    while other.is_alive() and time.monotonic() < until:
        with organization.read() as context:
            waits = context.connection.execute(
                sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            )
            if waits.scalar_one():
                return
        time.sleep(0.005)


def test_a_job_beside_a_deed(organization: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    for deed in DEEDS.values():
        with monkeypatch.context() as patch:
            _job_beside(organization, patch, things(organization), deed)
        assert_fresh(organization, "deal", "firm", "home")


def _job_beside(
    organization: Organization, patch: pytest.MonkeyPatch, at: Things, deed: Deed
) -> None:
    """Spoil values that two jobs then compute, the first of which waits with its locks until the deed cannot go on."""
    with organization.write() as context:
        table = context.state.tables.objects["deal"]
        context.connection.execute(sa.update(table).values(rank="?", weighted=1))
        fields = context.catalog.objects["deal"].fields
        for name in ("rank", "weighted"):
            waiting.leave(context, fields[name])
    refused: set[str] = set()
    other = threading.Thread(target=_try, args=(organization, at, deed, refused))
    hold = computed.hold
    begun: list[bool] = []

    def hold_up(*given: Any) -> Any:
        found = hold(*given)
        if threading.current_thread() is not other and not begun:
            begun.append(True)
            _let_run(organization, other)
        return found

    patch.setattr(computed, "hold", hold_up)
    while sweep.sweep(organization, "job", lambda: False):
        pass
    other.join(PATIENCE)
    assert not other.is_alive() and not refused
