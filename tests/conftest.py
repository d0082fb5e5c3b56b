"""What all tests share: a throw-away PostgreSQL cluster, and both databases as one parameter.

The cluster needs no service, no port and leaves no files. `TEST_PG_URL` names an existing server instead. With
`REQUIRE_ALL=1`, as CI sets it, a missing program fails the run instead of skipping tests.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from hypothesis import settings
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS

from objectry.formula.sql.helper_texts import helper_texts
from objectry.runtime.api import passwords
from tests.steady import Steady

# A busy machine is slow, not wrong: no example has a deadline. A normal run tries the same examples each time, so that it
# only fails for what was changed; new ones are for `make soak`, and many of them for `make fuzz`.
AVAILABLE_PROVIDERS["steady"] = f"{Steady.__module__}.{Steady.__qualname__}"
settings.register_profile("soak", settings(), deadline=None)
settings.register_profile("fuzz", settings(), deadline=None, max_examples=1_000)
settings.register_profile("patient", settings(), deadline=None, derandomize=True, backend="steady")
settings.load_profile("patient")


def missing(reason: str) -> None:
    """Skip, or fail where nothing may be skipped."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"{reason} (REQUIRE_ALL=1 allows no skip)")
    pytest.skip(reason)


def _program(name: str) -> str | None:
    """The newest PostgreSQL program of that name: Debian keeps them out of the PATH, one folder a version."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name)
    )
    for folder in reversed(installed):
        if found := shutil.which(name, path=str(folder)):
            return found
    return shutil.which(name)


def _unprivileged() -> dict[str, Any]:
    """Arguments that run a program as nobody special: initdb and postgres refuse to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    missing("PostgreSQL refuses to run as root and this machine has no unprivileged user")
    return {}


@pytest.fixture(scope="session", autouse=True)
def hasher() -> Iterator[PasswordHasher]:
    """What makes the digests of passwords. Those of the tests take no time, which is all that they lack."""
    with pytest.MonkeyPatch.context() as patch:
        real = passwords._HASHER
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_HASHER", quick)
        yield real


@pytest.fixture(scope="session")
def pg_url() -> Iterator[str]:
    """The URL of a running PostgreSQL cluster that belongs to this test run."""
    if url := os.environ.get("TEST_PG_URL"):
        yield url
        return
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if not (initdb and pg_ctl):
        missing(
            "PostgreSQL is not installed (apt-get install postgresql) and TEST_PG_URL is not set"
        )
    assert initdb and pg_ctl
    identity = _unprivileged()
    # Short, and in /tmp: the path of a unix socket is limited to 107 bytes.
    base = Path(tempfile.mkdtemp(prefix="objpg-", dir="/tmp"))
    if identity:
        os.chown(base, identity["user"], identity["group"])
    base.chmod(0o755)
    data = _in_memory(identity) or base / "d"
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}

    def run(*arguments: str) -> None:
        subprocess.run(
            arguments, check=True, cwd=base, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **identity,
        )  # fmt: skip

    options = (
        f"-k {base} -c listen_addresses='' -c fsync=off -c synchronous_commit=off "
        "-c full_page_writes=off -c max_connections=60 -c deadlock_timeout=100ms"
    )
    try:
        run(initdb, "-D", str(data), "-U", "test", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "-N")  # fmt: skip
        run(
            pg_ctl,
            "-D",
            str(data),
            "-l",
            str(base / "log"),
            "-w",
            "-t",
            "30",
            "-o",
            options,
            "start",
        )
        yield f"postgresql+psycopg://test@/postgres?host={base}"
    finally:
        if data.exists():
            subprocess.run(
                [pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop"], cwd=base, check=False,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **identity,
            )  # fmt: skip
        shutil.rmtree(data.parent, ignore_errors=True)
        shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="module")
def helped(pg_url: str) -> Iterator[sa.Connection]:
    """A connection to PostgreSQL with the helper functions of formulas, whose changes are taken back."""
    engine = sa.create_engine(pg_url)
    with engine.connect() as connection:
        for text in helper_texts():
            connection.exec_driver_sql(text)
        yield connection
        connection.rollback()
    engine.dispose()


MEMORY = Path("/dev/shm")
"""Where files are kept in memory: a database is copied there in a tenth of the time."""
ROOM = 4 << 30
"""Bytes that must be free there."""


def _in_memory(identity: dict[str, Any]) -> Path | None:
    """A folder for the cluster in memory; None where there is no room for it."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return None
    folder = Path(tempfile.mkdtemp(prefix="objpg-", dir=MEMORY))
    if identity:
        os.chown(folder, identity["user"], identity["group"])
    return folder / "d"


@contextmanager
def empty_database(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[str]:
    """The URL of a new database, which goes at the end of the block: a SQLite file, or a PostgreSQL schema of its own."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/objectry.db"
        return
    server = request.getfixturevalue("pg_url")
    schema = f"t_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    try:
        yield f"{server}&options=-csearch_path%3D{schema}"
    finally:
        with engine.connect() as connection:
            connection.execute(sa.schema.DropSchema(schema, cascade=True))
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    with empty_database(request, request.param, tmp_path) as url:
        yield url


@pytest.fixture
def once() -> Callable[[str], str]:
    """A fresh name with the given prefix, for tests that share a database."""
    return lambda prefix: f"{prefix}_{uuid.uuid4().hex[:8]}"
