"""A form as people fill it in: its fields with what stands in them, what they offer, and what is demanded of them."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from objectry.formula.messages import excerpt
from objectry.metadata.catalog import Field, Layout, Object
from objectry.metadata.field_types.choices import ChoicesDef
from objectry.metadata.form_states import FieldState, Form, FormState
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.api.records import readable_record, record_id, thing_for
from objectry.runtime.api.work import entries, works
from objectry.runtime.context import Context
from objectry.runtime.errors import Forbidden, NotFound
from objectry.runtime.records.computing import foresee_with_lines
from objectry.runtime.records.drafts import Draft, Given
from objectry.runtime.records.entering import copied, entered
from objectry.runtime.records.forms import layout_meant
from objectry.runtime.records.reading import written
from objectry.runtime.shown.form_states import opened
from objectry.runtime.shown.inputs import Input, List, Option
from objectry.runtime.shown.lines import ShownLines, shown_lines
from objectry.runtime.shown.making_inputs import Filling, filling
from objectry.runtime.shown.offered_values import controlled
from objectry.runtime.texts.values import Choice


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form."""

    name: str
    label: str
    help: str
    state: FieldState
    input: Input
    """How it is entered, with what stands in it."""


@dataclass(frozen=True, slots=True)
class FormSection:
    """A titled group of fields."""

    label: str
    columns: int
    collapsed: bool
    hidden: bool
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A form."""

    object: str
    label: str
    plural: str
    icon: str
    id: str
    """The record that is changed; nothing for a new one."""
    name: str
    named: str
    """The field that names records of the object."""
    version: int
    layout: str
    """The layout, by which a save is judged."""
    conditional: bool
    """Whether what is shown, offered, demanded and locked depends on what is typed."""
    kinds: tuple[Choice, ...]
    """The business types to choose from, where there are several."""
    sections: tuple[FormSection, ...]
    lines: tuple[ShownLines, ...] = ()
    """The tables of lines that are entered with it."""
    short: frozenset[str] = frozenset()
    """The fields that it begins with; the others are shown when somebody asks for them. None where all are shown."""
    copy: str = ""
    """The record of which a new one is a copy."""
    draft_days: int = 0
    """How long browsers keep what is typed into it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A business type that a new record can have."""

    name: str
    label: str
    help: str
    """When to choose it."""
    default: bool


@dataclass(frozen=True, slots=True)
class KindChoice:
    """The choice of a business type, which comes before the form of a new record."""

    object: str
    label: str
    plural: str
    icon: str
    kinds: tuple[Kind, ...]


def kind_choice(context: Context, object_name: str) -> KindChoice | None:
    """The choice of a business type; None where there is nothing to choose. Raises Forbidden like a save."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "create")
    if not _several_kinds(access, thing):
        return None
    language = context.language
    return KindChoice(
        thing.name, thing.label.text(language), thing.plural.text(language), thing.definition.icon,
        tuple(
            Kind(
                one.name, one.label.text(language), one.help.text(language) if one.help else "",
                one.name == thing.default_business_type,
            )
            for one in thing.business_types.values() if one.active
        ),
    )  # fmt: skip


COPY = "_copy"
"""The word of an address that names the record of which a new one is a copy: no field is called so."""
LONG_FORM = 20
"""Fields from which on a form begins short where its layout does not say with which fields."""


def shown_form(
    context: Context, object_name: str, record: str | None, values: Mapping[str, str]
) -> ShownForm:
    """The form of a record, or of a new one, with some values as an address writes them. Raises like a save."""
    return _whole(_open(context, object_name, record, values))


