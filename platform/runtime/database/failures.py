"""What databases refuse, said in our words. What is left is a defect of ours and stays as it is."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from objectry.formula.messages import Message
from objectry.runtime import messages
from objectry.runtime.errors import (
    BadRequest,
    Collided,
    Overtaken,
    Refused,
    StorageFull,
    Unavailable,
)

Answer = tuple[type[Refused], Message]
DOUBLE: Answer = (Overtaken, messages.WRITE_CONFLICT)
"""Checked before, so somebody else has saved the same value in between."""
BROKEN: Answer = (Overtaken, messages.REFERENCE_CONFLICT)
"""Checked before, so somebody else has deleted the record, or pointed to it, in between."""
COLLIDED: Answer = (Collided, messages.DATABASE_BUSY)
"""Deadlocks, and transactions that cannot be put in any order."""
BUSY: Answer = (Unavailable, messages.DATABASE_BUSY)
SLOW: Answer = (Unavailable, messages.STATEMENT_TIMEOUT)
AWAY: Answer = (Unavailable, messages.DATABASE_UNREACHABLE)
UNUSABLE: Answer = (Unavailable, messages.DATABASE_UNUSABLE)
FULL: Answer = (StorageFull, messages.DATABASE_FULL)
OUTRUN: Answer = (Unavailable, messages.METADATA_CHANGED)
TOO_LARGE: Answer = (BadRequest, messages.VALUE_OUT_OF_RANGE)

SQLITE: Mapping[str, Answer] = {
    "SQLITE_CONSTRAINT_UNIQUE": DOUBLE,
    "SQLITE_CONSTRAINT_PRIMARYKEY": DOUBLE,
    "SQLITE_CONSTRAINT_FOREIGNKEY": BROKEN,
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_INTERRUPT": SLOW,
    "SQLITE_CANTOPEN": UNUSABLE,
    "SQLITE_NOTADB": UNUSABLE,
    "SQLITE_CORRUPT": UNUSABLE,
    "SQLITE_READONLY": UNUSABLE,
    "SQLITE_IOERR": UNUSABLE,
    "SQLITE_FULL": FULL,
}
"""By the beginning of the error's name."""
POSTGRESQL: Mapping[str, Answer] = {
    "23505": DOUBLE,
    "23503": BROKEN,
    "40": COLLIDED,
    "55P03": BUSY,
    "57014": SLOW,
    "08": AWAY,
    "28": AWAY,
    "3D": AWAY,
    "53100": FULL,
    "53": AWAY,
    "57P": AWAY,
}
"""By the beginning of the SQLSTATE."""
PLAN_CHECK = "RevalidateCachedQuery"
"""Where PostgreSQL finds that a prepared statement would answer other columns than when it was prepared."""


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn what a database refuses into a refusal of ours, with the cause behind it."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable(messages.CONNECTIONS_EXHAUSTED) from error
    # Transactions of SQLite begin below SQLAlchemy, and so do their errors.
    except (DatabaseError, sqlite3.DatabaseError) as error:
        answer = _answer(error)
        if answer is None:
            raise
        kind, message = answer
        raise kind(message) from error


def _answer(error: DatabaseError | sqlite3.DatabaseError) -> Answer | None:
    if isinstance(error, DataError):
        return TOO_LARGE
    cause = error.orig if isinstance(error, DatabaseError) else error
    name = getattr(cause, "sqlite_errorname", None)
    if name is not None:
        if "integer overflow" in str(cause):
            return TOO_LARGE
        return _by_beginning(SQLITE, name)
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        if getattr(getattr(cause, "diag", None), "source_function", None) == PLAN_CHECK:
            return OUTRUN
        return _by_beginning(POSTGRESQL, state)
    # PostgreSQL gives no state when there was nobody to give one.
    return AWAY if isinstance(error, OperationalError) else None


def _by_beginning(answers: Mapping[str, Answer], code: str) -> Answer | None:
    return next((answer for start, answer in answers.items() if code.startswith(start)), None)
