"""Every case gives what it says, in Python, in SQLite, and in PostgreSQL where it can be computed there."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.formula.checking.checker import Checked, check
from objectry.formula.faults import EvaluationError, Fault, Kind
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
from tests.formula.differential.engines import undone
from tests.formula.shown import shown

CASES = [
    pytest.param(one, id=f"{theme}-{at}") for theme, cases in TABLES.items() for at, one in enumerate(cases)
]  # fmt: skip


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


def _beyond_sql(parameter: Any) -> str | None:
    """What of a case PostgreSQL cannot compute; None where it can do all of it."""
    return unsupported(_checked(parameter.values[0]))


IN_POSTGRESQL = [one for one in EVALUATED if _beyond_sql(one) is None]
ON_SAVE = frozenset({"$Old", "ISCLONE", "ISNEW", "VLOOKUP"})
"""What rules alone may ask for, of which no database ever hears."""
IN_PYTHON = frozenset({"CONVERTCURRENCY", "MEDIAN", "REGEX", "TEXT"})
"""Functions that have forms which only Python has. This list becomes shorter only."""


@pytest.mark.parametrize("case", IN_POSTGRESQL)
def test_postgresql_gives_what_a_case_says(case: Case, postgresql: sa.Connection) -> None:
    formula = _checked(case)
    with undone(postgresql):
        _stored(postgresql, case)
        engine = Postgres(Stored("postgresql"), case.around)
        query = sa.select(engine.whole(formula), engine.failing(formula))
        value, failing = postgresql.execute(query.select_from(TABLE)).one()
    assert failing is case.expected.startswith("!"), value
    assert failing or shown(value) == case.expected


def test_postgresql_computes_nearly_all_that_it_is_asked_for() -> None:
    """The target is 97 % of what may stand in a filter or a field."""
    beyond = Counter(name for one in EVALUATED if (name := _beyond_sql(one)) is not None)
    assert beyond.keys() == ON_SAVE | IN_PYTHON
    asked = len(EVALUATED) - sum(beyond[name] for name in ON_SAVE)
    assert asked >= 1_000
    assert len(IN_POSTGRESQL) >= 0.97 * asked


def test_every_kind_of_mistake_has_a_case() -> None:
    cases = [case for cases in TABLES.values() for case in cases]
    wrong = [one for one in cases if one.expected[0] in "!?"]
    assert len(wrong) >= 300
    kinds = {one.expected.split(" ")[0][1:] for one in wrong if one.expected[0] == "!"}
    assert kinds == {one.value for one in Kind} - {Kind.BAD_TEXT.value}  # which a field tells of


def test_there_are_enough_cases() -> None:
    """Which is told here so that nobody takes some of them away without seeing it."""
    assert len(CASES) >= 1_100
    assert sum(str(one.id).startswith("upstream") for one in CASES) >= 80


@pytest.mark.parametrize(
    ("theme", "least"),
    [("selects", 110), ("saving", 70), ("paths", 120), ("zones", 70), ("writing", 90), ("ranges", 130)],
)  # fmt: skip
def test_each_theme_of_our_own_has_enough_cases(theme: str, least: int) -> None:
    """Selects, ISCHANGED and PRIORVALUE, paths, time zones that change their clocks, Chinese and its signs, limits."""
    assert len(TABLES[theme]) >= least
