"""Look-ups that were emptied because their record went to the recycle bin, so that restoring it fills them again."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from objectry.metadata.catalog import Field
from objectry.runtime.context import Context
from objectry.runtime.database.system_tables import cleared
from objectry.runtime.store.read import CHUNK


def remember(context: Context, field: Field, records: Mapping[str, str]) -> None:
    """Note which records pointed where, before their look-up is emptied."""
    if records:
        name = f"{field.object}.{field.name}"
        context.connection.execute(
            sa.insert(cleared),
            [
                {"field": name, "record": record, "target": target}
                for record, target in records.items()
            ],
        )


def recall(context: Context, field: Field, targets: Sequence[str]) -> dict[str, str]:
    """The records that pointed to restored ones, with the record that they pointed to; forgets them."""
    name = f"{field.object}.{field.name}"
    found: dict[str, str] = {}
    meets = sa.and_(
        cleared.c.field == name, cleared.c.target.in_(sa.bindparam("ids", expanding=True))
    )
    for start in range(0, len(targets), CHUNK):
        given = {"ids": list(targets[start : start + CHUNK])}
        for row in context.connection.execute(sa.select(cleared).where(meets), given):
            found[row.record] = row.target
        context.connection.execute(sa.delete(cleared).where(meets), given)
    return found


def forget(context: Context, records: Sequence[str]) -> None:
    """Purged records neither get look-ups back nor give any."""
    meets = cleared.c.target.in_(sa.bindparam("ids", expanding=True)) | cleared.c.record.in_(
        sa.bindparam("ids", expanding=True)
    )
    for start in range(0, len(records), CHUNK):
        given = {"ids": list(records[start : start + CHUNK])}
        context.connection.execute(sa.delete(cleared).where(meets), given)
