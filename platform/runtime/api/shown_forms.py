"""A form as people fill it in: its fields with what stands in them, what they offer, and what is demanded of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from objectry.formula.types import Type
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.anylookup import RecordRef
from objectry.metadata.field_types.choices import ChoicesDef, ChoicesType
from objectry.metadata.form_states import FieldState
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.api.forms import opened
from objectry.runtime.api.records import record_id, thing_for
from objectry.runtime.api.shown_values import MASKED, Choice
from objectry.runtime.context import Context
from objectry.runtime.errors import Forbidden
from objectry.runtime.records.drafts import Draft, Given
from objectry.runtime.records.entering import entered
from objectry.runtime.records.forms import layout_meant
from objectry.runtime.store.reach import names


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form."""

    name: str
    label: str
    help: str
    widget: str
    """How it is filled in."""
    state: FieldState
    text: str
    """What stands in it, as people write it; for one that points to a record, its name."""
    key: str
    """What stands in it as the API has it: the key of a choice, the ID of a record, `true`."""
    options: tuple[Choice, ...]
    target: str
    """The object of the record that it points to."""
    named: str
    """The field that names records of that object."""


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
    version: int
    layout: str
    """The layout, by which a save is judged."""
    conditional: bool
    """Whether what is shown, demanded and locked depends on what is typed."""
    kinds: tuple[Choice, ...]
    """The business types to choose from, where there are several."""
    sections: tuple[FormSection, ...]


def shown_form(
    context: Context, object_name: str, record: str | None, values: Mapping[str, Any]
) -> ShownForm:
    """The form of a record, or of a new one that begins with some values. Raises like a save."""
    access, thing = thing_for(context, object_name)
    identifier = None if record is None else record_id(record)
    if identifier is not None:
        demand(access, thing, "edit")
    draft = entered(context, access, thing, identifier, values)
    if draft.before is not None and not draft.before.allowed:
        raise Forbidden(access_messages.RECORD_READ_ONLY)
    kind = draft.value("business_type")
    layout = layout_meant(context, thing, kind)
    form, state = opened(context, access, thing, layout, draft)
    made = _Fields(context, access, draft, state.fields)
    sections = (
        tuple(
            FormSection(
                one.definition.label.text(context.language), one.definition.columns, one.definition.collapsed, hidden,
                tuple(made.field(place.field) for place in one.fields),
            )
            for one, hidden in zip(form.sections, state.sections, strict=True)
        )
        or (FormSection("", 2, False, False, tuple(map(made.field, _enterable(form.fields)))),)
    )  # fmt: skip
    named = identifier is not None and thing.name_field.name in access.on(thing).readable
    title = draft.value(thing.name_field.name) if named else None
    return ShownForm(
        thing.name, thing.label.text(context.language), thing.plural.text(context.language), thing.definition.icon,
        identifier or "", str(title or identifier or ""), draft.before.version if draft.before else 0,
        layout.definition.layout if layout else "", bool(form.after or form.before),
        tuple(_kinds(context, thing, kind)), sections,
    )  # fmt: skip


def empty_field(context: Context, access: Access, thing: Object, field: Field) -> FormField:
    """A field by itself, as it is filled in for many records at once: it offers what any of them may have."""
    made = _Fields(context, access, Draft(Given(0, {}), "", None), {field.name: FieldState()})
    empty = made.field(field)
    if not isinstance(field.definition, ChoicesDef):
        return empty
    choices = (
        Choice(one.value, one.label.text(context.language), False)
        for one in field.definition.values
        if one.active
    )
    return replace(empty, options=tuple(choices))


def _enterable(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The fields of a form without a layout: those that people give values."""
    return (one for one in fields if one.writable and not one.system)


def _kinds(context: Context, thing: Object, chosen: object) -> Iterator[Choice]:
    offered = [one for one in thing.business_types.values() if one.active]
    if len(offered) < 2:
        return
    for one in offered:
        yield Choice(one.name, one.label.text(context.language), one.name == chosen)


@dataclass(frozen=True, slots=True)
class _Fields:
    """Makes the fields of one form."""

    context: Context
    access: Access
    draft: Draft
    states: Mapping[str, FieldState]

    def field(self, field: Field) -> FormField:
        """A field with what stands in it."""
        value = self.draft.value(field.name)
        helped = field.definition.help
        language = self.context.language
        options = tuple(self._options(field, value))
        text, key = self._text(field, value)
        named = self.context.catalog.objects[field.target].name_field.name if field.target else ""
        return FormField(
            field.name, field.label.text(language), helped.text(language) if helped else "",
            field.type.widget, self.states[field.name], text, key, options, field.target or "", named,
        )  # fmt: skip

    def _text(self, field: Field, value: Any) -> tuple[str, str]:
        if value is None:
            return "", ""
        if field.relation is not None:
            return self._records(field, value)
        if (
            field.type.formula_type is Type.NUMBER
        ):  # digits alone are edited more easily than ¥1,234.50
            return str(field.type.to_json(value, field.definition)), ""
        text = field.type.to_text(value, field.definition, self.context.style)
        if isinstance(value, bool):
            return text, "true" if value else ""
        return text, value if isinstance(value, str) else ""

    def _records(self, field: Field, value: Any) -> tuple[str, str]:
        """The names of the records that a field points to, and the ID of the only one. As everywhere, the only one stays
        there without its name where the user may not read it, and of several it is left out."""
        assert field.relation
        if isinstance(value, RecordRef):
            return self._names(value.object, [value.id]).get(value.id) or MASKED, value.id
        target = field.relation.targets[0]
        if isinstance(value, tuple):
            return ", ".join(name or MASKED for name in self._names(target, value).values()), ""
        return self._names(target, [value]).get(value) or MASKED, value

    def _names(self, target: str, ids: Sequence[str]) -> Mapping[str, str | None]:
        """The names of those of some records that the user may see, in their order."""
        thing = self.context.catalog.objects[target]
        known = names(self.context, self.access, thing, ids)
        return {
            one: None if known[one] is None else str(known[one]) for one in ids if one in known
        }

    def _options(self, field: Field, value: Any) -> Iterator[Choice]:
        """The values of a list that are offered now, and those that the record has."""
        if not isinstance(field.type, ChoicesType) or not isinstance(field.definition, ChoicesDef):
            return
        controlling = field.type.depends_on(field.definition)
        chosen = value if isinstance(value, tuple) else (value,)
        offered = field.type.offered(
            field.definition,
            self.draft.value(controlling) if controlling else None,
            self._subset(field),
        )
        for one in field.definition.values:
            if one in offered or one.value in chosen:
                label = one.label.text(self.context.language)
                yield Choice(one.value, label, one.value in chosen)

    def _subset(self, field: Field) -> tuple[str, ...] | None:
        """The values that the business type allows."""
        thing = self.context.catalog.objects[field.object]
        kind = thing.business_types.get(self.draft.value("business_type") or "")
        return None if kind is None else kind.values.get(field.name)
