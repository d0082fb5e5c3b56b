"""Backups as one file: a plain tar whose members are a manifest, the database, and each content by its hash.

Any tar program can list and unpack it. Reading is stricter than tar: members have the three shapes that `write` makes, in
that order, and no others exist, so no link, no path, no sparse file and no extended header of a foreign archive is ever
looked at.
"""

import errno
import hashlib
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, BinaryIO

from objectry.runtime.errors import BadRequest
from objectry.runtime.files import messages
from objectry.runtime.files.storage import BLOCK, Draft, Folder
from objectry.runtime.progress import Progress, untold

FORMAT = 1
MANIFEST, DATABASE, CONTENT = "objectry.json", "database", "files/"
LARGEST_MANIFEST = 10_000
"""Bytes."""
TAR_BLOCK = tarfile.BLOCKSIZE
KINDS = ("sqlite", "postgresql")
_HASH = re.compile("[0-9a-f]{64}")
_SCHEMA = re.compile(r"[^\x00-\x1f\x7f]{0,63}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is, as its first member says."""

    kind: str
    """`sqlite` or `postgresql`."""
    schema: str
    """The PostgreSQL schema that was copied."""
    sha256: str
    """The hash of the copied database."""
    files: int
    """How many contents there are."""
    bytes: int
    """Their size altogether."""
    format: int = FORMAT


class Damaged(BadRequest):
    """A file that is no backup, or one that something has happened to."""


# Writing -------------------------------------------------------------------------------------------------------------


def write(
    target: Path, manifest: Manifest, database: Path, folder: Folder, contents: Sequence[str],
    progress: Progress = untold,
) -> None:  # fmt: skip
    """Write a backup, and bring it onto the disk. `progress` is told bytes."""
    total = database.stat().st_size + manifest.bytes
    done = 0
    with target.open("xb") as out:
        told = json.dumps(asdict(manifest)).encode()
        out.write(_header(MANIFEST, len(told)) + told + _padding(len(told)))
        members = {DATABASE: database, **{CONTENT + one: folder.content(one) for one in contents}}
        for name, file in members.items():
            with file.open("rb") as opened:
                for size in _append(out, name, opened):
                    done += size
                    progress(done, total)
        out.write(bytes(2 * TAR_BLOCK))
        out.flush()
        os.fsync(out.fileno())


def _append(out: IO[bytes], name: str, opened: BinaryIO) -> Iterator[int]:
    """Copy a file, and tell of the size of each piece."""
    size = os.fstat(opened.fileno()).st_size
    out.write(_header(name, size))
    left = size
    while left:
        piece = opened.read(min(BLOCK, left))
        if not piece:
            raise OSError(errno.EIO, f"{name} became shorter while it was copied")
        out.write(piece)
        left -= len(piece)
        yield len(piece)
    out.write(_padding(size))


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT, "ascii", "strict")


def _padding(size: int) -> bytes:
    return bytes(-size % TAR_BLOCK)


# Reading -------------------------------------------------------------------------------------------------------------


def unpack(source: Path, database: Path, folder: Folder, progress: Progress = untold) -> Manifest:
    """Unpack a backup into places where nothing lies yet, and check every byte of it. Raises Damaged."""
    total = source.stat().st_size
    with source.open("rb") as opened:
        try:
            return _unpack(opened, database, folder, lambda: progress(opened.tell(), total))
        except (tarfile.HeaderError, ValueError, TypeError, RecursionError) as error:
            raise Damaged(messages.BACKUP_DAMAGED, {"file": source}) from error


def _unpack(
    opened: BinaryIO, database: Path, folder: Folder, told: Callable[[], None]
) -> Manifest:
    """Raises ValueError, TypeError or HeaderError for what `write` has not written so."""
    manifest = _manifest(opened)
    name, size = _next(opened) or ("", 0)
    digest = hashlib.sha256()
    with database.open("xb") as out:
        for piece in _pieces(opened, size):
            digest.update(piece)
            out.write(piece)
            told()
        out.flush()
        os.fsync(out.fileno())
    _demand(name == DATABASE and digest.hexdigest() == manifest.sha256)
    last, count, total = "", 0, 0
    while found := _next(opened):
        name, size = found
        sha256 = name.removeprefix(CONTENT)
        _demand(name.startswith(CONTENT) and bool(_HASH.fullmatch(sha256)) and sha256 > last)
        _take(opened, size, sha256, folder)
        last, count, total = sha256, count + 1, total + size
        told()
    _demand((count, total) == (manifest.files, manifest.bytes))
    while rest := opened.read(BLOCK):
        _demand(not rest.strip(b"\0"))  # nothing follows the end but what fills the last block
    told()
    return manifest


def _manifest(opened: BinaryIO) -> Manifest:
    name, size = _next(opened) or ("", 0)
    _demand(name == MANIFEST and size <= LARGEST_MANIFEST)
    told = json.loads(b"".join(_pieces(opened, size)))
    _demand(isinstance(told, Mapping) and told.get("format") == FORMAT)
    found = Manifest(**told)
    _demand(found.kind in KINDS and isinstance(found.sha256, str))
    _demand(isinstance(found.schema, str) and bool(_SCHEMA.fullmatch(found.schema)))
    return found


def _take(opened: BinaryIO, size: int, sha256: str, folder: Folder) -> None:
    draft = Draft(folder)
    try:
        for piece in _pieces(opened, size):
            draft.write(piece)
        draft.finish()
        _demand(draft.sha256 == sha256)
        draft.place()
    finally:
        draft.discard()


def _next(opened: BinaryIO) -> tuple[str, int] | None:
    """Name and size of the next member; None at the end, which must be there."""
    block = opened.read(TAR_BLOCK)
    if block == bytes(TAR_BLOCK):
        return None
    info = tarfile.TarInfo.frombuf(block, "ascii", "strict")
    _demand(info.type == tarfile.REGTYPE and info.size >= 0)
    return info.name, info.size


def _pieces(opened: BinaryIO, size: int) -> Iterator[bytes]:
    left = size
    while left:
        piece = opened.read(min(BLOCK, left))
        _demand(bool(piece))
        left -= len(piece)
        yield piece
    opened.read(-size % TAR_BLOCK)


def _demand(holds: bool) -> None:
    if not holds:
        raise ValueError("not as it was written")
