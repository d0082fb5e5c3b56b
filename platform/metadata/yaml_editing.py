"""Other words inside the scalars of a YAML document, each put where it stands: comments, order and spelling stay."""

import json
import re
from collections.abc import Mapping

from objectry.formula.checking.references import replaced
from objectry.formula.places import Span
from objectry.metadata.scalar_places import places
from objectry.metadata.yaml_source import Scalar, ScalarPlace, means_text, scalars

Pieces = Mapping[Span, str]
"""Other words for some places of the text that a scalar stands for. They begin and end with something that can be seen."""

_WORD = re.compile(r"\w+")


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
    seen = places(text, scalar)
    return {
        Span(seen[span.start].start, seen[span.end - 1].end): words
        for span, words in pieces.items()
    }
