"""Where each character of a scalar is written in its YAML document.

Every style of writing a scalar keeps the order of its characters, and changes nothing but white space and what is escaped.
So the characters that can be seen, of what is written and of what is meant, belong together one by one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from objectry.formula.places import Span
from objectry.metadata.parse import Parsed
from objectry.metadata.problems import MetadataError, Path, Place
from objectry.metadata.yaml_source import Scalar, ScalarPlace, in_quotes, scalars

_VISIBLE = re.compile(r"\S")
_DATE = re.compile(r"[ \t]+#[0-9].*")
_LINE_BREAK = re.compile("[\r\n\x85\u2028\u2029]")
_UNITS = {
    "'": re.compile(r"''|\S"),
    '"': re.compile(r"\\(?:x..|u.{4}|U.{8}|.)|\S", re.DOTALL),
}
"""What stands for one character, by style."""
_BLANK_ESCAPES = frozenset("tnvrNLP_ \t\r\n")
"""What stands behind a backslash for white space, or for a line break that counts for nothing."""


@dataclass(frozen=True)
class Written:
    """A definition as it is written. Its text is read once more when somebody asks, which is when something is wrong."""

    item: Parsed

    def place(self, at: Path, line: int, column: int) -> Place:
        """Where a line and column, counted from 1, of the text at `at` stand: of what the scalar means, not of how it is
        written. Where nobody knows, the place of the whole."""
        whole = self.item.place(at)
        scalar = self._scalars.get((at, False))
        if scalar is None:
            return whole
        text = self.item.document.text
        before = scalar.value.split("\n")[: line - 1]
        offset = sum(len(one) + 1 for one in before) + column - 1
        seen = places(text, scalar)
        if offset in seen:
            start = seen[offset].start
        elif any(one < offset for one in seen):  # behind the last character, or at white space
            start = seen[max(one for one in seen if one < offset)].end
        else:
            return whole
        return Place(
            whole.file, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        )

    def with_comment(self, at: Path) -> str:
        """A text together with the date behind it, which YAML takes for a comment, in the quotes that both need. Nothing
        where there is no such date."""
        scalar = self._scalars.get((at, False))
        if scalar is None or scalar.style:
            return ""
        found = _DATE.match(self.item.document.text, scalar.span.end)
        return in_quotes(scalar.value + found[0].rstrip()) if found else ""

    @cached_property
    def _scalars(self) -> Mapping[ScalarPlace, Scalar]:
        try:
            return scalars(self.item.document.text)
        except MetadataError:  # written under rules that have become stricter since
            return {}


def places(text: str, scalar: Scalar) -> Mapping[int, Span]:
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
