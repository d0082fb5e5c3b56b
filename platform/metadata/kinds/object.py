"""The `object` kind: a kind of record with its fields, rules, business types and list views; and its extension.

An extension (`extend: opportunity`) is how a pack adds to an object of another pack: new fields, rules, types and views,
and changed options of existing fields. It is merged into the object before anything is resolved.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from objectry.formula.types import Type
from objectry.metadata.documents import ApiName, Definition, Expression, Help, Label
from objectry.metadata.field_types.listing import FIELD_TYPES, AnyFieldDef
from objectry.metadata.kinds.interface import FormulaUse, Kind, Use
from objectry.metadata.kinds.list_view import InlineListViewDef, view_formulas, view_uses
from objectry.metadata.problems import Path

Sharing = Literal["private", "public_read", "public_read_write", "controlled_by_parent"]
Feature = Literal[
    "activities", "approval", "attachments", "duplicates", "export", "import", "recycle_bin"
]


SetupRight = Literal["metadata", "users", "jobs", "audit"]
"""Parts of the back office: configuration, people and their rights, background jobs, the audit trail."""


class ValidationRuleDef(Definition):
    """A formula that is true when a record is wrong, and what to say then."""

    name: ApiName
    """The API name, unique within the object."""
    when: Expression
    """The formula that is true when the record is wrong."""
    message: Label
    """What the user reads."""
    field: ApiName | None = None
    """The field that the message is shown at; without one it is shown at the top."""
    active: bool = True
    """False switches the rule off and keeps it."""


class IndexDef(Definition):
    """An index over several fields, for lists and sums of objects with very many records.

    The database answers from it alone what names no other field: with `[stage, owner, amount]`, the amounts by stage.
    """

    fields: Annotated[tuple[ApiName, ...], Field(min_length=2, max_length=6)]
    """The fields, those that are filtered and grouped by first."""


class BusinessTypeDef(Definition):
    """A variant of an object with its own choice of select values (业务类型)."""

    name: ApiName
    """The API name, unique within the object."""
    label: Label
    """What people read."""
    help: Help | None = None
    """When to choose this type."""
    active: bool = True
    """False keeps existing records and offers the type no more."""
    default: bool = False
    """Chosen first when a record is created."""
    values: Mapping[ApiName, tuple[str, ...]] = {}
    """For select fields, the values that records of this type may take."""
    defaults: Mapping[ApiName, str | tuple[str, ...]] = {}
    """For select fields, what new records of this type begin with instead of the field's own default."""


class ObjectDef(Definition):
    """A kind of record."""

    object: ApiName
    """The API name."""
    label: Label
    """What one record is called."""
    plural: Label
    """What several records are called."""
    help: Help | None = None
    """What the object is for."""
    icon: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")] = "box"
    """The name of the icon shown in menus."""
    name_field: ApiName = "name"
    """The field that names a record in lists, look-ups and titles: a text or an auto number."""
    sharing: Sharing = "private"
    """Who sees records of others: nobody but superiors, everybody, or whoever sees the master record."""
    owned: bool = True
    """False for set-up data that belongs to nobody: records have no owner and no department."""
    setup: SetupRight | None = None
    """For set-up data, the part of the back office that one must be let into to change records. Object rights alone
    only read them."""
    features: Annotated[tuple[Feature, ...], Field(max_length=20)] = ()
    """What the object takes part in."""
    fields: Annotated[tuple[AnyFieldDef, ...], Field(min_length=1, max_length=500)]
    """The fields, in the order of catalogues and exports."""
    validation_rules: Annotated[tuple[ValidationRuleDef, ...], Field(max_length=200)] = ()
    """Formulas that refuse wrong records."""
    business_types: Annotated[tuple[BusinessTypeDef, ...], Field(max_length=50)] = ()
    """Variants of the object."""
    list_views: Annotated[tuple[InlineListViewDef, ...], Field(max_length=100)] = ()
    """Saved lists that come with the object."""
    indexes: Annotated[tuple[IndexDef, ...], Field(max_length=20)] = ()
    """Indexes over several fields; one over a single field is the field's own option `indexed`."""


class ObjectExtensionDef(Definition):
    """What a pack adds to, or changes of, an object of another pack."""

    extend: ApiName
    """The object that is extended."""
    fields: Annotated[tuple[AnyFieldDef, ...], Field(max_length=500)] = ()
    """Further fields."""
    change_fields: Mapping[ApiName, Mapping[str, Any]] = {}
    """For existing fields, the options that take another value here, e.g. `{amount: {required: false}}`."""
    validation_rules: Annotated[tuple[ValidationRuleDef, ...], Field(max_length=200)] = ()
    """Further validation rules. One with the name of an existing rule takes its place."""
    business_types: Annotated[tuple[BusinessTypeDef, ...], Field(max_length=50)] = ()
    """Further business types."""
    list_views: Annotated[tuple[InlineListViewDef, ...], Field(max_length=100)] = ()
    """Further list views."""
    indexes: Annotated[tuple[IndexDef, ...], Field(max_length=20)] = ()
    """Further indexes over several fields."""


def _uses_of_parts(own: str, definition: ObjectDef | ObjectExtensionDef) -> Iterator[Use]:
    for number, field in enumerate(definition.fields):
        for thing, name, place in FIELD_TYPES[field.type].mentions(field):
            ours = thing == "field" or (thing == "business_type" and "." not in name)
            known = f"{own}.{name}" if ours else name
            key = len(place) > 1 and isinstance(
                place[-1], str
            )  # a mapping whose keys are the names
            yield Use(thing, known, ("fields", number, *place), key=key)
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


def _formulas_of_parts(
    own: str, definition: ObjectDef | ObjectExtensionDef
) -> Iterator[FormulaUse]:
    for number, field in enumerate(definition.fields):
        for text, object_name, option in FIELD_TYPES[field.type].conditions(field):
            yield FormulaUse(
                text, object_name, Type.BOOLEAN, ("fields", number, option), filters=True
            )
    for number, rule in enumerate(definition.validation_rules):
        at: Path = ("validation_rules", number, "when")
        yield FormulaUse(rule.when, own, Type.BOOLEAN, at)
    for number, view in enumerate(definition.list_views):
        yield from view_formulas(own, view, ("list_views", number))


def _object_uses(definition: ObjectDef) -> Iterator[Use]:
    yield Use("field", f"{definition.object}.{definition.name_field}", ("name_field",))
    yield from _uses_of_parts(definition.object, definition)


def _extension_uses(definition: ObjectExtensionDef) -> Iterator[Use]:
    yield Use("object", definition.extend, ("extend",))
    for name in definition.change_fields:
        yield Use("field", f"{definition.extend}.{name}", ("change_fields", name), key=True)
    yield from _uses_of_parts(definition.extend, definition)


KIND = Kind(
    name="object",
    title=Label(zh="对象", en="Object"),
    model=ObjectDef,
    identity=lambda definition: definition.object,
    uses=_object_uses,
    formulas=lambda definition: _formulas_of_parts(definition.object, definition),
    setup_page="/setup/objects",
)

EXTENSION = Kind(
    name="extend",
    title=Label(zh="对象扩展", en="Object extension"),
    model=ObjectExtensionDef,
    identity=lambda definition: definition.extend,
    uses=_extension_uses,
    formulas=lambda definition: _formulas_of_parts(definition.extend, definition),
    setup_page="/setup/objects",
)
