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


def _refused(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was said to somebody whose import was refused."""
    printed = capsys.readouterr()
    assert "rows" not in printed.out
    return printed.err.splitlines()


MAPPING = """object: customer
operation: upsrt
columns:
  - {colum: name, field: name}
file: {header_row: x}
"""


def test_the_shape_of_a_mapping_file_is_judged_like_a_pack(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, mapping = tmp_path / "c.csv", tmp_path / "m.yaml"
    mapping.write_text(MAPPING, "utf-8")
    assert _import(database, str(file), "--map", str(mapping), "--as", "sam") == 1
    told = [line.removeprefix(str(mapping)) for line in _refused(capsys)]
    assert [line.split(": ")[:2] for line in told] == [
        [":2:1", "value_not_listed"], [":4:5", "key_needed"], [":4:6", "key_unknown"], [":5:8", "type_wrong"],
    ]  # fmt: skip
    assert "upsrt" in told[0] and told[0].endswith("(did you mean: upsert)")
    assert "colum " in told[2] and told[2].endswith("(did you mean: column)")


def test_what_a_mapping_file_says_of_columns_and_fields_is_told_once_with_its_place(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, mapping = tmp_path / "c.csv", tmp_path / "m.yaml"
    file.write_text("Name,identifier,Extra\nx,y,z\n", "utf-8")
    mapping.write_text(
        "object: customer\noperation: upsert\nkey: identifer\ncolumns:\n"
        "  - {column: Nam, field: name}\n  - {column: identifier, field: identifir}\n"
        "constants: {levl: key}\n",
        "utf-8",
    )
    assert _import(database, str(file), "--map", str(mapping), "--as", "sam") == 1
    assert [line.removeprefix(str(mapping)) for line in _refused(capsys)] == [
        ": import_column_unmapped: the column Extra has no field: map it in columns or list it in ignore",
        ":3:1: field_unknown: there is no field identifer (did you mean: identifier)",
        ":5:6: import_column_missing: the file has no column Nam (did you mean: Name)",
        ":6:26: field_unknown: there is no field identifir (did you mean: identifier)",
        ":7:13: field_unknown: there is no field levl (did you mean: level)",
    ]


def test_without_a_mapping_file_nobody_hears_of_one(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "c.csv"
    file.write_text("nam,Extra\nx,y\n", "utf-8")
    assert _import(database, str(file), "--key", "isbm", "--as", "sam") == 1
    assert _refused(capsys)[1:] == [
        "  nam: the column nam has no field: call it by the name or label of one, or remove it (did you mean: name)",
        "  Extra: the column Extra has no field: call it by the name or label of one, or remove it",
        "  isbm: there is no field isbm",
    ]


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


def test_choices_are_told_as_the_file_writes_them_in_the_language_of_the_user(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "c.csv"
    file.write_text("name,客户类别,行业,细分行业\n甲,终端,,\n乙,,manufacturing,电力\n", "utf-8")
    assert _import(database, str(file), "--as", "sam", "--dry-run", language="zh") == 1
    first, second, _ = capsys.readouterr().out.splitlines()
    assert first == (
        "第 2 行，客户类别“终端”：没有选项 终端，可选：终端客户, 贸易商 (您是不是想写: 终端客户) [select_unknown]"
    )
    assert "细分行业“电力”：选项 电力 在这里不可选，可选：机械设备, " in second
    assert "_" not in second.removesuffix("[select_not_offered]"), "labels, no keys"


def test_a_missing_column_is_told_by_its_field(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, failed = tmp_path / "c.csv", tmp_path / "failed.csv"
    file.write_text("identifier\nA\n", "utf-8")
    assert _import(database, str(file), "--as", "sam", "--errors", str(failed)) == 1
    assert capsys.readouterr().out.startswith("row 2, name “”: please fill in ")
    assert "A,name: " in failed.read_text("utf-8-sig")
    file.write_text("name\nA,B\n", "utf-8")
    assert _import(database, str(file), "--as", "sam") == 1
    assert capsys.readouterr().out.startswith("row 2: 2 cells, the header has 1")


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "请给出对象和文件"), ("en", "name the object")]
)
def test_an_import_of_nothing_is_refused_in_the_language_of_the_user(
    language: str, said: str, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--database", database, "--lang", language, "import"])
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def test_who_has_named_a_file_for_errors_is_not_told_to_name_one(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "c.csv"
    file.write_text("name,employee_number\n" + "金桥,many\n" * 30, "utf-8")
    assert _import(database, str(file), "--as", "sam", "--dry-run") == 1
    assert "10 more errors: write them to a file with --errors" in capsys.readouterr().out
    errors = str(tmp_path / "errors.csv")
    assert _import(database, str(file), "--as", "sam", "--dry-run", "--errors", errors) == 1
    assert "10 more errors\n" in capsys.readouterr().out
