"""Engines and transactions: who begins, who may write, and how tables are changed.

SQLite: readers get a plain `BEGIN` on a connection of their own that cannot write, writers `BEGIN IMMEDIATE`, because a
reader that turns into a writer fails at once with "database is locked" whatever the time-out (120 of 120 transactions
of six threads went through this way, 20 of 120 the other). One connection for both would have to be told each time
which it is, and SQLite forgets every statement that it has prepared when it is told so: a read took twice as long.
PostgreSQL: READ COMMITTED for writers, REPEATABLE READ read-only for readers, so that a page, its count and its look-up
names come from one moment.
"""

import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Semaphore
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from objectry.formula.sql.sqlite import install as install_formulas
from objectry.runtime import messages
from objectry.runtime.database import locks
from objectry.runtime.database.failures import clear_errors
from objectry.runtime.database.local_days import add_local_day
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
SQLITE_CACHE_KIB = 16_000
"""Page cache of a SQLite connection, in KiB."""
SPARE_CONNECTIONS = 4
"""Connections for work beside the requests, for which a worker thread each has one."""
CONNECT_SECONDS = 10
"""How long a connection to PostgreSQL is waited for."""
METADATA = "metadata"
"""The lock of the metadata: writers share it, a change of the metadata has it alone. Two changes at once would both start
from the same metadata. A writer that has collided with others has it alone, too."""
READING: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""How PostgreSQL reads."""
DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
"""The addresses that are understood, with the driver that is used."""


@dataclass(frozen=True, slots=True)
class Database:
    """One organisation's database: an engine, and on PostgreSQL the schema that belongs to the organisation."""

    engine: sa.Engine
    reading: sa.Engine
    """On SQLite an engine of its own, whose connections cannot write; on PostgreSQL the same."""
    schema: str
    file: Path | None = None
    """The file of a SQLite database."""
    turn: Semaphore | None = None
    """SQLite has one writer at a time: threads queue here, where waiting costs nothing, instead of in its busy handler."""
    patience: float = 0.0
    """How long a writer waits for its turn, in seconds."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @property
    def missing(self) -> bool:
        """Tell whether there is no database yet. Looking makes none."""
        return self.file is not None and not self.file.is_file()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one moment and writes nothing."""
        with clear_errors(), self.reading.connect() as plain:
            connection = self._placed(plain)
            if self.dialect == "postgresql":
                connection = connection.execution_options(**READING)
            with connection.begin():
                driver = _sqlite_driver(connection)
                if driver is not None:
                    driver.execute("BEGIN")
                yield connection

    @contextmanager
    def write(self, alone: bool = False) -> Iterator[sa.Connection]:
        """A transaction that may write. It is rolled back when the block raises.

        Writers do not run beside a change of the metadata: they would write by rules that hold no longer. One that writes
        `alone` has no other writer beside it either, so that it cannot collide with any.
        """
        with self._writing() as (connection, _):
            (locks.hold if alone else locks.share)(connection, METADATA)
            yield connection

    @contextmanager
    def rehearse(self) -> Iterator[sa.Connection]:
        """A transaction that may write and is rolled back at its end."""
        with self._writing() as (connection, transaction):
            try:
                yield connection
            finally:
                transaction.rollback()

    @contextmanager
    def change_schema(self) -> Iterator[sa.Connection]:
        """A transaction that may change tables as well as data: the only way to do so, for one at a time.

        SQLite's foreign keys are off inside, because a table that is re-created would delete its children; they are
        checked as a whole before the commit. No statement is cut short: an index of a large table takes its time.
        """
        if self.file is not None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.touch()
        with self._turn(), clear_errors(), self.engine.connect() as plain:
            connection = self._placed(plain)
            driver = _sqlite_driver(connection)
            if driver is not None:
                driver.execute("PRAGMA foreign_keys=OFF")
                driver.limited = False
            try:
                with connection.begin():
                    if driver is not None:
                        _begin_writing(driver, self.patience)
                    else:
                        connection.execute(
                            sa.text(
                                "SELECT set_config('lock_timeout', :wait, true),"
                                " set_config('statement_timeout', '0', true)"
                            ),
                            {"wait": SCHEMA_LOCK_TIMEOUT},
                        )
                    locks.hold(connection, METADATA)
                    yield connection
                    if driver is not None:
                        broken = driver.execute("PRAGMA foreign_key_check").fetchmany(3)
                        if broken:
                            where = ", ".join(f"{row[0]} → {row[2]}" for row in broken)
                            raise Conflict(messages.REFERENCES_BROKEN, {"where": where})
            finally:
                if driver is not None:
                    driver.limited = True
                    driver.execute("PRAGMA foreign_keys=ON")
        self.engine.clear_compiled_cache()
        self.reading.clear_compiled_cache()

    def meet(self, connection: sa.Connection, epoch: int) -> None:
        """Prepare a connection for the metadata of an epoch: the first time, it forgets what it knows of an older one.

        A statement that PostgreSQL has prepared cannot be used again once a column that it answers has got more room.
        """
        if connection.info.setdefault("epoch", epoch) == epoch:
            return
        connection.info["epoch"] = epoch
        if self.dialect == "postgresql":
            connection.exec_driver_sql("DEALLOCATE ALL")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
        self.reading.dispose()

    @contextmanager
    def _writing(self) -> Iterator[tuple[sa.Connection, sa.RootTransaction]]:
        with self._turn(), clear_errors(), self.engine.connect() as plain:
            connection = self._placed(plain)
            with connection.begin() as transaction:
                driver = _sqlite_driver(connection)
                if driver is not None:
                    _begin_writing(driver, self.patience)
                yield connection, transaction

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the turn to write, as long as the settings say."""
        if self.turn is None:
            yield
            return
        if not self.turn.acquire(timeout=self.patience):
            raise Unavailable(messages.DATABASE_BUSY)
        try:
            yield
        finally:
            self.turn.release()

    def _placed(self, connection: sa.Connection) -> sa.Connection:
        """The connection, pointed at the organisation's schema."""
        if not self.schema:
            return connection
        return connection.execution_options(schema_translate_map={None: self.schema})


