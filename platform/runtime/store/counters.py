"""Auto numbers: counters that give every number once, whatever runs beside, and leave no gap behind a rollback."""

import secrets
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from objectry.metadata.catalog import Field
from objectry.runtime.context import Context
from objectry.runtime.database.system_tables import counter

TRIAL = 10**12
"""Where the numbers of trials begin: beyond all that are taken in earnest."""


def take(
    context: Context, field: Field, series: str, period: str, count: int, start: int
) -> range:
    """The next `count` numbers of a field in a period; each period begins at `start`.

    `series` is the business type that counts by itself, or empty for all others.

    The row stays locked until the end of the transaction: another writer waits instead of seeing the same number. A trial
    has a row of its own, which nobody else ever sees, and numbers that nobody else takes: unique ones make others wait.
    """
    name = _name(field, series)
    if context.trial:
        start += TRIAL + secrets.randbelow(TRIAL)
        name = f"{name} in a trial"
    values = {"field": name, "period": period, "last": start + count - 1}
    fresh = _insert(context).values(values)
    statement = fresh.on_conflict_do_update(
        index_elements=[counter.c.field, counter.c.period],
        set_={"last": counter.c.last + sa.literal(count, sa.BigInteger)},
    ).returning(counter.c.last)
    last = int(context.connection.execute(statement).scalar_one())
    return range(last - count + 1, last + 1)


def advance(context: Context, field: Field, series: str, period: str, last: int) -> None:
    """Let a counter go on behind a number, if it is not further already."""
    fresh = _insert(context).values(field=_name(field, series), period=period, last=last)
    statement = fresh.on_conflict_do_update(
        index_elements=[counter.c.field, counter.c.period],
        set_={"last": fresh.excluded.last},
        where=counter.c.last < fresh.excluded.last,
    )
    context.connection.execute(statement)


def _name(field: Field, series: str) -> str:
    return f"{field.object}.{field.name}:{series}" if series else f"{field.object}.{field.name}"


def _insert(context: Context) -> Any:
    """PostgreSQL's insert or SQLite's, which have the same methods and no class in common."""
    dialect = context.connection.dialect.name
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(counter)
