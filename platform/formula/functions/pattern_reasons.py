"""What RE2 says about a regular expression that it cannot read, in our words."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.formula.messages import Message

BRACKET_OPEN = Message("syntax_bracket_open", "缺少 ]", "a ] is missing")
PARENTHESIS_OPEN = Message("syntax_parenthesis_open", "缺少 )", "a ) is missing")
PARENTHESIS_EXTRA = Message("syntax_parenthesis_extra", "多了一个 )", "there is one ) too many")
BACKSLASH_LAST = Message(
    "syntax_backslash_last", "不能以反斜杠结尾", "it cannot end with a backslash"
)
PATTERN_ESCAPE = Message(
    "syntax_pattern_escape",
    "反斜杠后面的字符没有意义，也不支持回溯引用",
    "the character behind a backslash means nothing here; references back are not possible",
)
CHARACTER_RANGE = Message(
    "syntax_character_range",
    "方括号里的范围不对，请从小写到大",
    "a range in brackets is wrong: write the lower character first",
)
NOTHING_TO_REPEAT = Message(
    "syntax_nothing_to_repeat",
    "* + ? 的前面缺少要重复的内容，或者重复了两次",
    "there is nothing to repeat before * + ?, or it is repeated twice",
)
REPETITION = Message(
    "syntax_repetition",
    "大括号里的次数不对，最多 1000",
    "the number in braces is wrong; 1000 is the most",
)
GROUP_UNKNOWN = Message(
    "syntax_group_unknown",
    "不支持这种 (?…) 写法，例如前后查看",
    "this kind of (?…) is not possible, such as looking ahead or behind",
)
GROUP_NAME = Message("syntax_group_name", "分组的名字不对", "the name of a group is wrong")
PATTERN_LARGE = Message("syntax_pattern_large", "太长或太复杂", "it is too long or too involved")
NO_PATTERN = Message("syntax_no_pattern", "写法不对", "it is written wrong")

PATTERN_REASONS: Mapping[str, Message] = MappingProxyType(
    {
        "missing ]": BRACKET_OPEN,
        "missing )": PARENTHESIS_OPEN,
        "unexpected )": PARENTHESIS_EXTRA,
        "trailing \\": BACKSLASH_LAST,
        "invalid escape sequence": PATTERN_ESCAPE,
        "invalid character class": CHARACTER_RANGE,
        "invalid character class range": CHARACTER_RANGE,
        "no argument for repetition operator": NOTHING_TO_REPEAT,
        "bad repetition operator": NOTHING_TO_REPEAT,
        "invalid repetition size": REPETITION,
        "invalid perl operator": GROUP_UNKNOWN,
        "invalid named capture group": GROUP_NAME,
        "pattern too large - compile failed": PATTERN_LARGE,
    }
)
"""By the beginning, up to the colon, of the sentence of RE2."""


def pattern_reason(sentence: bytes) -> Message:
    """Why a text is no regular expression."""
    beginning = sentence.decode("utf-8", "replace").partition(":")[0]
    return PATTERN_REASONS.get(beginning, NO_PATTERN)
