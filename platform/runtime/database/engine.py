"""Engines and transactions: who begins, who may write, and how tables are changed.

SQLite: readers get a plain `BEGIN` on a connection that cannot write, writers `BEGIN IMMEDIATE`, because a reader that
turns into a writer fails at once with "database is locked" whatever the time-out (120 of 120 transactions of six threads
went through this way, 20 of 120 the other). PostgreSQL: READ COMMITTED for writers, REPEATABLE READ read-only for
readers, so that a page, its count and its look-up names come from one moment.
"""

import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import event
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from objectry.runtime import messages
from objectry.runtime.errors import BadRequest, Conflict, Unavailable
from objectry.runtime.settings import Settings

SCHEMA_LOCK_TIMEOUT = "3s"
"""How long a change of tables waits for PostgreSQL's locks before it gives way to the users."""
PROGRESS_STEPS = 100_000
"""Steps of SQLite's machine between two looks at the clock: a few milliseconds."""
BEGIN_PAUSE = 0.001
"""Seconds between two attempts to become SQLite's only writer."""
PRIMARY_CODE = 0xFF
"""The bits of SQLite's error codes that say what happened; the others say where."""
SQLITE_CACHE_KIB = 32_000
"""Page cache of a SQLite connection, in KiB."""


@dataclass(frozen=True, slots=True)
class Database:
    """One organisation's database: an engine, and on PostgreSQL the schema that belongs to the organisation."""

    engine: sa.Engine
    schema: str
    turn: AbstractContextManager[Any] = field(default_factory=nullcontext, compare=False)
    """SQLite has one writer at a time: threads queue here, where waiting costs nothing, instead of in its busy handler."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one moment and writes nothing."""
        options: dict[str, Any] = {"readonly": True}
        if self.dialect == "postgresql":
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with _clear_errors(), self.engine.connect() as plain:
            connection = self._placed(plain.execution_options(**options))
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that may write. It is rolled back when the block raises."""
        with self.turn, _clear_errors(), self.engine.connect() as plain:
            connection = self._placed(plain)
            with connection.begin():
                yield connection

    @contextmanager
    def rehearse(self) -> Iterator[sa.Connection]:
        """A transaction that may write and is rolled back at its end."""
        with self.turn, _clear_errors(), self.engine.connect() as plain:
            connection = self._placed(plain)
            with connection.begin() as transaction:
                try:
                    yield connection
                finally:
                    transaction.rollback()

    @contextmanager
    def change_schema(self) -> Iterator[tuple[sa.Connection, Operations]]:
        """A transaction that may change tables as well as data: the only way to do so.

        SQLite's foreign keys are off inside, because a table that is re-created would delete its children; they are
        checked as a whole before the commit.
        """
        with self.turn, _clear_errors(), self.engine.connect() as plain:
            connection = self._placed(plain)
            driver = connection.connection.driver_connection
            if isinstance(driver, sqlite3.Connection):
                driver.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    if self.dialect == "postgresql":
                        connection.execute(
                            sa.text("SELECT set_config('lock_timeout', :wait, true)"),
                            {"wait": SCHEMA_LOCK_TIMEOUT},
                        )
                    context = MigrationContext.configure(connection)
                    yield connection, Operations(context)
                    if isinstance(driver, sqlite3.Connection):
                        broken = driver.execute("PRAGMA foreign_key_check").fetchmany(3)
                        if broken:
                            raise RuntimeError(f"the change would break references: {broken}")
            finally:
                if isinstance(driver, sqlite3.Connection):
                    driver.execute("PRAGMA foreign_keys=ON")
        self.engine.clear_compiled_cache()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def _placed(self, connection: sa.Connection) -> sa.Connection:
        """The connection, pointed at the organisation's schema."""
        if not self.schema:
            return connection
        return connection.execution_options(schema_translate_map={None: self.schema})


@contextmanager
def _clear_errors() -> Iterator[None]:
    """Say in our words that the database is busy; anything else is a defect and stays as it is."""
    try:
        yield
    except IntegrityError as error:
        # Checked before, so somebody else has saved the same value, or deleted the record, in between.
        raise Conflict(messages.WRITE_CONFLICT) from error
    except DataError as error:
        raise BadRequest(messages.VALUE_OUT_OF_RANGE) from error
    except OperationalError as error:
        text = str(error.orig)
        if "integer overflow" in text:
            raise BadRequest(messages.VALUE_OUT_OF_RANGE) from error
        if "database is locked" in text or "lock timeout" in text or "deadlock" in text:
            raise Unavailable(messages.DATABASE_BUSY) from error
        if "statement timeout" in text or "interrupted" in text:
            raise Unavailable(messages.STATEMENT_TIMEOUT) from error
        raise


def open_database(settings: Settings) -> Database:
    """The database that the settings name. A SQLite file and its folder are made when missing."""
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return Database(_sqlite(url, settings), "", Lock())
    if url.get_backend_name() == "postgresql":
        return Database(_postgresql(url, settings), settings.database_schema)
    raise BadRequest(messages.DATABASE_URL_UNKNOWN)


def _sqlite(url: sa.URL, settings: Settings) -> sa.Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        pool_size=settings.database_pool,
        max_overflow=settings.worker_threads,
        connect_args={"check_same_thread": False, "cached_statements": 512},
        query_cache_size=1_000,
    )

    @event.listens_for(engine, "connect")
    def prepare(driver: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        driver.isolation_level = None  # SQLAlchemy's BEGIN below is the only one
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={settings.busy_timeout_ms}",
            f"cache_size=-{SQLITE_CACHE_KIB}",
        ):
            driver.execute(f"PRAGMA {pragma}")

        driver.set_progress_handler(
            lambda: time.monotonic() > entry.info["deadline"], PROGRESS_STEPS
        )
        entry.info["deadline"] = math.inf

    @event.listens_for(engine, "before_cursor_execute")
    def limit(connection: sa.Connection, *statement: object) -> None:
        connection.info["deadline"] = time.monotonic() + settings.statement_timeout_ms / 1000

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        readonly = connection.get_execution_options().get("readonly", False)
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        if readonly:
            driver.execute("BEGIN")
        else:
            _begin_writing(driver, settings.busy_timeout_ms)

    return engine


def _begin_writing(driver: sqlite3.Connection, patience_ms: int) -> None:
    """Begin as the only writer. Raises Unavailable when others write all the time.

    SQLite itself asks less and less often, until it misses every gap of somebody who writes one transaction after the
    other, as jobs do. Asking every millisecond finds them.
    """
    until = time.monotonic() + patience_ms / 1000
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & PRIMARY_CODE != sqlite3.SQLITE_BUSY:
                    raise
                if time.monotonic() >= until:
                    raise Unavailable(messages.DATABASE_BUSY) from error
            time.sleep(BEGIN_PAUSE)
    finally:
        driver.execute(f"PRAGMA busy_timeout={patience_ms}")


def _postgresql(url: sa.URL, settings: Settings) -> sa.Engine:
    return sa.create_engine(
        url,
        pool_size=settings.database_pool,
        max_overflow=settings.worker_threads,
        pool_pre_ping=True,
        connect_args={"options": _pg_options(url, settings)},
        query_cache_size=1_000,
    )


def _pg_options(url: sa.URL, settings: Settings) -> str:
    given = url.query.get("options", "")
    options = given if isinstance(given, str) else " ".join(given)
    return (
        f"{options} -c statement_timeout={settings.statement_timeout_ms} -c timezone=UTC".strip()
    )
