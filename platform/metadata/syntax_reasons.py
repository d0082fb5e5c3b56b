"""What libyaml says about a text that it cannot read, in our words."""

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


def yaml_reason(sentence: str) -> Mapping[str, object]:
    """Why a text is no YAML, as the parameters `reason_zh` and `reason_en` of a message."""
    reason = YAML_REASONS.get(sentence, messages.NO_YAML)
    return {"reason_zh": reason.zh, "reason_en": reason.en}
