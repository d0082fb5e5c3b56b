"""The catalog: metadata as resolved. Frozen, complete, and safe to ask without checking whether a name exists.

A definition says `to: customer`; the catalog knows that there is such an object. Everything at request time works on the
catalog alone. It is replaced as a whole when metadata change, never edited.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from objectry.formula.checking.checker import Checked
from objectry.formula.types import FieldInfo
from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import FieldDef, FieldType, Relation
from objectry.metadata.layout_definitions import (
    LayoutDef,
    LinesDef,
    PlacedFieldDef,
    RelatedListDef,
    SectionDef,
)
from objectry.metadata.object_definitions import (
    BusinessTypeDef,
    Feature,
    InlineListViewDef,
    ObjectDef,
    Sharing,
    ValidationRuleDef,
)

ERROR_LENGTH = 20
"""Characters of the codes that say why a value could not be computed (formula.faults.Kind)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A database column of a field."""

    name: str
    type: TypeEngine[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Computation:
    """How the platform computes the value of a field."""

    definition: FieldDef
    """The field as it is written: its formula, or the records over which it is a number."""
    type: FieldType[Any, Any]
    """The type of the field as it is written. That of its values is the type of the field itself."""
    shape: tuple[Column, ...]
    """The column that the value has, or would have if it were kept."""
    stored: bool
    """True when the value is kept with the record; False when it changes by itself and is computed whenever it is read."""
    reads: tuple[str, ...] = ()
    """The paths that it reads from its own object, or the fields of the records over which it is a number; of a field that
    shows another one, the path to that."""
    asks: tuple[str, ...] = ()
    """The paths that it reads from the user who asks."""
    checked: Checked | None = None
    """Its formula, or the condition of a roll-up; None for a roll-up without one, and where the formula is wrong, which is
    told by whoever checks formulas."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field of an object. `definition` is complete: value sets are inlined, defaults are filled in.

    `type` and `definition` are those of the values, in computed fields too; `written` is what the pack says.
    """

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
    computation: Computation | None = None
    """How the value is computed; None for values that are given."""

    @property
    def written(self) -> FieldDef:
        """The definition as it is written."""
        return self.computation.definition if self.computation else self.definition

    @property
    def checked(self) -> Checked | None:
        """The formula by which it is computed, or the condition of a roll-up."""
        return self.computation.checked if self.computation else None

    @property
    def kind(self) -> FieldType[Any, Any]:
        """The type of the field as it is written."""
        return self.computation.type if self.computation else self.type

    @property
    def computed(self) -> bool:
        """Tell whether the platform computes the value, so that nobody writes it."""
        return self.kind.computed

    @property
    def derived(self) -> bool:
        """Tell whether the value follows from others, of this record or of those that it hangs together with: its version
        says nothing of it."""
        return self.computation is not None or self.type.shows(self.definition) is not None

    @property
    def fleeting(self) -> bool:
        """Tell whether the value is computed whenever it is read, as it changes by itself."""
        return self.computation is not None and not self.computation.stored

    @property
    def shape(self) -> tuple[Column, ...]:
        """The columns of the value, or those that it would have if it were kept."""
        return self.computation.shape if self.computation else self.columns

    @property
    def has_values(self) -> bool:
        """Tell whether records have values in the field that can be asked for."""
        return bool(self.shape or self.link)

    @property
    def error(self) -> Column | None:
        """The column that says why a computed value that is kept could not be computed."""
        stored = self.computation is not None and self.computation.stored
        return Column(error_name(self.name), sa.String(ERROR_LENGTH)) if stored else None

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


def error_name(field: str) -> str:
    """The name of the column that says why a computed value could not be computed."""
    return f"{field}__error"


def value_columns(field: Field) -> tuple[Column, ...]:
    """All columns of a field, with that of the reason why there is no value."""
    return (*field.columns, *((field.error,) if field.error else ()))


FieldPath = tuple[Field, ...]
"""A field reached through look-ups: every field but the last one has a `target`."""


def path_name(path: FieldPath) -> str:
    """The path as it is written: `customer.industry`."""
    return ".".join(field.name for field in path)


@dataclass(frozen=True, slots=True)
class Order:
    """A field to sort by. Empty values count as smaller than all others."""

    path: FieldPath
    descending: bool

    @property
    def may_be_empty(self) -> bool:
        """Tell whether records may lack it. The ID of a record that a look-up points to is empty where it points to none."""
        return len(self.path) > 1 or self.path[0].name != "id"


@dataclass(frozen=True, slots=True, eq=False)
class ListView:
    """A saved list of records. Its filter stays a text: it is checked with the rights of whoever opens the list."""

    definition: InlineListViewDef
    columns: tuple[FieldPath, ...]
    sort: tuple[Order, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PlacedField:
    """A field in a section of a layout."""

    definition: PlacedFieldDef
    field: Field


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A titled group of fields in a layout."""

    definition: SectionDef
    fields: tuple[PlacedField, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RelatedList:
    """Records of another object that point to the one shown, by the field `through`."""

    definition: RelatedListDef
    through: Field
    columns: tuple[FieldPath, ...]
    sort: tuple[Order, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LineTable:
    """Details that are entered in the form of their master record, to which `through` points."""

    definition: LinesDef
    through: Field
    columns: tuple[Field, ...]
    position: Field | None


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """How a record is shown and edited."""

    definition: LayoutDef
    highlights: tuple[Field, ...]
    status_path: Field | None
    sections: tuple[Section, ...]
    related_lists: tuple[RelatedList, ...]
    lines: tuple[LineTable, ...]
    quick_create: tuple[Field, ...]


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
    def has_bin(self) -> bool:
        """Whether deleted records go to the recycle bin, from which they can be taken back."""
        return "recycle_bin" in self.definition.features

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
    def computed_fields(self) -> tuple[Field, ...]:
        """The fields whose values are computed and kept."""
        return tuple(f for f in self.fields.values() if f.computation and f.computation.stored)

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
    list_views: Mapping[str, Mapping[str, ListView]]
    """The list views of each object, by name."""
    layouts: Mapping[str, tuple[Layout, ...]]
    """The layouts of each object, the one called `default` first."""

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


def followed(objects: Mapping[str, Object], path: FieldPath) -> FieldPath | None:
    """A path whose last field is a reference leads on to the field that it shows; None where that does not exist."""
    last = path[-1]
    text = last.type.shows(last.definition)
    if text is None:
        return path
    shown = walk(objects, last.object, text)
    return None if shown is None else (*path[:-1], *shown)
