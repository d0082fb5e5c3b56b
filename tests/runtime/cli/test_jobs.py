"""Imports on the command line are jobs: they are listed, interrupted, resumed and ended."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.cli.main import main
from objectry.runtime.jobs import recalculate
from objectry.runtime.jobs.import_records import ImportWork
from objectry.runtime.jobs.sweep import holder_name
from objectry.runtime.settings import read_settings

ROOT = Path(__file__).parents[3]


@pytest.fixture
def database(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An organisation into which three rows make a batch, and a file."""
    (tmp_path / "o.db").write_bytes(sqlite_template.read_bytes())
    (tmp_path / "c.csv").write_text("name\n" + "".join(f"n{number}\n" for number in range(10)))
    monkeypatch.setenv("OBJECTRY_IMPORT_BATCH", "3")
    return f"sqlite:///{tmp_path}/o.db"


def _run(database: str, *arguments: str) -> int:
    return main(["--database", database, "--lang", "en", *arguments])


def _interrupted(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let the third step fail."""
    step, steps = ImportWork.step, iter(range(10))

    def fails(self: ImportWork, *rest: Any) -> Any:
        if next(steps) == 2:
            raise error
        return step(self, *rest)

    monkeypatch.setattr(ImportWork, "step", fails)


def _job(tmp_path: Path) -> str:
    with sqlite3.connect(tmp_path / "o.db") as connection:
        return str(connection.execute("SELECT id FROM sys_job").fetchone()[0])


def test_an_interrupted_import_says_how_to_go_on(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with monkeypatch.context() as patched:
        _interrupted(patched, KeyboardInterrupt())
        assert _run(database, "import", "customer", str(tmp_path / "c.csv"), "--as", "sam") == 1
    job = _job(tmp_path)
    assert f"objectry import --resume {job}" in capsys.readouterr().err
    assert _run(database, "import", "--resume", job) == 0
    printed = capsys.readouterr()
    assert "10 rows: 10 created" in printed.out
    assert "6/10" in printed.err
    assert _run(database, "import", "--resume", job) == 1
    assert "has ended: done" in capsys.readouterr().err


def test_a_job_that_is_worked_on_is_not_begun_twice(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with monkeypatch.context() as patched:
        _interrupted(patched, KeyboardInterrupt())
        _run(database, "import", "customer", str(tmp_path / "c.csv"), "--as", "sam")
    with sqlite3.connect(tmp_path / "o.db") as connection:  # as if this very process held the job
        connection.execute("UPDATE sys_job SET state = 'running', holder = ?", (holder_name(),))
    capsys.readouterr()
    assert _run(database, "import", "customer", str(tmp_path / "c.csv"), "--as", "sam") == 1
    assert "is being worked on by" in capsys.readouterr().err
    assert _run(database, "import", "--resume", _job(tmp_path)) == 0


def test_jobs_are_listed_and_ended(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _run(database, "jobs") == 0
    assert "no jobs yet" in capsys.readouterr().out
    with monkeypatch.context() as patched:
        _interrupted(patched, KeyboardInterrupt())
        _run(database, "import", "customer", str(tmp_path / "c.csv"), "--as", "sam")
    assert _run(database, "jobs") == 0
    printed = capsys.readouterr().out
    assert "waiting    Import customer  6/10  created=6" in printed
    assert "is unfinished" in printed
    assert _run(database, "jobs", "--cancel", _job(tmp_path)) == 0
    assert _run(database, "jobs", "--cancel", _job(tmp_path)) == 1
    assert _run(database, "jobs", "--cancel", "nothing") == 1
    assert _run(database, "import", "--resume", _job(tmp_path)) == 1


def test_commands_tell_that_recalculations_wait_and_do_them(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _run(database, "import", "customer", str(tmp_path / "c.csv"), "--as", "admin")
    assert "jobs that wait" not in capsys.readouterr().err
    monkeypatch.setenv("OBJECTRY_INLINE_DEPENDANTS", "1")
    rows = "".join(f"n{number},n{number},5,2026-12-01,won\n" for number in range(3))
    (tmp_path / "o.csv").write_text(f"name,customer,amount,close_date,stage\n{rows}")
    assert _run(database, "import", "opportunity", str(tmp_path / "o.csv"), "--as", "admin") == 0
    assert "objectry jobs --work" in capsys.readouterr().err
    export = ("export-data", "customer", str(tmp_path / "before.csv"), "--as", "admin",
              "--fields", "name,total_won_count", "--filter", "total_won_count > 0")  # fmt: skip
    assert _run(database, *export) == 0
    assert "objectry jobs --work" in capsys.readouterr().err
    assert _run(database, "jobs", "--work") == 0
    assert "jobs done: " in capsys.readouterr().out
    assert _run(database, *(one.replace("before", "after") for one in export)) == 0
    assert "jobs that wait" not in capsys.readouterr().err
    before, after = (
        (tmp_path / f"{one}.csv").read_text().splitlines() for one in ("before", "after")
    )
    assert (len(before), len(after)) == (1, 4)
    assert _run(database, "jobs", "--work") == 0
    assert capsys.readouterr().out == "jobs done: 0\n"


def test_values_that_were_damaged_are_computed_anew(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(database, "import", "customer", str(tmp_path / "c.csv"), "--as", "admin")
    with sqlite3.connect(tmp_path / "o.db") as connection:
        connection.execute("UPDATE customer SET total_won_count = 7, visit_count = 5")
    assert _run(database, "doctor") == 1
    assert "customer.total_won_count 10" in capsys.readouterr().out
    assert _run(database, "recalculate", "customer.visit_count", "opportunity") == 0
    assert "fields to be computed anew: " in capsys.readouterr().out
    assert _run(database, "doctor") == 1
    assert _run(database, "recalculate") == 0
    assert _run(database, "doctor") == 0
    for wrong in ("customer.name", "nothing", "product_category"):
        capsys.readouterr()
        assert _run(database, "recalculate", wrong) == 1
        assert wrong in capsys.readouterr().err


def test_work_that_is_interrupted_goes_on(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _run(database, "import", "customer", str(tmp_path / "c.csv"), "--as", "admin")
    monkeypatch.setenv("OBJECTRY_INLINE_DEPENDANTS", "1")
    rows = "".join(f"n{number},n{number},5,2026-12-01,won\n" for number in range(3))
    (tmp_path / "o.csv").write_text(f"name,customer,amount,close_date,stage\n{rows}")
    _run(database, "import", "opportunity", str(tmp_path / "o.csv"), "--as", "admin")
    with monkeypatch.context() as patched:
        patched.setattr(recalculate.Recalculation, "step", _interrupt)
        assert _run(database, "jobs", "--work") == 1
    assert "objectry jobs --work" in capsys.readouterr().err
    assert _run(database, "jobs", "--work") == 0
    assert _run(database, "doctor") == 0


def _interrupt(*given: Any) -> None:
    raise KeyboardInterrupt


def test_a_failed_job_says_why(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ("import", "customer", str(tmp_path / "c.csv"), "--as", "sam", "--key", "name")
    assert _run(database, *wanted) == 1
    capsys.readouterr()
    assert _run(database, "jobs") == 0
    line, reason = capsys.readouterr().out.splitlines()
    assert "failed" in line
    assert "name is not unique" in reason


def test_a_dry_run_leaves_no_job_and_no_copy(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        _run(database, "import", "customer", str(tmp_path / "c.csv"), "--as", "sam", "--dry-run")
        == 0
    )
    assert "10 to create" in capsys.readouterr().out
    assert _run(database, "jobs") == 0
    assert "no jobs yet" in capsys.readouterr().out
    assert not [path.name for path in tmp_path.iterdir() if "scratch" in path.name]


@pytest.mark.parametrize(
    "arguments", [["customer"], ["--resume", "x", "customer", "f"], ["--resume", "x", "--dry-run"]]
)
def test_wrong_usage_is_told_with_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["import", *arguments])
    assert ended.value.code == 2


def test_an_organisation_of_an_older_version_gets_what_its_tables_lack(
    database: str, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "o.db") as connection:
        connection.execute("DROP TABLE sys_job_row")
        for column in ("queue", "subject", "reason", "rehearsal", "holder", "problem"):
            connection.execute(f"ALTER TABLE sys_job DROP COLUMN {column}")
    assert _run(database, "jobs") == 0
    assert _run(database, "import", "customer", str(tmp_path / "c.csv"), "--as", "sam") == 0
    organization = Organization(read_settings({}, database_url=database))
    organization.upgrade()
    organization.close()
