"""What the page shows on which somebody chooses what goes into a file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from objectry.metadata.catalog import Field, FieldPath, Object, path_name
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.context import Context
from objectry.runtime.jobs.import_records import demand_feature
from objectry.runtime.records.paths import is_readable
from objectry.runtime.records.requests import MAX_FIELDS, ListRequest
from objectry.runtime.store import read
from objectry.runtime.texts.values import Choice
from objectry.runtime.transfer.exporting import FORMATS, label_of, query_of


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields to choose from: those of the object, or those behind one of its look-ups."""

    label: str
    own: bool
    fields: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ShownExport:
    """What can go into a file, and what does unless somebody changes it."""

    object: str
    plural: str
    icon: str
    view: str
    """What the list view is called; nothing for a list without one."""
    asked: ListRequest
    groups: tuple[FieldGroup, ...]
    chosen: tuple[Choice, ...]
    """The columns of the file, in their order."""
    most: int
    """How many fields a file may have."""
    formats: tuple[str, ...]
    count: int
    more: bool
    """Whether there are more than `count` records."""
    ticked: int
    """How many of them are ticked, which alone are exported; 0 where all are."""


def shown_export(
    context: Context, object_name: str, asked: ListRequest, ticked: int
) -> ShownExport:
    """What can be exported of a list, or of its ticked records. Raises like an export."""
    access = access_of(context)
    thing = demand_feature(context, access, object_name, "export")
    query = query_of(context, access, thing, asked)
    page = read.page(
        context, access, replace(query, columns=query.columns[:1], limit=1, count="bounded")
    )
    names = {path_name(path) for path in query.columns}
    view = context.catalog.list_views[thing.name].get(asked.view)
    return ShownExport(
        thing.name, thing.plural.text(context.language), thing.definition.icon,
        "" if view is None else view.definition.label.text(context.language), asked,
        tuple(_groups(context, access, thing, names)),
        tuple(Choice(path_name(path), label_of(context, path), True) for path in query.columns),
        MAX_FIELDS, FORMATS, page.count or 0, page.bounded, ticked,
    )  # fmt: skip


def _groups(
    context: Context, access: Access, thing: Object, chosen: set[str]
) -> Iterator[FieldGroup]:
    """The fields of the object, then those one step further, look-up by look-up."""
    label = thing.label.text(context.language)
    yield FieldGroup(label, True, tuple(_fields(context, access, thing, (), chosen)))
    for link in thing.fields.values():
        if link.target is None or link.system and link.name != "owner":
            continue
        target = context.catalog.objects[link.target]
        fields = tuple(_fields(context, access, target, (link,), chosen))
        if fields:
            yield FieldGroup(link.label.text(context.language), False, fields)


def _fields(
    context: Context, access: Access, thing: Object, way: tuple[Field, ...], chosen: set[str]
) -> Iterator[Choice]:
    for field in sorted(thing.fields.values(), key=lambda one: one.system and one.name != "id"):
        path: FieldPath = (*way, field)
        if is_readable(context, access, path) and (not way or not field.system):
            name = path_name(path)
            yield Choice(name, field.label.text(context.language), name in chosen)
