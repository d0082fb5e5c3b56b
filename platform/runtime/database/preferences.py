"""What users like, as rows: a key and a JSON value each."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from objectry.runtime.database.system_tables import preference


def of_user(connection: sa.Connection, user: str) -> dict[str, Any]:
    """What a user has chosen, by key."""
    rows = connection.execute(
        sa.select(preference.c.key, preference.c.value).where(preference.c.user == user)
    )
    return {row.key: json.loads(row.value) for row in rows}


def put(connection: sa.Connection, user: str, chosen: Mapping[str, Any]) -> None:
    """Keep what a user chooses, in the place of what he chose before."""
    if not chosen:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    fresh = insert(preference)
    statement = fresh.on_conflict_do_update(
        index_elements=[preference.c.user, preference.c.key],
        set_={"value": fresh.excluded.value},
    )
    rows = [
        {"user": user, "key": key, "value": json.dumps(value, ensure_ascii=False)}
        for key, value in sorted(chosen.items())
    ]
    connection.execute(statement, rows)


def forget(connection: sa.Connection, user: str, keys: list[str]) -> None:
    """Forget what a user chose under some keys."""
    mine = sa.and_(preference.c.user == user, preference.c.key.in_(keys))
    connection.execute(sa.delete(preference).where(mine))
