"""Look-ups that were emptied because their record went to the recycle bin, so that restoring it fills them again."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from objectry.metadata.catalog import Field
from objectry.runtime.context import Context
from objectry.runtime.database.system_tables import cleared
from objectry.runtime.store.chunks import among, delete, rows


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
    meets = sa.and_(cleared.c.field == name, among(cleared.c.target))
    found = {
        row.record: row.target for row in rows(context, sa.select(cleared).where(meets), targets)
    }
    delete(context, sa.delete(cleared).where(meets), targets)
    return found


def forget(context: Context, records: Sequence[str]) -> None:
    """Purged records neither get look-ups back nor give any."""
    meets = among(cleared.c.target) | among(cleared.c.record)
    delete(context, sa.delete(cleared).where(meets), records)
