"""A formula's characters before they are read: Chinese punctuation becomes plain, and every character keeps its place."""

import re

from objectry.formula import sayings
from objectry.formula.places import Span
from objectry.formula.problems import FormulaError, problem_at

_BLANKS = "\ufeff\u200b\u2060\u2002\u2003\u2009\u202f"
"""Marks that nobody sees and blanks of odd widths, which come along when a text is copied."""
_FULL_WIDTH = str.maketrans(
    "（），＝＜＞＋－−＊×／÷＆｜！％＾＃｛｝．０１２３４５６７８９" + _BLANKS,
    "(),=<>+--**//&|!%^#{}.0123456789" + " " * len(_BLANKS),
)
_QUOTES = {"“": "”", "‘": "’", "「": "」"}
INNER_QUOTE = "\ufdd0"
"""Stands for a plain quote inside smart ones, which must not end the text: Unicode gives this code to no character."""


_UNSTORABLE = re.compile(f"[\0\ud800-\udfff{INNER_QUOTE}]")
_BEGINS = re.compile("[\"'“‘「]|//|/\\*")
"""What begins a quoted text or a comment."""


def is_storable(text: str) -> bool:
    """Tell texts without NUL, halves of surrogate pairs, and the character that stands for a quote here."""
    return _UNSTORABLE.search(text) is None


def refuse_characters(text: str) -> None:
    """Raise FormulaError for characters that no database keeps in a text."""
    if text.isascii() and "\0" not in text:
        return
    if found := _UNSTORABLE.search(text):
        raise FormulaError([problem_at(text, Span(*found.span()), sayings.SYNTAX, found="�")])


def plain(text: str) -> str:
    """The text with full-width punctuation, signs of arithmetic and smart quotes made plain outside quotes and comments, and
    blanks that are none to the eye made ordinary ones."""
    if text.isascii():
        return text
    out: list[str] = []
    at = 0
    while found := _BEGINS.search(text, at):
        start = found.start()
        out.append(text[at:start].translate(_FULL_WIDTH))
        if found[0] in ("//", "/*"):
            closing = "\n" if found[0] == "//" else "*/"
            end = text.find(closing, start + 2)
            at = len(text) if end < 0 else end + len(closing)
            out.append(text[start:at])
        else:
            at = _end_of_quote(text, start)
            out.append(_quoted(text[start:at], found[0]))
    return "".join([*out, text[at:].translate(_FULL_WIDTH)])


def _end_of_quote(text: str, start: int) -> int:
    """The place behind a quoted text that begins at `start`; the end of the text when nothing closes it."""
    closing = _QUOTES.get(text[start], text[start])
    at = start + 1
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text[at] == closing:
            return at + 1
        else:
            at += 1
    return len(text)


def _quoted(piece: str, opening: str) -> str:
    """A quoted text in plain quotes."""
    closing = _QUOTES.get(opening)
    if closing is None:
        return piece
    inner = piece[1:]
    if inner.endswith(closing):
        return '"' + inner[:-1].replace('"', INNER_QUOTE) + '"'
    return '"' + inner.replace('"', INNER_QUOTE)
