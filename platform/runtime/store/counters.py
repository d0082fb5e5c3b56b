"""Auto numbers: counters that give every number once, whatever runs beside, and leave no gap behind a rollback."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from objectry.metadata.catalog import Field
from objectry.runtime.context import Context
from objectry.runtime.database.system_tables import counter


def take(context: Context, field: Field, period: str, count: int, start: int) -> range:
    """The next `count` numbers of a field in a period; the first period begins at `start`.

    The row stays locked until the end of the transaction: another writer waits instead of seeing the same number.
    """
    values = {"field": f"{field.object}.{field.name}", "period": period, "last": start + count - 1}
    dialect = context.connection.dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    fresh = insert(counter).values(values)
    statement = fresh.on_conflict_do_update(
        index_elements=[counter.c.field, counter.c.period],
        set_={"last": counter.c.last + sa.literal(count, sa.BigInteger)},
    ).returning(counter.c.last)
    last = int(context.connection.execute(statement).scalar_one())
    return range(last - count + 1, last + 1)
