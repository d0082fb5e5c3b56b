"""Choices from a fixed list: one of them (`select`) or several (`multiselect`)."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, Self

import sqlalchemy as sa
from pydantic import Field, StringConstraints, model_validator

from objectry.formula.messages import LANGUAGES, Language
from objectry.formula.types import Type
from objectry.metadata.column_types import TextList
from objectry.metadata.documents import ApiName, Definition, Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    DefinitionRefused,
    Example,
    FieldDef,
    FieldType,
    Mention,
    Operator,
    Reject,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.operators import CHOICE_OPERATORS, LIST_OPERATORS, quoted
from objectry.metadata.field_types.reading import (
    as_text,
    echo,
    half_width,
    listed,
    split_list,
    split_loosely,
    wrong_type,
)

MAX_CHOICES = 2_000
MAX_VALUE_LENGTH = 64

ChoiceValue = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}$")]
"""A stable key: letters, digits, `_`, `.` and `-`, 64 characters at most."""

Color = Literal[
    "gray", "red", "orange", "yellow", "green", "teal", "blue", "indigo", "purple", "pink"
]


class ChoiceDef(Definition):
    """One value of a select field."""

    value: ChoiceValue
    """The key that is stored, and that formulas and the API use."""
    label: Label
    """What people read."""
    color: Color | None = None
    """The colour of its badge."""
    active: bool = True
    """False keeps the value where it is stored and offers it no more."""
    when: tuple[ChoiceValue, ...] = ()
    """The values of the controlling field that this value is offered for; none means all."""


class SelectDef(FieldDef):
    """A field with one value of a list."""

    type: Literal["select"] = "select"
    """One value of a list."""
    values: Annotated[tuple[ChoiceDef, ...], Field(max_length=MAX_CHOICES)] = ()
    """The values in their order."""
    value_set: ApiName | None = None
    """The global list of values to use instead of own ones."""
    depends_on: ApiName | None = None
    """The select field of the same object that decides which values are offered."""
    display: Literal["dropdown", "radio"] = "dropdown"
    """How the values are offered."""
    default: ChoiceValue | None = None
    """The value of a new record."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        _refuse_bad_choices(self.values, self.value_set, self.depends_on)
        return self

    @cached_property
    def by_value(self) -> Mapping[str, ChoiceDef]:
        """The values by key."""
        return _by_value(self.values)

    @cached_property
    def by_name(self) -> Mapping[tuple[Language, str], str]:
        """The keys by what people of a language may write."""
        return _by_name(self.values)


class MultiSelectDef(FieldDef):
    """A field with several values of a list."""

    type: Literal["multiselect"] = "multiselect"
    """Several values of a list."""
    values: Annotated[tuple[ChoiceDef, ...], Field(max_length=MAX_CHOICES)] = ()
    """The values in their order."""
    value_set: ApiName | None = None
    """The global list of values to use instead of own ones."""
    depends_on: ApiName | None = None
    """The select field of the same object that decides which values are offered."""
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
        _refuse_bad_choices(self.values, self.value_set, self.depends_on)
        if self.max is not None and self.min > self.max:
            params = {"low_name": "min", "low": self.min, "high_name": "max", "high": self.max}
            raise DefinitionRefused(messages.RANGE_EMPTY, params, ("min",))
        return self

    @cached_property
    def by_value(self) -> Mapping[str, ChoiceDef]:
        """The values by key."""
        return _by_value(self.values)

    @cached_property
    def by_name(self) -> Mapping[tuple[Language, str], str]:
        """The keys by what people of a language may write."""
        return _by_name(self.values)


AnySelectDef = SelectDef | MultiSelectDef


