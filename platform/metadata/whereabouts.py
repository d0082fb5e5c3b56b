"""Where something in the metadata was written, across the files that define and extend it."""

from collections.abc import Iterable, Iterator

from objectry.metadata.parse import Parsed
from objectry.metadata.problems import Path, Place


class Whereabouts:
    """Places of the things that some documents define."""

    def __init__(self, documents: Iterable[Parsed]) -> None:
        self._documents = tuple(documents)

    def of(self, kind: str, name: str, at: Path = ()) -> Place:
        """A part of a definition; the name itself where there is no such definition.

        The entries of an object's lists are given by name, wherever they were written: `("fields", "stage", "default")`.
        """
        items = list(self._of_object(name)) if kind == "object" else []
        for item, entry in self._entries(items, at):
            return item.place(entry)
        for item in self._documents:
            if item.identity == (kind, name):
                return item.place(at)
        return Place(name)

    def field(self, object_name: str, field: str, option: str = "") -> Place:
        """An option of a field: where an extension changes it, or else where the field is defined."""
        return self.of("object", object_name, ("fields", field, option))

    def _entries(self, items: list[Parsed], at: Path) -> Iterator[tuple[Parsed, Path]]:
        """Where the entry of a list is written that `at` names, the place that counts first."""
        if len(at) < 2:
            return
        part, name, *rest = at
        for item in reversed(items):
            changes = getattr(item.definition, "change_fields", {})
            if part == "fields" and rest and rest[0] in changes.get(name, ()):
                yield item, ("change_fields", name, *rest)
        for item in reversed(items):
            entries = getattr(item.definition, str(part), ())
            for number, entry in enumerate(entries if isinstance(entries, tuple) else ()):
                if entry.name == name:
                    yield item, (str(part), number, *rest)

    def _of_object(self, name: str) -> Iterator[Parsed]:
        return (
            i
            for i in self._documents
            if i.kind.name in ("object", "extend") and i.identity[1] == name
        )
