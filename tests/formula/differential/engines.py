"""One formula over some rows in each of the three engines, with answers that can be compared."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from objectry.formula.checking.checker import Checked, Wanted, check
from objectry.formula.faults import Fault
from objectry.formula.functions.declare import Profile, Use
from objectry.formula.python.program import compiled
from objectry.formula.sql.postgresql import Postgres
from objectry.formula.sql.sqlite import called
from objectry.formula.types import Type
from objectry.metadata.column_types import ExactDecimal, ExactText, kept
from tests.formula.differential.sample import AROUND, DEAL, Names, Stored, as_formulas_see

ERROR = "error"
Row = Mapping[str, Any]


def checked(text: str, zero: bool = False, profile: Profile = Profile.OBJECTRY) -> Checked:
    """The typed tree of a formula on the sample."""
    return check(text, Names(), Wanted(), use=Use.RULE, zero=zero, profile=profile)


def in_python(formula: Checked, rows: Sequence[Row]) -> list[Any]:
    """The answers of the compiled function."""
    program = compiled(formula)
    seen = [as_formulas_see(row) for row in rows]
    columns = {name: [row[name] for row in seen] for name in program.fields}
    return [comparable(one) for one in program.evaluate_many(columns, AROUND, len(rows))]


def in_sqlite(connection: sa.Connection, formula: Checked, rows: Sequence[Row]) -> list[Any]:
    """The answers of SQLite, which cannot tell nothing from an error."""
    store(connection, rows)
    kind = sa.Text() if formula.root.type is Type.NULL else kept(formula.root.type, 0)
    if isinstance(kind, ExactDecimal):
        kind = ExactText()
    value = called(formula, Stored("sqlite"), AROUND, kind)
    return [
        comparable(one)
        for one in connection.scalars(sa.select(value).select_from(DEAL).order_by(DEAL.c.id))
    ]


def in_postgresql(connection: sa.Connection, formula: Checked, rows: Sequence[Row]) -> list[Any]:
    """The answers of PostgreSQL."""
    store(connection, rows)
    engine = Postgres(Stored("postgresql"), AROUND)
    query = sa.select(engine.whole(formula), engine.failing(formula))
    query = query.select_from(DEAL).order_by(DEAL.c.id)
    return [ERROR if fails else comparable(one) for one, fails in connection.execute(query)]


def store(connection: sa.Connection, rows: Sequence[Row]) -> None:
    """Put the rows, and nothing else, into the table."""
    connection.execute(sa.delete(DEAL))
    connection.execute(sa.insert(DEAL), [{"id": at, **row} for at, row in enumerate(rows)])


@contextmanager
def undone(connection: sa.Connection) -> Iterator[None]:
    """Take back what is done within. The savepoint goes, too: those of SQLAlchemy stay after they are rolled back, inside
    each other, until PostgreSQL has no room for more of them."""
    connection.exec_driver_sql("SAVEPOINT example")
    try:
        yield
    finally:
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT example")
        connection.exec_driver_sql("RELEASE SAVEPOINT example")


def comparable(value: Any) -> Any:
    """An answer as all engines give it."""
    if isinstance(value, Fault):
        return ERROR
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return None if value == "" else value
