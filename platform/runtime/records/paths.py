"""Paths of field names, as far as a user may know of them. Unknown and hidden fields answer alike."""

from objectry.formula.checking.hints import labelled_like
from objectry.formula.checking.paths import MAX_HOPS
from objectry.metadata.catalog import Field, FieldPath, Object
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.store.source import expand

LONGEST_NAME = 100
"""Characters of an unknown name for which a near one is looked for."""


def readable(context: Context, access: Access, thing: Object, text: str) -> FieldPath | None:
    """The fields that a path goes through, if the user may read each of them and the last one has values."""
    path = context.catalog.path(thing.name, text)
    return path if path and is_readable(context, access, path) else None


def is_readable(context: Context, access: Access, path: FieldPath) -> bool:
    """Tell whether the user may read each field of a path, which is not too long, and the last one has values."""
    if len(path) > MAX_HOPS + 1:
        return False
    for field in path:
        rights = access.on(context.catalog.objects[field.object])
        if "read" not in rights.actions or field.name not in rights.readable:
            return False
    shows = expand(context.state, path)
    if shows is not path:
        return is_readable(context, access, shows)
    return shows[-1].has_values


def nearest(context: Context, access: Access, thing: Object, text: str) -> str:
    """The path that an unknown one means, of those that the user may read: its last field goes by its label, or is spelt
    most like it. Empty if none is near."""
    before, dot, last = text.rpartition(".")
    if len(last) > LONGEST_NAME:
        return ""
    way = readable(context, access, thing, before) if dot else ()
    at = thing.name if way == () else (way[-1].target if way else None)
    if at is None:
        return ""
    fields = context.catalog.objects[at].fields.values()
    known = [
        one.info for one in fields if readable(context, access, thing, before + dot + one.name)
    ]
    found = labelled_like(last, known)
    return before + dot + found if found else ""


def is_placed(context: Context, access: Access, field: Field) -> bool:
    """Tell whether a layout may show a field to the user: one that has values, or a divider."""
    if not field.has_values and field.type.shows(field.definition) is None:
        return field.name in access.on(context.catalog.objects[field.object]).readable
    return is_readable(context, access, (field,))


def in_formulas(context: Context, access: Access, thing: Object) -> frozenset[str]:
    """The fields of an object that a user's formulas may name: a reference only where what it shows may be read."""
    rights = access.on(thing)
    if "read" not in rights.actions:
        return frozenset()
    return frozenset(
        name
        for name in rights.readable
        if thing.fields[name].type.shows(thing.fields[name].definition) is None
        or readable(context, access, thing, name)
    )
