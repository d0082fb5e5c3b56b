"""A backup is put in the place of whatever is there: a database in use, a damaged one, or what is left of a lost one."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from objectry.runtime.database.copies import put_back
from objectry.runtime.errors import BadRequest, Conflict

SERVER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1])
held.execute("PRAGMA journal_mode=WAL")
held.execute("SELECT count(*) FROM notes").fetchone()
print("open", flush=True)
sys.stdin.read()
"""
"""A process that has a database open, and nothing to do."""


def _make(file: Path, *notes: str) -> None:
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE sys_organization (files TEXT)")
        made.execute("INSERT INTO sys_organization VALUES ('old')")
        made.execute("CREATE TABLE sys_file (sha256 TEXT, size INTEGER)")
        made.execute("CREATE TABLE sys_session (hash TEXT)")
        made.execute("CREATE TABLE notes (text TEXT)")
        made.executemany("INSERT INTO notes VALUES (?)", [(note,) for note in notes])
        made.commit()


def _notes(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [text for (text,) in opened.execute("SELECT text FROM notes")]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The database of a backup."""
    file = tmp_path / "copy"
    _make(file, "of the backup")
    return file


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The present database, as a process leaves it that is killed: its last changes are in the log."""
    folder = tmp_path / "var"
    folder.mkdir()
    file = folder / "o.db"
    _make(
        file, *["at first" * 100] * 2_000
    )  # larger than the backup, so the log has pages that this one has not
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute("UPDATE notes SET text = 'changed' || rowid")
        writer.commit()
        left = {one.name: one.read_bytes() for one in folder.iterdir()}
    for name, content in left.items():
        (folder / name).write_bytes(content)
    assert sorted(left) == ["o.db", "o.db-shm", "o.db-wal"]
    return file


def _kept(database: Path, name: str = "o.db.before-restore") -> dict[str, bytes]:
    """The files that were kept, by their endings."""
    found = database.parent.glob(f"{name}*")
    return {file.name.removeprefix(name): file.read_bytes() for file in found}


def _all(database: Path) -> dict[str, bytes]:
    return {
        file.name.removeprefix("o.db"): file.read_bytes() for file in database.parent.iterdir()
    }


def test_the_log_of_a_lost_database_is_not_played_into_the_backup(
    database: Path, copy: Path
) -> None:
    database.unlink()
    before = _all(database)
    assert put_back(database, copy, "new") == database.with_name("o.db.before-restore-wal")
    assert _kept(database) == before
    assert _notes(database) == ["of the backup"]


@pytest.mark.parametrize("content", [b"", b"?" * 100_000, b"SQLite", b"PK\x03\x04" * 5_000])
def test_what_is_no_database_is_kept_as_it_is(database: Path, copy: Path, content: bytes) -> None:
    database.write_bytes(content)
    before = _all(database)
    assert put_back(database, copy, "new") == database.with_name("o.db.before-restore")
    assert _kept(database) == before
    assert _notes(database) == ["of the backup"]


@pytest.mark.parametrize("damage", ["header", "cut", "log", "journal"])
def test_a_damaged_database_gives_way(database: Path, copy: Path, damage: str) -> None:
    whole = database.read_bytes()
    if damage == "header":  # page size and format
        database.write_bytes(whole[:16] + b"\xff" * 84 + whole[100:])
    elif damage == "cut":
        database.write_bytes(whole[: len(whole) // 2])
    elif damage == "log":
        database.with_name("o.db-wal").write_bytes(b"?" * 50_000)
    else:
        database.with_name("o.db-journal").write_bytes(b"?" * 50_000)
    assert put_back(database, copy, "new") == database.with_name("o.db.before-restore")
    assert _notes(database) == ["of the backup"]
    assert [name for name in _all(database) if not name.startswith(".before-restore")] == [""]


def test_a_sound_database_is_kept_with_what_was_in_its_log(database: Path, copy: Path) -> None:
    kept = put_back(database, copy, "new")
    assert kept is not None
    assert _notes(kept)[:2] == ["changed1", "changed2"]
    assert _notes(database) == ["of the backup"]


def test_nothing_that_is_kept_is_overwritten(database: Path, copy: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.write_bytes(copy.read_bytes())
    database.unlink()
    put_back(database, copy, "new")
    first = _kept(database)
    assert put_back(database, again, "new") == database.with_name("o.db.before-restore-2")
    assert {name: first[name] for name in ("-wal", "-shm")} == first
    assert _notes(database.with_name("o.db.before-restore-2")) == ["of the backup"]


@contextmanager
def _served(database: Path) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(database)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout and process.stdin
        assert process.stdout.readline() == "open\n"
        yield
        process.stdin.close()


@pytest.mark.parametrize("loss", ["none", "damaged", "lost", "log lost"])
def test_a_server_that_still_has_it_open_is_not_left_behind(
    database: Path, copy: Path, loss: str
) -> None:
    with _served(database):
        if loss == "damaged":
            with database.open("r+b") as opened:
                opened.write(b"?" * 100)
        elif loss == "lost":
            database.unlink()
        elif loss == "log lost":
            database.with_name("o.db-shm").unlink()
        names = set(_all(database))
        with pytest.raises(Conflict) as refused:
            put_back(database, copy, "new")
        assert refused.value.message.code == "database_in_use"
        assert names <= set(_all(database))


def test_a_result_that_is_not_sound_is_no_success(database: Path, copy: Path) -> None:
    with copy.open("r+b") as opened:
        opened.seek(4 * 4096)  # the page of the notes
        opened.write(b"\xff" * 4096)
    with pytest.raises(BadRequest) as refused:
        put_back(database, copy, "new")
    assert refused.value.message.code == "database_damaged"
    assert _kept(database)
