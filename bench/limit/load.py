"""Fill the hand-written application's database.

`python -m bench.limit.load FILE ROWS OPPORTUNITIES`
"""

import sqlite3
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench import data
from bench.limit import schema
from bench.limit.values import words
from bench.rows import insert

EXPIRES = "9999-12-31T00:00:00.000Z"


def token_of(account: str) -> str:
    """The token of a user of the benchmark."""
    return f"bench-token-of-{account}"


def load(path: Path, rows: int, opportunities: int) -> None:
    """Make the database `path` with its tables, users, `rows` customers and `opportunities`."""
    engine = schema.open_engine(path, writing=True)
    with engine.begin() as connection:
        schema.TABLES.create_all(connection)
        connection.exec_driver_sql(schema.CREATE_WORDS)
    engine.dispose()
    with sqlite3.connect(path, isolation_level=None) as driver:
        driver.execute("PRAGMA synchronous=OFF")
        driver.execute("BEGIN")
        _load_people(driver)
        insert(driver, schema.customer.name, data.customers(rows))
        insert(driver, schema.customer_text.name, _texts(rows))
        insert(driver, schema.opportunity.name, data.opportunities(opportunities, rows))
        driver.execute(schema.FILL_WORDS)
        driver.execute("COMMIT")
        driver.execute("ANALYZE")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    driver.close()


def _load_people(driver: sqlite3.Connection) -> None:
    ids, people = data.role_ids(), data.people()
    regions = range(data.REGIONS)
    departments = [{"id": data.department_id(place), "name": f"大区 {place}"} for place in regions]
    roles = [
        {"id": ids[name], "name": name, "parent": ids.get(data.role_above(name) or "")}
        for name in ids
    ]
    below = [
        {"above": ids[above], "below": ids[name]}
        for name in ids
        for above in ids
        if name.startswith(f"{above}.")
    ]
    users = [
        {
            "id": person.id,
            "name": person.name,
            "account": person.account,
            "role": ids[person.role],
            "department": data.department_id(person.department),
            "admin": person.admin,
            "active": True,
        }
        for person in people
    ]
    tokens = [
        {
            "hash": sha256(token_of(person.account).encode()).hexdigest(),
            "user": person.id,
            "expires_at": EXPIRES,
        }
        for person in people
    ]
    insert(driver, schema.department.name, departments)
    insert(driver, schema.role.name, roles)
    insert(driver, schema.role_below.name, below)
    insert(driver, schema.user.name, users)
    insert(driver, schema.token.name, tokens)


def _texts(rows: int) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(data.customers(rows), start=1):
        found = {name: words(row[name]) for name in ("name", "code", "phone")}
        yield {"number": number, "customer": row["id"]} | found


if __name__ == "__main__":
    load(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
