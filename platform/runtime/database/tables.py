"""One table per object: a typed column for each field, named after it. Built from the catalog, never reflected."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from objectry.metadata.catalog import Catalog, Field, Object
from objectry.metadata.column_types import RecordId
from objectry.runtime.database.system_tables import NAMING

NOT_NULL = frozenset({"id", "version", "created_at", "updated_at"})
"""Columns that always hold a value. A required field may still be null: it may have become required later."""
NAME_LIMIT = 63
"""Bytes that PostgreSQL keeps of a name."""


T = TypeVar("T")


class OnDemand(Mapping[str, sa.Table], Generic[T]):
    """Tables that are made when they are first asked for: a call needs few of them. Safe between threads."""

    def __init__(self, wanted: Mapping[str, T], make: Callable[[T], sa.Table], lock: Lock) -> None:
        self._wanted = wanted
        self._make = make
        self._lock = lock
        self._made: dict[str, sa.Table] = {}

    def __getitem__(self, name: str) -> sa.Table:
        """The table of that name."""
        if name not in self._made:
            with self._lock:
                if name not in self._made:
                    self._made[name] = self._make(self._wanted[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """The names of all tables, made or not."""
        return iter(self._wanted)

    def __len__(self) -> int:
        """The number of all tables."""
        return len(self._wanted)


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The tables of a catalog."""

    metadata: sa.MetaData
    objects: Mapping[str, sa.Table]
    links: Mapping[str, sa.Table]
    """Link tables of the fields that hold several records, by `object__field`."""

    def referred(self, thing: Object) -> None:
        """Make the tables that those of an object refer to, which SQLAlchemy has to know to write their DDL."""
        for field in thing.kept:
            for target in field.relation.targets if field.relation else ():
                self.objects[target]


def build(catalog: Catalog, dialect: str) -> Tables:
    """The tables of all objects of a catalog, and those that link records."""
    metadata = sa.MetaData(naming_convention=NAMING)
    lock = Lock()  # tables are entered into the same MetaData
    links = {one.link: one for thing in catalog.objects.values() for one in thing.kept if one.link}
    return Tables(
        metadata,
        OnDemand(catalog.objects, lambda thing: _object_table(thing, metadata, dialect), lock),
        OnDemand(links, lambda one: _link_table(one, metadata), lock),
    )


def physical_name(name: str) -> str:
    """A name that PostgreSQL takes whole: longer ones end in a digest instead of being cut, and clashing, there."""
    if len(name) <= NAME_LIMIT:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: NAME_LIMIT - 9]}_{digest}"


def _object_table(thing: Object, metadata: sa.MetaData, dialect: str) -> sa.Table:
    columns = [column for field in thing.kept for column in field_columns(field, dialect)]
    table = sa.Table(thing.name, metadata, *columns)
    for field in thing.kept:
        _index(field, table, dialect)  # an index belongs to its table from the moment it is made
    for name, fields in thing.indexes.items():
        live = table.c.deleted_at.is_(None)
        parts = [table.c[thing.fields[one].columns[0].name] for one in fields]
        # SQLite answers from an index alone only if that holds the column of the index's own condition, too.
        condition = [table.c.deleted_at] if dialect == "sqlite" else []
        sa.Index(
            physical_name(f"ix_{thing.name}_{name}"),
            *parts,
            *condition,
            sqlite_where=live,
            postgresql_where=live,
        )
    return table


def field_columns(field: Field, dialect: str) -> Iterator[sa.Column[object]]:
    """The columns of one field. A look-up to one object is guarded by a foreign key."""
    for column in field.columns:
        keys = []
        if field.target is not None:
            # No action: the platform clears, forbids or cascades itself, because deleting is moving to the recycle bin.
            keys.append(sa.ForeignKey(f"{field.target}.id"))
        yield sa.Column(
            column.name,
            _by_code_point(column.type, dialect),
            *keys,
            primary_key=field.name == "id",
            nullable=column.name not in NOT_NULL,
        )
    if field.error is not None:
        yield sa.Column(field.error.name, field.error.type)


def _by_code_point(kind: TypeEngine[Any], dialect: str) -> TypeEngine[Any]:
    """Texts compare and sort by code point on both databases, whatever the locale of the PostgreSQL cluster is."""
    if dialect == "postgresql" and isinstance(kind, sa.String):
        return type(kind)(length=kind.length, collation="C")
    return kind


def _index(field: Field, table: sa.Table, dialect: str) -> None:
    """Give the table the field's index. All but the primary key leave out records in the recycle bin.

    The ID behind the value makes the order of a sorted, filtered list unique, so that its pages are read off the index.
    Empty values come first, as they do in lists: PostgreSQL has to be told so.
    """
    if not field.columns or field.name in ("id", "deleted_at"):
        return
    column = table.c[field.columns[0].name]
    live = table.c.deleted_at.is_(None)
    name = f"{field.object}_{field.name}"
    if field.definition.unique:
        sa.Index(
            physical_name(f"uq_{name}"),
            column,
            unique=True,
            sqlite_where=live,
            postgresql_where=live,
        )
    elif field.definition.indexed or (field.relation is not None and not field.system):
        first = column.asc().nulls_first() if dialect == "postgresql" else column
        sa.Index(
            physical_name(f"ix_{name}"),
            first,
            table.c.id,
            sqlite_where=live,
            postgresql_where=live,
        )


def _link_table(field: Field, metadata: sa.MetaData) -> sa.Table:
    """Rows of a field that holds several records, in the order in which they were chosen."""
    assert field.link and field.relation
    name = physical_name(field.link)
    return sa.Table(
        name,
        metadata,
        sa.Column("source", RecordId, sa.ForeignKey(f"{field.object}.id"), primary_key=True),
        sa.Column(
            "target", RecordId, sa.ForeignKey(f"{field.relation.targets[0]}.id"), primary_key=True
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Index(physical_name(f"ix_{name}"), "target"),
    )
