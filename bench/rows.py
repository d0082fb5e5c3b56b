"""Rows put straight into a SQLite file: loading is not what is measured."""

import sqlite3
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any


def insert(driver: sqlite3.Connection, table: str, given: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same keys, by one prepared statement."""
    rows = iter(given)
    first = next(rows, None)
    if first is None:
        return
    names = ", ".join(f'"{name}"' for name in first)
    values = ", ".join("?" for _ in first)
    statement = f'INSERT INTO "{table}" ({names}) VALUES ({values})'
    driver.executemany(statement, (tuple(row.values()) for row in chain((first,), rows)))
