"""LIKE and regular expressions: hand-checked cases, LIKE against PostgreSQL, and patterns that must not take long."""

from time import process_time
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.functions import patterns
from objectry.formula.functions.declare import Function
from tests.examples import few
from tests.formula.functions.agreement import REFUSED, in_postgresql, in_python, in_sql

CASES: list[tuple[Function, tuple[Any, ...], Any]] = [
    (patterns.like, ("华强科技", "华%"), True),
    (patterns.like, ("华强科技", "华_科_"), True),
    (patterns.like, ("abc", "a_"), False),
    (patterns.like, ("abc", "ABC"), False),
    (patterns.like, ("a%c", r"a\%c"), True),
    (patterns.like, ("abc", r"a\%c"), False),
    (patterns.like, ("a\\", "a\\"), True),
    (patterns.like, ("a\\", r"a\\"), True),
    (patterns.like, ("abc", r"\abc"), True),
    (patterns.like, ("a\nb", "a%b"), True),
    (patterns.like, ("a\nb", "a_b"), True),
    (patterns.like, ("😀", "_"), True),
    (patterns.like, ("a.c", "a.c"), True),
    (patterns.like, ("abc", "a.c"), False),
    (patterns.like, ("[a]", "[a]"), True),
    (patterns.like, (None, "%"), True),
    (patterns.like, (None, "_%"), False),
    (patterns.like, ("a", None), False),
    (patterns.like, (None, None), False),
    (patterns.like, ("a", "%" * 500), True),
    (patterns.like, ("a", "%" * 501), REFUSED),
    (patterns.like, (None, "%" * 501), REFUSED),
    (patterns.like, ("a" * 32_000, "_" * 31 + "%"), True),
    (patterns.like, ("a" * 32_000, "_" * 32 + "%"), REFUSED),
    (patterns.regex, ("13800001234", r"1[3-9]\d{9}"), True),
    (patterns.regex, ("abc123", "[a-z]+"), False),
    (patterns.regex, ("华强", r"\p{Han}{2}"), True),
    (patterns.regex, ("😀", "."), True),
    (patterns.regex, ("a\nb", "a.b"), False),
    (patterns.regex, (None, "a*"), True),
    (patterns.regex, (None, "a+"), False),
    (patterns.regex, ("a", None), False),
    (patterns.regex, ("ABC", "(?i)abc"), True),
    (patterns.regex, ("ab", "a|ab"), True),
    (patterns.regex, ("a", "("), REFUSED),
    (patterns.regex, ("aa", r"(a)\1"), REFUSED),
    (patterns.regex, ("ab", "a(?=b)b"), REFUSED),
    (patterns.regex, ("a", "a" * 501), REFUSED),
    (patterns.regex, ("a", "((a{100}){100}){100}"), REFUSED),
    (patterns.regex, ("a" * 32_000, "(a|b)*c"), False),
    (patterns.regex, ("a" * 255, ".*a.{1,400}b"), False),
    (patterns.regex, ("a" * 32_000, ".*a.{1,400}b"), REFUSED),
    (patterns.regex, ("a" * 32_000, "(a{0,200}b{0,200})+c"), REFUSED),
    (patterns.regex, (None, "("), REFUSED),
    (patterns.regex, ("b\n", "^(?:a|b\\s)$"), True),
    (patterns.regex, ("b\n", "^(?:a|b)$"), False),
    (patterns.regex, ("é", r"\W"), True),
    (patterns.regex, ("B", "[a-z]"), False),
    (patterns.regex, ("😀", "[^a]"), True),
    (patterns.regex, ("\v", r"\s"), False),
    (patterns.regex_extract, ("a" * 32_000, "a.{1,400}b"), REFUSED),
    (patterns.regex_replace, ("a b" * 2_000, r"\s", "-"), "a-b" * 2_000),
    (patterns.regex_replace, ("a" * 32_000, "a", "b"), REFUSED),
    (patterns.regex_replace, ("a" * 32_000, "a(?:.*b)?", "x"), REFUSED),
    (patterns.regex_extract, ("单号 A-1024", "[0-9]+"), "1024"),
    (patterns.regex_extract, ("a@b.cn", "@(.+)"), "b.cn"),
    (patterns.regex_extract, ("abc", "[0-9]"), None),
    (patterns.regex_extract, ("abc", "x*"), None),
    (patterns.regex_extract, ("ac", "a(b)?c"), None),
    (patterns.regex_extract, ("华强科技", "强(.)"), "科"),
    (patterns.regex_extract, ("a", "["), REFUSED),
    (patterns.regex_extract, (None, "a"), None),
    (patterns.regex_extract, ("a", None), None),
    (patterns.regex_replace, ("138 0000 1234", r"\s", None), "13800001234"),
    (patterns.regex_replace, ("2026-11", "([0-9]+)-([0-9]+)", "$2/$1"), "11/2026"),
    (patterns.regex_replace, ("abc", "b", "[$0]"), "a[b]c"),
    (patterns.regex_replace, ("abc", "b", "$$0$"), "a$0$c"),
    (patterns.regex_replace, ("abc", "b", "$1"), "a$1c"),
    (patterns.regex_replace, ("abc", "b", "$$$0"), "a$bc"),
    (patterns.regex_replace, ("ac", "a(b)?", "<$1>"), "<>c"),
    (patterns.regex_replace, ("华强", "", "-"), "-华-强-"),
    (patterns.regex_replace, ("😀a", "a", "强"), "😀强"),
    (patterns.regex_replace, ("aa", "a", None), None),
    (patterns.regex_replace, ("a", "(", "b"), REFUSED),
    (patterns.regex_replace, ("a" * 20_000, "a", "bb"), REFUSED),
    (patterns.regex_replace, ("a" * 4_000, "a", "bbbbbbbb"), "b" * 32_000),
    (patterns.regex_replace, (None, "a", "b"), None),
    (patterns.regex_replace, ("a", None, "b"), None),
]  # fmt: skip


