"""Rows of an object with everything that is reached from them through look-ups, as one FROM clause.

Every joined record passes its own object's grants inside the ON clause: what the user may not see reads as empty, in
columns, filters, sorts and groups alike. A record in the recycle bin reads as empty too.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.sql import FromClause

from objectry.formula.checking.checker import Checked
from objectry.formula.sql.postgresql import Postgres
from objectry.formula.sql.sqlite import called
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Changes, FieldInfo
from objectry.metadata.catalog import Field, FieldPath, Object, followed, value_columns, walk
from objectry.metadata.computing import formula_of
from objectry.metadata.field_types.base import ValueRefused
from objectry.runtime import messages
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import State
from objectry.runtime.errors import Invalid
from objectry.runtime.store import lists
from objectry.runtime.store.predicate import reach

MAX_JOINS = 50
"""Look-ups that one statement follows; SQLite joins 64 tables."""
MAX_PATHS = 300
"""Fields that one statement reads behind look-ups; a place has five columns, and PostgreSQL takes 1,664."""
INSIDE = "="
"""Stands in the way to a row between look-ups that the user follows and those that a formula follows for everybody."""

T = TypeVar("T")
Around = Callable[[Checked], Surroundings]
"""What the formula of a field knows beside the record that it is computed for."""


class _Joins:
    """A FROM clause that grows, shared by all who look at its rows."""

    def __init__(self, rows: FromClause) -> None:
        self.clause = rows
        self.known: dict[tuple[str, ...], FromClause] = {}


class Source:
    """A FROM clause that grows as fields are asked for. Lives while one statement is built."""

    def __init__(
        self, state: State, access: Access, thing: Object, rows: FromClause, dialect: str, around: Around,
        joins: _Joins | None = None, trail: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self._state = state
        self._access = access
        self._thing = thing
        self._rows = rows
        self._around = around
        self._joins = joins or _Joins(rows)
        self._trail = trail
        self.dialect = dialect

    @property
    def from_clause(self) -> FromClause:
        """The rows and all joins so far."""
        return self._joins.clause

    def columns(self, path: FieldPath) -> Sequence[sa.ColumnElement[Any]]:
        """The columns of the field at the end of a path, or what computes it."""
        real = expand(self._state, path)
        rows = self._at(real[:-1])
        if real[-1].fleeting:
            return (self._computed(real, rows),)
        return [rows.c[column.name] for column in real[-1].columns]

    def error(self, path: FieldPath) -> sa.ColumnElement[str] | None:
        """Why the computed value at the end of a path could not be computed; None for other fields, and for values that are
        computed when they are read."""
        real = expand(self._state, path)
        reason = real[-1].error
        return None if reason is None else self._at(real[:-1]).c[reason.name]

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
        key = (*self._trail, *(field.name for field in path))
        if key not in self._joins.known:
            before = self._at(path[:-1])
            self._joins.known[key] = self._join(before, path[-1])
        return self._joins.known[key]

    def _join(self, before: FromClause, field: Field) -> FromClause:
        if len(self._joins.known) >= MAX_JOINS:
            raise Invalid(messages.TOO_MANY_JOINS, {"limit": MAX_JOINS})
        rows, meets = target_rows(
            self._state, self._access, field, before.c[field.columns[0].name]
        )
        self._joins.clause = self._joins.clause.outerjoin(rows, meets)
        return rows

    def _computed(self, path: FieldPath, rows: FromClause) -> sa.ColumnElement[Any]:
        """The value of a field that is computed whenever it is read. It is computed of all that its formula reads, whoever
        may read that: whether somebody may see it is a matter of the field itself.
        """
        field = path[-1]
        assert field.computation is not None
        objects, kind = self._state.catalog.objects, field.computation.shape[0].type
        checked = formula_of(field)
        trail = (*self._trail, *(one.name for one in path[:-1]), INSIDE)
        inside = Source(
            self._state, Access.system(reasons.FORMULA), objects[field.object], rows, self.dialect,
            self._around, self._joins, trail,
        )  # fmt: skip
        around = self._around(checked)
        if self.dialect == "sqlite":
            value = called(checked, inside, around, kind, partial(_fitted, field))
        else:
            value = Postgres(inside, around).whole(checked)
            value = field.type.from_formula_sql(value, field.definition)
        if len(path) == 1:
            return value
        # Behind an empty look-up there is no record of which anything could be computed.
        return sa.type_coerce(sa.case((rows.c.id.is_not(None), value)), kind)

    # What the formula language asks for (formula.sql.columns) -------------------------------------------------------

    def column(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[Any]:
        """The column that a formula means."""
        return self.columns(self._path(path))[0]

    def place(
        self, path: tuple[FieldInfo, ...]
    ) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
        """The latitude and the longitude of a place."""
        latitude, longitude, *_ = self.columns(self._path(path))
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


def _fitted(field: Field, value: object) -> object:
    """What a formula gave, as the field keeps it; None where it would not take it."""
    try:
        return field.type.from_formula(value, field.definition)
    except ValueRefused:
        return None


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
    found = followed(state.catalog.objects, path)
    assert found is not None, "the resolver has looked these names up"
    return found


def in_pieces(paths: Sequence[T], ask: Callable[[Sequence[T]], object]) -> None:
    """Ask for what paths lead to: at once, or, where they are more than one statement follows, for each half of them."""
    try:
        if len(paths) <= MAX_PATHS:
            ask(paths)
            return
    except Invalid as refused:
        if refused.message is not messages.TOO_MANY_JOINS or len(paths) == 1:
            raise
    half = len(paths) // 2
    in_pieces(paths[:half], ask)
    in_pieces(paths[half:], ask)


def changes(state: State, paths: Iterable[FieldPath]) -> Changes:
    """How often that changes by itself to which some paths lead."""
    return max((expand(state, path)[-1].info.changes for path in paths), default=Changes.NEVER)


def base_columns(state: State, path: FieldPath) -> tuple[str, ...]:
    """The columns of the object itself that a path starts from."""
    first = expand(state, path)[0]
    if not first.fleeting:
        return tuple(column.name for column in value_columns(first))
    assert first.computation is not None
    found: dict[str, None] = {}
    for text in first.computation.reads:
        read = walk(state.catalog.objects, first.object, text)
        assert read is not None, "the resolver has looked these names up"
        found.update(dict.fromkeys(base_columns(state, read)))
    return tuple(found)
