"""The `object` kind: a kind of record with its fields, rules, business types and list views; and its extension."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from objectry.formula.functions.declare import Use as Purpose
from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import FieldDef, FieldType
from objectry.metadata.field_types.formula import FormulaDef
from objectry.metadata.field_types.listing import FIELD_TYPES, changed_field
from objectry.metadata.field_types.rollup import RollupDef
from objectry.metadata.formula_scope import default_wanted, formula_wanted
from objectry.metadata.kinds.conditions import OF_FIELDS
from objectry.metadata.kinds.interface import Fields, FormulaUse, Kind, Use
from objectry.metadata.kinds.list_view import view_formulas, view_uses
from objectry.metadata.kinds.looks import look_uses
from objectry.metadata.kinds.object_checks import check_object
from objectry.metadata.kinds.work_checks import named_by_work
from objectry.metadata.object_definitions import ObjectDef, ObjectExtensionDef
from objectry.metadata.problems import Path

Parts = ObjectDef | ObjectExtensionDef


def _object_uses(definition: ObjectDef, fields: Fields) -> Iterator[Use]:
    yield Use("field", f"{definition.object}.{definition.name_field}", ("name_field",))
    yield from look_uses(definition.object, definition)
    for part, name in named_by_work(definition):
        yield Use("field", f"{definition.object}.{name}", ("work", *part))
    yield from _uses_of_card(definition)
    yield from _uses_of_parts(definition.object, definition)


def _uses_of_card(definition: ObjectDef) -> Iterator[Use]:
    card, own = definition.card, definition.object
    if card is None:
        return
    for part, names in (("phones", card.phones), ("emails", card.emails)):
        for index, name in enumerate(names):
            yield Use("field", f"{own}.{name}", ("card", part, index))
    for part in ("organization", "department", "title"):
        if path := getattr(card, part):
            yield Use("field", f"{own}.{path}", ("card", part))


def _extension_uses(definition: ObjectExtensionDef, fields: Fields) -> Iterator[Use]:
    own = definition.extend
    yield Use("object", own, ("extend",))
    for name in definition.change_fields:
        at: Path = ("change_fields", name)
        yield Use("field", f"{own}.{name}", at, key=True, retired=True)
    for field in _changed_fields(definition, fields):
        for use in uses_of_field(
            own, FIELD_TYPES[field.type], field, ("change_fields", field.name)
        ):
            if use.at[2] in definition.change_fields[field.name]:
                yield use
    yield from _uses_of_parts(own, definition)


def _object_formulas(definition: ObjectDef, fields: Fields) -> Iterator[FormulaUse]:
    yield from _formulas_of_parts(definition.object, definition)


def _extension_formulas(definition: ObjectExtensionDef, fields: Fields) -> Iterator[FormulaUse]:
    for field in _changed_fields(definition, fields):
        for use in formulas_of_field(definition.extend, field, ("change_fields", field.name)):
            if use.at[2] in definition.change_fields[field.name]:
                yield use
    yield from _formulas_of_parts(definition.extend, definition)


def _changed_fields(definition: ObjectExtensionDef, fields: Fields) -> Iterator[FieldDef]:
    """Fields of the extended object with the options that they get here."""
    for name, changes in definition.change_fields.items():
        known = fields(definition.extend, name)
        if known is None:
            continue  # reported with all other unknown names
        try:
            yield changed_field(known, changes)
        except ValidationError:
            continue  # reported where extensions are merged


def _uses_of_parts(own: str, definition: Parts) -> Iterator[Use]:
    for number, field in enumerate(definition.fields):
        yield from uses_of_field(own, FIELD_TYPES[field.type], field, ("fields", number))
    for number, rule in enumerate(definition.validation_rules):
        if rule.field:
            yield Use("field", f"{own}.{rule.field}", ("validation_rules", number, "field"))
    for number, kind in enumerate(definition.business_types):
        for part, named in (("values", kind.values), ("defaults", kind.defaults)):
            for name in named:
                at: Path = ("business_types", number, part, name)
                yield Use("field", f"{own}.{name}", at, key=True)
    for number, view in enumerate(definition.list_views):
        yield from view_uses(own, view, ("list_views", number))
    for number, index in enumerate(definition.indexes):
        for position, name in enumerate(index.fields):
            yield Use("field", f"{own}.{name}", ("indexes", number, "fields", position))


def uses_of_field(own: str, kind: FieldType[Any, Any], field: FieldDef, at: Path) -> Iterator[Use]:
    """The names that the options of a field mention; `at` is where the field stands in its document."""
    for thing, name, place in kind.mentions(field):
        if thing == "field_of":
            yield Use("field", name, (*at, *place))
            continue
        ours = thing == "field" or (thing == "business_type" and "." not in name)
        key = len(place) > 1 and isinstance(place[-1], str)  # a mapping whose keys are the names
        yield Use(thing, f"{own}.{name}" if ours else name, (*at, *place), key=key)


def _formulas_of_parts(own: str, definition: Parts) -> Iterator[FormulaUse]:
    for number, field in enumerate(definition.fields):
        yield from formulas_of_field(own, field, ("fields", number))
    for number, rule in enumerate(definition.validation_rules):
        at: Path = ("validation_rules", number, "when")
        yield FormulaUse(rule.when, own, Purpose.RULE, at, profile=rule.language, zero=rule.zero)
    for number, view in enumerate(definition.list_views):
        yield from view_formulas(own, view, ("list_views", number))


def formulas_of_field(own: str, field: FieldDef, at: Path) -> Iterator[FormulaUse]:
    """The formulas among the options of a field; `at` is where the field stands in its document."""
    if field.default_formula is not None:
        wanted = default_wanted(field, FIELD_TYPES[field.type])
        yield FormulaUse(
            field.default_formula, own, Purpose.DEFAULT, (*at, "default_formula"), wanted,
            begins=field.name,
        )  # fmt: skip
    if isinstance(field, FormulaDef):
        values = FIELD_TYPES[field.type].values(field, None)
        assert values is not None
        wanted, place = formula_wanted(values, FIELD_TYPES[values.type]), (*at, "formula")
        yield FormulaUse(
            field.formula, own, Purpose.FIELD, place, wanted, field.language, field.zero,
            computes=(own, field.name),
        )  # fmt: skip
    for option in OF_FIELDS:
        if text := getattr(field, option):
            yield FormulaUse(text, own, Purpose.DISPLAY, (*at, option))
    for text, object_name, option in FIELD_TYPES[field.type].conditions(field):
        computes = (own, field.name) if isinstance(field, RollupDef) else None
        yield FormulaUse(text, object_name, Purpose.FILTER, (*at, option), computes=computes)


OBJECT = Kind(
    name="object",
    title=Label(zh="对象", en="Object"),
    model=ObjectDef,
    identity=lambda definition: definition.object,
    uses=_object_uses,
    formulas=_object_formulas,
    check=check_object,
    setup_page="/setup/objects",
    of_objects=True,
)

EXTENSION = Kind(
    name="extend",
    title=Label(zh="对象扩展", en="Object extension"),
    model=ObjectExtensionDef,
    identity=lambda definition: definition.extend,
    uses=_extension_uses,
    formulas=_extension_formulas,
    setup_page="/setup/objects",
    of_objects=True,
)