def database_url(settings: Settings) -> sa.URL:
    """The address of the database, with its driver. Raises BadRequest for one that is not understood."""
    try:
        url = sa.make_url(settings.database_url)
    except ArgumentError:
        raise BadRequest(messages.DATABASE_URL_UNKNOWN) from None
    driver = DRIVERS.get(url.drivername)
    if driver is None or (driver == "sqlite" and url.database in (None, "", ":memory:")):
        raise BadRequest(messages.DATABASE_URL_UNKNOWN)
    return url.set(drivername=driver)


def open_database(settings: Settings) -> Database:
    """The database that the settings name. Nothing is connected, and no file is made, before it is used."""
    url = database_url(settings)
    if url.database is not None and url.get_backend_name() == "sqlite":
        file = Path(url.database)
        patience = settings.busy_timeout_ms / 1000
        writing, reading = (_sqlite(url, file, settings, only=way) for way in (False, True))
        return Database(writing, reading, "", file, Semaphore(1), patience)
    engine = _postgresql(url, settings)
    return Database(engine, engine, settings.database_schema)


class _SqliteConnection(sqlite3.Connection):
    """A connection that cuts long statements short. SQLAlchemy makes a cursor for each statement."""

    seconds = math.inf
    """How long a statement may take."""
    limited = True
    """Whether that holds at present."""
    _deadline = math.inf

    def cursor(self, factory: Any = sqlite3.Cursor) -> Any:
        """A cursor for one statement, whose time begins to run."""
        self._deadline = time.monotonic() + self.seconds if self.limited else math.inf
        return super().cursor(factory)

    def late(self) -> bool:
        """Tell whether the present statement has had its time."""
        return time.monotonic() > self._deadline


def _sqlite_driver(connection: sa.Connection) -> _SqliteConnection | None:
    """SQLite's own connection below SQLAlchemy's, which has no words for kinds of transactions; None on PostgreSQL."""
    driver = connection.connection.driver_connection
    return driver if isinstance(driver, _SqliteConnection) else None


def _sqlite(url: sa.URL, file: Path, settings: Settings, only: bool) -> sa.Engine:
    """An engine whose connections write, or read only."""

    def connect() -> sqlite3.Connection:
        # mode=rw: a missing file is an error, not a new database.
        driver = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=rw", uri=True, factory=_SqliteConnection,
            check_same_thread=False, cached_statements=512,
        )  # fmt: skip
        driver.isolation_level = None  # transactions begin in Database alone
        add_local_day(driver)
        install_formulas(driver)
        for pragma in (
            f"busy_timeout={settings.busy_timeout_ms}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"cache_size=-{SQLITE_CACHE_KIB}",
            f"query_only={only}",
            f"busy_timeout={settings.busy_timeout_ms if only else 0}",  # writers wait in their own way
        ):
            driver.execute(f"PRAGMA {pragma}")
        driver.seconds = settings.statement_timeout_ms / 1000 or math.inf
        driver.set_progress_handler(driver.late, PROGRESS_STEPS)
        return driver

    return sa.create_engine(url, creator=connect, **_pool(settings))


def _begin_writing(driver: sqlite3.Connection, patience: float) -> None:
    """Begin as the only writer. Raises Unavailable when others write all the time.

    SQLite itself asks less and less often, until it misses every gap of somebody who writes one transaction after the
    other, as jobs do. Asking every millisecond finds them.
    """
    until = time.monotonic() + patience
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


def _postgresql(url: sa.URL, settings: Settings) -> sa.Engine:
    connecting = {"options": _pg_options(url, settings), "connect_timeout": CONNECT_SECONDS}
    try:
        return sa.create_engine(
            url, pool_pre_ping=True, connect_args=connecting, **_pool(settings)
        )
    except ModuleNotFoundError:
        raise BadRequest(messages.DATABASE_DRIVER_MISSING) from None


def _pool(settings: Settings) -> dict[str, Any]:
    """A connection for each worker thread. Nobody waits for one: who finds none would wait for a stuck request."""
    return {
        "pool_size": settings.worker_threads,
        "max_overflow": SPARE_CONNECTIONS,
        "pool_timeout": 0,
        "query_cache_size": 1_000,
    }


def _pg_options(url: sa.URL, settings: Settings) -> str:
    given = url.query.get("options", "")
    options = given if isinstance(given, str) else " ".join(given)
    wait = max(settings.busy_timeout_ms, 1)  # 0 would wait for ever
    limits = f"-c statement_timeout={settings.statement_timeout_ms} -c lock_timeout={wait}"
    return f"{options} {limits} -c timezone=UTC".strip()
