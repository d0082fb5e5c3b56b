"""Accounts and their tokens, as those look after them who may: passwords, new users, tokens of programs."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from objectry.metadata.column_types import utc_text
from objectry.metadata.field_types.record_key import as_id
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.api import messages, passwords
from objectry.runtime.context import Context
from objectry.runtime.database import identity
from objectry.runtime.database.identity import Token
from objectry.runtime.errors import NotFound
from objectry.runtime.ids import new_id
from objectry.runtime.records import save
from objectry.runtime.records.drafts import Given, demand_saved
from objectry.runtime.records.reading import JSON
from objectry.runtime.store import find

TOKEN_PREFIX = "obj_"  # noqa: S105 - a mark by which leaked tokens are recognised, no secret


def set_password(context: Context, account: str, password: str, keep_tokens: bool = False) -> None:
    """Give a user a password. Ends the user's sessions, and his tokens unless they are to be kept: it is given by
    somebody else, who cannot know what made it necessary. Raises Invalid, NotFound."""
    passwords.demand_fit(password)
    user = user_id(context, account)
    identity.set_password(context.connection, user, passwords.hashed(password), context.now)
    if not keep_tokens:
        identity.lock_out(context.connection, [user])


def create_token(context: Context, account: str, name: str, days: int | None) -> str:
    """A new token of a user. It is shown this once and stored as a digest."""
    user = user_id(context, account)
    secret = TOKEN_PREFIX + secrets.token_urlsafe(passwords.SECRET_BYTES)
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
) -> str:
    """Add a user with profiles and a role, named by their codes, and answer his ID. Raises Invalid."""
    users = context.catalog.objects["user"]
    values = {
        "account": account,
        "name": name,
        "profiles": [{"code": code} for code in profiles],
        "role": {"code": role} if role else None,
    }
    system = Access.system(reasons.USER_ADDED)
    outcomes = save.create(context, system, users, [Given(0, values)], JSON)
    demand_saved(outcomes)
    assert outcomes[0].id
    return outcomes[0].id
