"""What all field types do with raw input before they look at its meaning.

Text is composed (NFC) and trimmed, and blank text is no value. Characters that cannot be stored or
seen are refused: NUL (PostgreSQL cannot keep it), lone surrogates (no database can) and other
control characters.
"""

import re
import unicodedata
from collections.abc import Sequence

from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import ValueRefused

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile("[\t\n\r\u2028\u2029]")
_FOLDED = re.compile("\r\n|[\t\n\r\u2028\u2029]")
_LIST_BREAK = re.compile(r"[;；|\n]")
_LOOSE_LIST_BREAK = re.compile(r"[;；|\n,，、]")
_BLANKS = "".join(one for one in map(chr, range(0x3001)) if one.isspace())
# Copying from chats and web pages brings these along, at the ends, unseen.
_INVISIBLE = "\ufeff\u200b\u2060"
MAX_MARKS = 30
"""Combining marks on one letter, as in Unicode's stream-safe text. The time to sort them grows with their square."""
_SIGNS = re.compile(rf"[^\w\s\x00-\x7f]{{{MAX_MARKS + 1},}}")
"""A long run of signs, which may be marks."""
MAX_TYPED = 1_000
"""Characters of a text that may be a number, a day or a label: what is longer is none of them."""
_FOUND = {
    str: ("文字", "text"),
    bool: ("true 或 false", "true or false"),
    int: ("数字", "a number"),
    float: ("数字", "a number"),
    list: ("列表", "a list"),
    dict: ("对象", "an object"),
}
MAX_HINTED = 20
"""How many possible values a refusal lists."""


def wrong_type(raw: object, zh: str, en: str) -> ValueRefused:
    """The refusal of a JSON value of another type than the named one."""
    found_zh, found_en = _FOUND.get(type(raw), ("其他类型的值", "another kind of value"))
    params = {"expected_zh": zh, "expected_en": en, "found_zh": found_zh, "found_en": found_en}
    return ValueRefused(messages.VALUE_WRONG_TYPE, params)


def as_text(raw: object) -> str:
    """The raw value, which must be text."""
    if isinstance(raw, str):
        return raw
    raise wrong_type(raw, "文字", "text")


def single_line(raw: object) -> str:
    """One line of clean text, empty when there is nothing to see."""
    text = as_text(raw)
    # Printable text, by far the most common, has neither control characters nor breaks.
    if not text.isprintable():
        text = _trimmed(text)
        _refuse_control(text)
        if _BREAK.search(text):
            raise ValueRefused(messages.TEXT_LINE_BREAK)
    return _composed(text).strip()


def folded(text: str) -> str:
    """A text in one line: nobody has written it who could take the breaks out."""
    return _FOLDED.sub(" ", text)


def several_lines(raw: object) -> str:
    """Clean text with line breaks as `\\n`, empty when there is nothing to see."""
    text = as_text(raw)
    if not text.isprintable():
        text = _trimmed(text.replace("\r\n", "\n").replace("\r", "\n"))
        _refuse_control(text)
    return _composed(text).strip()


def half_width(text: str) -> str:
    """Typed text with full-width digits and signs as plain ones, trimmed: `１２３％` is `123%`.

    A text that is too long to mean anything stays as it is.
    """
    plain = text.isascii() or len(text) > MAX_TYPED
    return (text if plain else unicodedata.normalize("NFKC", text)).strip()


def split_list(text: str) -> list[str]:
    """The entries of a list in one text, separated by `;`, `；`, `|` or line breaks."""
    return _parts(_LIST_BREAK, text)


def split_loosely(text: str) -> list[str]:
    """The entries of a list whose entries hold no commas either."""
    return _parts(_LOOSE_LIST_BREAK, text)


def _parts(separator: re.Pattern[str], text: str) -> list[str]:
    return [part for one in separator.split(text) if (part := one.strip())]


def listed(names: Sequence[str]) -> str:
    """Possible values as a refusal lists them."""
    more = "…" if len(names) > MAX_HINTED else ""
    return ", ".join(names[:MAX_HINTED]) + more


def _trimmed(text: str) -> str:
    """The text without blanks and invisible marks around it."""
    return text.strip(_BLANKS + _INVISIBLE)


def _composed(text: str) -> str:
    """The text with letters and their marks as one character each. Raises ValueRefused."""
    if text.isascii():
        return text
    if stacked := stacked_marks(text):
        raise ValueRefused(messages.TEXT_MARKS, {"position": stacked, "limit": MAX_MARKS})
    return unicodedata.normalize("NFC", text)


def stacked_marks(text: str) -> int:
    """The place of more combining marks than any letter has, counted from one; 0 where there are none."""
    for signs in _SIGNS.finditer(text):
        kinds = "".join("m" if unicodedata.combining(sign) else "-" for sign in signs[0])
        found = kinds.find("m" * (MAX_MARKS + 1))
        if found >= 0:
            return signs.start() + found + 1
    return 0


def _refuse_control(text: str) -> None:
    found = _CONTROL.search(text)
    if found:
        params = {"position": found.start() + 1, "character": f"U+{ord(found[0]):04X}"}
        raise ValueRefused(messages.TEXT_CONTROL, params)
