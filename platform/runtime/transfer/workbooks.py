"""Workbooks (XLSX). Cells are read as people see them, in a process of their own, and written as texts."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from threading import BoundedSemaphore
from typing import IO, Any

import orjson
import xlsxwriter

from objectry.formula.messages import Message
from objectry.runtime.errors import BadRequest, Refused, TooLarge
from objectry.runtime.transfer import messages
from objectry.runtime.transfer.sheet_process import ROWS, Row, memory_for

TEXT = 32_767
"""Characters that a cell of a workbook holds."""
READERS = 2
"""Workbooks that a process reads at the same time; others wait for their turn, so that the memory for them is bounded."""
_TURN = BoundedSemaphore(READERS)
_READER = "objectry.runtime.transfer.sheet_process"
_REFUSALS: Mapping[str, tuple[type[Refused], Message]] = {
    "damaged": (BadRequest, messages.WORKBOOK_DAMAGED),
    "kind": (BadRequest, messages.FILE_KIND),
    "large": (TooLarge, messages.WORKBOOK_LARGE),
    "sheet": (BadRequest, messages.SHEET_UNKNOWN),
    "wide": (TooLarge, messages.WORKBOOK_WIDE),
}


def sheet_names(content: bytes) -> list[str]:
    """The names of the sheets of a workbook. Raises BadRequest or TooLarge."""
    return list(_process(content, None, 0))


def sheet_rows(content: bytes, sheet: str, max_cells: int) -> Generator[Row, None, None]:
    """The rows of a sheet that hold anything, of the first one without a name: number, cells, places of errors.

    Close it when not all of them are wanted: that ends the process. Raises BadRequest, and TooLarge for more than
    `max_cells`: rows times columns, empty ones too.
    """
    return _process(content, sheet, max_cells)


def _process(content: bytes, sheet: str | None, max_cells: int) -> Generator[Any, None, None]:
    """What the process tells of a workbook."""
    with _TURN, tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        # The process sees the file and nothing else: no address or password from the environment.
        process = subprocess.Popen(  # noqa: S603 - our own module, and no shell
            [sys.executable, "-P", "-m", _READER, json.dumps([sheet, max_cells])],
            stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )  # fmt: skip
        with process:
            try:
                yield from _told(process, memory_for(max_cells))
            finally:
                process.kill()  # it has ended, unless nobody wants the other rows


def _told(process: "subprocess.Popen[bytes]", memory: int) -> Iterator[Any]:
    """What a process tells, one by one. Raises what it refuses, and TooLarge when one of its limits has ended it."""
    assert process.stdout
    for line in process.stdout:
        told = orjson.loads(line)
        if isinstance(told, dict):
            refusal, message = _REFUSALS[told["refused"]]
            raise refusal(message, told["params"])
        yield from told
    ended = process.wait()
    if ended < 0:
        raise TooLarge(messages.WORKBOOK_HEAVY, {"limit": memory})
    if ended:
        raise BadRequest(messages.WORKBOOK_DAMAGED)  # the reader fell over it


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
