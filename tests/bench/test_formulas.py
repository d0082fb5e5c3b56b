"""The formulas of the benchmark give what their hand-written rivals give, and its figures can be printed."""

import pytest

from bench import formula_lines, formulas
from bench.formula_cases import CASES, LONG, SAMPLE_BLANK, SAMPLE_ZERO, Case, rows
from bench.formula_measures import measured
from objectry.formula.python.program import compiled


@pytest.mark.parametrize("case", [*CASES, SAMPLE_ZERO, SAMPLE_BLANK], ids=lambda case: case.name)
def test_formula_and_hand_written_function_give_the_same(case: Case) -> None:
    program = compiled(case.checked())
    assert formulas.differing(case, program, rows(400)) is None
    assert formulas.differing(case, program, rows(200, missing=0.5)) is None


@pytest.mark.parametrize("different", [False, True])
def test_lines_are_computed_by_their_own_process(different: bool) -> None:
    text = formula_lines.lines(60, different)
    assert text.count("\n") == 60
    assert formula_lines.per_second(text) > 0


def test_there_are_thirty_formulas_and_a_long_one() -> None:
    assert len(CASES) == len({case.name for case in CASES}) == 30
    assert 300 <= len(LONG) < 320


def test_a_wrong_rival_is_found() -> None:
    wrong = Case("wrong", CASES[0].text, CASES[0].wanted, lambda row: None)
    assert formulas.differing(wrong, compiled(wrong.checked()), rows(20)) is not None


def test_figures_are_printed_and_a_missed_target_is_remembered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = formulas.Report()
    report.line("good", 1.0, 1.25)
    assert not report.missed
    report.line("bad", 1.5, 1.25)
    assert report.missed
    assert "MISSED" in capsys.readouterr().out


def test_one_formula_can_be_measured_alone(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        formulas.main(["--only", "4 nested IF", "--rows", "50", "--rounds", "3"])
    except SystemExit as missed:
        assert missed.code == 1  # a busy machine may be slow in three short rounds
    assert "4 nested IF" in capsys.readouterr().out


def test_aggregations_are_measured_as_the_api_answers_them(database_url: str) -> None:
    found = measured(database_url, count=40, rounds=3)
    assert found.plain > 0
    assert found.formula > 0
    assert found.ratio > 0
