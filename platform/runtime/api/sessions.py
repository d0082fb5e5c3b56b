"""Where somebody is signed in: his sessions, as they are listed and ended, and the note of when each was used last."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from objectry.metadata.column_types import utc_text
from objectry.runtime.api import messages
from objectry.runtime.api.agents import described
from objectry.runtime.api.organization import Caller, Organization
from objectry.runtime.context import Context
from objectry.runtime.database import sessions
from objectry.runtime.database.identity import Session, digest
from objectry.runtime.errors import NotFound, Refused


def of_user(context: Context) -> list[Session]:
    """The sessions of the user, the one that was used last first."""
    assert context.user
    return sessions.of_user(context.connection, context.user.id, context.now)


def sessions_json(context: Context, found: Sequence[Session], secret: str) -> dict[str, object]:
    """Sessions as the API answers them. `secret` is that of the one which asks."""
    return {
        "sessions": [
            {
                "id": one.name,
                "current": is_current(one, secret),
                "device": described(one.agent, context.language),
                "address": one.address,
                "created_at": utc_text(one.created_at),
                "used_at": utc_text(one.used_at or one.created_at),
                "expires_at": utc_text(one.expires_at),
            }
            for one in found
        ]
    }


def is_current(one: Session, secret: str) -> bool:
    """Tell whether a session is the one with a secret."""
    return one.name == sessions.name_of(digest(secret))


def end(context: Context, name: str) -> None:
    """End a session of the user. Raises NotFound."""
    assert context.user
    if not sessions.end_named(context.connection, context.user.id, name):
        raise NotFound(messages.SESSION_UNKNOWN)


def end_others(context: Context, secret: str) -> int:
    """End all sessions of the user but the one with a secret. Answers how many."""
    assert context.user
    return sessions.end_others(context.connection, context.user.id, secret)


def is_noted(caller: Caller) -> bool:
    """Tell whether the use of the caller's session was noted not long ago."""
    settings, now = caller.context.settings, caller.context.now
    every = timedelta(minutes=settings.session_note_minutes)
    return not caller.csrf or (caller.used_at is not None and abs(now - caller.used_at) < every)


def note_use(organization: Organization, secret: str, address: str) -> None:
    """Note that a session is used now, from an address. Done after an answer: what fails now is noted another time."""
    with suppress(Refused), organization.write() as context:
        sessions.note_use(context.connection, secret, address, context.now)
