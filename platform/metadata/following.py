"""What texts of users say when fields get other names: the same, under the names of today.

Unlike documents they were never checked as a whole: what they name may be out of use by now, and is renamed all the same, so
that they are right again when it comes back. What cannot be read at all stays as it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from objectry.formula.checking.references import replaced
from objectry.formula.syntax.characters import plain
from objectry.formula.types import FieldInfo, Supply
from objectry.metadata.formula_scope import CatalogScope
from objectry.metadata.renaming import (
    NewNames,
    Word,
    called,
    out_of_use,
    words_in_formula,
    words_on_path,
)


@dataclass(frozen=True, slots=True, eq=False)
class Following:
    """Texts under the new names of fields. Most name none of those, which is told by a look at their words."""

    new: NewNames
    former: frozenset[str]
    """The names that fields had."""
    words: frozenset[str]
    """What formulas would say of another field from now on, or of none, as far as it is told in one word."""

    def path(self, object_name: str, text: str) -> str:
        """A path of field names that begins at an object."""
        if self.former.isdisjoint(text.split(".")):
            return text
        return _with(text, words_on_path(text, object_name, self.new))

    def order(self, object_name: str, text: str) -> str:
        """Paths to sort by, with commas between them."""
        return ",".join(self._term(object_name, term) for term in text.split(","))

    def _term(self, object_name: str, text: str) -> str:
        path = text.strip().removeprefix("-")
        return text.replace(path, self.path(object_name, path)) if path else text

    def condition(self, object_name: str, text: str) -> str:
        """A condition on the records of an object."""
        said = (text.casefold(), plain(text).casefold())
        if not any(word in one for one in said for word in self.words):
            return text
        scope = _EverNamed(CatalogScope(object_name, self.new.before.objects))
        return _with(text, words_in_formula(text, scope, self.new))


def following(new: NewNames) -> Following:
    """What follows new names."""
    former = frozenset(name for _, name in new.names)
    labels = (_longest(label) for label in _misleading_labels(new))
    return Following(new, former, former | frozenset(labels))


def _with(text: str, words: Iterable[Word]) -> str:
    return replaced(text, {one.span: one.word for one in words})


def _misleading_labels(new: NewNames) -> Iterator[str]:
    """The labels that mean another field from now on, or none."""
    for name, thing in new.before.objects.items():
        after = new.after.objects.get(name)
        if after is None or called(thing.definition) == called(after.definition):
            continue
        was, is_now = (CatalogScope(name, one.objects) for one in (new.before, new.after))
        for field in thing.fields.values():
            for label in (field.label.zh, field.label.en):
                meant = [
                    new.names.get((name, one.name), one.name) for one in was.fields(name, label)
                ]
                if meant != [one.name for one in is_now.fields(name, label)]:
                    yield label.casefold()


def _longest(label: str) -> str:
    """The part of a label that stands in one piece where it is named: blanks may stand around dots."""
    return max((part.strip() for part in label.split(".")), key=len)


@dataclass(frozen=True, slots=True)
class _EverNamed:
    """The names of a catalog, and those of fields that are out of use."""

    active: CatalogScope

    @property
    def object(self) -> str:
        """The object whose fields stand without a path."""
        return self.active.object

    def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
        """The fields that a name may mean: one that is out of use where it means no other one."""
        thing = self.active.objects.get(object_name)
        found = self.active.fields(object_name, name)
        gone = out_of_use(thing, name.casefold()) if thing and not found else None
        return found if gone is None else (gone.info,)

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All usable fields of an object."""
        return self.active.names(object_name)

    def objects_called(self) -> Mapping[str, tuple[str, str]]:
        """The labels of all objects."""
        return self.active.objects_called()

    def lacks(self) -> frozenset[Supply]:
        """What nobody supplies."""
        return self.active.lacks()
