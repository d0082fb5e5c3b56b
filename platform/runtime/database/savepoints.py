"""A part of a transaction that may be taken back while the rest of it goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


@contextmanager
def savepoint(connection: sa.Connection, keep: bool) -> Iterator[None]:
    """What is written inside stays when `keep` says so; it is taken back otherwise, and when the block raises."""
    with connection.begin_nested() as place:
        yield
        if not keep:
            place.rollback()
