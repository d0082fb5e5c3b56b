"""Exporting a list: all its pages as one file, in texts that the importer reads back to the same values.

Columns are called by API names. A look-up is written as the one unique value or name that leads back to its record, or
as its ID where nothing else does.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import IO, Any

from objectry.formula.types import Type
from objectry.metadata.catalog import Field, FieldPath, Object, path_name
from objectry.metadata.field_types.anylookup import RecordRef
from objectry.metadata.field_types.base import TextStyle
from objectry.metadata.field_types.record_key import as_id
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import BadRequest, NotFound
from objectry.runtime.progress import Progress
from objectry.runtime.records import links, requests
from objectry.runtime.records.faults import explained
from objectry.runtime.records.present import fault_text
from objectry.runtime.records.requests import ListRequest
from objectry.runtime.records.saved_views import with_saved
from objectry.runtime.store import read
from objectry.runtime.store.query import Query
from objectry.runtime.store.series import Series
from objectry.runtime.store.source import expand
from objectry.runtime.transfer import messages
from objectry.runtime.transfer.tables import guarded, write_csv
from objectry.runtime.transfer.workbooks import write_workbook

FORMATS = ("csv", "xlsx")
"""Kinds of files that are written; their names end so."""
_PLAIN = re.compile(r"[+-]?[0-9., %]*")


def demand_format(kind: str) -> None:
    """Raise BadRequest for a kind of file that is not written."""
    if kind not in FORMATS:
        raise BadRequest(messages.FORMAT_UNKNOWN, {"format": kind})


def export(
    context: Context, access: Access, thing: Object, asked: ListRequest, kind: str, out: IO[bytes],
    progress: Progress | None = None, labels: bool = False,
) -> None:  # fmt: skip
    """Write the file, page by page. Raises BadRequest for a format that there is not, and NotFound where records were
    chosen and none of them is there.

    Only who watches has the records counted first. With `labels` the columns are called as people call them.
    """
    demand_format(kind)
    query = query_of(context, access, thing, asked)
    header = [label_of(context, path) if labels else path_name(path) for path in query.columns]
    found = _rows(context, access, query, progress)
    rows = chain([header], found if asked.among is None else _some(found))
    if kind == "xlsx":
        write_workbook(rows, out)
        return
    numbers = [_is_number(expand(context.state, path)[-1]) for path in query.columns]
    safe = (
        [
            cell if number and _PLAIN.fullmatch(cell) else guarded(cell)
            for cell, number in zip(row, numbers, strict=True)
        ]
        for row in rows
    )
    write_csv(safe, out)


def _some(rows: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The rows, of which there has to be one: nobody would look for the reason in an empty file."""
    first = next(rows, None)
    if first is None:
        raise NotFound(messages.NONE_TO_EXPORT)
    return chain([first], rows)


def _is_number(field: Field) -> bool:
    """Tell whether spreadsheets may read a field's texts as numbers: `-5` and `+8613800138000` compute nothing."""
    return field.type.formula_type is Type.NUMBER or field.type.signed


def label_of(context: Context, path: FieldPath) -> str:
    """What people call a column: a field behind a look-up with the look-up before it."""
    return " / ".join(field.label.text(context.language) for field in path)


def query_of(context: Context, access: Access, thing: Object, asked: ListRequest) -> Query:
    """What is exported: the columns that were asked for, or all that an import may write."""
    asked = with_saved(context, access, thing, asked)
    query = requests.list_query(context, access, thing, asked)
    query = replace(query, limit=context.settings.page_limit, count="none")
    if asked.fields or asked.view:
        return query
    kept = [path for path in query.columns if path[0].writable or path[0].name == "id"]
    return replace(query, columns=tuple(kept))


def _rows(
    context: Context, access: Access, query: Query, progress: Progress | None
) -> Iterator[Sequence[str]]:
    """One row for each record, page by page."""
    done = total = 0
    if progress:
        query = replace(query, count="exact")
    while True:
        page = explained(context, access, query.thing, read.page(context, access, query))
        if progress:
            done, total = done + len(page.ids), total or page.count or 0
            progress(done, total)
        columns = [_texts(context, access, series) for series in page.series]
        yield from zip(*columns, strict=True)
        if page.after is None:
            return
        query = replace(query, after=page.after, count="none")


def _texts(context: Context, access: Access, series: Series) -> list[str]:
    field = series.field
    if field.relation is not None:
        return _links(context, access, field, series)
    style = TextStyle(context.language, context.zone)
    to_text, definition = field.type.to_text, field.definition
    texts = ["" if value is None else to_text(value, definition, style) for value in series.values]
    if series.errors is None:
        return texts
    return [
        text if code is None else fault_text(code)
        for text, code in zip(texts, series.errors, strict=True)
    ]


def _links(context: Context, access: Access, field: Field, series: Series) -> list[str]:
    """Look-ups by name where the name belongs to one record only, else by ID."""
    assert field.relation and series.names is not None
    if len(field.columns) > 1:
        return ["" if v is None else f"{v.object}:{v.id}" for v in series.values]
    thing = context.catalog.objects[field.relation.targets[0]]
    pairs = {
        (record, name)
        for value, shown in zip(series.values, series.names, strict=True)
        for record, name in _pairs(value, shown)
    }
    names = {name for _, name in pairs if isinstance(name, str) and _safe(name)}
    # A name stands for its record only where reading it leads back: it may be the code of another one.
    meant = links.meant(context, access, thing, names)
    texts = {record: name if meant.get(name) == record else record for record, name in pairs}
    return ["; ".join(texts[record] for record, _ in _pairs(value, shown))
            for value, shown in zip(series.values, series.names, strict=True)]  # fmt: skip


def _pairs(value: Any, shown: Any) -> list[tuple[str, Any]]:
    if value is None:
        return []
    if isinstance(value, RecordRef):
        return [(value.id, shown)]
    if isinstance(value, tuple):
        return list(zip(value, shown or (), strict=True))
    return [(value, shown)]


def _safe(name: str) -> bool:
    """Tell whether a name can stand in a list of names."""
    return (
        name == name.strip() and as_id(name) is None and not any(mark in name for mark in ";；|:")
    )
