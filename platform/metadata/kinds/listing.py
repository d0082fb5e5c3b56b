"""All kinds of metadata, in the order in which a pack's documents are applied."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from objectry.metadata.kinds.home import HOME
from objectry.metadata.kinds.interface import Kind
from objectry.metadata.kinds.layout import LAYOUT
from objectry.metadata.kinds.list_view import LIST_VIEW
from objectry.metadata.kinds.menu import MENU
from objectry.metadata.kinds.object import EXTENSION, OBJECT
from objectry.metadata.kinds.pack import PACK
from objectry.metadata.kinds.profile import PROFILE
from objectry.metadata.kinds.role import ROLE
from objectry.metadata.kinds.value_set import VALUE_SET

_IN_ORDER: tuple[Kind[Any], ...] = (
    PACK,
    VALUE_SET,
    OBJECT,
    EXTENSION,
    LIST_VIEW,
    LAYOUT,
    PROFILE,
    ROLE,
    MENU,
    HOME,
)

KINDS: Mapping[str, Kind[Any]] = MappingProxyType({kind.name: kind for kind in _IN_ORDER})
"""The kinds by the key that opens their documents."""
