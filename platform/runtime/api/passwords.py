"""Passwords: how long they are, and how their digests are made and compared. They take long on purpose."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from objectry.runtime.api import messages
from objectry.runtime.errors import FieldError, Invalid

SECRET_BYTES = 32
"""Random bytes of the secrets that stand for a password afterwards."""
LENGTHS = (8, 200)
"""The shortest and the longest password, in characters."""
_HASHER = PasswordHasher()


def demand_fit(password: str) -> None:
    """Raise Invalid for a password that is too short, or endless."""
    shortest, longest = LENGTHS
    if not shortest <= len(password) <= longest:
        params = {"shortest": shortest, "longest": longest}
        error = FieldError("password", messages.PASSWORD_LENGTH, params)
        raise Invalid(messages.PASSWORD_LENGTH, params, [error])


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password.encode("utf-8", "replace"))


def verify(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one of which this is kept. Where there is none, it takes as long to say so."""
    try:
        return (
            _HASHER.verify(
                _nobody() if kept is None else kept, password.encode("utf-8", "replace")
            )
            and kept is not None
        )
    except VerificationError:
        return False


@cache
def _nobody() -> str:
    """What is verified when there is no such account, so that the time tells nothing."""
    return _HASHER.hash("nobody has this password")
