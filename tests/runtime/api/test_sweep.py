"""What becomes of files in the long run: sweeping, crashes, uploads at the same time, the doctor."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import files, maintenance
from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import Refused
from objectry.runtime.files import storage
from objectry.runtime.files.storage import Folder
from objectry.runtime.settings import Settings
from tests.runtime.conftest import Desk, TestClock

Sit = Callable[[str], Desk]
HOURS = 24


def _upload(desk: Desk, name: str, content: bytes) -> Any:
    headers = {"authorization": f"Bearer {desk.token}", "x-file-name": name}
    response = desk.client.post("/api/v1/files", content=content, headers=headers)
    assert response.status_code == 201, response.text
    return response.json()["files"][0]


def _hold(desk: Desk, *held: Any) -> Any:
    return desk.create("activity_record", subject="拜访", files=[one["id"] for one in held])


def _later(organization: Organization, hours: int) -> None:
    assert isinstance(organization.clock, TestClock)
    organization.clock.now = organization.clock.now.replace(day=24 + hours // 24)


def _folder(settings: Settings) -> Folder:
    (path,) = settings.files.iterdir()
    return Folder(path)


def test_a_sweep_takes_what_no_record_has_held_for_a_day(
    desk: Sit, organization: Organization, settings: Settings
) -> None:
    sam = desk("sam")
    held, loose = _upload(sam, "held.txt", b"held"), _upload(sam, "loose.txt", b"loose")
    _hold(sam, held)
    assert files.sweep(organization) == files.Swept(0, 0)
    _later(organization, 48)
    assert files.sweep(organization) == files.Swept(1, 5)
    assert sam.call("GET", f"/files/{loose['id']}").status_code == 404
    assert sam.call("GET", f"/files/{held['id']}").content == b"held"
    assert files.sweep(organization) == files.Swept(0, 0)


def test_the_recycle_bin_keeps_its_files_and_a_purge_lets_them_go(
    desk: Sit, organization: Organization
) -> None:
    sam = desk("sam")
    one = _upload(sam, "a.txt", b"bin")
    path = f"/activity_record/{_hold(sam, one)['id']}"
    sam.call("DELETE", path, if_match='"1"')
    _later(organization, 48)
    assert files.sweep(organization) == files.Swept(0, 0)
    assert sam.call("POST", f"{path}/purge").status_code == 204
    assert files.sweep(organization) == files.Swept(0, 0)  # it has been free for a moment only
    _later(organization, 96)
    assert files.sweep(organization) == files.Swept(1, 3)


def test_a_file_that_another_record_holds_survives_a_purge(
    desk: Sit, organization: Organization
) -> None:
    sam = desk("sam")
    one = _upload(sam, "a.txt", b"shared")
    first, second = _hold(sam, one), _hold(sam, one)
    for step in ("DELETE", "POST"):
        path = f"/activity_record/{first['id']}" + ("/purge" if step == "POST" else "")
        sam.call(step, path, if_match='"1"')
    _later(organization, 48)
    assert files.sweep(organization) == files.Swept(0, 0)
    assert sam.get(f"/activity_record/{second['id']}")["files"] == [one]


def test_content_that_two_files_have_goes_with_the_last_of_them(
    desk: Sit, organization: Organization
) -> None:
    sam = desk("sam")
    first, second = _upload(sam, "a.txt", b"same"), _upload(sam, "b.txt", b"same")
    _hold(sam, first)
    _later(organization, 48)
    assert files.sweep(organization) == files.Swept(1, 0)
    assert sam.call("GET", f"/files/{first['id']}").content == b"same"
    assert sam.call("GET", f"/files/{second['id']}").status_code == 404


def test_equal_uploads_at_the_same_time_become_one_content(
    desk: Sit, settings: Settings, organization: Organization
) -> None:
    sam, content = desk("sam"), b"z" * 300_000
    with (
        sam.client,
        ThreadPoolExecutor(8) as pool,
    ):  # one event loop for all of them, as a server has
        made = list(pool.map(lambda n: _upload(sam, f"{n}.txt", content), range(16)))
    assert len({one["id"] for one in made}) == 16
    assert len(list(storage.hashes(_folder(settings)))) == 1
    assert not list(_folder(settings).incoming.iterdir())
    assert all(finding.fine for finding in maintenance.examine(organization))


def test_uploads_and_sweeps_at_the_same_time_lose_nothing(
    desk: Sit, organization: Organization
) -> None:
    """The same content is uploaded, deleted and swept again and again: no row may be left without it."""
    sam = desk("sam")

    def work(number: int) -> None:
        one = _upload(sam, "a.txt", b"in and out")
        if number % 2:
            sam.call("DELETE", f"/files/{one['id']}")
        files.sweep(organization)

    with (
        sam.client,
        ThreadPoolExecutor(4) as pool,
    ):  # one event loop for all of them, as a server has
        list(pool.map(work, range(24)))
    assert all(finding.fine for finding in maintenance.examine(organization))


KILLED = """
import os, signal, sys
from pathlib import Path
from objectry.runtime.api import files
from objectry.runtime.api.organization import Organization
from objectry.runtime.settings import read_settings

