"""Answers that are kept for idempotency keys, until they are old."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from objectry.runtime.context import Context
from objectry.runtime.database import locks
from objectry.runtime.database.system_tables import idempotency


def find(context: Context, key: str) -> sa.Row[Any] | None:
    """The answer kept for a key of the user, unless it is too old. Another call with that key is waited for."""
    assert context.user
    locks.hold(context.connection, f"answer {context.user.id} {key}")
    return context.connection.execute(
        sa.select(idempotency).where(
            idempotency.c.user == context.user.id,
            idempotency.c.key == key,
            idempotency.c.at >= _oldest(context),
        )
    ).first()


def add(context: Context, key: str, request: str, status: int, body: str, headers: str) -> None:
    """Keep an answer, and sweep away those that are too old."""
    assert context.user
    context.connection.execute(sa.delete(idempotency).where(idempotency.c.at < _oldest(context)))
    row = {"user": context.user.id, "key": key, "request": request, "status": status, "body": body,
           "headers": headers, "at": context.now}  # fmt: skip
    context.connection.execute(sa.insert(idempotency), row)


def _oldest(context: Context) -> datetime:
    return context.now - timedelta(hours=context.settings.idempotency_hours)
