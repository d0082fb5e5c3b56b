"""What was done about a record: the records of other objects that point to it."""

from collections.abc import Sequence

import sqlalchemy as sa

from objectry.metadata.catalog import Field, Object
from objectry.metadata.column_types import RecordId
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.ids import LAST_ID
from objectry.runtime.store.predicate import parameters
from objectry.runtime.store.reach import conditions
from objectry.runtime.store.surroundings import source_of


def latest(
    context: Context, access: Access, thing: Object, through: Sequence[Field], record: str,
    before: str | None, limit: int,
) -> list[str]:  # fmt: skip
    """The IDs of records that point to one through some field, as far as the user may see them, latest first, those from
    before a certain one."""

    def make() -> Prepared:
        table = context.state.tables.objects[thing.name]
        source = source_of(context, access, thing, table)
        meant = sa.bindparam("record", type_=RecordId)
        return Prepared(
            sa.select(table.c.id)
            .where(
                sa.or_(*(table.c[one.columns[0].name] == meant for one in through)),
                table.c.id < sa.bindparam("before", type_=RecordId),
                *conditions(context, access, source, table, thing, (), "all", False),
            )
            .order_by(table.c.id.desc())
            .limit(sa.bindparam("page_limit", type_=sa.Integer))
        )

    asked = context.state.memo.get(("activities", thing, tuple(through), access.key), make)
    given = {
        **parameters(access), "record": record, "before": before or LAST_ID, "page_limit": limit,
    }  # fmt: skip
    return [row[0] for row in asked.fetch(context.connection, given)]
