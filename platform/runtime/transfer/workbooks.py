"""Workbooks (XLSX). Every cell is written as a text."""

from collections.abc import Iterable, Sequence
from typing import IO

import xlsxwriter

from objectry.runtime.errors import TooLarge
from objectry.runtime.transfer import messages

ROWS = 1_048_576
"""Rows that a sheet holds, the header among them."""
TEXT = 32_767
"""Characters that a cell of a workbook holds."""


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
