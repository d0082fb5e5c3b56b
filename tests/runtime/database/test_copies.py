"""Copies of a SQLite database to try something out in: private, and gone when nobody needs them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from objectry.runtime.database.copies import scratch, sweep_scratch


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with one table; its name means something in patterns."""
    file = tmp_path / "o[1].db"
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE t (x)")
        made.commit()
    return file


def test_a_copy_is_readable_by_its_owner_only_and_gone_afterwards(database: Path) -> None:
    with scratch(database, "job") as file:
        assert file.stat().st_mode & 0o077 == 0
        with closing(sqlite3.connect(file)) as opened:
            assert opened.execute("SELECT count(*) FROM t").fetchone() == (0,)
    assert list(database.parent.iterdir()) == [database]


def test_a_sweep_removes_what_a_killed_process_has_left_and_nothing_else(database: Path) -> None:
    left = database.with_name(f"{database.name}.scratch-killed")
    for file in (left, Path(f"{left}-wal"), Path(f"{left}-shm")):
        file.write_bytes(b"")
    other = database.with_name("other.db.scratch-x")
    other.write_bytes(b"")
    with scratch(database, "busy") as used:
        assert sweep_scratch(database) == 1
        assert used.exists()
        assert sorted(database.parent.iterdir()) == sorted([database, used, other])
