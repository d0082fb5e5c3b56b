"""Workbooks (XLSX). Cells are read as people see them, and written as texts."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO
from xml.parsers.expat import ExpatError

import xlsxwriter
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from objectry.runtime.errors import BadRequest, TooLarge
from objectry.runtime.transfer import messages
from objectry.runtime.transfer.cell_marks import PERCENT, Marks, cell_marks, column_number

ROWS = 1_048_576
"""Rows that a sheet holds, the header among them."""
TEXT = 32_767
"""Characters that a cell of a workbook holds."""
MAX_UNPACKED = 500_000_000
"""Bytes that an XLSX file may unpack to."""
MAX_RATIO = 100
"""How many times larger than the file that may be: sheets full of the same few words get as small as a sixtieth."""
SMALL = 10_000_000
"""Unpacked bytes that are taken however well they were packed."""
MAX_CELLS = 5_000_000
"""Rows times columns of a sheet, empty ones too: its reader takes room for all of them."""
_PLACE = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr=["']\s*([A-Za-z]*)([0-9]*)""")
_PIECE = 1 << 20


def sheet_rows(content: bytes, sheet: str) -> Iterator[tuple[int, Sequence[str], Sequence[int]]]:
    """The rows of a sheet, the first one without a name: number, cells, and the places of cells with errors."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            limit = min(MAX_UNPACKED, max(MAX_RATIO * len(content), SMALL))
            if unpacked > limit:
                raise TooLarge(messages.WORKBOOK_LARGE, {"limit": limit})
            _demand_dense(archive)
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
            if sheet and sheet not in workbook.sheet_names:
                raise BadRequest(messages.SHEET_UNKNOWN, {"sheet": sheet})
            name = sheet or workbook.sheet_names[0]
            marks = cell_marks(archive, name)
            yield from _marked(workbook.get_sheet_by_name(name), marks)
    except (zipfile.BadZipFile, zlib.error, CalamineError, ExpatError, LookupError):
        raise BadRequest(messages.WORKBOOK_DAMAGED) from None


def _marked(
    sheet: CalamineSheet, marks: Iterator[tuple[int, Marks]]
) -> Iterator[tuple[int, Sequence[str], Sequence[int]]]:
    """The rows of a sheet with what their marks say. Its reader begins with the first row, but with a later column."""
    _, first = sheet.start or (0, 0)
    marked, found = next(marks, (0, {}))
    for number, row in enumerate(sheet.iter_rows(), 1):
        if marked and marked < number:
            raise BadRequest(messages.WORKBOOK_DAMAGED)  # rows that are not in their order
        cells, errors = [_cell_text(cell) for cell in row], []
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
        yield number, cells, errors


def _percent(share: object) -> str:
    """The text of a number that is shown as a percentage."""
    points = (Decimal(repr(share)) * 100).normalize()
    return f"{points:f}%"


def _demand_dense(archive: zipfile.ZipFile) -> None:
    """Refuse sheets whose cells lie too far apart, before the reader takes room for all that is between them.

    A file of two cells may span 17,000,000,000. Every part is looked at: a workbook calls its sheets as it likes.
    """
    for entry in archive.infolist():
        rows = columns = 1
        with archive.open(entry) as part:
            rest = b""
            while piece := part.read(_PIECE):
                found = _PLACE.findall(rest + piece)
                # A column has many cells, and a row has some: each is looked at once.
                for letters in {letters for letters, _ in found}:
                    if len(letters) > 3:
                        raise BadRequest(messages.WORKBOOK_DAMAGED)
                    columns = max(columns, column_number(letters.decode()))
                for digits in {digits for _, digits in found}:
                    if len(digits) > 7:
                        raise BadRequest(messages.WORKBOOK_DAMAGED)
                    rows = max(rows, int(digits or b"1"))
                if rows * columns > MAX_CELLS:
                    raise TooLarge(messages.WORKBOOK_WIDE, {"limit": MAX_CELLS})
                rest = piece[-200:]  # a cell may lie across two pieces


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


def write_workbook(rows: Iterable[Sequence[str]], out: IO[bytes]) -> None:
    """Write rows as XLSX. Every cell is a text: no spreadsheet computes it. Raises TooLarge."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            if number >= ROWS:
                raise TooLarge(messages.WORKBOOK_FULL, {"limit": ROWS})
            for index, cell in enumerate(row):
                if len(cell) > TEXT:
                    raise TooLarge(messages.COLUMN_TEXT_LONG, {"limit": TEXT})
                if cell:
                    sheet.write_string(number, index, cell)
