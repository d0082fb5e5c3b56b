"""What regular expressions are refused for is told in both languages, and in no library's words."""

import re

import pytest

from objectry.formula.checking.checker import check
from objectry.formula.functions.pattern_reasons import (
    BACKSLASH_LAST,
    BRACKET_OPEN,
    CHARACTER_RANGE,
    GROUP_NAME,
    GROUP_UNKNOWN,
    NOTHING_TO_REPEAT,
    PARENTHESIS_EXTRA,
    PARENTHESIS_OPEN,
    PATTERN_ESCAPE,
    PATTERN_LARGE,
    PATTERN_REASONS,
    REPETITION,
)
from objectry.formula.messages import Message
from objectry.formula.problems import FormulaError
from objectry.metadata.field_types.base import DefinitionRefused
from objectry.metadata.field_types.pattern import refuse_bad_pattern
from tests.formula.scopes import Names


@pytest.mark.parametrize(("pattern", "reason"), [
    ("(a", PARENTHESIS_OPEN),
    ("a)", PARENTHESIS_EXTRA),
    ("[a", BRACKET_OPEN),
    ("[b-a]", CHARACTER_RANGE),
    ("*a", NOTHING_TO_REPEAT),
    ("a**", NOTHING_TO_REPEAT),
    ("a{1001}", REPETITION),
    ("(?=a)", GROUP_UNKNOWN),
    ("(?P<a-b>x)", GROUP_NAME),
    ("\\q", PATTERN_ESCAPE),
    ("a\\", BACKSLASH_LAST),
    ("(\\pL{1000}){1,1}" * 20, PATTERN_LARGE),
])  # fmt: skip
def test_what_is_wrong_with_a_regular_expression_is_told_in_our_words(
    pattern: str, reason: Message
) -> None:
    with pytest.raises(FormulaError) as caught:
        check('REGEX(name, "{}")'.format(pattern.replace("\\", "\\\\")), Names())
    (problem,) = caught.value.problems
    assert problem.message.text("zh", problem.params).endswith(f"不是正则表达式：{reason.zh}")
    assert problem.message.text("en", problem.params).endswith(f"expression: {reason.en}")
    with pytest.raises(DefinitionRefused) as refused:
        refuse_bad_pattern(pattern)
    told = refused.value
    assert told.message.text("zh", told.params).endswith(f"有误：{reason.zh}")
    assert told.message.text("en", told.params).endswith(f"is wrong: {reason.en}")


def test_no_chinese_reason_holds_words_of_another_language() -> None:
    for message in PATTERN_REASONS.values():
        assert not re.search("[A-Za-z]", message.zh), message.code
