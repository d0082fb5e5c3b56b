"""One formula, one meaning: Python, SQLite and PostgreSQL give the same answers for random formulas and rows."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.formula.checking.checker import Checked
from objectry.formula.problems import FormulaError
from objectry.formula.sql.helper_texts import helper_texts
from objectry.formula.sql.sqlite import install
from tests.formula.differential.engines import (
    ERROR,
    checked,
    in_postgresql,
    in_python,
    in_sqlite,
)
from tests.formula.differential.random_formulas import MADE, formulas
from tests.formula.differential.sample import DEAL, ROWS

EXAMPLES = max(200, settings().max_examples)
_RANDOM = settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
ANY = st.sampled_from(MADE).flatmap(lambda kind: formulas(kind))
FOUR_ROWS = st.lists(ROWS, min_size=4, max_size=4)


@pytest.fixture(scope="module")
def sqlite() -> Iterator[sa.Connection]:
    """A database in memory that knows formulas."""
    engine = sa.create_engine("sqlite://")
    sa.event.listen(engine, "connect", lambda driver, _: install(driver))
    with engine.connect() as connection:
        DEAL.create(connection)
        yield connection
    engine.dispose()


@pytest.fixture(scope="module")
def postgresql(pg_url: str) -> Iterator[sa.Connection]:
    """A connection whose changes are all taken back."""
    engine = sa.create_engine(pg_url)
    with engine.connect() as connection:
        for text in helper_texts():
            connection.exec_driver_sql(text)
        DEAL.create(connection)
        yield connection
        connection.rollback()
    engine.dispose()


def _usable(text: str, zero: bool) -> Checked | None:
    """The formula, unless it is one that the checker refuses: too large, or always wrong."""
    try:
        return checked(text, zero)
    except FormulaError:
        return None


@_RANDOM
@given(text=ANY, rows=FOUR_ROWS, zero=st.booleans())
def test_sqlite_means_what_python_means(
    text: str, rows: list[dict[str, Any]], zero: bool, sqlite: sa.Connection
) -> None:
    if (formula := _usable(text, zero)) is None:
        return
    expected = [None if one == ERROR else one for one in in_python(formula, rows)]
    assert in_sqlite(sqlite, formula, rows) == expected, text


@_RANDOM
@given(text=ANY, rows=FOUR_ROWS, zero=st.booleans())
def test_postgresql_means_what_python_means(
    text: str, rows: list[dict[str, Any]], zero: bool, postgresql: sa.Connection
) -> None:
    if (formula := _usable(text, zero)) is None:
        return
    expected = in_python(formula, rows)
    with postgresql.begin_nested() as savepoint:
        found = in_postgresql(postgresql, formula, rows)
        savepoint.rollback()
    assert found == expected, text
