"""As what pages show a list: the records are the same, and the word `as` of the address says how they stand."""

from typing import get_args

from objectry.metadata.catalog import Object
from objectry.metadata.object_definitions import Look
from objectry.runtime.access.grants import Access
from objectry.runtime.api.shown_values import Choice

LOOKS: tuple[Look, ...] = get_args(Look)
"""All looks in the order in which they are offered; the first one is that of lists of which nothing else is said."""


def looks(access: Access, thing: Object, look: Look) -> tuple[Choice, ...]:
    """As what the lists of an object can be shown to the user. Pages know what each is called."""
    return tuple(Choice(name, "", name == look) for name in LOOKS)
