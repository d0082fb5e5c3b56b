"""Small workbooks that ask for any amount of memory or time, in every spelling, cost little and are refused."""

import io
import resource
import struct
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
import xlsxwriter

from objectry.runtime.errors import BadRequest, Refused, TooLarge
from objectry.runtime.transfer.sheet_process import memory_for
from objectry.runtime.transfer.tables import FileOptions, read_table
from objectry.runtime.transfer.workbooks import READERS

CELLS = 5_000_000
SECONDS = 10
"""Processor time that any of these files may cost: most take a fifth of a second."""
SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"

Change = Callable[[bytes], bytes]


def workbook() -> bytes:
    """A workbook with a header and one cell, B2."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["name", "size"])
        sheet.write_number("B2", 5)
    return out.getvalue()


def rewritten(part: str, change: Change) -> bytes:
    """The workbook with another text in a part."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            text = before.read(entry)
            after.writestr(entry.filename, change(text) if entry.filename == part else text)
    return out.getvalue()


def cell(start: str) -> bytes:
    """The workbook whose cell B2 begins in another way."""
    return rewritten(SHEET, lambda text: text.replace(b'<c r="B2"', start.encode()))


def behind(cells: str) -> bytes:
    """The workbook with more behind its last row."""
    return rewritten(
        SHEET, lambda text: text.replace(b"</sheetData>", cells.encode() + b"</sheetData>")
    )


def prefixed(text: bytes) -> bytes:
    """The sheet with a prefix at every element, and its cell far away."""
    for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v"):
        for start in (b"<", b"</"):
            for end in (b" ", b">"):
                text = text.replace(start + tag + end, start + b"x:" + tag + end)
    return text.replace(b"xmlns=", b"xmlns:x=").replace(b'r="B2"', b'r="XFD1048576"')


def repeating() -> bytes:
    """Fifty thousand cells with the same long text, which the file holds once."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_column("A1", ["name", *["x" * 30_000] * 50_000])
    return out.getvalue()


def understated() -> bytes:
    """An archive that says of the sheet that it ends early: what looks at the whole part sees nothing of the far cell."""
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    whole = rewritten(
        SHEET, lambda text: text.replace(b"</sheetData></worksheet>", b" " * 99 + far)
    )
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        entry, text = archive.getinfo(SHEET), archive.read(SHEET)
    shown = text[: -len(far)]
    true = struct.pack("<LLL", entry.CRC, entry.compress_size, entry.file_size)
    claimed = struct.pack("<LLL", zlib.crc32(shown), entry.compress_size, len(shown))
    assert whole.count(true) == 2
    return whole.replace(true, claimed)


def other_kind() -> bytes:
    """A workbook of another kind (ODS), in which one cell says that it stands for all others."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", (
            '<office:document-content xmlns:office="o" xmlns:table="t"><office:body><office:spreadsheet>'
            '<table:table table:name="S"><table:table-row table:number-rows-repeated="1048576">'
            '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
            "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
        ))  # fmt: skip
    return out.getvalue()


def texts(attributes: bytes) -> bytes:
    """The workbook whose list of texts says something else of itself."""
    return rewritten(TEXTS, lambda text: text.replace(b'count="2" uniqueCount="2"', attributes))


FAR_CELLS = {
    "plain": lambda: cell('<c r="XFD1048576"'),
    "a greater-than sign before": lambda: cell('<c q=">" r="XFD1048576"'),
    "single quotes": lambda: cell("<c r='XFD1048576'"),
    "blanks and line ends": lambda: cell('<c\n\tr\n=\n"XFD1048576"'),
    "an attribute of 3 MB before": lambda: cell(f'<c q="{"y" * (3 << 20)}" r="XFD1048576"'),
    "a prefix": lambda: rewritten(SHEET, prefixed),
    "small letters": lambda: cell('<c r="xfd1048576"'),
    "far enough": lambda: cell('<c q=">" r="ZZ30000"'),
    "a row of its own": lambda: behind('<row r="1048576"><c><v>1</v></c></row><row r="3"><c r="XFD3"><v>1</v></c></row>'),
    "a cell behind the last one": lambda: behind('<row r="1048576"><c r="XFD1048576"/><c><v>1</v></c></row>'),
    "many cells without a place": lambda: behind(f'<row r="1048576">{"<c><v>1</v></c>" * 9}</row>'),
    "rows in each other": lambda: behind(f'<row r="1048576">{"<row>" * 9}{"<c><v>1</v></c>" * 9}{"</row>" * 9}</row>'),
    "an archive that understates it": understated,
    "another kind of workbook": other_kind,
    "one long text in many cells": repeating,
    "a number of texts that nothing has": lambda: texts(b'count="2" uniqueCount="99999999999"'),
    "a number of texts beyond all numbers": lambda: texts(b'uniqueCount="18446744073709551615"'),
}  # fmt: skip


