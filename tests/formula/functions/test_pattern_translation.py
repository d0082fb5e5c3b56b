"""Regular expressions in PostgreSQL: what is translated means the same, and everything else is left to Python."""

from typing import Any

import pytest
import re2
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from objectry.formula.functions import patterns
from objectry.formula.functions.pattern_translation import translated
from tests.examples import few
from tests.formula.functions.agreement import REFUSED, in_python

TRANSLATED = (
    ("", "^(?:)$"),
    ("abc", "^(?:abc)$"),
    ("^a$", "^(?:a)$"),
    (r"\Aa|b\z", "^(?:a|b)$"),
    ("(^a|b$)", "^(?:a|b)$"),
    ("a|", "^(?:a|)$"),
    (".", r"^(?:[^\u000a])$"),
    (r"\d+?", "^(?:[0-9]{1,})$"),
    (r"\D\s\W", r"^(?:[^0-9][\u0009-\u000a\u000c-\u000d\u0020][^0-9A-Z\u005fa-z])$"),
    (r"[a-c\d_-]", r"^(?:[\u002d0-9\u005fa-c])$"),
    (r"[^\x00-\x7f]", r"^(?:[^\u0001-\u007f])$"),
    ("[]]", r"^(?:\u005d)$"),
    (r"[\]\-]", r"^(?:[\u002d\u005d])$"),
    ("[一-龥]{2,}", r"^(?:[\u4e00-\u9fa5]{2,})$"),
    (r"\x{1F600}\.\/", r"^(?:\U0001f600\u002e\u002f)$"),
    ("(?P<year>[0-9]{4})?", "^(?:(?:[0-9]{4,4}){0,1})$"),
    ("(?:a|b)c", "^(?:(?:a|b)c)$"),
    (".{0,255}@a", r"^(?:[^\u000a]{0,255}\u0040a)$"),
)
BEYOND = (
    "(?i)a", "(?s).", "(?i:a)", r"\bword", r"\pL", r"[\p{Han}]", r"\Qa\E", r"\C", "[[:alpha:]]", r"\012",  # other signs
    "a^b", "a$b", "(a$)*", "^*a", r"\x00", r"[^\x{0}-\x{10FFFF}]", "a{", "a{,2}", "{",  # other readings
    "a{256}", "a{1,300}", "((a{0,10}){0,10}){0,10}", "(a?b?c?d?){30}", "(" * 51 + ")" * 51,  # too large
)  # fmt: skip


@pytest.mark.parametrize(("pattern", "native"), TRANSLATED)
def test_a_pattern_is_written_with_few_signs(pattern: str, native: str) -> None:
    assert re2.compile(pattern)
    assert translated(pattern) == native


@pytest.mark.parametrize("pattern", BEYOND)
def test_everything_else_is_left_to_python(pattern: str) -> None:
    assert re2.compile(pattern)
    assert translated(pattern) is None


_SIGNS = st.sampled_from("ab1. -_,]é华😀\n\t") | st.sampled_from(
    (r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", r"\.", r"\-", r"\\", r"\n", r"\x41", r"\x{1F600}", ".")
)  # fmt: skip
_IN_CLASS = _SIGNS | st.sampled_from(
    ("a-c", "0-9", "一-龥", "!-~", r"\t-\r", r"\x00-\x1f", "^", "😀-😂")
)
_CLASSES = st.tuples(
    st.sampled_from(("[", "[^")), st.lists(_IN_CLASS, min_size=1, max_size=4)
).map(lambda parts: f"{parts[0]}{''.join(parts[1])}]")
_COUNTS = st.sampled_from(("*", "+", "?", "{2}", "{0,2}", "{1,}", "{0}", "*?", "+?", "{1,3}?"))


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    groups = st.tuples(st.sampled_from(("(", "(?:", "(?P<x>")), inner).map(
        lambda parts: f"{parts[0]}{parts[1]})"
    )
    return (
        st.lists(inner, max_size=4).map("".join)
        | st.lists(inner, min_size=1, max_size=3).map("|".join)
        | groups
        | st.tuples(_CLASSES | groups | _SIGNS, _COUNTS).map("".join)
    )


PATTERNS = st.recursive(_SIGNS | _CLASSES, _larger, max_leaves=12) | st.text(
    "ab(|)[]^$*+?{1,}\\d-.", max_size=8
)
"""Patterns that are translated, most of them, and some that are none at all."""
TEXTS = st.lists(st.text("abc10. -_,]^\\éÉ华😀\n\t\r\f\vA!", max_size=5), min_size=20, max_size=20)


@settings(
    max_examples=few(200),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(pattern=PATTERNS, texts=TEXTS)
def test_what_is_translated_means_the_same(
    pattern: str, texts: list[str], database: sa.Connection
) -> None:
    texts = [*texts, *pattern, pattern, "", "a", "1", "\n"]
    expected = [in_python(patterns.regex, one, pattern) for one in texts]
    native = None if REFUSED in expected else translated(pattern)
    assume(native is not None)
    assert _in_postgresql(database, native, texts) == expected


def _in_postgresql(database: sa.Connection, native: str | None, texts: list[str]) -> list[Any]:
    asked = (
        'SELECT text COLLATE "C" ~ :pattern FROM unnest(CAST(:texts AS text[]))'
        " WITH ORDINALITY AS given(text, place) ORDER BY place"
    )
    return list(database.scalars(sa.text(asked), {"pattern": native, "texts": texts}))


@pytest.mark.parametrize(
    "pattern",
    ["(a?b?c?d?e?f?){10}", "(a?){70}", "(.{0,200}x){2}", ".*a.{200}b", "([a-z]*[0-9]*){30}",
     "[a-z]*[b-y]*[c-x]*[d-w]*[e-v]*[f-u]*[g-t]*[h-s]*[i-r]*[j-q]*"],
)  # fmt: skip
def test_the_largest_patterns_take_no_long_time_in_postgresql(
    pattern: str, database: sa.Connection
) -> None:
    native = translated(pattern)
    assert native is not None
    plain = 'EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) SELECT :text COLLATE "C" ~ :pattern'
    given = {"text": "ab" * 2_500, "pattern": native}
    found = database.execute(sa.text(plain), given).scalar_one()
    assert found[0]["Planning Time"] + found[0]["Execution Time"] < 500
