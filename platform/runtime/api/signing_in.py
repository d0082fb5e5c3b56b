"""Signing in and out, and showing once more that one knows the password."""

import hashlib
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from objectry.runtime.api import messages, passwords
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context
from objectry.runtime.database import attempts, identity, sessions
from objectry.runtime.database.identity import Credential
from objectry.runtime.errors import FieldError, Invalid, TooMany, Unauthenticated

IPV6_NETWORK = 64
"""Bits of an IPv6 address that one customer of a provider is given: the rest tells nobody apart."""
LONGEST_AGENT = 300
"""Characters that are kept of what a browser calls itself."""


@dataclass(frozen=True, slots=True)
class Client:
    """Where a request comes from."""

    address: str
    agent: str
    """What the browser calls itself."""


@dataclass(frozen=True, slots=True)
class Session:
    """A fresh sign-in: the cookie's secret, and the one that every write of the browser must repeat."""

    secret: str
    csrf: str
    until: datetime


def sign_in(organization: Organization, account: str, password: str, client: Client) -> Session:
    """Begin a session for somebody. Wrong account and wrong password answer alike.

    Raises TooMany after too many failures from one address, whether there is such an account or not: others can go on.
    """
    # No account has such a name, and no database takes it.
    account = account if account.isprintable() else ""
    key = attempt_key("sign in", account, client)
    known = _counted(organization, key, account)
    # The digest is checked outside any transaction: it takes long on purpose, and must not hold up other writers.
    if not passwords.verify(known.hash if known else None, password) or known is None:
        raise Unauthenticated(messages.SIGN_IN_WRONG)
    with organization.write() as context:
        # The password may have been changed, or the account frozen, in between.
        if not identity.holds_still(context.connection, context.state.tables, known):
            raise Unauthenticated(messages.SIGN_IN_WRONG)
        attempts.forget(context.connection, key, context.now)
        return begin_session(context, known.user, client)


def confirm(organization: Organization, account: str, password: str, client: Client) -> Credential:
    """What is kept of the password of somebody who has signed in, if he knows it. Raises Invalid, or TooMany like a sign-in.

    Whoever relies on it asks `identity.holds_still` in the transaction in which he does.
    """
    key = attempt_key("confirm", account, client)
    known = _counted(organization, key, account)
    if not passwords.verify(known.hash if known else None, password) or known is None:
        raise wrong_password()
    with organization.write() as context:
        attempts.forget(context.connection, key, context.now)
    return known


def wrong_password() -> Invalid:
    """The refusal of a password that is not the present one."""
    error = FieldError("old_password", messages.OLD_PASSWORD_WRONG)
    return Invalid(messages.OLD_PASSWORD_WRONG, errors=[error])


def _counted(organization: Organization, key: str, account: str) -> Credential | None:
    """The password digest of an account, after one more attempt has been counted. Raises TooMany."""
    with organization.write() as context:
        waits = count_attempt(context, key)
        known = identity.credential_of(context.connection, context.state.tables, account)
    if waits is not None:
        raise waits
    return known


def count_attempt(context: Context, key: str) -> TooMany | None:
    """Count one more attempt, and answer the refusal where there were too many before.

    Whoever calls raises it after the transaction: what was counted stays counted.
    """
    settings = context.settings
    end = context.now + timedelta(minutes=settings.sign_in_wait_minutes)
    until = attempts.count(context.connection, key, context.now, end, settings.sign_in_attempts)
    if until is None:
        return None
    seconds = int((until - context.now).total_seconds()) + 1
    return TooMany(messages.ACCOUNT_WAITS, {"minutes": seconds // 60 + 1}, seconds)


def attempt_key(what: str, account: str, client: Client) -> str:
    """Under what attempts are counted: at something, on an account, from one place."""
    told = f"{what}\0{account}\0{network(client.address)}"
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def network(address: str) -> str:
    """Where a client is: its address, or for IPv6 the network that is its own."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), IPV6_NETWORK), strict=False))


def begin_session(context: Context, user: str, client: Client) -> Session:
    """Begin a session for a user. Its secrets are new ones, whatever the browser had before."""
    made = Session(
        secrets.token_urlsafe(passwords.SECRET_BYTES),
        secrets.token_urlsafe(passwords.SECRET_BYTES),
        context.now + timedelta(hours=context.settings.session_hours),
    )
    agent = "".join(filter(str.isprintable, client.agent))[:LONGEST_AGENT]
    sessions.add(
        context.connection, user, made.secret, made.csrf, context.now, made.until, agent,
        client.address,
    )  # fmt: skip
    return made


def sign_out(context: Context, secret: str) -> None:
    """End a session for good."""
    sessions.end(context.connection, secret)
