"""Words inside YAML scalars are exchanged where they stand, however the scalar is written."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.formula.checking.references import replaced
from objectry.formula.places import Span
from objectry.metadata.problems import MetadataError
from objectry.metadata.yaml_editing import edited
from objectry.metadata.yaml_source import ScalarPlace, read, scalars

NAMED = re.compile(r"\bcost\b")


def _renamed(text: str, to: str = "price") -> str:
    """The document with another word for each `cost` in its values."""
    changes = {
        place: {Span(*found.span()): to for found in NAMED.finditer(scalar.value)}
        for place, scalar in scalars(text).items()
        if NAMED.search(scalar.value) and not place[1]
    }
    return edited(text, changes)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: cost > 1 # cost", "a: price > 1 # cost"),
        ("a: cost\n  > 1\n\n  && cost", "a: price\n  > 1\n\n  && price"),
        ("a: 'it''s cost\n  > cost'", "a: 'it''s price\n  > price'"),
        ("a: \"\\ncost \\\n  > \\\"cost\\\\\\n \\u0063ost\"", "a: \"\\nprice \\\n  > \\\"price\\\\\\n price\""),
        ("a: \"x\\_\\u3000\\x41cost cost\"", "a: \"x\\_\\u3000\\x41cost price\""),
        ("a: |- # cost\n  cost\n    > cost\n\n  cost\n# cost", "a: |- # cost\n  price\n    > price\n\n  price\n# cost"),
        ("a: >2+\n  cost\n  > cost\n\n    cost\n\nb: cost", "a: >2+\n  price\n  > price\n\n    price\n\nb: price"),
        ("a: |\r\n  cost\r\n  cost\r\n", "a: |\r\n  price\r\n  price\r\n"),
        ("{a: [cost, 'cost' , \"cost\"], b: cost}", "{a: [price, 'price' , \"price\"], b: price}"),
        ("# 😀 cost\na: 金额😀cost costs cost", "# 😀 cost\na: 金额😀price costs price"),
    ],
)  # fmt: skip
def test_words_are_exchanged_and_nothing_else_changes(before: str, after: str) -> None:
    assert _renamed(before) == after


@pytest.mark.parametrize(
    ("word", "after"),
    [("true", 'a: "true" # why'), ("null", 'a: "null" # why'), ("{x}", 'a: "{x}" # why')],
)
def test_a_plain_scalar_that_would_be_something_else_is_put_in_quotes(
    word: str, after: str
) -> None:
    assert _renamed("a: cost # why", word) == after
    assert _renamed("a: 'cost' # why", word) == f"a: '{word}' # why"


def test_keys_are_exchanged_where_they_stand() -> None:
    text = "a: {cost: cost, 'b': 1}  # cost\n"
    changes: dict[ScalarPlace, dict[Span, str]] = {(("a", "cost"), True): {Span(0, 4): "price"}}
    assert edited(text, changes) == "a: {price: cost, 'b': 1}  # cost\n"


def test_a_text_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(MetadataError):
        edited("a: [", {})
    with pytest.raises(MetadataError):
        edited("a: &b c", {})


WORDS = st.lists(
    st.sampled_from(["cost", "Cost", "costs", "it's", '"cost"', "\\n", "&&", "# cost", "金额", "é", "😀", "{cost}"]),
    min_size=1, max_size=8,
)  # fmt: skip
SPACES = st.sampled_from([" ", "  ", "\n", "\n\n", "\n  "])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document whose one value is written in any style."""
    words = draw(WORDS)
    text = "".join(word + draw(SPACES) for word in words).strip()
    style = draw(st.sampled_from(["|", ">", '"', "'"]))
    if style in "|>":
        lines = [f"  {line}".rstrip() for line in text.split("\n")]
        return f"k: {style}- # cost\n" + "\n".join(lines) + "\nz: cost\n"
    if style == "'":
        written = text.replace("'", "''").replace("\n", "\n\n  ")
        return f"k: '{written}' # cost\nz: cost\n"
    written = json.dumps(text, ensure_ascii=draw(st.booleans()) and text.isascii())
    return f"k: {written} # cost\nz: cost\n"


@given(documents())
def test_what_is_meant_changes_as_what_is_written_does(text: str) -> None:
    before, after = read(text, "x").data, read(_renamed(text), "x").data
    assert after == {key: NAMED.sub("price", value) for key, value in before.items()}
    assert _renamed(text).replace("price", "cost") == text


@given(documents())
def test_each_scalar_stands_where_it_is_said_to(text: str) -> None:
    for (path, key), scalar in scalars(text).items():
        alone = text[scalar.span.start : scalar.span.end]
        found = read(f"k: {alone}" if not key else f"{alone}: 1", "x").data
        assert (found["k"] if not key else next(iter(found))) == scalar.value, path
    assert replaced(text, {}) == text
