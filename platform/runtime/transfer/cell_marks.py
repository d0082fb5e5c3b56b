"""What the reader of workbooks leaves out of cells: that a cell holds an error, and that it shows a percentage.

The XML is read piece by piece with the parser of the standard library; a document type, by which a small file could
grow without end, is refused.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import IO
from xml.parsers import expat
from zipfile import ZipFile, ZipInfo

PERCENT = "%"
"""The mark of a number that is shown as a percentage. Every other mark is an error as it is shown."""
_PERCENT_CODES = {"9": "0%", "10": "0.00%"}
"""The formats with a percent sign that workbooks need not spell out."""
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\[\]]*\]')
"""Parts of a format that only print something: `0"%"` shows 30 as 30%."""
_PLACE = re.compile(r"\s*([A-Za-z]{1,3})([0-9]{1,7})\s*")
_PIECE = 1 << 20

_Start = Callable[[str, dict[str, str]], None]


class Damaged(Exception):
    """A part of a workbook holds what none does."""


Marks = Mapping[int, str]
"""The marks of a row, by column: A is 0."""


def cell_marks(archive: ZipFile, sheet: str) -> Iterator[tuple[int, Marks]]:
    """The rows of a sheet that have marks, by their numbers. Raises Damaged, KeyError or ExpatError for no workbook."""
    parts = {entry.filename.replace("\\", "/").lower(): entry for entry in archive.infolist()}
    part = parts[_part_of(archive, parts, sheet)]
    percents = _percent_styles(archive, parts)
    with archive.open(part) as content:
        if not percents and not _may_hold_errors(content):
            return
    with archive.open(part) as content:
        marker = _Marker(percents)
        for piece in _pieces(content):
            marker.parser.Parse(piece, False)
            yield from marker.take(at_end=False)
        marker.parser.Parse(b"", True)
        yield from marker.take(at_end=True)


def _may_hold_errors(content: IO[bytes]) -> bool:
    """Tell whether there may be a cell of the type "e", which holds an error: most sheets have none."""
    end = b""
    for piece in _pieces(content):
        seen = end + piece
        if b'"e"' in seen or b"'e'" in seen:
            return True
        end = seen[-2:]  # the type may lie across two pieces
    return False


def _column_number(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    while piece := content.read(_PIECE):
        yield piece


def _parser(start: _Start) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*told: object) -> None:
    raise Damaged


def _read(archive: ZipFile, part: ZipInfo, start: _Start) -> None:
    """Tell of every element of a part, without the prefix of its name."""
    with archive.open(part) as content:
        _parser(lambda name, given: start(name.rpartition(":")[2], given)).ParseFile(content)


def _part_of(archive: ZipFile, parts: Mapping[str, ZipInfo], sheet: str) -> str:
    """The name of the part with a sheet. Raises KeyError where there is none."""
    relations: dict[str, str] = {}
    targets: dict[str, str] = {}

    def of_workbook(name: str, given: dict[str, str]) -> None:
        if name == "sheet":
            ids = (value for key, value in given.items() if key.endswith(":id"))
            relations.setdefault(given.get("name", ""), next(ids, ""))

    def of_relations(name: str, given: dict[str, str]) -> None:
        if name == "Relationship":
            targets[given.get("Id", "")] = given.get("Target", "")

    _read(archive, parts["xl/workbook.xml"], of_workbook)
    _read(archive, parts["xl/_rels/workbook.xml.rels"], of_relations)
    target = targets[relations[sheet]].replace("\\", "/").lower()
    return target.removeprefix("/") if target.startswith(("/", "xl/")) else f"xl/{target}"


def _percent_styles(archive: ZipFile, parts: Mapping[str, ZipInfo]) -> Collection[str]:
    """The numbers of the cell styles that show percentages."""
    codes: dict[str, str] = {}
    formats: dict[str, list[str]] = defaultdict(list)
    group = ""

    def of_styles(name: str, given: dict[str, str]) -> None:
        nonlocal group
        if name == "numFmt":
            codes.setdefault(given.get("numFmtId", ""), given.get("formatCode", ""))
        elif name.endswith("Xfs"):
            group = name
        elif name == "xf":
            formats[group].append(given.get("numFmtId", "0"))

    if "xl/styles.xml" in parts:
        _read(archive, parts["xl/styles.xml"], of_styles)
    known = {**_PERCENT_CODES, **codes}
    return {
        str(number)
        for number, code in enumerate(formats["cellXfs"])
        if "%" in _LITERAL.sub("", known.get(code, ""))
    }


class _Marker:
    """Collects the marks of a sheet while its XML is parsed. Cells and rows without a place follow those before them."""

    def __init__(self, percents: Collection[str]) -> None:
        self.parser = _parser(self._root)
        self._percents = percents
        self._cell = self._value = self._of_row = ""
        """The names of the elements, with the prefix that the file gives them."""
        self._row = 0
        self._last = ""
        """The place of the last cell that has one, in this row."""
        self._behind = 0
        """Cells since then."""
        self._found: dict[int, dict[int, str]] = {}
        self._error: tuple[int, int] | None = None
        """The cell whose error is being read."""

    def _root(self, name: str, given: dict[str, str]) -> None:
        prefix = "".join(name.rpartition(":")[:2])
        self._cell, self._value, self._of_row = prefix + "c", prefix + "v", prefix + "row"
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, given: dict[str, str]) -> None:
        """Take an element. Called for every cell and value of a sheet, so it does as little as it can."""
        if name == self._value:
            if self._error is not None:
                self.parser.CharacterDataHandler = self._text
        elif name == self._cell:
            if "r" in given:
                self._last, self._behind = given["r"], 0
            else:
                self._behind += 1
            self._end_error()
            if given.get("t") == "e":
                self._error = self._mark("")
            elif given.get("s", "0") in self._percents:
                self._mark(PERCENT)
        elif name == self._of_row:
            self._end_error()
            self._row = int(given["r"]) if given.get("r", "").isdecimal() else self._row + 1
            self._last, self._behind = "", 0

    def take(self, at_end: bool) -> Iterator[tuple[int, Marks]]:
        """The rows that are complete."""
        for number in sorted(self._found):
            if at_end or number < self._row:
                yield number, self._found.pop(number)

    def _mark(self, mark: str) -> tuple[int, int]:
        place = _PLACE.fullmatch(self._last)
        row = int(place[2]) if place else self._row
        column = (_column_number(place[1]) if place else 0) + self._behind - 1
        self._found.setdefault(row, {})[column] = mark
        return row, column

    def _text(self, text: str) -> None:
        assert self._error
        row, column = self._error
        self._found[row][column] += text

    def _end_error(self) -> None:
        if self._error is not None:
            self._error = self.parser.CharacterDataHandler = None
