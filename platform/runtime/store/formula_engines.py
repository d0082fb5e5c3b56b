"""Databases as calculators: they evaluate formulas for rows that no table holds, and keep nothing."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import DBAPIError

from objectry.formula.checking.checker import Checked
from objectry.formula.checking.paths import OLD
from objectry.formula.checking.typed import Apply, fields_in, walk
from objectry.formula.lines import messages
from objectry.formula.lines.evaluator import Case, outcome
from objectry.formula.lines.plans import Mistake, Plan, problem_told
from objectry.formula.problems import FormulaError
from objectry.formula.sql.postgresql import SQL_TYPES, Postgres, unsupported
from objectry.formula.sql.sqlite import called, install
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import FieldInfo, Type
from objectry.metadata.column_types import ExactText, TextList, kept
from objectry.runtime.database.engine import Database
from objectry.runtime.database.formula_helpers import helpers_outdated, install_helpers
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.store import lists

Path = tuple[FieldInfo, ...]
Pair = tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]
NUMBER = "number"
"""The column that numbers the rows."""
ROWS = "rows"
_PLACES: Mapping[Type, tuple[str, ...]] = MappingProxyType({Type.GEOLOCATION: ("_lat", "_lng")})
"""What is added to the name of a column where a field has several of them."""


class PlaceText(sa.TypeDecorator[tuple[Decimal, Decimal]]):
    """A place as text: SQLite's function gives one value."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(
        self, value: tuple[Decimal, Decimal] | None, dialect: sa.Dialect
    ) -> str | None:
        """Both numbers."""
        return None if value is None else f"{value[0]} {value[1]}"

    def process_result_value(
        self, value: str | None, dialect: sa.Dialect
    ) -> tuple[Decimal, Decimal] | None:
        """The place."""
        if value is None:
            return None
        latitude, longitude = value.split(" ")
        return Decimal(latitude), Decimal(longitude)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of rows that a statement is handed."""

    dialect: str
    rows: sa.FromClause
    names: Mapping[str, str]
    """What the column of each field is called."""

    def column(self, path: Path) -> sa.ColumnElement[Any]:
        """The column of a field."""
        found = self.rows.c[self.names[_key(path)]]
        textual = self.dialect == "postgresql" and isinstance(found.type, sa.Text)
        return found.collate("C") if textual else found

    def place(self, path: Path) -> Pair:
        """The latitude and the longitude of a place."""
        name = self.names[_key(path)]
        latitude, longitude = (self.rows.c[name + end] for end in _PLACES[Type.GEOLOCATION])
        return latitude, longitude

    def includes(self, path: Path, values: Sequence[str], every: bool) -> sa.ColumnElement[bool]:
        """Whether a field with several values holds some, or all, of `values`."""
        return lists.contains(self._plain(path), values, every, self.dialect)

    def count(self, path: Path) -> sa.ColumnElement[int]:
        """How many values a field with several of them holds."""
        return lists.count(self._plain(path), self.dialect)

    def blank(self, path: Path) -> sa.ColumnElement[bool]:
        """Whether a field has no value."""
        return self._plain(path).is_(None)

    def _plain(self, path: Path) -> sa.ColumnElement[Any]:
        return self.rows.c[self.names[_key(path)]]


def _key(path: Path) -> str:
    return ".".join(one.name for one in path)


def _named(fields: Sequence[FieldInfo]) -> Mapping[str, str]:
    """A name for the column of each field: whatever a line calls it, these can stand in SQL."""
    return {one.name: f"c{at}" for at, one in enumerate(fields)}


def _fields(plan: Plan) -> tuple[FieldInfo, ...]:
    """The fields of the row that the whole tree of a formula reads."""
    found = {one.key: one.path[-1] for one in fields_in(plan.checked.root) if one.root == ""}
    return tuple(found.values())


def _stored(row: Mapping[str, Any], info: FieldInfo, column: str) -> dict[str, Any]:
    """The value of a field in the columns that it has."""
    value = row[info.name]
    ends = _PLACES.get(info.type)
    if ends is None:
        return {column: value}
    return {column + end: None if value is None else value[at] for at, end in enumerate(ends)}


def _refused(name: str) -> Mistake:
    return Mistake("unsupported", messages.UNSUPPORTED, {"name": name})


Kept = WeakKeyDictionary[Plan, tuple[Surroundings, Prepared]]
"""Statements by their formulas, as long as those are kept."""


class _Engine:
    """What both databases have in common."""

    def __init__(self, connection: sa.Connection, kept: Kept) -> None:
        self._connection = connection
        self._kept = kept

    def outcomes(self, plan: Plan, cases: Sequence[Case]) -> Sequence[Any]:
        """The value of each case, or a Mistake."""
        refused = self.refused(plan.checked)
        if refused is not None:
            return [_refused(refused)] * len(cases)
        around = cases[0].around
        known = self._kept.get(plan)
        if known is None or known[0] is not around:
            try:
                known = self._kept[plan] = (around, Prepared(self.statement(plan, around)))
            except FormulaError as error:
                return [problem_told(error.problems[0])] * len(cases)
        return self.asked(plan, known[1], cases)

    def refused(self, checked: Checked) -> str | None:
        """The name of what the database cannot compute in a formula."""
        raise NotImplementedError

    def statement(self, plan: Plan, around: Surroundings) -> sa.Select[Any]:
        """What the database is asked for a formula."""
        raise NotImplementedError

    def asked(self, plan: Plan, statement: Prepared, cases: Sequence[Case]) -> Sequence[Any]:
        """The outcomes of a statement."""
        raise NotImplementedError


class Sqlite(_Engine):
    """SQLite calls the compiled function, with values as its columns would keep them."""

    def refused(self, checked: Checked) -> str | None:
        """Functions on several values are answered by the database, as far as they have a form for it."""
        for node in walk(checked.root):
            if isinstance(node, Apply) and any(
                one.type is Type.MULTIPICKLIST for one in node.arguments
            ):
                before = any(one.root == OLD for one in fields_in(node))
                if node.function.sql is None or before:
                    return node.function.name
        return None

    def statement(self, plan: Plan, around: Surroundings) -> sa.Select[Any]:
        """One row of typed values, and the formula on them."""
        fields = _fields(plan)
        names = _named(fields)
        columns = [sa.bindparam(name, type_=kind).label(name) for info in fields
                   for name, kind in _sqlite_columns(info.type, names[info.name])]  # fmt: skip
        columns.append(sa.literal(0).label(NUMBER))
        rows = sa.select(*columns).subquery(ROWS)
        ((_, kind), *_) = _sqlite_columns(plan.checked.root.type, "")
        kind = PlaceText() if plan.checked.root.type is Type.GEOLOCATION else kind
        value = called(plan.checked, Columns("sqlite", rows, names), around, kind)
        return sa.select(value.label("value")).select_from(rows)

    def asked(self, plan: Plan, statement: Prepared, cases: Sequence[Case]) -> Sequence[Any]:
        """Row by row. SQLite has NULL for what cannot be computed: the program says why."""
        fields = _fields(plan)
        names = _named(fields)
        found: list[Any] = []
        for case in cases:
            given: dict[str, Any] = {}
            for info in fields:
                given |= _stored(case.row, info, names[info.name])
            try:
                ((value,),) = statement.fetch(self._connection, given)
            except DBAPIError:
                value = Mistake("error", messages.NOT_COMPUTED)
            if value is None:
                reason = outcome(plan, case)
                value = reason if isinstance(reason, Mistake) else None
            found.append(value)
        return found


def _sqlite_columns(kind: Type, name: str) -> list[tuple[str, sa.types.TypeEngine[Any]]]:
    """The columns of a field with their types."""
    match kind:
        case Type.NUMBER:
            return [(name, ExactText())]
        case Type.GEOLOCATION:
            return [(name + end, ExactText()) for end in _PLACES[kind]]
        case Type.MULTIPICKLIST:
            return [(name, TextList())]
        case Type.LOOKUP | Type.NULL:
            return [(name, sa.Text())]
    return [(name, kept(kind, 0))]


class Postgresql(_Engine):
    """PostgreSQL computes the formula itself, for all rows of it at once, which it is sent as one JSON text."""

    def refused(self, checked: Checked) -> str | None:
        """What has no PostgreSQL form, and what asks for the record before its change."""
        name = unsupported(checked)
        if name is None and any(one.root == OLD for one in fields_in(checked.root)):
            return "PRIORVALUE"
        return name

    def statement(self, plan: Plan, around: Surroundings) -> sa.Select[Any]:
        """The formula on rows that are made of JSON."""
        fields, root = _fields(plan), plan.checked.root
        names = _named(fields)
        columns = [sa.column(NUMBER, sa.Integer())]
        columns += [sa.column(name, kind) for info in fields
                    for name, kind in _postgresql_columns(info.type, names[info.name])]  # fmt: skip
        sent = sa.cast(sa.bindparam(ROWS, type_=sa.Text()), JSONB())
        rows = sa.func.jsonb_to_recordset(sent).table_valued(*columns, name=ROWS)
        rows = rows.render_derived(name=ROWS, with_types=True)
        engine = Postgres(Columns("postgresql", rows, names), around)
        values: Sequence[Any] = (engine.whole(plan.checked),)
        if root.type is Type.GEOLOCATION:
            values = engine.sql(root).value
        elif root.type is Type.MULTIPICKLIST:
            values = (rows.c[names[_fields(plan)[0].name]],)
        failing = engine.failing(plan.checked)
        return (
            sa.select(failing.label("failing"), *values).select_from(rows).order_by(rows.c[NUMBER])
        )

    def asked(self, plan: Plan, statement: Prepared, cases: Sequence[Case]) -> Sequence[Any]:
        """All rows at once; one by one when the statement as a whole fails, so that the others have their answers."""
        try:
            with self._connection.begin_nested():
                given = {ROWS: _json_rows(plan, cases)}
                rows = statement.fetch(self._connection, given)
        except DBAPIError:
            if len(cases) == 1:
                return [Mistake("error", messages.NOT_COMPUTED)]
            return [one for case in cases for one in self.asked(plan, statement, [case])]
        return [self._outcome(plan, case, row) for case, row in zip(cases, rows, strict=True)]

    def _outcome(self, plan: Plan, case: Case, row: Sequence[Any]) -> Any:
        fails, value, *more = row
        if fails:
            reason = outcome(plan, case)  # PostgreSQL tells that it fails, the program knows why
            return (
                reason if isinstance(reason, Mistake) else Mistake("error", messages.NOT_COMPUTED)
            )
        if more:
            return None if value is None else (value, more[0])
        if isinstance(value, list):
            return tuple(value)
        return value


def _postgresql_columns(kind: Type, name: str) -> list[tuple[str, sa.types.TypeEngine[Any]]]:
    """The columns of a field with their types."""
    match kind:
        case Type.GEOLOCATION:
            return [(name + end, sa.Numeric()) for end in _PLACES[kind]]
        case Type.MULTIPICKLIST:
            return [(name, ARRAY(sa.Text()))]
    return [(name, SQL_TYPES[kind])]


def _json_rows(plan: Plan, cases: Sequence[Case]) -> str:
    """Rows as PostgreSQL reads them."""
    fields = _fields(plan)
    names = _named(fields)
    rows: list[dict[str, Any]] = []
    for at, case in enumerate(cases):
        row: dict[str, Any] = {NUMBER: at}
        for info in fields:
            row |= _stored(case.row, info, names[info.name])
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, default=_json_value)


def _json_value(value: Decimal | datetime | date | time) -> str:
    return str(value) if isinstance(value, Decimal) else value.isoformat()


@contextmanager
def sqlite_calculator() -> Iterator[Sqlite]:
    """A SQLite in memory that knows formulas."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    try:
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            install(driver)
            yield Sqlite(connection, WeakKeyDictionary())
    finally:
        engine.dispose()


@contextmanager
def postgresql_calculator(database: Database, kept: Kept) -> Iterator[Postgresql]:
    """A PostgreSQL that knows formulas in one transaction, and keeps nothing of it. It has to be a short one: functions that
    the database lacks are made in it, and others who would install them wait for its end."""
    with database.rehearse() as connection:
        if helpers_outdated(connection):
            install_helpers(connection)
        yield Postgresql(connection, kept)
