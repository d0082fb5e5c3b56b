"""A real process is killed in the middle of its work, again and again; what comes out is what an undisturbed run gives."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from objectry.runtime.api import jobs
from objectry.runtime.api.organization import Organization
from objectry.runtime.settings import Settings, read_settings
from tests.runtime.conftest import TestClock
from tests.runtime.jobs.imports import BATCH, REFUSED, ROWS, customers, result, waiting_job, work

PATIENCE = 120
"""Seconds until a process must have got on: the machine may be busy."""


@pytest.fixture
def organization(settings: Settings) -> Iterator[Organization]:
    """The organisation in which processes are killed."""
    found = Organization(settings)
    yield found
    found.close()


@pytest.fixture
def calm(sqlite_template: Path, tmp_path: Path) -> Iterator[Organization]:
    """The same organisation, in which nobody is disturbed."""
    shutil.copy(sqlite_template, tmp_path / "calm.db")
    settings = read_settings({}, database_url=f"sqlite:///{tmp_path}/calm.db", import_batch=BATCH)
    found = Organization(settings, TestClock())
    yield found
    found.close()


def _process(organization: Organization, *arguments: str) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "OBJECTRY_IMPORT_BATCH": str(BATCH),
        "OBJECTRY_JOB_PAUSE_MS": "30",
    }
    url = organization.settings.database_url
    return subprocess.Popen(
        [sys.executable, "-m", "objectry", "--database", url, "--lang", "en", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _kill_when(organization: Organization, process: "subprocess.Popen[bytes]", done: int) -> None:
    """Kill a process as soon as its job has got so far, somewhere in the step that follows."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        found = jobs.list_all(organization)
        if found and found[0].done >= done:
            time.sleep(random.uniform(0, 0.06))
            break
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def _expected(calm: Organization) -> object:
    job_id = waiting_job(calm, "sam")
    work(calm, job_id)
    return result(calm, calm.principal("sam"), job_id)


def test_a_killed_command_goes_on_where_it_was(
    organization: Organization, calm: Organization, tmp_path: Path
) -> None:
    file = tmp_path / "customers.csv"
    file.write_bytes(customers())
    command = ("import", "customer", str(file), "--as", "sam")
    for done in sorted(random.sample(range(1, ROWS - 3 * BATCH), 3)):
        _kill_when(organization, _process(organization, *command), done)
    (job,) = jobs.list_all(organization)
    assert job.state == "running" and not jobs.alive(job.holder)
    out, err = _process(organization, "import", "--resume", job.id).communicate()
    assert f"{ROWS - REFUSED} created" in out.decode(), err.decode()
    (job,) = jobs.list_all(organization)
    assert result(organization, organization.principal("sam"), job.id) == _expected(calm)


def test_the_same_command_says_that_it_goes_on(organization: Organization, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_bytes(customers())
    command = ("import", "customer", str(file), "--as", "sam")
    _kill_when(organization, _process(organization, *command), 2 * BATCH)
    (job,) = jobs.list_all(organization)
    out, _ = _process(organization, "jobs").communicate()
    assert f"the job {job.id} is unfinished" in out.decode()
    out, _ = _process(organization, *command).communicate()
    assert f"going on with the unfinished job {job.id}" in out.decode()
    assert f"{ROWS - REFUSED} created" in out.decode()
    assert len(jobs.list_all(organization)) == 1


def test_two_commands_never_import_the_same_file_together(
    organization: Organization, tmp_path: Path
) -> None:
    file = tmp_path / "customers.csv"
    file.write_bytes(customers())
    command = ("import", "customer", str(file), "--as", "sam")
    first, second = (_process(organization, *command) for _ in range(2))
    outputs = [process.communicate() for process in (first, second)]
    printed = b"".join(part for output in outputs for part in output).decode()
    assert f"{ROWS - REFUSED} created" in printed
    found = jobs.list_all(organization)
    created = sum(job.counts.get("created", 0) for job in found)
    assert created == ROWS - REFUSED, printed


def test_a_killed_undo_goes_on_where_it_was(organization: Organization) -> None:
    job = waiting_job(organization, "sam")
    work(organization, job)
    command = ("undo-import", job, "--as", "sam")
    for done in sorted(random.sample(range(1, ROWS - REFUSED - 3 * BATCH), 2)):
        _kill_when(organization, _process(organization, *command), done)
    out, err = _process(organization, *command).communicate()
    assert "undone: " in out.decode(), err.decode()
    undo, imported = jobs.list_all(organization)
    assert (undo.state, undo.counts) == ("done", {"deleted": imported.counts["created"]})
