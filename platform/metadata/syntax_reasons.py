"""What libraries say about a text that they cannot read, in our words."""

from collections.abc import Mapping

from objectry.formula.messages import Message
from objectry.metadata import syntax_messages as messages

YAML_REASONS: Mapping[str, Message] = {
    "mapping values are not allowed in this context": messages.COLON_INSIDE,
    "could not find expected ':'": messages.COLON_MISSING,
    "found unexpected ':'": messages.COLON_INSIDE,
    "did not find expected ',' or ']'": messages.LIST_OPEN,
    "did not find expected ',' or '}'": messages.MAPPING_OPEN,
    "found unexpected end of stream": messages.QUOTE_OPEN,
    "found unexpected document indicator": messages.QUOTE_OPEN,
    "found character that cannot start any token": messages.QUOTES_NEEDED,
    "did not find expected key": messages.INDENTATION,
    "did not find expected '-' indicator": messages.INDENTATION,
    "mapping keys are not allowed in this context": messages.INDENTATION,
    "did not find expected <document start>": messages.INDENTATION,
    "found a tab character that violates indentation": messages.TAB,
    "found a tab character where an indentation space is expected": messages.TAB,
    "block sequence entries are not allowed in this context": messages.ITEM_MISPLACED,
    "did not find expected node content": messages.VALUE_NEEDED,
    "found unknown escape character": messages.ESCAPE_UNKNOWN,
    "found invalid Unicode character escape code": messages.ESCAPE_UNKNOWN,
    "did not find expected hexdecimal number": messages.ESCAPE_UNKNOWN,
    "found unknown directive name": messages.DIRECTIVE,
    "found incompatible YAML document": messages.DIRECTIVE,
    "found duplicate %YAML directive": messages.DIRECTIVE,
    "found duplicate %TAG directive": messages.DIRECTIVE,
    "could not find expected directive name": messages.DIRECTIVE,
    "did not find expected alphabetic or numeric character": messages.SIGN_ALONE,
    "found undefined tag handle": messages.TAG_WRONG,
    "did not find expected tag URI": messages.TAG_WRONG,
    "did not find the expected '>'": messages.TAG_WRONG,
    "did not find expected '!'": messages.TAG_WRONG,
    "did not find expected comment or line break": messages.BLOCK_HEAD,
    "found an indentation indicator equal to 0": messages.BLOCK_HEAD,
}
"""By the sentence of libyaml."""

PATTERN_REASONS: Mapping[str, Message] = {
    "missing ]": messages.BRACKET_OPEN,
    "missing )": messages.PARENTHESIS_OPEN,
    "unexpected )": messages.PARENTHESIS_EXTRA,
    "trailing \\": messages.BACKSLASH_LAST,
    "invalid escape sequence": messages.PATTERN_ESCAPE,
    "invalid character class": messages.CHARACTER_RANGE,
    "invalid character class range": messages.CHARACTER_RANGE,
    "no argument for repetition operator": messages.NOTHING_TO_REPEAT,
    "bad repetition operator": messages.NOTHING_TO_REPEAT,
    "invalid repetition size": messages.REPETITION,
    "invalid perl operator": messages.GROUP_UNKNOWN,
    "invalid named capture group": messages.GROUP_NAME,
    "pattern too large - compile failed": messages.PATTERN_LARGE,
}
"""By the beginning, up to the colon, of the sentence of RE2."""


def yaml_reason(sentence: str) -> Mapping[str, object]:
    """Why a text is no YAML, as the parameters `reason_zh` and `reason_en` of a message."""
    return _in_both(YAML_REASONS.get(sentence, messages.NO_YAML))


def pattern_reason(sentence: bytes) -> Mapping[str, object]:
    """Why a text is no regular expression, as the parameters `reason_zh` and `reason_en` of a message."""
    beginning = sentence.decode("utf-8", "replace").partition(":")[0]
    return _in_both(PATTERN_REASONS.get(beginning, messages.NO_PATTERN))


def _in_both(message: Message) -> Mapping[str, object]:
    return {"reason_zh": message.zh, "reason_en": message.en}
