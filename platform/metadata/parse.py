"""From YAML texts to definitions: strict reading, the JSON Schema gate, then the pydantic model of the kind.

The gate speaks first because its problems are the most precise; the model behind it checks what a schema cannot say.
"""

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from objectry.metadata import messages, yaml_source
from objectry.metadata.field_types.base import DefinitionRefused
from objectry.metadata.gate import Gate
from objectry.metadata.kinds.interface import Kind
from objectry.metadata.kinds.listing import KINDS
from objectry.metadata.problems import MetadataError, Path, Place, Problem
from objectry.metadata.salvage import Remains, salvaged
from objectry.metadata.schema import kind_schema
from objectry.metadata.shapes import reason
from objectry.metadata.sources import PACK_FILE, Source

_OPENING = re.compile(
    rb"""(?m)^[ \t{]*["']?(?P<kind>"""
    + "|".join(KINDS).encode()
    + rb""")["']?[ \t]*:[ \t]*["']?(?P<name>[a-z][a-z0-9_.]*)"""
)


LIKE_A_KIND = 0.7
"""How much a key must be like the name of a kind, of 1, to be taken for it misspelt."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One definition with the document that it was written in."""

    kind: Kind[Any]
    definition: Any
    document: yaml_source.Document | yaml_source.StoredDocument | Remains
    pack: str
    name: str
    """The path of its file inside the pack."""

    def place(self, at: Path) -> Place:
        """Where a part of the definition was written."""
        return self.document.place(at)

    @property
    def identity(self) -> tuple[str, str]:
        """Kind and name."""
        return (self.kind.name, self.kind.identity(self.definition))


