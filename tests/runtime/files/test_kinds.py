"""What a file is: its ending and its content must agree."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from PIL import Image

from objectry.runtime.files.kinds import KINDS, media_type_of
from objectry.runtime.settings import Settings


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def _image(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, kind)
    return out.getvalue()


def _sheet() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet()
    return out.getvalue()


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
SAMPLES = {
    "jpg": _image("JPEG"), "jpeg": _image("JPEG"), "png": _image("PNG"), "gif": _image("GIF"),
    "webp": _image("WEBP"), "bmp": _image("BMP"), "tif": _image("TIFF"), "tiff": _image("TIFF"),
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 50,
    "heif": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 50,
    "dwg": b"AC1027" + b"\0" * 40, "svg": b'<?xml version="1.0"?><svg/>',
    "pdf": b"%PDF-1.4\n%%EOF", "doc": OLE, "xls": OLE, "ppt": OLE, "wps": OLE, "et": OLE,
    "dps": OLE, "msg": OLE, "xlsx": _sheet(),
    "docx": _zip("[Content_Types].xml", "word/document.xml"),
    "pptx": _zip("[Content_Types].xml", "ppt/presentation.xml"),
    "odt": _zip("mimetype"), "ods": _zip("mimetype"), "odp": _zip("mimetype"),
    "rtf": b"{\\rtf1 x}", "zip": _zip("a"), "rar": b"Rar!\x1a\x07\x01\0" + b"\0" * 50,
    "7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 50, "gz": b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0" + b"\0" * 8,
    "mp3": b"ID3\x03" + b"\0" * 100, "m4a": b"\0\0\0\x20ftypM4A \0\0\2\0isomiso2" + b"\0" * 50,
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 50, "amr": b"#!AMR\n" + b"\0" * 40,
    "mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 50,
    "mov": b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + b"\0" * 50,
    "txt": "中文".encode("gbk"), "log": b"x", "md": b"# x", "csv": "\ufeff甲,乙".encode("utf-16"),
    "json": b"{}", "xml": b"<a/>", "eml": b"From: a@b\r\n\r\nx", "ics": b"BEGIN:VCALENDAR",
    "vcf": b"BEGIN:VCARD", "html": b"<p>", "htm": b"<p>",
}  # fmt: skip


def test_every_known_kind_has_a_sample() -> None:
    assert SAMPLES.keys() == KINDS.keys()
    assert set(Settings().upload_extensions) == KINDS.keys() - {"html", "htm"}


@pytest.mark.parametrize("ending", KINDS)
def test_content_that_agrees_has_the_media_type_of_its_ending(tmp_path: Path, ending: str) -> None:
    file = tmp_path / "content"
    file.write_bytes(SAMPLES[ending])
    assert media_type_of(file, ending) == KINDS[ending].media_type


@pytest.mark.parametrize("ending", [name for name, kind in KINDS.items() if kind.signs])
def test_a_program_or_a_page_is_taken_for_nothing_else(tmp_path: Path, ending: str) -> None:
    file = tmp_path / "content"
    for content in (b"MZ\x90\0" + b"\0" * 100, b"\x7fELF" + b"\0" * 100, b"<html><body>"):
        file.write_bytes(content)
        assert media_type_of(file, ending) is None


def test_office_files_are_told_apart_by_their_members(tmp_path: Path) -> None:
    file = tmp_path / "content"
    for ending in ("docx", "xlsx", "pptx"):
        file.write_bytes(SAMPLES[ending])
        for other in {"docx", "xlsx", "pptx"} - {ending}:
            assert media_type_of(file, other) is None


@pytest.mark.parametrize(
    "trailer",
    [
        b"",
        b"PK\5\6",
        b"PK\5\6" + b"\xff" * 18,
        b"PK\5\6" + b"\0" * 18,
        b"PK\5\6" + b"\xff" * 65_553,
    ],
)
def test_a_broken_zip_file_is_no_office_file(tmp_path: Path, trailer: bytes) -> None:
    file = tmp_path / "content"
    file.write_bytes(b"PK\3\4" + b"\0" * 100 + trailer)
    assert media_type_of(file, "docx") is None


def test_an_ending_that_only_the_operator_knows_is_kept_as_bytes(tmp_path: Path) -> None:
    file = tmp_path / "content"
    file.write_bytes(b"MZ")
    assert media_type_of(file, "step") == "application/octet-stream"
