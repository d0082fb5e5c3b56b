"""Which column goes into which field, and how its texts are read: from a mapping file, or guessed from the header."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field as Limits
from pydantic import ValidationError

from objectry.metadata import yaml_source
from objectry.metadata.catalog import Field, FieldPath, Object, path_name
from objectry.metadata.documents import ApiName, Definition
from objectry.metadata.field_types.base import TextStyle
from objectry.metadata.problems import MetadataError, Problem
from objectry.metadata.shapes import reason
from objectry.runtime.access.grants import Access
from objectry.runtime.access.rights import ObjectRights
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, Invalid
from objectry.runtime.records import messages as record_messages
from objectry.runtime.records.paths import readable
from objectry.runtime.transfer import messages
from objectry.runtime.transfer.tables import ENCODINGS, FileOptions

REASONS = (messages.REASON.zh, messages.REASON.en)
"""The last column of an error file, which is ignored when the mended file is imported."""
Operation = Literal["create", "update", "upsert"]


class FileDef(Definition):
    """How the file is read."""

    encoding: Literal["", *ENCODINGS] = ""  # type: ignore[valid-type]
    """The encoding, e.g. `gbk`; found out when left out."""
    delimiter: Annotated[str, Limits(max_length=1, pattern=r'^[^"\r\n]?$')] = ""
    """The character between cells; found out when left out."""
    sheet: Annotated[str, Limits(max_length=100)] = ""
    """The sheet of a workbook; the first one when left out."""
    header_row: Annotated[int, Limits(ge=1, le=1000)] = 1
    """The row with the column names."""


class ColumnDef(Definition):
    """One column."""

    column: Annotated[str, Limits(min_length=1, max_length=200)]
    """Its name in the file."""
    field: ApiName
    """The field that it fills."""
    date_format: Annotated[str, Limits(max_length=40)] | None = None
    """How dates are written, e.g. `MM/DD/YYYY`."""
    decimal_mark: Literal[".", ","] = "."
    """The decimal mark of its numbers."""
    values: Mapping[str, str] = {}
    """Other texts for those in the file, e.g. `{GTXPro: GTX Pro}`."""
    by: ApiName | None = None
    """For look-ups, the field of the other object that the texts stand for."""


class MappingDef(Definition):
    """A mapping file."""

    object: ApiName
    """The object that is imported."""
    operation: Operation = "create"
    """Make records, change those that exist, or both."""
    key: ApiName | None = None
    """The unique field by which existing records are found."""
    file: FileDef = FileDef()
    """How the file is read."""
    columns: Annotated[tuple[ColumnDef, ...], Limits(max_length=500)] = ()
    """The columns; others are matched by their names."""
    constants: Mapping[ApiName, str] = {}
    """Texts that fill a field in every row."""
    ignore: tuple[str, ...] = ()
    """Columns that are left out."""
    distinct: bool = False
    """Take rows with the same text in the key column once: for things that a file names again and again."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field gets its text from, and how the text is read."""

    field: Field
    column: int | None
    """The place in the row; None for a constant."""
    constant: str
    style: TextStyle
    values: Mapping[str, str]
    by: str | None


@dataclass(frozen=True, slots=True)
class Echo:
    """A column with what is only read: it comes along in exports and may stay as it is."""

    path: FieldPath
    column: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that an import needs to know besides the rows."""

    thing: Object
    operation: Operation
    key: str | None
    sources: tuple[Source, ...]
    echoes: tuple[Echo, ...]
    distinct: bool


def read_mapping(content: bytes, file: str) -> MappingDef:
    """A mapping file. Raises MetadataError with places."""
    document = yaml_source.read(content, file)
    try:
        return MappingDef.model_validate(document.data)
    except ValidationError as error:
        raise MetadataError(
            Problem(messages.MAPPING_WRONG, document.place(tuple(one["loc"])), reason(one))
            for one in error.errors(include_url=False)
        ) from None


def file_options(mapping: MappingDef) -> FileOptions:
    """How the file of a mapping is read."""
    return FileOptions(**mapping.file.model_dump())


def plan(
    context: Context, access: Access, thing: Object, mapping: MappingDef, header: tuple[str, ...]
) -> Plan:
    """Bind a mapping to a header. Raises Invalid with everything that does not fit."""
    rights = access.on(thing)
    keyed = mapping.operation != "create" or mapping.distinct
    key = mapping.key or "id"
    errors: list[FieldError] = []
    sources: list[Source] = []
    echoes: list[Echo] = []
    for one in mapping.columns:
        if one.column not in header:
            errors.append(FieldError(one.column, messages.COLUMN_MISSING, {"column": one.column}))
    for index, column in enumerate(header):
        chosen = [one for one in mapping.columns if one.column == column]
        if not column or (not chosen and column in mapping.ignore):
            continue
        if chosen:
            for one in chosen:
                field = thing.fields.get(one.field)
                if field is None or field.name not in rights.readable:
                    errors.append(
                        FieldError(column, record_messages.FIELD_UNKNOWN, {"field": one.field})
                    )
                    continue
                style = TextStyle(
                    context.language, context.zone, one.date_format, one.decimal_mark
                )
                sources.append(Source(field, index, "", style, one.values, one.by))
            continue
        path = _guess(context, access, thing, column)
        if path is None and column in REASONS and index == len(header) - 1:
            continue
        if path is None:
            errors.append(FieldError(column, messages.COLUMN_UNMAPPED, {"column": column}))
        elif _only_read(rights, path) and not (keyed and path_name(path) == key):
            echoes.append(Echo(path, index))
        else:
            sources.append(Source(path[0], index, "", context.style, {}, None))
    for name, text in mapping.constants.items():
        field = thing.fields.get(name)
        if field is None or name not in rights.readable:
            errors.append(FieldError(name, record_messages.FIELD_UNKNOWN, {"field": name}))
        else:
            sources.append(Source(field, None, text, context.style, {}, None))
    names = [source.field.name for source in sources]
    errors.extend(_doubles([*names, *(path_name(echo.path) for echo in echoes)]))
    if keyed and key not in names:
        errors.append(FieldError(key, messages.KEY_UNMAPPED, {"field": key}))
    if errors:
        first = errors[0]
        params = {"reason_zh": first.text("zh"), "reason_en": first.text("en")}
        raise Invalid(messages.MAPPING_WRONG, params, errors)
    return Plan(
        thing, mapping.operation, mapping.key, tuple(sources), tuple(echoes), mapping.distinct
    )


def text_of(source: Source, cells: tuple[str, ...]) -> str:
    """The text that a field gets in a row."""
    text = source.constant if source.column is None else cells[source.column]
    return source.values.get(text.strip(), text) if source.values else text


def _doubles(names: list[str]) -> list[FieldError]:
    twice = sorted({name for name in names if names.count(name) > 1})
    return [FieldError(name, messages.FIELD_TWICE, {"field": name}) for name in twice]


def _guess(context: Context, access: Access, thing: Object, column: str) -> FieldPath | None:
    """What a column means: a path, or a field by its API name or by its label in either language."""
    wanted = column.strip().casefold()
    for name, field in thing.fields.items():
        if wanted in (name, field.label.zh.casefold(), field.label.en.casefold()):
            path = readable(context, access, thing, name)
            if path is not None:
                return path
    return readable(context, access, thing, column) if "." in column else None


def _only_read(rights: ObjectRights, path: FieldPath) -> bool:
    """Tell whether no cell can change a field. System fields are not written by the platform's own imports either."""
    field = path[0]
    automatic = field.system and not field.writable
    return len(path) > 1 or automatic or field.name not in rights.editable
