"""Measure formulas beside hand-written Python, in one run: `python -m bench.formulas [--postgresql URL]`.

Both sides take turns in short rounds of processor time, and the median of the rounds' ratios counts: what else happens on
the machine hits them alike. Exits with 1 when a target is missed.
"""

import argparse
import gc
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from statistics import geometric_mean, median
from time import process_time
from typing import Any

from bench import formula_lines
from bench.cluster import throw_away_cluster
from bench.formula_cases import (
    AROUND,
    CASES,
    LONG,
    SAMPLE_BLANK,
    SAMPLE_ZERO,
    TEXTS,
    Case,
    Names,
    Row,
    rows,
)
from bench.formula_measures import FORMULA, measured
from bench.formula_sums import Sums, sums
from objectry.formula.arithmetic import arithmetic
from objectry.formula.checking.checker import check
from objectry.formula.functions.declare import Use
from objectry.formula.python.program import Program, compiled
from objectry.formula.syntax.parser import parse

ROWS = 2_000
ROUNDS = 21
MEAN, WORST, BLANK, COLUMNS, SAVE, SUM, LINES = 1.25, 2.0, 1.4, 0.9, 3.0, 3.0, 0.2
"""Targets: of the rows, of the worst formula, of the sample formula, of columns, milliseconds of a save, of a sum,
milliseconds of a line."""
Task = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pair:
    """What one formula takes: nanoseconds a row by hand, and how many times that by formula."""

    hand: float
    rows: float
    evaluate: float
    columns: float


def same(value: Any, other: Any) -> bool:
    """Whether both sides gave the same."""
    return type(value) is type(other) and value == other


def differing(case: Case, program: Program, given: Sequence[Row]) -> Row | None:
    """The first row for which a formula and its rival differ, in rows or in columns."""
    columns = {name: [row[name] for row in given] for name in program.fields}
    many, one = program.evaluate_many(columns, AROUND, len(given)), program.bind(AROUND)
    with arithmetic():
        for row, other in zip(given, many, strict=True):
            by_hand = case.hand(row)
            if not same(one(row), by_hand) or not same(other, by_hand):
                return row
    return None


def compare(case: Case, given: Sequence[Row], rounds: int) -> Pair:
    """Measure a formula beside its rival."""
    program = compiled(case.checked())
    if (row := differing(case, program, given)) is not None:
        raise SystemExit(f"{case.name}: formula and hand-written function differ for {row}")
    hand, one, evaluate = case.hand, program.bind(AROUND), program.evaluate
    columns = {name: [row[name] for row in given] for name in program.fields}

    def by_hand() -> None:
        for row in given:
            hand(row)

    def by_row() -> None:
        for row in given:
            one(row)

    def by_evaluate() -> None:
        for row in given:
            evaluate(row, AROUND)

    def list_by_hand() -> list[Any]:
        return [hand(row) for row in given]

    def by_columns() -> list[Any]:
        return program.evaluate_many(columns, AROUND, len(given))

    with arithmetic(), _undisturbed():
        taken, rowwise, evaluated = in_turns((by_hand, by_row, by_evaluate), rounds)
        listed, columnar = in_turns((list_by_hand, by_columns), rounds)
    return Pair(
        median(taken) / len(given) * 1e9,
        ratio(rowwise, taken),
        ratio(evaluated, taken),
        ratio(columnar, listed),
    )


def in_turns(tasks: Sequence[Task], rounds: int) -> list[list[float]]:
    """Processor seconds of each task in each round; the order changes from round to round."""
    found: list[list[float]] = [[] for _ in tasks]
    for task in tasks:
        task()
    for number in range(rounds):
        order = range(len(tasks)) if number % 2 else reversed(range(len(tasks)))
        for place in order:
            before = process_time()
            tasks[place]()
            found[place].append(process_time() - before)
    return found


def ratio(measured: Sequence[float], limit: Sequence[float]) -> float:
    """The median of the rounds' ratios."""
    return median(one / other for one, other in zip(measured, limit, strict=True))


@contextmanager
def _undisturbed() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def save(rounds: int = 101) -> Mapping[str, float]:
    """Milliseconds that parsing, checking and compiling the long formula take, and all of them: medians."""
    found: dict[str, list[float]] = {"parse": [], "check": [], "compile": [], "all": []}
    for number in range(rounds + 5):
        times = [process_time()]
        parse(LONG)
        times.append(process_time())
        checked = check(LONG, Names(), TEXTS, use=Use.FIELD)
        times.append(process_time())
        compiled(checked)
        times.append(process_time())
        if number < 5:  # the first ones read sources of functions that are written into the code
            continue
        parsed, both, code = (
            after - before for before, after in zip(times, times[1:], strict=False)
        )
        for name, seconds in zip(found, (parsed, both - parsed, code, both + code), strict=True):
            found[name].append(seconds * 1_000)
    return {name: median(seconds) for name, seconds in found.items()}