def form_with_lines(
    context: Context, object_name: str, record: str | None, values: Mapping[str, str]
) -> ShownForm:
    """The same, with the tables of its lines, and short where a new record begins so. `_copy` among the values names a
    record of which the new one is a copy, with its lines."""
    rest = {name: value for name, value in values.items() if name != COPY}
    source = record_id(values[COPY]) if record is None and COPY in values else None
    opening = _open(context, object_name, record, rest, source)
    lines, drafts = shown_lines(context, opening.access, opening.layout, opening.draft, source)
    if source:  # what is computed of its lines is that of the copies, of which nothing is stored
        foresee_with_lines(context, opening.access, opening.thing, opening.draft, drafts)
    short = frozenset[str]() if record or source else _short(opening, rest)
    return replace(_whole(opening), lines=lines, short=short, copy=source or "")


def _short(opening: "_Opening", given: Collection[str]) -> frozenset[str]:
    """The fields that the form of a new record begins with; none for a form that is short already, or says nothing of it."""
    layout, form, states = opening.layout, opening.form, opening.state.fields
    if layout is None:
        return frozenset()
    entered = [one.name for one in form.fields if one.writable and not states[one.name].hidden]
    wanted = [one.name for one in layout.quick_create or layout.highlights]
    if not layout.quick_create and len(entered) < LONG_FORM:
        return frozenset()
    shown = {
        name
        for name in entered
        if name in wanted
        or name in given
        or (states[name].required and opening.draft.value(name) is None)
    }
    return frozenset(shown) if shown and len(shown) < len(entered) else frozenset()


def _whole(opening: "_Opening") -> ShownForm:
    form, state, language = opening.form, opening.state, opening.context.language
    if not form.sections:
        return _shown(opening, [_plain_section(tuple(_enterable(form.fields)))])
    return _shown(opening, [
        _Section(
            one.definition.label.text(language), one.definition.columns, one.definition.collapsed, hidden,
            tuple(place.field for place in one.fields),
        )
        for one, hidden in zip(form.sections, state.sections, strict=True)
    ])  # fmt: skip


def quick_form(context: Context, object_name: str, values: Mapping[str, str]) -> ShownForm:
    """The form of a new record in a dialog: it begins with the fields of its layout for a quick start, and whatever has to
    be filled in still."""
    opening = _open(context, object_name, None, values)
    return replace(_whole(opening), short=_short(opening, values))


def _demanded(opening: "_Opening") -> Iterator[Field]:
    """The fields that have to be filled in still."""
    for one in opening.form.fields:
        if opening.state.fields[one.name].required and opening.draft.value(one.name) is None:
            yield one


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """The form by which work about a record is entered beside it."""

    form: ShownForm
    about: str
    """The field that says which record it is about."""
    record: str
    """That record, as JSON."""
    about_text: str
    """The record, as addresses write it."""


def entry_form(context: Context, object_name: str, record: str, work_name: str) -> ShownEntry:
    """The quick entry of an activity, a task or an event about a record. Raises NotFound for a record that the user may not
    see and for objects that no such entry is for, and Forbidden like a save."""
    access, thing, identifier = readable_record(context, object_name, record)
    work = works(context, access).get(work_name)
    if work is None or work_name not in {one.object for one in entries(context, access, thing)}:
        raise NotFound(access_messages.OBJECT_UNKNOWN, {"object": excerpt(work_name)})
    about = work.about_text(thing.name, identifier)
    opening = _open(context, work_name, None, {work.about.name: about})
    named = work.definition.entry or (work.thing.name_field.name, work.at.name)
    editable = access.on(work.thing).editable
    fields = (
        work.thing.fields[one] for one in named if one in editable and one in work.thing.fields
    )
    wanted = dict.fromkeys((*fields, *_demanded(opening)))
    wanted.pop(work.about, None)
    shown = _shown(opening, [_plain_section(tuple(wanted))])
    return ShownEntry(
        shown, work.about.name, json.dumps(work.about_json(thing.name, identifier)), about
    )


@dataclass(frozen=True, slots=True)
class _Opening:
    """A form that is about to be shown."""

    context: Context
    access: Access
    thing: Object
    draft: Draft
    layout: Layout | None
    form: Form
    state: FormState


