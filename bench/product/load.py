"""The product beside the hand-written application: the same people, records and requests.

The tables are made by `objectry apply`; rows are then put in directly, because loading a million of
them is not what is measured here (`bench.imports` measures that).
"""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench import data
from bench.limit.load import token_of
from bench.limit.values import id_of, moment_text, words
from bench.rows import insert

PACK = Path(__file__).parent / "pack"
SEARCHED = ("name", "code", "phone")
NEVER = "9999-12-31T00:00:00.000Z"


def load(path: Path, rows: int, opportunities: int) -> None:
    """Make the database `path` with the pack's tables, the people, `rows` customers and `opportunities`."""
    apply(path, PACK)
    with sqlite3.connect(path, isolation_level=None) as driver:
        driver.execute("PRAGMA synchronous=OFF")
        driver.execute("BEGIN")
        _load_people(driver)
        insert(driver, "customer", map(_stored, data.customers(rows)))
        insert(driver, "sys_search", _texts(rows))
        driver.execute(
            "INSERT INTO sys_search_words(rowid, words) SELECT number, words FROM sys_search"
        )
        insert(driver, "opportunity", map(_stored, data.opportunities(opportunities, rows)))
        driver.execute("COMMIT")
        driver.execute("ANALYZE")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    driver.close()


def apply(path: Path, *packs: Path) -> None:
    """Install packs on a new database."""
    command = [sys.executable, "-m", "objectry", "--database", f"sqlite:///{path}", "apply"]
    subprocess.run([*command, *map(str, packs)], check=True, stdout=subprocess.DEVNULL)


def command() -> tuple[str, ...]:
    """How the product is served: by its own command, one process."""
    return (sys.executable, "-m", "objectry", "serve", "--port", "{port}")


def environment(path: Path) -> Mapping[str, str]:
    """What names the database to the server."""
    return {"OBJECTRY_DATABASE_URL": f"sqlite:///{path}"}


def _stored(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the product keeps it: records are never locked at first."""
    return row | {"lock_status": "unlocked"}


def _texts(rows: int) -> Iterator[dict[str, Any]]:
    for row in data.customers(rows):
        for name in SEARCHED:
            yield {
                "object": "customer",
                "field": name,
                "record": row["id"],
                "words": words(row[name]),
            }


def _load_people(driver: sqlite3.Connection) -> None:
    ids, people = data.role_ids(), data.people()
    moment = moment_text(data.FIRST_MOMENT)
    made = {"created_at": moment, "updated_at": moment, "version": 1, "lock_status": "unlocked"}
    regions = range(data.REGIONS)
    insert(
        driver,
        "department",
        (
            {
                "id": data.department_id(place),
                "name": f"大区 {place}",
                "code": f"region{place}",
                "active": 1,
                **made,
            }
            for place in regions
        ),
    )
    insert(
        driver,
        "role",
        (
            {"id": ids[name], "name": name, "code": name.replace(".", "_"),
             "parent": ids.get(data.role_above(name) or ""), **made}
            for name in ids
        ),
    )  # fmt: skip
    insert(driver, "sys_tree", _tree(ids))
    profiles = dict(driver.execute("SELECT code, id FROM profile").fetchall())
    insert(
        driver,
        "user",
        (
            {"id": person.id, "name": person.name, "account": person.account, "status": "active",
             "role": ids[person.role], "department": data.department_id(person.department), **made}
            for person in people
        ),
    )  # fmt: skip
    insert(
        driver,
        "user__profiles",
        (
            {"source": person.id, "position": 0,
             "target": profiles["administrator" if person.admin else "bench_seller"]}
            for person in people
        ),
    )  # fmt: skip
    insert(
        driver,
        "sys_token",
        (
            {"hash": sha256(token_of(person.account).encode()).hexdigest(), "user": person.id,
             "id": id_of(data.FIRST_MOMENT, 3_000_000 + place), "name": "bench",
             "created_at": moment, "expires_at": NEVER}
            for place, person in enumerate(people)
        ),
    )  # fmt: skip


def _tree(ids: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Every role under itself and under all roles above it."""
    for below in ids:
        parts = below.split(".")
        for depth in range(len(parts)):
            above = ".".join(parts[: len(parts) - depth])
            if above in ids:
                yield {
                    "field": "role.parent",
                    "ancestor": ids[above],
                    "descendant": ids[below],
                    "depth": depth,
                }
