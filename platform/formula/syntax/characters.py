"""A formula's characters before they are read: Chinese punctuation becomes plain, and every character keeps its place."""

from objectry.formula import sayings
from objectry.formula.problems import FormulaError, problem_at
from objectry.formula.syntax.nodes import Span

_FULL_WIDTH = str.maketrans(
    "（），＝＜＞＋－＊／＆｜！％＾＃｛｝．０１２３４５６７８９", "(),=<>+-*/&|!%^#{}.0123456789"
)
_QUOTES = {"“": "”", "‘": "’", "「": "」"}
INNER_QUOTE = "\ufdd0"
"""Stands for a plain quote inside smart ones, which must not end the text: Unicode gives this code to no character."""


def is_unstorable(character: str) -> bool:
    """Tell NUL, halves of surrogate pairs, and the one that stands for a quote here."""
    return character in ("\0", INNER_QUOTE) or "\ud800" <= character <= "\udfff"


def refuse_characters(text: str) -> None:
    """Raise FormulaError for characters that no database keeps in a text."""
    if text.isascii() and "\0" not in text:
        return
    for at, character in enumerate(text):
        if is_unstorable(character):
            raise FormulaError([problem_at(text, Span(at, at + 1), sayings.SYNTAX, found="�")])


def plain(text: str) -> str:
    """The text with full-width punctuation and smart quotes made plain outside quotes and comments."""
    if text.isascii():
        return text
    out: list[str] = []
    at = 0
    while at < len(text):
        character = text[at]
        if character in _QUOTES or character in "\"'":
            end = _end_of_quote(text, at)
            out.append(_quoted(text[at:end], character))
            at = end
        elif text.startswith(("//", "/*"), at):
            closing = "\n" if text[at + 1] == "/" else "*/"
            end = text.find(closing, at + 2)
            end = len(text) if end < 0 else end + len(closing)
            out.append(text[at:end])
            at = end
        else:
            out.append(character.translate(_FULL_WIDTH))
            at += 1
    return "".join(out)


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
