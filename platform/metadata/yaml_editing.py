"""Other words inside the scalars of a YAML document, each put where it stands: comments, order and spelling stay.

Every style of writing a scalar keeps the order of its characters, and changes nothing but white space and what is escaped.
So the characters that can be seen, of what is written and of what is meant, belong together one by one.
"""

import json
import re
from collections.abc import Iterator, Mapping

from objectry.formula.checking.references import replaced
from objectry.formula.syntax.nodes import Span
from objectry.metadata.yaml_source import Scalar, ScalarPlace, means_text, scalars

Pieces = Mapping[Span, str]
"""Other words for some places of the text that a scalar stands for. They begin and end with something that can be seen."""

_WORD = re.compile(r"\w+")
_VISIBLE = re.compile(r"\S")
_LINE_BREAK = re.compile("[\r\n\x85\u2028\u2029]")
_UNITS = {
    "'": re.compile(r"''|\S"),
    '"': re.compile(r"\\(?:x..|u.{4}|U.{8}|.)|\S", re.DOTALL),
}
"""What stands for one character, by style."""
_BLANK_ESCAPES = frozenset("tnvrNLP_ \t\r\n")
"""What stands behind a backslash for white space, or for a line break that counts for nothing."""


def edited(text: str, changes: Mapping[ScalarPlace, Pieces]) -> str:
    """The text of a document with other words in some of its scalars.

    Raises MetadataError where it cannot be read, and KeyError where there is no such scalar, or no such place in it.
    """
    known = scalars(text)
    pieces: dict[Span, str] = {}
    for place, wanted in changes.items():
        pieces.update(_written(text, known[place], wanted))
    return replaced(text, pieces)


def _written(text: str, scalar: Scalar, pieces: Pieces) -> Pieces:
    """Other words where they stand in the document; a plain scalar that could not be one any more is put in quotes."""
    if not scalar.style:
        value = replaced(scalar.value, pieces)
        if not (means_text(value) and all(map(_WORD.fullmatch, pieces.values()))):
            return {scalar.span: json.dumps(value, ensure_ascii=False)}
    seen = _places(text, scalar)
    return {
        Span(seen[span.start].start, seen[span.end - 1].end): words
        for span, words in pieces.items()
    }


def _places(text: str, scalar: Scalar) -> Mapping[int, Span]:
    """Where each character that can be seen is written, by its number in what the scalar stands for."""
    meant = (at for at, one in enumerate(scalar.value) if not one.isspace())
    return dict(zip(meant, _visible(text, scalar), strict=True))


def _visible(text: str, scalar: Scalar) -> Iterator[Span]:
    start, end = scalar.span.start, scalar.span.end
    if scalar.style in ("|", ">"):
        header = _LINE_BREAK.search(text, start, end)  # which may have a comment
        start = header.end() if header else end
    elif scalar.style:
        start, end = start + 1, end - 1
    for found in _UNITS.get(scalar.style, _VISIBLE).finditer(text, start, end):
        if not _is_blank(found[0]):
            yield Span(*found.span())


def _is_blank(unit: str) -> bool:
    """Tell whether an escape is white space."""
    if not unit.startswith("\\") or len(unit) == 1:
        return False
    if unit[1] in "xuU" and len(unit) > 2:
        return chr(int(unit[2:], 16)).isspace()
    return unit[1] in _BLANK_ESCAPES
