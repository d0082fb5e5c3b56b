"""What the command `import` says and writes, as people call it, on a SQLite file."""

import csv
import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from objectry.runtime.cli.main import main

FILE = "name,employee_number\n华强,5\n金桥,many\n"


@pytest.fixture
def database(tmp_path: Path, sqlite_template: Path) -> str:
    """An organisation, and a file whose second row is wrong."""
    (tmp_path / "o.db").write_bytes(sqlite_template.read_bytes())
    (tmp_path / "c.csv").write_text(FILE, "utf-8")
    return f"sqlite:///{tmp_path}/o.db"


def _import(database: str, *arguments: str, language: str = "en") -> int:
    return main(["--database", database, "--lang", language, "import", "customer", *arguments])


@pytest.mark.parametrize("dry_run", [[], ["--dry-run"]])
def test_an_error_file_never_replaces_a_file_least_of_all_the_one_that_is_read(
    dry_run: list[str], database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "c.csv"
    assert _import(database, str(file), "--as", "sam", "--errors", str(file), *dry_run) == 1
    printed = capsys.readouterr()
    assert f"{file} exists" in printed.err
    assert "rows" not in printed.out, "it is refused before the work"
    assert file.read_text("utf-8") == FILE


@pytest.mark.parametrize("ending", ["csv", "xlsx", "XLSX"])
def test_the_ending_of_an_error_file_says_its_kind_and_it_imports_back(
    ending: str, database: str, tmp_path: Path
) -> None:
    failed = tmp_path / f"failed.{ending}"
    assert _import(database, str(tmp_path / "c.csv"), "--as", "sam", "--errors", str(failed)) == 1
    content = failed.read_bytes()
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = [list(map(str, row)) for row in book.get_sheet_by_index(0).to_python()]
    header, (name, number, reason) = rows
    assert header == ["name", "employee_number", "reason"]
    assert (name, number) == ("金桥", "many") and reason.startswith("employee_number: ")
    assert _import(database, str(failed), "--as", "sam", "--dry-run") == 1


@pytest.mark.parametrize("name", ["e.txt", "e", "e.xls"])
def test_an_error_file_of_another_kind_is_refused_before_the_work(
    name: str, database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = str(tmp_path / name)
    assert _import(database, str(tmp_path / "c.csv"), "--as", "sam", "--errors", wanted) == 1
    printed = capsys.readouterr()
    assert "must be csv or xlsx" in printed.err and "rows" not in printed.out
    assert not Path(wanted).exists()


def test_cells_beyond_the_header_stand_behind_the_reason(database: str, tmp_path: Path) -> None:
    file, failed = tmp_path / "long.csv", tmp_path / "failed.csv"
    file.write_text("name,employee_number\nSmith, John,5,7\n", "utf-8")
    assert _import(database, str(file), "--as", "sam", "--errors", str(failed), "--dry-run") == 1
    header, row = csv.reader(io.StringIO(failed.read_text("utf-8-sig")))
    assert header == ["name", "employee_number", "reason"]
    assert row[:2] == ["Smith", " John"] and row[2].startswith("4 cells") and row[3:] == ["5", "7"]


@pytest.mark.parametrize("dry_run", [[], ["--dry-run"]])
@pytest.mark.parametrize("key", [[], ["--key", "identifier"]])
def test_without_a_user_somebody_must_own_the_new_records(
    key: list[str],
    dry_run: list[str],
    database: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "c.csv"
    file.write_text("name,identifier\n甲,A\n乙,B\n", "utf-8")
    assert _import(database, str(file), *key, *dry_run) == 1
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1 and "--as" in printed.err and "rows" not in printed.out
    file.write_text("name,identifier,owner\n甲,A,sam\n", "utf-8")
    assert _import(database, str(file), *key, *dry_run) == 0


def test_who_imports_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--lang", "en", "import", "--help"])
    assert "who owns new records" in " ".join(capsys.readouterr().out.split())