class Report:
    """Prints figures beside their targets, and remembers whether all were met."""

    def __init__(self) -> None:
        self.missed = False

    def line(
        self, name: str, found: float, target: float, unit: str = "x", note: str = ""
    ) -> None:
        """One figure that has a target."""
        met = found <= target
        self.missed = self.missed or not met
        verdict = "" if met else "  MISSED"
        print(
            f"{name:<44} {found:>7.2f} {unit:<2}  (target {target:g} {unit}){note}{verdict}",
            flush=True,
        )


def _rowwise(report: Report, cases: Sequence[Case], count: int, rounds: int) -> None:
    given = rows(count)
    print(
        f"{len(cases)} formulas, {count:,} rows, medians of {rounds} ratios of processor time; evaluate = Program.evaluate"
    )
    print(
        f"{'formula':<26} {'by hand, ns':>12} {'rows':>8} {'evaluate':>9} {'columns':>8}",
        flush=True,
    )
    pairs = []
    for case in cases:
        pair = compare(case, given, rounds)
        pairs.append(pair)
        print(
            f"{case.name:<26} {pair.hand:>12.0f} {pair.rows:>7.2f}x {pair.evaluate:>8.2f}x {pair.columns:>7.2f}x",
            flush=True,
        )
    worst = max(range(len(cases)), key=lambda at: pairs[at].rows)
    report.line("rows, geometric mean", geometric_mean(one.rows for one in pairs), MEAN)
    report.line("rows, worst", pairs[worst].rows, WORST, note=f" {cases[worst].name}")
    report.line("columns, geometric mean", geometric_mean(one.columns for one in pairs), COLUMNS)
    print(
        f"{'Program.evaluate, geometric mean':<44} {geometric_mean(one.evaluate for one in pairs):>7.2f} x",
        flush=True,
    )


def _samples(report: Report, count: int, rounds: int) -> None:
    given = rows(count)
    zero, blank = (compare(case, given, rounds) for case in (SAMPLE_ZERO, SAMPLE_BLANK))
    print(f"{SAMPLE_ZERO.name:<44} {zero.rows:>7.2f} x", flush=True)
    report.line(SAMPLE_BLANK.name, blank.rows, BLANK)


def _saves(report: Report) -> None:
    shares = save()
    note = " " + ", ".join(f"{name} {shares[name]:.2f}" for name in ("parse", "check", "compile"))
    report.line(f"save of {len(LONG)} characters", shares["all"], SAVE, "ms", note)


def _lines(report: Report, url: str | None) -> None:
    """Lines as `formula eval --lines` computes them; each formula once is what the save of a formula takes."""
    count = formula_lines.COUNT
    for engine in ("python", "sqlite"):
        found = formula_lines.per_second(formula_lines.lines(count, False, engine))
        note = f" {found:,.0f} lines a second"
        report.line(f"a line of {count:,}, {engine}", 1_000 / found, LINES, "ms", note)
    if url is not None:
        found = formula_lines.per_second(formula_lines.lines(count, False, "postgresql"), url)
        note = f" {found:,.0f} lines a second"
        print(
            f"{f'a line of {count:,}, postgresql':<44} {1_000 / found:>7.2f} ms{note}", flush=True
        )
    found = formula_lines.per_second(formula_lines.lines(count // 4, True))
    print(f"{'a line, each with another formula':<44} {1_000 / found:>7.2f} ms", flush=True)


def _sums(report: Report, url: str) -> None:
    found = sums(url)
    report.line("PostgreSQL, sum of 200,000 rows", found.ratio, SUM, note=_note(found))


def _measures(report: Report) -> None:
    """Aggregations as the API answers them, in databases of their own."""
    with tempfile.TemporaryDirectory(prefix="objectry-bench-") as folder:
        found = measured(f"sqlite:///{folder}/measures.db")
    print(f"{f'SQLite, {FORMULA}':<44} {found.ratio:>7.2f} x {_note(found)}", flush=True)
    with throw_away_cluster() as own:
        if own is None:
            print("PostgreSQL is not installed: aggregations are not measured")
            return
        found = measured(own)
    report.line(f"PostgreSQL, {FORMULA}", found.ratio, SUM, note=_note(found))


def _note(found: Sums) -> str:
    return f" plain {found.plain:.0f} ms, formula {found.formula:.0f} ms"


def main(given: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.formulas", description=__doc__)
    parser.add_argument(
        "--postgresql", metavar="URL", help="a database to measure in (default: a throw-away one)"
    )
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="", help="formulas whose name has this in it")
    asked = parser.parse_args(given)
    report = Report()
    cases = [case for case in CASES if asked.only in case.name]
    if not cases:
        raise SystemExit(f"no formula is called {asked.only}")
    _rowwise(report, cases, asked.rows, asked.rounds)
    if not asked.only:
        _samples(report, asked.rows, asked.rounds)
        _saves(report)
        with nullcontext(asked.postgresql) if asked.postgresql else throw_away_cluster() as url:
            _lines(report, url)
            if url is None:
                print("PostgreSQL is not installed: sums are not measured")
            else:
                _sums(report, url)
        _measures(report)
    if report.missed:
        sys.exit(1)


if __name__ == "__main__":
    main()
