"""Who is asking: users by session or token, and their passwords. Secrets are stored as digests only."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from objectry.formula.messages import Language
from objectry.runtime.database.system_tables import credential, organization, session, token
from objectry.runtime.database.tables import Tables

PROFILES_LINK = "user__profiles"
ACTIVE = "active"
"""The status of a user who may sign in."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking: a user of the organisation."""

    id: str
    name: str
    account: str
    language: Language
    zone: ZoneInfo
    role: str | None
    department: str | None
    profiles: frozenset[str]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user who has shown a session or a token."""

    principal: Principal
    csrf: str
    """The session's secret against forged requests; empty for tokens, which no browser sends by itself."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A user's password digest and how often it was missed lately."""

    user: str
    hash: str
    failures: int
    blocked_until: datetime | None


def digest(secret: str) -> str:
    """The stored form of a session or token secret. They are long and random, so a fast digest is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def by_token(
    connection: sa.Connection, tables: Tables, secret: str, now: datetime
) -> SignedIn | None:
    """The active user whom a token belongs to."""
    held = token.c.hash == sa.bindparam("digest")
    fresh = sa.or_(
        token.c.expires_at.is_(None),
        token.c.expires_at > sa.bindparam("now", type_=token.c.expires_at.type),
    )
    statement = _users(tables).add_columns(sa.literal("").label("csrf")).join(
        token, token.c.user == tables.objects["user"].c.id).where(held, fresh)  # fmt: skip
    return _signed_in(connection, statement, {"digest": digest(secret), "now": now})


def by_session(
    connection: sa.Connection, tables: Tables, secret: str, now: datetime
) -> SignedIn | None:
    """The active user of a session that has not run out."""
    statement = (
        _users(tables)
        .add_columns(session.c.csrf)
        .join(session, session.c.user == tables.objects["user"].c.id)
        .where(session.c.hash == sa.bindparam("digest"))
        .where(session.c.expires_at > sa.bindparam("now", type_=session.c.expires_at.type))
    )
    return _signed_in(connection, statement, {"digest": digest(secret), "now": now})


def by_account(connection: sa.Connection, tables: Tables, account: str) -> Principal | None:
    """The active user with an account name."""
    user = tables.objects["user"]
    statement = (
        _users(tables).add_columns(sa.literal("").label("csrf")).where(user.c.account == account)
    )
    found = _signed_in(connection, statement, {})
    return None if found is None else found.principal


def _users(tables: Tables) -> sa.Select[Any]:
    """Active users with the codes of their profiles in one text."""
    user, profile = tables.objects["user"], tables.objects["profile"]
    link = tables.links[PROFILES_LINK]
    held = (
        sa.select(sa.func.aggregate_strings(profile.c.code, ","))
        .join(link, link.c.target == profile.c.id)
        .where(link.c.source == user.c.id, profile.c.deleted_at.is_(None))
        .scalar_subquery()
    )
    return sa.select(
        user.c.id, user.c.name, user.c.account, user.c.language, user.c.timezone, user.c.role,
        user.c.department, held.label("profiles"),
    ).where(user.c.status == ACTIVE, user.c.deleted_at.is_(None))  # fmt: skip


def _signed_in(
    connection: sa.Connection, statement: sa.Select[Any], given: dict[str, Any]
) -> SignedIn | None:
    row = connection.execute(statement, given).first()
    if row is None:
        return None
    default = connection.execute(sa.select(organization.c.language, organization.c.zone)).first() if (
        row.language is None or row.timezone is None) else None  # fmt: skip
    principal = Principal(
        id=row.id,
        name=row.name,
        account=row.account,
        language=row.language or (default.language if default else "zh"),
        zone=ZoneInfo(row.timezone or (default.zone if default else "Asia/Shanghai")),
        role=row.role,
        department=row.department,
        profiles=frozenset((row.profiles or "").split(",")) - {""},
    )
    return SignedIn(principal, row.csrf)


def credential_of(connection: sa.Connection, tables: Tables, account: str) -> Credential | None:
    """The password digest of an active account."""
    user = tables.objects["user"]
    row = connection.execute(
        sa.select(credential)
        .join(user, user.c.id == credential.c.user)
        .where(user.c.account == account, user.c.status == ACTIVE, user.c.deleted_at.is_(None))
    ).first()
    return None if row is None else Credential(row.user, row.hash, row.failures, row.blocked_until)


def set_password(connection: sa.Connection, user: str, hashed: str, now: datetime) -> None:
    """Give a user a password and end every session begun with the one before."""
    connection.execute(sa.delete(credential).where(credential.c.user == user))
    connection.execute(
        sa.insert(credential), {"user": user, "hash": hashed, "failures": 0, "changed_at": now}
    )
    connection.execute(sa.delete(session).where(session.c.user == user))


def count_failures(
    connection: sa.Connection, user: str, failures: int, blocked_until: datetime | None
) -> None:
    """Keep count of wrong passwords."""
    connection.execute(
        sa.update(credential)
        .where(credential.c.user == user)
        .values(failures=failures, blocked_until=blocked_until)
    )


def add_session(
    connection: sa.Connection, user: str, secret: str, csrf: str, now: datetime, until: datetime
) -> None:
    """Begin a session, and sweep away those that have run out."""
    connection.execute(sa.delete(session).where(session.c.expires_at <= now))
    row = {
        "hash": digest(secret),
        "user": user,
        "csrf": csrf,
        "created_at": now,
        "expires_at": until,
    }
    connection.execute(sa.insert(session), row)


def end_session(connection: sa.Connection, secret: str) -> None:
    """End a session for good: its cookie opens nothing any more."""
    connection.execute(sa.delete(session).where(session.c.hash == digest(secret)))


def add_token(
    connection: sa.Connection, token_id: str, user: str, name: str, secret: str, now: datetime,
    until: datetime | None,
) -> None:  # fmt: skip
    """Keep a token's digest."""
    row = {
        "hash": digest(secret),
        "id": token_id,
        "user": user,
        "name": name,
        "created_at": now,
        "expires_at": until,
    }
    connection.execute(sa.insert(token), row)
