"""How the platform says no: one exception type per answer, each with a message in two languages and a stable code."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from objectry.formula.messages import Language, Message, with_hint
from objectry.metadata.problems import NO_PARAMS


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of a record. `field` is empty when the record as a whole is meant."""

    field: str
    message: Message
    params: Mapping[str, object] = dataclasses.field(default_factory=lambda: NO_PARAMS)
    hint: str = ""
    value: str = ""
    """The value that was refused, as it was given, shortened."""
    line: tuple[str, int] | None = None
    """For a line that was saved with a record: its object, and its place in the list."""

    def text(self, language: Language) -> str:
        """The sentence with its hint."""
        sentence = self.message.text(language, self.params)
        return with_hint(sentence, self.hint, language)


def error_data(error: FieldError) -> dict[str, Any]:
    """An error as JSON keeps it, in both languages."""
    return {
        "field": error.field,
        "code": error.message.code,
        "zh": error.message.zh,
        "en": error.message.en,
        "params": {name: str(value) for name, value in error.params.items()},
        "hint": error.hint,
        "value": error.value,
    }


def error_of(data: Mapping[str, Any]) -> FieldError:
    """The error that was kept as JSON."""
    return FieldError(
        data["field"], Message.kept(data), data["params"], data["hint"], data["value"]
    )


class Refused(Exception):
    """A request that is not carried out. Nothing has been written when it is raised."""

    status: ClassVar[int] = 400
    """The HTTP status that fits."""

    def __init__(
        self,
        message: Message,
        params: Mapping[str, object] = NO_PARAMS,
        errors: Sequence[FieldError] = (),
        hint: str = "",
    ) -> None:
        self.message = message
        self.params = params
        self.errors = tuple(errors)
        self.hint = hint
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """The sentence with its hint."""
        return FieldError("", self.message, self.params, self.hint).text(language)


class BadRequest(Refused):
    """The request itself cannot be understood."""


class Unauthenticated(Refused):
    """Nobody is signed in, or the credentials are wrong."""

    status = 401


class Forbidden(Refused):
    """The user may not do this."""

    status = 403


class NotFound(Refused):
    """There is no such thing, or the user may not know that there is."""

    status = 404


class MethodNotAllowed(Refused):
    """The address exists, but not for this method."""

    status = 405


class Conflict(Refused):
    """The request contradicts the present state."""

    status = 409


class Overtaken(Conflict):
    """Somebody else has written what this contradicts after it was checked. Begun anew, it is told precisely, or works."""


class Stale(Refused):
    """The record has been changed since the user read it."""

    status = 412


class TooLarge(Refused):
    """More than the platform takes in one go."""

    status = 413


class WrongMediaType(Refused):
    """A body of a kind that the address does not take."""

    status = 415


class Invalid(Refused):
    """Values that cannot be saved; `errors` lists them by field."""

    status = 422


class PreconditionMissing(Refused):
    """A change without saying which version it changes."""

    status = 428


class TooMany(Refused):
    """Too many attempts in a short time."""

    status = 429

    def __init__(self, message: Message, params: Mapping[str, object], seconds: int) -> None:
        self.seconds = seconds
        super().__init__(message, params)


class StorageFull(Refused):
    """The disk takes no more."""

    status = 507


class Unavailable(Refused):
    """The database cannot be used right now; trying again may help."""

    status = 503


class Collided(Unavailable):
    """The database ended the transaction because it and another one were in each other's way. Begun anew, it works."""
