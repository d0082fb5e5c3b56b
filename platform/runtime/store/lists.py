"""Membership in fields that hold several values: a text list in one column, or a link table."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import FromClause

from objectry.metadata.column_types import RecordId
from objectry.metadata.field_types.record_key import as_id

Seen = Callable[[sa.ColumnElement[str]], tuple[FromClause, sa.ColumnElement[bool]]]
"""The rows that a column with IDs points to, and when a row of them is one that may be seen."""


def contains(
    column: sa.ColumnElement[object], values: Sequence[str], every: bool, dialect: str
) -> sa.ColumnElement[bool]:
    """Whether a text list holds some, or all, of `values`. An empty list holds nothing."""
    if dialect == "postgresql":
        wanted = sa.cast(sa.literal(list(values), ARRAY(sa.Text())), ARRAY(sa.Text()))
        stored = sa.type_coerce(column, ARRAY(sa.Text()))
        met = stored.contains(wanted) if every else stored.overlap(wanted)
        return sa.func.coalesce(met, sa.false())
    member = sa.func.json_each(sa.type_coerce(column, sa.Text())).table_valued("value")
    found = [
        sa.exists(sa.select(sa.literal(1)).select_from(member).where(member.c.value == value))
        for value in values
    ]
    return sa.and_(sa.true(), *found) if every else sa.or_(sa.false(), *found)


def count(column: sa.ColumnElement[object], dialect: str) -> sa.ColumnElement[int]:
    """How many values a text list holds."""
    if dialect == "postgresql":
        return sa.func.coalesce(sa.func.cardinality(sa.type_coerce(column, ARRAY(sa.Text()))), 0)
    return sa.func.coalesce(sa.func.json_array_length(sa.type_coerce(column, sa.Text())), 0)


def count_linked(
    link: sa.Table, record: sa.ColumnElement[str], seen: Seen
) -> sa.ColumnElement[int]:
    """How many records a link table ties a record to."""
    tie = link.alias()
    rows, meets = seen(tie.c.target)
    found = sa.select(sa.func.count()).select_from(tie.join(rows, meets))
    return found.where(tie.c.source == record).scalar_subquery()


def linked(
    link: sa.Table, record: sa.ColumnElement[str], values: Sequence[str], every: bool, seen: Seen
) -> sa.ColumnElement[bool]:
    """Whether a link table ties a record to some, or all, of the records in `values`."""
    ids = [as_id(value) for value in values]
    found = [sa.false() if value is None else _tied(link, record, value, seen) for value in ids]
    return sa.and_(sa.true(), *found) if every else sa.or_(sa.false(), *found)


def any_linked(
    link: sa.Table, record: sa.ColumnElement[str], seen: Seen
) -> sa.ColumnElement[bool]:
    """Whether a link table ties a record to any other."""
    return _tied(link, record, None, seen)


def _tied(
    link: sa.Table, record: sa.ColumnElement[str], target: str | None, seen: Seen
) -> sa.ColumnElement[bool]:
    tie = link.alias()
    rows, meets = seen(tie.c.target)
    found = sa.select(sa.literal(1)).select_from(tie.join(rows, meets))
    found = found.where(tie.c.source == record)
    if target is not None:
        found = found.where(tie.c.target == sa.literal(target, RecordId))
    return sa.exists(found)
