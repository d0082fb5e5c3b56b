"""How an import is prepared, as people see it: which column goes into which field, and what unknown texts mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Literal

from objectry.formula.messages import Language
from objectry.formula.types import Type
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.boolean import BooleanDef
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api import import_drafts
from objectry.runtime.context import Context
from objectry.runtime.database.jobs import Job
from objectry.runtime.jobs.import_records import demand_import
from objectry.runtime.store import reach
from objectry.runtime.texts.values import Choice
from objectry.runtime.transfer import mapping
from objectry.runtime.transfer.guessing import DATE_FORMATS, writable
from objectry.runtime.transfer.mapping import ColumnDef, MappingDef, MappingUnfit
from objectry.runtime.transfer.tables import DELIMITERS
from objectry.runtime.transfer.unknown_texts import UnknownColumn, unknown_texts

Step = Literal["upload", "columns", "values", "check", "import"]
"""The steps of an import, in their order."""
_KINDS: Mapping[Type | None, str] = MappingProxyType(
    {Type.DATE: "date", Type.DATETIME: "date", Type.NUMBER: "number"}
)
"""Types of values that files write in different ways."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is imported, and how far one has got."""

    object: str
    plural: str
    icon: str
    step: Step
    id: str = ""
    """The import, once there is a file."""
    file: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column may fill."""

    name: str
    label: str
    kind: str
    """What else can be said about its texts: `date`, `number`, `lookup`, or nothing."""
    required: bool
    ways: tuple[Choice, ...]
    """For look-ups: the fields of the other object by which records are found."""


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of the file with one of the fields that it fills; a column that fills several stands there several times."""

    name: str
    first: bool
    """Whether it is the first line of its column."""
    sample: tuple[str, ...]
    field: str
    """The field that it fills; nothing for a column that is left out."""
    by: str
    date_format: str
    decimal_mark: str


@dataclass(frozen=True, slots=True)
class ShownColumns:
    """The step in which columns are mapped."""

    subject: Subject
    columns: tuple[ShownColumn, ...]
    targets: tuple[Target, ...]
    operations: tuple[str, ...]
    """What the user may do with the rows."""
    operation: str
    keys: tuple[Choice, ...]
    """The fields by which records can be found."""
    distinct: bool
    sheets: tuple[Choice, ...]
    header_row: int
    delimiter: str
    delimiters: str
    date_formats: tuple[str, ...]
    remembered: bool
    """Whether this is the mapping of an earlier import."""
    mapping: str
    """The whole mapping as JSON, in which the columns are set."""
    unfit: tuple[str, ...]
    """What does not fit."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text of the file for which another one may be given."""

    text: str
    rows: int
    given: str
    """What it is taken for: the key of a value, the ID of a record, or a text."""
    shown: str
    """The same as people read it."""
    left_out: bool
    guessed: bool
    """Whether nobody has said it yet."""


