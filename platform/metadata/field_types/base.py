"""The contract of a field type: all that the platform knows about one kind of value.

A field type sees a field's definition and a value; it never sees a request, a user, a session or a
template. Listing it in `FIELD_TYPES` is all that it takes to use it in forms, lists, filters,
import, export and the API.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar, Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from objectry.formula.messages import Language, Message
from objectry.formula.types import Type
from objectry.metadata.documents import ApiName, Definition, Expression, Help, Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.choice import ChoiceDef
from objectry.metadata.problems import NO_PARAMS, Path

D = TypeVar("D", bound="FieldDef")
V = TypeVar("V")

Mention = tuple[Literal["object", "field", "field_of", "value_set", "business_type"], str, Path]
"""A name among the options of a field: what it names, the name, and where: the option, or an entry of it. A `field_of` is
a field of another object, `opportunity.amount`."""


FROM_FORMULAS = frozenset(Type) - {Type.MULTIPICKLIST, Type.GEOLOCATION, Type.PERIOD, Type.NULL}
"""Types of formulas whose values a field can begin with."""


class FieldDef(Definition):
    """What every field may say, whatever its type (catalogue 5.1, "rules for all")."""

    known_by = "name"
    always_written = frozenset({"type"})

    name: ApiName
    """The API name: fixed once created, used in formulas, filters, imports and the API. No system field, no word of the
    formula language or of the API such as `today` or `count`, nothing with `__` in it."""
    type: str
    """The field type, e.g. `text`."""
    label: Label
    """What people read."""
    help: Help | None = None
    """An explanation shown beside the field."""
    required: bool = False
    """Refuse records in which the field is empty, at every door."""
    required_when: Expression | None = None
    """Refuse records in which the field is empty while this formula is true of them, at every door. Nothing is asked of
    users who may not write the field."""
    unique: bool = False
    """Refuse a second live record with the same value. Empty values may repeat."""
    default_formula: Expression | None = None
    """A formula whose value a new record begins with where nobody gives one, instead of `default`: `TODAY() + 30`,
    `customer.owner`. It reads the values that are given, what is computed of them, those of look-ups, and `$User`."""
    read_only: bool = False
    """Show the field, but take no value for it from users."""
    read_only_when: Expression | None = None
    """Take no other value from users, at every door, while this formula is true of the record as it was before the change;
    of a new record, as it begins."""
    indexed: bool = False
    """Keep a database index, for fields that large lists are filtered or sorted by."""
    searchable: bool = False
    """Find records by this field's words in the search box."""
    copied: bool = True
    """Carry the value over when a record is copied (保存并复制)."""
    history: bool = True
    """Keep old and new values in the field history."""
    active: bool = True
    """False hides the field everywhere and keeps its data."""
    renamed_from: ApiName | None = None
    """The former name, so that a plan sees a renaming instead of a removal and an addition."""


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One database column of a field.

    `suffix` is empty for the first column and e.g. `__lng` for a further one.
    """

    suffix: str
    type: TypeEngine[Any]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How texts for people are read and written: language, time zone, and explicit formats."""

    language: Language
    zone: ZoneInfo
    date_format: str | None = None
    """Parts YYYY MM DD HH mm ss and separators, e.g. `MM/DD/YYYY`; None: the usual spellings."""
    decimal_mark: Literal[".", ","] = "."


@dataclass(frozen=True, slots=True)
class Operator:
    """One comparison that a filter builder offers for a field.

    `template` is formula text with `{field}` and `{value}` places, so that a built filter is an
    ordinary formula. `operand` says what the user enters: nothing, one value, several values, a
    lower and an upper value, or a whole number. Several values stand in the place of `{value}`
    with commas between them.
    """

    name: str
    label: Label
    template: str
    operand: Literal["none", "value", "values", "pair", "number"] = "value"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a field that points to other records promises about them."""

    targets: tuple[str, ...]
    """Objects that may be pointed to."""
    on_delete: Literal["clear", "forbid", "cascade"]
    """What happens to this record when the other one is deleted."""
    many: bool = False
    """True when one field holds several records."""
    owning: bool = False
    """True for master-detail: the record lives, is seen and is restored with its master."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What counts the records that get their numbers from one series in one period."""

    series: str
    """The business type that counts by itself, or empty for all others."""
    period: str
    start: int
    """The first number of each period."""
    text: Callable[[int], str]
    """How a number is written."""


