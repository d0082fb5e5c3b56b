"""Who has opened which record when: what users come back to."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import FromClause

from objectry.metadata.column_types import RecordId
from objectry.runtime.context import Context
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.database.system_tables import opened

KEPT = 50
"""Records that are remembered of a user and an object."""


def note(context: Context, object_name: str, record: str) -> None:
    """Remember that the user has opened a record just now, and forget what he opened long ago."""
    assert context.user
    values = {"user": context.user.id, "object": object_name, "record": record, "at": context.now}
    fresh = _insert(context).values(values)
    keys = [opened.c.user, opened.c.object, opened.c.record]
    context.connection.execute(
        fresh.on_conflict_do_update(index_elements=keys, set_={"at": context.now})
    )
    own = sa.and_(opened.c.user == context.user.id, opened.c.object == object_name)
    last = (
        sa.select(opened.c.record).where(own).order_by(opened.c.at.desc()).limit(KEPT).subquery()
    )
    context.connection.execute(
        sa.delete(opened).where(own, opened.c.record.not_in(sa.select(last.c.record)))
    )


def latest(context: Context, object_name: str | None, limit: int) -> list[tuple[str, str]]:
    """The records that the user opened last, as (object, ID), of one object or of all."""
    assert context.user

    def make() -> Prepared:
        statement = sa.select(opened.c.object, opened.c.record).where(
            opened.c.user == sa.bindparam("user", type_=RecordId)
        )
        if object_name is not None:
            statement = statement.where(opened.c.object == sa.bindparam("object"))
        ordered = statement.order_by(opened.c.at.desc(), opened.c.record.desc())
        return Prepared(ordered.limit(sa.bindparam("limit", type_=sa.Integer)))

    prepared = context.state.memo.get(("opened", object_name is None), make)
    given = {"user": context.user.id, "object": object_name, "limit": limit}
    return [(row[0], row[1]) for row in prepared.fetch(context.connection, given)]


def recently(rows: FromClause, object_name: str) -> sa.ColumnElement[bool]:
    """Whether the user who asks has opened a record lately."""
    own = opened.c.user == sa.bindparam("access_user", type_=RecordId)
    return rows.c.id.in_(sa.select(opened.c.record).where(own, opened.c.object == object_name))


def _insert(context: Context) -> Any:
    """An INSERT that says what happens to a row that is there already."""
    if context.connection.dialect.name == "postgresql":
        return postgresql.insert(opened)
    return sqlite.insert(opened)
