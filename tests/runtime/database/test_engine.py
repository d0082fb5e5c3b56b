"""What the database layer says when something is in the way, and that it says it in time."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import anyio
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError

from objectry.runtime.api.organization import Organization, for_command
from objectry.runtime.database.engine import open_database
from objectry.runtime.database.system_tables import token
from objectry.runtime.errors import Conflict, Unavailable
from objectry.runtime.settings import Settings, read_settings
from objectry.runtime.web.threads import Threads

NOBODY = "0198a1c4-7d3e-7c11-9a55-0123456789ab"
SLOW = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000)"
    " SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(0.3)",
}
"""A statement that takes longer than a tenth of a second."""


@pytest.fixture
def alone(sqlite_template: Path, tmp_path: Path) -> Iterator[Organization]:
    """An organisation in a SQLite file, which has one writer at a time, and little patience."""
    shutil.copy(sqlite_template, tmp_path / "o.db")
    url = f"sqlite:///{tmp_path}/o.db"
    with closing(Organization(read_settings({}, database_url=url, busy_timeout_ms=50))) as found:
        yield found


def test_doubles_references_and_defects_are_told_apart(organization: Organization) -> None:
    with organization.read() as context:
        user = context.state.tables.objects["user"]
    with pytest.raises(Conflict) as double, organization.write() as context:
        context.connection.execute(sa.update(user).values(account="the same"))
    with pytest.raises(Conflict) as broken, organization.write() as context:
        context.connection.execute(sa.update(user).values(role=NOBODY))
    told = (double.value.message.code, broken.value.message.code)
    assert told == ("write_conflict", "reference_conflict")
    with pytest.raises(IntegrityError), organization.write() as context:
        context.connection.execute(sa.update(token).values(name=None))
        context.connection.execute(sa.insert(token).values(hash="x"))


def test_who_reads_cannot_write(organization: Organization) -> None:
    with organization.read() as context:
        user = context.state.tables.objects["user"]
    with pytest.raises((DatabaseError, Unavailable)), organization.read() as context:
        context.connection.execute(sa.update(user).values(name="overwritten"))
    with organization.write() as context:  # the same connection may, when it is used for that
        names = set(context.connection.execute(sa.select(user.c.name)).scalars())
        context.connection.execute(sa.update(user).values(name="written"))
    assert "overwritten" not in names


def test_a_file_that_is_spoilt_while_it_is_open_is_told_of(alone: Organization) -> None:
    with alone.read():
        pass
    file = Path(str(sa.make_url(alone.settings.database_url).database))
    file.write_bytes(b"spoilt" * 1_000)
    for begin in (alone.read, alone.write):
        with pytest.raises(Unavailable) as refused, begin():
            pass
        assert refused.value.message.code == "database_unusable"


def test_requests_are_cut_short_but_neither_commands_nor_changes_of_tables(
    settings: Settings,
) -> None:
    hasty = settings.model_copy(update={"statement_timeout_ms": 100})
    database = open_database(hasty)
    slow = sa.text(SLOW[database.dialect])
    with pytest.raises(Unavailable) as refused, database.read() as connection:
        connection.execute(slow)
    assert refused.value.message.code == "statement_timeout"
    with database.change_schema() as connection:
        connection.execute(slow)
    database.close()
    with closing(for_command(hasty)) as organization, organization.read() as context:
        context.connection.execute(slow)


def test_who_finds_no_connection_is_told_at_once(settings: Settings) -> None:
    few = Organization(settings.model_copy(update={"worker_threads": 1}))
    with closing(few), ExitStack() as held, pytest.raises(Unavailable) as refused:
        begun = time.monotonic()
        for _ in range(20):
            held.enter_context(few.read())
    assert refused.value.message.code == "connections_exhausted"
    assert time.monotonic() - begun < 20


def test_a_writer_waits_its_time_and_no_longer(alone: Organization) -> None:
    told: list[str] = []

    def write() -> None:
        try:
            with alone.write():
                told.append("written")
        except Unavailable as refused:
            told.append(refused.message.code)

    with alone.write():
        beside = threading.Thread(target=write)
        beside.start()
        beside.join()
    write()
    assert told == ["database_busy", "written"]


def test_waiting_writers_keep_no_reader_out(alone: Organization) -> None:
    # Patient enough for a busy machine to let the reader in before the first writer gives up.
    patient = Organization(alone.settings.model_copy(update={"busy_timeout_ms": 1_000}))
    enough = threading.Event()
    told: list[str] = []

    async def scenario() -> None:
        threads = Threads(patient)

        async def write() -> None:
            try:
                told.append(await threads.run(lambda: "impatient", writing=True))
            except Unavailable as refused:
                told.append(refused.message.code)

        async def write_long() -> None:
            await threads.run(enough.wait, writing=True)

        async with anyio.create_task_group() as group:
            group.start_soon(write_long)
            await anyio.sleep(0.01)
            async with anyio.create_task_group() as waiting:
                for _ in range(patient.settings.worker_threads * 2):
                    waiting.start_soon(write)
                told.append(await threads.run(lambda: "read", writing=False))
            enough.set()
        await write()

    with closing(patient):
        anyio.run(scenario)
    busy = ["database_busy"] * patient.settings.worker_threads * 2
    assert told == ["read", *busy, "impatient"]
