"""Texts become syntax trees; whatever is no formula is refused with a place, and never in another way."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.formula import sayings
from objectry.formula.functions.declare import Profile
from objectry.formula.problems import FormulaError
from objectry.formula.syntax.nodes import Call, Chain, Literal, Path, Unary
from objectry.formula.syntax.parser import MAX_LENGTH, parse

A, B, C = Path(("a",)), Path(("b",)), Path(("c",))
ONE, TWO = Literal(Decimal(1)), Literal(Decimal(2))


def chain(*items: object) -> Chain:
    """Operands and operators as they stand."""
    operands, operators = items[::2], items[1::2]
    return Chain(operands, operators)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a || b && c", chain(A, "||", chain(B, "&&", C))),
        ("a or b AND c", chain(A, "||", chain(B, "&&", C))),
        ("a && b && c", chain(A, "&&", B, "&&", C)),
        ("!a && b", chain(Unary("!", A), "&&", B)),
        ("not a", Unary("!", A)),
        ("NOT(a)", Call("NOT", (A,))),
        ("a × 2 ÷ b − 1", chain(chain(A, "*", TWO, "/", B), "-", ONE)),
        ("a ≥ 1", chain(A, ">=", ONE)),
        ("a ≤ 1", chain(A, "<=", ONE)),
        ("a ≠ 1", chain(A, "<>", ONE)),
        ("a = 1", chain(A, "=", ONE)),
        ("a == 1", chain(A, "=", ONE)),
        ("a != 1", chain(A, "<>", ONE)),
        ("a <> 1", chain(A, "<>", ONE)),
        ("a = b < c", chain(A, "=", chain(B, "<", C))),
        ("1 + 2 * a", chain(ONE, "+", chain(TWO, "*", A))),
        ("1 - 2 - a", chain(ONE, "-", TWO, "-", A)),
        ("a - b & c", chain(A, "-", B, "&", C)),
        ("a - -2", chain(A, "-", Unary("-", TWO))),
        ("-a", Unary("-", A)),
        ("-2 ^ 2", chain(Unary("-", TWO), "^", TWO)),
        ("2 ^ a ^ 1", chain(TWO, "^", A, "^", ONE)),
        ("1 * 2 ^ a", chain(ONE, "*", chain(TWO, "^", A))),
        ("a & b & c", chain(A, "&", B, "&", C)),
        ("25%", Literal(Decimal("0.25"))),
        ("25% * a", chain(Literal(Decimal("0.25")), "*", A)),
        ("2 % 1", chain(TWO, "%", ONE)),
        ("2%1", chain(TWO, "%", ONE)),
        ("2%a", chain(TWO, "%", A)),
        ("a % b", chain(A, "%", B)),
        (".5", Literal(Decimal("0.5"))),
        ("12.", Literal(Decimal(12))),
        ("a in (1, 2)", Call("IN", (A, ONE, TWO))),
        ("a + b in (1) = c", chain(Call("IN", (chain(A, "+", B), ONE)), "=", C)),
        ("a && b in (1) || c", chain(chain(A, "&&", Call("IN", (B, ONE))), "||", C)),
        ("a < b in (1)", Call("IN", (chain(A, "<", B), ONE))),
        (
            "a || b && c = 1 < 2 + a * b ^ c",
            chain(
                A,
                "||",
                chain(
                    B,
                    "&&",
                    chain(
                        C, "=", chain(ONE, "<", chain(TWO, "+", chain(A, "*", chain(B, "^", C))))
                    ),
                ),
            ),
        ),
        ("a * 2 + b * 1 - c", chain(chain(A, "*", TWO), "+", chain(B, "*", ONE), "-", C)),
        ("IN(a, 1)", Call("IN", (A, ONE))),
        ("if(a, 1, 2)", Call("IF", (A, ONE, TWO))),
        ("PI()", Call("PI", ())),
        ("customer.parent.name", Path(("customer", "parent", "name"))),
        ("{合同金额 (元)}", Path(("合同金额 (元)",))),
        ("{客户}.{负责人}.{姓名}", Path(("客户", "负责人", "姓名"))),
        ("客户.名称", Path(("客户", "名称"))),
        ("$User.email", Path(("$User", "email"))),
        ("{true}", Path(("true",))),
        ("TRUE", Literal(True)),
        ("null", Literal(None)),
        ('"a\\"b\\n"', Literal('a"b\n')),
        ('"\\u4e2d\\t\\r"', Literal("中\t\r")),
        ("'O\\'Brien'", Literal("O'Brien")),
        ("“\\“a\\””", Literal("“a”")),
        ('"\\ud83d\\ude00"', Literal("😀")),
        ("'单引号'", Literal("单引号")),
        ("“智能引号”", Literal("智能引号")),
        ("'a\"b'", Literal('a"b')),
        ("'a”b'", Literal("a”b")),
        ('"a”b\'c"', Literal("a”b'c")),
        ("“a\"b'c”", Literal("a\"b'c")),
        ('「a"b”c」', Literal('a"b”c')),
        ("a ＝ １ ＆＆ （b）", chain(chain(A, "=", ONE), "&&", B)),
        ('"（全角）不变"', Literal("（全角）不变")),
        ("a /* “ */ + （1）", chain(A, "+", ONE)),
        ("#2026-11-23#", Literal(date(2026, 11, 23))),
        ("#2026-11-23 13:00#", Literal(datetime(2026, 11, 23, 13))),
        ("#2026-11-23T08:30:00.000Z#", Literal(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))),
        ("a /* why */ = 1 // because", chain(A, "=", ONE)),
        ("andy", Path(("andy",))),
        ("notes & nullable", chain(Path(("notes",)), "&", Path(("nullable",)))),
        ("orders", Path(("orders",))),
        ("inn = 1", chain(Path(("inn",)), "=", ONE)),
        ("cafe\u0301", Path(("café",))),
    ],
)
def test_a_text_is_read_as_this_tree(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a = ", "formula_ends_early", 1, 5),
        ("a = = 1", "formula_unexpected", 1, 5),
        ("a =\n  ) 1", "formula_unexpected", 2, 3),
        ("a = 1 2", "formula_unexpected", 1, 7),
        ("1" * 39, "formula_number_too_long", 1, 1),
        ("a = '" + "x" * 1001 + "'", "formula_text_too_long", 1, 5),
        ('a = "\\u0000"', "formula_syntax", 1, 5),
        ('a = "1\\u00"', "formula_escape", 1, 7),
        ('a = "\\\\\\d\\w"', "formula_escape", 1, 8),
        ('a = "x\\\ny"', "formula_escape", 1, 7),
        ('a = "x', "formula_text_open", 1, 5),
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


def test_several_mistakes_are_told_at_once_with_what_was_expected() -> None:
    with pytest.raises(FormulaError) as caught:
        parse("IF(a >, b c, *)")
    told = [(one.column, one.message.text("en", one.params)) for one in caught.value.problems]
    assert told[:2] == [
        (7, "“,” cannot stand here: a field, a constant or a function is expected"),
        (11, "“c” cannot stand here: an operator or a comma or a closing bracket is expected"),
    ]


def test_in_the_salesforce_profile_powers_bind_looser_than_products() -> None:
    assert parse("1 * 2 ^ a", Profile.SALESFORCE) == chain(chain(ONE, "*", TWO), "^", A)
    assert parse("$Api.URL_260 & a:b#c", Profile.SALESFORCE) == chain(
        Path(("$Api", "URL_260")), "&", Path(("a:b#c",))
    )


def test_length_and_depth_are_limited() -> None:
    for text, code in (
        ("a" * (MAX_LENGTH + 1), "formula_too_long"),
        ("ABS(" * 1000 + "1" + ")" * 1000, "formula_too_deep"),
        ("not\t" * 1500 + "a", "formula_too_deep"),
        ("-/**/" * 1000 + "1 = a", "formula_too_deep"),
        ('"\\"" = a && ' + "1+(" * 1500 + "1" + ")" * 1500, "formula_too_deep"),
        ('/* " */ ' + "1+(" * 1500 + "1" + ")" * 1500, "formula_too_deep"),
        ("-" * 5000 + "1", "formula_too_deep"),
        ("not " * 2000 + "a", "formula_too_deep"),
        ("+".join(["1"] * 2500), "formula_too_large"),
        (" && ".join(["a"] * 2000), "formula_too_large"),
    ):
        with pytest.raises(FormulaError) as caught:
            parse(text)
        assert caught.value.problems[0].message.code == code
    assert parse("+".join(["1"] * 1900))
    assert parse("(" * 1000 + "1" + ")" * 1000) == parse("1")
    assert parse("2^" * 1500 + "2")
    assert parse(" && ".join(["a"] * 900))


@given(st.text(max_size=60) | st.text("()\"'!&|=<>#{}+-*/%^.,aINORTD 1", max_size=40))
def test_whatever_is_no_formula_is_refused_in_the_same_way(text: str) -> None:
    try:
        parse(text)
    except FormulaError as error:
        assert error.problems


@pytest.mark.parametrize("text", ['"\\d"', '"\\u4e2d"', '"\\N"', "'a\\“'"])
def test_a_backslash_means_less_in_the_salesforce_profile(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text, Profile.SALESFORCE)
    assert caught.value.problems[0].message is sayings.ESCAPE_UNKNOWN
