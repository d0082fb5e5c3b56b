"""Numbers over the records that point to a record."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from objectry.metadata.column_types import MAX_DIGITS
from objectry.metadata.documents import ApiName, Expression, Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import DefinitionRefused, FieldDef, Mention
from objectry.metadata.field_types.boolean import BooleanDef
from objectry.metadata.field_types.computed import ComputedDef, ComputedType
from objectry.metadata.field_types.date import DateDef
from objectry.metadata.field_types.date_time import DateTimeDef
from objectry.metadata.field_types.decimal_number import DecimalDef
from objectry.metadata.field_types.formula import called
from objectry.metadata.field_types.integer import IntegerDef
from objectry.metadata.field_types.number import ScaledDef
from objectry.metadata.field_types.time_of_day import TimeDef

Operation = Literal["count", "count_distinct", "sum", "avg", "min", "max", "any", "all"]
MEAN_SCALE = 4
"""Digits after the decimal point of a mean of whole numbers, where nobody says how many."""


class RollupDef(ComputedDef):
    """A field that counts or adds up records which point to this one."""

    type: Literal["rollup"] = "rollup"
    """A number over the records that point here."""
    of: ApiName
    """The object whose records are counted or added up."""
    through: ApiName
    """Its field that points here: a look-up to one or several records, or to one of several objects, a master, users or
    departments. A record that points to several counts for each of them."""
    operation: Operation
    """`count` counts records, `count_distinct` different values; `any` and `all` tell whether a switch is on."""
    field: ApiName | None = None
    """The field that is added up, compared or counted; only `count` needs none."""
    filter: Expression | None = None
    """A condition on the fields of those records: only they are looked at for which it is true."""
    scale: Annotated[int, Field(ge=0, le=10)] | None = None
    """Digits after the decimal point of an `avg`; those of the field when left out."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        if (self.field is None) != (self.operation == "count"):
            message = (
                messages.ROLLUP_FIELD_NEEDED
                if self.field is None
                else messages.ROLLUP_FIELD_UNUSED
            )
            raise DefinitionRefused(message, {"operation": self.operation}, ("field",))
        if self.scale is not None and self.operation != "avg":
            params = {"operation": self.operation}
            raise DefinitionRefused(messages.ROLLUP_SCALE_UNUSED, params, ("scale",))
        return self


class RollupType(ComputedType[RollupDef]):
    """The number of a customer's orders and what they come to (汇总累计; catalogue 5.1, row 21).

    Kept with the record, and right in the moment in which one of the records that it looks at has been made, changed,
    deleted or restored, or has come to point elsewhere.
    """

    name = "rollup"
    title = Label(zh="汇总累计", en="Roll-up")
    definition = RollupDef
    options: ClassVar[Mapping[str, object]] = MappingProxyType(
        {"of": "opportunity", "through": "customer", "operation": "sum", "field": "amount"}
    )

    def mentions(self, definition: RollupDef) -> tuple[Mention, ...]:
        """The object and its fields."""
        found: list[Mention] = [
            ("object", definition.of, ("of",)),
            ("field_of", f"{definition.of}.{definition.through}", ("through",)),
        ]
        if definition.field is not None:
            found.append(("field_of", f"{definition.of}.{definition.field}", ("field",)))
        return tuple(found)

    def conditions(self, definition: RollupDef) -> tuple[tuple[str, str, str], ...]:
        """The filter."""
        return () if definition.filter is None else ((definition.filter, definition.of, "filter"),)

    def measured(self, definition: RollupDef) -> tuple[str, str] | None:
        """The object and the field whose values are added up, compared or counted."""
        return None if definition.field is None else (definition.of, definition.field)

    def values(self, definition: RollupDef, measured: FieldDef | None) -> FieldDef | None:
        """A count is a whole number; sums, means and bounds are what the field is."""
        named = called(definition)
        match definition.operation, measured:
            case ("count", _) | ("count_distinct", FieldDef()):
                return IntegerDef(**named)
            case (("any" | "all"), BooleanDef(labels=labels)):
                return BooleanDef(labels=labels, **named)
            case "avg", IntegerDef(thousands=thousands):
                scale = MEAN_SCALE if definition.scale is None else definition.scale
                return DecimalDef(scale=scale, thousands=thousands, **named)
            case (("sum" | "min" | "max"), IntegerDef(thousands=thousands)):
                return IntegerDef(thousands=thousands, **named)
            case (("sum" | "avg" | "min" | "max"), ScaledDef()):
                scale = measured.scale if definition.scale is None else definition.scale
                free = {"min": None, "max": None, "default": None, "precision": MAX_DIGITS}
                return measured.model_copy(update={**_UNSAID, **named, **free, "scale": scale})
            case (("min" | "max"), DateDef() | DateTimeDef() | TimeDef()):
                free = {"min": None, "max": None} if isinstance(measured, DateDef) else {}
                return measured.model_copy(update={**_UNSAID, **named, **free, "default": None})
        return None


_UNSAID: Mapping[str, object] = MappingProxyType(
    {
        "required": False,
        "unique": False,
        "searchable": False,
        "default_formula": None,
        "required_when": None,
        "read_only_when": None,
    }
)
"""Options of a measured field that say nothing about what is computed of it."""
