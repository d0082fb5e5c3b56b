"""What the names in definitions stand for, and the nearest one for a name that stands for nothing."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from objectry.formula.messages import Message
from objectry.metadata import messages
from objectry.metadata.catalog import Catalog, Object
from objectry.metadata.kinds.interface import Use
from objectry.metadata.kinds.listing import KINDS
from objectry.metadata.parse import Broken
from objectry.metadata.things import THINGS

PARTS = ("business_type", "list_view")
"""What belongs to an object, beside its fields."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What definitions that could not be read would have defined: whoever mentions it is not to blame."""

    broken: tuple[Broken, ...]

    def excuses(self, catalog: Catalog, use: Use) -> bool:
        """Tell whether a name may be that of something which could not be read."""
        if use.thing in ("field", *PARTS):
            object_name, own = use.name.split(".", 1)
            return any(map(self.lacks_parts_of, _objects_on_the_way(catalog, object_name, own)))
        return any(not one.kind or (one.kind, one.name) == (use.thing, use.name)
                   for one in self.broken)  # fmt: skip

    def lacks_parts_of(self, object_name: str) -> bool:
        """Tell whether an object, or a part of it, may be what could not be read."""
        return any(not one.kind
                   or (KINDS[one.kind].of_objects and one.name.split(".")[0] == object_name)
                   for one in self.broken)  # fmt: skip


def is_known(catalog: Catalog, use: Use) -> bool:
    """Tell whether a name stands for something.

    What is said to be in an object that does not exist counts as known: that name is one problem of its own.
    """
    if use.thing == "object":
        return use.name in catalog.objects
    if use.thing not in ("field", *PARTS):
        return use.name in catalog.definitions[use.thing]
    object_name, own = use.name.split(".", 1)
    thing = catalog.objects.get(object_name)
    if thing is None:
        return True
    if use.thing != "field":
        return own in _parts(catalog, use.thing, object_name)
    if use.retired and any(field.name == own for field in thing.kept):
        return True
    return _leads_somewhere(catalog, object_name, own)


def _parts(catalog: Catalog, thing: str, object_name: str) -> Iterable[str]:
    """The names of the business types or list views of an object."""
    if thing == "list_view":
        return catalog.list_views[object_name]
    return catalog.objects[object_name].business_types


def _leads_somewhere(catalog: Catalog, object_name: str, path: str) -> bool:
    at: str | None = object_name
    for name in path.split("."):
        if at is None:
            return False
        if at not in catalog.objects:
            return True  # told where the field says so
        field = catalog.objects[at].fields.get(name)
        if field is None:
            return False
        at = field.target
    return True


def _objects_on_the_way(catalog: Catalog, object_name: str, path: str) -> Iterable[str]:
    """The objects in which the parts of a path are looked up, as far as it leads."""
    at: str | None = object_name
    for name in path.split("."):
        if at is None:
            return
        yield at
        field = catalog.objects[at].fields.get(name) if at in catalog.objects else None
        at = field.target if field else None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a name stands for nothing, and the nearest one that there is, empty if none is near."""

    message: Message
    params: Mapping[str, object]
    hint: str = ""


def refusal(catalog: Catalog, use: Use) -> Refusal:
    """What is said of a name that is not known."""
    known = _refused_path(catalog, use.name) if use.thing == "field" else None
    if known is not None:
        return known
    zh, en = THINGS[use.thing]
    params = {"name": use.name, "thing_zh": zh, "thing_en": en}
    return Refusal(messages.NAME_UNKNOWN, params, _nearest(catalog, use))


def retired(thing: Object, name: str) -> bool:
    """Tell whether a field of the object has the name and is not in use any more."""
    return name not in thing.fields and any(one.name == name for one in thing.kept)


def retired_as(thing: Object, name: str) -> str | None:
    """The field that is not in use any more and has, or had, this name or label."""
    gone = [one for one in thing.kept if one.name not in thing.fields]
    return next((one.name for one in gone if name in (one.name, one.label.zh, one.label.en)), None)


def successor(thing: Object, name: str) -> str | None:
    """The field of the object that says that it had the name before."""
    fields = thing.fields.values()
    return next((one.name for one in fields if one.definition.renamed_from == name), None)


def _refused_path(catalog: Catalog, name: str) -> Refusal | None:
    """What is said of a path whose fields are there, but are retired or lead nowhere."""
    at, *parts = name.split(".")
    for number, part in enumerate(parts, 1):
        thing = catalog.objects[at]
        if retired(thing, part):
            return Refusal(messages.FIELD_RETIRED, {"field": f"{at}.{part}"})
        field = thing.fields.get(part)
        if field is None:
            return None
        if field.target is None:
            rest = ".".join(parts[number:])
            params = {"field": part, "type": field.written.type, "rest": rest}
            return Refusal(messages.NO_LOOKUP, params)
        at = field.target
    return None


def _nearest(catalog: Catalog, use: Use) -> str:
    """The nearest name that there is, empty if none is near."""
    if use.thing == "field":
        return _nearest_field(catalog, use.name)
    if use.thing in PARTS:
        object_name, own = use.name.split(".", 1)
        return _near(own, _parts(catalog, use.thing, object_name))
    if use.thing == "object":
        return _near(use.name, catalog.objects)
    return _near(use.name, catalog.definitions[use.thing])


def _nearest_field(catalog: Catalog, name: str) -> str:
    object_name, path = name.split(".", 1)
    *before, last = path.split(".")
    way = catalog.path(object_name, ".".join(before)) if before else ()
    at = object_name if not before else (way[-1].target if way else None)
    holder = catalog.objects.get(at or "")
    near = (successor(holder, last) or _near(last, holder.fields)) if holder else ""
    return ".".join((*before, near)) if near else ""


def _near(name: str, names: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(name, list(names), 1, 0.6)), "")
