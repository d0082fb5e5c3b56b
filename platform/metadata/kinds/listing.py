"""All kinds of metadata, in the order in which a pack's documents are applied."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.metadata.kinds import (
    layout,
    list_view,
    menu,
    object,  # noqa: A004
    pack,
    profile,
    role,
    value_set,
)
from objectry.metadata.kinds.interface import Kind

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            pack.KIND,
            value_set.KIND,
            object.KIND,
            object.EXTENSION,
            list_view.KIND,
            layout.KIND,
            profile.KIND,
            role.KIND,
            menu.KIND,
        )
    }
)
"""The kinds by the key that opens their documents."""
