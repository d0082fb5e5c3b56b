"""Where something in the metadata was written, across the files that define and extend it."""

from collections.abc import Iterable, Iterator

from objectry.metadata.parse import Parsed
from objectry.metadata.problems import Path, Place


class Whereabouts:
    """Places of the things that some documents define."""

    def __init__(self, documents: Iterable[Parsed]) -> None:
        self._documents = tuple(documents)

    def of(self, kind: str, name: str, at: Path = ()) -> Place:
        """A part of a definition; the name itself where there is no such definition."""
        for item in self._documents:
            if item.identity == (kind, name):
                return item.place(at)
        return Place(name)

    def field(self, object_name: str, field: str, option: str = "") -> Place:
        """An option of a field: where an extension changes it, or else where the field is defined."""
        for item in reversed(list(self._of_object(object_name))):
            if item.kind.name == "extend" and option in item.definition.change_fields.get(
                field, ()
            ):
                return item.place(("change_fields", field, option))
        for item in self._of_object(object_name):
            for number, one in enumerate(item.definition.fields):
                if one.name == field:
                    return item.place(("fields", number, option))
        return self.of("object", object_name)

    def _of_object(self, name: str) -> Iterator[Parsed]:
        return (
            i
            for i in self._documents
            if i.kind.name in ("object", "extend") and i.identity[1] == name
        )
