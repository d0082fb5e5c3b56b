"""A choice of several values of a fixed list."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from objectry.formula.messages import LANGUAGES
from objectry.formula.types import Type
from objectry.metadata.column_types import TextList
from objectry.metadata.documents import Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    DefinitionRefused,
    Example,
    Operator,
    Reject,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.choice import ChoiceValue
from objectry.metadata.field_types.choices import (
    MAX_CHOICES,
    SAMPLE_VALUES,
    ChoicesDef,
    ChoicesType,
    key_named,
    label_of,
    unknown_choice,
)
from objectry.metadata.field_types.operators import LIST_OPERATORS, quoted
from objectry.metadata.field_types.reading import (
    as_text,
    split_list,
    split_loosely,
    wrong_type,
)


class MultiSelectDef(ChoicesDef):
    """A field with several values of a list."""

    type: Literal["multiselect"] = "multiselect"
    """Several values of a list."""
    min: Annotated[int, Field(ge=0, le=MAX_CHOICES)] = 0
    """The fewest values that a filled field has."""
    max: Annotated[int, Field(ge=1, le=MAX_CHOICES)] | None = None
    """The most values that can be chosen."""
    default: tuple[ChoiceValue, ...] | None = None
    """The values of a new record."""
    unique: Literal[False] = False
    """Lists of values cannot be unique."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        if self.max is not None and self.min > self.max:
            params = {"low_name": "min", "low": self.min, "high_name": "max", "high": self.max}
            raise DefinitionRefused(messages.RANGE_EMPTY, params, ("min",))
        return self


class MultiSelectType(ChoicesType[MultiSelectDef, tuple[str, ...]]):
    """Interests, channels: several values of a list (catalogue 5.1, row 13; M4).

    Stored as a list of keys, each once, in the order of the list of values.
    """

    name = "multiselect"
    title = Label(zh="多选", en="Multiple choice")
    definition = MultiSelectDef
    formula_type = Type.MULTIPICKLIST
    widget = "multiselect"
    sortable = False
    operators: ClassVar[tuple[Operator, ...]] = LIST_OPERATORS
    options: ClassVar[Mapping[str, object]] = MappingProxyType({"values": SAMPLE_VALUES})
    examples: ClassVar[tuple[Example, ...]] = (
        Example("赢单；初步接洽", ["prospecting", "won"], "初步接洽; 赢单"),
        Example("Won|stalled|won", ["won", "stalled"], "赢单; 搁置"),
        Example("赢单，搁置", ["won", "stalled"], "赢单; 搁置"),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject("won", "value_wrong_type"),
        Reject([1], "value_wrong_type"),
        Reject(["wonn"], "select_unknown"),
        Reject(["won", "prospecting"], "too_many_chosen", {"max": 1}),
        Reject(["won"], "too_few_chosen", {"min": 2}),
    )

    def columns(self, definition: MultiSelectDef) -> tuple[ColumnSpec, ...]:
        """One column with a list."""
        return (ColumnSpec("", TextList()),)

    def json_schema(self, definition: MultiSelectDef) -> dict[str, Any]:
        """A list of keys."""
        keys = [choice.value for choice in definition.values]
        schema: dict[str, Any] = {"type": "array", "items": {"type": "string", "enum": keys}}
        if definition.max is not None:
            schema["maxItems"] = definition.max
        return schema

    def from_json(self, raw: object, definition: MultiSelectDef) -> tuple[str, ...] | None:
        """Check that the keys are in the list, and their number."""
        if raw is None:
            return None
        if not isinstance(raw, list | tuple):
            raise wrong_type(raw, "选项的列表", "a list of values")
        chosen = set()
        for entry in raw:
            key = as_text(entry)
            if key not in definition.by_value:
                raise unknown_choice(key, definition)
            chosen.add(key)
        return self._ordered(chosen, definition)

    def to_json(self, value: tuple[str, ...], definition: MultiSelectDef) -> object:
        """The keys as a list."""
        return list(value)

    def from_text(
        self, text: str, definition: MultiSelectDef, style: TextStyle
    ) -> tuple[str, ...] | None:
        """Find each value by its label in either language, or by its key."""
        chosen = set()
        for part in split_list(text):
            found = key_named(part, definition, style.language)
            if found is not None:
                chosen.add(found)
                continue
            # Commas separate too, but only where they are no part of a label.
            for name in split_loosely(part):
                key = key_named(name, definition, style.language)
                if key is None:
                    raise unknown_choice(name, definition, style.language)
                chosen.add(key)
        return self._ordered(chosen, definition)

    def _ordered(self, chosen: set[str], definition: MultiSelectDef) -> tuple[str, ...] | None:
        count = len(chosen)
        if not count:
            return None
        if count < definition.min:
            params = {"limit": definition.min, "count": count}
            raise ValueRefused(messages.TOO_FEW_CHOSEN, params)
        if definition.max is not None and count > definition.max:
            params = {"limit": definition.max, "count": count}
            raise ValueRefused(messages.TOO_MANY_CHOSEN, params)
        return tuple(key for key in definition.by_value if key in chosen)

    def to_text(self, value: tuple[str, ...], definition: MultiSelectDef, style: TextStyle) -> str:
        """The labels with semicolons between them."""
        return "; ".join(label_of(definition, key, style.language) for key in value)

    def literal(self, value: tuple[str, ...], definition: MultiSelectDef) -> str:
        """The keys in quotes, with commas between them."""
        return ", ".join(quoted(key) for key in value)

    def check(self, definition: MultiSelectDef) -> None:
        """Check labels and default, as soon as the values are known."""
        for number, choice in enumerate(definition.values):
            for language in LANGUAGES:
                label = choice.label.text(language)
                if split_list(label) != [label.strip()]:
                    path = ("values", number, "label", language)
                    raise DefinitionRefused(messages.CHOICE_SEPARATOR, {"label": label}, path)
        super().check(definition)