def cost() -> float:
    """Processor time that this process and those that it began have taken."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def largest_child() -> int:
    """Bytes that the largest process took that this one has begun and waited for. Linux counts what this one has ever taken
    as what each of them took before it became another program."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def largest_self() -> int:
    """Bytes that this process has ever taken."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.parametrize("make", FAR_CELLS.values(), ids=FAR_CELLS.keys())
def test_what_would_take_all_memory_is_refused_and_costs_little(make: Callable[[], bytes]) -> None:
    content = make()
    began, largest = cost(), largest_child()
    with pytest.raises(Refused) as caught:
        read_table(content, FileOptions(), CELLS)
    assert caught.value.message.code in (
        "workbook_heavy", "workbook_wide", "import_workbook_damaged", "import_file_kind",
    )  # fmt: skip
    assert cost() - began < SECONDS
    # A child that some other test began may have been larger; the one that read this has not become it.
    assert largest_child() <= max(largest, largest_self(), memory_for(CELLS))


@pytest.mark.parametrize("content", [
    rewritten(SHEET, lambda text: text.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')),
    rewritten(SHEET, lambda text: text.replace(
        b"</sheetData>", b'</sheetData><mergeCells count="9999999999"><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
    texts(b'count="99999999999" uniqueCount="2"'), behind('<row r="1048576"><c r="B1048576"/></row>'),
], ids=["a wide dimension", "merged cells", "a count of texts", "an empty cell far away"])  # fmt: skip
def test_what_only_claims_to_be_large_is_read(content: bytes) -> None:
    began = cost()
    assert list(read_table(content, FileOptions(), CELLS).rows) == [(2, ("", "5"))]
    assert cost() - began < SECONDS


@pytest.mark.parametrize("text", [b"<c " * 300_000, b'<c r="' * 300_000, b"<" * 900_000])
def test_xml_that_never_ends_costs_no_time(text: bytes) -> None:
    for part in (SHEET, TEXTS, "xl/styles.xml", "xl/workbook.xml"):
        content = rewritten(part, lambda _: text)
        began = cost()
        with pytest.raises(BadRequest) as caught:
            read_table(content, FileOptions(), CELLS)
        assert caught.value.message.code == "import_workbook_damaged"
        assert cost() - began < SECONDS


def test_others_work_on_while_a_workbook_is_read() -> None:
    """What reads it is another process, so this one's threads have the processor to themselves."""
    empty = b"".join(b'<row r="%d"><c r="A%d"/></row>' % (n, n) for n in range(3, 200_000))
    content = rewritten(SHEET, lambda text: text.replace(b"</sheetData>", empty + b"</sheetData>"))
    own, others = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert len(read_table(content, FileOptions(), CELLS).rows) < 3
    own = time.process_time() - own
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - others > 2 * own


def repeated_rows() -> bytes:
    """A sheet with fifty thousand rows."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(3, 50_000)
    )
    return rewritten(SHEET, lambda text: text.replace(b"</sheetData>", rows + b"</sheetData>"))


@pytest.mark.parametrize("content", [
    b"name\n" + b"x\n" * 1_001, b"name,code\n" + b"x\n" * 501, b"name,code\r" + b"x,y\r" * 501,
    b'name,code\n"a,\n,",y\n' + b"x,y\n" * 500, ("\ufeff名称,代码\n" + "上,中\n" * 501).encode("utf-16-le"),
], ids=["short rows", "rows shorter than the header", "another line end", "quotes", "two bytes a letter"])  # fmt: skip
def test_a_csv_file_has_a_limit_of_cells_too(content: bytes) -> None:
    with pytest.raises(TooLarge) as caught:
        read_table(content, FileOptions(), 1_000)
    assert (caught.value.message.code, caught.value.params) == (
        "import_file_long",
        {"limit": 1_000},
    )
    assert read_table(content, FileOptions(), 1_010).rows


def test_a_stray_cell_at_the_bottom_of_a_sheet_is_a_row_like_any_other() -> None:
    content = behind('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    rows = read_table(content, FileOptions(), CELLS).rows
    assert list(rows) == [(2, ("", "5")), (1_048_576, ("1", ""))]


def test_a_workbook_has_the_same_limit() -> None:
    with pytest.raises(TooLarge) as caught:
        read_table(repeated_rows(), FileOptions(), 10_000)
    assert (caught.value.message.code, caught.value.params) == ("workbook_wide", {"limit": 10_000})


def test_a_workbook_that_is_refused_half_read_leaves_its_turn_to_the_next() -> None:
    content = rewritten(TEXTS, lambda text: text.replace(b"size", b"name"))
    kept = []
    for _ in range(READERS + 1):
        with pytest.raises(BadRequest) as caught:
            read_table(content, FileOptions(), CELLS)
        kept.append(caught)  # and with it everything that was at work
    assert {one.value.message.code for one in kept} == {"import_header_twice"}
