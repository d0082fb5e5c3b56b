"""Files with rows and columns: what is read, and what is refused before it costs anything."""

import io
import zipfile
from collections.abc import Mapping

import pytest
import xlsxwriter
from pydantic import ValidationError

from objectry.runtime.errors import BadRequest, Refused, TooLarge
from objectry.runtime.transfer.mapping import MappingDef
from objectry.runtime.transfer.sheet_process import MAX_RATIO, SMALL
from objectry.runtime.transfer.tables import ENCODINGS, FileOptions, guarded, read_table

CELLS = 5_000_000
BOMB = b"<!--" + b" " * 20_000_000 + b"-->"


def workbook(cells: Mapping[str, str]) -> bytes:
    """A workbook with texts in some cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, text in cells.items():
            sheet.write_string(place, text)
    return out.getvalue()


def renamed(content: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with another text in the XML of its sheet."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            after.writestr(entry.filename, before.read(entry).replace(old, new))
    return out.getvalue()


def test_a_workbook_is_read_as_texts() -> None:
    table = read_table(
        workbook({"A1": "name", "B1": "code", "A2": "华强", "B3": "K"}), FileOptions(), CELLS
    )
    assert table.header == ("name", "code")
    assert list(table.rows) == [(2, ("华强", "")), (3, ("", "K"))]


@pytest.mark.parametrize("place", ["XFD1048576", "CV1048576", "A1048576"])
def test_two_cells_far_apart_are_refused_before_there_is_room_for_all_between(place: str) -> None:
    content = workbook({"A1": "name", "B1": "x", "F1": "y", place: "z"})
    with pytest.raises(TooLarge) as caught:
        read_table(content, FileOptions(), CELLS)
    assert caught.value.message.code in ("workbook_wide", "workbook_heavy")


@pytest.mark.parametrize("place", [b"ZZZZZZZZ99999999999999", b"ABCD1", b"A99999999"])
def test_a_cell_that_no_sheet_has_is_refused(place: bytes) -> None:
    content = renamed(workbook({"A1": "name", "A2": "x"}), b'r="A2"', b'r="' + place + b'"')
    with pytest.raises(Refused) as caught:
        read_table(content, FileOptions(), CELLS)
    assert caught.value.message.code in ("import_workbook_damaged", "workbook_heavy")


def test_a_workbook_that_unpacks_to_far_more_than_it_is_large_is_refused() -> None:
    content = renamed(workbook({"A1": "name", "A2": "x"}), b"</sheetData>", BOMB + b"</sheetData>")
    assert len(content) < 200_000
    with pytest.raises(TooLarge) as caught:
        read_table(content, FileOptions(), CELLS)
    assert caught.value.message.code == "import_workbook_large"
    assert caught.value.params == {"limit": max(MAX_RATIO * len(content), SMALL)}


def test_a_workbook_of_equal_words_is_no_bomb() -> None:
    header = {f"{column}1": column for column in "ABCDEFGH"}
    cells = {f"{column}{row}": "华强北电子" for row in range(2, 40_000) for column in "ABCDEFGH"}
    content = workbook({**header, **cells})
    assert len(read_table(content, FileOptions(), CELLS).rows) == 39_998


def test_the_delimiter_is_found_in_the_line_of_the_header() -> None:
    text = "a, b, c, d, e: exported today\nname;code\n华强;K\n"
    table = read_table(text.encode(), FileOptions(header_row=2), CELLS)
    assert table.header == ("name", "code")


def test_delimiters_in_quotes_and_empty_lines_do_not_count() -> None:
    for text in (
        '"name";"se,c,r,et";code\n甲;b;c\n',
        '\n\n"name";"se,c,r,et";code\n甲;b;c\n',
        '"name";"se\n,c,r,et";code\n甲;b;c\n',
    ):
        table = read_table(text.encode(), FileOptions(), CELLS)
        assert [one.replace("\n", "") for one in table.header] == ["name", "se,c,r,et", "code"]
        assert [cells for _, cells in table.rows] == [("甲", "b", "c")]
    table = read_table(b"x;;y\n\na,b\n1,2\n", FileOptions(header_row=2), CELLS)
    assert (table.header, list(table.rows)) == (("a", "b"), [(4, ("1", "2"))])


def test_only_encodings_of_texts_can_be_named() -> None:
    for name in ENCODINGS:
        MappingDef.model_validate({"object": "customer", "file": {"encoding": name}})
    for name in ("punycode", "undefined", "unicode_escape", "rot13", "hex"):
        with pytest.raises(ValidationError):
            MappingDef.model_validate({"object": "customer", "file": {"encoding": name}})
    for mark in ("\n", '"', "\r"):
        with pytest.raises(ValidationError):
            MappingDef.model_validate({"object": "customer", "file": {"delimiter": mark}})


@pytest.mark.parametrize("sign", list("=+-@\t\r＝＋－＠"))
def test_what_a_spreadsheet_would_compute_is_guarded_and_read_back(sign: str) -> None:
    text = f"{sign}1+1"
    assert guarded(text).startswith("'")
    line = guarded(text).replace("\r", " ") if sign == "\r" else guarded(text)
    if sign != "\r":
        table = read_table(f'name\n"{line}"\n'.encode(), FileOptions(), CELLS)
        assert table.rows[0][1] == (text,)


def test_a_row_with_more_cells_than_the_header_is_wrong_and_the_others_are_read() -> None:
    table = read_table(b"name,code\nA,1\nSmith, John,2\nB,3,,\n", FileOptions(), CELLS)
    assert list(table.rows) == [(2, ("A", "1")), (3, ("Smith", " John", "2")), (4, ("B", "3"))]
    ((row, (fault,)),) = table.faults.items()
    assert (row, fault.column, fault.value) == (3, None, "2")
    assert fault.message.text("en", fault.params).startswith("3 cells, the header has 2")


def test_a_short_row_is_empty_at_its_end_as_spreadsheets_write_it() -> None:
    """Excel leaves out delimiters at the ends of lines where whole blocks of the last columns are empty."""
    table = read_table(b"name,code,city\nA\nB,2\n", FileOptions(), CELLS)
    assert list(table.rows) == [(2, ("A", "", "")), (3, ("B", "2", ""))]
    assert not table.faults


def test_a_quotation_mark_that_is_never_closed_is_told_with_the_row_where_it_opens() -> None:
    with pytest.raises(BadRequest) as caught:
        read_table(b'name,code\nA,1\nB,"2\nC,3\nD,4\n', FileOptions(), CELLS)
    assert caught.value.message.code == "import_quote_open"
    assert caught.value.params == {"row": 3}


@pytest.mark.parametrize(
    ("content", "named", "row", "encoding"),
    [
        ("name\n华强\n".encode() + b"\xff\n", "", 3, "utf-8"),
        ("name\n华强\n".encode("gbk"), "utf-8", 2, "utf-8"),
        ("name\n華\nハ".encode("shift_jis") + b"\xff\n", "shift_jis", 3, "shift_jis"),
        ("名称".encode("utf-16-le"), "utf-16", 1, "utf-16"),
    ],
)
def test_the_row_is_named_that_is_in_another_encoding(
    content: bytes, named: str, row: int, encoding: str
) -> None:
    with pytest.raises(BadRequest) as caught:
        read_table(content, FileOptions(encoding=named), CELLS)
    assert caught.value.message.code == "import_file_encoding"
    assert caught.value.params == {"row": row, "encoding": encoding}
