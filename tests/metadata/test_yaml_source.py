"""Strict YAML: what it reads, where everything stands, and what it refuses."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata.problems import MetadataError, Place
from objectry.metadata.yaml_source import LIMITS, Document, read


def _refused(content: bytes | str) -> list[tuple[str, int, int]]:
    """The code and place of each problem."""
    with pytest.raises(MetadataError) as caught:
        read(content, "f.yaml")
    return [(p.code, p.place.line, p.place.column) for p in caught.value.problems]


def test_plain_scalars_follow_yaml_1_2() -> None:
    text = "[no, on, 1:30, 2026-11-23, true, null, ~, 0o17, 0x1F, -5, 2.50, 1e3, '12', .5]"
    assert read(text, "f").data == [
        "no", "on", "1:30", "2026-11-23", True, None, None, 15, 31, -5,
        Decimal("2.50"), Decimal("1e3"), "12", Decimal(".5"),
    ]  # fmt: skip


def test_every_value_knows_its_place() -> None:
    document = read(
        "object: customer\nfields:\n  - name: a\n    type: text\n  - {name: b}\n", "f.yaml"
    )
    assert document.place(("fields", 0, "type")) == Place("f.yaml", 4, 5)
    assert document.place(("fields", 1)) == Place("f.yaml", 5, 5)
    assert document.place(("fields", 1, "name")) == Place("f.yaml", 5, 6)
    assert document.place(("fields", 1, "missing", "deeper")) == Place("f.yaml", 5, 5)


def test_a_mark_of_byte_order_is_read_over() -> None:
    assert read(b"\xef\xbb\xbfa: 1", "f").data == {"a": 1}


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        ("a: &x 1\nb: *x\n", [("yaml_alias", 1, 4), ("yaml_alias", 2, 4)]),
        ("a: 1\nb: 2\na: 3\n", [("yaml_key_twice", 3, 1)]),
        ("a: !!python/object:os.system x\n", [("yaml_tag", 1, 4)]),
        ("a: !b\n", [("yaml_tag", 1, 4)]),
        ("a: {b: IF(c > 1, 2, 3), d: 4}\n", [("yaml_comma", 1, 8)]),
        ("- {a: x, b: NOT(IF(c), d)}\n", [("yaml_comma", 1, 13)]),
        ("a: {<<: 1}\n", [("yaml_merge", 1, 5)]),
        ("1: x\n", [("yaml_key", 1, 1)]),
        ("true: x\n", [("yaml_key", 1, 1)]),
        ("a: 1\n---\nb: 2\n", [("several_documents", 2, 1)]),
        ("", [("file_empty", 0, 0)]),
        ("# only a comment\n", [("file_empty", 0, 0)]),
        ("a: .nan\nb: .inf\n", [("yaml_not_finite", 1, 4), ("yaml_not_finite", 2, 4)]),
        ("a: 1234567890123456789\n", [("yaml_number", 1, 4)]),
        ("a: b: c\n", [("yaml_syntax", 1, 5)]),
        (b"a: 1\nb: \xff\n", [("file_not_utf8", 2, 1)]),
        ("a: 1\nb: \x07\n", [("yaml_character", 2, 1)]),
        ("? [a]\n: 1\n", [("yaml_key", 1, 3)]),
    ],
)
def test_what_is_refused_and_where(
    content: bytes | str, problems: list[tuple[str, int, int]]
) -> None:
    assert _refused(content) == problems


@pytest.mark.parametrize(
    "content",
    [
        "a: IF(b, 2, 3)\n",
        "a: {b: 'IF(c, 2)', d: 4}\n",
        "a: {b: f(c), d: 4}\n",
        "a: {b: (, c: d}\n",
    ],
)
def test_brackets_that_no_comma_cuts(content: str) -> None:
    assert read(content, "f").data


def test_size_depth_and_number_of_values_are_limited() -> None:
    assert _refused("a: " + "x" * LIMITS.size)[0][0] == "file_too_large"
    assert _refused("[" * 5000)[0] == ("yaml_depth", 1, LIMITS.depth + 1)
    assert _refused("[" + "1," * LIMITS.nodes + "1]")[0][0] == "yaml_nodes"
    assert read("[" * LIMITS.depth + "]" * LIMITS.depth, "f").data


def test_a_billion_laughs_are_not_laughed() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert {code for code, _, _ in _refused(bomb)} == {"yaml_alias"}


def test_all_problems_are_told_in_both_languages() -> None:
    with pytest.raises(MetadataError) as caught:
        read("a: 1\na: 2\n", "f.yaml")
    (problem,) = caught.value.problems
    assert problem.text("en") == "f.yaml:2:1: yaml_key_twice: the key a occurs twice"
    assert problem.text("zh") == "f.yaml:2:1: yaml_key_twice: 键 a 出现了两次"


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(_JSON)
def test_json_is_yaml(value: Any) -> None:
    document: Document = read(json.dumps(value, ensure_ascii=False), "f")
    assert document.data == value
