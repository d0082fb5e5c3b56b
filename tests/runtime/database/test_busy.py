"""A database that is in use by somebody else is told as such, whichever statement finds out."""

import sqlite3
from pathlib import Path

import pytest

from objectry.runtime.database.engine import open_database
from objectry.runtime.errors import Unavailable
from objectry.runtime.settings import Settings


def test_a_writer_who_waits_in_vain_is_told_that_the_database_is_busy(tmp_path: Path) -> None:
    file = tmp_path / "o.db"
    database = open_database(Settings(database_url=f"sqlite:///{file}", busy_timeout_ms=10))
    with database.change_schema():
        pass  # which makes the file
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    for way in (database.write, database.change_schema):
        with pytest.raises(Unavailable) as caught, way():
            pass
        assert caught.value.message.code == "database_busy"
    other.close()
    database.close()
