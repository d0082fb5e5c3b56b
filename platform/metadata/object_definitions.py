"""What a pack says about an object, and what an extension adds to it or changes of it.

An extension (`extend: opportunity`) is how a pack adds to an object of another pack: new fields, rules, types and views,
and changed options of existing fields. It is merged into the object before anything is resolved.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from objectry.metadata.dialects import InDialect
from objectry.metadata.documents import ApiName, Definition, Expression, Help, Label
from objectry.metadata.field_types.listing import AnyFieldDef
from objectry.metadata.work_definitions import WorkDef


def _decimals_as_texts(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _decimals_as_texts(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_decimals_as_texts(part) for part in value]
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


Plain = Annotated[Any, AfterValidator(_decimals_as_texts)]
"""A value as JSON keeps it: decimals are texts, which every option reads as it reads the number."""

Sharing = Literal["private", "public_read", "public_read_write", "controlled_by_parent"]
Feature = Literal[
    "activities", "approval", "attachments", "duplicates", "export", "import", "recycle_bin"
]

SetupRight = Literal["metadata", "users", "jobs", "audit"]
"""Parts of the back office: configuration, people and their rights, background jobs, the audit trail."""


class ValidationRuleDef(InDialect):
    """A formula that is true when a record is wrong, and what to say then."""

    known_by = "name"

    name: ApiName
    """The API name, unique within the object."""
    when: Expression
    """The formula that is true when the record is wrong."""
    message: Label
    """What the user reads."""
    field: ApiName | None = None
    """The field that the message is shown at; without one it is shown at the top."""
    active: bool = True
    """False switches the rule off and keeps it."""


class IndexDef(Definition):
    """An index over several fields, for lists and sums of objects with very many records.

    The database answers from it alone what names no other field: with `[stage, owner, amount]`, the amounts by stage.
    """

    fields: Annotated[tuple[ApiName, ...], Field(min_length=2, max_length=6)]
    """The fields, those that are filtered and grouped by first."""

    @property
    def name(self) -> str:
        """What tells the index from others: `stage+owner+amount`."""
        return "+".join(self.fields)


class BusinessTypeDef(Definition):
    """A variant of an object with its own choice of select values (业务类型)."""

    known_by = "name"

    name: ApiName
    """The API name, unique within the object."""
    label: Label
    """What people read."""
    help: Help | None = None
    """When to choose this type."""
    active: bool = True
    """False keeps existing records and offers the type no more."""
    default: bool = False
    """Chosen first when a record is created; one type of an object can be it."""
    values: Mapping[ApiName, tuple[str, ...]] = {}
    """For select fields, the values that records of this type may take."""
    defaults: Mapping[ApiName, str | tuple[str, ...]] = {}
    """For select fields, what new records of this type begin with instead of the field's own default."""


Scope = Literal["mine", "subordinates", "team", "all"]
"""Whose records: one's own, those of people below, both together, or all that one may see."""

Look = Literal["table", "split", "board", "calendar"]
"""As what pages show a list."""

ColumnPath = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){0,5}$")
]
"""A field, or a field reached through look-ups: `amount`, `customer.industry`."""

SortPath = Annotated[
    str, StringConstraints(pattern=r"^-?[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){0,5}$")
]
"""A field to sort by; a leading `-` puts the largest first."""


class BoardDef(Definition):
    """How records stand in columns, one for each value of a field."""

    by: ApiName
    """The select field whose values are the columns."""
    sum: ApiName | None = None
    """A field with numbers, added up for each column."""
    fields: Annotated[tuple[ColumnPath, ...], Field(max_length=6)] = ()
    """The fields on the cards, below the name; the first columns of the list when empty."""


class CalendarDef(Definition):
    """How records stand on the days of a calendar."""

    start: ApiName
    """The date, or the date and time, at which a record stands."""
    end: ApiName | None = None
    """When it ends, of the same type; it moves along with the start."""
    color: ApiName | None = None
    """A select field whose values give their colours to the records."""


