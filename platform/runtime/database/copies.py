"""Copies of a SQLite database: written while it is in use, and put back only when they are sound."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from objectry.runtime import messages
from objectry.runtime.errors import BadRequest
from objectry.runtime.settings import Settings

COMPANIONS = ("-wal", "-shm")
"""Files that SQLite keeps beside a database in use."""
NEEDED = "sys_organization"
"""The table by which a file is known to be an organisation."""


def database_file(settings: Settings) -> Path:
    """The file of a SQLite organisation. Raises BadRequest for other databases."""
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BadRequest(messages.BACKUP_SQLITE_ONLY)
    return Path(url.database)


def write_copy(database: Path, file: Path) -> None:
    """Copy a database as it is at one moment. The copy appears under its name only when it is complete."""
    if not database.is_file():
        raise BadRequest(messages.DATABASE_EMPTY)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(file.name + ".part")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(draft)) as target:
        source.backup(target)
    _demand_sound(draft)
    draft.rename(file)


@contextmanager
def scratch(database: Path, name: str) -> Iterator[Path]:
    """A copy of a database to try something out in, which is gone afterwards. Nobody waits while it is made."""
    file = database.with_name(f"{database.name}.scratch-{name}")
    try:
        _remove(file)
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(file)) as made:
            source.backup(made)
        yield file
    finally:
        _remove(file)


def _remove(file: Path) -> None:
    for ending in ("", *COMPANIONS):
        Path(str(file) + ending).unlink(missing_ok=True)


def put_back(file: Path, database: Path) -> None:
    """Put a sound copy in the place of a database, which is kept as `….before-restore`."""
    _demand_sound(file)
    database.parent.mkdir(parents=True, exist_ok=True)
    draft = database.with_name(database.name + ".part")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(draft)) as target:
        source.backup(target)
    if database.exists():
        with closing(sqlite3.connect(database)) as present:
            present.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.replace(database.with_name(database.name + ".before-restore"))
    for ending in COMPANIONS:
        Path(str(database) + ending).unlink(missing_ok=True)
    os.replace(draft, database)


def _demand_sound(file: Path) -> None:
    """Raise BadRequest for a file that is damaged or no organisation."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            sound = opened.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
            known = opened.execute(
                "SELECT 1 FROM sqlite_master WHERE name = ?", (NEEDED,)
            ).fetchone()
    except sqlite3.DatabaseError:
        sound = known = False
    if not (sound and known):
        raise BadRequest(messages.BACKUP_DAMAGED, {"file": file})
