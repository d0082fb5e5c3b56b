"""Texts become syntax trees; whatever is no formula is refused with a place, and never in another way."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.formula.nodes import Arithmetic, Call, Chain, Compare, Literal, Negative, Path
from objectry.formula.parser import MAX_LENGTH, parse
from objectry.formula.problems import FormulaError

A, B, C = Path(("a",)), Path(("b",)), Path(("c",))
ONE, TWO = Literal(Decimal(1)), Literal(Decimal(2))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a || b && c", Chain("||", (A, Chain("&&", (B, C))))),
        ("a or b AND c", Chain("||", (A, Chain("&&", (B, C))))),
        ("a && b && c", Chain("&&", (A, B, C))),
        ("!a && b", Chain("&&", (Call("NOT", (A,)), B))),
        ("not a", Call("NOT", (A,))),
        ("NOT(a)", Call("NOT", (A,))),
        ("a = 1", Compare("=", A, ONE)),
        ("a == 1", Compare("=", A, ONE)),
        ("a != 1", Compare("<>", A, ONE)),
        ("a <> 1", Compare("<>", A, ONE)),
        ("1 + 2 * a", Arithmetic("+", ONE, Arithmetic("*", TWO, A))),
        ("1 - 2 - a", Arithmetic("-", Arithmetic("-", ONE, TWO), A)),
        ("-a", Negative(A)),
        ("-1", Literal(Decimal(-1))),
        ("a & b & c", Chain("&", (A, B, C))),
        ("25%", Literal(Decimal("0.25"))),
        (".5", Literal(Decimal("0.5"))),
        ("a in (1, 2)", Call("IN", (A, ONE, TWO))),
        ("IN(a, 1)", Call("IN", (A, ONE))),
        ("customer.parent.name", Path(("customer", "parent", "name"))),
        ("{合同金额 (元)}", Path(("合同金额 (元)",))),
        ("客户.名称", Path(("客户", "名称"))),
        ("TRUE", Literal(True)),
        ("null", Literal(None)),
        ('"a\\"b\\n"', Literal('a"b\n')),
        ("'单引号'", Literal("单引号")),
        ("“智能引号”", Literal("智能引号")),
        ("'a\"b'", Literal('a"b')),
        ("'a”b'", Literal("a”b")),
        ('"a”b\'c"', Literal("a”b'c")),
        ("“a\"b'c”", Literal("a\"b'c")),
        ('「a"b”c」', Literal('a"b”c')),
        ("a ＝ １ ＆＆ （b）", Chain("&&", (Compare("=", A, ONE), B))),
        ('"（全角）不变"', Literal("（全角）不变")),
        ("#2026-11-23#", Literal(date(2026, 11, 23))),
        ("#2026-11-23T08:30:00.000Z#", Literal(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))),
        ("a /* why */ = 1 // because", Compare("=", A, ONE)),
        ("andy", Path(("andy",))),
        ("orders", Path(("orders",))),
        ("inn = 1", Compare("=", Path(("inn",)), ONE)),
    ],
)
def test_a_text_is_read_as_this_tree(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a = ", "formula_ends_early", 1, 5),
        ("a = = 1", "formula_syntax", 1, 5),
        ("a =\n  ) 1", "formula_syntax", 2, 3),
        ('a = "x', "formula_syntax", 1, 5),
        ("a = #2026-13-01#", "formula_date", 1, 5),
        ("", "formula_ends_early", 1, 1),
        ("a ; b", "formula_syntax", 1, 3),
    ],
)
def test_a_mistake_has_a_place(text: str, code: str, line: int, column: int) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    (problem,) = caught.value.problems
    assert (problem.message.code, problem.line, problem.column) == (code, line, column)


def test_length_and_depth_are_limited() -> None:
    for text, code in (
        ("a" * (MAX_LENGTH + 1), "formula_too_long"),
        ("(" * 1000 + "1" + ")" * 1000, "formula_too_deep"),
        ("ABS(" * 1000 + "1" + ")" * 1000, "formula_too_deep"),
        ("not\t" * 1500 + "a", "formula_too_deep"),
        ("-/**/" * 1000 + "1 = a", "formula_too_deep"),
        ('"\\"" = a && ' + "1+(" * 1500 + "1" + ")" * 1500, "formula_too_deep"),
        ('/* " */ ' + "1+(" * 1500 + "1" + ")" * 1500, "formula_too_deep"),
        ("-" * 5000 + "1", "formula_too_deep"),
        ("not " * 2000 + "a", "formula_too_deep"),
        ("2^" * 3000 + "2", "formula_too_deep"),
    ):
        with pytest.raises(FormulaError) as caught:
            parse(text)
        assert caught.value.problems[0].message.code == code
    for text in ("+".join(["1"] * 2000), " && ".join(["a"] * 1500)):
        with pytest.raises(FormulaError) as caught:
            parse(text)
        assert caught.value.problems[0].message.code == "formula_too_large"
    assert parse("+".join(["1"] * 100))
    assert parse("(" * 20 + "1" + ")" * 20) == parse("1")
    assert parse(" && ".join(["a"] * 900))


@given(st.text(max_size=60) | st.text("()\"'!&|=<>#{}+-*/%^.,aINORTD 1", max_size=40))
def test_whatever_is_no_formula_is_refused_in_the_same_way(text: str) -> None:
    try:
        parse(text)
    except FormulaError as error:
        assert error.problems
