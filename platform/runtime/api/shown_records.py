"""A record as people read it: what its page shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from objectry.metadata.catalog import Field, Layout, Object
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.api.records import record_id, thing_for
from objectry.runtime.api.shown_values import NOTHING, Shown, shown_column
from objectry.runtime.context import Context
from objectry.runtime.errors import NotFound
from objectry.runtime.records.faults import explained
from objectry.runtime.records.forms import form_for, layout_meant
from objectry.runtime.records.requests import own_fields
from objectry.runtime.store import reach, read
from objectry.runtime.store.series import Series


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a record with its value."""

    label: str
    value: Shown


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A titled group of fields."""

    label: str
    columns: int
    collapsed: bool
    fields: tuple[ShownField, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A value of the field that is shown as steps."""

    label: str
    state: str
    """`done`, `current` or `ahead`."""


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record with its layout."""

    object: str
    plural: str
    icon: str
    id: str
    name: str
    """Its name, or its ID where that is all that the user may know."""
    highlights: tuple[ShownField, ...]
    steps: tuple[Step, ...]
    sections: tuple[ShownSection, ...]
    editable: bool
    """Whether the user may change it."""


def shown_record(context: Context, object_name: str, record: str) -> ShownRecord:
    """A record as the user reads it. Raises NotFound for one that is not there or that he may not see."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    identifier = record_id(record)
    columns = own_fields(context, access, thing)
    page = explained(context, access, thing, read.one(context, access, thing, identifier, columns))
    if not page.ids:
        raise NotFound(access_messages.RECORD_UNKNOWN)
    series = {one.name: one for one in page.series}
    values = {name: shown_column(context, one)[0] for name, one in series.items()}
    layout = layout_meant(context, thing, _kind(series))
    highlights = layout.highlights if layout else ()
    return ShownRecord(
        thing.name, thing.plural.text(context.language), thing.definition.icon, identifier,
        values.get(thing.name_field.name, NOTHING).text or identifier,
        tuple(_shown(context, one, values) for one in highlights if one.name in values),
        _steps(context, layout, series), _sections(context, access, thing, layout, values),
        bool(reach.reachable(context, access, thing, "edit", [identifier])),
    )  # fmt: skip


def _kind(series: Mapping[str, Series]) -> str | None:
    """The business type of the record."""
    found = series.get("business_type")
    return None if found is None else found.values[0]


def _shown(context: Context, field: Field, values: Mapping[str, Shown]) -> ShownField:
    return ShownField(field.label.text(context.language), values[field.name])


def _steps(
    context: Context, layout: Layout | None, series: Mapping[str, Series]
) -> tuple[Step, ...]:
    field = layout.status_path if layout else None
    if field is None or field.name not in series:
        return ()
    value = series[field.name].values[0]
    labels = field.type.labels(field.definition)
    keys = field.type.choices(field.definition)
    at = keys.index(value) if value in keys else -1
    states = (
        "current" if number == at else "done" if number < at else "ahead"
        for number in range(len(keys))
    )
    return tuple(
        Step(labels[key].text(context.language), state)
        for key, state in zip(keys, states, strict=True)
    )


def _sections(
    context: Context, access: Access, thing: Object, layout: Layout | None, values: Mapping[str, Shown]
) -> tuple[ShownSection, ...]:  # fmt: skip
    shown = form_for(context, access, thing, layout)
    if layout is None:
        fields = tuple(_shown(context, one, values) for one in shown.fields if one.name in values)
        return (ShownSection("", 2, False, fields),)
    return tuple(
        ShownSection(
            section.definition.label.text(context.language), section.definition.columns, section.definition.collapsed,
            tuple(_shown(context, one.field, values) for one in section.fields if one.field.name in values),
        )
        for section in shown.sections
    )  # fmt: skip
