"""The commands on formulas, as people and programs call them."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.cli.main import main

ROOT = Path(__file__).parents[3]
OBJECTS = str(ROOT / "objects")


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Where an organisation may be made."""
    return f"sqlite:///{tmp_path}/o.db"


def _check(*arguments: str, language: str = "en") -> int:
    return main(["--lang", language, "formula", "check", "--pack", OBJECTS, *arguments])


def _eval(
    text: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> list[Any]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["--lang", "en", "formula", "eval", "--lines"]) == 0
    return [json.loads(one) for one in capfdbinary.readouterr().out.splitlines()]


def test_a_sound_formula_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    text = "IF(close_date < TODAY(), amount, 0)"
    assert _check("--object", "opportunity", "--returns", "currency", text) == 0
    assert capsys.readouterr().out.splitlines() == [
        "no problems, the result is a number",
        "fields it reads: close_date, amount",
        "functions it uses: TODAY",
        "what it costs: 11 (the limit is 20000)",
        "the result changes with time or with the user: it is computed when it is read",
        "a database can compute it, too",
    ]


def test_a_formula_that_no_database_computes(capsys: pytest.CaptureFixture[str]) -> None:
    assert _check("--object", "opportunity", "PINYIN(customer.name)", language="zh") == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "没有问题，结果是文本"
    assert printed[-2:] == ["结果只随记录变化，可以保存", "PostgreSQL 不能计算其中的 PINYIN"]


def test_problems_have_their_place_and_a_hint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("amoun +\n  ABS(1, 2)\n"))
    assert _check("--object", "opportunity") == 1
    assert capsys.readouterr().err.splitlines() == [
        "1:1: formula_field_unknown: there is no field amoun (did you mean: amount)",
        "2:3: formula_argument_count: ABS takes 1 argument, there are 2",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--object", "nothing", "1"), "no object nothing"),
        (("--object", "opportunity", "--returns", "text", "1"), "has to be a select or a text"),
        (("--object", "opportunity", "ISNEW()"), "cannot be used here"),
        (("--object", "opportunity", "--profile", "salesforce", "1 & 2"), "does not go between"),
        (("--object", "opportunity", "--use", "filter", "amount * 2"), "something true or false"),
        (("--object", "opportunity", "--use", "rule", "amount * 2"), "something true or false"),
        (("--object", "opportunity", "--use", "display", "amount"), "something true or false"),
        (("--object", "opportunity", "--use", "filter", "PINYIN(name) = 'a'"), "PINYIN"),
        (("--object", "opportunity", 'TEXT(TODAY(), "yyyy年M月")'), "does not know TEXT"),
        (("--object", "opportunity", "PINYIN($User.name) = 'a'"), "does not know PINYIN"),
        (("--object", "opportunity", "customer"), "a look-up (did you mean: customer.name)"),
        (("--object", "opportunity", "tags"), "a list of values"),
        (
            ("--object", "opportunity", "--use", "default", "--returns", "text", "stage"),
            "a select",
        ),
        (
            ("--object", "opportunity", "--use", "filter", "ISBLANK(IF(amount > 0, tags, NULL))"),
            "formula_list_chosen",
        ),
        (
            ("--object", "opportunity", "--use", "rule", 'HASPERMISSION("opportunity.exprot")'),
            "opportunity.export",
        ),
    ],
)
def test_what_is_refused(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _check(*arguments) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("use", "text", "said"),
    [
        ("default", "TODAY() + 30", "it is computed once, when a new record begins"),
        ("rule", "$Old.amount <> amount || ISNEW()", "it is judged whenever a record is saved"),
        ("display", "amount > 1", "it is judged while a form is filled in"),
        ("filter", "amount > 1", "what it finds changes with the records only"),
        ("filter", "close_date = THIS_MONTH", "it cannot be the filter of a roll-up"),
        ("field", 'IF(HASROLE("a"), stage, NULL)', "it is computed when it is read"),
    ],
)
def test_what_is_said_belongs_to_the_use(
    use: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _check("--object", "opportunity", "--use", use, text) == 0
    *_, last = (one for one in capsys.readouterr().out.splitlines() if "a database can" not in one)
    assert last.endswith(said)


def test_a_text_may_be_what_is_selected(capsys: pytest.CaptureFixture[str]) -> None:
    assert _check("--object", "opportunity", "--returns", "text", "stage") == 0
    assert "the result is a select" in capsys.readouterr().out


def test_a_rule_may_ask_for_the_record_before(capsys: pytest.CaptureFixture[str]) -> None:
    assert _check("--object", "opportunity", "--use", "rule", "PRIORVALUE(amount) > amount") == 0
    assert "fields it reads: $Old.amount, amount" in capsys.readouterr().out


def test_the_metadata_of_the_organisation_are_taken_without_a_pack(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--database", database, "--lang", "en"]
    check = [*command, "formula", "check", "--object", "customer", "name"]
    assert main(check) == 1
    assert main([*command, "apply", OBJECTS]) == 0
    assert main(check) == 0
    assert "the result is a text" in capsys.readouterr().out


def test_lines_are_answered_in_their_order(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    asked = [
        {"id": at, "formula": f"{at} + x", "fields": {"x": "number"}, "row": {"x": 1}}
        for at in range(500)
    ]
    text = "\n".join(json.dumps(one) for one in asked[:250]) + "\n\nnonsense\n"
    text += "\n".join(json.dumps(one) for one in asked[250:])
    found = _eval(text, monkeypatch, capfdbinary)
    assert found.pop(250)["error"]["kind"] == "line"
    assert found == [{"id": at, "value": str(at + 1)} for at in range(500)]


def test_sqlite_is_there_and_postgresql_wants_an_address(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    asked = [{"formula": "'中' & 1", "engine": one} for one in ("sqlite", "postgresql")]
    text = "\n".join(json.dumps(one) for one in asked)
    first, second = _eval(text, monkeypatch, capfdbinary)
    assert first["value"] == "中1"
    assert second["error"] == {
        "kind": "line", "line": 1, "column": 1,
        "message": "there is no postgresql to ask: give its address with --database",
    }  # fmt: skip


def test_eval_wants_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--lang", "en", "formula", "eval"])
    assert ended.value.code == 2
    assert "objectry formula eval --lines" in capsys.readouterr().err


def test_a_program_may_ask_line_by_line() -> None:
    command = [sys.executable, "-m", "objectry", "formula", "eval", "--lines"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as asked:
        assert asked.stdin is not None and asked.stdout is not None
        for at in range(3):
            asked.stdin.write(f'{{"id": "\\ud800{at}", "formula": "{at} * 2"}}\n'.encode())
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline()) == {
                "id": f"\ud800{at}",
                "value": str(at * 2),
            }
        asked.stdin.close()
        assert asked.wait(10) == 0
