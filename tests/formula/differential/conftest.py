"""The table of the sample in both databases."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from objectry.formula.sql.helper_texts import helper_texts
from objectry.formula.sql.sqlite import install
from tests.formula.differential.sample import DEAL


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
