"""Copies of a SQLite organisation: written while it is in use, and put back only when it is not."""

import fcntl
import glob
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from objectry.runtime import messages
from objectry.runtime.database.engine import PRIMARY_CODE, database_url
from objectry.runtime.database.failures import clear_errors
from objectry.runtime.errors import BadRequest, Conflict, Unavailable
from objectry.runtime.files.storage import sync
from objectry.runtime.settings import Settings

COMPANIONS = ("-wal", "-shm", "-journal")
"""Files that SQLite keeps beside a database in use. It plays them into whatever database it finds under their name."""
BEGINNING = b"SQLite format 3\0"
"""The first bytes of every database of SQLite."""
DATABASE_LOCK = (510, (1 << 30) + 2)
"""The bytes of a database, as their number and the first of them, that whoever has it open in WAL mode holds locked."""
SHARED_MEMORY_LOCK = (1, 128)
"""The byte of `-shm` that he holds as well."""
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
"""What SQLite says of a database that somebody else has open."""
SCRATCH = ".scratch-"
"""What stands between the name of a database and that of a copy to try something out in."""
NEEDED = "sys_organization"
"""The table by which a file is known to be an organisation."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy of a database that has been written, and the files that belong to it."""

    kind: str
    schema: str
    folder: str
    """The folder in which the organisation keeps its files."""
    contents: Mapping[str, int]
    """Sizes by hash, in the order of the hashes."""


def database_file(settings: Settings) -> Path | None:
    """The file of a SQLite organisation; None for other databases."""
    url = database_url(settings)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def write_copy(database: Path, target: Path) -> Copied:
    """Copy a database as it is at one moment."""
    if not database.is_file():
        raise BadRequest(messages.DATABASE_EMPTY)
    with (
        clear_errors(),
        closing(sqlite3.connect(database)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    return examine(target)


@contextmanager
def scratch(database: Path, name: str) -> Iterator[Path]:
    """A copy of a database to try something out in, which is gone afterwards. Nobody waits while it is made.

    It is locked as long as somebody uses it: by this `sweep_scratch` knows those that a killed process has left.
    """
    file = database.with_name(f"{database.name}{SCRATCH}{name}")
    _remove(file)
    with closing(os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "rb")) as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        if not os.fstat(opened.fileno()).st_nlink:  # swept in the moment before it was locked
            raise Unavailable(messages.DATABASE_BUSY)
        try:
            with (
                clear_errors(),
                closing(sqlite3.connect(database)) as source,
                closing(sqlite3.connect(file)) as made,
            ):
                source.backup(made)
            yield file
        finally:
            _remove(file)


def sweep_scratch(database: Path) -> int:
    """Remove the copies that nobody uses any more, and answer their number."""
    removed = 0
    for file in database.parent.glob(f"{glob.escape(database.name)}{SCRATCH}*"):
        if file.name.endswith(COMPANIONS):
            continue
        with closing(file.open("rb")) as opened, suppress(BlockingIOError):
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(file)
            removed += 1
    return removed


def _remove(file: Path) -> None:
    for ending in ("", *COMPANIONS):
        _beside(file, ending).unlink(missing_ok=True)


def examine(copy: Path) -> Copied:
    """What a copy holds. Raises BadRequest for a file that is damaged or no organisation."""
    try:
        with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            if opened.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise BadRequest(messages.DATABASE_DAMAGED, {"file": copy})
            (folder,) = opened.execute(f"SELECT files FROM {NEEDED}").fetchone()  # noqa: S608
            rows = opened.execute("SELECT DISTINCT sha256, size FROM sys_file ORDER BY sha256")
            return Copied("sqlite", "", str(folder), dict(rows.fetchall()))
    except (sqlite3.DatabaseError, TypeError):
        raise BadRequest(messages.DATABASE_DAMAGED, {"file": copy}) from None


def put_back(database: Path, copy: Path, folder: str) -> Path | None:
    """Put a sound copy in the place of a database; answers where what was there is kept.

    Whatever is there may be damaged, or left over from a database that is lost. `folder` is where the files of the copy
    lie now. Sign-ins do not come back. Raises Conflict while any process has the present database open: it would go on
    writing to a file that nobody reads any more. Raises BadRequest when the result is not sound.
    """
    with closing(sqlite3.connect(copy, isolation_level=None)) as opened:
        opened.execute("PRAGMA synchronous=FULL")
        opened.execute(f"UPDATE {NEEDED} SET files = ?", (folder,))  # noqa: S608
        opened.execute("DELETE FROM sys_session")
    database.parent.mkdir(parents=True, exist_ok=True)
    with _alone(database):
        kept = _set_aside(database)
        os.replace(copy, database)
        sync(database.parent)
    examine(database)
    return kept


def _set_aside(database: Path) -> Path | None:
    """Give what is there another name, each file with the ending that it has; answers the first one."""
    there = [ending for ending in ("", *COMPANIONS) if _beside(database, ending).exists()]
    if not there:
        return None
    kept = _free_name(database)
    for ending in there:
        os.replace(_beside(database, ending), _beside(kept, ending))
    return _beside(kept, there[0])


def _free_name(database: Path) -> Path:
    """Where a database is kept beside those of earlier restorations."""
    name = f"{database.name}.before-restore"
    kept = database.with_name(name)
    number = 2
    while any(_beside(kept, ending).exists() for ending in ("", *COMPANIONS)):
        kept = database.with_name(f"{name}-{number}")
        number += 1
    return kept


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Nobody else has the database open inside. Raises Conflict while somebody has."""
    with ExitStack() as held:
        if not _takes_alone(held, database):
            _lock(held, database, DATABASE_LOCK)
            _lock(held, _beside(database, "-shm"), SHARED_MEMORY_LOCK)
        yield


def _takes_alone(held: ExitStack, database: Path) -> bool:
    """Let SQLite take a database alone: leaving WAL mode needs exactly that, and brings the log home.

    False for what it cannot read. It is not asked about a file that is no database, not to play the log of another one
    into it.
    """
    if not _begins_well(database):
        return False
    with ExitStack() as opened:
        present = opened.enter_context(
            closing(sqlite3.connect(database, timeout=0, isolation_level=None))
        )
        try:
            present.execute("PRAGMA journal_mode=DELETE")
            present.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & PRIMARY_CODE in BUSY:
                raise Conflict(messages.DATABASE_IN_USE) from None
            return False  # and it is closed now, when its log still has the name that SQLite knows
        held.push(opened.pop_all())
    return True


def _begins_well(database: Path) -> bool:
    try:
        with database.open("rb") as opened:
            return opened.read(len(BEGINNING)) == BEGINNING
    except FileNotFoundError:
        return False


def _lock(held: ExitStack, file: Path, where: tuple[int, int]) -> None:
    """Lock a file of a database as SQLite would if it could read it. What is not there needs no lock."""
    try:
        opened = held.enter_context(file.open("r+b"))
    except FileNotFoundError:
        return
    try:
        fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB, *where)
    except (BlockingIOError, PermissionError):  # systems differ
        raise Conflict(messages.DATABASE_IN_USE) from None