@dataclass(frozen=True, slots=True)
class ShownTexts:
    """The texts of one column that mean nothing."""

    column: str
    field: str
    label: str
    options: tuple[Choice, ...]
    target: str
    """The object of the record that is meant, for look-ups."""
    texts: tuple[ShownText, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ShownValues:
    """The step in which texts that mean nothing get a meaning."""

    subject: Subject
    columns: tuple[ShownTexts, ...]
    mapping: str
    """The whole mapping as JSON, in which the texts are set."""


def shown_upload(context: Context, object_name: str) -> Subject:
    """The step in which a file is chosen. Raises Forbidden and NotFound like an import."""
    thing = demand_import(context, access_of(context), object_name)
    return subject_of(context, thing, "upload")


def subject_of(context: Context, thing: Object, step: Step, job: Job | None = None) -> Subject:
    """What stands above every step of an import."""
    language = context.language
    plural, icon = thing.plural.text(language), thing.definition.icon
    if job is None:
        return Subject(thing.name, plural, icon, step)
    arguments = job.arguments
    file = str(arguments.get("name", ""))
    return Subject(thing.name, plural, icon, step, job.id, file, int(arguments["rows"]))


# Columns -------------------------------------------------------------------------------------------------------------


def shown_columns(context: Context, job_id: str) -> ShownColumns:
    """How the columns of a draft are mapped."""
    draft = import_drafts.draft_of(context, job_id)
    access = access_of(context)
    thing = demand_import(context, access, draft.subject)
    wanted, header = import_drafts.mapping_of(draft), tuple(draft.arguments["header"])
    targets = tuple(_target(context, access, field) for field in writable(access, thing))
    rights, language = access.on(thing), context.language
    operations = [one for one, needed in (("create", {"create"}), ("update", {"edit"}), ("upsert", {"create", "edit"}))
                  if needed <= rights.actions]  # fmt: skip
    keys = [
        thing.fields["id"],
        *(one for one in thing.unique_fields if one.name in rights.readable),
    ]
    return ShownColumns(
        subject_of(context, thing, "columns", draft),
        tuple(_columns(wanted, header, draft.arguments["sample"])), targets,
        tuple(operations), wanted.operation,
        tuple(Choice(one.name, one.label.text(language), one.name == wanted.key) for one in keys),
        wanted.distinct, _sheets(draft, wanted), wanted.file.header_row, wanted.file.delimiter, DELIMITERS,
        DATE_FORMATS, draft.arguments["remembered"], wanted.model_dump_json(),
        _unfit(context, access, thing, wanted, header),
    )  # fmt: skip


def _sheets(draft: Job, wanted: MappingDef) -> tuple[Choice, ...]:
    names = draft.arguments["sheets"]
    chosen = wanted.file.sheet or (names[0] if names else "")
    return tuple(Choice(name, name, name == chosen) for name in names)


def _target(context: Context, access: Access, field: Field) -> Target:
    kind = "lookup" if field.relation is not None else _KINDS.get(field.type.formula_type, "")
    ways = tuple(_ways(context, access, field)) if field.relation else ()
    return Target(
        field.name, field.label.text(context.language), kind, field.definition.required, ways
    )


def _ways(context: Context, access: Access, field: Field) -> Iterator[Choice]:
    """The fields by which the records that a look-up points to can be found."""
    assert field.relation
    thing = context.catalog.objects[field.relation.targets[0]]
    readable = access.on(thing).readable
    for one in dict.fromkeys((thing.name_field, *thing.unique_fields)):
        if one.name in readable:
            yield Choice(one.name, one.label.text(context.language), False)


def _columns(
    wanted: MappingDef, header: Sequence[str], sample: Sequence[Sequence[str]]
) -> Iterator[ShownColumn]:
    named = {
        column: list(group)
        for column, group in groupby(
            sorted(wanted.columns, key=lambda one: one.column), key=lambda one: one.column
        )
    }
    for index, column in enumerate(header):
        if not column:
            continue
        cells = tuple(row[index] for row in sample)
        for number, one in enumerate(named.get(column) or [None]):
            yield _column(column, number == 0, cells, one)


def _column(name: str, first: bool, sample: tuple[str, ...], one: ColumnDef | None) -> ShownColumn:
    if one is None:
        return ShownColumn(name, first, sample, "", "", "", ".")
    return ShownColumn(
        name, first, sample, one.field, one.by or "", one.date_format or "", one.decimal_mark
    )


def _unfit(
    context: Context, access: Access, thing: Object, wanted: MappingDef, header: tuple[str, ...]
) -> tuple[str, ...]:
    """What does not fit in a mapping."""
    try:
        mapping.plan(context, access, thing, wanted, header)
    except MappingUnfit as unfit:
        return tuple(error.text(context.language) for error in unfit.errors)
    return ()


# Values --------------------------------------------------------------------------------------------------------------


def shown_values(context: Context, job_id: str) -> ShownValues | None:
    """The texts of a draft that mean nothing; None as long as its columns do not fit."""
    draft = import_drafts.draft_of(context, job_id)
    access = access_of(context)
    thing = demand_import(context, access, draft.subject)
    wanted = import_drafts.mapping_of(draft)
    table = import_drafts.table_of(context, draft)
    try:
        plan = mapping.plan(context, access, thing, wanted, table.header)
    except MappingUnfit:
        return None
    found = unknown_texts(context, access, plan, table.rows)
    return ShownValues(
        subject_of(context, thing, "values", draft),
        tuple(_texts(context, access, table.header, one) for one in found),
        wanted.model_dump_json(),
    )


def _texts(
    context: Context, access: Access, header: Sequence[str], one: UnknownColumn
) -> ShownTexts:
    field, language = one.source.field, context.language
    assert one.source.column is not None
    given = {text.text: text.near if text.given is None else text.given for text in one.texts}
    options = _options(field, language)
    named: Mapping[str, str] = {option.name: option.label for option in options}
    target = context.catalog.objects[field.relation.targets[0]] if field.relation else None
    if target is not None:
        ids = [text for text in given.values() if text]
        named = {
            record: str(name or record)
            for record, name in reach.names(context, access, target, ids).items()
        }
    texts = tuple(
        ShownText(
            text.text, text.rows, given[text.text], named.get(given[text.text], given[text.text]),
            text.given == "", text.given is None and bool(text.near),
        )
        for text in one.texts
    )  # fmt: skip
    return ShownTexts(
        header[one.source.column], field.name, field.label.text(language), options,
        target.name if target else "", texts, one.more,
    )  # fmt: skip


def _options(field: Field, language: Language) -> tuple[Choice, ...]:
    if isinstance(field.definition, BooleanDef):
        yes, no = (field.definition.word(value, language) for value in (True, False))
        return (Choice("true", yes, False), Choice("false", no, False))
    labels = field.type.labels(field.definition)
    return tuple(Choice(value, label.text(language), False) for value, label in labels.items())
