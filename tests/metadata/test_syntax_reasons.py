"""What YAML is refused for is told in both languages, and not in the words of the library."""

import re

import pytest

from objectry.formula.messages import Message
from objectry.metadata import syntax_messages as messages
from objectry.metadata.problems import MetadataError
from objectry.metadata.syntax_reasons import YAML_REASONS
from objectry.metadata.yaml_source import read


@pytest.mark.parametrize(("text", "reason"), [
    ("a: b: c", messages.COLON_INSIDE),
    ("a: [1, 2", messages.LIST_OPEN),
    ("a: {b: 1", messages.MAPPING_OPEN),
    ("a: 'x", messages.QUOTE_OPEN),
    ("a: @x", messages.QUOTES_NEEDED),
    ("a: %x", messages.QUOTES_NEEDED),
    ("a:\n\tb: 1", messages.QUOTES_NEEDED),
    ("a: 1\n- b", messages.INDENTATION),
    ("- a\nb: 1", messages.INDENTATION),
    ("a: -\n- b: c\n d", messages.ITEM_MISPLACED),
    ("a: ]", messages.VALUE_NEEDED),
    ('a: "\\q"', messages.ESCAPE_UNKNOWN),
    ("%foo\n---\na: 1", messages.DIRECTIVE),
    ("a: &", messages.SIGN_ALONE),
    ("a: !b!c d", messages.TAG_WRONG),
    ("a: |x\n  b", messages.BLOCK_HEAD),
])  # fmt: skip
def test_what_is_wrong_with_a_yaml_text_is_told_in_our_words(text: str, reason: Message) -> None:
    with pytest.raises(MetadataError) as refused:
        read(text, "a.yaml")
    (problem,) = refused.value.problems
    assert problem.code == "yaml_syntax"
    assert problem.text("zh").endswith(f"YAML 语法有误：{reason.zh}")
    assert problem.text("en").endswith(f"this is no valid YAML: {reason.en}")


def test_no_chinese_reason_holds_words_of_another_language() -> None:
    for message in YAML_REASONS.values():
        assert not re.search("[A-Za-z]", message.zh.replace("YAML", "")), message.code
