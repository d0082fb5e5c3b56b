"""What becomes of documents when fields get other names: they say the new ones, where they stand, and nothing else changes.

A field is renamed by the pack that has it. All others are kept as they are installed, and what they say has to go on meaning
what it meant: a field that is named gets its new name there, and in a formula a label that would mean another field from now
on, or none, becomes the name of the field that it meant.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from objectry.formula.checking.naming import references
from objectry.formula.checking.references import Reference, replaced
from objectry.formula.functions.declare import Profile
from objectry.formula.functions.declare import Use as Purpose
from objectry.formula.places import Span
from objectry.formula.types import Scope
from objectry.metadata.catalog import Catalog, Field, Object
from objectry.metadata.field_types.base import FieldDef
from objectry.metadata.formula_scope import CatalogScope
from objectry.metadata.kinds.interface import Fields, FormulaUse, Use
from objectry.metadata.merge import merge
from objectry.metadata.object_definitions import ObjectDef, ObjectExtensionDef
from objectry.metadata.pack_order import in_pack_order
from objectry.metadata.parse import Parsed
from objectry.metadata.problems import MetadataError, Path
from objectry.metadata.resolve import draft, fields_of
from objectry.metadata.yaml_editing import Pieces, edited
from objectry.metadata.yaml_source import ScalarPlace, StoredDocument

Name = tuple[str, str]
"""The names of an object and of a field of it."""


@dataclass(frozen=True, slots=True, eq=False)
class NewNames:
    """What fields are called before and after a change of metadata."""

    before: Catalog
    after: Catalog
    """The catalog to come as far as its names stand for something: documents may still say former ones."""
    names: Mapping[Name, str]
    """The new names of fields that are renamed, by their objects and former names."""
    known: Fields
    """The definitions of fields before the change."""


@dataclass(frozen=True, slots=True)
class Word:
    """What one place of a text says from now on."""

    span: Span
    word: str
    field: str
    """The field that is meant, by its new name: `object.field`."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Another word for one place of a scalar."""

    at: ScalarPlace
    word: Word


@dataclass(frozen=True, slots=True)
class Renamed:
    """An installed document, and what it means under the new names."""

    before: Parsed
    item: Parsed
    """The definition under the new names. Its document is as it was."""
    changes: Mapping[ScalarPlace, Pieces] = field(default_factory=lambda: MappingProxyType({}))
    fields: tuple[str, ...] = ()
    """The fields that the document calls otherwise now, by their new names: `object.field`."""

    @property
    def written(self) -> Parsed:
        """The definition with its text under the new names.

        A text that was read by other rules than today's, and cannot be read any more or says something else, stays as it is.
        """
        document = self.before.document
        if not self.changes:
            return self.before
        try:
            text = edited(document.text, self.changes)
        except (MetadataError, KeyError):
            return self.before
        return replace(self.item, document=StoredDocument(document.place(()).file, text))


def former_names(before: Object, after: Iterable[FieldDef]) -> Mapping[str, str]:
    """The former names of fields that are renamed, by their new ones. A renaming that has been done is none any more."""
    own = {field.name: field for field in before.kept}
    after = tuple(after)
    names = {field.name for field in after}
    found: dict[str, str] = {}
    for one in after:
        old = one.renamed_from
        gone = old in own and not own[old].system and old not in names
        if old is not None and gone and one.name not in own and old not in found.values():
            found[one.name] = old
    return found


def new_names(before: Catalog, documents: Iterable[Parsed]) -> NewNames | None:
    """What fields are called when `documents` are all that there is; None where they have been called so before."""
    documents = tuple(documents)
    merged = merge(in_pack_order(documents), [])
    known = {name: thing for name, thing in before.objects.items() if name in merged}
    if all(called(thing.definition) == called(merged[name]) for name, thing in known.items()):
        return None
    names = {
        (name, old): new
        for name, thing in known.items()
        for new, old in former_names(thing, merged[name].fields).items()
    }
    fields = fields_of({name: thing.definition for name, thing in before.objects.items()})
    after = draft(_changing_renamed(item, names) for item in documents)
    return NewNames(before, after, names, fields)


def called(thing: ObjectDef) -> list[tuple[object, ...]]:
    """What the fields of an object are called."""
    return [(field.name, field.renamed_from, field.label, field.active) for field in thing.fields]


def _changing_renamed(item: Parsed, names: Mapping[Name, str]) -> Parsed:
    """A document that changes fields by their new names: other labels are among what it changes."""
    if not isinstance(item.definition, ObjectExtensionDef):
        return item
    own, changes = item.definition.extend, item.definition.change_fields
    named = {names.get((own, name), name): options for name, options in changes.items()}
    return replace(item, definition=item.definition.model_copy(update={"change_fields": named}))


