"""Where the parts of an enumeration end when some of them are formulas."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.formula.syntax.enumeration import enumerated


@pytest.mark.parametrize(("text", "parts"), [
    ("", [""]),
    ("count,sum:amount", ["count", "sum:amount"]),
    ("sum:(IF(won, amount, 0)),count", ["sum:(IF(won, amount, 0))", "count"]),
    ('sum:(IF(a = ",", 1, 2)),b', ['sum:(IF(a = ",", 1, 2))', "b"]),
    ('count,sum:(FIND(")", a)),b', ["count", 'sum:(FIND(")", a))', "b"]),
    (r'sum:(LEN("\"),\\")),b', [r'sum:(LEN("\"),\\"))', "b"]),
    ("sum:(LEN('a\"),')),b", ["sum:(LEN('a\"),'))", "b"]),
    ("sum:（LEN（“）,”））,b", ["sum:（LEN（“）,”））", "b"]),
    ("sum:({Cost), all in}),b", ["sum:({Cost), all in})", "b"]),
    ("sum:(a /* ), */ + 1),b", ["sum:(a /* ), */ + 1)", "b"]),
    ("sum:(a // ),\n),b", ["sum:(a // ),\n)", "b"]),
    ("sum:(a,b", ["sum:(a,b"]),
    ('sum:(LEN("a,b),c', ['sum:(LEN("a,b),c']),
    ("sum:(a)),b", ["sum:(a))", "b"]),
    ("a，b", ["a", "b"]),
])  # fmt: skip
def test_commas_part_where_nothing_is_open(text: str, parts: list[str]) -> None:
    assert enumerated(text) == parts


@given(st.lists(st.text("ab().\"'“”「」{}/*\\\n ", max_size=12)))
def test_nothing_is_lost(parts: list[str]) -> None:
    text = ",".join(parts)
    assert ",".join(enumerated(text)) == text


@pytest.mark.parametrize(
    "text", ['"\\"' * 30_000 + "\\", "{" * 60_000, "/*" * 30_000, "'\\" * 30_000, "(" * 60_000]
)
def test_no_text_takes_long(text: str) -> None:
    before = process_time()
    enumerated(text)
    assert process_time() - before < 1
