"""What profiles allow: actions on objects, and which of their fields may be read and edited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from objectry.metadata.catalog import Catalog, Object
from objectry.metadata.kinds.profile import ObjectAction, ProfileDef, SetupRight


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


def sum_of(catalog: Catalog, profiles: Iterable[str]) -> Rights:
    """The rights of a user who has these profiles. Rights add up; nothing takes away."""
    held = [catalog.profiles[name] for name in profiles if name in catalog.profiles]
    objects = {
        name: rights
        for name, thing in catalog.objects.items()
        if (rights := _on_object(thing, held)) is not NOTHING
    }
    setup = frozenset(right for profile in held for right in profile.setup)
    return Rights(MappingProxyType(objects), setup)


def everything(thing: Object) -> ObjectRights:
    """All rights on an object, as the platform itself has them: it writes fields that are read-only for people too."""
    return ObjectRights(
        frozenset({"read", "create", "edit", "delete", "transfer", "import", "export", "view_all", "edit_all"}),
        frozenset(thing.fields),
        frozenset(name for name, field in thing.fields.items() if not field.type.computed),
    )  # fmt: skip


def _on_object(thing: Object, profiles: Iterable[ProfileDef]) -> ObjectRights:
    actions: set[ObjectAction] = set()
    readable: set[str] = set()
    editable: set[str] = set()
    for profile in profiles:
        named = profile.objects.get(thing.name)
        allowed = {*profile.every_object, *(named.allow if named else ())}
        if not allowed & {"read", "create", "edit", "view_all", "edit_all"}:
            continue
        actions |= allowed
        for name, field in thing.fields.items():
            right = named.fields.get(name, "edit") if named else "edit"
            if right != "hidden":
                readable.add(name)
            if right == "edit" and field.writable:
                editable.add(name)
    if not actions:
        return NOTHING
    if actions & {"view_all", "edit_all", "edit"}:
        actions.add("read")
    if "edit_all" in actions:
        actions |= {"edit", "view_all"}
    return ObjectRights(frozenset(actions), frozenset(readable), frozenset(editable))
