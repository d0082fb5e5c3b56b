"""A PostgreSQL cluster for one measurement: no service, no port, no files left behind."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def _program(name: str) -> str | None:
    """The newest PostgreSQL program of a name: Debian keeps them out of the PATH, one folder a version."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    for folder in sorted(folders, key=lambda one: int(one.parent.name), reverse=True):
        if found := shutil.which(name, path=str(folder)):
            return found
    return shutil.which(name)


def _identity() -> dict[str, Any]:
    """PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def throw_away_cluster() -> Iterator[str | None]:
    """The URL of a new, empty cluster; None where PostgreSQL is not installed."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if initdb is None or pg_ctl is None:
        yield None
        return
    identity = _identity()
    # In /tmp, because the path of a socket must be short.
    base = Path(tempfile.mkdtemp(prefix="objpg-", dir="/tmp"))
    if identity:
        os.chown(base, identity["user"], identity["group"])
    data = str(base / "d")

    def run(*arguments: str) -> None:
        subprocess.run(arguments, check=True, cwd=base, env=os.environ | {"LC_ALL": "C.UTF-8"},
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **identity)  # fmt: skip

    try:
        run(
            initdb,
            "-D",
            data,
            "-U",
            "bench",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        )
        run(
            pg_ctl,
            "-D",
            data,
            "-l",
            str(base / "log"),
            "-w",
            "-o",
            f"-k {base} -c listen_addresses='' -c fsync=off",
            "start",
        )
        yield f"postgresql+psycopg://bench@/postgres?host={base}"
    finally:
        if (base / "d").exists():
            run(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(base, ignore_errors=True)
