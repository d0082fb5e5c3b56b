"""Files with rows and columns: CSV in the usual encodings and delimiters, and XLSX. Every cell is read as text."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import IO

from objectry.formula.messages import Message
from objectry.runtime.errors import BadRequest, TooLarge
from objectry.runtime.transfer import messages
from objectry.runtime.transfer.workbooks import sheet_names, sheet_rows

MAX_COLUMNS = 500
MAX_CELL = 100_000
"""Characters of one cell."""
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "gb2312", "big5", "shift_jis", "euc-kr", "latin-1", "cp1252",
)  # fmt: skip
"""The encodings that a mapping may name."""
DELIMITERS = ",;\t|"
_PIECE = 1 << 20
_QUOTED = re.compile('"(?:[^"]|"")*"')
GUARDED = "=+-@\t\r＝＋－＠"
"""First characters that spreadsheets take for the start of a formula, the wide ones of East Asia among them."""


Line = tuple[int, tuple[str, ...]]
"""A row of a file: its number and its cells."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be imported, whatever its values are."""

    column: int | None
    """The place of the cell that is wrong; None for the row."""
    message: Message
    params: Mapping[str, object]
    value: str
    """What the file shows there."""


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How a file is read; what is left out is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows. Each row has its number in the file and as many cells as the header, or more with a fault.

    Cells that a row lacks at its end are empty: spreadsheets leave them out where the last columns hold nothing.
    """

    header: tuple[str, ...]
    rows: Sequence[Line]
    faults: Mapping[int, Sequence[Fault]] = field(default_factory=dict)
    """By the numbers of rows: what is wrong with them as they stand in the file."""


def read_table(content: bytes, options: FileOptions, max_cells: int) -> Table:
    """The table in a file of at most `max_cells`: rows times columns. Raises BadRequest or TooLarge."""
    if content[:4] == b"PK\x03\x04":
        with closing(sheet_rows(content, options.sheet, max_cells)) as rows:
            return _table(rows, options, unguard=False)
    if b"\0" in content[:4096] and not content.startswith(
        (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
        raise BadRequest(messages.FILE_KIND)
    encoding = _encoding(content, options.encoding)
    delimiter = options.delimiter or _delimiter(_text(content, encoding), options.header_row)
    # The file is gone through twice, so that one with too many cells is refused before there is room for them.
    _demand_room(_lines(_text(content, encoding), delimiter), options.header_row, max_cells)
    return _table(_lines(_text(content, encoding), delimiter), options, unguard=True)


def sheets_of(content: bytes) -> list[str]:
    """The names of the sheets of a workbook; none for a file that is no workbook."""
    return sheet_names(content) if content[:4] == b"PK\x03\x04" else []


def _text(content: bytes, encoding: str) -> IO[str]:
    """The text of a file, decoded piece by piece."""
    return io.TextIOWrapper(io.BytesIO(content), encoding, newline="")


def _delimiter(text: IO[str], header_row: int) -> str:
    """The delimiter that occurs most in the header, outside quotes."""
    for _ in range(header_row - 1):
        text.readline()
    header = _QUOTED.sub("", text.read(MAX_CELL)).strip().partition("\n")[0]
    return max(DELIMITERS, key=header.count)


def _encoding(content: bytes, encoding: str) -> str:
    """The encoding: the one that is named, or marked, or else UTF-8, or else GB18030, which contains GBK."""
    tried = [encoding] if encoding else ["utf-8-sig", "gb18030"]
    if not encoding and content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried = ["utf-16"]
    for name in tried:
        try:
            text = _text(content, name)
            while text.read(_PIECE):
                pass
            return name
        except (UnicodeError, LookupError):
            continue
    raise BadRequest(messages.FILE_ENCODING, _misread(content, tried[0].removesuffix("-sig")))


def _misread(content: bytes, encoding: str) -> dict[str, object]:
    """The encoding that a file is not in, and the row that shows it."""
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return {"encoding": encoding, "row": content.count(b"\n", 0, error.start) + 1}
    return {
        "encoding": encoding,
        "row": 1,
    }  # UTF-16 without the mark that its first row begins with


def _lines(text: IO[str], delimiter: str) -> Iterator[tuple[int, Sequence[str], Sequence[int]]]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader), ()
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                raise BadRequest(messages.CELL_LONG, {"limit": MAX_CELL}) from None
            if "unexpected end" in str(error):
                raise BadRequest(messages.QUOTE_OPEN, {"row": number}) from None
            raise BadRequest(messages.FILE_DAMAGED, {"row": number}) from None


def _demand_room(
    lines: Iterable[tuple[int, Sequence[str], Sequence[int]]], header_row: int, max_cells: int
) -> None:
    """Raise TooLarge for more cells than a table may have. A short row has as many as the header."""
    width = found = 0
    for number, cells, _ in lines:
        if number >= header_row and any(cells):
            width = width or len(cells)
            found += max(width, len(cells))
            if found > max_cells:
                raise TooLarge(messages.FILE_LONG, {"limit": max_cells})


def _table(
    lines: Iterable[tuple[int, Sequence[str], Sequence[int]]], options: FileOptions, unguard: bool
) -> Table:
    """The table in the rows of a file: their numbers, their cells, and the places of cells with errors."""
    header: tuple[str, ...] = ()
    rows: list[Line] = []
    faults: dict[int, Sequence[Fault]] = {}
    for number, cells, wrong in lines:
        if number < options.header_row:
            continue
        if not header:
            if not any(cells):
                continue
            header = _header([*map(_unguarded, cells)] if unguard else cells)
            continue
        if not any(cells):
            continue
        if len(cells) < len(header):
            cells = [*cells, *[""] * (len(header) - len(cells))]
        elif len(cells) > len(header) and not any(cells[len(header) :]):
            cells = cells[: len(header)]
        if wrong or len(cells) > len(header):
            faults[number] = _faults(cells, len(header), wrong)
        rows.append((number, tuple(map(_unguarded, cells)) if unguard else tuple(cells)))
    if not header:
        raise BadRequest(messages.FILE_EMPTY)
    return Table(header, rows, faults)


def _faults(cells: Sequence[str], width: int, wrong: Sequence[int]) -> list[Fault]:
    """What is wrong with a row that has cells with errors, or more cells than the header."""
    found = [Fault(at, messages.CELL_ERROR, {"value": cells[at]}, cells[at])
             for at in wrong if at < width]  # fmt: skip
    if len(cells) > width:
        surplus = "; ".join(cells[width:])
        found.append(
            Fault(None, messages.ROW_LONG, {"cells": len(cells), "header": width}, surplus)
        )
    return found


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