@dataclass(frozen=True, slots=True)
class NumberForm:
    """What the numbers of one series look like in one period.

    Around the counter stand texts that all of them have, and whole numbers: as many digits, whichever they are.
    """

    series: str
    """The business type that counts by itself, or empty for all others."""
    period: str
    start: int
    """The first number of each period."""
    before: tuple[str | int, ...]
    behind: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class LookupKey:
    """A record named by the value of one of its fields instead of by its ID.

    E.g. `P-001` of the field `code`. `field` is empty when the text may be the value of any
    unique field or of the name field.
    """

    field: str
    value: str
    object: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: options, a typed text, its JSON form, and the text shown again."""

    text: str
    json: object
    shown: str
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reject:
    """A JSON value that the type refuses under some options, and the code that says why."""

    json: object
    code: str
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Which uploaded files a field takes."""

    size: int
    """Bytes of the largest one."""
    extensions: tuple[str, ...]
    """The endings of their names; none means any."""


class ValueRefused(Exception):
    """A value that a field cannot take: message, parameters, and the nearest right value."""

    def __init__(
        self, message: Message, params: Mapping[str, object] = NO_PARAMS, hint: str = ""
    ) -> None:
        self.message = message
        self.params = params
        self.hint = hint
        super().__init__(message.text("en", params))

    def reason(self, value: object) -> Mapping[str, object]:
        """The value and why it is refused, for messages that say so of a whole."""
        return {
            "value": str(value),
            "reason_zh": self.message.text("zh", self.params),
            "reason_en": self.message.text("en", self.params),
        }


class DefinitionRefused(ValueError):
    """Options of a field that contradict each other: the message, and the option at fault.

    A ValueError, so that pydantic collects it with all other problems of a document.
    """

    def __init__(
        self, message: Message, params: Mapping[str, object] = NO_PARAMS, path: Path = ()
    ) -> None:
        self.message = message
        self.params = params
        self.path = path
        super().__init__(message.text("en", params))


