"""Every case gives what it says, in Python, in SQLite, and in PostgreSQL where it can be computed there."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.formula.checking.checker import Checked, check
from objectry.formula.faults import EvaluationError, Fault
from objectry.formula.functions.declare import Profile
from objectry.formula.problems import FormulaError
from objectry.formula.python.program import compiled
from objectry.formula.sql.helper_texts import helper_texts
from objectry.formula.sql.postgresql import Postgres, unsupported
from objectry.formula.sql.sqlite import called, install
from objectry.formula.types import Type
from objectry.metadata.column_types import ExactDecimal, ExactText, kept
from tests.formula.cases import TABLES
from tests.formula.cases.case import Case
from tests.formula.cases.world import TABLE, Names, Stored
from tests.formula.shown import shown

CASES = [
    pytest.param(one, id=f"{theme}-{at}") for theme, cases in TABLES.items() for at, one in enumerate(cases)
]  # fmt: skip
KNOWN: Mapping[str, str] = MappingProxyType(
    {
        'IFERROR(REPT("x", 40000), "short")': "what is too long is a mistake as any other there",
        'ISERROR(REPT("x", 40000))': "what is too long is a mistake as any other there",
        "99999999999999999999 * 99999999999999999999": "PostgreSQL has more than 39 digits",
        "1 / 3 + 10 ^ 30": "PostgreSQL has more than 39 digits",
        "1 / 3": "PostgreSQL has more than 39 digits, and upstream shows them all",
    }
)
"""All cases in which PostgreSQL gives something else, and why it cannot be helped. This list becomes shorter only."""


@pytest.fixture(scope="module")
def sqlite() -> Iterator[sa.Connection]:
    """A database in memory that knows formulas."""
    engine = sa.create_engine("sqlite://")
    sa.event.listen(engine, "connect", lambda driver, _: install(driver))
    with engine.connect() as connection:
        TABLE.create(connection)
        yield connection
    engine.dispose()


@pytest.fixture(scope="module")
def postgresql(pg_url: str) -> Iterator[sa.Connection]:
    """A connection whose changes are all taken back."""
    engine = sa.create_engine(pg_url)
    with engine.connect() as connection:
        for text in helper_texts():
            connection.exec_driver_sql(text)
        TABLE.create(connection)
        yield connection
        connection.rollback()
    engine.dispose()


def _checked(case: Case) -> Checked:
    return check(
        case.text, Names(), case.wanted, use=case.use, profile=case.profile, zero=case.zero
    )


def _stored(connection: sa.Connection, case: Case) -> None:
    connection.execute(sa.delete(TABLE))
    row = {key.replace(".", "_"): value for key, value in case.values.items()}
    connection.execute(sa.insert(TABLE), [row])


@pytest.mark.parametrize("case", CASES)
def test_python_gives_what_a_case_says(case: Case) -> None:
    assert _in_python(case) == case.expected


def _in_python(case: Case) -> str:
    """The answer as cases write it; that for a whole column is the same."""
    try:
        formula = _checked(case)
        program = compiled(formula)
    except FormulaError as error:
        if case.hint is not None:
            assert error.problems[0].hint == case.hint
        return " ".join(
            f"?{one.message.code.removeprefix('formula_')} {one.line}:{one.column}"
            for one in error.problems
        )
    row = {name: case.values.get(name) for name in program.fields}
    columns = {name: [value] * 2 for name, value in row.items()}
    first, second = program.evaluate_many(columns, case.around, 2)
    assert first == second
    try:
        found = program.evaluate(row, case.around)
    except EvaluationError as error:
        assert first == error.fault
        return _failed(error.fault)
    assert found == first and (found is not None or formula.root.nullable)
    return shown(found)


def _failed(fault: Fault) -> str:
    return f"!{fault.kind.value} {fault.line}:{fault.column}"


EVALUATED = [one for one in CASES if isinstance(one.values[0], Case) and one.values[0].expected[:1] != "?"]  # fmt: skip


@pytest.mark.parametrize("case", EVALUATED)
def test_sqlite_gives_what_a_case_says(case: Case, sqlite: sa.Connection) -> None:
    formula = _checked(case)
    _stored(sqlite, case)
    kind: Any = sa.Text() if formula.root.type is Type.NULL else kept(formula.root.type, 0)
    if isinstance(kind, ExactDecimal):
        kind = ExactText()
    value = called(formula, Stored("sqlite"), case.around, kind)
    found = sqlite.execute(sa.select(value).select_from(TABLE)).scalar_one()
    assert shown(found) == ("NULL" if case.expected.startswith("!") else case.expected)


@pytest.mark.parametrize("case", EVALUATED)
def test_postgresql_gives_what_a_case_says(case: Case, postgresql: sa.Connection) -> None:
    formula = _checked(case)
    if unsupported(formula.root) is not None:
        return
    with postgresql.begin_nested() as savepoint:
        _stored(postgresql, case)
        engine = Postgres(Stored("postgresql"), case.around)
        query = sa.select(engine.whole(formula.root), engine.failing(formula.root))
        value, failing = postgresql.execute(query.select_from(TABLE)).one()
        savepoint.rollback()
    if formula.points and value is not None:
        value = value * 100
    same = failing is case.expected.startswith("!") and (failing or shown(value) == case.expected)
    known = case.text in KNOWN and (case.text != "1 / 3" or case.profile is Profile.SALESFORCE)
    assert same is not known, (failing, value)


def test_there_are_enough_cases() -> None:
    """Which is told here so that nobody takes some of them away without seeing it."""
    assert len(CASES) >= 1_100
    assert sum(str(one.id).startswith("upstream") for one in CASES) >= 80
    assert len(KNOWN) <= 5
