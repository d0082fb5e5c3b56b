"""Backup and restore of an organisation with its files, on both databases."""

import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from objectry.runtime.api import accounts, backup, maintenance
from objectry.runtime.api.organization import Organization
from objectry.runtime.database import copies, dumps
from objectry.runtime.errors import Refused
from objectry.runtime.settings import Settings, read_settings
from objectry.runtime.web.app import build_app
from tests.runtime.conftest import Desk, TestClock

Sit = Callable[[str], Desk]


def _upload(desk: Desk, name: str, content: bytes) -> Any:
    headers = {"authorization": f"Bearer {desk.token}", "x-file-name": quote(name)}
    return desk.client.post("/api/v1/files", content=content, headers=headers).json()["files"][0]


def _hold(desk: Desk, subject: str, *held: Any) -> Any:
    return desk.create("activity_record", subject=subject, files=[one["id"] for one in held])


def _open(settings: Settings) -> tuple[Organization, Desk]:
    organization = Organization(settings, TestClock())
    with organization.write() as context:
        token = accounts.create_token(context, "sam", "test", None)
    return organization, Desk(TestClient(build_app(organization)), token)


def _refused(settings: Settings, source: Path) -> str:
    with pytest.raises(Refused) as refused:
        backup.restore(settings, source)
    return refused.value.message.code


def test_a_backup_brings_back_records_and_files(settings: Settings, tmp_path: Path) -> None:
    organization, sam = _open(settings)
    one = _upload(sam, "合同.txt", b"as it was")
    record = _hold(sam, "before", one)
    target = tmp_path / "backups" / "first.tar"
    assert backup.backup(settings, target).files == 1
    path = f"/activity_record/{record['id']}"
    sam.call("PATCH", path, {"subject": "after", "files": None}, if_match='"1"')
    _hold(sam, "new", _upload(sam, "new.txt", b"new"))
    organization.close()
    kept = backup.restore(settings, target)
    assert kept
    organization, sam = _open(settings)
    assert [one["subject"] for one in sam.get("/activity_record")["records"]] == ["before"]
    assert sam.get(path)["files"] == [one]
    assert sam.call("GET", f"/files/{one['id']}").content == b"as it was"
    assert all(finding.fine for finding in maintenance.examine(organization))
    # The organisation of before keeps its own files.
    assert len(list(settings.files.glob("*/??/??/*"))) == 3
    assert [one.name for one in target.parent.iterdir()] == ["first.tar"]
    organization.close()


def test_sign_ins_do_not_come_back(settings: Settings, tmp_path: Path) -> None:
    organization, sam = _open(settings)
    with organization.write() as context:
        accounts.set_password(context, "sam", "a long enough password")
    body = {"account": "sam", "password": "a long enough password"}
    assert sam.client.post("/api/v1/session", json=body).status_code == 201
    backup.backup(settings, tmp_path / "b.tar")
    organization.close()
    backup.restore(settings, tmp_path / "b.tar")
    organization = Organization(settings, TestClock())
    client = TestClient(build_app(organization), cookies=sam.client.cookies)
    assert client.get("/api/v1/session").status_code == 401
    organization.close()


def test_a_backup_of_another_organisation_can_be_restored_into_an_empty_place(
    settings: Settings, tmp_path: Path, pg_url: str
) -> None:
    organization, sam = _open(settings)
    one = _upload(sam, "a.txt", b"moved")
    _hold(sam, "moved", one)
    backup.backup(settings, tmp_path / "b.tar")
    organization.close()
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        moved = read_settings(
            {}, database_url=f"sqlite:///{tmp_path}/there/o.db", files=tmp_path / "elsewhere"
        )
    else:  # beside the first one, in another schema of the same database
        moved = settings.model_copy(
            update={"database_schema": "moved", "files": tmp_path / "elsewhere"}
        )
    assert backup.restore(moved, tmp_path / "b.tar") == ""
    for there in (moved, settings):
        organization, sam = _open(there)
        assert sam.call("GET", f"/files/{one['id']}").content == b"moved"
        assert all(finding.fine for finding in maintenance.examine(organization))
        organization.close()


def test_a_backup_comes_back_where_the_database_is_spoilt(
    settings: Settings, tmp_path: Path
) -> None:
    organization, sam = _open(settings)
    record = _hold(sam, "before", _upload(sam, "a.txt", b"as it was"))
    backup.backup(settings, tmp_path / "b.tar")
    organization.close()
    file = copies.database_file(settings)
    if file is None:
        return
    file.write_bytes(b"?" * 50_000)
    file.with_name(f"{file.name}-wal").write_bytes(b"?" * 50_000)
    assert backup.restore(settings, tmp_path / "b.tar") == f"{file}.before-restore"
    organization, sam = _open(settings)
    assert sam.get(f"/activity_record/{record['id']}")["subject"] == "before"
    assert all(finding.fine for finding in maintenance.examine(organization))
    organization.close()