class FieldType(ABC, Generic[D, V]):
    """One field type. Instances hold nothing: methods are functions of definition and value.

    `V` is the Python value that records, formulas and the store work with; None (no value) never
    reaches a method.
    """

    name: ClassVar[str]
    title: ClassVar[Label]
    """The name of the type in the field type chooser."""
    definition: ClassVar[type[FieldDef]]
    """What a pack may say about such a field."""
    formula_type: ClassVar[Type | None]
    """The type that formulas see, None when they cannot use it; `type_in_formulas` refines it."""
    widget: ClassVar[str]
    """The form element that edits it."""
    operators: ClassVar[tuple[Operator, ...]] = ()
    """What a filter builder offers."""
    options: ClassVar[Mapping[str, object]] = {}
    """Options that a field needs to be valid at all; examples and rejects are added to them."""
    examples: ClassVar[tuple[Example, ...]]
    rejects: ClassVar[tuple[Reject, ...]]
    stored: ClassVar[bool] = True
    """False for types that never have columns: dividers, references, lists in a link table."""
    computed: ClassVar[bool] = False
    """True when users never write the value."""
    sortable: ClassVar[bool] = True
    groupable: ClassVar[bool] = False
    """True when aggregations may put records with the same value together."""
    names_records: ClassVar[bool] = False
    """True when a field of the type may be the name of its records."""
    narrowed: ClassVar[bool] = False
    """True when a business type may offer some of its values only."""
    controlling: ClassVar[bool] = False
    """True when other fields may offer values that depend on its value."""
    whole: ClassVar[bool] = False
    """True when the value is an int. Formulas reckon with decimals."""
    percent: ClassVar[bool] = False
    """True when the value is in points, of which a hundred make a whole: formulas see 0.25 for 25."""
    holds_files: ClassVar[bool] = False
    """True when the value is a list of IDs of uploaded files."""
    signed: ClassVar[bool] = False
    """True when texts of it that begin with a sign are what they look like, and no formula that a spreadsheet computes."""
    plain: ClassVar[bool] = False
    """True when the value is its own JSON form, so that whole columns are answered without a look at each."""

    @abstractmethod
    def columns(self, definition: D) -> tuple[ColumnSpec, ...]:
        """The database columns, the first one without a suffix."""

    @abstractmethod
    def json_schema(self, definition: D) -> dict[str, Any]:
        """JSON Schema of the value in the API, when there is one."""

    @abstractmethod
    def from_json(self, raw: object, definition: D) -> V | None:
        """Check a value of the API. Raises ValueRefused. None, given or answered, means empty."""

    @abstractmethod
    def to_json(self, value: V, definition: D) -> object:
        """The value as the API answers it."""

    @abstractmethod
    def from_text(self, text: str, definition: D, style: TextStyle) -> V | None:
        """Read what a person typed or a file holds. Raises ValueRefused. None means empty."""

    @abstractmethod
    def to_text(self, value: V, definition: D, style: TextStyle) -> str:
        """The value as people read it in lists, exports and on terminals.

        `from_text` reads it back.
        """

    def to_display(self, value: V, definition: D, style: TextStyle) -> str:
        """The value as pages show it: its text, without what nobody looks at."""
        return self.to_text(value, definition, style)

    def to_columns(self, value: V, definition: D) -> Sequence[object]:
        """One stored value for each column. Types with one column store the value as it is."""
        return (value,)

    def from_columns(self, stored: Sequence[Any], definition: D) -> V | None:
        """The value of what the columns hold; None when there is none."""
        value: V | None = stored[0]
        return value

    def json_column(self, definition: D) -> TypeEngine[Any] | None:
        """The type that reads the one column as `to_json` has its value, for lists; None when the value is made first."""
        return None

    def literal(self, value: V, definition: D) -> str:
        """The value as formula text, for filters made by a builder."""
        raise NotImplementedError(f"{self.name} has no formula literal")

    def check(self, definition: D) -> None:
        """Refuse options that only the type itself can judge, as a default that it would not take.

        Raises DefinitionRefused. Called for every definition that is read, and by the resolver
        once more when it has put in the values of a value set.
        """
        default = self.given_default(definition)
        if definition.default_formula is not None:
            self._check_default_formula(definition, default)
        if default is not None:
            self.check_default(default, definition)

    def check_default(self, default: object, definition: D) -> None:
        """Refuse a default that the field would not take. Raises DefinitionRefused."""
        try:
            self.from_json(default, definition)
        except ValueRefused as refused:
            params = refused.reason(default)
            raise DefinitionRefused(messages.DEFAULT_REFUSED, params, ("default",)) from None

    def _check_default_formula(self, definition: D, default: object) -> None:
        if default is not None:
            raise DefinitionRefused(messages.DEFAULT_TWICE, path=("default_formula",))
        several = len(self.columns(definition)) > 1  # of one value nothing is known of the others
        if self.computed or several or self.type_in_formulas(definition) not in FROM_FORMULAS:
            raise DefinitionRefused(messages.NO_DEFAULT_FORMULA, path=("default_formula",))

    def from_formula(self, value: object, definition: D) -> V | None:
        """The value of what a formula gave, a percentage in points. Raises ValueRefused where the field cannot take it."""
        match value:
            case None:
                return None
            case Decimal() if self.whole:
                return self.from_json(int(value), definition)
            case Decimal():
                return self.from_json(f"{value.normalize():f}", definition)
            case datetime():
                return self.from_json(value.isoformat(timespec="milliseconds"), definition)
            case date() | time():
                return self.from_json(value.isoformat(), definition)
        return self.from_json(value, definition)

    def from_formula_sql(
        self, value: sa.ColumnElement[Any], definition: D
    ) -> sa.ColumnElement[Any]:
        """The same for an expression of PostgreSQL, of a field that only formulas fill: NULL where it cannot take the value,
        which is written once."""
        return sa.cast(value, self.columns(definition)[0].type)

    def default(self, definition: D, now: datetime) -> V | None:
        """The value that a new record starts with.

        `now` is the present moment in the user's time zone.
        """
        return self.from_json(self.given_default(definition), definition)

    def given_default(self, definition: D) -> object:
        """The default among the options, as it is written; None without one."""
        return getattr(definition, "default", None)

    def refuse_unoffered(
        self, value: V, definition: D, controlling: object, subset: Collection[str] | None
    ) -> None:
        """Refuse a value that may be kept where it is, but not be newly chosen (catalogue M4).

        Raises ValueRefused. `controlling` is the value of the field that this one depends on,
        `subset` what the record's business type allows (None: everything). Most types offer all
        values that they know.
        """
        return

    def type_in_formulas(self, definition: D) -> Type | None:
        """The type that formulas see for this very field."""
        return self.formula_type

    def operators_of(self, definition: D) -> tuple[Operator, ...]:
        """What a filter builder offers for this very field."""
        return self.operators

    def relation(self, definition: D) -> Relation | None:
        """What the field points to; None for values that are no records."""
        return None

    def mentions(self, definition: D) -> tuple[Mention, ...]:
        """What the options name, as (what, name, place). Only what is written counts.

        A field is a path from the object that has the field. A business type belongs to that object
        too, unless it is written with another one: `customer.partner`.
        """
        relation = self.relation(definition)
        return (
            tuple(("object", target, ("to",)) for target in relation.targets) if relation else ()
        )

    def conditions(self, definition: D) -> tuple[tuple[str, str, str], ...]:
        """The formulas among the options, as (text, object whose fields it sees, option)."""
        return ()

    def filled(self, definition: D, shared: Mapping[str, tuple[ChoiceDef, ...]]) -> D:
        """The definition with the values that it takes from a value set; `shared` has those of each set."""
        return definition

    def depends_on(self, definition: D) -> str | None:
        """The field of the same object that decides which values are offered."""
        return None

    def controlling_values(self, definition: D) -> tuple[tuple[str, Path], ...]:
        """The values of that field which the options name, each with its place among them."""
        return ()

    def counter(self, definition: D, business_type: str | None, day: date) -> Counter | None:
        """What numbers a new record of that day; None for values that are not counted."""
        return None

    def number_forms(self, definition: D, day: date) -> tuple[NumberForm, ...]:
        """What new numbers of that day look like, one form for each series; none for values that are not counted."""
        return ()

    def tree(self, definition: D) -> bool:
        """Tell whether the field hangs records below each other, so that all their ancestors are kept."""
        return False

    def fixed(self, definition: D) -> bool:
        """Tell whether a saved record keeps its value for good."""
        return False

    def shows(self, definition: D) -> str | None:
        """The path to the field of another record whose value this field shows; None for a value of its own."""
        return None

    def measured(self, definition: D) -> tuple[str, str] | None:
        """The object and the field over whose values a computed field is computed; None where there is no such field."""
        return None

    def values(self, definition: D, measured: FieldDef | None) -> FieldDef | None:
        """The definition of what is computed, for types that are: it is of another type. None for values of its own, and
        where nothing can be computed of a field as it is `measured`.
        """
        return None

    def begins_with(self, definition: D) -> tuple[str, ...]:
        """Of the values of a list, those that a new record starts with."""
        return ()

    def in_formula(self, value: V) -> object:
        """The value as formulas reckon with it: a number, text, truth value, date, moment, time, tuple of texts, or a pair
        of latitude and longitude.
        """
        return value

    def choices(self, definition: D) -> tuple[str, ...]:
        """The values that a formula may compare with, for types that have a fixed list of them."""
        return ()

    def labels(self, definition: D) -> Mapping[str, Label]:
        """What people read instead of the values, for those that have labels."""
        return {}

    def file_limits(self, definition: D) -> FileLimits | None:
        """Which files it takes, for types that hold files."""
        return None

    def scale(self, definition: D) -> int:
        """How many decimal places the value has; 0 for types without any."""
        return 0

    def search_words(self, value: V, definition: D) -> str:
        """The text that full-text search finds the record by."""
        return str(self.to_json(value, definition))