class InlineListViewDef(Definition):
    """A list view written inside its object."""

    known_by = "name"

    name: ApiName
    """The API name, unique within the object."""
    label: Label
    """What people read."""
    scope: Scope = "all"
    """Whose records."""
    filter: Expression | None = None
    """The formula that a record must meet."""
    columns: Annotated[tuple[ColumnPath, ...], Field(min_length=1, max_length=60)]
    """The fields shown, from left to right."""
    sort: Annotated[tuple[SortPath, ...], Field(max_length=5)] = ()
    """The order; newest first when empty."""
    default: bool = False
    """Shown first when the list is opened."""
    shown_as: Look = "table"
    """As what pages show it at first."""
    board: BoardDef | None = None
    """How it is shown as a board; as the object says when left out."""
    calendar: CalendarDef | None = None
    """How it is shown as a calendar; as the object says when left out."""


class CardDef(Definition):
    """Which fields of a record of a person stand on his vCard, beside the name."""

    phones: Annotated[tuple[ApiName, ...], Field(max_length=5)] = ()
    """Phone numbers."""
    emails: Annotated[tuple[ApiName, ...], Field(max_length=5)] = ()
    """E-mail addresses."""
    organization: ColumnPath | None = None
    """The company, here or behind a look-up."""
    department: ColumnPath | None = None
    """The part of the company."""
    title: ColumnPath | None = None
    """The job title."""
    right: Literal["read", "export"] = "export"
    """What one must be allowed in order to make vCards of the records that one may read."""


class ObjectDef(Definition):
    """A kind of record."""

    object: ApiName
    """The API name. Not a word of the API such as `search`, nothing that begins with `sys_`, nothing with `__` in it."""
    label: Label
    """What one record is called."""
    plural: Label
    """What several records are called."""
    help: Help | None = None
    """What the object is for."""
    icon: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")] = "box"
    """The name of the icon shown in menus."""
    name_field: ApiName = "name"
    """The field that names a record in lists, look-ups and titles: a text or an auto number."""
    sharing: Sharing = "private"
    """Who sees records of others: nobody but superiors (`private`), everybody (`public_read`; with `public_read_write`
    everybody edits them too), or whoever sees the master record (`controlled_by_parent`)."""
    owned: bool = True
    """False for set-up data that belongs to nobody: records have no owner and no department."""
    setup: SetupRight | None = None
    """For set-up data, the part of the back office that one must be let into to change records. Object rights alone
    only read them."""
    features: Annotated[tuple[Feature, ...], Field(max_length=20)] = ()
    """What the object takes part in, as listed below. Imports, exports and the recycle bin are off unless they are named."""
    card: CardDef | None = None
    """For objects whose records are people: which fields make their vCards."""
    work: WorkDef | None = None
    """For objects whose records are activities, tasks or events: which fields say what of them."""
    fields: Annotated[tuple[AnyFieldDef, ...], Field(min_length=1, max_length=500)]
    """The fields, in the order of catalogues and exports."""
    validation_rules: Annotated[tuple[ValidationRuleDef, ...], Field(max_length=200)] = ()
    """Formulas that refuse wrong records."""
    business_types: Annotated[tuple[BusinessTypeDef, ...], Field(max_length=50)] = ()
    """Variants of the object."""
    list_views: Annotated[tuple[InlineListViewDef, ...], Field(max_length=100)] = ()
    """Saved lists that come with the object."""
    board: BoardDef | None = None
    """How its lists are shown as boards. Left out, the columns are the values of the status path of the layout, or of the
    first select field."""
    calendar: CalendarDef | None = None
    """How its lists are shown as calendars. Left out, records stand at their first date."""
    indexes: Annotated[tuple[IndexDef, ...], Field(max_length=20)] = ()
    """Indexes over several fields; one over a single field is the field's own option `indexed`."""


class ObjectExtensionDef(Definition):
    """What a pack adds to, or changes of, an object of another pack."""

    extend: ApiName
    """The object that is extended."""
    fields: Annotated[tuple[AnyFieldDef, ...], Field(max_length=500)] = ()
    """Further fields."""
    change_fields: Mapping[ApiName, Mapping[str, Plain]] = {}
    """For existing fields, the options that take another value here, e.g. `{amount: {required: false}}`."""
    validation_rules: Annotated[tuple[ValidationRuleDef, ...], Field(max_length=200)] = ()
    """Further validation rules. One with the name of an existing rule takes its place."""
    business_types: Annotated[tuple[BusinessTypeDef, ...], Field(max_length=50)] = ()
    """Further business types."""
    list_views: Annotated[tuple[InlineListViewDef, ...], Field(max_length=100)] = ()
    """Further list views."""
    indexes: Annotated[tuple[IndexDef, ...], Field(max_length=20)] = ()
    """Further indexes over several fields."""
