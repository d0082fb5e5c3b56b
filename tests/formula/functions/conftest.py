"""The server on which functions are tried."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.formula.functions.agreement import install_helpers


@pytest.fixture(scope="module")
def database(pg_url: str) -> Iterator[sa.Connection]:
    """A connection to a server that has the helper functions."""
    engine = sa.create_engine(pg_url)
    with engine.connect() as connection:
        install_helpers(connection)
        yield connection
    engine.dispose()
