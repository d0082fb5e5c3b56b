"""Files with rows and columns: CSV in the usual encodings and delimiters, and XLSX. Every cell is read as text."""

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook

from objectry.runtime.errors import BadRequest, TooLarge
from objectry.runtime.transfer import messages

MAX_COLUMNS = 500
MAX_CELL = 100_000
"""Characters of one cell."""
MAX_UNPACKED = 500_000_000
"""Bytes that an XLSX file may unpack to."""
MAX_RATIO = 100
"""How many times larger than the file that may be: sheets full of the same few words get as small as a sixtieth."""
SMALL = 10_000_000
"""Unpacked bytes that are taken however well they were packed."""
MAX_CELLS = 5_000_000
"""Rows times columns of a sheet, empty ones too: its reader takes room for all of them."""
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "gb2312", "big5", "shift_jis", "euc-kr", "latin-1", "cp1252",
)  # fmt: skip
"""The encodings that a mapping may name."""
_PLACE = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr=["']\s*([A-Za-z]*)([0-9]*)""")
_PIECE = 1 << 20
DELIMITERS = ",;\t|"
GUARDED = "=+-@\t\r＝＋－＠"
"""First characters that spreadsheets take for the start of a formula, the wide ones of East Asia among them."""


Line = tuple[int, tuple[str, ...]]
"""A row of a file: its number and its cells."""


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How a file is read; what is left out is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows. Each row has its number in the file and as many cells as the header."""

    header: tuple[str, ...]
    rows: Sequence[Line]


def read_table(content: bytes, options: FileOptions) -> Table:
    """The table in a file. Raises BadRequest or TooLarge."""
    if content[:4] == b"PK\x03\x04":
        return _table(_sheet(content, options), options, unguard=False)
    if b"\0" in content[:4096] and not content.startswith(
        (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
        raise BadRequest(messages.FILE_KIND)
    text = _decode(content, options.encoding)
    header = next(islice(io.StringIO(text), options.header_row - 1, None), "")
    return _table(_lines(text, header, options.delimiter), options, unguard=True)


def _decode(content: bytes, encoding: str) -> str:
    """The text: in the encoding that is named, or marked, or else UTF-8, or else GB18030, which contains GBK."""
    tried = [encoding] if encoding else ["utf-8-sig", "gb18030"]
    if not encoding and content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried = ["utf-16"]
    for name in tried:
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    raise BadRequest(messages.FILE_ENCODING, {"encoding": tried[-1]})


def _lines(text: str, header: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    chosen = delimiter or max(DELIMITERS, key=header.count)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=chosen, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                raise BadRequest(messages.CELL_LONG, {"limit": MAX_CELL}) from None
            raise BadRequest(messages.FILE_DAMAGED, {"row": number}) from None


def _sheet(content: bytes, options: FileOptions) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            limit = min(MAX_UNPACKED, max(MAX_RATIO * len(content), SMALL))
            if unpacked > limit:
                raise TooLarge(messages.WORKBOOK_LARGE, {"limit": limit})
            _demand_dense(archive)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if options.sheet and options.sheet not in workbook.sheet_names:
            raise BadRequest(messages.SHEET_UNKNOWN, {"sheet": options.sheet})
        sheet = workbook.get_sheet_by_name(options.sheet or workbook.sheet_names[0])
        for number, row in enumerate(sheet.iter_rows(), (sheet.start or (0, 0))[0] + 1):
            yield number, [_cell_text(cell) for cell in row]
    except (zipfile.BadZipFile, zlib.error, CalamineError, IndexError):
        raise BadRequest(messages.WORKBOOK_DAMAGED) from None


def _demand_dense(archive: zipfile.ZipFile) -> None:
    """Refuse sheets whose cells lie too far apart, before the reader takes room for all that is between them.

    A file of two cells may span 17,000,000,000. Every part is looked at: a workbook calls its sheets as it likes.
    """
    for entry in archive.infolist():
        rows = columns = 1
        with archive.open(entry) as part:
            rest = b""
            while piece := part.read(_PIECE):
                for letters, digits in _PLACE.findall(rest + piece):
                    if len(letters) > 3 or len(digits) > 7:
                        raise BadRequest(messages.WORKBOOK_DAMAGED)
                    columns = max(columns, _column(letters))
                    rows = max(rows, int(digits or b"1"))
                if rows * columns > MAX_CELLS:
                    raise TooLarge(messages.WORKBOOK_WIDE, {"limit": MAX_CELLS})
                rest = piece[-200:]  # a cell may lie across two pieces


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


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


def _table(
    lines: Iterable[tuple[int, Sequence[str]]], options: FileOptions, unguard: bool
) -> Table:
    header: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in lines:
        if number < options.header_row:
            continue
        if not header:
            header = _header([*map(_unguarded, cells)] if unguard else cells)
            continue
        if not any(cells):
            continue
        if len(cells) > len(header) and any(cells[len(header) :]):
            raise BadRequest(messages.FILE_DAMAGED, {"row": number})
        if len(cells) != len(header):
            cells = [*cells, *[""] * (len(header) - len(cells))][: len(header)]
        rows.append((number, tuple(map(_unguarded, cells)) if unguard else tuple(cells)))
    if not header:
        raise BadRequest(messages.FILE_EMPTY)
    return Table(header, rows)


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not any(names):
        raise BadRequest(messages.FILE_EMPTY)
    if len(names) > MAX_COLUMNS:
        raise BadRequest(messages.TOO_MANY_COLUMNS, {"limit": MAX_COLUMNS})
    for name in names:
        if names.count(name) > 1:
            raise BadRequest(messages.HEADER_TWICE, {"column": name[:100]})
    return tuple(names)


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe is put before a dangerous start."""
    start = text.lstrip("'")[:1]
    return "'" + text if start and start in GUARDED else text


def _unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    if text[:1] != "'":
        return text
    start = text.lstrip("'")[:1]
    return text[1:] if start and start in GUARDED else text


def write_csv(rows: Iterable[Sequence[str]], out: IO[bytes]) -> None:
    """Write rows as CSV (RFC 4180), in UTF-8 with the mark by which spreadsheets know it."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    csv.writer(text).writerows(rows)
    text.detach()
