"""What people do with the records of a list where they stand: in their cells, with one of them, and with many at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from objectry.metadata.catalog import Field, Layout, Object
from objectry.metadata.field_types.record_key import as_id
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.api.records import thing_for
from objectry.runtime.api.vcards import may_make
from objectry.runtime.context import Context
from objectry.runtime.errors import BadRequest, NotFound
from objectry.runtime.records import requests
from objectry.runtime.records.faults import explained
from objectry.runtime.records.forms import layout_meant
from objectry.runtime.shown import messages
from objectry.runtime.shown.forms import FormField, empty_field, shown_form
from objectry.runtime.shown.inputs import Area, Check, Input, Line, List, Records
from objectry.runtime.shown.lists import Column, Row, column_of, rows_of
from objectry.runtime.store import reach, read
from objectry.runtime.store.reach import Opening
from objectry.runtime.texts.values import Choice

IN_PLACE = frozenset({
    "text", "textarea", "email", "phone", "url", "number", "percent", "currency", "date", "datetime", "time",
    "select", "multiselect", "checkbox", "lookup", "user", "department",
})  # fmt: skip
"""How fields are filled in that one line of a list has room for."""
TAGS = "tags"
CHECKED = "✓"
MOST_ROWS = 200
"""Rows that are drawn anew at once."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What the user may do with the records of a list."""

    actions: frozenset[str]
    """What he may do with many at once: `edit`, `transfer`, `tags`, `export`, `cards`, `delete`."""
    named: str
    """The field with their names; nothing where he may not read it."""
    tags: str
    """The field with their tags."""
    editable: frozenset[str]
    """The columns that may be changed in place."""
    rows: Mapping[str, Opening]
    """What he may do with each record of the page, by ID."""
    limit: int
    """The most records that one call is about."""
    page: int
    """The most records that one call lists."""
    cards: int
    """The most people whose vCards one file has."""


@dataclass(frozen=True, slots=True)
class ShownDeeds:
    """What is asked before something is done to many records of an object."""

    restored: bool
    """Whether deleted records can be taken back."""


@dataclass(frozen=True, slots=True)
class ShownRows:
    """Some rows of a list."""

    object: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A field of a record that is about to be changed where it stands."""

    field: FormField
    text: str
    """What stands in it, as people read it."""
    version: int
    layout: str
    """The layout, by which a save is judged."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A field that is about to be changed in many records at once."""

    object: str
    fields: tuple[Choice, ...]
    """The fields to choose from."""
    field: FormField
    layout: str
    """The layout by which a save is judged, where the records share one."""


def selection(
    context: Context, object_name: str, columns: Sequence[Column], rows: Sequence[Row]
) -> Selection:
    """What the user may do with the records of a list."""
    access, thing = thing_for(context, object_name)
    fields = enterable(context, access, thing)
    tags, named = _tags(context, access, thing), thing.name_field.name
    editable = frozenset(one.name for one in columns if one.name in fields)
    return Selection(
        frozenset(_actions(access, thing, fields, tags)),
        named if named in access.on(thing).readable else "", tags, editable,
        reach.openings(context, access, thing, [row.id for row in rows]),
        context.settings.bulk_limit, context.settings.page_limit, context.settings.card_limit,
    )  # fmt: skip


def shown_deeds(context: Context, object_name: str) -> ShownDeeds:
    """What is asked before something is done to many records."""
    _, thing = thing_for(context, object_name)
    return ShownDeeds(thing.has_bin)


def _actions(
    access: Access, thing: Object, enterable: Mapping[str, Field], tags: str
) -> Iterator[str]:
    rights = access.on(thing)
    if "edit" in rights.actions and enterable:
        yield "edit"
    if {"edit", "transfer"} <= rights.actions and "owner" in rights.editable:
        yield "transfer"
    if "edit" in rights.actions and tags:
        yield "tags"
    if "export" in rights.actions and "export" in thing.features:
        yield "export"
    if may_make(access, thing):
        yield "cards"
    if "delete" in rights.actions:
        yield "delete"


