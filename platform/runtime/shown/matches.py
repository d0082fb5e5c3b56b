"""What a search has found, as people read it."""

from collections.abc import Iterable
from dataclasses import dataclass

from objectry.runtime.api.records import SEARCH_LIMIT, Json, search
from objectry.runtime.context import Context
from objectry.runtime.texts.values import MASKED, record_address


@dataclass(frozen=True, slots=True)
class ShownMatch:
    """A record that was found."""

    name: str
    address: str
    object: str
    """What records of its kind are called."""
    icon: str


@dataclass(frozen=True, slots=True)
class ShownMatches:
    """What was found for some words, latest first."""

    words: str
    matches: tuple[ShownMatch, ...]
    more: bool
    """Whether there may be more than are shown."""


def shown_matches(context: Context, words: str) -> ShownMatches:
    """The records in which some words stand; none for none."""
    found = search(context, words, "", SEARCH_LIMIT)["records"] if words.strip() else []
    return ShownMatches(words, as_matches(context, found), len(found) == SEARCH_LIMIT)


def as_matches(context: Context, found: Iterable[Json]) -> tuple[ShownMatch, ...]:
    """What `search` answers, as people read it."""
    objects = context.catalog.objects
    return tuple(
        ShownMatch(
            one["name"] or MASKED, record_address(one["object"], one["id"]),
            objects[one["object"]].label.text(context.language), objects[one["object"]].definition.icon,
        )
        for one in found
    )  # fmt: skip