organization = Organization(read_settings({}, database_url=sys.argv[1], files=Path(sys.argv[2])))
user = organization.principal("sam")
with organization.read(user) as context:
    admission = files.admit(context)
receiving = admission.receive("a.txt")
receiving.write(b"content")
if sys.argv[3] == "draft":
    os.kill(os.getpid(), signal.SIGKILL)
received = [receiving.finish()]
with files.placed(admission, received):
    if sys.argv[3] == "placed":
        os.kill(os.getpid(), signal.SIGKILL)
    with organization.write(user) as context:
        files.keep(context, received)
        if sys.argv[3] == "row":
            os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("moment", ["draft", "placed", "row"])
def test_a_crash_leaves_content_without_a_row_and_never_a_row_without_content(
    organization: Organization, settings: Settings, moment: str
) -> None:
    command = [sys.executable, "-c", KILLED, settings.database_url, str(settings.files), moment]
    done = subprocess.run(command, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert all(finding.fine for finding in maintenance.examine(organization))
    folder = _folder(settings)
    left = [*folder.incoming.iterdir(), *storage.hashes(folder)]
    assert len(left) == 1
    for draft in folder.incoming.iterdir():
        os.utime(draft, (0, 0))
    assert files.sweep(organization).files == 0
    assert [*folder.incoming.iterdir(), *storage.hashes(folder)] == []


def test_a_sweep_waits_for_nobody_for_ever(organization: Organization, desk: Sit) -> None:
    _upload(desk("sam"), "a.txt", b"x")
    organization.settings = organization.settings.model_copy(update={"busy_timeout_ms": 10})
    with storage.held(_folder(organization.settings)), pytest.raises(Refused) as refused:
        files.sweep(organization)
    assert refused.value.message.code == "files_busy"


def test_the_doctor_misses_content_and_sees_changes_in_it(
    desk: Sit, organization: Organization, settings: Settings
) -> None:
    sam = desk("sam")
    changed, gone = _upload(sam, "changed.txt", b"abc"), _upload(sam, "gone.txt", b"gone")
    folder = _folder(settings)
    paths = {path.read_bytes(): path for path in map(folder.content, storage.hashes(folder))}
    paths[b"abc"].write_bytes(b"abd")
    paths[b"gone"].unlink()
    (wrong,) = [one for one in maintenance.examine(organization) if not one.fine]
    assert wrong.message.code == "health_content"
    assert changed["id"] in wrong.details and gone["id"] in wrong.details


def test_a_full_disk_is_told_and_leaves_nothing(
    desk: Sit, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    sam = desk("sam")
    monkeypatch.setattr(os, "fsync", full)
    headers = {"authorization": f"Bearer {sam.token}", "x-file-name": "a.txt"}
    answer = sam.client.post("/api/v1/files", content=b"x", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    monkeypatch.undo()
    assert not [path for path in settings.files.rglob("*") if path.is_file()]
    assert Path(settings.files).exists()
