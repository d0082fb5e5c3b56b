"""From the definition of an object to the object of the catalog: its fields with their columns, and what they show."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from objectry.metadata.catalog import Column, Field, Object, walk
from objectry.metadata.field_types.base import FieldDef
from objectry.metadata.field_types.choice import ChoiceDef
from objectry.metadata.formula_scope import field_info
from objectry.metadata.object_definitions import ObjectDef
from objectry.metadata.system_fields import RECORD_TYPES, system_fields


def build_object(
    definition: ObjectDef,
    pack: str,
    value_sets: Mapping[str, tuple[ChoiceDef, ...]],
) -> Object:
    """An object of its own definition, values of value sets filled in. Fields of other objects are still unknown to it."""
    own = (RECORD_TYPES[field.type].filled(field, value_sets) for field in definition.fields)
    every = (
        *(_field(definition.object, field, system=True) for field in system_fields(definition)),
        *(_field(definition.object, field, system=False) for field in own),
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


def _field(object_name: str, definition: FieldDef, system: bool) -> Field:
    kind = RECORD_TYPES[definition.type]
    columns = tuple(
        Column(definition.name + spec.suffix, spec.type)
        for spec in (kind.columns(definition) if kind.stored else ())
    )
    return Field(
        object=object_name,
        name=definition.name,
        type=kind,
        definition=definition,
        label=definition.label,
        columns=columns,
        relation=kind.relation(definition),
        info=field_info(object_name, definition, kind),
        system=system,
        writable=not (kind.computed or definition.read_only),
    )


def _shown(one: Field, objects: Mapping[str, Object]) -> Field:
    """A field that shows another one, with what the formula language knows about that; any other field as it is."""
    text = one.type.shows(one.definition)
    path = walk(objects, one.object, text) if text else None
    if path is None:
        return one  # unknown names are told by whoever checks them
    shown = path[-1]
    named = shown.definition.model_copy(update={"name": one.name, "label": one.label})
    info = field_info(shown.object, named, shown.type)
    return replace(one, info=replace(info, target=None), writable=False)  # a path ends here
