"""A record as people read it: what its page shows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from objectry.metadata.catalog import Field, Layout, Object, Section
from objectry.metadata.field_types.richtext import RichTextDef
from objectry.metadata.form_states import Form, FormState
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.api.records import record_id, thing_for
from objectry.runtime.api.work import Entry, entries
from objectry.runtime.context import Context
from objectry.runtime.errors import NotFound
from objectry.runtime.records.drafts import Draft
from objectry.runtime.records.entering import entered
from objectry.runtime.records.faults import explained
from objectry.runtime.records.forms import layout_meant
from objectry.runtime.records.requests import own_fields
from objectry.runtime.shown.form_states import opened
from objectry.runtime.shown.related import RelatedTitle, related_titles
from objectry.runtime.store import reach, read
from objectry.runtime.store.series import Series
from objectry.runtime.texts.values import NOTHING, Shown, shown_column

LONG = 500
"""Characters of a value beyond which it is folded."""
LINES = 8
"""Lines of a value beyond which it is folded."""
Reached = Literal["done", "current", "ahead"]


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a record with its value."""

    name: str
    label: str
    value: Shown
    html: str = ""
    """The value of a formatted text, cleaned."""
    long: bool = False
    """Whether the value is longer than a page should show at once."""
    editable: bool = False
    """Whether the user may give it another value now."""


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

    value: str
    label: str
    state: Reached


@dataclass(frozen=True, slots=True)
class StatusPath:
    """A field whose values are shown as steps."""

    field: str
    label: str
    editable: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record with its layout."""

    object: str
    label: str
    plural: str
    icon: str
    id: str
    name: str
    """Its name, or its ID where that is all that the user may know."""
    version: int
    layout: str
    """The layout, by which a save is judged."""
    highlights: tuple[ShownField, ...]
    path: StatusPath | None
    sections: tuple[ShownSection, ...]
    related: tuple[RelatedTitle, ...]
    editable: bool
    """Whether the user may change it."""
    deletable: bool
    """Whether the user may delete it."""
    copyable: bool
    """Whether the user may make a copy of it."""
    transferable: bool
    """Whether the user may give it another owner."""
    entries: tuple[Entry, ...]
    """What can be entered about it on the way."""
    draft_days: int
    """How long the browser keeps a note that nobody has posted."""


def shown_record(context: Context, object_name: str, record: str) -> ShownRecord:
    """A record as the user reads it. Raises NotFound for one that is not there or that he may not see."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    identifier = record_id(record)
    columns = own_fields(context, access, thing)
    page = explained(context, access, thing, read.one(context, access, thing, identifier, columns))
    if not page.ids:
        raise NotFound(access_messages.RECORD_UNKNOWN)
    draft = entered(context, access, thing, identifier, {})
    assert draft.before
    layout = layout_meant(context, thing, draft.value("business_type"))
    form, state = opened(context, access, thing, layout, draft)
    series = {one.name: one for one in page.series}
    made = _Fields(context, access, thing, draft, series, form, state)
    removable = reach.reachable(context, access, thing, "delete", [identifier])
    return ShownRecord(
        thing.name, thing.label.text(context.language), thing.plural.text(context.language),
        thing.definition.icon, identifier, made.shown(thing.name_field).text or identifier,
        draft.before.version, layout.definition.layout if layout else "",
        tuple(made.fields(layout.highlights if layout else ())),
        made.path(layout), made.sections(), related_titles(context, access, thing, layout),
        made.changeable, identifier in removable, "create" in access.on(thing).actions,
        "transfer" in access.on(thing).actions and made.may_change("owner"),
        entries(context, access, thing), context.settings.draft_days,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fields:
    """Makes the fields of one record."""

    context: Context
    access: Access
    thing: Object
    draft: Draft
    series: Mapping[str, Series]
    form: Form
    state: FormState

    @property
    def changeable(self) -> bool:
        """Whether the user may change anything of the record."""
        return self.draft.before is not None and self.draft.before.allowed

    def may_change(self, name: str) -> bool:
        """Whether the user may give a field another value in a form."""
        state = self.state.fields.get(name)
        return self.changeable and state is not None and not (state.hidden or state.read_only)

    def shown(self, field: Field) -> Shown:
        """The value of a field, nothing where the user may not read it."""
        found = self.series.get(field.name)
        return NOTHING if found is None else shown_column(self.context, found)[0]

    def fields(self, wanted: Iterable[Field]) -> Iterator[ShownField]:
        """Those of some fields that the user may read."""
        for field in wanted:
            if field.name in self.series:
                value = self.shown(field)
                yield ShownField(
                    field.name, field.label.text(self.context.language), value,
                    self._html(field), len(value.text) > LONG or value.text.count("\n") > LINES,
                    field.writable and self.may_change(field.name),
                )  # fmt: skip

    def _html(self, field: Field) -> str:
        value, definition = self.series[field.name].values[0], field.definition
        if not value or not isinstance(definition, RichTextDef):
            return ""
        return definition.cleaner.clean(value)

    def sections(self) -> tuple[ShownSection, ...]:
        """The sections of the layout that are shown now, with their fields."""
        if not self.form.sections:
            return (ShownSection("", 2, False, tuple(self.fields(self.form.fields))),)
        return tuple(
            ShownSection(
                one.definition.label.text(self.context.language), one.definition.columns,
                one.definition.collapsed, tuple(self.fields(self._placed(one))),
            )
            for one, hidden in zip(self.form.sections, self.state.sections, strict=True)
            if not hidden
        )  # fmt: skip

    def _placed(self, section: Section) -> Iterator[Field]:
        fields = (place.field for place in section.fields)
        return (one for one in fields if not self.state.fields[one.name].hidden)

    def path(self, layout: Layout | None) -> StatusPath | None:
        """The steps that the layout asks for."""
        field = layout.status_path if layout else None
        if field is None or field.name not in self.series:
            return None
        value = self.series[field.name].values[0]
        labels, keys = field.type.labels(field.definition), field.type.choices(field.definition)
        at = keys.index(value) if value in keys else -1
        language = self.context.language
        return StatusPath(
            field.name, field.label.text(language), self.may_change(field.name),
            tuple(Step(key, labels[key].text(language), _reached(number, at))
                  for number, key in enumerate(keys)),
        )  # fmt: skip


def _reached(number: int, at: int) -> Reached:
    return "current" if number == at else "done" if number < at else "ahead"
