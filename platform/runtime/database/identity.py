"""Who is asking: users by session or token, and their passwords. Secrets are stored as digests only."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from objectry.formula.messages import Language
from objectry.metadata.column_types import UtcDateTime
from objectry.metadata.time_zones import time_zones
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.database.system_tables import (
    credential,
    link,
    list_habit,
    opened,
    organization,
    preference,
    session,
    token,
    view,
)
from objectry.runtime.database.tables import Tables

PROFILES_LINK = "user__profiles"
ACTIVE = "active"
"""The status of a user who may sign in."""
CHUNK = 500
"""Users that one statement is about."""


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
    profiles: tuple[str, ...]
    """In the order in which the user has them."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user who has shown a session or a token."""

    principal: Principal
    csrf: str
    """The session's secret against forged requests; empty for tokens, which no browser sends by itself."""
    used_at: datetime | None
    """When the use of the session was noted last; None for tokens, and for a session of which nothing was noted."""


@dataclass(frozen=True, slots=True)
class Session:
    """What is known of a session. Its secret is known to its browser only."""

    name: str
    """What stands for it where it is listed: a digest of its digest, which opens nothing."""
    agent: str
    address: str
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token. The token itself is known to its holder only."""

    id: str
    name: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Credential:
    """A user's password digest."""

    user: str
    hash: str


def digest(secret: str) -> str:
    """The stored form of a session or token secret. They are long and random, so a fast digest is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Lookups:
    """The statements that find out who is asking. They are the same for every request, so they are built once.

    Each answers one row in any case: with the epoch of the metadata, which every transaction has to know, and with the
    user's columns empty when nobody is found.
    """

    by_token: Prepared
    by_session: Prepared
    by_account: Prepared
    by_id: Prepared


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to "who is asking?", with the epoch of the metadata at the moment of the transaction."""

    epoch: int
    signed_in: SignedIn | None


def lookups(tables: Tables) -> Lookups:
    """The statements for one organisation's tables."""
    user = tables.objects["user"]
    now = sa.bindparam("now", type_=UtcDateTime)
    of_token = sa.and_(
        token.c.hash == sa.bindparam("digest"),
        sa.or_(token.c.expires_at.is_(None), token.c.expires_at > now),
    )
    of_session = sa.and_(session.c.hash == sa.bindparam("digest"), session.c.expires_at > now)
    nobody = (sa.literal("").label("csrf"), sa.null().label("used_at"))
    active = sa.and_(user.c.status == ACTIVE, user.c.deleted_at.is_(None))
    users = _columns(tables)
    return Lookups(
        by_token=Prepared(
            users.add_columns(*nobody).select_from(
                organization.outerjoin(token, of_token).outerjoin(
                    user, sa.and_(user.c.id == token.c.user, active)
                )
            )
        ),
        by_session=Prepared(
            users.add_columns(session.c.csrf, session.c.used_at).select_from(
                organization.outerjoin(session, of_session).outerjoin(
                    user, sa.and_(user.c.id == session.c.user, active)
                )
            )
        ),
        by_account=Prepared(
            users.add_columns(*nobody).select_from(
                organization.outerjoin(
                    user, sa.and_(user.c.account == sa.bindparam("account"), active)
                )
            )
        ),
        by_id=Prepared(
            users.add_columns(*nobody).select_from(
                organization.outerjoin(user, sa.and_(user.c.id == sa.bindparam("user"), active))
            )
        ),
    )


def _columns(tables: Tables) -> sa.Select[Any]:
    """A user's columns, with the codes of the profiles and their places in one text, beside the epoch."""
    user, profile = tables.objects["user"], tables.objects["profile"]
    link = tables.links[PROFILES_LINK]
    placed = sa.cast(link.c.position, sa.Text) + ":" + profile.c.code
    held = (
        sa.select(sa.func.aggregate_strings(placed, ","))
        .join(link, link.c.target == profile.c.id)
        .where(link.c.source == user.c.id, profile.c.deleted_at.is_(None))
        .scalar_subquery()
    )
    language = sa.func.coalesce(user.c.language, organization.c.language)
    zone = sa.func.coalesce(user.c.timezone, organization.c.zone)
    return sa.select(
        organization.c.epoch, user.c.id, user.c.name, user.c.account, language.label("language"),
        zone.label("zone"), organization.c.zone.label("home_zone"), user.c.role,
        user.c.department, held.label("profiles"),
    )  # fmt: skip


def by_secret(connection: sa.Connection, statement: Prepared, secret: str, now: datetime) -> Found:
    """The active user whom a token or a session belongs to, as long as it has not run out."""
    return _found(connection, statement, {"digest": digest(secret), "now": now})


def by_account(connection: sa.Connection, statement: Prepared, account: str) -> Principal | None:
    """The active user with an account name."""
    found = _found(connection, statement, {"account": account})
    return None if found.signed_in is None else found.signed_in.principal


def by_id(connection: sa.Connection, statement: Prepared, user: str) -> Principal | None:
    """The active user with an ID."""
    found = _found(connection, statement, {"user": user})
    return None if found.signed_in is None else found.signed_in.principal


def first_with(
    connection: sa.Connection,
    tables: Tables,
    profiles: Collection[str],
    without: Collection[str] = (),
) -> str | None:
    """The ID of the active user who was the first to come, among those who have one of the profiles.

    `without` are users who do not count.
    """
    user, profile = tables.objects["user"], tables.objects["profile"]
    link = tables.links[PROFILES_LINK]
    found: str | None = connection.execute(
        sa.select(user.c.id)
        .join(link, link.c.source == user.c.id)
        .join(profile, profile.c.id == link.c.target)
        .where(user.c.status == ACTIVE, user.c.deleted_at.is_(None), user.c.id.not_in(without))
        .where(profile.c.code.in_(profiles), profile.c.deleted_at.is_(None))
        .order_by(user.c.id)
        .limit(1)
    ).scalar()
    return found


