"""Yes or no."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Literal, Self

import sqlalchemy as sa
from pydantic import model_validator

from objectry.formula.messages import LANGUAGES, excerpt
from objectry.formula.types import Type
from objectry.metadata.documents import Definition, Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    DefinitionRefused,
    Example,
    FieldDef,
    FieldType,
    Operator,
    Reject,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.operators import BOOLEAN_OPERATORS
from objectry.metadata.field_types.reading import half_width, wrong_type

_WORDS: Mapping[str, bool] = MappingProxyType(
    {
        "是": True,
        "true": True,
        "yes": True,
        "y": True,
        "1": True,
        "√": True,
        "✓": True,
        "✔": True,
        "否": False,
        "false": False,
        "no": False,
        "n": False,
        "0": False,
        "×": False,
    }  # fmt: skip
)


class BooleanLabels(Definition):
    """What yes and no are called."""

    checked: Label = Label(zh="是", en="Yes")
    """What people read for yes."""
    unchecked: Label = Label(zh="否", en="No")
    """What people read for no."""


class BooleanDef(FieldDef):
    """A field with yes or no."""

    type: Literal["boolean"] = "boolean"
    """Yes or no."""
    labels: BooleanLabels = BooleanLabels()
    """What yes and no are called."""
    default: bool | None = None
    """The value of a new record; without one it is empty, which formulas read as no."""
    unique: Literal[False] = False
    """Yes and no cannot be unique."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        for language in LANGUAGES:
            if self.word(True, language).casefold() == self.word(False, language).casefold():
                params = {"value": self.word(True, language)}
                raise DefinitionRefused(
                    messages.CHOICE_TWICE, params, ("labels", "unchecked", language)
                )
        return self

    def word(self, value: bool, language: Literal["zh", "en"]) -> str:
        """What a value is called."""
        return (self.labels.checked if value else self.labels.unchecked).text(language)


class BooleanType(FieldType[BooleanDef, bool]):
    """A check box: yes, no, or not said (catalogue 5.1, row 11).

    Stored as a boolean. Empty is a third state that filters can ask for; formulas read it as no.
    """

    name = "boolean"
    title = Label(zh="布尔", en="Checkbox")
    definition = BooleanDef
    formula_type = Type.BOOLEAN
    widget = "checkbox"
    plain = True
    groupable = True
    operators: ClassVar[tuple[Operator, ...]] = BOOLEAN_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example("√", True, "是"),
        Example("No", False, "否"),
        Example(" TRUE ", True, "是"),
        Example("０", False, "否"),
        Example(
            "已开票", True, "已开票",
            {"labels": {"checked": {"zh": "已开票", "en": "Invoiced"}}},
        ),
    )  # fmt: skip
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject("true", "value_wrong_type"),
        Reject(1, "value_wrong_type"),
        Reject([], "value_wrong_type"),
    )

    def columns(self, definition: BooleanDef) -> tuple[ColumnSpec, ...]:
        """One boolean column."""
        return (ColumnSpec("", sa.Boolean()),)

    def json_schema(self, definition: BooleanDef) -> dict[str, Any]:
        """True or false."""
        return {"type": "boolean"}

    def from_json(self, raw: object, definition: BooleanDef) -> bool | None:
        """Check a JSON boolean."""
        if raw is None or isinstance(raw, bool):
            return raw
        raise wrong_type(raw, "true 或 false", "true or false")

    def to_json(self, value: bool, definition: BooleanDef) -> object:
        """The value itself."""
        return value

    def from_text(self, text: str, definition: BooleanDef, style: TextStyle) -> bool | None:
        """Read yes or no: the field's own labels first, then the usual words."""
        typed = half_width(text).casefold()
        if not typed:
            return None
        for language in (style.language, *LANGUAGES):
            for value in (True, False):
                if typed == half_width(definition.word(value, language)).casefold():
                    return value
        if typed in _WORDS:
            return _WORDS[typed]
        params = {
            "value": excerpt(text),
            "yes": definition.word(True, style.language),
            "no": definition.word(False, style.language),
        }
        raise ValueRefused(messages.BOOLEAN_INVALID, params)

    def to_text(self, value: bool, definition: BooleanDef, style: TextStyle) -> str:
        """The field's label of the value."""
        return definition.word(value, style.language)

    def literal(self, value: bool, definition: BooleanDef) -> str:
        """TRUE or FALSE."""
        return "TRUE" if value else "FALSE"

    def search_words(self, value: bool, definition: BooleanDef) -> str:
        """Nothing: nobody searches for yes."""
        return ""
