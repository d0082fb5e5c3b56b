"""Formulas of lines, evaluated by databases: the same answers as in Python, and nothing is left behind."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.formula.lines.evaluator import Evaluator
from objectry.runtime.api.formulas import line_evaluator
from objectry.runtime.database.formula_helpers import install_helpers
from objectry.runtime.settings import Settings
from tests.formula.lines.cases import ERROR, lines

ENGINES = ("python", "sqlite", "postgresql")


@pytest.fixture(scope="module")
def evaluator(pg_url: str) -> Iterator[Evaluator]:
    """All three engines."""
    with line_evaluator(Settings(database_url=pg_url), "en") as made:
        yield made


def _answers(evaluator: Evaluator, *given: dict[str, Any]) -> list[Any]:
    return [
        json.loads(one) for one in evaluator.answers([json.dumps(one).encode() for one in given])
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree(evaluator: Evaluator, engine: str) -> None:
    cases = lines(engine)
    assert len(cases) >= 60
    found = _answers(evaluator, *(line for line, _ in cases))
    wrong = [
        (answer, one)
        for (_, answer), one in zip(cases, found, strict=True)
        if (ERROR if "error" in one else one["value"]) != answer
    ]
    assert wrong == []


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_without_any_value_agree(evaluator: Evaluator, engine: str) -> None:
    python = [
        {**line, "row": {}, "blanks": blanks}
        for line, _ in lines("python")
        for blanks in ("blank", "zero")
    ]
    here = [{**line, "engine": engine} for line in python]
    assert _answers(evaluator, *here) == _answers(evaluator, *python)


@pytest.mark.parametrize("engine", ENGINES)
def test_faults_have_the_same_kind_and_place(evaluator: Evaluator, engine: str) -> None:
    shared = {"fields": {"x": "number", "t": "text"}, "row": {"x": 0, "t": "q"}, "engine": engine}
    found = _answers(evaluator, *({"formula": text, **shared} for text in
                                  ("1 + 1 / x", "VALUE(t)", "DATEVALUE(t)", "DATE(2026, 13 + x, 1)", "LN(x)")))  # fmt: skip
    assert [one["error"]["kind"] for one in found] == [
        "division", "bad_number_text", "bad_date_text", "out_of_range", "not_finite"]  # fmt: skip
    assert (found[0]["error"]["line"], found[0]["error"]["column"]) == (1, 7)


@pytest.mark.parametrize("engine", ENGINES)
def test_numbers_of_any_size_and_many_rows_of_one_formula(
    evaluator: Evaluator, engine: str
) -> None:
    numbers = ["0", "-0.000000000000000001", "9" * 38, "1e40", "0.1", None]
    shared = {"formula": "x", "fields": {"x": {"type": "number"}}, "engine": engine}
    found = _answers(
        evaluator, *({"id": at, "row": {"x": one}, **shared} for at, one in enumerate(numbers))
    )
    assert [one["id"] for one in found] == list(range(len(numbers)))
    assert [one["value"] for one in found] == [
        "0", "-0.000000000000000001", "9" * 38, "1" + "0" * 40, "0.1", None]  # fmt: skip


def test_engines_may_be_mixed_and_answers_keep_their_order(evaluator: Evaluator) -> None:
    asked = [{"id": at, "formula": "x * 2", "fields": {"x": "number"}, "row": {"x": at}, "engine": ENGINES[at % 3]}
             for at in range(30)]  # fmt: skip
    assert _answers(evaluator, *asked) == [{"id": at, "value": str(at * 2)} for at in range(30)]


def test_points_and_blank_results(evaluator: Evaluator) -> None:
    for engine in ENGINES:
        found = _answers(evaluator, {"formula": "0.25 + 0 * x", "fields": {"x": "number"}, "row": {"x": 1},
                                     "returns": {"type": "percent", "scale": 1}, "engine": engine},
                         {"formula": "NULL", "returns": "boolean", "engine": engine})  # fmt: skip
        assert [one["value"] for one in found] == ["25", False], engine


@pytest.mark.parametrize("formula", ["k", "IF(on, k, NULL)", "shown", "COALESCE(shown, NULL)"])
def test_a_text_shows_the_value_of_a_select(evaluator: Evaluator, formula: str) -> None:
    shown = {"type": "text", "formula": "IF(on, k, NULL)"}
    asked = [{"formula": formula, "fields": {"k": "select", "on": "boolean", "shown": shown},
              "row": {"k": "b", "on": True}, "returns": "text", "engine": engine} for engine in ENGINES]  # fmt: skip
    assert [one["value"] for one in _answers(evaluator, *asked)] == ["b", "b", "b"]


@pytest.mark.parametrize(
    ("engine", "formula", "name"),
    [
        ("postgresql", "PINYIN(t)", "PINYIN"),
        ("postgresql", "PRIORVALUE(t)", "$Old"),
        ("postgresql", "ISNEW()", "ISNEW"),
        ("sqlite", "ISCHANGED(tags)", "ISCHANGED"),
        ("sqlite", 'INCLUDES(PRIORVALUE(tags), "a")', "INCLUDES"),
    ],
)
def test_what_a_database_cannot_compute(
    evaluator: Evaluator, engine: str, formula: str, name: str
) -> None:
    (found,) = _answers(
        evaluator,
        {"formula": formula, "fields": {"t": "text", "tags": "multiselect"}, "engine": engine},
    )
    assert (found["error"]["kind"], found["error"]["message"].split()[0]) == ("unsupported", name)


@pytest.mark.parametrize(
    "formula",
    [
        "n" + " * k" * 20,
        "n" + " / k" * 30,
        "n" + " / k * k" * 10 + " - n",
        " + ".join(["ROUND(n / k, 2)"] * 60),
        "1 - (" * 8 + "n / k" + " / 3)" * 8,
    ],
)
def test_long_chains_of_arithmetic(evaluator: Evaluator, formula: str) -> None:
    line = {"formula": formula, "fields": {"n": "number", "k": "number"}}
    for row in (
        {"n": 2, "k": "1.5"},
        {"n": 2, "k": 0},
        {"n": "1e60", "k": "7000"},
        {"n": None, "k": 0},
    ):
        asked = [{**line, "row": row, "engine": engine} for engine in ENGINES]
        first, *others = _answers(evaluator, *asked)
        assert others == [first] * len(others)


def test_what_is_too_large_for_a_database_is_told_as_that(evaluator: Evaluator) -> None:
    line = {
        "formula": "n" + " / k" * 400,
        "fields": {"n": "number", "k": "number"},
        "row": {"n": 2, "k": 1},
    }
    python, postgresql = _answers(evaluator, line, {**line, "engine": "postgresql"})
    assert python["value"] == "2"
    assert postgresql["error"]["kind"] == "limit"


def test_sqlite_knows_the_record_before_its_change(evaluator: Evaluator) -> None:
    line = {
        "formula": "x - PRIORVALUE(x)",
        "fields": {"x": "number"},
        "row": {"x": 5},
        "engine": "sqlite",
    }
    assert [one["value"] for one in _answers(evaluator, {**line, "old": {"x": 2}}, {**line, "old": {"x": 3}}, line)] == [
        "3", "2", None]  # fmt: skip


def test_a_statement_that_fails_spoils_neither_other_rows_nor_later_ones(
    evaluator: Evaluator,
) -> None:
    """PostgreSQL has days that Python has not."""
    line = {"formula": "d + n", "fields": {"d": "date", "n": "number"}, "engine": "postgresql"}
    rows = [{"d": "2026-11-23", "n": one} for one in (1, 10_000_000, 2, 10**12)]
    found = _answers(evaluator, *({**line, "row": row} for row in rows))
    assert [one.get("value") for one in found] == ["2026-11-24", None, "2026-11-25", None]
    assert ["error" in one for one in found] == [False, True, False, True]


@pytest.fixture
def fresh_url(pg_url: str) -> Iterator[str]:
    """A database in which nobody has used formulas."""
    engine = sa.create_engine(pg_url, isolation_level="AUTOCOMMIT")
    name = f"lines_{uuid.uuid4().hex[:8]}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield sa.make_url(pg_url).set(database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


def test_nothing_is_left_behind(fresh_url: str) -> None:
    with line_evaluator(Settings(database_url=fresh_url), "en") as made:
        line = {"formula": "ROUND(x, 1)", "fields": {"x": "number"}, "row": {"x": "1.25"}}
        (found,) = _answers(made, {**line, "engine": "postgresql"})
    assert found == {"id": None, "value": "1.3"}
    engine = sa.create_engine(fresh_url)
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.to_regnamespace("fx"))) is None
    engine.dispose()


def test_helpers_that_are_there_are_used_by_several_at_once(fresh_url: str) -> None:
    settings = Settings(database_url=fresh_url)
    engine = sa.create_engine(fresh_url)
    with engine.begin() as connection:
        install_helpers(connection)
    engine.dispose()
    line = {
        "formula": "ROUND(1.25 + x, 1)",
        "fields": {"x": "number"},
        "row": {"x": 0},
        "engine": "postgresql",
    }
    with line_evaluator(settings, "en") as one, line_evaluator(settings, "en") as other:
        assert _answers(one, line) == _answers(other, line) == [{"id": None, "value": "1.3"}]


def test_no_transaction_is_open_while_lines_are_waited_for(fresh_url: str) -> None:
    engine = sa.create_engine(fresh_url)
    line = {
        "formula": "ROUND(x, 1)",
        "fields": {"x": "number"},
        "row": {"x": "1.25"},
        "engine": "postgresql",
    }
    with line_evaluator(Settings(database_url=fresh_url), "en") as made, engine.connect() as other:
        for _ in range(3):
            assert _answers(made, line, line) == [{"id": None, "value": "1.3"}] * 2
            open_ones = sa.text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
            )
            assert other.scalar(open_ones) == 0
            other.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
            install_helpers(other)  # whoever starts a server meanwhile
            other.rollback()
    engine.dispose()
