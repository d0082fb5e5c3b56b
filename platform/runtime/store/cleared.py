"""Look-ups that were emptied because their record went to the recycle bin, so that restoring it fills them again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from objectry.metadata.catalog import Field
from objectry.runtime.context import Context
from objectry.runtime.database.system_tables import cleared
from objectry.runtime.store.chunks import among, change, rows


@dataclass(frozen=True, slots=True)
class Note:
    """A look-up that was emptied."""

    field: str
    """`object.field`."""
    record: str
    target: str
    """The record that it pointed to."""


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


def about(context: Context, records: Sequence[str]) -> list[Note]:
    """The notes in which one of the records stands, on either side."""
    return [Note(row.field, row.record, row.target) for row in rows(context, _ABOUT, records)]


def settle(context: Context, notes: Sequence[Note]) -> None:
    """Forget notes that have served."""
    if notes:
        context.connection.execute(
            _SETTLE,
            [{"of": one.field, "who": one.record, "whom": one.target} for one in notes],
        )


def overtake(context: Context, field: Field, records: Sequence[str]) -> None:
    """Forget the notes about a look-up of records that somebody has given another value since."""
    change(context, _OVERTAKE, records, {"of": f"{field.object}.{field.name}"})


def forget(context: Context, records: Sequence[str]) -> None:
    """Purged records neither get look-ups back nor give any."""
    change(context, _FORGET, records)


_EITHER = among(cleared.c.target) | among(cleared.c.record)
_ABOUT = sa.select(cleared).where(_EITHER)
_FORGET = sa.delete(cleared).where(_EITHER)
_OVERTAKE = sa.delete(cleared).where(
    cleared.c.field == sa.bindparam("of", type_=cleared.c.field.type), among(cleared.c.record)
)
_SETTLE = sa.delete(cleared).where(
    cleared.c.field == sa.bindparam("of", type_=cleared.c.field.type),
    cleared.c.record == sa.bindparam("who", type_=cleared.c.record.type),
    cleared.c.target == sa.bindparam("whom", type_=cleared.c.target.type),
)
