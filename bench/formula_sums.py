"""How long PostgreSQL takes to add up a formula over a table, beside a plain column."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Any

import sqlalchemy as sa

from bench.formula_cases import AROUND, SAMPLE_ZERO, Row, rows
from objectry.formula.sql.helper_texts import helper_texts
from objectry.formula.sql.postgresql import Postgres
from objectry.formula.types import FieldInfo

COUNT = 200_000
ROUNDS = 15
DEAL = sa.Table(
    "bench_deal", sa.MetaData(),
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("amount", sa.Numeric(18, 2)), sa.Column("days", sa.Numeric(10, 0)),
    sa.Column("stage", sa.Text(collation="C")), sa.Column("made_at", sa.DateTime(timezone=True)),
    prefixes=["UNLOGGED"],
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sums:
    """Milliseconds of both sums, and the median of their ratios."""

    plain: float
    formula: float
    ratio: float


@dataclass(frozen=True)
class Stored:
    """The columns of the table."""

    dialect: str = "postgresql"

    def column(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[Any]:
        """The column of a field."""
        return DEAL.c[path[-1].name]

    def place(
        self, path: tuple[FieldInfo, ...]
    ) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
        """There are no places."""
        raise KeyError(path[-1].name)

    def includes(
        self, path: tuple[FieldInfo, ...], values: Sequence[str], every: bool
    ) -> sa.ColumnElement[bool]:
        """There are no fields with several values."""
        raise KeyError(path[-1].name)

    def count(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[int]:
        """There are no fields with several values."""
        raise KeyError(path[-1].name)

    def blank(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[bool]:
        """Whether a column is NULL."""
        return self.column(path).is_(None)


def _stored(number: int, row: Row) -> dict[str, Any]:
    return {
        "id": number, "amount": row["amount"], "days": row["days"], "stage": row["stage"],
        "made_at": row["made_at"] or datetime(2026, 1, 1, tzinfo=UTC),
    }  # fmt: skip


def sums(url: str) -> Sums:
    """Make the table in a transaction that is taken back, and measure in turns."""
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            return _measured(connection)
    finally:
        engine.dispose()


def _measured(connection: sa.Connection) -> Sums:
    for text in helper_texts():
        connection.exec_driver_sql(text)
    DEAL.create(connection)
    some = rows(20_000)
    for start in range(0, COUNT, len(some)):
        connection.execute(
            sa.insert(DEAL), [_stored(start + at, row) for at, row in enumerate(some)]
        )
    connection.exec_driver_sql("ANALYZE bench_deal")
    # Parallel workers come and go with what else the machine does.
    connection.exec_driver_sql("SET LOCAL max_parallel_workers_per_gather = 0")
    formula = Postgres(Stored(), AROUND).whole(SAMPLE_ZERO.checked())
    plain = sa.select(sa.func.sum(DEAL.c.amount))
    computed = sa.select(sa.func.sum(formula)).select_from(DEAL)
    taken: list[tuple[float, float]] = []
    for number in range(ROUNDS + 2):
        pair = _milliseconds(connection, plain), _milliseconds(connection, computed)
        if number > 1:
            taken.append(pair)
    connection.rollback()
    return Sums(median(one for one, _ in taken), median(one for _, one in taken),
                median(two / one for one, two in taken))  # fmt: skip


def _milliseconds(connection: sa.Connection, query: sa.Select[Any]) -> float:
    """The time that the server itself took, as EXPLAIN measures it, would add its own; so the clock on the wall."""
    before = perf_counter()
    connection.execute(query).scalar_one()
    return (perf_counter() - before) * 1_000
