"""Backup files: what is written is read back, and nothing else is."""

import hashlib
import io
import json
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from objectry.runtime.errors import BadRequest
from objectry.runtime.files import archive
from objectry.runtime.files.archive import Manifest
from objectry.runtime.files.storage import Draft, Folder, hashes

CONTENTS = sorted((b"one", b"two" * 1_000, b"x" * 512), key=lambda c: hashlib.sha256(c).digest())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup with a database and three contents."""
    folder = Folder(tmp_path / "from")
    for content in CONTENTS:
        draft = Draft(folder)
        draft.write(content)
        draft.finish()
        draft.place()
    database = tmp_path / "database"
    database.write_bytes(b"the database")
    manifest = Manifest("sqlite", "", _digest(b"the database"), 3, sum(map(len, CONTENTS)))
    target = tmp_path / "backup.tar"
    archive.write(target, manifest, database, folder, [_digest(content) for content in CONTENTS])
    return target


def _refused(source: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(BadRequest) as refused:
        archive.unpack(source, place / "database", Folder(place / "files"))
    assert refused.value.message.code == "backup_damaged"
    (place / "database").unlink(missing_ok=True)


def test_what_was_written_is_unpacked(backup: Path, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "to")
    manifest = archive.unpack(backup, tmp_path / "copy", folder)
    assert (manifest.kind, manifest.files) == ("sqlite", 3)
    assert (tmp_path / "copy").read_bytes() == b"the database"
    assert [folder.content(one).read_bytes() for one in hashes(folder)] == CONTENTS
    assert not list(folder.incoming.iterdir())


def test_any_tar_program_can_list_and_read_it(backup: Path) -> None:
    with tarfile.open(backup) as opened:
        assert opened.getnames()[:2] == ["objectry.json", "database"]
    listed = subprocess.run(["tar", "tf", backup], capture_output=True, text=True, check=True)
    assert listed.stdout.splitlines()[2:] == [f"files/{_digest(one)}" for one in CONTENTS]


def test_every_byte_counts(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    damaged = tmp_path / "damaged.tar"
    with tarfile.open(backup) as opened:
        inside = [member.offset_data for member in opened.getmembers()]
        headers = [member.offset for member in opened.getmembers()]
    for number, at in enumerate([*inside, *headers]):
        damaged.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        (tmp_path / str(number)).mkdir()
        _refused(damaged, tmp_path / str(number))


@pytest.mark.parametrize("behind", [b"x", bytes(2_000) + b"x"])
def test_nothing_may_follow_the_end(backup: Path, tmp_path: Path, behind: bytes) -> None:
    longer = tmp_path / "longer.tar"
    longer.write_bytes(backup.read_bytes() + behind)
    _refused(longer, tmp_path)


@pytest.mark.parametrize("kept", [0, 1, 511, 512, 1_024, 2_000, 3_000, -1_024, -512, -1])
def test_a_backup_that_is_cut_off_is_refused(backup: Path, tmp_path: Path, kept: int) -> None:
    cut = tmp_path / "cut.tar"
    whole = backup.read_bytes()
    cut.write_bytes(whole[:kept])
    if kept in (-512, -1):  # the first of the two empty blocks is the end
        archive.unpack(cut, tmp_path / "copy", Folder(tmp_path / "to"))
    else:
        _refused(cut, tmp_path)


def _member(
    name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = ""
) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(content), kind, link
    return info.tobuf(tarfile.GNU_FORMAT) + content + bytes(-len(content) % 512)


def _start(**changed: object) -> bytes:
    told = {"kind": "sqlite", "schema": "", "sha256": _digest(b"d"), "files": 1, "bytes": 1,
            "format": 1, **changed}  # fmt: skip
    return _member("objectry.json", json.dumps(told).encode()) + _member("database", b"d")


X = _digest(b"x")
FOREIGN: dict[str, Callable[[], bytes]] = {
    "no tar": lambda: b"not a backup" * 500,
    "an old backup, which was a database": lambda: b"SQLite format 3\0" + b"x" * 5_000,
    "a path upwards": lambda: _start() + _member("files/../../evil", b"x"),
    "an absolute path": lambda: _start() + _member("/tmp/evil", b"x"),
    "a link": lambda: _start() + _member(f"files/{X}", kind=tarfile.SYMTYPE, link="/etc/passwd"),
    "a hard link": lambda: _start() + _member(f"files/{X}", kind=tarfile.LNKTYPE, link="database"),
    "a device": lambda: _start() + _member(f"files/{X}", kind=tarfile.CHRTYPE),
    "a folder": lambda: _start() + _member(f"files/{X}", kind=tarfile.DIRTYPE),
    "a sparse file": lambda: _start() + _member(f"files/{X}", kind=tarfile.GNUTYPE_SPARSE),
    "an extended header": lambda: _start() + _member("x", b"y" * 2_000, kind=tarfile.XHDTYPE),
    "a long name": lambda: _start() + _member("x", b"y" * 2_000, kind=tarfile.GNUTYPE_LONGNAME),
    "another hash": lambda: _start() + _member(f"files/{X}", b"y"),
    "the same twice": lambda: _start(files=2, bytes=2) + _member(f"files/{X}", b"x") * 2,
    "fewer than told": lambda: _start(),
    "more than told": lambda: _start(files=0, bytes=0) + _member(f"files/{X}", b"x"),
    "another database": lambda: _start(sha256=X) + _member(f"files/{X}", b"x"),
    "another format": lambda: _start(format=2) + _member(f"files/{X}", b"x"),
    "another kind": lambda: _start(kind="oracle") + _member(f"files/{X}", b"x"),
    "a schema with a line break": lambda: _start(schema="a\nb") + _member(f"files/{X}", b"x"),
    "a schema that is no text": lambda: _start(schema=1) + _member(f"files/{X}", b"x"),
    "a key too many": lambda: _start(more=1) + _member(f"files/{X}", b"x"),
    "a manifest that is a list": lambda: _member("objectry.json", b"[]"),
    "a deep manifest": lambda: _member("objectry.json", b"[" * 9_000),
    "a huge manifest": lambda: _member("objectry.json", b" " * 20_000),
    "a size that is not there": lambda: _start() + _huge(),
    "no database": lambda: _start()[:1_024] + _member(f"files/{X}", b"x"),
}  # fmt: skip


def _huge() -> bytes:
    info = tarfile.TarInfo(f"files/{X}")
    info.size = 1 << 60
    return info.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize("made", FOREIGN.values(), ids=list(FOREIGN))
def test_a_foreign_archive_is_refused_and_writes_nowhere_else(
    tmp_path: Path, made: Callable[[], bytes]
) -> None:
    source = tmp_path / "foreign.tar"
    source.write_bytes(made() + bytes(1_024))
    _refused(source, tmp_path)
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left <= {"foreign.tar", X}
    assert not Path("/tmp/evil").exists()


def test_the_same_archive_without_the_fault_is_taken(tmp_path: Path) -> None:
    source = tmp_path / "right.tar"
    source.write_bytes(_start() + _member(f"files/{X}", b"x") + bytes(1_024))
    assert archive.unpack(source, tmp_path / "copy", Folder(tmp_path / "to")).files == 1


def test_a_compressed_archive_is_not_unpacked(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as opened:
        info = tarfile.TarInfo("objectry.json")
        info.size = 10_000_000
        opened.addfile(info, io.BytesIO(bytes(10_000_000)))
    source = tmp_path / "bomb.tar.gz"
    source.write_bytes(out.getvalue())
    _refused(source, tmp_path)
