"""What fields with values of a fixed list have in common, whether they hold one value or several."""

import difflib
from collections.abc import Collection, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, ClassVar, Generic, Self, TypeVar

from pydantic import Field, model_validator

from objectry.formula.messages import LANGUAGES, Language, excerpt
from objectry.metadata.documents import ApiName, Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    DefinitionRefused,
    FieldDef,
    FieldType,
    Mention,
    ValueRefused,
)
from objectry.metadata.field_types.choice import ChoiceDef
from objectry.metadata.field_types.reading import half_width, listed
from objectry.metadata.problems import Path

MAX_CHOICES = 2_000

SAMPLE_VALUES = (
    {"value": "prospecting", "label": {"zh": "初步接洽", "en": "Prospecting"}},
    {"value": "won", "label": {"zh": "赢单", "en": "Won"}, "color": "green"},
    {"value": "stalled", "label": {"zh": "搁置", "en": "Stalled"}, "active": False},
)

C = TypeVar("C", bound="ChoicesDef")
V = TypeVar("V", bound="str | tuple[str, ...]")


class ChoicesDef(FieldDef):
    """A field whose values are those of a list."""

    values: Annotated[tuple[ChoiceDef, ...], Field(max_length=MAX_CHOICES)] = ()
    """The values in their order."""
    value_set: ApiName | None = None
    """The global list of values to use instead of own ones."""
    depends_on: ApiName | None = None
    """The select field of the same object that decides which values are offered."""

    @model_validator(mode="after")
    def _refuse_bad_choices(self) -> Self:
        if not self.values and self.value_set is None:
            raise DefinitionRefused(messages.CHOICES_MISSING)
        if self.values and self.value_set is not None:
            raise DefinitionRefused(messages.CHOICES_BOTH, path=("value_set",))
        refuse_doubled_choices(self.values)
        for number, choice in enumerate(self.values):
            if choice.when and self.depends_on is None:
                path = ("values", number, "when")
                raise DefinitionRefused(messages.WHEN_WITHOUT_CONTROL, path=path)
        return self

    @cached_property
    def by_value(self) -> Mapping[str, ChoiceDef]:
        """The values by key."""
        return MappingProxyType({choice.value: choice for choice in self.values})

    @cached_property
    def by_name(self) -> Mapping[tuple[Language, str], str]:
        """The keys by what people of a language may write."""
        return _by_name(self.values)


class ChoicesType(FieldType[C, V], Generic[C, V]):
    """The base of the types whose values are those of a list."""

    narrowed: ClassVar[bool] = True

    def check(self, definition: C) -> None:
        """Check the default, as soon as the values are known."""
        if definition.values:
            super().check(definition)

    def filled(self, definition: C, shared: Mapping[str, tuple[ChoiceDef, ...]]) -> C:
        """The definition with the values of its value set."""
        values = shared.get(definition.value_set or "")
        return definition if values is None else definition.model_copy(update={"values": values})

    def depends_on(self, definition: C) -> str | None:
        """The controlling field."""
        return definition.depends_on

    def controlling_values(self, definition: C) -> tuple[tuple[str, Path], ...]:
        """Those that decide about a value."""
        return tuple(
            (value, ("values", number, "when", index))
            for number, choice in enumerate(definition.values)
            for index, value in enumerate(choice.when)
        )

    def offered(
        self, definition: C, controlling: object, subset: Collection[str] | None
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

    def refuse_unoffered(
        self, value: V, definition: C, controlling: object, subset: Collection[str] | None
    ) -> None:
        """Refuse values that are switched off, or not offered for this record."""
        offered = [choice.value for choice in self.offered(definition, controlling, subset)]
        for key in listed_values(value):
            if key in offered:
                continue
            inactive = key in definition.by_value and not definition.by_value[key].active
            message = messages.SELECT_INACTIVE if inactive else messages.SELECT_NOT_OFFERED
            raise ValueRefused(message, {"value": key, "allowed": listed(offered)})

    def mentions(self, definition: C) -> tuple[Mention, ...]:
        """The value set and the controlling field."""
        found: list[Mention] = []
        if definition.value_set is not None:
            found.append(("value_set", definition.value_set, ("value_set",)))
        if definition.depends_on is not None:
            found.append(("field", definition.depends_on, ("depends_on",)))
        return tuple(found)

    def begins_with(self, definition: C) -> tuple[str, ...]:
        """The default."""
        default = self.given_default(definition)
        return listed_values(default) if isinstance(default, str | tuple) else ()

    def choices(self, definition: C) -> tuple[str, ...]:
        """All keys."""
        return tuple(definition.by_value)

    def labels(self, definition: C) -> Mapping[str, Label]:
        """Those of the values."""
        return {choice.value: choice.label for choice in definition.values}

    def search_words(self, value: V, definition: C) -> str:
        """The labels in both languages."""
        found = [definition.by_value.get(key) for key in listed_values(value)]
        return " ".join(f"{choice.label.zh} {choice.label.en}" for choice in found if choice)


def listed_values(chosen: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """The values that a choice of one, of several or of none is made of."""
    return chosen if isinstance(chosen, tuple) else () if chosen is None else (chosen,)


def refuse_doubled_choices(values: tuple[ChoiceDef, ...]) -> None:
    """Refuse values that people or programs could not tell apart. Raises DefinitionRefused."""
    seen: set[tuple[str, str]] = set()
    for number, choice in enumerate(values):
        names = {("value", choice.value)}
        names |= {(language, folded(choice.label.text(language))) for language in LANGUAGES}
        twice = sorted(names & seen)
        if twice:
            params = {"value": twice[0][1]}
            raise DefinitionRefused(messages.CHOICE_TWICE, params, ("values", number))
        seen |= names


def key_named(text: str, definition: ChoicesDef, language: Language) -> str | None:
    """The key that a text stands for."""
    names = definition.by_name
    return names.get((language, text)) or names.get((language, folded(text)))


def label_of(definition: ChoicesDef, value: str, language: Language) -> str:
    """The label of a value; a value that has left the list shows its key."""
    choice = definition.by_value.get(value)
    return choice.label.text(language) if choice else value


def unknown_choice(text: str, definition: ChoicesDef, language: Language = "zh") -> ValueRefused:
    """The refusal of a value that is not in the list, with the nearest one that is."""
    names = {name: key for (of, name), key in definition.by_name.items() if of == language}
    near = difflib.get_close_matches(excerpt(text), list(names), 1, 0.6)
    allowed = listed([choice.value for choice in definition.values if choice.active])
    params = {"value": excerpt(text), "allowed": allowed}
    return ValueRefused(messages.SELECT_UNKNOWN, params, names[near[0]] if near else "")


def folded(text: str) -> str:
    """A name as it is compared where people write it."""
    return " ".join(half_width(text).casefold().split())


def _by_name(values: tuple[ChoiceDef, ...]) -> Mapping[tuple[Language, str], str]:
    """Keys by language and name.

    A label of the reader's language wins over a key, a key over a foreign label.
    """
    found: dict[tuple[Language, str], str] = {}
    for language in LANGUAGES:
        for other in LANGUAGES:
            if other != language:
                found |= {(language, folded(c.label.text(other))): c.value for c in values}
        found |= {(language, folded(choice.value)): choice.value for choice in values}
        found |= {(language, choice.value): choice.value for choice in values}
        found |= {(language, folded(c.label.text(language))): c.value for c in values}
        found |= {(language, c.label.text(language)): c.value for c in values}
    return MappingProxyType(found)