@pytest.mark.parametrize("damage", ["byte", "end", "empty", "database"])
def test_a_damaged_backup_changes_nothing(settings: Settings, tmp_path: Path, damage: str) -> None:
    organization, sam = _open(settings)
    record = _hold(sam, "present", _upload(sam, "a.txt", b"x" * 5_000))
    target = tmp_path / "b.tar"
    backup.backup(settings, target)
    organization.close()
    whole = target.read_bytes()
    with tarfile.open(target) as opened:
        at = {member.name: member.offset_data for member in opened.getmembers()}["database"]
    target.write_bytes({
        "byte": whole[:-3_000] + b"!" + whole[-2_999:],
        "end": whole[: len(whole) // 2],
        "empty": b"",
        "database": whole[: at + 100] + b"????" + whole[at + 104 :],
    }[damage])  # fmt: skip
    before = sorted(settings.files.rglob("*"))
    assert _refused(settings, target) == "backup_damaged"
    assert sorted(settings.files.rglob("*")) == before
    organization, sam = _open(settings)
    assert sam.get(f"/activity_record/{record['id']}")["subject"] == "present"
    organization.close()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".objectry")]


def test_a_backup_needs_all_content(settings: Settings, tmp_path: Path) -> None:
    organization, sam = _open(settings)
    _upload(sam, "a.txt", b"x")
    (path,) = settings.files.glob("*/??/??/*")
    path.unlink()
    with pytest.raises(Refused) as refused:
        backup.backup(settings, tmp_path / "b.tar")
    assert refused.value.message.code == "backup_content_lost"
    assert not (tmp_path / "b.tar").exists()
    organization.close()


def test_a_running_server_goes_on_with_a_restored_organisation_or_stops_the_restoration(
    settings: Settings, tmp_path: Path
) -> None:
    organization, sam = _open(settings)
    record = _hold(sam, "before")
    backup.backup(settings, tmp_path / "b.tar")
    path = f"/activity_record/{record['id']}"
    sam.call("PATCH", path, {"subject": "after"}, if_match='"1"')
    if organization.dialect == "sqlite":
        assert _refused(settings, tmp_path / "b.tar") == "database_in_use"
        assert sam.get(path)["subject"] == "after"
        sam.create("activity_record", subject="goes on")
    else:
        for _ in range(8):  # until the driver has prepared its statements
            sam.get(path)
        backup.restore(settings, tmp_path / "b.tar")
        assert sam.get(path)["subject"] == "before"
        assert all(finding.fine for finding in maintenance.examine(organization))
    organization.close()


def test_kinds_of_databases_are_not_mixed(settings: Settings, tmp_path: Path, pg_url: str) -> None:
    backup.backup(settings, tmp_path / "b.tar")
    other = f"sqlite:///{tmp_path}/x.db"
    if settings.database_url.startswith("sqlite"):
        other = pg_url
    there = read_settings({}, database_url=other, files=tmp_path / "x")
    assert _refused(there, tmp_path / "b.tar") == "backup_kind"
    assert not (tmp_path / "x.db").exists()


def test_what_is_no_organisation_is_not_restored(settings: Settings, tmp_path: Path) -> None:
    """An archive that is right in itself, around a database that is not."""
    if not settings.database_url.startswith("sqlite"):
        with pytest.raises(Refused) as refused:
            dumps.put_back(settings, _file(tmp_path, b"no dump"), "public", "f" * 32)
        assert refused.value.message.code == "program_failed"
        return
    copy = tmp_path / "other.db"
    with sqlite3.connect(copy) as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
    empty = read_settings({}, database_url=f"sqlite:///{copy}", files=tmp_path / "x")
    with pytest.raises(Refused) as refused:
        backup.backup(empty, tmp_path / "b.tar")
    assert refused.value.message.code == "database_empty"


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


def test_without_its_programs_a_postgresql_organisation_is_not_copied(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if settings.database_url.startswith("sqlite"):
        backup.backup(settings, tmp_path / "b.tar")
        return
    monkeypatch.setattr(dumps, "INSTALLED", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused) as refused:
        backup.backup(settings, tmp_path / "b.tar")
    assert refused.value.message.code == "program_missing"
    assert "pg_dump" in refused.value.text("en")
