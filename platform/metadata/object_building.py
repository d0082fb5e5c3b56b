"""From the definition of an object to the object of the catalog: its fields with their columns, and what they show."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from objectry.metadata.catalog import Column, Computation, Field, Object, walk
from objectry.metadata.field_types.base import FieldDef
from objectry.metadata.field_types.choice import ChoiceDef
from objectry.metadata.field_types.decimal_number import DecimalDef
from objectry.metadata.field_types.formula import called
from objectry.metadata.formula_scope import field_info
from objectry.metadata.kinds.interface import Fields
from objectry.metadata.object_definitions import ObjectDef
from objectry.metadata.system_fields import RECORD_TYPES, STAMPED, system_fields


def build_object(
    definition: ObjectDef,
    pack: str,
    value_sets: Mapping[str, tuple[ChoiceDef, ...]],
    known: Fields,
) -> Object:
    """An object of its own definition, values of value sets filled in. Of the fields of other objects only the definitions
    are known yet: what is computed of them has their types.
    """
    own = (RECORD_TYPES[field.type].filled(field, value_sets) for field in definition.fields)
    every = (
        *(_field(definition.object, field, True, known) for field in system_fields(definition)),
        *(_field(definition.object, field, False, known) for field in own),
    )
    return Object(
        name=definition.object,
        definition=definition,
        pack=pack,
        fields=MappingProxyType({f.name: f for f in every if f.definition.active}),
        kept=every,
        business_types=MappingProxyType({kind.name: kind for kind in definition.business_types}),
        validation_rules=definition.validation_rules,
    )


def with_references(thing: Object, objects: Mapping[str, Object]) -> Object:
    """An object whose fields that show those of other records have the types of those."""
    fields = {name: _shown(one, objects) for name, one in thing.fields.items()}
    return replace(thing, fields=MappingProxyType(fields))


def _field(object_name: str, definition: FieldDef, system: bool, known: Fields) -> Field:
    written = RECORD_TYPES[definition.type]
    values = values_of(definition, known)
    meant = definition if values is None else values
    kind = RECORD_TYPES[meant.type]
    columns = tuple(
        Column(meant.name + spec.suffix, spec.type)
        for spec in (kind.columns(meant) if kind.stored else ())
    )
    computation = None
    if values is not None:  # whether it is kept is settled when all objects are known
        computation = Computation(definition, written, columns, stored=False)
    return Field(
        object=object_name,
        name=definition.name,
        type=kind,
        definition=meant,
        label=definition.label,
        columns=() if computation else columns,
        relation=kind.relation(meant),
        info=replace(
            field_info(object_name, meant, kind), stamped=system and definition.name in STAMPED
        ),
        system=system,
        writable=not (written.computed or definition.read_only),
        computation=computation,
    )


def values_of(definition: FieldDef, known: Fields, within: frozenset[str] = frozenset()) -> FieldDef | None:  # fmt: skip
    """The definition of the values of a field that is computed; None for any other field.

    What cannot be computed, as it goes round in a circle or over a field that is none, is a number for the time being:
    whoever checks such fields tells so.
    """
    kind = RECORD_TYPES[definition.type]
    over = kind.measured(definition)
    measured = None
    if over is not None and ".".join(over) not in within:
        found = known(*over)
        if found is not None:
            below = values_of(found, known, within | {".".join(over)})
            measured = found if below is None else below
    values = kind.values(definition, measured)
    if values is None and over is not None:
        return DecimalDef(**called(definition))
    return values


def _shown(one: Field, objects: Mapping[str, Object]) -> Field:
    """A field that shows another one, with what the formula language knows about that; any other field as it is."""
    text = one.type.shows(one.definition)
    path = walk(objects, one.object, text) if text else None
    if path is None:
        return one  # unknown names are told by whoever checks them
    shown = path[-1]
    named = shown.definition.model_copy(update={"name": one.name, "label": one.label})
    info = field_info(shown.object, named, shown.type)
    info = replace(info, id=one.info.id, target=None, elsewhere=True)  # a path ends here
    return replace(one, info=info, writable=False)
