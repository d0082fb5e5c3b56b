"""The commands, as people call them, on a SQLite file."""

import io
import json
import re
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from objectry.runtime.cli import bench, service
from objectry.runtime.cli.main import main

ROOT = Path(__file__).parents[3]
OBJECTS, LAYOUTS = str(ROOT / "objects"), str(ROOT / "layouts")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where an organisation may be made."""
    monkeypatch.setenv("OBJECTRY_FILES", str(tmp_path / "files"))
    return f"sqlite:///{tmp_path}/o.db"


def _run(database: str, *arguments: str) -> int:
    return main(["--database", database, "--lang", "en", *arguments])


def test_check_finds_no_problem_in_the_packs_that_come_along(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tutorial = str(ROOT / "packs" / "crm_sales")
    assert main(["--lang", "en", "check", OBJECTS, LAYOUTS, tutorial]) == 0
    assert "no problems: 3 packs" in capsys.readouterr().out


def test_check_prints_each_problem_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pack.yaml").write_text(
        "pack: p\nversion: 1.0.0\nlable: {zh: 包, en: P}\n", "utf-8"
    )
    assert main(["--lang", "zh", "check", str(tmp_path)]) == 1
    printed = capsys.readouterr().err
    assert (
        f"{tmp_path}/pack.yaml:3:1: key_unknown: 这里没有 lable 这个键 (您是不是想写: label)"
        in printed
    )


def test_apply_twice_changes_nothing_the_second_time(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(database, "apply", OBJECTS, LAYOUTS) == 0
    assert "changes applied" in capsys.readouterr().out
    assert _run(database, "apply", OBJECTS, LAYOUTS) == 0
    assert "have not changed" in capsys.readouterr().out


def test_a_pack_that_takes_fields_away_is_refused_and_nothing_changes(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "p"
    pack.mkdir()
    (pack / "pack.yaml").write_text("pack: p\nversion: 1.0.0\nlabel: {zh: 包, en: P}\n", "utf-8")
    text = "object: thing\nlabel: {zh: 物, en: Thing}\nplural: {zh: 物, en: Things}\nfields:\n"
    name = "  - {name: name, type: text, label: {zh: 名, en: Name}}\n"
    more = "  - {name: more, type: text, label: {zh: 多, en: More}}\n"
    (pack / "thing.yaml").write_text(text + name + more, "utf-8")
    assert _run(database, "apply", str(pack)) == 0
    (pack / "thing.yaml").write_text(text + name, "utf-8")
    assert _run(database, "apply", str(pack)) == 1
    assert "field_removed" in capsys.readouterr().err
    (pack / "thing.yaml").write_text(
        text + name + more + more.replace("more", "extra").replace("More", "Extra"), "utf-8"
    )
    assert _run(database, "apply", str(pack)) == 0
    with sqlite3.connect(tmp_path / "o.db") as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(thing)")}
    assert {"more", "extra"} <= columns


def test_schemas_are_written_for_every_kind(tmp_path: Path) -> None:
    assert main(["--lang", "en", "schema", str(tmp_path / "s")]) == 0
    schema = json.loads((tmp_path / "s" / "object.schema.json").read_text("utf-8"))
    assert schema["$schema"].endswith("2020-12/schema")
    assert "fields" in schema["properties"]


def test_the_schema_of_mapping_files_takes_those_that_imports_take(tmp_path: Path) -> None:
    assert main(["--lang", "en", "schema", str(tmp_path)]) == 0
    validator = Draft202012Validator(
        json.loads((tmp_path / "mapping.schema.json").read_text("utf-8"))
    )
    for path in (ROOT / "docs" / "tutorials" / "crm-sales").glob("*.yaml"):
        assert list(validator.iter_errors(yaml.safe_load(path.read_text("utf-8")))) == [], path
    assert not validator.is_valid({"object": "customer", "operation": "upsrt"})


def test_the_demo_is_made_once(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(database, "demo") == 0
    assert "337 records" in capsys.readouterr().out
    assert _run(database, "demo") == 0
    assert "nothing was changed" in capsys.readouterr().out
    assert _run(database, "doctor") == 0


def test_a_user_is_added_and_gets_a_token(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(database, "apply", OBJECTS)
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long enough password\n"))
    assert _run(database, "user", "add", "ann", "--profile", "administrator") == 0
    assert _run(database, "token", "create", "ann") == 0
    assert "obj_" in capsys.readouterr().out
    assert _run(database, "token", "create", "nobody") == 1
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert _run(database, "user", "password", "ann") == 1
    assert "8 to 200" in capsys.readouterr().err
    for options, left in ((["--keep-tokens"], True), ([], False)):
        monkeypatch.setattr(sys, "stdin", io.StringIO("another long password\n"))
        assert _run(database, "user", "password", "ann", *options) == 0
        capsys.readouterr()
        _run(database, "token", "list", "ann")
        assert ("command line" in capsys.readouterr().out) is left


def test_a_backup_restores_what_was_there(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(database, "apply", OBJECTS)
    backup = tmp_path / "backup.tar"
    assert _run(database, "backup", str(backup)) == 0
    assert _run(database, "backup", str(backup)) == 1
    assert "exists" in capsys.readouterr().err
    _run(database, "apply", OBJECTS, LAYOUTS)
    assert _run(database, "restore", str(backup)) == 0
    assert "o.db.before-restore" in capsys.readouterr().out
    assert _run(database, "apply", OBJECTS) == 0
    assert "have not changed" in capsys.readouterr().out
    assert (tmp_path / "o.db.before-restore").exists()
    first = (tmp_path / "o.db.before-restore").read_bytes()
    assert _run(database, "restore", str(backup)) == 0
    assert _run(database, "restore", str(backup)) == 0
    kept = [file.name for file in sorted(tmp_path.glob("o.db.before-restore*"))]
    assert kept == [f"o.db.before-restore{ending}" for ending in ("", "-2", "-3")]
    assert (tmp_path / kept[0]).read_bytes() == first, "an earlier one is never overwritten"


def test_long_work_tells_how_far_it_has_got(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def told(*arguments: str) -> tuple[str, str]:
        """The first and the last line about the progress of a command that must succeed."""
        capsys.readouterr()
        assert _run(database, *arguments) == 0
        lines = capsys.readouterr().err.splitlines()
        return lines[0], lines[-1]

    assert told("apply", OBJECTS, LAYOUTS) == ("apply: 0/6", "apply: 6/6")
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long enough password\n"))
    _run(database, "user", "add", "ann", "--profile", "administrator")
    file = tmp_path / "users.csv"
    last = told("export-data", "department", str(file), "--as", "ann")[1]
    assert last == "department: 0/0"
    for command in ("backup", "restore"):
        last = told(command, str(tmp_path / "b.tar"))[1]
        name, _, numbers = last.partition(": ")
        done, _, total = numbers.partition("/")
        assert name == command and done == total and int(done) > 100_000


def test_a_damaged_backup_is_refused(database: str, tmp_path: Path) -> None:
    _run(database, "apply", OBJECTS)
    for content in (b"", b"not a database", b"SQLite format 3\0" + b"x" * 5000):
        (tmp_path / "bad.db").write_bytes(content)
        assert _run(database, "restore", str(tmp_path / "bad.db")) == 1
    assert _run(database, "doctor") == 0


def test_a_sweep_tells_what_it_removed(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(database, "sweep") == 1
    assert "objectry apply" in capsys.readouterr().err
    _run(database, "apply", OBJECTS)
    assert _run(database, "sweep") == 0
    assert not (tmp_path / "files").exists()
    assert "0 files that no record holds were removed" in capsys.readouterr().out


def test_the_doctor_finds_damage(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(database, "apply", OBJECTS)
    with sqlite3.connect(tmp_path / "o.db") as connection:
        connection.execute("UPDATE role SET parent = '0198a1c4-7d3e-7c11-9a55-0123456789ab'")
        connection.execute("ALTER TABLE task DROP COLUMN comment")
    assert _run(database, "doctor") == 1
    printed = capsys.readouterr().out
    assert "role → role" in printed
    assert "task.comment" in printed


def test_the_doctor_tells_what_this_version_would_not_accept_any_more(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(database, "apply", OBJECTS)
    with sqlite3.connect(tmp_path / "o.db") as connection:
        changed = connection.execute(
            "UPDATE sys_definition SET data = replace(data, 'ISBLANK(', 'VANISHED(')"
            " WHERE kind = 'object' AND name = 'contact' AND data LIKE '%ISBLANK(%'"
        )
        assert changed.rowcount == 1
    capsys.readouterr()
    assert _run(database, "doctor") == 1
    printed = capsys.readouterr().out
    assert "contact.yaml" in printed
    assert "VANISHED" in printed


def test_serve_needs_an_organisation(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(database, "serve") == 1
    assert "objectry demo" in capsys.readouterr().err


@pytest.mark.parametrize("workers", ["1", "2"])
def test_serve_answers_over_the_network_where_it_says(database: str, workers: str) -> None:
    _run(database, "apply", OBJECTS)
    command = [sys.executable, "-m", "objectry", "--database", database, "--lang", "en", "serve",
               "--port", "0", "--workers", workers]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            assert server.stdout
            told = server.stdout.readline().decode()
            found = re.search(r"http://127\.0\.0\.1:[1-9][0-9]+/", told)
            assert found, told
            # Whoever connects early waits: the port is open before it is told.
            with urllib.request.urlopen(found[0], timeout=60) as answer:
                assert b"Objectry" in answer.read()
            # Nobody can sign in yet: whoever has started it is told how the first one gets in.
            code = server.stdout.readline().decode().rstrip(":\n").rpartition(" ")[2]
            assert server.stdout.readline().decode().strip() == f"{found[0]}welcome#{code}"
        finally:
            server.terminate()


@pytest.mark.parametrize("arguments", [
    [], ["nothing"], ["import"], ["--lang", "fr", "doctor"], ["user"], ["serve", "--port", "99999"],
    ["serve", "--port", "-1"], ["serve", "--workers", "0"], ["token", "create", "ann", "--days", "-5"],
    ["token", "create", "ann", "--days", "3000000"], ["token", "create", "\udcff"],
    ["demo", "--zone", "Mars/Phobos"], ["apply", "x", "--language", "fr"],
])  # fmt: skip
def test_wrong_usage_is_told_with_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_settings_that_cannot_be_are_named(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OBJECTRY_PORT", "99999999")
    assert _run(database, "doctor") == 1
    assert "OBJECTRY_PORT: setting_wrong" in capsys.readouterr().err


def test_a_plan_is_printed_and_changes_nothing(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(database, "plan", OBJECTS, LAYOUTS) == 0
    assert "add the object customer\n" in capsys.readouterr().out
    assert not (tmp_path / "o.db").exists()
    assert _run(database, "plan", OBJECTS, LAYOUTS) == 0
    assert "add the object customer\n" in capsys.readouterr().out
    (tmp_path / "pack.yaml").write_text("pack: p\nversion: 1\n", "utf-8")
    assert _run(database, "plan", str(tmp_path)) == 1
    assert "pack.yaml:2:1: type_wrong" in capsys.readouterr().err
    assert _run(database, "apply", OBJECTS, LAYOUTS) == 0
    capsys.readouterr()
    assert _run(database, "plan", OBJECTS, LAYOUTS) == 0
    assert capsys.readouterr().out == "the metadata have not changed\n"


def test_what_is_exported_can_be_checked_and_applied_again(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tutorial = str(ROOT / "packs" / "crm_sales")
    assert _run(database, "apply", OBJECTS, LAYOUTS, tutorial) == 0
    folder = tmp_path / "out"
    assert _run(database, "export", str(folder)) == 0
    assert "2 packs written" in capsys.readouterr().out
    assert _files(folder / "crm_sales") == _files(Path(tutorial))
    assert _files(folder / "base") == {
        **_files(Path(OBJECTS)),
        **{f"layouts/{name}": content for name, content in _files(Path(LAYOUTS)).items()},
    }
    assert main(["--lang", "en", "check", str(folder)]) == 0
    assert "3 packs" in capsys.readouterr().out
    assert _run(database, "apply", str(folder)) == 0
    assert "have not changed" in capsys.readouterr().out
    assert _run(database, "export", str(folder)) == 1
    assert "is not empty" in capsys.readouterr().err
    again = tmp_path / "again"
    assert _run(database, "export", str(again)) == 0
    assert _files(again) == _files(folder)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")
    }


UNUSABLE = {
    "garbage": "database_url",
    "": "database_url",
    "sqlite+foo:///x": "database_url",
    "sqlite://": "database_url",
    "mysql://localhost/x": "database_url",
    "postgresql://nobody@localhost:1/x": "check its address",
    "sqlite:////dev/null/x/o.db": "holds no organisation",
}
"""Addresses where no organisation is, and a part of what is said about each."""


@pytest.mark.parametrize("url", UNUSABLE)
@pytest.mark.parametrize("command", ["doctor", "token create ann", "export-data task {}/t.csv --as ann",
                                     "user add ann", "jobs", "sweep", "serve"])  # fmt: skip
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(
    url: str, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(url, *command.format(tmp_path).split()) == 1
    wanted = UNUSABLE[url].replace("database_url", "address is not supported")
    assert wanted in capsys.readouterr().err


def test_looking_for_an_organisation_makes_no_file(database: str, tmp_path: Path) -> None:
    for command in ("doctor", "token list ann", "jobs", "serve"):
        assert _run(database, *command.split()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_file_that_is_no_database_is_told_in_a_sentence(
    content: bytes, database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "o.db").write_bytes(content)
    for command in ("doctor", "token create ann", f"apply {OBJECTS}"):
        assert _run(database, *command.split()) == 1
        assert "is a SQLite database" in capsys.readouterr().err


def test_files_that_cannot_be_written_are_told_before_the_work(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "f.csv").write_text("subject\nx\n", "utf-8")
    (tmp_path / "file").touch()
    nowhere, below = f"{tmp_path}/no/e.csv", f"{tmp_path}/file/x"
    for command in (
        f"import task {tmp_path}/f.csv --errors {nowhere}",
        f"export-data task {nowhere} --as ann",
        f"backup {nowhere}",
        f"schema {below}",
        f"apply {OBJECTS} --zone UTC",
    ):
        url = f"sqlite:///{below}/o.db" if command.startswith("apply") else database
        assert _run(url, *command.split()) == 1
        assert "cannot be read or written" in capsys.readouterr().err, command


def test_a_port_that_is_taken_is_told_instead_of_an_address(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(database, "apply", OBJECTS)
    capsys.readouterr()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert _run(database, "serve", "--port", str(taken.getsockname()[1])) == 1
    printed = capsys.readouterr()
    assert "cannot listen on 127.0.0.1" in printed.err
    assert "runs at" not in printed.out


def test_tokens_are_listed_and_revoked(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    _run(database, "demo", "--language", "en", "--zone", "Europe/Paris")
    _run(database, "token", "create", "sam", "--name", "mobile", "--days", "30")
    capsys.readouterr()
    assert _run(database, "token", "list", "sam") == 0
    line = capsys.readouterr().out
    assert "mobile" in line
    assert _run(database, "token", "revoke", "sue", line.split()[0]) == 1
    assert _run(database, "token", "revoke", "sam", line.split()[0]) == 0
    capsys.readouterr()
    assert _run(database, "token", "list", "sam") == 0
    assert "no tokens" in capsys.readouterr().out


def test_help_and_complaints_speak_the_language_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """English words are left for names only: of commands, options and what stands for their values."""
    waiting: list[list[str]] = [[]]
    while waiting:
        command = waiting.pop()
        with pytest.raises(SystemExit):
            main(["--lang", "zh", *command, "--help"])
        shown = capsys.readouterr().out
        assert "usage" not in shown and "show this" not in shown
        explained = [line for line in shown.splitlines() if re.match(r"  +-?[a-z][a-z-]+  ", line)]
        assert all(re.search("[\u4e00-\u9fff]", line) for line in explained), shown
        if not command:
            waiting += [[name] for name in re.findall(r"^    ([a-z-]+) ", shown, re.MULTILINE)]
    assert "命令" in shown or "参数" in shown or "选项" in shown
    with pytest.raises(SystemExit):
        main(["token", "create", "--lang=zh"])
    assert "还缺少：account" in capsys.readouterr().err


def test_english_help_has_the_headings_that_people_know(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["--lang", "en", "import", "--help"])
    shown = capsys.readouterr().out
    assert shown.startswith("usage: objectry import ")
    assert "\narguments:\n" in shown and "\noptions:\n" in shown


def test_the_version_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"objectry {version('objectry')}\n"


def test_the_benchmarks_come_with_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "growth", "--help"]) == 0
    assert "--rows" in capfd.readouterr().out
    assert main(["bench", "formulas", "--only", "nothing"]) == 1
    assert "no formula is called nothing" in capfd.readouterr().err
    assert main(["bench", "api", "--only", "nothing", "--sides", "none"]) == 1
    monkeypatch.setattr(bench, "SOURCE", tmp_path)
    assert main(["--lang", "en", "bench", "api"]) == 1
    assert "come with the source" in capfd.readouterr().err


def test_answers_leave_at_once(database: str) -> None:
    """The head and the body of an answer are two writes: the second one must not wait for the first to be confirmed."""
    listener = service._listener("127.0.0.1", 0)
    with (
        listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_what_is_misspelt_is_told_once_with_the_nearest_name(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(database, "demo", "--language", "en")
    capsys.readouterr()
    file = str(tmp_path / "c.csv")
    assert _run(database, "export-data", "customer", file, "--as", "sam", "--fields", "nam") == 1
    assert capsys.readouterr().err == "there is no field nam (did you mean: name)\n"


@pytest.mark.parametrize("sort", [["--sort", "-name"], ["--sort=-name"], ["--sort", "-name,id"]])
def test_the_largest_first_is_written_as_everywhere(
    sort: list[str], database: str, tmp_path: Path
) -> None:
    _run(database, "demo")
    file = tmp_path / "d.csv"
    wanted = ("--as", "admin", "--fields", "name")
    assert _run(database, "export-data", "product", str(file), *sort, *wanted) == 0
    names = file.read_text("utf-8-sig").splitlines()[1:]
    assert names == sorted(names, reverse=True) and len(names) > 1


def test_an_option_is_never_taken_for_what_is_sorted_by(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for words in (["--sort", "--view", "x"], ["--sort", "-h"], ["--sort"]):
        with pytest.raises(SystemExit):
            main(["--lang", "zh", "export-data", "task", "t.csv", "--as", "ann", *words])
        printed = capsys.readouterr()
        assert "--sort 后面要有值" in printed.err or "-h" in words


def test_nobody_is_asked_for_a_password_that_no_account_gets(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(database, "apply", OBJECTS)
    asked = io.StringIO("short\n")
    monkeypatch.setattr(sys, "stdin", asked)
    assert _run(database, "user", "password", "nobody") == 1
    assert "nobody" in capsys.readouterr().err
    assert asked.read() == "short\n"
