"""The functions that formulas need in PostgreSQL: one set for all organisations of a database, of the present version."""

import hashlib

import sqlalchemy as sa

from objectry.formula.sql.helper_texts import SCHEMA, helper_texts

_VERSION = sa.select(sa.func.obj_description(sa.func.to_regnamespace(SCHEMA), "pg_namespace"))
_LOCK = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"{SCHEMA} helpers", 0)))


def helpers_outdated(connection: sa.Connection) -> bool:
    """Tell whether the database lacks the functions, or has those of another version."""
    if connection.dialect.name != "postgresql":
        return False
    return bool(connection.execute(_VERSION).scalar() != _version())


def install_helpers(connection: sa.Connection) -> None:
    """Make the functions, unless they are there. Whoever comes second waits for the first."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(_LOCK)
    if not helpers_outdated(connection):
        return
    for text in helper_texts():
        connection.exec_driver_sql(text)
    connection.exec_driver_sql(f"COMMENT ON SCHEMA {SCHEMA} IS '{_version()}'")


def _version() -> str:
    return hashlib.sha256("\0".join(helper_texts()).encode()).hexdigest()
