"""Values of every kind find their rows, however many they are, by one statement. On both databases."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from objectry.metadata.column_types import ExactDecimal, RecordId, UtcDateTime
from objectry.runtime.api.organization import Organization
from objectry.runtime.store.chunks import among, change, rows

ID = "01856aa0-c800-7000-8000-00000000000"
KINDS: dict[str, tuple[Any, list[Any]]] = {
    "ids": (RecordId(), [f"{ID}{n}" for n in range(3)]),
    "texts": (sa.Text(), ["it's", 'a "quote" \\ {,}', "华强\n北"]),
    "numbers": (sa.BigInteger(), [0, -1, 2**62]),
    "amounts": (ExactDecimal(2), [Decimal("-0.01"), Decimal("9999999999999999.99"), Decimal("5.00")]),
    "days": (sa.Date(), [date(1, 1, 1), date(2026, 2, 28), date(9999, 12, 31)]),
    "moments": (UtcDateTime(), [datetime(2026, 11, day, 23, 59, 59, tzinfo=UTC) for day in (1, 2, 3)]),
    "truths": (sa.Boolean(), [True, False, True]),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_values_find_their_rows(organization: Organization, kind: str) -> None:
    column_type, values = KINDS[kind]
    table = sa.Table(
        "kept", sa.MetaData(), sa.Column("n", sa.Integer), sa.Column("x", column_type),
        prefixes=["TEMPORARY"],
    )  # fmt: skip
    with organization.rehearsal() as context:
        table.create(context.connection)
        context.connection.execute(
            sa.insert(table), [{"n": n, "x": value} for n, value in enumerate(values)]
        )
        statement = sa.select(table.c.x, table.c.n).where(among(table.c.x), table.c.n >= 0)
        for wanted in (values, values[:1], [values[2], values[0], values[2]], []):
            found = {row.x for row in rows(context, statement, wanted)}
            assert found == set(wanted)
        change(context, sa.delete(table).where(among(table.c.x)), values[:1])
        assert values[0] not in {row.x for row in context.connection.execute(sa.select(table.c.x))}


def test_the_statement_is_the_same_for_any_number_of_values(organization: Organization) -> None:
    """So it is written and prepared once."""
    sent: set[str] = set()
    with organization.read() as context:
        users = context.state.tables.objects["user"]
        event.listen(
            context.connection, "before_cursor_execute", lambda *given: sent.add(str(given[2]))
        )
        for count in (1, 2, 7):
            ids = [f"{ID}{n}" for n in range(count)]
            list(rows(context, sa.select(users.c.name).where(among(users.c.id)), ids))
    assert len(sent) == 1
