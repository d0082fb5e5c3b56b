"""The process in which a workbook (XLSX) is read, so that a file made to take all memory or time ends it and nothing else.

The reader (calamine) aborts its process when there is no memory, and a file of 5 kB can ask for any amount: by cells far
apart, by the number of texts that it claims to hold, by a long text that many cells repeat, by an archive that shows one
reader less than another. No check of the file beforehand sees all of that, so the limits are those of a process.

The file is the standard input. The standard output gets lines of JSON: lists of rows that hold anything, each with its
number, its cells and the places of cells with errors; or, as the last one, why there are no more: `{"refused": "wide",
"params": {}}`. One process is begun for each workbook, so this module imports little.
"""

import json
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Literal
from xml.parsers.expat import ExpatError

import orjson
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from objectry.runtime.transfer.cell_marks import PERCENT, Damaged, Marks, cell_marks

MEMORY = 250_000_000
"""Bytes that the process may take, besides those for the cells."""
CELL = 160
"""Bytes that it may take for each cell that a sheet may have: with short texts it takes about 130."""
SECONDS = 120
"""Seconds of processor time that the process may take."""
MAX_UNPACKED = 500_000_000
"""Bytes that an XLSX file may unpack to, and its cells as JSON."""
MAX_RATIO = 100
"""How many times larger than the file that may be: sheets full of the same few words get as small as a sixtieth."""
SMALL = 10_000_000
"""Unpacked bytes that are taken however well they were packed."""
ROWS, COLUMNS = 1_048_576, 16_384
"""What a sheet holds, the header among the rows."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, CalamineError, ExpatError, LookupError, Damaged)
"""What is raised over a file that is no sound workbook."""
_LINE = 20_000
"""Cells that are written at once."""

Row = tuple[int, Sequence[str], Sequence[int]]
Reason = Literal["damaged", "kind", "large", "sheet", "wide"]


class Refusal(Exception):
    """Why a workbook is not read."""

    def __init__(self, reason: Reason, params: Mapping[str, object] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params or {}


def main() -> None:
    """Read the workbook of the standard input: `[name of the sheet, or nothing for the first one, limit of cells]`. With
    null for the name it tells the names of all sheets."""
    sheet, cells = json.loads(sys.argv[1])
    _limit(resource.RLIMIT_AS, memory_for(cells))
    _limit(resource.RLIMIT_CPU, SECONDS)
    content = sys.stdin.buffer.read()
    try:
        if sheet is None:
            sys.stdout.buffer.write(orjson.dumps(names_of(content)))
            return
        for line in lines_of(content, sheet, cells):
            sys.stdout.buffer.write(line)
    except Refusal as refusal:
        told = {"refused": refusal.reason, "params": refusal.params}
        sys.stdout.buffer.write(orjson.dumps(told))


def memory_for(cells: int) -> int:
    """Bytes that the process may take for a sheet that may have so many cells."""
    return MEMORY + CELL * cells


def _limit(kind: int, wanted: int) -> None:
    _, hard = resource.getrlimit(kind)
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(kind, (limit, hard))


def names_of(content: bytes) -> Sequence[str]:
    """The names of the sheets. Raises Refusal."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names: list[str] = _opened(archive, content, _room(content)).sheet_names
            return names
    except _DAMAGED:
        raise Refusal("damaged") from None


def _room(content: bytes) -> int:
    """Bytes that a file may unpack to."""
    return min(MAX_UNPACKED, max(MAX_RATIO * len(content), SMALL))


def lines_of(content: bytes, sheet: str, max_cells: int) -> Iterator[bytes]:
    """The rows of a sheet as lines of JSON. Raises Refusal."""
    limit = _room(content)
    size, rows, cells = 0, list[Row](), 0
    for row in _rows(content, sheet, max_cells, limit):
        rows.append(row)
        cells += len(row[1])
        if cells >= _LINE:
            line = orjson.dumps(rows)
            size += len(line)
            if size > limit:
                raise Refusal("large", {"limit": limit})
            yield line + b"\n"
            rows, cells = [], 0
    yield orjson.dumps(rows) + b"\n"


def _rows(content: bytes, sheet: str, max_cells: int, limit: int) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            workbook = _opened(archive, content, limit)
            if sheet and sheet not in workbook.sheet_names:
                raise Refusal("sheet", {"sheet": sheet})
            name = sheet or workbook.sheet_names[0]
            found = workbook.get_sheet_by_name(name)
            row, column = found.end or (0, 0)
            if row >= ROWS or column >= COLUMNS:
                raise Damaged
            if (row + 1) * found.width > max_cells:
                raise Refusal("wide", {"limit": max_cells})
            yield from _marked(found, cell_marks(archive, name))
    except _DAMAGED:
        raise Refusal("damaged") from None


def _opened(archive: zipfile.ZipFile, content: bytes, limit: int) -> CalamineWorkbook:
    if sum(entry.file_size for entry in archive.infolist()) > limit:
        raise Refusal("large", {"limit": limit})
    names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    if "xl/workbook.xml" not in names:
        raise Refusal("kind")  # the reader would take other kinds of workbooks
    return CalamineWorkbook.from_filelike(BytesIO(content))


def _marked(sheet: CalamineSheet, marks: Iterator[tuple[int, Marks]]) -> Iterator[Row]:
    """The rows that hold anything, with what their marks say. The reader begins with the first row, but a later column."""
    _, first = sheet.start or (0, 0)
    marked, found = next(marks, (0, {}))
    for number, row in enumerate(sheet.iter_rows(), 1):
        if marked and marked < number:
            raise Damaged  # rows that are not in their order
        cells = [cell if type(cell) is str else _cell_text(cell) for cell in row]
        errors = []
        if marked == number:
            for column, mark in found.items():
                at = column - first
                if not 0 <= at < len(row):
                    continue  # an empty cell: it would show a percentage
                if mark != PERCENT:
                    cells[at] = mark.strip()
                    errors.append(at)
                elif isinstance(row[at], float):
                    cells[at] = _percent(row[at])
            marked, found = next(marks, (0, {}))
        if any(cells):
            yield number, cells, errors


def _percent(share: object) -> str:
    """The text of a number that is shown as a percentage."""
    points = (Decimal(repr(share)) * 100).normalize()
    return f"{points:f}%"


def _cell_text(cell: object) -> str:
    """A cell of a workbook as people see it, without the noise of binary floats."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return (
            str(int(cell))
            if cell.is_integer() and abs(cell) < 1e15
            else format(Decimal(repr(cell)), "f")
        )
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


if __name__ == "__main__":
    main()
