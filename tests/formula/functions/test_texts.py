"""Functions that cut, join and change texts: hand-checked cases, and Python against PostgreSQL on random texts."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.functions import capitals, imported, texts
from objectry.formula.functions.declare import Function
from tests.formula.functions.agreement import REFUSED, in_postgresql, in_python

D = Decimal
CASES: list[tuple[Function, tuple[Any, ...], Any]] = [
    (texts.length, ("华强科技",), D(4)),
    (texts.length, (None,), D(0)),
    (texts.length, ("😀",), D(1)),
    (texts.length, ("e\u0301",), D(2)),
    (texts.length, (" \t\n",), D(3)),
    (texts.length, ("👨\u200d👩",), D(3)),
    (texts.left, ("华强科技", D(2)), "华强"),
    (texts.left, ("abc", D("1.9")), "a"),
    (texts.left, ("abc", D(0)), None),
    (texts.left, ("abc", D(-1)), None),
    (texts.left, ("abc", D("1E63")), "abc"),
    (texts.left, ("abc", D("-1E63")), None),
    (texts.left, (None, D(1)), None),
    (texts.left, ("abc", None), None),
    (texts.left, ("😀b", D(1)), "😀"),
    (texts.right, ("华强科技", D(2)), "科技"),
    (texts.right, ("abc", D("2.9")), "bc"),
    (texts.right, ("abc", D(0)), None),
    (texts.right, ("abc", D(-1)), None),
    (texts.right, ("abc", D(99)), "abc"),
    (texts.right, ("abc", D("1E63")), "abc"),
    (texts.right, (None, D(1)), None),
    (texts.mid, ("华强科技", D(2), D(2)), "强科"),
    (texts.mid, ("abc", D(0), D(2)), "ab"),
    (texts.mid, ("abc", D(-7), D(2)), "ab"),
    (texts.mid, ("abc", D("2.9"), D("1.9")), "b"),
    (texts.mid, ("abc", D(4), D(1)), None),
    (texts.mid, ("abc", D(2), D(0)), None),
    (texts.mid, ("abc", D(2), D("1E63")), "bc"),
    (texts.mid, ("abc", D("1E63"), D("1E63")), None),
    (texts.mid, ("abc", None, D(1)), None),
    (texts.substr, ("华强科技", D(3)), "科技"),
    (texts.substr, ("abc", D(0)), "abc"),
    (texts.substr, ("abc", D(1)), "abc"),
    (texts.substr, ("abc", D("-0.5")), "abc"),
    (texts.substr, ("abc", D("-1.5")), "c"),
    (texts.substr, ("abcdef", D(-3), D(2)), "de"),
    (texts.substr, ("abc", D(-3)), "abc"),
    (texts.substr, ("abc", D(-4)), None),
    (texts.substr, ("abc", D(-4), D(9)), None),
    (texts.substr, ("abc", D("-1E63"), D(9)), None),
    (texts.substr, ("abc", D(2), D(-1)), None),
    (texts.substr, ("abc", D(2), None), None),
    (texts.substr, ("abc", D(4)), None),
    (texts.substr, ("abc", None), None),
    (texts.trim, ("  a b ",), "a b"),
    (texts.trim, ("\t a\n",), "\t a\n"),
    (texts.trim, ("   ",), None),
    (texts.trim, (" \u3000a\u00a0\u3000",), "a\u00a0"),
    (texts.trim, ("\u3000",), None),
    (imported.trim, ("\u3000a ",), "\u3000a"),
    (imported.trim, ("  ",), None),
    (texts.ltrim, ("\u3000 a\u3000",), "a\u3000"),
    (texts.rtrim, ("\u3000a \u3000",), "\u3000a"),
    (texts.trim, ("a",), "a"),
    (texts.trim, (None,), None),
    (texts.ltrim, ("  a ",), "a "),
    (texts.ltrim, ("\t a",), "\t a"),
    (texts.ltrim, ("  ",), None),
    (texts.ltrim, ("华 ",), "华 "),
    (texts.ltrim, ("a",), "a"),
    (texts.ltrim, (None,), None),
    (texts.rtrim, (" a  ",), " a"),
    (texts.rtrim, ("a \n",), "a \n"),
    (texts.rtrim, ("  ",), None),
    (texts.rtrim, (" 华",), " 华"),
    (texts.rtrim, ("a",), "a"),
    (texts.rtrim, (None,), None),
    (texts.concat, ("a", D("12.50"), date(2026, 11, 23)), "a12.52026-11-23"),
    (texts.concat, (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), time(13), True), "2026-11-23 08:00:00Z13:00:00.000TRUE"),
    (texts.concat, (None, "x", None), "x"),
    (texts.concat, (None,), None),
    (texts.concat, (D("1E+20"), " ", False), "100000000000000000000 FALSE"),
    (texts.concat, ("a" * 32_000,), "a" * 32_000),
    (texts.concat, ("a" * 32_000, "b"), REFUSED),
    (texts.concat, ("a" * 32_000, None, "😀"), REFUSED),
    (texts.textjoin, ("、", True, "甲", None, "乙"), "甲、乙"),
    (texts.textjoin, (",", False, "a", None, "b"), "a,,b"),
    (texts.textjoin, (",", None, None, "b"), ",b"),
    (texts.textjoin, (None, True, "a", "b"), "ab"),
    (texts.textjoin, (",", True, None, None), None),
    (texts.textjoin, (",", False, None), None),
    (texts.textjoin, ("-" * 20_000, True, "a", "b", "c"), REFUSED),
    (texts.textjoin, ("-" * 31_998, True, "a", "b"), "a" + "-" * 31_998 + "b"),
    (texts.rept, ("★", D(3)), "★★★"),
    (texts.rept, ("ab", D("1.9")), "ab"),
    (texts.rept, ("ab", D(0)), None),
    (texts.rept, ("ab", D(-5)), None),
    (texts.rept, ("ab", D(16_000)), "ab" * 16_000),
    (texts.rept, ("ab", D(16_001)), REFUSED),
    (texts.rept, ("a", D("1E63")), REFUSED),
    (texts.rept, (None, D(3)), None),
    (texts.rept, ("a", None), None),
    (texts.substitute, ("138-0000-0000", "-", None), "13800000000"),
    (texts.substitute, ("aXbXc", "X", "++"), "a++b++c"),
    (texts.substitute, ("aaa", "aa", "b"), "ba"),
    (texts.substitute, ("abc", None, "x"), "abc"),
    (texts.substitute, ("abc", "x", "y"), "abc"),
    (texts.substitute, ("abc", "B", "y"), "abc"),
    (texts.substitute, ("aa", "a", None), None),
    (texts.substitute, (None, "a", "b"), None),
    (texts.substitute, ("😀华😀", "😀", "强"), "强华强"),
    (texts.substitute, ("a" * 20_000, "a", "bb"), REFUSED),
    (texts.substitute, ("a" * 16_000, "a", "bb"), "b" * 32_000),
    (texts.substitute, ("aXbXc", "X", "+", D(2)), "aXb+c"),
    (texts.substitute, ("aXbXc", "X", "+", D("1.9")), "a+bXc"),
    (texts.substitute, ("aXbXc", "X", None, D(1)), "abXc"),
    (texts.substitute, ("aXbXc", "X", "+", D(3)), "aXbXc"),
    (texts.substitute, ("aXbXc", "X", "+", D(0)), "aXbXc"),
    (texts.substitute, ("aXbXc", "X", "+", D("1E63")), "aXbXc"),
    (texts.substitute, ("aXbXc", "X", "+", None), "a+b+c"),
    (texts.substitute, ("X", "X", None, D(1)), None),
    (texts.substitute, ("aaaa", "aa", "b", D(2)), "aab"),
    (texts.substitute, ("a" * 32_000, "a", "bb", D(1)), REFUSED),
    (texts.substitute, (None, "X", "+", D(1)), None),
    (texts.substitute, ("abc", None, "+", D(1)), "abc"),
    (texts.replace, ("13800001234", D(4), D(4), "****"), "138****1234"),
    (texts.replace, ("abc", D(2), D(0), "-"), "a-bc"),
    (texts.replace, ("abc", D(0), D(1), "-"), "-bc"),
    (texts.replace, ("abc", D(9), D(1), "-"), "abc-"),
    (texts.replace, ("abc", D(2), D("1E63"), None), "a"),
    (texts.replace, ("abc", D("1E63"), D("1E63"), "x"), "abcx"),
    (texts.replace, ("abc", D(1), D(3), None), None),
    (texts.replace, ("abc", D(2), D(-1), "😀"), "a😀bc"),
    (texts.replace, ("a" * 32_000, D(1), D(0), "b"), REFUSED),
    (texts.replace, (None, D(1), D(1), "b"), None),
    (texts.replace, ("abc", None, D(1), "b"), None),
    (texts.replace, ("abc", D(1), None, "b"), None),
    (texts.split, ("华东/上海/浦东", "/", D(2)), "上海"),
    (texts.split, ("a,b,c", ",", D(-1)), "c"),
    (texts.split, ("a,b,c", ",", D("-3.9")), "a"),
    (texts.split, ("a,b,c", ",", D(-4)), None),
    (texts.split, ("a,b,c", ",", D(4)), None),
    (texts.split, ("a,b,c", ",", D(0)), None),
    (texts.split, ("a,,c", ",", D(2)), None),
    (texts.split, ("abc", "--", D(1)), "abc"),
    (texts.split, ("abc", ",", D("1E63")), None),
    (texts.split, ("abc", ",", D("-1E63")), None),
    (texts.split, (None, ",", D(1)), None),
    (texts.split, ("a", ",", None), None),
    (texts.lpad, ("42", D(5), "0"), "00042"),
    (texts.lpad, ("42", D(5)), "   42"),
    (texts.lpad, ("abcdef", D(3), "0"), "abc"),
    (texts.lpad, ("a", D(0), "0"), None),
    (texts.lpad, ("a", D(-1), "0"), None),
    (texts.lpad, ("a", D(6), "华强"), "华强华强华a"),
    (texts.lpad, ("abc", D("2.9"), "0"), "ab"),
    (texts.lpad, ("a", D(32_000), "0"), "0" * 31_999 + "a"),
    (texts.lpad, ("a", D(32_001), "0"), REFUSED),
    (texts.lpad, ("a", D("1E63"), "0"), REFUSED),
    (texts.lpad, ("a", D(3), None), None),
    (texts.lpad, (None, D(3), "0"), None),
    (texts.lpad, ("abc", D(5), ""), None),
    (texts.lpad, ("abc", D(99_999), ""), None),
    (texts.lpad, ("", D(3), "0"), "000"),
    (texts.rpad, ("42", D(5), "-"), "42---"),
    (texts.rpad, ("42", D(4)), "42  "),
    (texts.rpad, ("abcdef", D(3), "0"), "abc"),
    (texts.rpad, ("a", D(0), "0"), None),
    (texts.rpad, ("a", D(6), "华强"), "a华强华强华"),
    (texts.rpad, ("a", D(32_001), "0"), REFUSED),
    (texts.rpad, ("abc", D(5), ""), None),
    (texts.rpad, (None, D(3), "0"), None),
    (texts.reverse, ("abc",), "cba"),
    (texts.reverse, ("华强",), "强华"),
    (texts.reverse, ("😀a",), "a😀"),
    (texts.reverse, (" a",), "a "),
    (texts.reverse, ("x",), "x"),
    (texts.reverse, (None,), None),
    (texts.character, (D(65),), "A"),
    (texts.character, (D("65.9"),), "A"),
    (texts.character, (D(21326),), "华"),
    (texts.character, (D(128512),), "😀"),
    (texts.character, (D(1_114_111),), "\U0010ffff"),
    (texts.character, (D(1_114_112),), REFUSED),
    (texts.character, (D(0),), REFUSED),
    (texts.character, (D(-1),), REFUSED),
    (texts.character, (D("0.5"),), REFUSED),
    (texts.character, (D(55_295),), "\ud7ff"),
    (texts.character, (D(55_296),), REFUSED),
    (texts.character, (D("57343.9"),), REFUSED),
    (texts.character, (D("1E63"),), REFUSED),
    (texts.character, (None,), None),
    (texts.ASCII, ("A",), D(65)),
    (texts.ASCII, ("华强",), D(21326)),
    (texts.ASCII, ("😀",), D(128512)),
    (texts.ASCII, (" ",), D(32)),
    (texts.ASCII, ("",), None),
    (texts.ASCII, (None,), None),
    (texts.CODE, ("a",), D(97)),
    (texts.mask, ("13800001234", D(3), D(4)), "138****1234"),
    (texts.mask, ("张三", D(1), D(0)), "张*"),
    (texts.mask, ("abc", D(2), D(2)), "***"),
    (texts.mask, ("abc", D(2), D(1)), "***"),
    (texts.mask, ("abc", D(-1), D(1)), "**c"),
    (texts.mask, ("abc", D("1.9"), D("1E63")), "***"),
    (texts.mask, ("😀😀😀", D(1), D(1)), "😀*😀"),
    (texts.mask, ("abc", D(0), D(0)), "***"),
    (texts.mask, (None, D(0), D(0)), None),
    (texts.mask, ("abc", None, D(0)), None),
]  # fmt: skip


@pytest.mark.parametrize(("function", "arguments", "answer"), CASES)
def test_both_answer_what_the_case_says(
    function: Function, arguments: tuple[Any, ...], answer: Any, database: sa.Connection
) -> None:
    assert in_python(function, *arguments) == answer
    if function.sql is not None:
        assert in_postgresql(database, function, *arguments) == answer


TEXTS = st.none() | st.text(
    st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0"), min_size=1, max_size=20
) | st.text("aAbB \u3000-_.Σς\u0301iİ华强😀Xx1", min_size=1, max_size=12)  # fmt: skip
COUNTS = st.none() | st.integers(-8, 14).map(Decimal) | st.decimals(-50, 50, places=2)
SEPARATORS = st.none() | st.text("aXx 华", min_size=1, max_size=2)
STRATEGIES: dict[str, tuple[tuple[Function, ...], st.SearchStrategy[tuple[Any, ...]]]] = {
    "text": (
        (texts.length, capitals.upper, capitals.lower, capitals.INITCAP, texts.trim, texts.ltrim, texts.rtrim,
         texts.reverse, texts.ASCII),
        st.tuples(TEXTS),
    ),
    "text and count": (
        (texts.left, texts.right, texts.substr, texts.rept, texts.lpad, texts.rpad),
        st.tuples(TEXTS, COUNTS),
    ),
    "text and two counts": ((texts.mid, texts.substr, texts.mask), st.tuples(TEXTS, COUNTS, COUNTS)),
    "padding": ((texts.lpad, texts.rpad), st.tuples(TEXTS, COUNTS, TEXTS)),
    "substitute": (
        (texts.substitute,),
        st.tuples(TEXTS, SEPARATORS, TEXTS) | st.tuples(TEXTS, SEPARATORS, TEXTS, COUNTS),
    ),
    "replace": ((texts.replace,), st.tuples(TEXTS, COUNTS, COUNTS, TEXTS)),
    "split": ((texts.split,), st.tuples(TEXTS, SEPARATORS, COUNTS)),
    "join": (
        (texts.textjoin,),
        st.tuples(SEPARATORS, st.none() | st.booleans(), TEXTS, TEXTS, TEXTS),
    ),
    "concat": ((texts.concat,), st.tuples(TEXTS, COUNTS, st.none() | st.booleans(), TEXTS)),
    "character": ((texts.character,), st.tuples(st.none() | st.integers(-5, 1_200_000).map(Decimal))),
}  # fmt: skip


@pytest.mark.parametrize("name", STRATEGIES)
def test_random_arguments_have_one_answer(name: str, database: sa.Connection) -> None:
    functions, strategy = STRATEGIES[name]

    @settings(max_examples=25)
    @given(strategy)
    def agrees(arguments: tuple[Any, ...]) -> None:
        for function in functions:
            answer = in_python(function, *arguments)
            assert in_postgresql(database, function, *arguments) == answer, function.name

    agrees()
