"""Start-up time and memory of the product with few and with many objects: `python -m bench.startup`.

For each size a new SQLite database is made from a generated pack. Then the server is started several
times; the median time from the start of the process to its first list of records counts.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.client import Load, ask, request_bytes
from bench.pack import object_name, write_pack
from bench.server import cores, free_port, running

ACCOUNT = "bench"
PASSWORD = "three brown foxes at the gate"


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds to the first list, and megabytes of resident memory after it."""

    seconds: float
    memory: float


def objectry(database: Path, *arguments: str, typed: str = "") -> str:
    """Run a command of the product on a database; the text that it prints."""
    done = subprocess.run(
        command(database, *arguments), input=typed, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"objectry {' '.join(arguments)} failed:\n{done.stderr}{done.stdout}")
    return done.stdout.strip()


def command(database: Path, *arguments: str) -> list[str]:
    """The command line of the product on a database."""
    return [sys.executable, "-m", "objectry", "--database", f"sqlite:///{database}", *arguments]


def install(folder: Path, objects: int) -> tuple[Path, str, float]:
    """Make a database with so many objects: its file, a token, and the seconds of the apply."""
    pack, database = folder / f"pack_{objects}", folder / f"objects_{objects}.db"
    write_pack(pack, objects)
    begun = time.perf_counter()
    objectry(database, "apply", str(pack))
    applied = time.perf_counter() - begun
    objectry(database, "user", "add", ACCOUNT, "--profile", "administrator", typed=f"{PASSWORD}\n")
    token = objectry(database, "token", "create", ACCOUNT).split()[-1]
    return database, token, applied


def start(database: Path, token: str, objects: int) -> Start:
    """Start the server once and ask for a list of the last object."""
    port = free_port()
    headers = {"authorization": f"Bearer {token}"}
    target = f"/api/v1/{object_name(objects - 1)}?limit=10"
    first_list = Load(lambda: request_bytes("GET", target, headers), 200)
    begun = time.perf_counter()
    with running(command(database, "serve", "--port", str(port)), port, {}, cores()[0]) as server:
        ask(port, first_list)
        return Start(time.perf_counter() - begun, server.memory_mb())


def main(given: Sequence[str] | None = None) -> None:
    """Measure and print a line for each number of objects."""
    parser = argparse.ArgumentParser(prog="bench.startup", description=__doc__)
    parser.add_argument("--objects", default="20,500", help="sizes, e.g. 20,500")
    parser.add_argument("--starts", type=int, default=5, help="starts of each size")
    asked = parser.parse_args(given)
    print("objects   apply s   first list s   memory MB")
    with tempfile.TemporaryDirectory(prefix="objectry-bench-") as folder:
        for objects in [int(number) for number in asked.objects.split(",")]:
            database, token, applied = install(Path(folder), objects)
            starts = [start(database, token, objects) for _ in range(asked.starts)]
            seconds = median(each.seconds for each in starts)
            memory = median(each.memory for each in starts)
            print(f"{objects:>7} {applied:>9.2f} {seconds:>14.2f} {memory:>11.0f}", flush=True)


if __name__ == "__main__":
    main()
