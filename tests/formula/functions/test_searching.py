"""Functions that look for one text in another: hand-checked cases, and Python against PostgreSQL on random texts."""

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.functions import searching
from objectry.formula.functions.declare import Function
from tests.examples import few
from tests.formula.functions.agreement import in_postgresql, in_python

D = Decimal
CASES: list[tuple[Function, tuple[Any, ...], Any]] = [
    (searching.find, ("科", "华强科技"), D(3)),
    (searching.find, ("a", "banana", D(3)), D(4)),
    (searching.find, ("a", "banana", D("2.9")), D(2)),
    (searching.find, ("A", "banana"), D(0)),
    (searching.find, ("a", "banana", D(0)), D(0)),
    (searching.find, ("a", "banana", D("0.9")), D(0)),
    (searching.find, ("a", "banana", D(7)), D(0)),
    (searching.find, ("a", "banana", D("1E63")), D(0)),
    (searching.find, ("a", "banana", None), D(0)),
    (searching.find, (None, "banana"), D(0)),
    (searching.find, ("a", None), D(0)),
    (searching.find, ("", "banana"), D(0)),
    (searching.find, ("", ""), D(0)),
    (searching.find, ("b", "😀b"), D(2)),
    (searching.search, ("VIP", "our vip client"), D(5)),
    (searching.search, ("a", "BANANA", D(3)), D(4)),
    (searching.search, ("ΑΣ", "ασα"), D(1)),
    (searching.search, ("b", "İb"), D(2)),
    (searching.search, ("i", "İ"), D(1)),
    (searching.search, ("强", "华强"), D(2)),
    (searching.search, ("ss", "ß"), D(0)),
    (searching.search, (None, "a"), D(0)),
    (searching.search, ("a", None), D(0)),
    (searching.search, ("a", "a", None), D(0)),
    (searching.contains, ("华强科技", "科技"), True),
    (searching.contains, ("abc", "B"), False),
    (searching.contains, ("100%_", "%"), True),
    (searching.contains, ("abc", ""), True),
    (searching.contains, (None, "a"), None),
    (searching.contains, ("a", None), None),
    (searching.contains, ("a😀", "😀"), True),
    (searching.begins, ("华强科技", "华强"), True),
    (searching.begins, ("abc", "A"), False),
    (searching.begins, ("abc", ""), True),
    (searching.begins, ("%a", "%"), True),
    (searching.begins, ("a", "abc"), False),
    (searching.begins, (None, "a"), None),
    (searching.begins, ("a", None), None),
    (searching.ends, ("华强科技", "科技"), True),
    (searching.ends, ("abc", "C"), False),
    (searching.ends, ("abc", ""), True),
    (searching.ends, ("a_", "_"), True),
    (searching.ends, ("a", "ba"), False),
    (searching.ends, (None, "a"), None),
    (searching.ends, ("a", None), None),
]  # fmt: skip


@pytest.mark.parametrize(("function", "arguments", "answer"), CASES)
def test_both_answer_what_the_case_says(
    function: Function, arguments: tuple[Any, ...], answer: Any, database: sa.Connection
) -> None:
    assert in_python(function, *arguments) == answer
    assert in_postgresql(database, function, *arguments) == answer


TEXTS = st.none() | st.text("aAİiσςΣ华%_\\ 😀", max_size=10) | st.text(
    st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0"), max_size=10
)  # fmt: skip
PARTS = st.none() | st.text("aAİiσςΣ华%_\\ 😀", max_size=2)
STARTS = st.none() | st.integers(-2, 12).map(Decimal) | st.decimals(-2, 12, places=1)


@settings(max_examples=few(25))
@given(TEXTS, PARTS)
def test_random_texts_are_told_alike(database: sa.Connection, text: Any, part: Any) -> None:
    for function in (searching.contains, searching.begins, searching.ends):
        answer = in_python(function, text, part)
        assert in_postgresql(database, function, text, part) == answer, function.name


@settings(max_examples=few(25))
@given(PARTS, TEXTS, STARTS)
def test_random_positions_are_alike(
    database: sa.Connection, part: Any, text: Any, start: Any
) -> None:
    for function in (searching.find, searching.search):
        for arguments in ((part, text), (part, text, start)):
            answer = in_python(function, *arguments)
            assert in_postgresql(database, function, *arguments) == answer, function.name