@dataclass(frozen=True, slots=True)
class Broken:
    """What is known of a definition that cannot be read; kind and name are empty where not even that can be told."""

    kind: str
    name: str
    pack: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the definitions that are sound, and everything that is wrong with the others."""

    definitions: tuple[Parsed, ...] = ()
    broken: tuple[Broken, ...] = ()
    problems: tuple[Problem, ...] = ()
    salvaged: tuple[Parsed, ...] = ()
    """Those that are broken, without what is wrong in them, where something is left: names in them can be looked up."""

    @property
    def packs(self) -> frozenset[str]:
        """The packs that the definitions belong to."""
        return frozenset(i.pack for i in self.definitions) | {i.pack for i in self.broken}

    def followed_by(self, other: "Reading") -> "Reading":
        """Both together."""
        return Reading(
            self.definitions + other.definitions,
            self.broken + other.broken,
            self.problems + other.problems,
            self.salvaged + other.salvaged,
        )


NOTHING_KNOWN: Mapping[bytes, Parsed] = MappingProxyType({})


@cache
def _gate(kind: str) -> Gate:
    """The gate of a kind. Building it takes a moment, and not every run needs all of them."""
    return Gate(kind_schema(KINDS[kind]))


def parse_packs(
    sources: Iterable[Source], known: Mapping[bytes, Parsed] = NOTHING_KNOWN
) -> Reading:
    """The definitions of packs. A file that cannot be read is set aside, and what is wrong with it is told by the reading.

    A text that is `known` is not read again: it passed when it was installed, and means the same.
    """
    found: list[Parsed] = []
    broken: list[Broken] = []
    problems: list[Problem] = []
    remains: list[Parsed] = []
    pack = ""
    folders: set[str] | None = None  # that continue the pack; None where that is not known
    for source in sources:
        try:
            parsed = _known(source, known.get(source.content)) or _parse(source)
        except MetadataError as error:
            problems.extend(error.problems)
            kind, name = _opening(source)
            if kind == "pack":
                pack, folders = name or pack, None
            broken.append(Broken(kind, name, pack))
            remains.extend(replace(item, pack=pack) for item in _salvaged(source))
            continue
        kind, name = parsed.identity
        if kind == "pack":
            pack, folders = name, {*parsed.definition.continued_in}
        elif not pack and not broken:
            problems.append(Problem(messages.PACK_MISSING, parsed.place(())))
        if folders is not None and source.beside and source.beside not in folders:
            folders.add(source.beside)  # told once, whatever lies in it
            params = {"folder": source.beside, "pack": pack}
            problems.append(Problem(messages.FOLDER_APART, Place(source.file), params))
        inside = PACK_FILE if kind == "pack" else source.name or f"{kind}.{name}.yaml"
        found.append(replace(parsed, pack=pack, name=inside))
    problems.extend(_doubled_files(found))
    return Reading(tuple(found), tuple(broken), tuple(problems), tuple(remains))


def _opening(source: Source) -> tuple[str, str]:
    """Kind and name of a definition as its first line with a key of a kind says, or two empty texts."""
    found = _OPENING.search(source.content)
    return (found["kind"].decode(), found["name"].decode()) if found else ("", "")


def _doubled_files(parsed: Iterable[Parsed]) -> Iterator[Problem]:
    """Two definitions cannot be kept as the same file of a pack."""
    first: dict[tuple[str, str], Parsed] = {}
    for item in parsed:
        if first.setdefault((item.pack, item.name), item) is not item and item.kind.name != "pack":
            yield Problem(messages.FILE_TWICE, item.place(()), {"file": item.name})


def _known(source: Source, known: Parsed | None) -> Parsed | None:
    if known is None:
        return None
    return replace(known, document=yaml_source.StoredDocument(source.file, known.document.text))


def _parse(source: Source) -> Parsed:
    document = yaml_source.read(source.content, source.file)
    kind = _kind_of(document)
    problems = _gate(kind.name).check(document)
    if problems:
        raise MetadataError(problems)
    try:
        definition = kind.model.model_validate(document.data)
    except ValidationError as error:
        found = model_problems(error, document.data, document.place)
        raise MetadataError(found) from None
    return Parsed(kind, definition, document, "", source.name)


def _salvaged(source: Source) -> Iterator[Parsed]:
    """The sound parts of a definition that cannot be read as a whole."""
    try:
        document = yaml_source.read(source.content, source.file)
        kind = _kind_of(document)
    except MetadataError:
        return
    remains = salvaged(document, partial(_wrong_parts, kind))
    if remains is not None:
        definition = kind.model.model_validate(remains.data)
        yield Parsed(kind, definition, remains, "", source.name)


def _wrong_parts(kind: Kind[Any], data: Any) -> Collection[Path]:
    """The parts of some data that a definition cannot be made of."""
    wrong = _gate(kind.name).wrong_parts(data)
    if not wrong:
        try:
            kind.model.model_validate(data)
        except ValidationError as error:
            return {_document_path(data, found["loc"]) for found in error.errors()}
    return wrong


def _kind_of(document: yaml_source.Document) -> Kind[Any]:
    """The kind of a document, told by its one top-level key that names a kind."""
    if not isinstance(document.data, Mapping):
        raise MetadataError([Problem(messages.ROOT_NOT_MAPPING, document.place(()))])
    named = [kind for kind in KINDS.values() if kind.name in document.data]
    # `object: customer` in a layout says what is laid out: the key that comes first decides.
    named = [kind for kind in named if kind.name == next(iter(document.data))] or named
    if len(named) == 1:
        return named[0]
    wrong = messages.KIND_AMBIGUOUS if named else messages.KIND_UNKNOWN
    kinds = ", ".join(kind.name for kind in named or KINDS.values())
    near = (difflib.get_close_matches(key, KINDS, 1, LIKE_A_KIND) for key in document.data)
    hint = "" if named else next((one[0] for one in near if one), "")
    raise MetadataError([Problem(wrong, document.place(()), {"kinds": kinds}, hint)])


def model_problems(
    error: ValidationError, data: object, place: Callable[[Path], Place]
) -> Iterator[Problem]:
    """What a model found wrong with some data, in our words; `place` knows where each part of the data stands."""
    for found in error.errors(include_url=False):
        at = _document_path(data, found["loc"])
        cause = found.get("ctx", {}).get("error")
        if isinstance(cause, DefinitionRefused):
            yield Problem(cause.message, place((*at, *cause.path)), cause.params)
        else:
            yield Problem(messages.SHAPE_WRONG, place(at), reason(found))


def _document_path(data: object, location: tuple[str | int, ...]) -> Path:
    """The part of pydantic's location that exists in the document: union tags are left out."""
    path: list[str | int] = []
    at = data
    for step in location:
        if isinstance(at, Mapping) and step in at:
            at = at[step]
        elif isinstance(at, list | tuple) and isinstance(step, int) and step < len(at):
            at = at[step]
        else:
            continue
        path.append(step)
    return tuple(path)
