"""Rows of an object with everything that is reached from them through look-ups, as one FROM clause.

Every joined record passes its own object's grants inside the ON clause: what the user may not see reads as empty, in
columns, filters, sorts and groups alike. A record in the recycle bin reads as empty too.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import FromClause

from objectry.formula.types import FieldInfo
from objectry.metadata.catalog import Field, FieldPath, Object, walk
from objectry.runtime import messages
from objectry.runtime.access.grants import Access
from objectry.runtime.context import State
from objectry.runtime.errors import Invalid
from objectry.runtime.store import lists
from objectry.runtime.store.predicate import reach

MAX_JOINS = 50
"""Look-ups that one statement follows; SQLite joins 64 tables."""


class Source:
    """A FROM clause that grows as fields are asked for. Lives while one statement is built."""

    def __init__(
        self, state: State, access: Access, thing: Object, rows: FromClause, dialect: str
    ) -> None:
        self._state = state
        self._access = access
        self._thing = thing
        self._rows = rows
        self._joined: dict[tuple[str, ...], FromClause] = {}
        self._from: FromClause = rows
        self.dialect = dialect

    @property
    def from_clause(self) -> FromClause:
        """The rows and all joins so far."""
        return self._from

    def columns(self, path: FieldPath) -> Sequence[sa.ColumnElement[Any]]:
        """The columns of the field at the end of a path."""
        real = expand(self._state, path)
        rows = self._at(real[:-1])
        return [rows.c[column.name] for column in real[-1].columns]

    def identifier(self, path: FieldPath) -> sa.ColumnElement[str]:
        """The ID of the record that holds the field at the end of a path."""
        return self._at(expand(self._state, path)[:-1]).c.id

    def name(self, path: FieldPath) -> sa.ColumnElement[str] | None:
        """The name of the record that a look-up points to; None when the user may read no such names."""
        real = expand(self._state, path)
        named = readable_name(self._state, self._access, real[-1])
        return None if named is None else self._at(real).c[named.columns[0].name]

    def _at(self, path: FieldPath) -> FromClause:
        """The rows that a path of look-ups leads to."""
        if not path:
            return self._rows
        key = tuple(field.name for field in path)
        if key not in self._joined:
            before = self._at(path[:-1])
            self._joined[key] = self._join(before, path[-1])
        return self._joined[key]

    def _join(self, before: FromClause, field: Field) -> FromClause:
        if len(self._joined) >= MAX_JOINS:
            raise Invalid(messages.TOO_MANY_JOINS, {"limit": MAX_JOINS})
        rows, meets = target_rows(
            self._state, self._access, field, before.c[field.columns[0].name]
        )
        self._from = self._from.outerjoin(rows, meets)
        return rows

    # What the formula language asks for (formula.sql.columns) -------------------------------------------------------

    def column(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[Any]:
        """The column that a formula means."""
        return self.columns(self._path(path))[0]

    def place(
        self, path: tuple[FieldInfo, ...]
    ) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
        """The latitude and the longitude of a place."""
        latitude, longitude = self.columns(self._path(path))
        return latitude, longitude

    def count(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[int]:
        """How many values a field with several of them holds."""
        found = self._path(path)
        field = expand(self._state, found)[-1]
        if field.link:
            link = self._state.tables.links[field.link]
            return lists.count_linked(link, self.identifier(found), self._seen_through(field))
        return lists.count(self.columns(found)[0], self.dialect)

    def includes(
        self, path: tuple[FieldInfo, ...], values: Sequence[str], every: bool
    ) -> sa.ColumnElement[bool]:
        """Whether a field with several values holds some, or all, of `values`."""
        found = self._path(path)
        field = expand(self._state, found)[-1]
        if field.link:
            link = self._state.tables.links[field.link]
            seen = self._seen_through(field)
            return lists.linked(link, self.identifier(found), values, every, seen)
        return lists.contains(self.columns(found)[0], values, every, self.dialect)

    def blank(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[bool]:
        """Whether a field has no value."""
        found = self._path(path)
        field = expand(self._state, found)[-1]
        if field.link:
            link = self._state.tables.links[field.link]
            seen = self._seen_through(field)
            return sa.not_(lists.any_linked(link, self.identifier(found), seen))
        return self.columns(found)[0].is_(None)

    def _seen_through(self, field: Field) -> lists.Seen:
        """The records that may be seen in a field with several of them: the others are not in it, as when it is read."""
        return partial(target_rows, self._state, self._access, field)

    def _path(self, path: tuple[FieldInfo, ...]) -> FieldPath:
        found = walk(
            self._state.catalog.objects, self._thing.name, ".".join(info.name for info in path)
        )
        assert found is not None, "the checker has looked these names up"
        return found


def target_rows(
    state: State, access: Access, field: Field, link: sa.ColumnElement[Any]
) -> tuple[FromClause, sa.ColumnElement[bool]]:
    """The rows that a look-up to one object points to, and when a row of them is the one that may be seen."""
    assert field.relation
    thing = state.catalog.objects[field.relation.targets[0]]
    rows = state.tables.objects[thing.name].alias()
    meets = [rows.c.id == link, rows.c.deleted_at.is_(None)]
    allowed = reach(state, rows, access.grants(state.catalog, thing, "read"))
    if allowed is not None:
        meets.append(allowed)
    return rows, sa.and_(*meets)


def readable_name(state: State, access: Access, field: Field) -> Field | None:
    """The field that names the records a look-up points to; None when the user may read no such names."""
    if field.target is None:
        return None
    thing = state.catalog.objects[field.target]
    rights = access.on(thing)
    if "read" not in rights.actions or thing.name_field.name not in rights.readable:
        return None
    return thing.name_field


def expand(state: State, path: FieldPath) -> FieldPath:
    """A path whose last field is a reference leads on to the field that it shows."""
    last = path[-1]
    text = last.type.shows(last.definition)
    if text is None:
        return path
    shown = walk(state.catalog.objects, last.object, text)
    assert shown is not None, "the resolver has looked these names up"
    return (*path[:-1], *shown)