def renamed(item: Parsed, new: NewNames) -> Renamed:
    """An installed document under the new names of fields. What would be too long with them stays as it is."""
    data = json.loads(item.kind.canonical(item.definition))
    pieces = tuple(_pieces(item, data, new))
    if not pieces:
        return Renamed(item, item)
    changes: dict[ScalarPlace, dict[Span, str]] = {}
    for one in pieces:
        changes.setdefault(one.at, {})[one.word.span] = one.word.word
    try:
        definition = item.kind.read(json.dumps(_changed(data, changes)))
    except ValidationError:
        return Renamed(item, item)
    fields = tuple(sorted({one.word.field for one in pieces}))
    return Renamed(item, replace(item, definition=definition), changes, fields)


def _pieces(item: Parsed, data: Any, new: NewNames) -> Iterator[_Piece]:
    yield from _own_names(item, new)
    for use in item.kind.uses(item.definition, new.known):
        if use.thing == "field":
            yield from _of_use(use, data, new)
    for formula in item.kind.formulas(item.definition, new.known):
        if (
            _value(data, formula.at) == formula.text
        ):  # others follow from names and are not written
            yield from _of_formula(formula, new)


def _own_names(item: Parsed, new: NewNames) -> Iterator[_Piece]:
    """The names of the fields that a document defines."""
    if not isinstance(item.definition, ObjectDef | ObjectExtensionDef):
        return
    _, own = item.identity
    for number, one in enumerate(item.definition.fields):
        word = new.names.get((own, one.name))
        if word is not None:
            at: Path = ("fields", number, "name")
            named = Word(Span(0, len(one.name)), word, f"{own}.{word}")
            yield _Piece((at, False), named)


def _of_use(use: Use, data: Any, new: NewNames) -> Iterator[_Piece]:
    """The renamed fields on a path."""
    own, _, path = use.name.partition(".")
    written = use.at[-1] if use.key else _value(data, use.at)
    if written is None:
        return  # the field that is meant where none is named
    start = len(str(written)) - len(path)  # behind the sign of a descending order
    for one in words_on_path(path, own, new, start):
        yield _Piece((use.at, use.key), one)


def words_on_path(path: str, object_name: str, new: NewNames, start: int = 0) -> Iterator[Word]:
    """What a path of field names says otherwise from now on. It begins at `start` in its text."""
    holder: str | None = object_name
    for name in path.split("."):
        if holder is None:
            return
        word = new.names.get((holder, name))
        if word is not None:
            yield Word(Span(start, start + len(name)), word, f"{holder}.{word}")
        thing = new.before.objects.get(holder)
        step = None if thing is None else thing.fields.get(name) or out_of_use(thing, name)
        holder = step.target if step else None
        start += len(name) + 1


def out_of_use(thing: Object, name: str) -> Field | None:
    """A field that is not in use and has its values still."""
    return next((one for one in thing.kept if one.name == name and name not in thing.fields), None)


def _of_formula(use: FormulaUse, new: NewNames) -> Iterator[_Piece]:
    scope = CatalogScope(use.object, new.before.objects)
    for one in words_in_formula(use.text, scope, new, use.purpose, use.profile):
        yield _Piece((use.at, False), one)


def words_in_formula(
    text: str, scope: Scope, new: NewNames, purpose: Purpose = Purpose.FILTER,
    profile: Profile = Profile.OBJECTRY,
) -> Iterator[Word]:  # fmt: skip
    """What a formula calls otherwise from now on. It may be one that was written under rules that have become stricter."""
    for one in references(text, scope, purpose, profile):
        holder = one.id.partition(".")[0]
        word = new.names.get((holder, one.name), one.name)
        if _misleading(one, holder, word, new):
            yield Word(_place(text, one), word, f"{holder}.{word}")


def _misleading(one: Reference, holder: str, word: str, new: NewNames) -> bool:
    """Tell whether what a formula says would mean something else than the field that is called `word` from now on."""
    if not one.by_label:
        return one.name != word
    thing = new.after.objects.get(holder)
    if thing is None or word not in thing.fields:
        return False
    found = CatalogScope(holder, new.after.objects).fields(holder, one.written)
    return [info.name for info in found] != [word]


def _place(text: str, one: Reference) -> Span:
    """Where a name stands. A name in braces stays there; a label gives way together with its braces."""
    start = -1 if one.by_label else text.find(one.written, one.span.start, one.span.end)
    return one.span if start < 0 else Span(start, start + len(one.written))


def _value(data: Any, at: Path) -> Any:
    """What stands at a place of some data; None where nothing is written."""
    for step in at:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _changed(data: Any, changes: Mapping[ScalarPlace, Pieces], at: Path = ()) -> Any:
    """Data with other words in some places."""
    if isinstance(data, dict):
        return {
            replaced(key, changes.get(((*at, key), True), {})): _changed(part, changes, (*at, key))
            for key, part in data.items()
        }
    if isinstance(data, list):
        return [_changed(part, changes, (*at, number)) for number, part in enumerate(data)]
    return replaced(data, changes[at, False]) if (at, False) in changes else data
