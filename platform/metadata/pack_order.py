"""The one order of definitions that follows from their packs, however they came in."""

from collections.abc import Iterable, Mapping

from objectry.metadata.kinds.pack import PackDef
from objectry.metadata.parse import Parsed
from objectry.metadata.sources import SYSTEM


def in_pack_order(documents: Iterable[Parsed]) -> tuple[Parsed, ...]:
    """The definitions in their order.

    `system` is first, and each pack stands behind the packs that it requires; inside a pack files are in the order of
    their names, behind `pack.yaml`.
    """
    documents = tuple(documents)
    packs = {
        item.definition.pack: item.definition for item in documents if item.kind.name == "pack"
    }
    order: list[str] = []
    for name in sorted(packs, key=lambda name: (name != SYSTEM, name)):
        _place(name, packs, order, ())
    position = {name: index for index, name in enumerate(order)}
    return tuple(
        sorted(documents, key=lambda i: (position.get(i.pack, -1), i.kind.name != "pack", i.name))
    )


def _place(
    name: str, packs: Mapping[str, PackDef], order: list[str], trail: tuple[str, ...]
) -> None:
    """Put a pack into the order, those that it requires first. Packs that require each other stand as they come."""
    if name in order or name in trail or name not in packs:
        return
    for requirement in packs[name].requires:
        _place(requirement.pack, packs, order, (*trail, name))
    order.append(name)
