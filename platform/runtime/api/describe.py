"""The metadata as the caller may see them: objects, their fields and what may be done with them."""

from collections.abc import Iterable
from typing import Any

from objectry.metadata.catalog import Field, Object
from objectry.metadata.documents import Label
from objectry.metadata.kinds.layout import LayoutDef, PlacedFieldDef, SectionDef, layouts_of
from objectry.runtime.access.demands import object_named
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.context import Context
from objectry.runtime.records.paths import is_placed, readable

Json = dict[str, Any]


def objects(context: Context) -> Json:
    """All objects that the caller may do anything with."""
    access = access_of(context)
    known = [thing for thing in context.catalog.objects.values() if access.on(thing).actions]
    return {"objects": [_summary(access, thing) for thing in known]}


def one_object(context: Context, name: str) -> Json:
    """An object with its readable fields, business types, list views and layouts."""
    access = access_of(context)
    thing = object_named(context, access, name)
    rights = access.on(thing)
    known = [field for field in thing.fields.values() if field.name in rights.readable]
    return {
        **_summary(access, thing),
        "name_field": thing.name_field.name,
        "fields": [_field(context, access, thing, field) for field in known],
        "business_types": [
            {"name": kind.name, "label": _label(kind.label), "active": kind.active}
            for kind in thing.business_types.values()
        ],
        "list_views": [
            {
                "name": view.name,
                "label": _label(view.label),
                "columns": _readable(context, access, thing, view.columns),
            }
            for view in thing.list_views.values()
        ],
        "layouts": [
            _bound(context, access, thing, layout) for layout in layouts_of(context.catalog, name)
        ],
    }


def _readable(context: Context, access: Access, thing: Object, paths: Iterable[str]) -> list[str]:
    """Those of some paths that the caller may read: hidden fields are not even named."""
    return [path for path in paths if readable(context, access, thing, path)]


def _bound(context: Context, access: Access, thing: Object, layout: LayoutDef) -> Json:
    """A layout as far as the caller may know of its parts. Conditions are evaluated by the server and not told."""
    sections = [
        {
            "label": _label(section.label),
            "columns": section.columns,
            "collapsed": section.collapsed,
            "fields": placed,
        }
        for section in layout.sections
        if (placed := _placed(context, access, thing, section))
    ]
    related = [
        {
            "object": one.object,
            "through": one.through,
            "label": None if one.label is None else _label(one.label),
            "columns": _readable(context, access, other, one.columns),
        }
        for one in layout.related_lists
        if readable(context, access, other := context.catalog.objects[one.object], one.through)
    ]
    status = [layout.status_path] if layout.status_path else []
    return {
        "layout": layout.layout,
        "label": _label(layout.label),
        "business_types": list(layout.business_types),
        "highlights": _readable(context, access, thing, layout.highlights),
        "status_path": next(iter(_readable(context, access, thing, status)), None),
        "sections": sections,
        "related_lists": related,
        "quick_create": _readable(context, access, thing, layout.quick_create),
    }


def _placed(context: Context, access: Access, thing: Object, section: SectionDef) -> list[Json]:
    placed = [PlacedFieldDef(field=f) if isinstance(f, str) else f for f in section.fields]
    return [
        {"field": one.field, "required": one.required, "read_only": one.read_only}
        for one in placed
        if is_placed(context, access, thing, one.field)
    ]


def caller(context: Context, csrf: str) -> Json:
    """Who is asking."""
    user = context.user
    assert user
    return {
        "user": {"id": user.id, "name": user.name},
        "account": user.account,
        "language": user.language,
        "timezone": str(user.zone),
        "profiles": sorted(user.profiles),
        "csrf": csrf,
    }


def _summary(access: Access, thing: Object) -> Json:
    return {
        "object": thing.name,
        "label": _label(thing.label),
        "plural": _label(thing.plural),
        "icon": thing.definition.icon,
        "actions": sorted(access.on(thing).actions),
    }


def _options(context: Context, access: Access, thing: Object, field: Field) -> Json:
    """The options of a field, without those that tell of fields that the caller may not know.

    The filter of a look-up is for the server to judge, and is not told.
    """
    definition = field.definition
    secret = {
        place[0]
        for what, name, place in field.type.mentions(definition)
        if what == "field" and not readable(context, access, thing, name)
    }
    options = definition.model_dump(
        mode="json",
        exclude_defaults=True,
        exclude={"name", "type", "label", "help", "filter", *map(str, secret)},
    )
    if "depends_on" in secret:
        for value in options.get("values", ()):
            value.pop("when", None)
    return options


def _field(context: Context, access: Access, thing: Object, field: Field) -> Json:
    helped = field.definition.help
    return {
        "name": field.name,
        "type": field.definition.type,
        "label": _label(field.label),
        "help": None if helped is None else {"zh": helped.zh, "en": helped.en},
        "system": field.system,
        "editable": field.name in access.on(thing).editable,
        "options": _options(context, access, thing, field),
        "operators": [
            {
                "name": one.name,
                "label": _label(one.label),
                "template": one.template,
                "operand": one.operand,
            }
            for one in field.type.operators_of(field.definition)
        ],
    }


def _label(label: Label) -> Json:
    return {"zh": label.zh, "en": label.en}
