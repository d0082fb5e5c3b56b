"""What profiles allow: actions on objects, and which of their fields may be read and edited."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from objectry.metadata.catalog import Catalog, Object
from objectry.metadata.kinds.profile import PROFILE, ObjectAction, ProfileDef
from objectry.metadata.object_definitions import SetupRight


@dataclass(frozen=True, slots=True)
class ObjectRights:
    """Rights on one object."""

    actions: frozenset[ObjectAction]
    readable: frozenset[str]
    editable: frozenset[str]


NOTHING = ObjectRights(frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True, eq=False)
class Rights:
    """Rights on everything: the sum of a user's profiles."""

    objects: Mapping[str, ObjectRights]
    setup: frozenset[SetupRight]

    def on(self, object_name: str) -> ObjectRights:
        """Rights on one object; none at all if no profile names it."""
        return self.objects.get(object_name, NOTHING)

    def cover(self, others: "Rights") -> bool:
        """Tell whether somebody with these rights may do all that the others allow: who gives rights must have them."""
        return others.setup <= self.setup and all(
            wanted.actions <= held.actions
            and wanted.readable <= held.readable
            and wanted.editable <= held.editable
            for name, wanted in others.objects.items()
            if (held := self.on(name)) is not wanted
        )


def sum_of(catalog: Catalog, profiles: Iterable[str]) -> Rights:
    """The rights of a user who has these profiles. Rights add up; nothing takes away."""
    known = PROFILE.of(catalog)
    return add_up(catalog, [known[n] for n in profiles if n in known])


def add_up(catalog: Catalog, held: Sequence[ProfileDef]) -> Rights:
    """The rights that profiles grant together on the objects of a catalog, whether it holds them or not."""
    setup = frozenset(right for profile in held for right in profile.setup)
    objects = {
        name: rights
        for name, thing in catalog.objects.items()
        if (rights := _on_object(thing, held, setup)) is not NOTHING
    }
    return Rights(MappingProxyType(objects), setup)


def everything(thing: Object) -> ObjectRights:
    """All rights on an object, as the platform itself has them: it writes fields that are read-only for people too."""
    return ObjectRights(
        frozenset({"read", "create", "edit", "delete", "transfer", "import", "export", "view_all", "edit_all"}),
        frozenset(thing.fields),
        frozenset(name for name, field in thing.fields.items() if not field.computed),
    )  # fmt: skip


READING: frozenset[ObjectAction] = frozenset({"read", "export", "view_all"})
"""Actions that change nothing."""
WRITING: frozenset[ObjectAction] = frozenset({"create", "edit", "edit_all"})
"""Actions that give fields values."""


def _on_object(
    thing: Object, profiles: Iterable[ProfileDef], setup: frozenset[SetupRight]
) -> ObjectRights:
    actions: set[ObjectAction] = set()
    readable: set[str] = set()
    editable: set[str] = set()
    closed = thing.definition.setup is not None and thing.definition.setup not in setup
    for profile in profiles:
        named = profile.objects.get(thing.name)
        allowed = {*profile.every_object, *(named.allow if named else ())}
        if closed:  # set-up data: a right on the object alone reads them and changes nothing
            allowed &= READING
        if not allowed & {"read", "create", "edit", "view_all", "edit_all"}:
            continue
        actions |= allowed
        for name, field in thing.fields.items():
            right = named.fields.get(name, "edit") if named else "edit"
            if right != "hidden":
                readable.add(name)
            # A profile that only reads must not open fields for another one that writes.
            if right == "edit" and field.writable and allowed & WRITING:
                editable.add(name)
    if not actions:
        return NOTHING
    if actions & {"view_all", "edit_all", "edit"}:
        actions.add("read")
    if "edit_all" in actions:
        actions |= {"edit", "view_all"}
    return ObjectRights(frozenset(actions), frozenset(readable), frozenset(editable))
