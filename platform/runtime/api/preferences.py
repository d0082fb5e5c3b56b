"""What each user may choose for himself about how pages look and work: a closed list of keys, each with a type.

Whoever needs another one adds it here. Values are small, as every page may ask for them, and are checked when they are kept
and when they are read: what an older version has kept, and this one does not know, is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Field as Len
from pydantic import TypeAdapter, ValidationError

from objectry.formula.messages import excerpt
from objectry.metadata.documents import ApiName
from objectry.metadata.kinds.menu import SHORTCUTS
from objectry.runtime.api import messages
from objectry.runtime.context import Context
from objectry.runtime.database import preferences
from objectry.runtime.errors import FieldError, Invalid

THEMES = ("system", "light", "dark")
COLORS = ("blue", "teal", "green", "orange", "red", "pink", "purple", "gray")
SIZES = ("small", "normal", "large", "largest")
WeekStart = Literal["monday", "sunday", "saturday"]
WEEK_STARTS: tuple[WeekStart, ...] = ("monday", "sunday", "saturday")


@dataclass(frozen=True, slots=True, eq=False)
class Preference:
    """Something that users choose."""

    type: TypeAdapter[Any]
    """What it can be, as JSON."""
    default: Any
    """What it is for those who have not chosen."""


PREFERENCES: Mapping[str, Preference] = MappingProxyType({
    "theme": Preference(TypeAdapter(Literal["system", "light", "dark"]), "system"),
    "color": Preference(
        TypeAdapter(Literal["blue", "teal", "green", "orange", "red", "pink", "purple", "gray"]), "blue"
    ),
    "size": Preference(TypeAdapter(Literal["small", "normal", "large", "largest"]), "normal"),
    "forms": Preference(TypeAdapter(Literal["short", "whole"]), "short"),
    "week_start": Preference(TypeAdapter(WeekStart), "monday"),
    "shortcuts": Preference(TypeAdapter(Annotated[list[ApiName], Len(max_length=SHORTCUTS)]), []),
})  # fmt: skip
"""All keys: light or dark, the colour of what stands out, the size of what is written, whether the forms of new records
begin short, with which day the weeks of calendars begin, and of which objects the shortcut menu makes new records: those of
the metadata where it names none."""


def chosen(context: Context) -> dict[str, Any]:
    """What the user has chosen, by key, with the defaults of what he has not."""
    assert context.user
    kept = preferences.of_user(context.connection, context.user.id)
    return {
        key: kept[key] if key in kept and _fits(one, kept[key]) else one.default
        for key, one in PREFERENCES.items()
    }


def choose(context: Context, given: Any) -> dict[str, Any]:
    """Keep what the user chooses; null takes a choice back. Answers all that he has chosen. Raises Invalid."""
    assert context.user
    if not isinstance(given, dict):
        raise Invalid(messages.PREFERENCES_SHAPE)
    errors = [_error(key, value) for key, value in given.items() if not _may_be(key, value)]
    if errors:
        raise Invalid(errors[0].message, errors[0].params, errors)
    kept = {key: value for key, value in given.items() if value is not None}
    taken_back = [key for key, value in given.items() if value is None]
    preferences.put(context.connection, context.user.id, kept)
    preferences.forget(context.connection, context.user.id, taken_back)
    return chosen(context)


def _may_be(key: str, value: Any) -> bool:
    return key in PREFERENCES and (value is None or _fits(PREFERENCES[key], value))


def _fits(one: Preference, value: Any) -> bool:
    try:
        one.type.validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def _error(key: str, value: Any) -> FieldError:
    params = {"name": excerpt(key), "value": excerpt(str(value))}
    message = messages.PREFERENCE_WRONG if key in PREFERENCES else messages.PREFERENCE_UNKNOWN
    return FieldError(params["name"], message, params)