@pytest.mark.parametrize(("function", "arguments", "answer"), CASES)
def test_both_answer_what_the_case_says(
    function: Function, arguments: tuple[Any, ...], answer: Any, database: sa.Connection
) -> None:
    assert in_python(function, *arguments) == answer
    if in_sql(function, *arguments) is not None:
        assert in_postgresql(database, function, *arguments) == answer


ALPHABET = "aA华😀%_\\.*[\n"


@settings(max_examples=few(100))
@given(st.none() | st.text(ALPHABET, max_size=6), st.none() | st.text(ALPHABET, max_size=5))
def test_random_patterns_have_one_answer(database: sa.Connection, text: Any, pattern: Any) -> None:
    answer = in_python(patterns.like, text, pattern)
    assert in_postgresql(database, patterns.like, text, pattern) == answer


@pytest.mark.parametrize("pattern", ["(a*)+b", "(a|a)*c", "(.*)*x", "(a?){100}a{100}b"])
def test_no_pattern_takes_long(pattern: str) -> None:
    text = "a" * 2_000
    began = process_time()
    assert in_python(patterns.regex, text, pattern) is False
    assert in_python(patterns.like, text, "%a" * 249 + "b") is False
    assert process_time() - began < 0.5


@pytest.mark.parametrize("pattern", ["%😀" * 249 + "b", "%😀_" * 31 + "%😀" * 190 + "b"])
def test_like_needs_no_more_time_for_long_signs(pattern: str) -> None:
    began = process_time()
    assert in_python(patterns.like, "😀" * 32_000, pattern) is False
    assert process_time() - began < 0.5


@pytest.mark.parametrize("kept", [patterns._like, patterns._read])
def test_all_compiled_patterns_together_take_little_memory(kept: Any) -> None:
    """The number that is kept is bounded, and so is what each of them takes."""
    made = [kept(f"%a____{at}") for at in range(300)]
    sizes = {getattr(one, "compiled", one).options.max_mem for one in made}
    assert kept.cache_info().currsize * max(sizes) <= patterns.KEPT_MEMORY
