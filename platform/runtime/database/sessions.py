"""Sessions as rows: one for each browser in which somebody has signed in."""

from datetime import datetime

import sqlalchemy as sa

from objectry.runtime.database.identity import Session, digest
from objectry.runtime.database.system_tables import session


def add(
    connection: sa.Connection, user: str, secret: str, csrf: str, now: datetime, until: datetime,
    agent: str, address: str,
) -> None:  # fmt: skip
    """Begin a session, and sweep away those that have run out."""
    connection.execute(sa.delete(session).where(session.c.expires_at <= now))
    row = {
        "hash": digest(secret),
        "user": user,
        "csrf": csrf,
        "created_at": now,
        "expires_at": until,
        "agent": agent,
        "address": address,
        "used_at": now,
    }
    connection.execute(sa.insert(session), row)


def note_use(connection: sa.Connection, secret: str, address: str, now: datetime) -> None:
    """Note that a session is used, and from where."""
    statement = sa.update(session).where(session.c.hash == digest(secret))
    connection.execute(statement.values(used_at=now, address=address))


def of_user(connection: sa.Connection, user: str, now: datetime) -> list[Session]:
    """The sessions of a user that have not run out, the one that was used last first."""
    rows = connection.execute(
        sa.select(session)
        .where(session.c.user == user, session.c.expires_at > now)
        .order_by(sa.func.coalesce(session.c.used_at, session.c.created_at).desc())
    )
    return [
        Session(
            name_of(row.hash), row.agent, row.address, row.created_at, row.used_at, row.expires_at
        )
        for row in rows
    ]


def name_of(hashed: str) -> str:
    """What stands for a session where it is listed, out of the digest of its secret."""
    return digest(hashed)


def end(connection: sa.Connection, secret: str) -> None:
    """End a session for good: its cookie opens nothing any more."""
    connection.execute(sa.delete(session).where(session.c.hash == digest(secret)))


def end_named(connection: sa.Connection, user: str, name: str) -> bool:
    """End the session of a user for which a name stands. Tell whether there was one."""
    found = connection.execute(sa.select(session.c.hash).where(session.c.user == user)).scalars()
    named = [hashed for hashed in found if name_of(hashed) == name]
    if not named:
        return False
    return connection.execute(sa.delete(session).where(session.c.hash.in_(named))).rowcount == 1


def end_others(connection: sa.Connection, user: str, secret: str) -> int:
    """End all sessions of a user but one. Answers how many."""
    others = sa.and_(session.c.user == user, session.c.hash != digest(secret))
    return connection.execute(sa.delete(session).where(others)).rowcount