@dataclass(frozen=True, slots=True)
class _Section:
    """Fields that are shown together."""

    label: str
    columns: int
    collapsed: bool
    hidden: bool
    fields: tuple[Field, ...]


def _plain_section(fields: tuple[Field, ...]) -> _Section:
    return _Section("", 2, False, False, fields)


def _open(
    context: Context, object_name: str, record: str | None, values: Mapping[str, str],
    source: str | None = None,
) -> _Opening:  # fmt: skip
    access, thing = thing_for(context, object_name)
    identifier = None if record is None else record_id(record)
    if identifier is not None:
        demand(access, thing, "edit")
    reader = written(context.style)
    if source is None:
        draft = entered(context, access, thing, identifier, values, reader)
    else:
        draft = copied(context, access, thing, source, values, reader)
    if draft.before is not None and not draft.before.allowed:
        raise Forbidden(access_messages.RECORD_READ_ONLY)
    layout = layout_meant(context, thing, draft.value("business_type"))
    form, state = opened(context, access, thing, layout, draft)
    return _Opening(context, access, thing, draft, layout, form, state)


def _shown(opening: _Opening, sections: Sequence[_Section]) -> ShownForm:
    context, access, thing, draft = (
        opening.context, opening.access, opening.thing, opening.draft,
    )  # fmt: skip
    fields = tuple(dict.fromkeys(field for one in sections for field in one.fields))
    made = filling(context, access, thing, draft, fields)
    named = draft.before is not None and thing.name_field.name in access.on(thing).readable
    title = draft.value(thing.name_field.name) if named else None
    identifier = draft.id if draft.before else ""
    form, layout = opening.form, opening.layout
    return ShownForm(
        thing.name, thing.label.text(context.language), thing.plural.text(context.language), thing.definition.icon,
        identifier, str(title or identifier), thing.name_field.name, draft.before.version if draft.before else 0,
        layout.definition.layout if layout else "",
        bool(form.after or form.before) or any(map(controlled, fields)),
        tuple(_kinds(context, access, thing, draft.value("business_type"))),
        tuple(
            FormSection(
                one.label, one.columns, one.collapsed, one.hidden,
                tuple(_field(made, opening.state, field) for field in one.fields),
            )
            for one in sections
        ),
        draft_days=context.settings.draft_days,
    )  # fmt: skip


def _field(made: Filling, state: FormState, field: Field) -> FormField:
    helped, language = field.definition.help, made.context.language
    return FormField(
        field.name, field.label.text(language), helped.text(language) if helped else "",
        state.fields[field.name], made.input(field),
    )  # fmt: skip


def empty_field(context: Context, access: Access, thing: Object, field: Field) -> FormField:
    """A field by itself, as it is filled in for many records at once: it offers what any of them may have."""
    made = filling(context, access, thing, Draft(Given(0, {}), "", None), [field])
    helped, language = field.definition.help, context.language
    entered_as = made.input(field)
    if isinstance(entered_as, List) and isinstance(field.definition, ChoicesDef):
        options = tuple(
            Option(one.value, one.label.text(language), one.color or "", False)
            for one in field.definition.values
            if one.active
        )
        entered_as = replace(entered_as, options=options)
    return FormField(
        field.name, field.label.text(language), helped.text(language) if helped else "", FieldState(),
        entered_as,
    )  # fmt: skip


def _enterable(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The fields of a form without a layout: those that people give values."""
    return (one for one in fields if one.writable and not one.system)


def _several_kinds(access: Access, thing: Object) -> bool:
    """Tell whether the user has business types to choose from."""
    offered = [one for one in thing.business_types.values() if one.active]
    return len(offered) > 1 and "business_type" in access.on(thing).editable


def _kinds(context: Context, access: Access, thing: Object, chosen: object) -> Iterator[Choice]:
    if not _several_kinds(access, thing):
        return
    for one in thing.business_types.values():
        if one.active or one.name == chosen:
            yield Choice(one.name, one.label.text(context.language), one.name == chosen)
