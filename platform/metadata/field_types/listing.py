"""All field types, and the reader of field definitions. A new type is added here, only here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema, core_schema

from objectry.metadata.field_types.address import AddressType
from objectry.metadata.field_types.anylookup import AnyLookupType
from objectry.metadata.field_types.autonumber import AutoNumberType
from objectry.metadata.field_types.base import FieldDef, FieldType
from objectry.metadata.field_types.boolean import BooleanType
from objectry.metadata.field_types.currency import CurrencyType
from objectry.metadata.field_types.date import DateType
from objectry.metadata.field_types.date_time import DateTimeType
from objectry.metadata.field_types.decimal_number import DecimalType
from objectry.metadata.field_types.email import EmailType
from objectry.metadata.field_types.files import FileType, ImageType
from objectry.metadata.field_types.formula import FormulaType
from objectry.metadata.field_types.geolocation import GeolocationType
from objectry.metadata.field_types.integer import IntegerType
from objectry.metadata.field_types.line import LineType
from objectry.metadata.field_types.lookup import LookupType, MasterDetailType
from objectry.metadata.field_types.multilookup import MultiLookupType
from objectry.metadata.field_types.multiselect import MultiSelectType
from objectry.metadata.field_types.people import DepartmentType, UserType
from objectry.metadata.field_types.percent import PercentType
from objectry.metadata.field_types.phone import PhoneType
from objectry.metadata.field_types.reference import ReferenceType
from objectry.metadata.field_types.region import RegionType
from objectry.metadata.field_types.richtext import RichTextType
from objectry.metadata.field_types.rollup import RollupType
from objectry.metadata.field_types.select import SelectType
from objectry.metadata.field_types.tags import TagsType
from objectry.metadata.field_types.text import TextType
from objectry.metadata.field_types.textarea import TextAreaType
from objectry.metadata.field_types.time_of_day import TimeType
from objectry.metadata.field_types.url import UrlType

# In the order of catalogue 5.1.
_IN_ORDER: tuple[FieldType[Any, Any], ...] = (
    TextType(),
    TextAreaType(),
    RichTextType(),
    IntegerType(),
    DecimalType(),
    CurrencyType(),
    PercentType(),
    DateType(),
    DateTimeType(),
    TimeType(),
    BooleanType(),
    SelectType(),
    MultiSelectType(),
    AutoNumberType(),
    LookupType(),
    MasterDetailType(),
    MultiLookupType(),
    AnyLookupType(),
    ReferenceType(),
    FormulaType(),
    RollupType(),
    PhoneType(),
    EmailType(),
    UrlType(),
    RegionType(),
    AddressType(),
    GeolocationType(),
    ImageType(),
    FileType(),
    UserType(),
    DepartmentType(),
    LineType(),
    TagsType(),
)

FIELD_TYPES: Mapping[str, FieldType[Any, Any]] = MappingProxyType(
    {kind.name: kind for kind in _IN_ORDER}
)
"""The field types by name, in the order of the field type chooser."""


class _ByType:
    """Tells pydantic to read a field by the definition model that its `type` names."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        models = {name: handler(kind.definition) for name, kind in FIELD_TYPES.items()}
        union = core_schema.tagged_union_schema(models, discriminator="type")
        return core_schema.no_info_after_validator_function(_checked, union)


def _checked(definition: FieldDef) -> FieldDef:
    FIELD_TYPES[definition.type].check(definition)
    return definition


AnyFieldDef = Annotated[FieldDef, _ByType()]
"""A field definition of any type, for the models of definitions that hold fields."""

_READER: TypeAdapter[FieldDef] = TypeAdapter(AnyFieldDef)


def read_field(document: Mapping[str, Any]) -> FieldDef:
    """The definition of one field. Raises pydantic's ValidationError."""
    return _READER.validate_python(document)


def changed_field(definition: FieldDef, options: Mapping[str, Any]) -> FieldDef:
    """A field with other options, all but its name and type. Raises pydantic's ValidationError."""
    kept = definition.model_dump(exclude_unset=True, by_alias=True)
    return read_field({**kept, **options, "name": definition.name, "type": definition.type})