def enterable(context: Context, access: Access, thing: Object) -> Mapping[str, Field]:
    """The fields that people may change outside a form, in the order of the layout that is meant for them.

    Neither what decides about the form itself, nor what belongs to the transfer of records.
    """
    rights = access.on(thing)
    if "edit" not in rights.actions:
        return {}
    layout = layout_meant(context, thing, None)
    placed = (
        [place.field for one in layout.sections for place in one.fields if not place.definition.read_only]
        if layout
        else list(thing.fields.values())
    )  # fmt: skip
    return {
        field.name: field
        for field in placed
        if field.name in rights.editable
        and field.type.widget in IN_PLACE
        and field.name not in ("owner", "business_type")
        and not (field is thing.master and field.type.fixed(field.definition))
    }


def _tags(context: Context, access: Access, thing: Object) -> str:
    """The field with the tags of records, if the user may write it; else nothing."""
    rights = access.on(thing)
    own = (
        one.name
        for one in thing.fields.values()
        if one.type.widget == TAGS and one.name in rights.editable & rights.readable
    )
    return next(own, "")


def shown_rows(context: Context, object_name: str, columns: str, ids: Sequence[str]) -> ShownRows:
    """Some rows of a list as they are now. Those that the user may not see any more are missing."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    if len(ids) > MOST_ROWS:
        raise BadRequest(messages.ROWS_TOO_MANY, {"limit": MOST_ROWS})
    paths = requests.field_paths(context, access, thing, columns)
    known = [one for text in ids if (one := as_id(text)) is not None]
    page = explained(context, access, thing, read.some(context, access, thing, known, paths))
    return ShownRows(
        thing.name,
        tuple(column_of(context, path) for path in paths),
        rows_of(context, thing, page),
    )


def shown_cell(context: Context, object_name: str, record: str, field_name: str) -> ShownCell:
    """A field of a record, as its form has it. Raises NotFound where the form has no such field to fill in, and like a
    save."""
    form = shown_form(context, object_name, record, {})
    for section in form.sections:
        for field in section.fields:
            if field.name == field_name and not section.hidden and _open(field):
                return ShownCell(field, _text(field.input), form.version, form.layout)
    raise NotFound(messages.CELL_CLOSED)


def _open(field: FormField) -> bool:
    fits = isinstance(field.input, Line | Area | Check | List | Records)
    return fits and not field.state.hidden and not field.state.read_only


def _text(entered: Input) -> str:
    match entered:
        case Line(text=text) | Area(text=text):
            return text
        case List(options=options):
            return ", ".join(one.label for one in options if one.chosen)
        case Records(picks=picks):
            return ", ".join(one.text for one in picks)
        case Check(checked=checked):
            return CHECKED if checked else ""
    return ""


def shown_change(context: Context, object_name: str, field_name: str) -> ShownChange:
    """A field to be changed in many records; the first one that may be, where none is named. Raises NotFound where
    there is none."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "edit")
    fields = {
        name: field
        for name, field in enterable(context, access, thing).items()
        if not field.definition.unique and field is not thing.name_field
    }
    if field_name == "owner" and "owner" in access.on(thing).editable:
        demand(access, thing, "transfer")
        field = thing.fields["owner"]
    elif fields:
        field_name = field_name or next(iter(fields))
        if field_name not in fields:
            raise NotFound(messages.CELL_CLOSED)
        field = fields[field_name]
    else:
        raise NotFound(messages.CELL_CLOSED)
    offered = (
        Choice(name, one.label.text(context.language), name == field.name)
        for name, one in fields.items()
    )
    return ShownChange(
        thing.name, tuple(offered), empty_field(context, access, thing, field),
        common_layout(context, thing) or "",
    )  # fmt: skip


def common_layout(context: Context, thing: Object) -> str | None:
    """The layout of the user's records, empty where they have none; None where it depends on their business type."""
    found: set[Layout | None] = {
        layout_meant(context, thing, kind) for kind in (None, *thing.business_types)
    }
    if len(found) > 1:
        return None
    layout = found.pop()
    return layout.definition.layout if layout else ""
