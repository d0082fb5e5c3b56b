"""Trees that are made ready for Python mean what they meant: each quicker form beside the plain one."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from objectry.formula.checking.checker import Checked
from objectry.formula.checking.typed import functions_in
from objectry.formula.python import special
from objectry.formula.python.program import Program, compiled, program
from tests.formula.differential.engines import checked
from tests.formula.differential.sample import AROUND

DAY, MOMENT = date(2026, 11, 23), datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
EMPTY: Mapping[str, Any] = dict.fromkeys(
    ("n1", "n2", "w1", "p1", "t1", "t2", "s1", "d1", "d2", "m1", "m2", "h1", "b1", "b2", "tags", "boss",
     "boss.name", "boss.limit")
)  # fmt: skip
FULL = {**EMPTY, "n1": Decimal("-1234.565"), "t1": "138-0000 华强😀", "d1": DAY, "d2": date(2024, 2, 29), "m1": MOMENT,
        "w1": 7, "n2": Decimal("0.001"), "s1": "won", "p1": Decimal("12.5"), "b1": True, "t2": "won"}  # fmt: skip
EDGES = {**FULL, "n1": Decimal("9" * 37 + ".99"), "t1": "x", "d1": date.max, "m1": datetime.max.replace(tzinfo=UTC),
         "t2": "-"}  # fmt: skip


def answers(made: Program, *rows: Mapping[str, Any]) -> list[Any]:
    """What a program gives for rows, with its faults and their places."""
    columns = {name: [row[name] for row in rows] for name in made.fields}
    return made.evaluate_many(columns, AROUND, len(rows))


def plainly(formula: Checked) -> Program:
    """The program of the tree as it was checked."""
    return program(formula)


@pytest.mark.parametrize(
    ("text", "quick"),
    [
        ("ROUND(n1, 2)", special.round_to),
        ("ROUND(n1)", special.round_to),
        ("ROUND(n2, 2)", special.round_to),
        ("ROUND(n1, 30)", special.round_to),
        ("d1 + 30", special.shifted_day),
        ("d1 + 1.9", special.shifted_day),
        ("d1 - 30", special.shifted_day),
        ("m1 + 7", special.shifted_moment),
        ("m1 + 0.0001", special.shifted_moment),
        ("m1 - 7.5", special.shifted_moment),
        ("EOMONTH(d1, 0)", special.end_of_own_month),
        ("EOMONTH(d2, -0.5)", special.end_of_own_month),
        ("EOMONTH(d1, -9)", special.end_of_month),
        ("ADDMONTHS(d1, 6)", special.months_later),
        ("ADDMONTHS(d2, -1)", special.months_later),
        ("LEFT(t1, 3)", special.first_characters),
        ("LEFT(t1, 2.9)", special.first_characters),
        ('LEFT(t1, FIND("-", t1) - 1)', special.counted_characters),
        ("LEFT(t1, LEN(t2))", special.counted_characters),
        ("RIGHT(t1, 3)", special.last_characters),
        ("RIGHT(t1, 300)", special.last_characters),
        ("MID(t1, 5, 4)", special.characters_between),
        ("MID(t1, -5, 4)", special.characters_between),
        ('LPAD(t1, 20, "0")', special.filled_left),
        ("LPAD(t1, 2)", special.filled_left),
        ('RPAD(t1, 20, "客")', special.filled_right),
        ('SUBSTITUTE(t1, "-", "")', special.replaced),
        ('SUBSTITUTE(t1, "0000", "8")', special.replaced),
        ('FIND("0", t1)', special.position),
    ],
)
def test_a_quicker_function_takes_the_place_of_one_and_means_the_same(
    text: str, quick: Any
) -> None:
    formula = checked(text)
    quickly = compiled(formula)
    assert any(one is quick for one in functions_in(quickly.source.root))
    rows = (FULL, EMPTY, EDGES)
    assert answers(quickly, *rows) == answers(plainly(formula), *rows)


@pytest.mark.parametrize(
    "text",
    [
        "ROUND(n1, -2)", "ROUND(n1, w1)", "ROUND(n1, NULL)", "d1 + n1", "d1 + 5000000", "EOMONTH(d1, 200000)",
        "LEFT(t1, 0)", "LEFT(t1, -1)", "LEFT(t1, 40000)", "MID(t1, 1, 0)", "RIGHT(t1, w1)", 'LPAD(t1, 5, "ab")',
        "LPAD(t1, 40000)", 'SUBSTITUTE(t1, "-", "--")', 'SUBSTITUTE(t1, "", "x")', 'SUBSTITUTE(t1, "0", "x", 2)',
        'FIND("0", t1, 6)', 'FIND("", t1)', "FIND(t2, t1)",
    ],
)  # fmt: skip
def test_what_no_quicker_function_does_stays(text: str) -> None:
    formula = checked(text)
    rows = (FULL, EMPTY, EDGES)
    assert answers(compiled(formula), *rows) == answers(plainly(formula), *rows)
    assert {one.code for one in functions_in(compiled(formula).source.root)} <= {
        one.code for one in functions_in(formula.root)
    }


@pytest.mark.parametrize(
    "text",
    [
        "d1 - d2 > 30", "d1 - d2 = 998", "LEN(t1) >= 13", "YEAR(d1) * 100 + MONTH(d1)", "d1 + 3 - d2 + 1 < 1002",
        "3 + d1 - d2 <> 0", "-(d1 - d2)", "YEAR(d1) = 2026.5", "YEAR(d1) + 0.50", "WEEKDAY(d1) IN (1, 2, 7)",
        "CASE(MONTH(d1), 11, 1, 2, 2, 3)", 'CASE(QUARTER(d1), 1, "a", 2, "b", 4, "d", "e")',
        "(d1 - d2) * 1000000000000000000000000000000 * 10000000000000000000000000000000 * 100",
        "CASE(LEN(t1), NULL, 1, 1, 2, 3, 3, 4)", "(d1 - d2) / 3", "MAX(LEN(t1), LEN(t2))",
    ],
)  # fmt: skip
def test_small_whole_numbers_are_reckoned_with_as_integers(text: str) -> None:
    formula = checked(text)
    rows = (FULL, EMPTY, EDGES)
    assert answers(compiled(formula), *rows) == answers(plainly(formula), *rows)
    assert all(
        not isinstance(one, int) or isinstance(one, bool)
        for one in answers(compiled(formula), *rows)
    )


@pytest.mark.parametrize(
    "text",
    [
        'CASE(t2, "won", 1, "lost", 2, "-", 3, 4)', 'CASE(t2, "won", 1, NULL, 2, "won", 3, 4)', 'IN(t2, "won", NULL)',
        's1 IN ("won", "lost")', 's1 IN ("open")', 'CASE(t2, "won", t1, "lost", "x", "-", "y", t1)',
        'CASE(t2, "won", #2026-01-01 08:00#, "a", m1, "b", m2, m1)', "CASE(n1, 1, 1, -1234.565, 2, 3, 3, 4)",
        'CASE(t2, "won", TRUE, "-", FALSE, "x", TRUE, FALSE)', 'CASE(t2, "won", TRUE, NULL, TRUE, FALSE)',
    ],
)  # fmt: skip
def test_written_out_keys_are_looked_up(text: str) -> None:
    formula = checked(text)
    rows = (FULL, EMPTY, EDGES)
    assert answers(compiled(formula), *rows) == answers(plainly(formula), *rows)
