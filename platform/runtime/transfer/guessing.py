"""What the columns of a file are taken for, before anybody has said it: by what they are called and what stands in them."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from objectry.formula.types import Type
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.base import TextStyle, ValueRefused
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.transfer.mapping import ColumnDef, FileDef, MappingDef, meant_by
from objectry.runtime.transfer.tables import Line, Table

TRIED = 500
"""Rows of which it is found out how dates and numbers are written."""
LIKENESS = 0.8
"""How like a column must be called to be taken for a field."""
DATE_FORMATS = (
    "M/D/YYYY", "D/M/YYYY", "D.M.YYYY", "M-D-YYYY", "D-M-YYYY", "YYYYMMDD", "M/D/YYYY HH:mm", "D/M/YYYY HH:mm",
    "D.M.YYYY HH:mm", "M/D/YYYY HH:mm:ss", "D/M/YYYY HH:mm:ss", "YYYYMMDDHHmmss",
)  # fmt: skip
"""Formats of dates that are tried, and offered, beside the usual spellings."""
_DATED = (Type.DATE, Type.DATETIME)


def guessed(
    context: Context, access: Access, thing: Object, file: FileDef, table: Table
) -> MappingDef:
    """A mapping in which every column goes into the field that it seems to mean, or nowhere."""
    columns: list[ColumnDef] = []
    taken: set[str] = set()
    for index, column in enumerate(table.header):
        field = _meant(context, access, thing, column) if column else None
        if field is not None and field.name not in taken:
            taken.add(field.name)
            columns.append(_written(context, field, column, _texts(table.rows, index)))
    named = {one.column for one in columns}
    ignored = tuple(column for column in table.header if column and column not in named)
    mapping = MappingDef(object=thing.name, file=file, columns=tuple(columns), ignore=ignored)
    if "id" in taken:
        return mapping.model_copy(update={"operation": "update", "key": "id"})
    return mapping


def completed(mapping: MappingDef, guess: MappingDef) -> MappingDef:
    """A mapping that says of every column of a file where it goes: what it leaves to the names of columns is guessed."""
    said = {one.column for one in mapping.columns} | set(mapping.ignore)
    taken = {one.field for one in mapping.columns} | mapping.constants.keys()
    columns = [one for one in guess.columns if one.column not in said and one.field not in taken]
    found = {one.column for one in columns}
    unsaid = [one.column for one in guess.columns if one.column not in said | found]
    ignored = [*mapping.ignore, *unsaid, *(one for one in guess.ignore if one not in said)]
    update = {"columns": (*mapping.columns, *columns), "ignore": tuple(dict.fromkeys(ignored))}
    return mapping.model_copy(update=update)


def writable(access: Access, thing: Object) -> Iterator[Field]:
    """The fields that a column can fill, and the ID, by which records are found."""
    rights = access.on(thing)
    for name, field in thing.fields.items():
        if name == "id" and "edit" in rights.actions:
            yield field
        elif name in rights.editable and field.has_values:
            yield field


def _meant(context: Context, access: Access, thing: Object, column: str) -> Field | None:
    """The field that a column is called like, in whatever spelling; of those called nearly so, the nearest one."""
    fields = {field.name: field for field in writable(access, thing)}
    path = meant_by(context, access, thing, column)
    if path is not None:
        return fields.get(path[0].name) if len(path) == 1 else None
    names = {
        _bare(text): field
        for field in fields.values()
        for text in (field.label.zh, field.label.en, field.name)
    }
    near = difflib.get_close_matches(_bare(column), names, 1, LIKENESS)
    return names[near[0]] if near else None


def _bare(text: str) -> str:
    """Letters and digits only: `Annual revenue` and `annual_revenue` are one name."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _texts(rows: Sequence[Line], index: int) -> list[str]:
    return [cells[index] for _, cells in rows[:TRIED] if cells[index].strip()]


def _written(context: Context, field: Field, column: str, texts: Sequence[str]) -> ColumnDef:
    """A column with the way in which its dates or numbers are written, if all of them are written so."""
    found = ColumnDef(column=column, field=field.name)
    usual = context.style
    if not texts or _reads(field, texts, usual):
        return found
    if field.type.formula_type in _DATED:
        for one in DATE_FORMATS:
            if _reads(field, texts, replace(usual, date_format=one)):
                return found.model_copy(update={"date_format": one})
    elif field.type.formula_type is Type.NUMBER:
        comma: Literal[","] = ","
        if _reads(field, texts, replace(usual, decimal_mark=comma)):
            return found.model_copy(update={"decimal_mark": comma})
    return found


def _reads(field: Field, texts: Iterable[str], style: TextStyle) -> bool:
    """Tell whether a field takes all texts, when they are written in a way."""
    try:
        for text in texts:
            field.type.from_text(text, field.definition, style)
    except ValueRefused:
        return False
    return True
