"""The content of files on disk, by SHA-256: `ab/cd/abcd…`, each content once, complete or not at all.

Content is written to a draft and moved to its place when it is safe on the disk; rows in the database come after it, and
go before it. So a crash leaves content without a row, which a sweep removes, and never a row without content.
"""

import errno
import fcntl
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from objectry.runtime.errors import StorageFull, Unavailable
from objectry.runtime.files import messages

BLOCK = 1 << 20
"""Bytes that are read in one go."""
PAUSE = 0.05
"""Seconds between two tries to be alone."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""Errors of a disk, or a quota, that is full."""
_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Folder:
    """Where one organisation keeps its files."""

    path: Path

    @property
    def incoming(self) -> Path:
        """Where drafts are written."""
        return self.path / "incoming"

    def content(self, sha256: str) -> Path:
        """Where the content with a hash lies. Raises ValueError for what is no hash."""
        if not _HASH.fullmatch(sha256):
            raise ValueError(sha256)
        return self.path / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def writing() -> Iterator[None]:
    """Say in our words that the disk takes no more, or fails."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull(messages.STORAGE_FULL) from error
        raise Unavailable(messages.STORAGE_FAILED, {"reason": error.strerror}) from error


class Draft:
    """Content on its way in. Ends with `place` or `discard`."""

    def __init__(self, folder: Folder) -> None:
        _make(folder.incoming)
        self.path = folder.incoming / secrets.token_hex(16)
        self.size = 0
        self._folder = folder
        self._hash = hashlib.sha256()
        self._file: IO[bytes] = os.fdopen(
            os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", BLOCK
        )

    @property
    def sha256(self) -> str:
        """The hash of what has been written."""
        return self._hash.hexdigest()

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._hash.update(data)
        self._file.write(data)
        self.size += len(data)

    def finish(self) -> None:
        """Bring everything onto the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def place(self) -> None:
        """Move the content to its place. The same content that lies there already is replaced by itself."""
        target = self._folder.content(self.sha256)
        _make(target.parent)
        os.replace(self.path, target)
        sync(target.parent)

    def discard(self) -> None:
        """Remove the draft, unless it has been placed."""
        with suppress(
            OSError
        ):  # what is still to be written does not matter, even if there is no room for it
            self._file.close()
        self.path.unlink(missing_ok=True)


@contextmanager
def outgoing(folder: Folder) -> Iterator[IO[bytes]]:
    """A file without a name for an answer on its way out: it begins in memory, and is gone when it is closed.

    Whoever takes it away closes it; it is closed when the block raises.
    """
    with writing():
        _make(folder.incoming)
        opened = SpooledTemporaryFile(BLOCK, dir=str(folder.incoming))
        try:
            yield opened
        except BaseException:
            opened.close()
            raise
        opened.seek(0)


def _make(folder: Path) -> None:
    """Make a folder and those above it, and bring them onto the disk."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync(folder.parent)


def sync(folder: Path) -> None:
    """Bring what a folder lists onto the disk."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


# Who may remove --------------------------------------------------------------------------------------------------------


@contextmanager
def held(folder: Folder) -> Iterator[None]:
    """Nothing is removed inside: for uploads between content and row, and for backups."""
    with _lock_file(folder) as opened:
        fcntl.flock(opened, fcntl.LOCK_SH)
        yield


@contextmanager
def alone(folder: Folder, patience: float) -> Iterator[None]:
    """Nobody is inside `held`. Raises Unavailable when that takes longer than `patience` seconds."""
    until = time.monotonic() + patience
    with _lock_file(folder) as opened:
        while True:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Unavailable(messages.FILES_BUSY) from None
                time.sleep(PAUSE)
        yield


@contextmanager
def _lock_file(folder: Folder) -> Iterator[int]:
    _make(folder.path)
    opened = os.open(folder.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield opened
    finally:
        os.close(opened)  # which ends the lock


# Looking after them ----------------------------------------------------------------------------------------------------


def hashes(folder: Folder) -> Iterator[str]:
    """The hashes of everything that lies in its place."""
    for path in sorted(folder.path.glob("??/??/*")):
        if _HASH.fullmatch(path.name):
            yield path.name


def sound(folder: Folder, sha256: str, size: int) -> bool:
    """Tell whether the content with a hash is there and has not changed."""
    path = folder.content(sha256)
    if not path.is_file() or path.stat().st_size != size:
        return False
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest() == sha256


def remove(folder: Folder, sha256: str) -> int:
    """Remove content; answers its bytes."""
    path = folder.content(sha256)
    size = path.stat().st_size
    path.unlink()
    return size


def remove_drafts(folder: Folder, hours: float) -> None:
    """Remove drafts that nobody has written to for hours: their upload was cut off."""
    oldest = time.time() - hours * 3600
    for path in folder.incoming.glob("*"):
        with suppress(
            FileNotFoundError
        ):  # an upload that ends meanwhile takes its draft away itself
            if path.stat().st_mtime < oldest:
                path.unlink()