def _found(connection: sa.Connection, statement: Prepared, given: dict[str, Any]) -> Found:
    (row,) = statement.fetch(connection, given)
    epoch, user, name, account, language, zone, home, role, department, held, *session_row = row
    if user is None:
        return Found(epoch, None)
    principal = Principal(
        user, name, account, language, _zone(zone, home), role, department, _in_order(held or "")
    )
    return Found(epoch, SignedIn(principal, *session_row))


def _in_order(held: str) -> tuple[str, ...]:
    """The codes of profiles, of a text of them with their places: `1:sales,0:administrator`."""
    placed = [one.split(":") for one in held.split(",") if one]
    return tuple(code for _, code in sorted(placed, key=lambda one: int(one[0])))


def _zone(*names: str) -> ZoneInfo:
    """The first time zone that there is. A user may have one from before names were checked."""
    return ZoneInfo(next((name for name in names if name in time_zones()), "UTC"))


def credential_of(connection: sa.Connection, tables: Tables, account: str) -> Credential | None:
    """The password digest of an active account."""
    row = connection.execute(
        _credentials(tables).where(tables.objects["user"].c.account == account)
    ).first()
    return None if row is None else Credential(row.user, row.hash)


@dataclass(frozen=True, slots=True)
class Addressee:
    """A user to whom mails are sent."""

    user: str
    name: str
    account: str
    email: str
    language: Language


def addressee(connection: sa.Connection, tables: Tables, named: str) -> Addressee | None:
    """The active user with an account name or an e-mail address, if he has an address; an account comes before addresses."""
    user = tables.objects["user"]
    is_account = user.c.account == named
    found = _addressees(tables).where(
        sa.or_(is_account, sa.func.lower(user.c.email) == named.lower())
    )
    row = connection.execute(found.order_by(sa.case((is_account, 0), else_=1)).limit(1)).first()
    return None if row is None else Addressee(*row)


def addressee_with_id(connection: sa.Connection, tables: Tables, record: str) -> Addressee | None:
    """The active user with an ID, if he has an address."""
    found = _addressees(tables).where(tables.objects["user"].c.id == record)
    row = connection.execute(found).first()
    return None if row is None else Addressee(*row)


def _addressees(tables: Tables) -> sa.Select[Any]:
    user = tables.objects["user"]
    language = sa.func.coalesce(user.c.language, organization.c.language)
    return (
        sa.select(user.c.id, user.c.name, user.c.account, user.c.email, language)
        .select_from(user.join(organization, sa.true()))
        .where(user.c.status == ACTIVE, user.c.deleted_at.is_(None), user.c.email.is_not(None))
    )


def holds_still(connection: sa.Connection, tables: Tables, known: Credential) -> bool:
    """Tell whether a digest that was found earlier is that of an active account still.

    Until the end of the transaction nobody changes that: whoever is about to ends the sessions that it begins.
    """
    found = connection.execute(
        _credentials(tables)
        .where(credential.c.user == known.user, credential.c.hash == known.hash)
        .with_for_update(read=True)
    ).first()
    return found is not None


def _credentials(tables: Tables) -> sa.Select[Any]:
    user = tables.objects["user"]
    return (
        sa.select(credential)
        .join(user, user.c.id == credential.c.user)
        .where(user.c.status == ACTIVE, user.c.deleted_at.is_(None))
    )


def has_accounts(connection: sa.Connection, tables: Tables) -> bool:
    """Tell whether there is anybody who can sign in with a password."""
    return connection.execute(_credentials(tables).limit(1)).first() is not None


def set_password(connection: sa.Connection, user: str, hashed: str, now: datetime) -> None:
    """Give a user a password. Every session begun with the one before ends, and no link leads to a new one any more."""
    connection.execute(sa.delete(credential).where(credential.c.user == user))
    connection.execute(sa.insert(credential), {"user": user, "hash": hashed, "changed_at": now})
    _remove(connection, [session, link], [user])


def lock_out(connection: sa.Connection, users: Sequence[str]) -> None:
    """End the sessions of users and remove their tokens and links, for good."""
    _remove(connection, [session, token, link], users)


def forget(connection: sa.Connection, users: Sequence[str]) -> None:
    """Remove everything by which users sign in, their passwords too, what they like, and what only they have seen: how they
    use lists. List views that they shared stay with the others."""
    _remove(connection, [session, token, link, credential, preference, list_habit, opened], users)
    _remove(connection, [view], users, view.c.shared.is_(False))


def _remove(
    connection: sa.Connection,
    tables: Sequence[sa.Table],
    users: Sequence[str],
    *meets: sa.ColumnElement[bool],
) -> None:
    for start in range(0, len(users), CHUNK):
        some = users[start : start + CHUNK]
        for table in tables:
            connection.execute(sa.delete(table).where(table.c.user.in_(some), *meets))


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


def tokens_of(connection: sa.Connection, user: str) -> list[Token]:
    """The tokens of a user, latest first."""
    rows = connection.execute(
        sa.select(token).where(token.c.user == user).order_by(token.c.id.desc())
    )
    return [Token(row.id, row.name, row.created_at, row.expires_at) for row in rows]


def remove_token(connection: sa.Connection, user: str, token_id: str) -> bool:
    """Remove a token of a user: it opens nothing any more. Tell whether there was one."""
    removed = connection.execute(
        sa.delete(token).where(token.c.user == user, token.c.id == token_id)
    )
    return removed.rowcount == 1
