"""The catalog: metadata as resolved. Frozen, complete, and safe to ask without checking whether a name exists.

A definition says `to: customer`; the catalog knows that there is such an object. Everything at request time works on the
catalog alone. It is replaced as a whole when metadata change, never edited.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy.types import TypeEngine

from objectry.formula.types import FieldInfo, Type
from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import FieldDef, FieldType, Relation
from objectry.metadata.object_definitions import (
    BusinessTypeDef,
    Feature,
    InlineListViewDef,
    ObjectDef,
    Sharing,
    ValidationRuleDef,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A database column of a field."""

    name: str
    type: TypeEngine[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field of an object. `definition` is complete: value sets are inlined, defaults are filled in."""

    object: str
    name: str
    type: FieldType[Any, Any]
    definition: FieldDef
    label: Label
    columns: tuple[Column, ...]
    relation: Relation | None
    info: FieldInfo
    system: bool = False
    """True for the fields that the platform adds to every object (catalogue 13.0)."""
    writable: bool = True
    """False when no user ever gives a value: automatic fields and those marked `read_only`."""

    @property
    def target(self) -> str | None:
        """The object that the field's one record belongs to; None unless paths may go through the field."""
        relation = self.relation
        if relation is None or relation.many or len(relation.targets) != 1:
            return None
        if (
            len(self.columns) > 1
        ):  # the value says which object it is, even if there is only one to choose
            return None
        return relation.targets[0]

    @property
    def link(self) -> str | None:
        """The link table that keeps a field with several records; None for all others."""
        return f"{self.object}__{self.name}" if self.relation and self.relation.many else None

    @property
    def tree(self) -> bool:
        """Tell whether the field hangs records below each other, so that all their ancestors are kept."""
        return self.type.tree(self.definition)

    @property
    def searched(self) -> bool:
        """Tell whether the search box finds records by the field's words."""
        return self.definition.searchable and self.definition.active and bool(self.columns)


FieldPath = tuple[Field, ...]
"""A field reached through look-ups: every field but the last one has a `target`."""


def path_name(path: FieldPath) -> str:
    """The path as it is written: `customer.industry`."""
    return ".".join(field.name for field in path)


@dataclass(frozen=True, eq=False)
class Object:
    """A kind of record."""

    name: str
    definition: ObjectDef
    pack: str
    fields: Mapping[str, Field]
    """Active fields by name: the system fields first, then the object's own in their order."""
    kept: tuple[Field, ...]
    """All fields that have data, switched-off ones too."""
    list_views: Mapping[str, InlineListViewDef]
    business_types: Mapping[str, BusinessTypeDef]
    validation_rules: tuple[ValidationRuleDef, ...]

    @property
    def label(self) -> Label:
        """What one record is called."""
        return self.definition.label

    @property
    def plural(self) -> Label:
        """What several records are called."""
        return self.definition.plural

    @property
    def sharing(self) -> Sharing:
        """Who sees records of others."""
        return self.definition.sharing

    @property
    def owned(self) -> bool:
        """Tell whether records have an owner and a department."""
        return "owner" in self.fields

    @property
    def features(self) -> tuple[Feature, ...]:
        """What the object takes part in."""
        return self.definition.features

    @cached_property
    def name_field(self) -> Field:
        """The field that names a record."""
        return self.fields[self.definition.name_field]

    @cached_property
    def master(self) -> Field | None:
        """The field that points to the master record; None for objects that stand alone."""
        return next((f for f in self.kept if f.relation and f.relation.owning), None)

    @cached_property
    def default_business_type(self) -> str | None:
        """The business type of a record that names none."""
        offered = [kind for kind in self.business_types.values() if kind.active]
        chosen = next((kind for kind in offered if kind.default), offered[0] if offered else None)
        return chosen.name if chosen else None

    @property
    def indexes(self) -> Mapping[str, tuple[str, ...]]:
        """The fields of indexes over several of them, by name: `stage+owner+amount`."""
        return {index.name: index.fields for index in self.definition.indexes}

    @cached_property
    def unique_fields(self) -> tuple[Field, ...]:
        """The fields by whose value one record can be named."""
        return tuple(f for f in self.fields.values() if f.definition.unique)


@dataclass(frozen=True, eq=False)
class Catalog:
    """Everything that is defined in an organisation."""

    objects: Mapping[str, Object]
    definitions: Mapping[str, Mapping[str, Any]]
    """All that are no part of an object, by kind and name; `Kind.of` answers those of a kind.

    Packs stand in the order in which they build on each other.
    """

    @cached_property
    def referrers(self) -> Mapping[str, tuple[Field, ...]]:
        """For each object, the fields of all objects that point to it."""
        found: dict[str, list[Field]] = {name: [] for name in self.objects}
        for holder in self.objects.values():
            for field in holder.kept:
                for target in field.relation.targets if field.relation else ():
                    found[target].append(field)
        return {name: tuple(fields) for name, fields in found.items()}

    def path(self, object_name: str, text: str) -> FieldPath | None:
        """The fields that a dotted path goes through; None when one of them does not exist."""
        return walk(self.objects, object_name, text)


def walk(objects: Mapping[str, Object], object_name: str, text: str) -> FieldPath | None:
    """The fields that a dotted path goes through; None when one of them does not exist."""
    path: list[Field] = []
    at: str | None = object_name
    for part in text.split("."):
        if at is None or at not in objects or part not in objects[at].fields:
            return None
        field = objects[at].fields[part]
        path.append(field)
        at = field.target
    return tuple(path)


@dataclass(frozen=True, slots=True)
class CatalogScope:
    """The names that a formula on `object` may use: those of `readable`, and nothing else exists for it."""

    object: str
    objects: Mapping[str, Object]
    readable: Mapping[str, frozenset[str]] | None = None
    """Readable fields by object; None opens everything, for metadata themselves."""

    def field(self, object_name: str, name: str) -> FieldInfo | None:
        """The field called `name`, or labelled so, if it may be used in formulas."""
        if object_name not in self.objects:
            return None
        fields = self.objects[object_name].fields
        if name in fields:
            return fields[name].info if self._usable(fields[name]) else None
        for field in fields.values():
            if name in (field.label.zh, field.label.en) and self._usable(field):
                return field.info
        return None

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All fields that may be used, for hints."""
        return tuple(field.info for field in self._all(object_name))

    def _all(self, object_name: str) -> Iterator[Field]:
        if object_name in self.objects:
            yield from (f for f in self.objects[object_name].fields.values() if self._usable(f))

    def _usable(self, field: Field) -> bool:
        if field.info.type is Type.NULL:
            return False
        return self.readable is None or field.name in self.readable.get(field.object, frozenset())


def field_info(
    object_name: str, definition: FieldDef, field_type: FieldType[Any, Any]
) -> FieldInfo:
    """What the formula language knows about a field."""
    relation = field_type.relation(definition)
    single = relation is not None and not relation.many and len(relation.targets) == 1
    single = single and len(field_type.columns(definition)) == 1
    return FieldInfo(
        name=definition.name,
        label_zh=definition.label.zh,
        label_en=definition.label.en,
        type=field_type.type_in_formulas(definition) or Type.NULL,
        nullable=not definition.required,
        target=relation.targets[0] if relation and single else None,
        choices=field_type.choices(definition),
        scale=field_type.scale(definition),
        percent=field_type.percent,
    )
