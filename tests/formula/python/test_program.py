"""The compiled code: nothing, faults and their places, what is set before all rows, and texts that are too long."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal, getcontext
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from objectry.formula.arithmetic import ARITHMETIC, arithmetic
from objectry.formula.checking.checker import Wanted, check
from objectry.formula.faults import EvaluationError, Fault, Kind
from objectry.formula.functions.declare import Use
from objectry.formula.moments import Moment
from objectry.formula.problems import FormulaError
from objectry.formula.python.program import Program, compiled
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Type
from tests.formula.differential.engines import checked
from tests.formula.differential.sample import AROUND, Names
from tests.formula.python.test_quick_forms import EMPTY, FULL


def made(text: str, zero: bool = False) -> Program:
    """The program of a formula."""
    return compiled(checked(text, zero))


def value(text: str, around: Surroundings = AROUND, **values: Any) -> Any:
    """What a formula gives, for one row and for columns alike."""
    program = made(text)
    row = {**EMPTY, **values}
    columns = {name: [row[name]] for name in program.fields}
    (found,) = program.evaluate_many(columns, around, 1)
    if isinstance(found, Fault):
        with pytest.raises(EvaluationError) as caught:
            program.evaluate(row, around)
        assert caught.value.fault == found
    else:
        assert program.evaluate(row, around) == found
    return found


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("MAX(UPPER(t1), t1)", {}, None),
        ("MIN(ROUND(n1 * n2, 2), n2)", {"n1": Decimal(2)}, None),
        ("MAX(DATE(2026, 1, n1), d1)", {"n1": Decimal(40)}, Fault(Kind.OUT_OF_RANGE, 1, 5)),
        ("MAX(DATE(2026, 1, n1), d1)", {"d1": date(2026, 1, 2)}, None),
        ('t1 & "-" & t2', {}, "-"),
        ("t1 & t2", {}, None),
        ("t1 & t2", {"t2": "b"}, "b"),
        ('LEFT(t1, 2) & UPPER(t2) & TEXT(n1)', {"t1": "abc", "n1": Decimal("1.50")}, "ab1.5"),
        ("TEXT(1 / n1) & IF(b1, TEXT(2 / n2), t1)", {"n1": Decimal(0), "n2": Decimal(0), "b1": True},
         Fault(Kind.DIVISION, 1, 8)),
        ("IF(n1 > 1 && b1, n1 + n2, 0)", {"n1": Decimal(2), "b1": True}, None),
        ("IF(n1 > 1 && n2 > 1, n1 + n2, 0)", {"n1": Decimal(2), "n2": Decimal(3)}, Decimal(5)),
        ("n1 > 1 || n1 < 0", {}, False),
        ("BETWEEN(n1, 1, 5) && n1 <> 3", {"n1": Decimal(3)}, False),
        ("!(t1 = \"a\" && n1 > 5) && n1 < 2", {"t1": "a", "n1": Decimal(1)}, True),
        ("COALESCE(t1, t2, boss.name)", {"boss.name": "x"}, "x"),
        ("IFS(n1 > 5, \"a\", n1 > 3, \"b\", IF(n1 > 1, \"c\", \"d\"))", {"n1": Decimal(2)}, "c"),
        ("p1 * p1", {"p1": Decimal(50)}, Decimal("0.25")),
        ("w1 + w1", {"w1": 3}, Decimal(6)),
        ("1\n + n1 / n2", {"n1": Decimal(1), "n2": Decimal(0)}, Fault(Kind.DIVISION, 2, 7)),
        ("d1 + 30", {"d1": date.max}, Fault(Kind.OUT_OF_RANGE, 1, 4)),
        ("IFERROR(d1 + 30, d1)", {"d1": date.max}, date.max),
        ("REPT(t1, 20000) & t2", {"t1": "a", "t2": "b" * 12_001}, Fault(Kind.LIMIT, 1, 1)),
        ("REPT(t1, 20000) & t2", {"t1": "a", "t2": "b" * 12_000}, "a" * 20_000 + "b" * 12_000),
        ("IF(b1, t1, \"x\")", {"b1": True, "t1": "a" * 40_000}, "a" * 40_000),
    ],
)  # fmt: skip
def test_values(text: str, values: dict[str, Any], expected: Any) -> None:
    assert value(text, **values) == expected


def test_what_no_row_changes_is_computed_once_for_all_rows() -> None:
    program = made("d1 < TODAY() && m1 > #2026-11-01 08:00#")
    later = replace(
        AROUND, moment=Moment(datetime(2030, 1, 1, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
    )
    row = {"d1": date(2028, 1, 1), "m1": datetime(2026, 11, 1, 6, tzinfo=UTC)}
    assert program.evaluate(row, AROUND) is False
    assert program.evaluate(row, later) is True


def test_conditions_are_true_or_false_and_never_nothing() -> None:
    for text in (
        "b1 && n1 > 2",
        "b1 || n1 > 2",
        "IF(b1, NULL, n1 > 2) || b2",
        "n1 > 2",
        "t1 = t2",
        "IFERROR(n1 > 2, b1)",
    ):
        assert value(text) in (True, False), text


def test_shares_are_given_in_points() -> None:
    wanted = Wanted(frozenset({Type.NUMBER}), 1, True)
    program = compiled(check("n1 / n2", Names(), wanted, use=Use.FIELD))
    assert program.evaluate({"n1": Decimal(1), "n2": Decimal(3)}, AROUND) == Decimal("33.3")
    assert program.evaluate({"n1": None, "n2": Decimal(3)}, AROUND) is None


@pytest.mark.parametrize(
    ("text", "scale", "expected"),
    [("ROUND(n1, 2)", 2, "-1234.57"), ("ROUND(n2, 2)", 2, "0.00"), ("ROUND(n1, 1)", 2, "-1234.60"),
     ("YEAR(d1) * 100", 0, "202600"), ("YEAR(d1) * 100", 2, "202600.00"), ("n1 * 1", 0, "-1235")],
)  # fmt: skip
def test_numbers_are_rounded_to_the_decimals_of_the_field(
    text: str, scale: int, expected: str
) -> None:
    wanted = Wanted(frozenset({Type.NUMBER}), scale)
    assert (
        str(compiled(check(text, Names(), wanted, use=Use.FIELD)).evaluate(FULL, AROUND))
        == expected
    )


def test_the_decimal_context_is_that_of_formulas_and_afterwards_what_it_was() -> None:
    program, before = made("n1 / 3"), getcontext()
    expected = Decimal("0.333333333333333333")
    assert before is not ARITHMETIC
    assert program.evaluate({"n1": Decimal(1)}, AROUND) == expected
    assert getcontext() is before
    with arithmetic():
        assert program.evaluate({"n1": Decimal(1)}, AROUND) == expected
        assert program.bind(AROUND)({"n1": Decimal(1)}) == expected
        assert getcontext() is ARITHMETIC


def test_rescues_inside_each_other_are_compiled_for_rows_and_columns_or_refused() -> None:
    def nested(depth: int) -> str:
        return "IFERROR(" * depth + "n1" + ", 0)" * depth

    assert value(nested(17), n1=Decimal(3)) == 3
    with pytest.raises(FormulaError):
        made(nested(19))


def test_columns_without_fields_have_as_many_rows_as_are_asked_for() -> None:
    assert made("1 + 2").evaluate_many({}, AROUND, 3) == [3, 3, 3]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("n1 * 1" + "0" * 37 + " * 1" + "0" * 37, "out_of_range_number"),
        ("CHR(-n1)", "out_of_range_number"),
        ("DATE(2026, n1 + 12, 1)", "out_of_range_day"),
        ("#2026-11-23# + 10000000 * n1", "out_of_range_day"),
        ("ADDMONTHS(#2026-11-23#, n1 * 1000000)", "out_of_range_day"),
        ("TIME(24 + n1, 0, 0)", "out_of_range_time"),
        ('TIMEVALUE("00:00") - n1', "out_of_range_time"),
        ("1 / (n1 - n1)", "division"),
    ],
)
def test_what_is_out_of_range_is_said(text: str, code: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        compiled(checked(text)).evaluate({"n1": Decimal(5)}, AROUND)
    assert caught.value.fault.message.code == code
