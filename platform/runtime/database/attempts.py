"""How often somebody has tried to sign in. Shared by all processes: they work on one database.

An attempt is counted before the password is checked, so that a thousand guesses at the same time count as a thousand.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from objectry.runtime.database.system_tables import attempt


def count(
    connection: sa.Connection, key: str, now: datetime, until: datetime, most: int
) -> datetime | None:
    """Count one more attempt under `key`. Answers None, or until when to wait if there were `most` of them already.

    Each attempt that counts puts the end off to `until`; those that are refused leave it where it is.
    """
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    over, spent = attempt.c.until <= now, attempt.c.failures >= most
    fresh = insert(attempt).values(key=key, failures=1, until=until)
    statement = fresh.on_conflict_do_update(
        index_elements=[attempt.c.key],
        set_={
            "failures": sa.case((over, 1), else_=attempt.c.failures + 1),
            "until": sa.case((sa.or_(over, ~spent), fresh.excluded.until), else_=attempt.c.until),
        },
    ).returning(attempt.c.failures, attempt.c.until)
    row = connection.execute(statement).one()
    return row.until if row.failures > most else None


def forget(connection: sa.Connection, key: str, now: datetime) -> None:
    """Forget the attempts under a key, and all that are over."""
    connection.execute(
        sa.delete(attempt).where(sa.or_(attempt.c.key == key, attempt.c.until <= now))
    )
