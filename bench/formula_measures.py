"""How long an aggregation takes that sums a formula, beside one that sums a field, as the API answers them."""

import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import sqlalchemy as sa

from bench.formula_sums import COUNT, ROUNDS, Sums
from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import aggregate
from objectry.runtime.context import Context
from objectry.runtime.ids import new_ids
from objectry.runtime.settings import read_settings

PLAIN, FORMULA = "sum:amount", "sum:(amount * win_rate)"
CHUNK = 20_000
ASKING = "admin"
MADE = datetime(2026, 11, 23, 8, tzinfo=UTC)
PACK: Mapping[str, str] = {
    "pack.yaml": "pack: bench\nversion: 1.0.0\nlabel: {zh: 基准, en: Benchmark}\nrequires: [{pack: system}]\n",
    "deal.yaml": """\
object: deal
label: {zh: 商机, en: Deal}
plural: {zh: 商机, en: Deals}
fields:
  - {name: name, type: text, label: {zh: 名称, en: Name}}
  - {name: amount, type: currency, label: {zh: 金额, en: Amount}}
  - {name: win_rate, type: percent, label: {zh: 赢率, en: Win rate}}
""",
}


def measured(url: str, count: int = COUNT, rounds: int = ROUNDS) -> Sums:
    """Fill an empty database, and ask for both sums in turns."""
    organization = Organization(read_settings({}, database_url=url))
    try:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in PACK.items():
                Path(folder, name).write_text(text, "utf-8")
            organization.apply([Path(folder)])
        with organization.write() as context:
            accounts.add_user(context, ASKING, ASKING, ["administrator"], None)
            _fill(context, count)
        with organization.read(organization.principal(ASKING)) as context:
            return _compared(context, rounds)
    finally:
        organization.close()


def _fill(context: Context, count: int) -> None:
    table = context.state.tables.objects["deal"]
    for start in range(0, count, CHUNK):
        size = min(CHUNK, count - start)
        context.connection.execute(sa.insert(table), list(_rows(start, size)))
    context.connection.exec_driver_sql("ANALYZE")


def _rows(start: int, count: int) -> Iterator[dict[str, Any]]:
    """Deals, of which one in twenty has no amount."""
    chance = Random(start)
    for record in new_ids(count, MADE):
        amount = Decimal(chance.randrange(10**9)).scaleb(-2)
        yield {
            "id": record, "name": "x", "amount": None if chance.random() < 0.05 else amount,
            "win_rate": Decimal(chance.randrange(101)), "created_at": MADE, "updated_at": MADE, "version": 1,
            "lock_status": "unlocked",
        }  # fmt: skip


def _compared(context: Context, rounds: int) -> Sums:
    if context.connection.dialect.name == "postgresql":
        # Parallel workers come and go with what else the machine does.
        context.connection.exec_driver_sql("SET LOCAL max_parallel_workers_per_gather = 0")
    taken: list[tuple[float, float]] = []
    for number in range(rounds + 2):
        pair = _milliseconds(context, PLAIN), _milliseconds(context, FORMULA)
        if number > 1:
            taken.append(pair)
    return Sums(median(one for one, _ in taken), median(one for _, one in taken),
                median(two / one for one, two in taken))  # fmt: skip


def _milliseconds(context: Context, measures: str) -> float:
    before = perf_counter()
    aggregate(context, "deal", "", measures, "", "all")
    return (perf_counter() - before) * 1_000
