"""A user's own pages as they are shown: his profile, what he likes, his sessions and tokens, as texts in his language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from objectry.metadata.catalog import Field
from objectry.metadata.field_types.choices import ChoicesDef
from objectry.metadata.field_types.date_format import clock_text
from objectry.metadata.time_zones import time_zones
from objectry.runtime.api import accounts, passwords, preferences, profile, sessions
from objectry.runtime.api.agents import described
from objectry.runtime.context import Context
from objectry.runtime.texts.values import Choice

KINDS: Mapping[str, str] = MappingProxyType({"email": "email", "phone": "tel"})
"""What browsers call the inputs of some fields; others are texts."""
COMPLETED: Mapping[str, str] = MappingProxyType(
    {"name": "name", "email": "email", "phone": "tel", "timezone": "off"}
)
"""As what browsers fill in what they know of their user."""
PHONES = ("Mobile", "iPhone", "Android")
"""Marks of browsers on phones."""


@dataclass(frozen=True, slots=True)
class OwnField:
    """Something that a user may change of himself."""

    name: str
    label: str
    value: str
    kind: str
    complete: str
    required: bool
    confirmed: bool
    """Whether it is changed with the password only."""
    options: tuple[Choice, ...]
    """What there is to choose from; nothing where it is written."""
    names: tuple[str, ...]
    """Names that are offered while one writes."""


@dataclass(frozen=True, slots=True)
class ShownProfile:
    """What a user may change of himself."""

    account: str
    fields: tuple[OwnField, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of a preference, with the one that is chosen."""

    name: str
    options: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class ShownAppearance:
    """How pages may look."""

    themes: Choices
    colors: Choices
    sizes: Choices
    week_starts: Choices
    """The days with which weeks of calendars may begin."""


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A place where the user is signed in."""

    name: str
    device: str
    phone: bool
    address: str
    since: str
    used: str
    current: bool


@dataclass(frozen=True, slots=True)
class ShownToken:
    """A token of the user's."""

    id: str
    name: str
    since: str
    until: str
    over: bool


@dataclass(frozen=True, slots=True)
class ShownSecurity:
    """By what a user gets in."""

    account: str
    shortest: int
    """Characters of the shortest password."""
    sessions: tuple[ShownSession, ...]
    tokens: tuple[ShownToken, ...]


def shown_profile(context: Context) -> ShownProfile:
    """The profile of the user."""
    assert context.user
    values = profile.profile(context)
    own = (
        _own_field(context, field, values[field.name] or "")
        for field in profile.own_fields(context)
    )
    return ShownProfile(context.user.account, tuple(own))


def _own_field(context: Context, field: Field, value: str) -> OwnField:
    definition, name = field.definition, field.name
    options = tuple(
        Choice(one.value, one.label.text(context.language), one.value == value)
        for one in (definition.values if isinstance(definition, ChoicesDef) else ())
    )
    names = tuple(sorted(time_zones())) if name == "timezone" else ()
    return OwnField(
        name, field.label.text(context.language), value, KINDS.get(name, "text"),
        COMPLETED.get(name, ""), definition.required, name == profile.CONFIRMED, options, names,
    )  # fmt: skip


def shown_appearance(context: Context) -> ShownAppearance:
    """How the user has chosen that pages look."""
    chosen = preferences.chosen(context)
    return ShownAppearance(
        Choices("theme", preferences.THEMES, chosen["theme"]),
        Choices("color", preferences.COLORS, chosen["color"]),
        Choices("size", preferences.SIZES, chosen["size"]),
        Choices("week_start", preferences.WEEK_STARTS, chosen["week_start"]),
    )


def shown_security(context: Context, secret: str) -> ShownSecurity:
    """Where the user is signed in, and which programs get in as him. `secret` is that of the session that asks."""
    assert context.user
    return ShownSecurity(
        context.user.account,
        passwords.LENGTHS[0],
        tuple(_sessions(context, secret)),
        tuple(_tokens(context, context.user.id)),
    )


def _sessions(context: Context, secret: str) -> Iterator[ShownSession]:
    for one in sessions.of_user(context):
        yield ShownSession(
            one.name, described(one.agent, context.language), any(map(one.agent.__contains__, PHONES)), one.address,
            _moment(context, one.created_at), _moment(context, one.used_at or one.created_at),
            sessions.is_current(one, secret),
        )  # fmt: skip


def _tokens(context: Context, user: str) -> Iterator[ShownToken]:
    for one in accounts.tokens(context, user):
        until, over = "", False
        if one.expires_at is not None:
            until, over = _moment(context, one.expires_at), one.expires_at <= context.now
        yield ShownToken(one.id, one.name, _moment(context, one.created_at), until, over)


def _moment(context: Context, moment: datetime) -> str:
    """A moment in the user's time zone, to the minute."""
    local = moment.astimezone(context.zone).replace(second=0, microsecond=0)
    return f"{local:%Y-%m-%d} {clock_text(local)}"


def shown_preferences(context: Context) -> Mapping[str, Any]:
    """What the user likes, by key: pages hand it on to styles and scripts."""
    return preferences.chosen(context)
