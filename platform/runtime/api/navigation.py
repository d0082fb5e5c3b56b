"""Where a user can go: the menus of the organisation, as far as he may open what they lead to."""

from collections.abc import Iterator
from dataclasses import dataclass

from objectry.metadata.kinds.menu import MENU, MenuGroupDef, MenuItemDef
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.context import Context


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
        Menu(menu.label.text(context.language), menu.icon, groups)
        for menu, groups in made
        if groups
    )


def _groups(context: Context, access: Access, groups: tuple[MenuGroupDef, ...]) -> Iterator[Group]:
    for group in groups:
        items = tuple(_items(context, access, group))
        if items:
            yield Group(group.label.text(context.language), items)


def _items(context: Context, access: Access, group: MenuGroupDef) -> Iterator[Item]:
    for one in group.items:
        item = MenuItemDef(object=one) if isinstance(one, str) else one
        thing = context.catalog.objects[item.object]
        if "read" not in access.on(thing).actions:
            continue
        label = item.label or thing.plural
        view = f"?view={item.list_view}" if item.list_view else ""
        yield Item(label.text(context.language), thing.definition.icon, f"/o/{thing.name}{view}")
