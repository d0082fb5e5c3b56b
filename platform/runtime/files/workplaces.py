"""Folders for unfinished work, such as a backup that is being unpacked: gone afterwards, whatever happens.

A folder is locked as long as somebody works in it. What a killed process has left is not, and goes with the next one that
is made beside it, or with a sweep.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from objectry.runtime.errors import Unavailable
from objectry.runtime.files import messages

PREFIX = ".objectry-"


@contextmanager
def workplace(beside: Path) -> Iterator[Path]:
    """A new folder on the disk where the finished work will lie."""
    sweep_workplaces(beside)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=beside) as name:
        opened = os.open(name, os.O_RDONLY)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX)
            if not os.fstat(opened).st_nlink:  # swept in the moment before it was locked
                raise Unavailable(messages.WORKPLACE_TAKEN)
            yield Path(name)
        finally:
            os.close(opened)


def sweep_workplaces(beside: Path) -> int:
    """Remove the folders in which nobody works any more, and answer their number."""
    removed = 0
    for folder in beside.glob(f"{PREFIX}*"):
        if folder.is_symlink() or not folder.is_dir():
            continue
        with suppress(FileNotFoundError, BlockingIOError):
            opened = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
                removed += 1
            finally:
                os.close(opened)
    return removed
