"""Cells of workbooks are read as people see them: percentages, and errors, which are no empty cells."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from objectry.runtime.errors import BadRequest
from objectry.runtime.transfer import cell_marks
from objectry.runtime.transfer.tables import FileOptions, Table, read_table

Fill = Callable[[Any, Any], None]
CELLS = 10_000


def workbook(fill: Fill, *sheets: str) -> bytes:
    """A workbook whose last sheet is filled: `fill(book, sheet)`."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name in sheets or ("Sheet1",):
            sheet = book.add_worksheet(name)
        fill(book, sheet)
    return out.getvalue()


def rewritten(content: bytes, change: Callable[[str, str], str]) -> bytes:
    """The workbook with other XML: `change(name of the part, its text)`."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            after.writestr(
                entry.filename, change(entry.filename, before.read(entry).decode()).encode()
            )
    return out.getvalue()


def column(content: bytes, sheet: str = "") -> list[str]:
    """The texts of the first column."""
    return [cells[0] for _, cells in read_table(content, FileOptions(sheet=sheet), CELLS).rows]


@pytest.mark.parametrize(("code", "number", "text"), [
    ("0%", 0.3, "30%"), ("0.00%", 0.125, "12.5%"), ("0%", 1, "100%"), ("0%", 0, "0%"), ("0%", -0.07, "-7%"),
    ("#,##0.0%;[Red]-0.0%", 0.305, "30.5%"), ("0 \\%", 30, "30"), ('0"%"', 30, "30"), ("[$%-409]0", 5, "5"),
    ("0.0", 0.3, "0.3"),
])  # fmt: skip
def test_a_percentage_is_read_as_it_is_shown(code: str, number: float, text: str) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_string("A1", "share")
        sheet.write_number("A2", number, book.add_format({"num_format": code}))

    assert column(workbook(fill)) == [text]


@pytest.mark.parametrize("number", [9, 10])
def test_the_percent_formats_that_workbooks_need_not_spell_out_are_known(number: int) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_string("A1", "share")
        sheet.write_number("A2", 0.25, book.add_format({"num_format": number}))

    assert column(workbook(fill)) == ["25%"]


def _errors(book: Any, sheet: Any) -> None:
    """A sheet that begins in C3, with errors in D4 and C5."""
    percent = book.add_format({"num_format": "0%"})
    sheet.write_row("C3", ["name", "share", "note"])
    sheet.write_string("C4", "A")
    sheet.write_formula("D4", "=1/0", percent, "#DIV/0!")
    sheet.write_formula("C5", "=NA()", None, "#N/A")
    sheet.write_number("D5", 0.5, percent)
    sheet.write_string("E6", "end")


def _without_places(name: str, text: str) -> str:
    """Rows and cells may leave out where they stand, and elements may have a prefix."""
    if "worksheets/" not in name:
        return text
    for row in ("4", "5", "6"):
        text = text.replace(f'<row r="{row}"', "<row")
        for letter in ("D", "E") if row != "6" else ():
            text = text.replace(f' r="{letter}{row}"', "")
    for tag in ("worksheet", "sheetData", "row", "c", "v", "f"):
        text = text.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>")
        text = text.replace(f"</{tag}>", f"</x:{tag}>")
    return text.replace("xmlns=", "xmlns:x=")


@pytest.mark.parametrize("content", [
    workbook(_errors), workbook(_errors, "甲 & 乙", "第二"), rewritten(workbook(_errors), _without_places),
])  # fmt: skip
def test_an_error_is_no_empty_cell(content: bytes) -> None:
    sheet = (
        "第二"
        if "第二".encode() in zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml")
        else ""
    )
    table = read_table(content, FileOptions(sheet=sheet, header_row=3), CELLS)
    assert table.header == ("name", "share", "note")
    assert list(table.rows) == [
        (4, ("A", "#DIV/0!", "")), (5, ("#N/A", "50%", "")), (6, ("", "", "end")),
    ]  # fmt: skip
    assert _places(table) == {(4, 1): "#DIV/0!", (5, 0): "#N/A"}


def test_an_error_is_found_wherever_its_cell_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet is read piece by piece, and most pieces are only searched for cells with errors."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_column("A1", ["name", "x"])
        sheet.write_formula("A3", "=NA()", None, "#N/A")

    content = workbook(fill)
    for size in (1, 2, 3, 5, 7):
        monkeypatch.setattr(cell_marks, "_PIECE", size)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert list(cell_marks.cell_marks(archive, "Sheet1")) == [(3, {0: "#N/A"})]


def _places(table: Table) -> dict[tuple[int, int | None], str]:
    return {(row, one.column): one.value for row, faults in table.faults.items() for one in faults}


def test_empty_cells_that_would_show_a_percentage_change_no_other_cell() -> None:
    def fill(book: Any, sheet: Any) -> None:
        percent = book.add_format({"num_format": "0%"})
        sheet.write_blank("A3", None, percent)
        sheet.write_row("B2", ["name", "size"])
        sheet.write_row("B3", ["x", 5])
        sheet.write_blank("D3", None, percent)
        sheet.write_blank("B9", None, percent)

    table = read_table(workbook(fill), FileOptions(header_row=2), CELLS)
    assert list(table.rows) == [(3, ("x", "5"))]


def test_a_text_that_looks_like_an_error_is_a_text() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_column("A1", ["name", "#N/A"])

    table = read_table(workbook(fill), FileOptions(), CELLS)
    assert (table.rows[0][1], table.faults) == (("#N/A",), {})


def test_a_document_type_is_refused() -> None:
    """Ten entities that stand for each other ten times fill all memory."""

    def change(name: str, text: str) -> str:
        doctype = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
        return text.replace("<worksheet", doctype + "<worksheet", 1)

    with pytest.raises(BadRequest) as caught:
        read_table(rewritten(workbook(_errors), change), FileOptions(header_row=3), CELLS)
    assert caught.value.message.code == "import_workbook_damaged"


def test_rows_that_are_not_in_order_keep_their_marks() -> None:
    def change(name: str, text: str) -> str:
        return text.replace('r="4"', 'r="9"').replace('"C4"', '"C9"').replace('"D4"', '"D9"')

    table = read_table(rewritten(workbook(_errors), change), FileOptions(header_row=3), CELLS)
    assert dict(table.rows)[9] == ("A", "#DIV/0!", "")
    assert _places(table) == {(9, 1): "#DIV/0!", (5, 0): "#N/A"}


def test_an_archive_that_is_no_xlsx_file_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(BadRequest):
        read_table(out.getvalue(), FileOptions(), CELLS)
