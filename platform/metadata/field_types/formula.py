"""Values that a formula gives."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from objectry.metadata.column_types import MAX_DIGITS
from objectry.metadata.dialects import InDialect
from objectry.metadata.documents import Expression, Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import DefinitionRefused, FieldDef
from objectry.metadata.field_types.boolean import BooleanDef
from objectry.metadata.field_types.computed import ComputedDef, ComputedType
from objectry.metadata.field_types.currency import CurrencyDef
from objectry.metadata.field_types.date import DateDef
from objectry.metadata.field_types.date_time import DateTimeDef
from objectry.metadata.field_types.decimal_number import DecimalDef
from objectry.metadata.field_types.integer import IntegerDef
from objectry.metadata.field_types.percent import PercentDef
from objectry.metadata.field_types.text import MAX_LENGTH as LONGEST_LINE
from objectry.metadata.field_types.text import TextDef
from objectry.metadata.field_types.textarea import MAX_LENGTH as LONGEST_TEXT
from objectry.metadata.field_types.textarea import TextAreaDef
from objectry.metadata.field_types.time_of_day import TimeDef

Returns = Literal["text", "integer", "decimal", "currency", "percent", "boolean", "date", "datetime", "time"]  # fmt: skip
_SCALED: Mapping[str, type[DecimalDef | CurrencyDef | PercentDef]] = MappingProxyType(
    {"decimal": DecimalDef, "currency": CurrencyDef, "percent": PercentDef}
)
_COUNTING = frozenset({"integer", "decimal"})
"""Results that can be shown with or without separators between thousands."""
_PLAIN: Mapping[str, type[FieldDef]] = MappingProxyType(
    {"integer": IntegerDef, "boolean": BooleanDef, "date": DateDef, "datetime": DateTimeDef, "time": TimeDef}
)  # fmt: skip


class FormulaDef(ComputedDef, InDialect):
    """A field whose value follows from others by a formula."""

    type: Literal["formula"] = "formula"
    """The value of a formula."""
    formula: Expression
    """What is computed, e.g. `amount * win_rate`: own fields, those of look-ups, and other computed fields."""
    returns: Returns
    """The type of the value."""
    scale: Annotated[int, Field(ge=0, le=10)] | None = None
    """Digits after the decimal point of a number; 2 when left out. More are rounded, halves away from zero."""
    length: Annotated[int, Field(ge=1, le=LONGEST_TEXT)] | None = None
    """The most characters of a text; 255 when left out. A text of more than 300 has several lines; in a shorter one, line
    breaks are blanks."""
    thousands: bool = False
    """Show separators between thousands; amounts of money always have them."""

    @model_validator(mode="after")
    def _refuse_strange_options(self) -> Self:
        if self.scale is not None and self.returns not in _SCALED:
            params = {"option": "scale", "returns": self.returns}
            raise DefinitionRefused(messages.OPTION_OF_OTHER_RESULT, params, ("scale",))
        if self.length is not None and self.returns != "text":
            params = {"option": "length", "returns": self.returns}
            raise DefinitionRefused(messages.OPTION_OF_OTHER_RESULT, params, ("length",))
        if self.thousands and self.returns not in _COUNTING:
            params = {"option": "thousands", "returns": self.returns}
            raise DefinitionRefused(messages.OPTION_OF_OTHER_RESULT, params, ("thousands",))
        if self.indexed and (self.length or 0) > LONGEST_LINE:
            raise DefinitionRefused(
                messages.LONG_TEXT_INDEX, {"limit": LONGEST_LINE}, ("indexed",)
            )
        return self


class FormulaType(ComputedType[FormulaDef]):
    """A weighted amount, a grade, days left: what a formula gives (catalogue 5.1, row 20).

    Kept with the record and computed anew whenever something changes that it reads; where it depends on the moment or on
    the user, computed whenever it is read.
    """

    name = "formula"
    title = Label(zh="计算", en="Formula")
    definition = FormulaDef
    options: ClassVar[Mapping[str, object]] = MappingProxyType(
        {"formula": "amount * win_rate", "returns": "currency"}
    )

    def values(self, definition: FormulaDef, measured: FieldDef | None) -> FieldDef:
        """A field of the type that the formula returns."""
        named: dict[str, Any] = called(definition)
        if definition.returns == "text":
            length = definition.length or TextDef.model_fields["length"].default
            if length > LONGEST_LINE:
                return TextAreaDef(length=length, **named)
            return TextDef(length=length, **named)
        if definition.returns in _COUNTING:
            named["thousands"] = definition.thousands
        if definition.returns in _SCALED:
            scale = 2 if definition.scale is None else definition.scale
            return _SCALED[definition.returns](precision=MAX_DIGITS, scale=scale, **named)
        return _PLAIN[definition.returns](**named)


def called(definition: FieldDef) -> dict[str, Any]:
    """What the definition of a computed field and that of its values have in common."""
    kept = ("name", "label", "help", "indexed", "active", "renamed_from")
    common = {option: getattr(definition, option) for option in kept}
    return {**common, "read_only": True, "copied": False, "history": False}
