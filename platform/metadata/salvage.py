"""What is sound in a document with mistakes: the names in it are looked up in the same run as those of all others."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from objectry.metadata.problems import Path, Place
from objectry.metadata.yaml_source import Document

ROUNDS = 4
"""How often something is left out: without its wrong label a field lacks its label, and goes as a whole."""


@dataclass(frozen=True, slots=True)
class Remains:
    """The data of a document without some of its parts. Entries of lists have moved up, but know where they stood."""

    document: Document
    data: Any
    kept: Mapping[Path, tuple[int, ...]] = field(default_factory=dict)
    """For each list, by its place in the document, the numbers that its entries have there."""

    @property
    def text(self) -> str:
        """The whole document as written."""
        return self.document.text

    def written(self, path: Path) -> Path:
        """Where a part of the data stands in the document."""
        found: Path = ()
        for step in path:
            numbers = self.kept.get(found, ()) if isinstance(step, int) else ()
            moved = isinstance(step, int) and step < len(numbers)
            found = (*found, numbers[int(step)] if moved else step)
        return found

    def place(self, path: Path) -> Place:
        """Where a value stands, or the nearest value around it that was written."""
        return self.document.place(self.written(path))


def salvaged(document: Document, wrong_in: Callable[[Any], Collection[Path]]) -> Remains | None:
    """The document without what is wrong in it; None when nothing is left that could be read.

    `wrong_in` answers the parts of some data that cannot be read.
    """
    remains = Remains(document, document.data)
    left_out: frozenset[Path] = frozenset()
    for _ in range(ROUNDS):
        wrong = wrong_in(remains.data)
        if not wrong:
            return remains
        if () in wrong:
            return None
        left_out |= {remains.written(path) for path in wrong}
        remains = _without(document, left_out)
    return None


def _without(document: Document, left_out: Collection[Path]) -> Remains:
    kept: dict[Path, tuple[int, ...]] = {}

    def part(value: Any, at: Path) -> Any:
        if isinstance(value, Mapping):
            return {
                key: part(one, (*at, key))
                for key, one in value.items()
                if (*at, key) not in left_out
            }
        if isinstance(value, list):
            kept[at] = tuple(n for n in range(len(value)) if (*at, n) not in left_out)
            return [part(value[number], (*at, number)) for number in kept[at]]
        return value

    return Remains(document, part(document.data, ()), kept)
