"""Answers to idempotency keys: kept in the transaction of the write itself, so that a repeated call finds its answer or
repeats nothing that has happened."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from objectry.runtime.context import Context
from objectry.runtime.store import answers


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer that a key got the first time."""

    request: str
    status: int
    body: bytes
    headers: Mapping[str, str]


def recall(context: Context, key: str) -> Kept | None:
    """The answer that the user's key got, if it has been used."""
    row = answers.find(context, key)
    if row is None:
        return None
    return Kept(row.request, row.status, row.body.encode(), json.loads(row.headers))


def keep(
    context: Context, key: str, request: str, status: int, body: bytes, headers: Mapping[str, str]
) -> None:
    """Remember the answer to a key."""
    answers.add(context, key, request, status, body.decode(), json.dumps(dict(headers)))
