"""A prepared statement answers what SQLAlchemy answers for it. On both databases."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError, ProgrammingError

from objectry.metadata.column_types import ExactDecimal, RecordId, TextList, UtcDateTime
from objectry.runtime.api.organization import Organization
from objectry.runtime.database.prepared import Prepared

KEPT = sa.Table(
    "kept", sa.MetaData(),
    sa.Column("id", RecordId), sa.Column("name", sa.Text), sa.Column("amount", ExactDecimal(2)),
    sa.Column("day", sa.Date), sa.Column("at", UtcDateTime), sa.Column("done", sa.Boolean),
    sa.Column("tags", TextList), sa.Column("count", sa.BigInteger), prefixes=["TEMPORARY"],
)  # fmt: skip
ID = "01856aa0-c800-7000-8000-00000000000{}"
ROWS = [
    {"id": ID.format(0), "name": "100 % 华强 'x' :y %s", "amount": Decimal("-12.50"),
     "day": date(2026, 2, 28), "at": datetime(2026, 11, 25, 8, 30, tzinfo=UTC), "done": True,
     "tags": ("a", "b"), "count": 2**40},
    dict.fromkeys(KEPT.c.keys()) | {"id": ID.format(1)},
]  # fmt: skip
STATEMENTS: dict[str, tuple[sa.Select[Any], dict[str, Any]]] = {
    "every type": (sa.select(KEPT).order_by(KEPT.c.id), {}),
    "given values": (
        sa.select(KEPT.c.name, KEPT.c.amount).where(
            KEPT.c.amount == sa.bindparam("amount", type_=ExactDecimal(2)),
            KEPT.c.at < sa.bindparam("at", type_=UtcDateTime),
        ),
        {"amount": Decimal("-12.50"), "at": datetime(2027, 1, 1, tzinfo=UTC), "unused": 1},
    ),
    "values of its own": (
        sa.select(KEPT.c.id, (KEPT.c.count + 5).label("more"))
        .where(KEPT.c.name.in_(["100 % 华强 'x' :y %s", "b"]), KEPT.c.name.contains("%"))
        .limit(sa.bindparam("most", type_=sa.Integer)),
        {"most": 3},
    ),
    "the same column twice": (sa.select(KEPT.c.id, KEPT.c.id, KEPT.c.day).order_by(KEPT.c.id), {}),
    "a total": (sa.select(sa.func.aggregate_strings(KEPT.c.id.cast(sa.Text), ",")), {}),
    "nothing": (sa.select(KEPT.c.id).where(KEPT.c.count == 1), {}),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_it_answers_the_same_each_time(organization: Organization, name: str) -> None:
    statement, given = STATEMENTS[name]
    prepared = Prepared(statement)
    with organization.rehearsal() as context:
        KEPT.create(context.connection)
        context.connection.execute(sa.insert(KEPT), ROWS)
        plain = {key: value for key, value in given.items() if key != "unused"}
        expected = [tuple(row) for row in context.connection.execute(statement, plain)]
        for _ in range(7):  # the driver prepares it for itself after some times
            assert [tuple(row) for row in prepared.fetch(context.connection, given)] == expected


def test_it_raises_what_sqlalchemy_raises(organization: Organization) -> None:
    prepared = Prepared(sa.select(KEPT.c.id))
    with (
        organization.read() as context,
        pytest.raises((OperationalError, ProgrammingError)) as caught,
    ):
        prepared.fetch(context.connection, {})
    assert caught.value.statement and "kept" in caught.value.statement
