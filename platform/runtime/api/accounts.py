"""Signing in and out, passwords and tokens."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from objectry.runtime.access.grants import Access
from objectry.runtime.api import messages
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context
from objectry.runtime.database import identity
from objectry.runtime.errors import Invalid, NotFound, TooMany, Unauthenticated
from objectry.runtime.ids import new_id
from objectry.runtime.records import messages as record_messages
from objectry.runtime.records import save
from objectry.runtime.records.drafts import Given
from objectry.runtime.records.reading import read_json
from objectry.runtime.store import find

SECRET_BYTES = 32
TOKEN_PREFIX = "obj_"  # noqa: S105 - a mark by which leaked tokens are recognised, no secret
PASSWORD_LENGTHS = (8, 200)
"""The shortest and the longest password, in characters."""
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody has this password")
"""Verified against when there is no such account, so that the time tells nothing."""


@dataclass(frozen=True, slots=True)
class Session:
    """A fresh sign-in: the cookie's secret, and the one that every write of the browser must repeat."""

    secret: str
    csrf: str
    until: datetime


def sign_in(organization: Organization, account: str, password: str) -> Session:
    """Begin a session. Wrong account and wrong password answer alike; too many failures make the account wait."""
    settings = organization.settings
    account = (
        account if account.isprintable() else ""
    )  # no account has such a name, and no database takes it
    with organization.read() as context:
        known = identity.credential_of(context.connection, context.state.tables, account)
        now = context.now
    if known is not None and known.blocked_until is not None and known.blocked_until > now:
        minutes = int((known.blocked_until - now).total_seconds() // 60) + 1
        raise TooMany(messages.ACCOUNT_WAITS, {"minutes": minutes})
    right = _verify(known.hash if known else _NOBODY, password) and known is not None
    # The digest is checked outside any transaction: it takes long on purpose, and must not hold up other writers.
    with organization.write() as context:
        if known is None or not right:
            if known is not None:
                failures = known.failures + 1
                waits = failures >= settings.sign_in_attempts
                until = now + timedelta(minutes=settings.sign_in_wait_minutes) if waits else None
                identity.count_failures(
                    context.connection, known.user, 0 if waits else failures, until
                )
        else:
            identity.count_failures(context.connection, known.user, 0, None)
            session = Session(
                secrets.token_urlsafe(SECRET_BYTES),
                secrets.token_urlsafe(SECRET_BYTES),
                now + timedelta(hours=settings.session_hours),
            )
            identity.add_session(
                context.connection, known.user, session.secret, session.csrf, now, session.until
            )
            return session
    raise Unauthenticated(messages.SIGN_IN_WRONG)


def _verify(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password.encode("utf-8", "replace"))
    except VerificationError:
        return False


def sign_out(context: Context, secret: str) -> None:
    """End a session for good."""
    identity.end_session(context.connection, secret)


def set_password(context: Context, account: str, password: str) -> None:
    """Give a user a password. Ends the user's sessions."""
    shortest, longest = PASSWORD_LENGTHS
    if not shortest <= len(password) <= longest:
        raise Invalid(messages.PASSWORD_LENGTH, {"shortest": shortest, "longest": longest})
    user = user_id(context, account)
    hashed = _HASHER.hash(password.encode("utf-8", "replace"))
    identity.set_password(context.connection, user, hashed, context.now)


def create_token(context: Context, account: str, name: str, days: int | None) -> str:
    """A new token of a user. It is shown this once and stored as a digest."""
    user = user_id(context, account)
    secret = TOKEN_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    until = None if days is None else context.now + timedelta(days=days)
    token_id = new_id(context.now)
    identity.add_token(context.connection, token_id, user, name, secret, context.now, until)
    return secret


def user_id(context: Context, account: str) -> str:
    """The ID of the user with an account name. Raises NotFound."""
    users = context.catalog.objects["user"]
    system = Access.system("accounts are found by name")
    found = find.by_value(context, system, users, users.fields["account"], [account])
    if account not in found:
        raise NotFound(messages.ACCOUNT_UNKNOWN, {"account": account})
    return found[account][0]


def add_user(
    context: Context, account: str, name: str, profiles: Sequence[str], role: str | None
) -> None:
    """Add a user with profiles and a role, named by their codes. Raises Invalid."""
    users = context.catalog.objects["user"]
    values = {
        "account": account,
        "name": name,
        "profiles": [{"code": code} for code in profiles],
        "role": {"code": role} if role else None,
    }
    system = Access.system("a user was added on the command line")
    outcome = save.create(context, system, users, [Given(0, values)], read_json)[0]
    if outcome.errors:
        raise Invalid(
            record_messages.RECORD_INVALID, {"count": len(outcome.errors)}, outcome.errors
        )
