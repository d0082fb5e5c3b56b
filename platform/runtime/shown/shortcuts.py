"""The shortcut menu: of which objects somebody makes new records with two clicks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from objectry.metadata.catalog import Object
from objectry.metadata.kinds.menu import MENU, SHORTCUTS
from objectry.runtime.access.grants import access_of
from objectry.runtime.api.preferences import chosen
from objectry.runtime.context import Context


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A form of a new record."""

    object: str
    label: str
    icon: str
    address: str


@dataclass(frozen=True, slots=True)
class ShownShortcuts:
    """What the menu offers, and what else it could."""

    chosen: tuple[Shortcut, ...]
    others: tuple[Shortcut, ...]
    own: bool
    """Whether the user has chosen them himself."""
    most: int
    """The most that he can choose."""


def shown_shortcuts(context: Context) -> ShownShortcuts:
    """The shortcuts of the user, in his order: those of the metadata as long as he has not chosen any. What he may not make
    is not there."""
    access = access_of(context)
    makes = {
        thing.name: thing
        for thing in context.catalog.objects.values()
        if "create" in access.on(thing).actions
    }
    own = chosen(context)["shortcuts"]
    names = [one for one in own or _begun(context, makes) if one in makes]
    rest = [one for name, one in makes.items() if name not in names]
    return ShownShortcuts(
        tuple(_shortcut(context, makes[one]) for one in names),
        tuple(_shortcut(context, one) for one in rest), bool(own), SHORTCUTS,
    )  # fmt: skip


def _begun(context: Context, makes: dict[str, Object]) -> Sequence[str]:
    """What the menu has at the beginning: what the metadata say, else the objects of the menus."""
    menus = sorted(MENU.of(context.catalog).values(), key=lambda one: one.order)
    named = next((one.new for one in menus if one.new), ())
    listed = list(_listed(context))
    return named or list(dict.fromkeys(one for one in listed if one in makes))[:SHORTCUTS]


def _listed(context: Context) -> Iterator[str]:
    for menu in MENU.of(context.catalog).values():
        for group in menu.groups:
            for item in group.items:
                yield item if isinstance(item, str) else item.object


def _shortcut(context: Context, thing: Object) -> Shortcut:
    label = thing.label.text(context.language)
    return Shortcut(thing.name, label, thing.definition.icon, f"/o/{thing.name}/new")
