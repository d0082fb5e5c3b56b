"""Signing in and out, passwords and tokens."""

import hashlib
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from objectry.metadata.column_types import utc_text
from objectry.metadata.field_types.record_key import as_id
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.api import messages
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context
from objectry.runtime.database import attempts, identity
from objectry.runtime.database.identity import Token
from objectry.runtime.errors import Invalid, NotFound, TooMany, Unauthenticated
from objectry.runtime.ids import new_id
from objectry.runtime.records import save
from objectry.runtime.records.drafts import Given, demand_saved
from objectry.runtime.records.reading import JSON
from objectry.runtime.store import find

SECRET_BYTES = 32
TOKEN_PREFIX = "obj_"  # noqa: S105 - a mark by which leaked tokens are recognised, no secret
PASSWORD_LENGTHS = (8, 200)
"""The shortest and the longest password, in characters."""
_HASHER = PasswordHasher()
IPV6_NETWORK = 64
"""Bits of an IPv6 address that one customer of a provider is given: the rest tells nobody apart."""


@dataclass(frozen=True, slots=True)
class Session:
    """A fresh sign-in: the cookie's secret, and the one that every write of the browser must repeat."""

    secret: str
    csrf: str
    until: datetime


def sign_in(organization: Organization, account: str, password: str, client: str) -> Session:
    """Begin a session for somebody at the address `client`. Wrong account and wrong password answer alike.

    Raises TooMany after too many failures from one address, whether there is such an account or not: others can go on.
    """
    settings = organization.settings
    # No account has such a name, and no database takes it.
    account = account if account.isprintable() else ""
    key = _attempt_key(account, client)
    with organization.write() as context:
        now = context.now
        end = now + timedelta(minutes=settings.sign_in_wait_minutes)
        waits = attempts.count(context.connection, key, now, end, settings.sign_in_attempts)
        known = identity.credential_of(context.connection, context.state.tables, account)
    if waits is not None:
        seconds = int((waits - now).total_seconds()) + 1
        raise TooMany(messages.ACCOUNT_WAITS, {"minutes": seconds // 60 + 1}, seconds)
    # The digest is checked outside any transaction: it takes long on purpose, and must not hold up other writers.
    nobody = _nobody()
    if not _verify(known.hash if known else nobody, password) or known is None:
        raise Unauthenticated(messages.SIGN_IN_WRONG)
    session = Session(
        secrets.token_urlsafe(SECRET_BYTES),
        secrets.token_urlsafe(SECRET_BYTES),
        now + timedelta(hours=settings.session_hours),
    )
    with organization.write() as context:
        # The password may have been changed, or the account frozen, in between.
        if not identity.holds_still(context.connection, context.state.tables, known):
            raise Unauthenticated(messages.SIGN_IN_WRONG)
        attempts.forget(context.connection, key, now)
        identity.add_session(
            context.connection, known.user, session.secret, session.csrf, now, session.until
        )
    return session


def _attempt_key(account: str, client: str) -> str:
    return hashlib.sha256(f"{account}\0{network(client)}".encode("utf-8", "replace")).hexdigest()


def network(client: str) -> str:
    """Where a client is: its address, or for IPv6 the network that is its own."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv4Address):
        return client
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), IPV6_NETWORK), strict=False))


@cache
def _nobody() -> str:
    """What is verified when there is no such account, so that the time tells nothing."""
    return _HASHER.hash("nobody has this password")


def _verify(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password.encode("utf-8", "replace"))
    except VerificationError:
        return False


def sign_out(context: Context, secret: str) -> None:
    """End a session for good."""
    identity.end_session(context.connection, secret)


def set_password(context: Context, account: str, password: str, keep_tokens: bool = False) -> None:
    """Give a user a password. Ends the user's sessions, and his tokens unless they are to be kept: it is given by
    somebody else, who cannot know what made it necessary. Raises Invalid, NotFound."""
    shortest, longest = PASSWORD_LENGTHS
    if not shortest <= len(password) <= longest:
        raise Invalid(messages.PASSWORD_LENGTH, {"shortest": shortest, "longest": longest})
    user = user_id(context, account)
    hashed = _HASHER.hash(password.encode("utf-8", "replace"))
    identity.set_password(context.connection, user, hashed, context.now)
    if not keep_tokens:
        identity.lock_out(context.connection, [user])


def create_token(context: Context, account: str, name: str, days: int | None) -> str:
    """A new token of a user. It is shown this once and stored as a digest."""
    user = user_id(context, account)
    secret = TOKEN_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    until = None if days is None else context.now + timedelta(days=days)
    token_id = new_id(context.now)
    identity.add_token(context.connection, token_id, user, name, secret, context.now, until)
    return secret


def tokens(context: Context, user: str) -> list[Token]:
    """The tokens of a user, latest first, those that have run out too."""
    return identity.tokens_of(context.connection, user)


def tokens_json(found: Sequence[Token]) -> dict[str, object]:
    """Tokens as the API answers them."""
    return {
        "tokens": [
            {
                "id": one.id,
                "name": one.name,
                "created_at": utc_text(one.created_at),
                "expires_at": None if one.expires_at is None else utc_text(one.expires_at),
            }
            for one in found
        ]
    }


def revoke_token(context: Context, user: str, token: str) -> None:
    """Make a token of a user open nothing any more. Raises NotFound."""
    known = as_id(token)
    if known is None or not identity.remove_token(context.connection, user, known):
        raise NotFound(messages.TOKEN_UNKNOWN)


def user_id(context: Context, account: str) -> str:
    """The ID of the user with an account name. Raises NotFound."""
    users = context.catalog.objects["user"]
    system = Access.system(reasons.FINDING_ACCOUNTS)
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
    system = Access.system(reasons.USER_ADDED)
    demand_saved(save.create(context, system, users, [Given(0, values)], JSON))
