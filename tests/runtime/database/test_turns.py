"""Writers take turns: nobody starves beside somebody who writes all the time, and who cannot get in is told so."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import Unavailable
from objectry.runtime.settings import Settings, read_settings

PAUSE = Settings().job_pause_ms / 1000


@pytest.fixture
def pair(sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[Organization, Organization]]:
    """Two that share a SQLite file but no memory, as processes do."""
    shutil.copy(sqlite_template, tmp_path / "o.db")
    url = f"sqlite:///{tmp_path}/o.db"
    first = Organization(read_settings({}, database_url=url))
    second = Organization(read_settings({}, database_url=url, busy_timeout_ms=5_000))
    yield first, second
    first.close()
    second.close()


def test_who_cannot_become_the_writer_is_told_that_the_database_is_busy(
    pair: tuple[Organization, Organization],
) -> None:
    first, _ = pair
    hasty = Organization(first.settings.model_copy(update={"busy_timeout_ms": 20}))
    with first.write(), pytest.raises(Unavailable), hasty.write():
        pytest.fail("two writers at once")
    with hasty.write() as context:
        assert context.user is None
    hasty.close()


def test_a_writer_gets_in_between_the_steps_of_a_job(
    pair: tuple[Organization, Organization],
) -> None:
    working, other = pair
    enough = threading.Event()

    def steps() -> None:
        while not enough.is_set():
            with working.write():
                time.sleep(0.15)
            time.sleep(PAUSE)

    job = threading.Thread(target=steps)
    job.start()
    try:
        for _ in range(8):
            with other.write() as context:
                assert context.user is None
    finally:
        enough.set()
        job.join()
