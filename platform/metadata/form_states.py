"""What holds for each field of a form: whether it is hidden, locked, and demanded (catalogue M2).

Nothing is evaluated here: what conditions say is put together.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from objectry.metadata.catalog import Field, Layout, Object, Section
from objectry.metadata.field_types.base import FieldDef
from objectry.metadata.layout_definitions import PlacedFieldDef

Answers = Mapping[str, bool]
"""What conditions say, by their texts. One that cannot be computed counts as true: it demands, locks and shows."""


@dataclass(frozen=True, slots=True)
class FieldState:
    """What holds for a field. One that is hidden is neither locked nor demanded."""

    hidden: bool = False
    read_only: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class FormState:
    """What holds for the fields of a form, by name, and whether each of its sections is hidden."""

    fields: Mapping[str, FieldState]
    sections: tuple[bool, ...]


@dataclass(frozen=True, eq=False)
class Form:
    """Fields of an object that are filled in together, and the sections of a layout in which they stand."""

    fields: tuple[Field, ...]
    sections: tuple[Section, ...] = ()

    @cached_property
    def after(self) -> frozenset[str]:
        """The conditions that are put to the record as it will be."""
        asked = (option for one in self.sections for option in _asked(one))
        own = (field.definition.required_when for field in self.fields)
        return frozenset(text for text in (*asked, *own) if text)

    @cached_property
    def before(self) -> frozenset[str]:
        """The conditions that are put to the record as it was."""
        own = (field.definition.read_only_when for field in self.fields)
        return frozenset(text for text in own if text)

    @cached_property
    def locks(self) -> bool:
        """Tell whether anything beside the rights of users can lock a field."""
        placed = (place.definition for one in self.sections for place in one.fields)
        return bool(self.before) or any(one.read_only or one.read_only_when for one in placed)


def _asked(section: Section) -> Iterator[str | None]:
    yield section.definition.when
    for place in section.fields:
        yield from (
            place.definition.when,
            place.definition.required_when,
            place.definition.read_only_when,
        )


def form_of(thing: Object, layout: Layout | None, visible: Callable[[Field], bool]) -> Form:
    """The form of an object on a layout, or with all its fields, as far as they are visible.

    Sections in which nothing is visible are left out.
    """
    if layout is None:
        return Form(tuple(filter(visible, thing.fields.values())))
    placed = (
        replace(one, fields=tuple(place for place in one.fields if visible(place.field)))
        for one in layout.sections
    )
    sections = tuple(one for one in placed if one.fields)
    in_sections = (place.field for one in sections for place in one.fields)
    quick = filter(visible, layout.quick_create)
    return Form(tuple(dict.fromkeys((*in_sections, *quick))), sections)


def at_every_door(thing: Object) -> Form:
    """The fields whose conditions hold wherever a record is saved, on a form or not."""
    return Form(
        tuple(
            field
            for field in thing.fields.values()
            if field.definition.required_when or field.definition.read_only_when
        )
    )


def state_of(form: Form, writable: Collection[str], after: Answers, before: Answers) -> FormState:
    """What holds for a form, for somebody who may write the fields `writable`.

    `after` is said of the record as it will be, `before` of the record as it was.
    """
    shown: dict[str, list[PlacedFieldDef]] = {}
    sections: list[bool] = []
    for section in form.sections:
        here = _at_times(section.definition.when, after)
        places = [
            place for place in section.fields if here and _at_times(place.definition.when, after)
        ]
        sections.append(not places)
        for place in section.fields:
            shown.setdefault(place.field.name, [])
        for place in places:
            shown[place.field.name].append(place.definition)
    fields = {}
    for field in form.fields:
        locked = field.name not in writable or _asks(field.definition.read_only_when, before)
        fields[field.name] = _state(field, shown.get(field.name), locked, after)
    return FormState(fields, tuple(sections))


def _state(
    field: Field, places: Sequence[PlacedFieldDef] | None, locked: bool, after: Answers
) -> FieldState:
    """What holds for a field that is shown in some places; None for one that stands in no section and is always there."""
    if places == []:
        return FieldState(hidden=True)
    asked: list[FieldDef | PlacedFieldDef] = [field.definition, *(places or ())]
    locked = locked or any(
        one.read_only or _asks(one.read_only_when, after) for one in places or ()
    )
    demanded = any(one.required or _asks(one.required_when, after) for one in asked)
    return FieldState(read_only=locked, required=demanded and not locked)


def _asks(condition: str | None, said: Answers) -> bool:
    """Tell whether something is demanded that is demanded at times."""
    return condition is not None and said[condition]


def _at_times(condition: str | None, said: Answers) -> bool:
    """Tell whether something is shown that may be shown at times only."""
    return condition is None or said[condition]
