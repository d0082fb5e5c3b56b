"""The first steps of an organisation in which nobody can sign in: its first administrator is made in the browser, once.

Whoever takes them shows a code that the server printed when it was started, as the address may be a public one. The code is
used up, and everything is checked, in the very transaction that makes the administrator: of two browsers one gets there.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from objectry.formula.messages import Language
from objectry.metadata.time_zones import time_zones
from objectry.runtime.api import accounts, messages, passwords, signing_in
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.signing_in import Client, Session
from objectry.runtime.context import Context
from objectry.runtime.database import identity, links, organizations
from objectry.runtime.errors import Conflict, FieldError, Invalid

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and letters that nobody takes for each other."""
GROUPS, GROUP = 4, 5
"""A code is so many groups of so many of them: 99 random bits."""
PROFILE = "administrator"
LONGEST_NAME = 100
"""Characters of the name of an organisation."""


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What somebody says who begins an organisation."""

    code: str
    organization: str
    language: Language
    zone: str
    name: str
    account: str
    password: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What strangers are told of an organisation."""

    name: str
    accounts: bool
    """Whether anybody can sign in yet."""
    zone: str


def standing(organization: Organization) -> Standing:
    """How far an organisation has got."""
    with organization.read() as context:
        name = organizations.name(context.connection)
        return Standing(name, not _are_due(context), str(context.zone))


def _are_due(context: Context) -> bool:
    return not identity.has_accounts(context.connection, context.state.tables)


def new_code(organization: Organization) -> str | None:
    """A new code, to be shown to whoever started the server; None where somebody can sign in."""
    if standing(organization).accounts:
        return None
    with organization.write() as context:
        code = "-".join(
            "".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS)
        )
        until = context.now + timedelta(hours=context.settings.set_up_hours)
        links.add(context.connection, _bare(code), "set_up", None, context.now, until)
        return code


def take(organization: Organization, given: FirstSteps, client: Client) -> Session:
    """Make the first administrator, and sign him in. Raises Invalid, Conflict, and TooMany for those who try many codes."""
    code = _bare(given.code)
    with organization.write() as context:
        waits = signing_in.count_attempt(context, signing_in.attempt_key("set up", "", client))
    if waits is not None:
        raise waits
    with organization.read() as context:
        _demand_code(context, code)
    _demand_sound(given)
    hashed = passwords.hashed(given.password)
    with organization.settled(given.language, ZoneInfo(given.zone)) as context:
        _demand_code(context, code)
        links.use(context.connection, code, "set_up", context.now)
        user = accounts.add_user(context, given.account, given.name, [PROFILE], None)
        identity.set_password(context.connection, user, hashed, context.now)
        links.forget(context.connection, "set_up", None)
        organizations.set_name(context.connection, given.organization)
        return signing_in.begin_session(context, user, client)


def _demand_code(context: Context, code: str) -> None:
    if not _are_due(context):
        raise Conflict(messages.SET_UP_DONE)
    if not links.holds(context.connection, code, "set_up", context.now):
        error = FieldError("code", messages.SET_UP_CODE_WRONG)
        raise Invalid(messages.SET_UP_CODE_WRONG, errors=[error])


def _demand_sound(given: FirstSteps) -> None:
    """Raise Invalid for what no check of records finds."""
    passwords.demand_fit(given.password)
    if not given.organization.isprintable() or len(given.organization) > LONGEST_NAME:
        params = {"longest": LONGEST_NAME}
        error = FieldError("organization", messages.ORGANIZATION_NAME, params)
        raise Invalid(messages.ORGANIZATION_NAME, params, [error])
    if given.zone not in time_zones():
        error = FieldError("zone", messages.ZONE_UNKNOWN)
        raise Invalid(messages.ZONE_UNKNOWN, errors=[error])


def _bare(code: str) -> str:
    """A code without what people put between its groups."""
    return "".join(filter(str.isalnum, code.upper()))
