"""A choice of one value of a fixed list."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Literal

import sqlalchemy as sa

from objectry.formula.types import Type
from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import (
    ColumnSpec,
    Example,
    Operator,
    Reject,
    TextStyle,
)
from objectry.metadata.field_types.choice import ChoiceValue
from objectry.metadata.field_types.choices import (
    SAMPLE_VALUES,
    ChoicesDef,
    ChoicesType,
    key_named,
    label_of,
    unknown_choice,
)
from objectry.metadata.field_types.operators import CHOICE_OPERATORS, quoted
from objectry.metadata.field_types.reading import as_text

MAX_VALUE_LENGTH = 64


class SelectDef(ChoicesDef):
    """A field with one value of a list."""

    type: Literal["select"] = "select"
    """One value of a list."""
    display: Literal["dropdown", "radio"] = "dropdown"
    """How the values are offered."""
    default: ChoiceValue | None = None
    """The value of a new record."""


class SelectType(ChoicesType[SelectDef, str]):
    """A stage, a status, a source: one value of a list (catalogue 5.1, row 12; M4).

    Stored as the value's key. Values that are switched off stay readable: `from_json` takes every
    value of the list, and `refuse_unoffered` decides about values that are newly chosen.
    """

    name = "select"
    title = Label(zh="单选", en="Picklist")
    definition = SelectDef
    formula_type = Type.PICKLIST
    widget = "select"
    plain = True
    groupable = True
    controlling = True
    operators: ClassVar[tuple[Operator, ...]] = CHOICE_OPERATORS
    options: ClassVar[Mapping[str, object]] = MappingProxyType({"values": SAMPLE_VALUES})
    examples: ClassVar[tuple[Example, ...]] = (
        Example("赢单", "won", "赢单"),
        Example("Won", "won", "赢单"),
        Example("WON", "won", "赢单"),
        Example("搁置", "stalled", "搁置"),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject("wonn", "select_unknown"),
        Reject("赢单", "select_unknown"),
        Reject(1, "value_wrong_type"),
        Reject(["won"], "value_wrong_type"),
    )

    def columns(self, definition: SelectDef) -> tuple[ColumnSpec, ...]:
        """One text column."""
        return (ColumnSpec("", sa.String(MAX_VALUE_LENGTH)),)

    def json_schema(self, definition: SelectDef) -> dict[str, Any]:
        """One of the keys."""
        return {"type": "string", "enum": [choice.value for choice in definition.values]}

    def from_json(self, raw: object, definition: SelectDef) -> str | None:
        """Check that the key is in the list."""
        if raw is None or raw == "":
            return None
        text = as_text(raw)
        if text in definition.by_value:
            return text
        raise unknown_choice(text, definition)

    def to_json(self, value: str, definition: SelectDef) -> object:
        """The key."""
        return value

    def from_text(self, text: str, definition: SelectDef, style: TextStyle) -> str | None:
        """Find the value by its label in either language, or by its key."""
        found = key_named(text, definition, style.language)
        if found is None and text.strip():
            raise unknown_choice(text, definition, style.language)
        return found

    def to_text(self, value: str, definition: SelectDef, style: TextStyle) -> str:
        """The label."""
        return label_of(definition, value, style.language)

    def literal(self, value: str, definition: SelectDef) -> str:
        """The key in quotes."""
        return quoted(value)
