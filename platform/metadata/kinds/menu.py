"""The `menu` kind: navigation, as groups of objects."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from objectry.metadata.documents import ApiName, Definition, Label
from objectry.metadata.kinds.interface import Fields, Kind, Use

BAR = 3
"""The most objects in the bar of a phone: the start page and the menu have their places there, too."""


SHORTCUTS = 12
"""The most objects in the shortcut menu."""


class MenuItemDef(Definition):
    """An object in a menu."""

    object: ApiName
    """The object whose list is opened."""
    list_view: ApiName | None = None
    """The list view that is opened; the default one when left out."""
    label: Label | None = None
    """What people read; the object's plural when left out."""


class MenuGroupDef(Definition):
    """A titled group of menu items."""

    label: Label
    """The title."""
    items: Annotated[tuple[ApiName | MenuItemDef, ...], Field(min_length=1, max_length=100)]
    """The objects, from top to bottom."""


class MenuDef(Definition):
    """A menu: what a group of users sees at the side of every page."""

    menu: ApiName
    """The API name."""
    label: Label
    """What people read."""
    icon: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")] = "layout-grid"
    """The name of the icon."""
    order: Annotated[int, Field(ge=0, le=10_000)] = 100
    """Menus are shown in ascending order."""
    groups: Annotated[tuple[MenuGroupDef, ...], Field(min_length=1, max_length=50)]
    """The groups, from top to bottom."""
    bar: Annotated[tuple[ApiName, ...], Field(max_length=BAR)] = ()
    """Objects that are always at hand at the lower edge of a phone, from left to right; the first menu with any has its
    way."""
    new: Annotated[tuple[ApiName, ...], Field(max_length=SHORTCUTS)] = ()
    """Objects of which the shortcut menu makes new records for those who have not chosen their own, from top to bottom; the
    first menu with any has its way."""


def _uses(definition: MenuDef, fields: Fields) -> Iterator[Use]:
    for number, group in enumerate(definition.groups):
        for index, item in enumerate(group.items):
            at = ("groups", number, "items", index)
            if isinstance(item, str):
                yield Use("object", item, at)
                continue
            yield Use("object", item.object, (*at, "object"))
            if item.list_view:
                yield Use("list_view", f"{item.object}.{item.list_view}", (*at, "list_view"))
    for number, name in enumerate(definition.bar):
        yield Use("object", name, ("bar", number))
    for number, name in enumerate(definition.new):
        yield Use("object", name, ("new", number))


MENU = Kind(
    name="menu",
    title=Label(zh="菜单", en="Menu"),
    model=MenuDef,
    identity=lambda definition: definition.menu,
    uses=_uses,
    setup_page="/setup/menus",
)
