"""A database that is in use by somebody else is told as such, whichever statement finds out."""

import sqlite3
from pathlib import Path

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.database.engine import open_database
from objectry.runtime.errors import StorageFull, Unavailable
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


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_full_disk_is_told_as_such(organization: Organization) -> None:
    with pytest.raises(StorageFull) as caught, organization.write() as context:
        pages = context.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        context.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        context.connection.exec_driver_sql("CREATE TABLE large AS SELECT randomblob(1000000) AS x")
    assert (caught.value.status, caught.value.message.code) == (507, "database_full")
