"""Secrets that are good for one use: the links in mails, and the code with which an organisation begins."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from objectry.runtime.database.identity import digest
from objectry.runtime.database.system_tables import link

Purpose = Literal["set_up", "password"]


@dataclass(frozen=True, slots=True)
class Used:
    """A secret that has just been used up."""

    user: str | None
    """Whose it was."""


def add(
    connection: sa.Connection, secret: str, purpose: Purpose, user: str | None, now: datetime,
    until: datetime,
) -> None:  # fmt: skip
    """Keep the digest of a secret, and sweep away those that have run out."""
    connection.execute(sa.delete(link).where(link.c.expires_at <= now))
    row = {"hash": digest(secret), "purpose": purpose, "user": user, "expires_at": until}
    connection.execute(sa.insert(link), row)


def holds(connection: sa.Connection, secret: str, purpose: Purpose, now: datetime) -> bool:
    """Tell whether a secret is still good."""
    return (
        connection.execute(sa.select(link.c.hash).where(*_good(secret, purpose, now))).first()
        is not None
    )


def use(connection: sa.Connection, secret: str, purpose: Purpose, now: datetime) -> Used | None:
    """Use a secret up; None for one that is not good. Of several who come with it at the same time, one gets it."""
    spent = sa.delete(link).where(*_good(secret, purpose, now)).returning(link.c.user)
    row = connection.execute(spent).first()
    return None if row is None else Used(row.user)


def count(connection: sa.Connection, purpose: Purpose, user: str, now: datetime) -> int:
    """How many secrets of a user are good."""
    mine = (link.c.purpose == purpose, link.c.user == user, link.c.expires_at > now)
    return int(connection.execute(sa.select(sa.func.count()).where(*mine)).scalar_one())


def forget(connection: sa.Connection, purpose: Purpose, user: str | None) -> None:
    """Make all secrets for a purpose worthless: those of a user, or of nobody."""
    owner = link.c.user.is_not_distinct_from(user)
    connection.execute(sa.delete(link).where(link.c.purpose == purpose, owner))


def _good(secret: str, purpose: Purpose, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return link.c.hash == digest(secret), link.c.purpose == purpose, link.c.expires_at > now
