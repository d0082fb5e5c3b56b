"""The values of fields as a query answers them, column by column, as they are shown and exported."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from objectry.metadata.catalog import Field, FieldPath, path_name
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context, State
from objectry.runtime.store import files
from objectry.runtime.store.chunks import among, rows
from objectry.runtime.store.files import StoredFile
from objectry.runtime.store.reach import names
from objectry.runtime.store.source import Source, expand

Form = Literal["values", "json"]
"""What is wanted of a field: its values, or, where the database has it at hand, what JSON says for them."""


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one field for all records of a page, in their order."""

    name: str
    """How the field was asked for: `amount`, `customer.industry`."""
    field: Field
    """The field whose values these are: behind a reference, the one that it shows."""
    values: Sequence[Any]
    names: Sequence[Any] | None = None
    """For fields that point to records: their names, None where the user may not read them."""
    files: list[list[StoredFile] | None] | None = None
    """For fields that hold files: the files themselves."""
    json: bool = False
    """Whether the values are what JSON has for them, and not the values themselves."""
    errors: Sequence[str | None] | None = None
    """For computed fields that are kept: the codes of the reasons why there are no values."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the values of one field stand in a row of the database."""

    path_name: str
    field: Field
    start: int
    width: int
    name: int | None
    link: bool
    json: bool
    """Whether the values come as JSON has them."""
    error: int | None = None
    """Where it stands why a computed value could not be computed."""


def select_fields(
    state: State, source: Source, paths: Sequence[FieldPath], form: Form
) -> tuple[list[sa.ColumnElement[Any]], tuple[Slot, ...]]:
    """The columns to select for fields, and where each field finds its own."""
    columns: list[sa.ColumnElement[Any]] = []
    slots: list[Slot] = []
    for path in paths:
        field = expand(state, path)[-1]
        start = len(columns)
        linked = field.link is not None
        own = [source.identifier(path)] if linked else source.columns(path)
        text = field.type.json_column(field.definition) if form == "json" else None
        if text is not None:
            own = [sa.type_coerce(own[0], text)]
        columns.extend(column.label(f"c{start + index}") for index, column in enumerate(own))
        name = None if linked else source.name(path)
        if name is not None:
            columns.append(name.label(f"c{len(columns)}"))
        at = len(columns) - 1 if name is not None else None
        reason = source.error(path)
        if reason is not None:
            columns.append(reason.label(f"c{len(columns)}"))
        error = None if reason is None else len(columns) - 1
        slots.append(
            Slot(path_name(path), field, start, len(own), at, linked, text is not None, error)
        )
    return columns, tuple(slots)


def series_of(
    context: Context,
    access: Access,
    slots: Sequence[Slot],
    found: Sequence[sa.Row[Any]],
) -> tuple[Series, ...]:
    """What the rows of a query hold of each field."""
    if not found:
        return tuple(Series(slot.path_name, slot.field, (), ()) for slot in slots)
    columns = list(zip(*found, strict=True))  # by column: what a field needs is found once a page
    return tuple(_one_series(context, access, slot, columns) for slot in slots)


def _one_series(
    context: Context, access: Access, slot: Slot, columns: Sequence[tuple[Any, ...]]
) -> Series:
    name, field = slot.path_name, slot.field
    values: Sequence[Any] = columns[slot.start]
    if slot.link:
        return _links(context, access, slot, values)
    if slot.width > 1:
        decode, definition = field.type.from_columns, field.definition
        parts = columns[slot.start : slot.start + slot.width]
        values = [decode(stored, definition) for stored in zip(*parts, strict=True)]
    if field.type.holds_files:
        return Series(name, field, values, files=_files(context, values))
    if field.relation is None:
        errors = None if slot.error is None else columns[slot.error]
        return Series(name, field, values, json=slot.json, errors=errors)
    if slot.width > 1:
        return Series(name, field, values, _mixed_names(context, access, values))
    return Series(
        name, field, values, (None,) * len(values) if slot.name is None else columns[slot.name]
    )


def _links(context: Context, access: Access, slot: Slot, holders: Sequence[Any]) -> Series:
    """The records that a field with several of them holds, in their order; those that may not be read are left out."""
    field = slot.field
    assert field.link and field.relation
    link = context.state.tables.links[field.link]
    asked = [str(holder) for holder in dict.fromkeys(holders) if holder is not None]
    statement = (
        sa.select(link.c.source, link.c.target)
        .where(among(link.c.source))
        .order_by(link.c.source, link.c.position)
    )
    pairs = [(row[0], row[1]) for row in rows(context, statement, asked)]
    thing = context.catalog.objects[field.relation.targets[0]]
    named = names(context, access, thing, [target for _, target in pairs])
    held: dict[object, list[str]] = {}
    for source, target in pairs:
        if target in named:
            held.setdefault(source, []).append(target)
    values: list[object] = [tuple(held.get(holder, ())) or None for holder in holders]
    shown: list[object] = [
        [named[target] for target in value] if isinstance(value, tuple) else None
        for value in values
    ]
    return Series(slot.path_name, field, values, shown)


def _files(context: Context, values: Sequence[Any]) -> list[list[StoredFile] | None]:
    """The files that a field holds, in their order. Whoever may read the field may know them."""
    ids = {record for value in values for record in value or ()}
    known = files.known(context, ids) if ids else {}
    return [
        None if value is None else [known[record] for record in value if record in known]
        for value in values
    ]


def _mixed_names(context: Context, access: Access, values: Sequence[Any]) -> list[object]:
    """Names for a look-up whose records belong to different objects."""
    by_object: dict[str, list[str]] = {}
    for value in values:
        if value is not None:
            by_object.setdefault(value.object, []).append(value.id)
    named = {
        (name, record): text
        for name, ids in by_object.items()
        for record, text in names(context, access, context.catalog.objects[name], ids).items()
    }
    return [None if value is None else named.get((value.object, value.id)) for value in values]