def listed_values(chosen: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """The values that a choice of one, of several or of none is made of."""
    return chosen if isinstance(chosen, tuple) else () if chosen is None else (chosen,)


def _refuse_bad_choices(
    values: tuple[ChoiceDef, ...], value_set: str | None, depends_on: str | None
) -> None:
    """Refuse a missing or doubled list, and values that cannot be told apart."""
    if not values and value_set is None:
        raise DefinitionRefused(messages.CHOICES_MISSING)
    if values and value_set is not None:
        raise DefinitionRefused(messages.CHOICES_BOTH, path=("value_set",))
    refuse_doubled_choices(values)
    for number, choice in enumerate(values):
        if choice.when and depends_on is None:
            raise DefinitionRefused(messages.WHEN_WITHOUT_CONTROL, path=("values", number, "when"))


def refuse_doubled_choices(values: tuple[ChoiceDef, ...]) -> None:
    """Refuse values that people or programs could not tell apart. Raises DefinitionRefused."""
    seen: set[tuple[str, str]] = set()
    for number, choice in enumerate(values):
        names = {("value", choice.value)}
        names |= {(language, _folded(choice.label.text(language))) for language in LANGUAGES}
        twice = sorted(names & seen)
        if twice:
            params = {"value": twice[0][1]}
            raise DefinitionRefused(messages.CHOICE_TWICE, params, ("values", number))
        seen |= names


def _folded(text: str) -> str:
    """A name as it is compared when people write it."""
    return " ".join(half_width(text).casefold().split())


def _by_value(values: Iterable[ChoiceDef]) -> Mapping[str, ChoiceDef]:
    return MappingProxyType({choice.value: choice for choice in values})


def _by_name(values: tuple[ChoiceDef, ...]) -> Mapping[tuple[Language, str], str]:
    """Keys by language and name.

    A label of the reader's language wins over a key, a key over a foreign label.
    """
    found: dict[tuple[Language, str], str] = {}
    for language in LANGUAGES:
        for other in LANGUAGES:
            if other != language:
                found |= {(language, _folded(c.label.text(other))): c.value for c in values}
        found |= {(language, _folded(choice.value)): choice.value for choice in values}
        found |= {(language, choice.value): choice.value for choice in values}
        found |= {(language, _folded(c.label.text(language))): c.value for c in values}
        found |= {(language, c.label.text(language)): c.value for c in values}
    return MappingProxyType(found)


def _named(text: str, definition: AnySelectDef, language: Language) -> str | None:
    """The key that a text stands for."""
    names = definition.by_name
    return names.get((language, text)) or names.get((language, _folded(text)))


def _unknown(text: str, definition: AnySelectDef, language: Language = "zh") -> ValueRefused:
    """The refusal of a value that is not in the list, with the nearest one that is."""
    names = {name: key for (of, name), key in definition.by_name.items() if of == language}
    near = difflib.get_close_matches(echo(text), list(names), 1, 0.6)
    allowed = listed([choice.value for choice in definition.values if choice.active])
    params = {"value": echo(text), "allowed": allowed}
    return ValueRefused(messages.SELECT_UNKNOWN, params, names[near[0]] if near else "")


def _offered(
    definition: AnySelectDef, controlling: object, subset: Collection[str] | None
) -> tuple[ChoiceDef, ...]:
    """Active values, of the business type, that the controlling field allows (catalogue M4)."""
    chosen = controlling if isinstance(controlling, tuple) else (controlling,)
    return tuple(
        choice
        for choice in definition.values
        if choice.active
        and (subset is None or choice.value in subset)
        and (not choice.when or any(value in choice.when for value in chosen))
    )


def _refuse_unoffered(
    value: str, definition: AnySelectDef, controlling: object, subset: Collection[str] | None
) -> None:
    offered = _offered(definition, controlling, subset)
    if any(choice.value == value for choice in offered):
        return
    inactive = value in definition.by_value and not definition.by_value[value].active
    message = messages.SELECT_INACTIVE if inactive else messages.SELECT_NOT_OFFERED
    params = {"value": value, "allowed": listed([choice.value for choice in offered])}
    raise ValueRefused(message, params)


def _mentions(definition: AnySelectDef) -> tuple[Mention, ...]:
    found: list[Mention] = []
    if definition.value_set is not None:
        found.append(("value_set", definition.value_set, ("value_set",)))
    if definition.depends_on is not None:
        found.append(("field", definition.depends_on, ("depends_on",)))
    return tuple(found)


def _label_words(definition: AnySelectDef, value: str) -> str:
    choice = definition.by_value.get(value)
    return f"{choice.label.zh} {choice.label.en}" if choice else ""


def _label(definition: AnySelectDef, value: str, language: Language) -> str:
    """The label of a value; a value that has left the list shows its key."""
    choice = definition.by_value.get(value)
    return choice.label.text(language) if choice else value


_VALUES = (
    {"value": "prospecting", "label": {"zh": "初步接洽", "en": "Prospecting"}},
    {"value": "won", "label": {"zh": "赢单", "en": "Won"}, "color": "green"},
    {"value": "stalled", "label": {"zh": "搁置", "en": "Stalled"}, "active": False},
)


class SelectType(FieldType[SelectDef, str]):
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
    operators: ClassVar[tuple[Operator, ...]] = CHOICE_OPERATORS
    options: ClassVar[Mapping[str, object]] = MappingProxyType({"values": _VALUES})
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
        raise _unknown(text, definition)

    def to_json(self, value: str, definition: SelectDef) -> object:
        """The key."""
        return value

    def from_text(self, text: str, definition: SelectDef, style: TextStyle) -> str | None:
        """Find the value by its label in either language, or by its key."""
        found = _named(text, definition, style.language)
        if found is None and text.strip():
            raise _unknown(text, definition, style.language)
        return found

    def to_text(self, value: str, definition: SelectDef, style: TextStyle) -> str:
        """The label."""
        return _label(definition, value, style.language)

    def literal(self, value: str, definition: SelectDef) -> str:
        """The key in quotes."""
        return quoted(value)

    def check(self, definition: SelectDef) -> None:
        """Check the default, as soon as the values are known."""
        if definition.values:
            super().check(definition)

    def offered(
        self, definition: SelectDef, controlling: object, subset: Collection[str] | None
    ) -> tuple[ChoiceDef, ...]:
        """The values that may be newly chosen."""
        return _offered(definition, controlling, subset)

    def refuse_unoffered(
        self,
        value: str,
        definition: SelectDef,
        controlling: object,
        subset: Collection[str] | None,
    ) -> None:
        """Refuse a value that is switched off, or not offered for this record."""
        _refuse_unoffered(value, definition, controlling, subset)

    def mentions(self, definition: SelectDef) -> tuple[Mention, ...]:
        """The value set and the controlling field."""
        return _mentions(definition)

    def choices(self, definition: SelectDef) -> tuple[str, ...]:
        """All keys."""
        return tuple(definition.by_value)

    def search_words(self, value: str, definition: SelectDef) -> str:
        """The label in both languages."""
        return _label_words(definition, value)


class MultiSelectType(FieldType[MultiSelectDef, tuple[str, ...]]):
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
    options: ClassVar[Mapping[str, object]] = MappingProxyType({"values": _VALUES})
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
                raise _unknown(key, definition)
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
            found = _named(part, definition, style.language)
            if found is not None:
                chosen.add(found)
                continue
            # Commas separate too, but only where they are no part of a label.
            for name in split_loosely(part):
                key = _named(name, definition, style.language)
                if key is None:
                    raise _unknown(name, definition, style.language)
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
        return "; ".join(_label(definition, key, style.language) for key in value)

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
        if definition.values:
            super().check(definition)

    def offered(
        self, definition: MultiSelectDef, controlling: object, subset: Collection[str] | None
    ) -> tuple[ChoiceDef, ...]:
        """The values that may be newly chosen."""
        return _offered(definition, controlling, subset)

    def refuse_unoffered(
        self,
        value: tuple[str, ...],
        definition: MultiSelectDef,
        controlling: object,
        subset: Collection[str] | None,
    ) -> None:
        """Refuse values that are switched off, or not offered for this record."""
        for key in value:
            _refuse_unoffered(key, definition, controlling, subset)

    def mentions(self, definition: MultiSelectDef) -> tuple[Mention, ...]:
        """The value set and the controlling field."""
        return _mentions(definition)

    def choices(self, definition: MultiSelectDef) -> tuple[str, ...]:
        """All keys."""
        return tuple(definition.by_value)

    def search_words(self, value: tuple[str, ...], definition: MultiSelectDef) -> str:
        """The labels in both languages."""
        return " ".join(_label_words(definition, key) for key in value)
