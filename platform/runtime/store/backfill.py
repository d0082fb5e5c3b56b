"""Values for records that are older than a field: one statement for all of them, those in the recycle bin too."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from objectry.metadata.catalog import Field, Object
from objectry.runtime.context import Context
from objectry.runtime.store.write import encode


def fill(context: Context, field: Field, values: Mapping[str | None, Any]) -> None:
    """Fill in a field where it is empty: with the value for the record's business type, or else with that for None."""
    table = context.state.tables.objects[field.object]
    empty = table.c[field.columns[0].name].is_(None)
    for kind, value in sorted(values.items(), key=lambda one: one[0] is None):
        if value is None:
            continue
        statement = sa.update(table).where(empty).values(encode([field], {field.name: value}))
        if kind is not None:
            statement = statement.where(table.c.business_type == kind)
        context.connection.execute(statement)


def nobodys(context: Context, thing: Object) -> int:
    """How many records have neither an owner nor a maker who could be it."""
    table = context.state.tables.objects[thing.name]
    statement = sa.select(sa.func.count()).where(
        table.c.owner.is_(None), table.c.created_by.is_(None)
    )
    count: int = context.connection.execute(statement).scalar_one()
    return count


def own(context: Context, thing: Object, otherwise: str | None) -> None:
    """Give records without an owner to their makers, and those that nobody made to somebody else."""
    table = context.state.tables.objects[thing.name]
    heir = sa.literal(otherwise, table.c.owner.type)
    context.connection.execute(
        sa.update(table)
        .where(table.c.owner.is_(None))
        .values(owner=sa.func.coalesce(table.c.created_by, heir))
    )


def join_departments(context: Context, thing: Object) -> None:
    """Give records without a department to that of their owner."""
    table = context.state.tables.objects[thing.name]
    user = context.state.tables.objects["user"].alias()
    department = sa.select(user.c.department).where(user.c.id == table.c.owner).scalar_subquery()
    context.connection.execute(
        sa.update(table).where(table.c.department.is_(None)).values(department=department)
    )
