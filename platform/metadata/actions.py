"""What a plan consists of: typed actions, each of which can say itself in both languages.

An action says what changes, not how: `runtime/database/migrate.py` carries it out on the tables, and
`runtime/records/upgrades.py` on the records that there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import ClassVar

from objectry.formula.messages import Language, Message
from objectry.metadata import messages
from objectry.metadata.option_changes import OptionChange, told
from objectry.metadata.things import THINGS


@dataclass(frozen=True, slots=True)
class _Action:
    """The base of all actions."""

    name: ClassVar[str]
    """The name of the action in the API."""
    sentence: ClassVar[Message]

    def text(self, language: Language) -> str:
        """The action as a sentence."""
        return self.sentence.text(language, self._params())

    def json(self) -> dict[str, object]:
        """The action as the API answers it."""
        return {"action": self.name, **self._values(),
                "text": {"zh": self.text("zh"), "en": self.text("en")}}  # fmt: skip

    def _values(self) -> Mapping[str, object]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def _params(self) -> Mapping[str, object]:
        return self._values()


@dataclass(frozen=True, slots=True)
class AddObject(_Action):
    """A new object with all its fields."""

    object: str
    name = "add_object"
    sentence = messages.ADD_OBJECT


@dataclass(frozen=True, slots=True)
class _OnField(_Action):
    """An action on a field as a whole, or on what belongs to all of its values."""

    object: str
    field: str


@dataclass(frozen=True, slots=True)
class AddField(_OnField):
    """A new field of an object that exists. Records that exist have no value in it, unless a FillField follows."""

    renamed_from: str | None = None
    """The former name that the field claims to have, though the object has no such field: it may be misspelt."""
    name = "add_field"
    sentence = messages.ADD_FIELD

    def text(self, language: Language) -> str:
        """The action as a sentence."""
        sentence = messages.ADD_FIELD_EMPTY if self.renamed_from else self.sentence
        return sentence.text(language, self._params())


@dataclass(frozen=True, slots=True)
class RenameField(_Action):
    """Another name for a field, which keeps its values, its history and its place in trees and in the search."""

    object: str
    before: str
    field: str
    name = "rename_field"
    sentence = messages.RENAME_FIELD


@dataclass(frozen=True, slots=True)
class WidenField(_OnField):
    """More room for the values of a field: longer texts, or more decimal places."""

    places: int
    """How many decimal places the values gain; 0 for texts."""
    name = "widen_field"
    sentence = messages.WIDEN_FIELD


@dataclass(frozen=True, slots=True)
class FillField(_OnField):
    """What a new record would begin with, for records that lack a value that no record may lack."""

    name = "fill_field"
    sentence = messages.FILL_FIELD


@dataclass(frozen=True, slots=True)
class ReshapeField(_OnField):
    """Other columns for the values of a computed field, or none any more: all values are computed, none is lost."""

    name = "reshape_field"
    sentence = messages.RESHAPE_FIELD


@dataclass(frozen=True, slots=True)
class ComputeField(_OnField):
    """New values of a computed field for the records that there are. Where they are many, a job computes them."""

    name = "compute_field"
    sentence = messages.COMPUTE_FIELD


@dataclass(frozen=True, slots=True)
class RequireValue(_OnField):
    """A field that becomes required, though nothing fills it in: nobody can tell the values of old records."""

    lacking: int = 0
    """How many records have no value in it, which only the database knows."""
    name = "require_value"
    sentence = messages.REQUIRE_VALUE


@dataclass(frozen=True, slots=True)
class LimitValues(_OnField):
    """Narrower limits for the values of a field. Values that are there stay as they are."""

    outside: int = 0
    """How many records hold a value that the field would not take any more, which only the database knows."""
    name = "limit_values"
    sentence = messages.LIMIT_VALUES


@dataclass(frozen=True, slots=True)
class ContinueNumbers(_OnField):
    """Counters that go on behind the numbers that there are, for an auto number that counts or writes in another way."""

    name = "continue_numbers"
    sentence = messages.CONTINUE_NUMBERS


@dataclass(frozen=True, slots=True)
class AddValue(_OnField):
    """A new value of a select field."""

    value: str
    name = "add_value"
    sentence = messages.ADD_VALUE


@dataclass(frozen=True, slots=True)
class _OnIndex(_OnField):
    """An action on the index of a field, or on one over several, whose names are joined by `+`."""

    unique: bool
    over_several: ClassVar[Message]

    def text(self, language: Language) -> str:
        """The action as a sentence."""
        fields = self.field.split("+")
        sentence = self.sentence if len(fields) == 1 else self.over_several
        return sentence.text(language, {**self._params(), "fields": ", ".join(fields)})


@dataclass(frozen=True, slots=True)
class AddIndex(_OnIndex):
    """An index for a field that has become `indexed` or `unique`, or over several fields."""

    name = "add_index"
    sentence = messages.ADD_INDEX
    over_several = messages.ADD_INDEX_OVER


@dataclass(frozen=True, slots=True)
class DropIndex(_OnIndex):
    """The end of an index of a field that is `indexed` or `unique` no more, or of one over several fields."""

    name = "drop_index"
    sentence = messages.DROP_INDEX
    over_several = messages.DROP_INDEX_OVER


@dataclass(frozen=True, slots=True)
class BuildSearch(_OnField):
    """The words of the records that there are, for a field that has become `searchable` or has other labels."""

    name = "build_search"
    sentence = messages.BUILD_SEARCH


@dataclass(frozen=True, slots=True)
class ClearSearch(_OnField):
    """The end of the words of a field that is searched no more."""

    name = "clear_search"
    sentence = messages.CLEAR_SEARCH


@dataclass(frozen=True, slots=True)
class BuildTree(_OnField):
    """The places of the records that there are, in the tree of a field that has become a `hierarchy`."""

    name = "build_tree"
    sentence = messages.BUILD_TREE


@dataclass(frozen=True, slots=True)
class ClearTree(_OnField):
    """The end of the tree of a field that is no `hierarchy` any more."""

    name = "clear_tree"
    sentence = messages.CLEAR_TREE


@dataclass(frozen=True, slots=True)
class _OnDefinition(_Action):
    """An action on a definition without tables of its own: a layout, a profile, the options of a field …"""

    kind: str
    definition: str

    def _params(self) -> Mapping[str, object]:
        zh, en = THINGS[self.kind]
        return {"definition": self.definition, "kind_zh": zh, "kind_en": en}


@dataclass(frozen=True, slots=True)
class AddDefinition(_OnDefinition):
    """A new definition."""

    name = "add_definition"
    sentence = messages.ADD_DEFINITION


@dataclass(frozen=True, slots=True)
class ChangeDefinition(_OnDefinition):
    """Other options of something that exists."""

    changes: tuple[OptionChange, ...]
    """What changes, apart from what other actions tell."""
    name = "change_definition"
    sentence = messages.CHANGE_DEFINITION

    def text(self, language: Language) -> str:
        """The action as a sentence. A role is planted by its definition, and its record is left to the administrators."""
        sentence = messages.CHANGE_ROLE if self.kind == "role" else self.sentence
        return sentence.text(language, self._params())

    def _values(self) -> Mapping[str, object]:
        changes = [change.json() for change in self.changes]
        return {"kind": self.kind, "definition": self.definition, "changes": changes}

    def _params(self) -> Mapping[str, object]:
        zh, en = THINGS[self.kind]
        return {"definition": self.definition, "kind_zh": zh, "kind_en": en,
                "changes_zh": told(self.changes, "zh"), "changes_en": told(self.changes, "en")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RemoveDefinition(_OnDefinition):
    """The end of a definition that no data depend on."""

    name = "remove_definition"
    sentence = messages.REMOVE_DEFINITION


@dataclass(frozen=True, slots=True)
class RemoveHeld(RemoveDefinition):
    """The end of a role or a profile, which users may hold."""

    holders: int = 0
    """How many users do, which only the database knows."""
    kinds: ClassVar[Mapping[str, Message]] = MappingProxyType(
        {"role": messages.REMOVE_ROLE, "profile": messages.REMOVE_PROFILE}
    )
    """What is said of the kinds that are held."""

    def text(self, language: Language) -> str:
        """The action as a sentence."""
        return self.kinds[self.kind].text(language, self._values())


@dataclass(frozen=True, slots=True)
class RewriteFile(_Action):
    """Another text of a file, or another place for it, that means the same: comments, order, spelling, names of fields."""

    pack: str
    file: str
    fields: tuple[str, ...] = ()
    """The fields that a file which is not given calls by their new names, as `object.field`."""
    name = "rewrite_file"
    sentence = messages.REWRITE_FILE

    def text(self, language: Language) -> str:
        """The action as a sentence."""
        sentence = messages.REWRITE_NAMES if self.fields else self.sentence
        return sentence.text(language, {**self._params(), "fields": ", ".join(self.fields)})


Action = (
    AddObject
    | AddField
    | RenameField
    | WidenField
    | FillField
    | ReshapeField
    | ComputeField
    | RequireValue
    | LimitValues
    | ContinueNumbers
    | AddValue
    | AddIndex
    | DropIndex
    | BuildSearch
    | ClearSearch
    | BuildTree
    | ClearTree
    | AddDefinition
    | ChangeDefinition
    | RemoveDefinition
    | RemoveHeld
    | RewriteFile
)
