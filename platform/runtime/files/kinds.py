"""What a file is: its ending says what to expect, its content must agree. What the client claims is never asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import puremagic

HEAD = 64_000
"""Bytes at the beginning of a text that are looked at."""
DIRECTORY = 1_000_000
"""Bytes of a ZIP file's list of members that are looked at, from its end."""
TRAILER = 22 + 65_535
"""The longest record at the end of a ZIP file."""
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 texts begin, which are full of zero bytes."""
ANY = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file."""

    media_type: str
    signs: frozenset[str] = frozenset()
    """What puremagic calls such content, one of which must be found; empty for texts, which have no signature."""
    member: bytes = b""
    """How the name of a member begins that such a ZIP file must have."""


def _kind(media_type: str, *signs: str, member: bytes = b"") -> Kind:
    return Kind(media_type, frozenset(f".{sign}" for sign in signs), member)


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
_JPEG = _kind("image/jpeg", "jpg", "jpeg", "jpe", "jfif")
_TIFF = _kind("image/tiff", "tif", "tiff")
_HEIF = _kind("image/heic", "heic", "heif")
_HTML = _kind("text/html")

KINDS: Mapping[str, Kind] = MappingProxyType({
    "jpg": _JPEG, "jpeg": _JPEG, "tif": _TIFF, "tiff": _TIFF, "heic": _HEIF, "heif": _HEIF,
    "png": _kind("image/png", "png"),
    "gif": _kind("image/gif", "gif"),
    "webp": _kind("image/webp", "webp"),
    "bmp": _kind("image/bmp", "bmp"),
    "svg": _kind("image/svg+xml"),
    "dwg": _kind("image/vnd.dwg", "dwg"),
    "pdf": _kind("application/pdf", "pdf"),
    "doc": _kind("application/msword", "doc"),
    "xls": _kind("application/vnd.ms-excel", "xls"),
    "ppt": _kind("application/vnd.ms-powerpoint", "ppt"),
    "wps": _kind("application/vnd.ms-works", "doc"),
    "et": _kind("application/vnd.ms-excel", "xls"),
    "dps": _kind("application/vnd.ms-powerpoint", "ppt"),
    "msg": _kind("application/vnd.ms-outlook", "doc"),
    "docx": _kind(f"{_OOXML}.wordprocessingml.document", "docx", member=b"word/"),
    "xlsx": _kind(f"{_OOXML}.spreadsheetml.sheet", "xlsx", member=b"xl/"),
    "pptx": _kind(f"{_OOXML}.presentationml.presentation", "pptx", member=b"ppt/"),
    "odt": _kind(f"{_ODF}.text", "odt", "zip", member=b"mimetype"),
    "ods": _kind(f"{_ODF}.spreadsheet", "ods", "zip", member=b"mimetype"),
    "odp": _kind(f"{_ODF}.presentation", "odp", "zip", member=b"mimetype"),
    "rtf": _kind("application/rtf", "rtf"),
    "zip": _kind("application/zip", "zip"),
    "rar": _kind("application/vnd.rar", "rar"),
    "7z": _kind("application/x-7z-compressed", "7z"),
    "gz": _kind("application/gzip", "gz"),
    "mp3": _kind("audio/mpeg", "mp3", "mpga"),
    "m4a": _kind("audio/mp4", "m4a"),
    "wav": _kind("audio/wav", "wav"),
    "amr": _kind("audio/amr", "amr"),
    "mp4": _kind("video/mp4", "mp4"),
    "mov": _kind("video/quicktime", "mov"),
    "txt": _kind("text/plain"), "log": _kind("text/plain"), "md": _kind("text/markdown"),
    "csv": _kind("text/csv"), "json": _kind("application/json"), "xml": _kind("application/xml"),
    "eml": _kind("message/rfc822"), "ics": _kind("text/calendar"), "vcf": _kind("text/vcard"),
    "html": _HTML, "htm": _HTML,
})  # fmt: skip
"""The kinds that are known, by ending. An ending that an operator allows beyond them is kept as mere bytes."""


def media_type_of(file: Path, ending: str) -> str | None:
    """The media type of a file with that ending; None when its content is something else."""
    kind = KINDS.get(ending)
    if kind is None:
        return ANY
    with file.open("rb") as opened:
        return kind.media_type if _agrees(opened, kind) else None


def _agrees(opened: BinaryIO, kind: Kind) -> bool:
    if not kind.signs:
        head = opened.read(HEAD)
        return b"\0" not in head or head.startswith(BYTE_ORDER_MARKS)
    if not kind.signs & _signs(opened):
        return False
    return not kind.member or kind.member in _members(opened)


def _signs(opened: BinaryIO) -> set[str]:
    """What puremagic takes the content for."""
    try:
        return {match.extension for match in puremagic.magic_stream(opened)}
    except puremagic.PureError:
        return set()


def _tail(opened: BinaryIO, count: int) -> bytes:
    size = opened.seek(0, 2)
    opened.seek(max(0, size - count))
    return opened.read(count)


def _members(opened: BinaryIO) -> bytes:
    """The raw list of a ZIP file's members. Nothing is unpacked, and a list of any length costs the same."""
    tail = _tail(opened, TRAILER)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or at + 22 > len(tail):
        return b""
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    start = int.from_bytes(tail[at + 16 : at + 20], "little")
    opened.seek(start)
    return opened.read(min(size, DIRECTORY))
