"""Where a user can go: the menus of the organisation, as far as he may open what they lead to."""

from collections.abc import Iterator
from dataclasses import dataclass

from objectry.metadata.kinds.menu import MENU, MenuGroupDef, MenuItemDef
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api import messages
from objectry.runtime.context import Context

PLACES = (
    (messages.COLLEAGUES, "address-book", "/people"),
    (messages.RECYCLE_BIN, "trash", "/deleted"),
)
"""What they are called, their icons and addresses."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a menu."""

    label: str
    icon: str
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of a menu under a title."""

    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu."""

    name: str
    label: str
    icon: str
    groups: tuple[Group, ...]


def menus(context: Context) -> tuple[Menu, ...]:
    """The menus in their order, without what the user may not open."""
    access = access_of(context)
    made = (
        (menu, tuple(_groups(context, access, menu.groups)))
        for menu in sorted(MENU.of(context.catalog).values(), key=lambda one: one.order)
    )
    return tuple(
        Menu(menu.menu, menu.label.text(context.language), menu.icon, groups)
        for menu, groups in made
        if groups
    )


def places(context: Context) -> tuple[Item, ...]:
    """The pages beside those of objects, without what the user may not open."""
    colleagues = "read" in access_of(context).on(context.catalog.objects["user"]).actions
    return tuple(
        Item(said.text(context.language), icon, to)
        for said, icon, to in PLACES
        if colleagues or said is not messages.COLLEAGUES
    )


def bar(context: Context) -> tuple[Item, ...]:
    """What is always at hand on phones."""
    access = access_of(context)
    menus = sorted(MENU.of(context.catalog).values(), key=lambda one: one.order)
    names = next((one.bar for one in menus if one.bar), ())
    items = (_item(context, access, MenuItemDef(object=one)) for one in names)
    return tuple(one for one in items if one is not None)


def _groups(context: Context, access: Access, groups: tuple[MenuGroupDef, ...]) -> Iterator[Group]:
    for group in groups:
        items = tuple(_items(context, access, group))
        if items:
            yield Group(group.label.text(context.language), items)


def _items(context: Context, access: Access, group: MenuGroupDef) -> Iterator[Item]:
    for one in group.items:
        entry = MenuItemDef(object=one) if isinstance(one, str) else one
        item = _item(context, access, entry)
        if item is not None:
            yield item


def _item(context: Context, access: Access, entry: MenuItemDef) -> Item | None:
    """An entry, if the user may open what it leads to."""
    thing = context.catalog.objects[entry.object]
    if "read" not in access.on(thing).actions:
        return None
    label = entry.label or thing.plural
    view = f"?view={entry.list_view}" if entry.list_view else ""
    return Item(label.text(context.language), thing.definition.icon, f"/o/{thing.name}{view}")
