"""Unfinished work leaves nothing behind, not even when its process is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from objectry.runtime.files.workplaces import sweep_workplaces, workplace

WORK = """
import sys, time
from pathlib import Path
from objectry.runtime.files.workplaces import workplace
with workplace(Path(sys.argv[1])) as place:
    (place / "secret").write_text("x")
    print(place, flush=True)
    time.sleep(60)
"""


def _killed(beside: Path) -> Path:
    """The folder that a killed process has left."""
    with subprocess.Popen(
        [sys.executable, "-c", WORK, str(beside)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        place = Path(process.stdout.readline().decode().strip())
        assert sweep_workplaces(beside) == 0, "somebody works there"
        os.kill(process.pid, signal.SIGKILL)
    assert (place / "secret").exists()
    return place


def test_finished_and_failed_work_is_gone(tmp_path: Path) -> None:
    with workplace(tmp_path) as place:
        (place / "draft").write_text("x")
        assert place.stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_has_left_goes_with_a_sweep(tmp_path: Path) -> None:
    place = _killed(tmp_path)
    assert sweep_workplaces(tmp_path) == 1
    assert not place.exists()


def test_it_goes_with_the_next_work_beside_it_too(tmp_path: Path) -> None:
    left = _killed(tmp_path)
    with workplace(tmp_path) as place:
        assert [*tmp_path.iterdir()] == [place]
        assert not left.exists()


def test_nothing_else_is_swept(tmp_path: Path) -> None:
    (tmp_path / ".objectry-file").write_text("x")
    (tmp_path / "other").mkdir()
    (tmp_path / ".objectry-link").symlink_to(tmp_path / "other")
    assert sweep_workplaces(tmp_path) == 0
    assert len(list(tmp_path.iterdir())) == 3
