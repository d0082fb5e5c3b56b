"""Which column goes into which field, and how its texts are read: from a mapping file, or guessed from the header."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field as Limits
from pydantic import ValidationError

from objectry.formula.messages import Language, excerpt
from objectry.metadata import yaml_source
from objectry.metadata.catalog import Field, FieldPath, Object, path_name
from objectry.metadata.documents import ApiName, Definition
from objectry.metadata.field_types.base import TextStyle
from objectry.metadata.following import Following
from objectry.metadata.gate import Gate
from objectry.metadata.problems import MetadataError, Path, Place, Problem
from objectry.metadata.shapes import reason
from objectry.runtime.access.grants import Access
from objectry.runtime.access.rights import ObjectRights
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, Invalid
from objectry.runtime.records import messages as record_messages
from objectry.runtime.records.paths import nearest, readable
from objectry.runtime.transfer import messages
from objectry.runtime.transfer.tables import ENCODINGS, FileOptions

REASONS = (messages.REASON.zh, messages.REASON.en)
"""The last column of an error file, which is ignored when the mended file is imported."""
HINTED = 20
"""Columns without a field for which the nearest one is looked for."""
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
    """Take rows with the same key once: for things that a file names again and again."""


Wrong = tuple[Path, FieldError]
"""What does not fit, and where a mapping says so; no path for what stands in no mapping."""


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
    language: Language
    """That of the reader of the report."""


class MappingUnfit(Invalid):
    """A mapping that does not fit the file or the object."""

    def __init__(self, found: Sequence[Wrong]) -> None:
        super().__init__(messages.MAPPING_UNFIT, {"count": len(found)}, [one for _, one in found])
        self.found = found


_GATE = Gate(MappingDef.model_json_schema())


def read_mapping(content: bytes, file: str) -> MappingDef:
    """A mapping file. Raises MetadataError with places."""
    document = yaml_source.read(content, file)
    problems = _GATE.check(document)
    if problems:
        raise MetadataError(problems)
    try:
        return MappingDef.model_validate(document.data)
    except ValidationError as error:
        raise MetadataError(
            Problem(messages.MAPPING_WRONG, document.place(tuple(one["loc"])), reason(one))
            for one in error.errors(include_url=False)
        ) from None


def placed(unfit: MappingUnfit, content: bytes, file: str) -> MetadataError:
    """What does not fit, with its places in the mapping file. What the table holds too much is told of the whole file."""
    document = yaml_source.read(content, file)
    return MetadataError(
        Problem(one.message, document.place(path) if path else Place(file), one.params, one.hint)
        for path, one in unfit.found
    )


def renamed(mapping: MappingDef, following: Following) -> MappingDef:
    """The mapping under the new names of fields."""
    own = mapping.object
    columns = tuple(
        one.model_copy(
            update={
                "field": following.path(own, one.field),
                "by": one.by and _renamed_key(following, own, one.field, one.by),
            }
        )
        for one in mapping.columns
    )
    constants = {following.path(own, name): text for name, text in mapping.constants.items()}
    key = mapping.key and following.path(own, mapping.key)
    return mapping.model_copy(update={"columns": columns, "constants": constants, "key": key})


def _renamed_key(following: Following, own: str, look_up: str, by: str) -> str:
    """The field by which a look-up is found: of several objects it keeps its name, unless all that have it call it so."""
    thing = following.new.before.objects.get(own)
    known = thing.fields.get(look_up) if thing else None
    targets = known.relation.targets if known and known.relation else ()
    found = {
        following.path(one, by)
        for one in targets
        if by in following.new.before.objects[one].fields
    }
    return found.pop() if len(found) == 1 else by


def file_options(mapping: MappingDef) -> FileOptions:
    """How the file of a mapping is read."""
    return FileOptions(**mapping.file.model_dump())


def plan(
    context: Context, access: Access, thing: Object, mapping: MappingDef, header: tuple[str, ...]
) -> Plan:
    """Bind a mapping to a header. Raises MappingUnfit with everything that does not fit."""
    wrong: list[Wrong] = []
    named = list(_of_columns(context, access, thing, mapping, header, wrong))
    guessed, echoes = _of_header(context, access, thing, mapping, header, wrong)
    by_place = sorted([*named, *guessed], key=lambda source: source.column or 0)
    sources = [*by_place, *_of_constants(context, access, thing, mapping, wrong)]
    names = [source.field.name for source in sources]
    wrong.extend(_doubles([*names, *(path_name(echo.path) for echo in echoes)]))
    if _is_keyed(mapping):
        wrong.extend(_of_key(context, access, thing, mapping, names))
    if wrong:
        raise MappingUnfit(wrong)
    return Plan(
        thing, mapping.operation, mapping.key, tuple(sources), tuple(echoes), mapping.distinct,
        context.language,
    )  # fmt: skip


def _is_keyed(mapping: MappingDef) -> bool:
    return mapping.operation != "create" or mapping.distinct


def _of_columns(
    context: Context, access: Access, thing: Object, mapping: MappingDef, header: Sequence[str],
    wrong: list[Wrong],
) -> Iterator[Source]:  # fmt: skip
    """The columns that a mapping names."""
    for number, one in enumerate(mapping.columns):
        if one.column not in header:
            hint = "".join(difflib.get_close_matches(one.column, header, 1, 0.6))
            params = {"column": one.column}
            error = FieldError(one.column, messages.COLUMN_MISSING, params, hint)
            wrong.append((("columns", number, "column"), error))
        field = _readable_field(access, thing, one.field)
        if field is None:
            error = _unknown(context, access, thing, one.field)
            wrong.append((("columns", number, "field"), error))
        elif one.by is not None and field.relation is None:
            error = FieldError(one.column, messages.BY_UNFIT, {"field": one.field})
            wrong.append((("columns", number, "by"), error))
        elif one.column in header:
            style = TextStyle(context.language, context.zone, one.date_format, one.decimal_mark)
            yield Source(field, header.index(one.column), "", style, one.values, one.by)


def _of_header(
    context: Context, access: Access, thing: Object, mapping: MappingDef, header: Sequence[str],
    wrong: list[Wrong],
) -> tuple[list[Source], list[Echo]]:  # fmt: skip
    """The columns that a mapping does not name, found by what they are called."""
    rights = access.on(thing)
    named = {one.column for one in mapping.columns} | {"", *mapping.ignore}
    key = (mapping.key or "id") if _is_keyed(mapping) else None
    sources: list[Source] = []
    echoes: list[Echo] = []
    for index, column in enumerate(header):
        if column in named:
            continue
        path = meant_by(context, access, thing, column)
        if path is None:
            if column not in REASONS or index != len(header) - 1:
                wrong.append(
                    ((), _unmapped(context, access, thing, mapping, column, len(wrong) < HINTED))
                )
        elif _only_read(rights, path) and path_name(path) != key:
            echoes.append(Echo(path, index))
        else:
            sources.append(Source(path[0], index, "", context.style, {}, None))
    return sources, echoes


def _of_constants(
    context: Context, access: Access, thing: Object, mapping: MappingDef, wrong: list[Wrong]
) -> Iterator[Source]:
    for name, text in mapping.constants.items():
        field = _readable_field(access, thing, name)
        if field is None:
            wrong.append((("constants", name), _unknown(context, access, thing, name)))
        else:
            yield Source(field, None, text, context.style, {}, None)


def _of_key(
    context: Context, access: Access, thing: Object, mapping: MappingDef, names: Sequence[str]
) -> Iterator[Wrong]:
    """What is wrong with the field by which records, or rows, are found."""
    key = mapping.key or "id"
    if _readable_field(access, thing, key) is None:
        yield ("key",), _unknown(context, access, thing, key)
    elif key not in names:
        yield ("key",), FieldError(key, messages.KEY_UNMAPPED, {"field": key})


def _readable_field(access: Access, thing: Object, name: str) -> Field | None:
    return thing.fields.get(name) if name in access.on(thing).readable else None


def _unknown(context: Context, access: Access, thing: Object, name: str) -> FieldError:
    told, hint = excerpt(name), nearest(context, access, thing, name)
    return FieldError(told, record_messages.FIELD_UNKNOWN, {"field": told}, hint)


def _unmapped(
    context: Context, access: Access, thing: Object, mapping: MappingDef, column: str, hinted: bool
) -> FieldError:
    """A column that means no field. Whoever has no mapping file hears of none."""
    message = messages.COLUMN_UNMAPPED if mapping.columns else messages.COLUMN_UNKNOWN
    names = [
        name
        for field in sorted(access.on(thing).readable)
        if hinted and readable(context, access, thing, field)
        for name in (field, thing.fields[field].label.zh, thing.fields[field].label.en)
    ]
    told = excerpt(column)
    hint = "".join(difflib.get_close_matches(told, names, 1, 0.6))
    return FieldError(told, message, {"column": told}, hint)


def text_of(source: Source, cells: tuple[str, ...]) -> str:
    """The text that a field gets in a row."""
    text = source.constant if source.column is None else cells[source.column]
    return source.values.get(text.strip(), text) if source.values else text


def _doubles(names: Sequence[str]) -> Iterator[Wrong]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield (), FieldError(name, messages.FIELD_TWICE, {"field": name})


def meant_by(context: Context, access: Access, thing: Object, column: str) -> FieldPath | None:
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
