"""The metadata as the caller may see them: objects, their fields and what may be done with them."""

from collections.abc import Iterable
from typing import Any

from objectry.metadata.catalog import Field, FieldPath, Layout, Object, Section, path_name
from objectry.metadata.computing import start
from objectry.metadata.documents import Label
from objectry.metadata.kinds.conditions import OF_FIELDS
from objectry.runtime.access.demands import object_named
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.context import Context
from objectry.runtime.records.forms import form_for
from objectry.runtime.records.paths import is_placed, is_readable, readable
from objectry.runtime.records.requests import view_condition

Json = dict[str, Any]
JUDGED = ("filter", "default_formula", *OF_FIELDS)
"""Options of fields that are formulas which the server judges."""


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
                "name": name,
                "label": _label(view.definition.label),
                "columns": _names(context, access, view.columns),
            }
            for name, view in context.catalog.list_views[thing.name].items()
            if view_condition(context, access, thing, view) is not None
        ],
        "conditional": _is_conditional(context, access, thing, None),
        "layouts": [_bound(context, access, layout) for layout in context.catalog.layouts[name]],
    }


def _names(context: Context, access: Access, paths: Iterable[FieldPath]) -> list[str]:
    """Those of some paths that the caller may read: hidden fields are not even named."""
    return [path_name(path) for path in paths if is_readable(context, access, path)]


def _bound(context: Context, access: Access, layout: Layout) -> Json:
    """A layout as far as the caller may know of its parts. Conditions are evaluated by the server and not told, only that
    there are some.
    """
    sections = [
        {
            "label": _label(section.definition.label),
            "columns": section.definition.columns,
            "collapsed": section.definition.collapsed,
            "fields": placed,
        }
        for section in layout.sections
        if (placed := _placed(context, access, section))
    ]
    related = [
        {
            "object": one.through.object,
            "through": one.through.name,
            "label": None if one.definition.label is None else _label(one.definition.label),
            "columns": _names(context, access, one.columns),
        }
        for one in layout.related_lists
        if is_readable(context, access, (one.through,))
    ]
    thing = context.catalog.objects[layout.definition.object]
    status = [layout.status_path] if layout.status_path else []
    return {
        "layout": layout.definition.layout,
        "label": _label(layout.definition.label),
        "business_types": list(layout.definition.business_types),
        "highlights": _own_names(context, access, layout.highlights),
        "status_path": next(iter(_own_names(context, access, status)), None),
        "conditional": _is_conditional(context, access, thing, layout),
        "sections": sections,
        "related_lists": related,
        "lines": [
            {
                "object": one.through.object,
                "label": None if one.definition.label is None else _label(one.definition.label),
                "columns": _own_names(context, access, one.columns),
                "position": next(
                    iter(_own_names(context, access, filter(None, [one.position]))), None
                ),
                "copied": one.definition.copied,
            }
            for one in layout.lines
            if is_readable(context, access, (one.through,))
        ],
        "quick_create": _own_names(context, access, layout.quick_create),
    }


def _is_conditional(
    context: Context, access: Access, thing: Object, layout: Layout | None
) -> bool:
    """Tell whether the form on a layout, or that of all fields, depends on what is typed."""
    form = form_for(context, access, thing, layout)
    return bool(form.after or form.before)


def _own_names(context: Context, access: Access, fields: Iterable[Field]) -> list[str]:
    return _names(context, access, ((field,) for field in fields))


def _placed(context: Context, access: Access, section: Section) -> list[Json]:
    return [
        {
            "field": one.field.name,
            "required": one.definition.required,
            "read_only": one.definition.read_only,
        }
        for one in section.fields
        if is_placed(context, access, one.field)
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

    Conditions and defaults are for the server to judge, and are not told; the formula of a computed field is, to those who
    may read all that it reads.
    """
    definition = field.written
    secret = {
        place[0]
        for what, name, place in field.kind.mentions(definition)
        if (what == "field" and not readable(context, access, thing, name))
        or (what == "field_of" and not _known(context, access, name))
    }
    if field.computation is not None and not all(
        _known(context, access, f"{start(field)}.{path}") for path in field.computation.reads
    ):
        secret.add("formula")
    options = definition.model_dump(
        mode="json",
        exclude_defaults=True,
        exclude={"name", "type", "label", "help", *JUDGED, *map(str, secret)},
    )
    if "depends_on" in secret:
        for value in options.get("values", ()):
            value.pop("when", None)
    return options


def _known(context: Context, access: Access, name: str) -> bool:
    """Tell whether the caller may read a field, given with its object: `customer.industry`."""
    object_name, path = name.split(".", 1)
    thing = context.catalog.objects[object_name]
    return readable(context, access, thing, path) is not None


def _field(context: Context, access: Access, thing: Object, field: Field) -> Json:
    helped = field.definition.help
    return {
        "name": field.name,
        "type": field.written.type,
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
