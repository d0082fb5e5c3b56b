"""The interface of a metadata kind: one frozen value per kind, listed in `kinds/listing.py`.

A kind says how its documents look (`model`), what they are called (`identity`), every name and formula that they mention
(`uses`, `formulas`), and what in them contradicts the rest of the catalog (`check`). Resolving, where-used, renaming, JSON
Schemas, plans and the stored form follow from these, so they are written once for all kinds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from objectry.formula.checking.checker import CONDITION, Wanted
from objectry.formula.functions.declare import Profile
from objectry.formula.functions.declare import Use as Purpose
from objectry.formula.messages import Message
from objectry.metadata.canonical import canonical_text
from objectry.metadata.catalog import Catalog
from objectry.metadata.differences import Difference, differences
from objectry.metadata.documents import Definition, Label
from objectry.metadata.field_types.base import FieldDef
from objectry.metadata.problems import NO_PARAMS, Path

D = TypeVar("D", bound=Definition)

Fields = Callable[[str, str], FieldDef | None]
"""The definition of a field, by the names of object and field, as all packs together make it. None for no such field."""


@dataclass(frozen=True, slots=True)
class Use:
    """A name that a definition mentions, and where: renaming rewrites it there."""

    thing: str
    """What the name stands for: the name of a kind, or `field` or `business_type`."""
    name: str
    """Fields are written `object.path`, business types and list views `object.name`."""
    at: Path
    key: bool = False
    """True when the name is the last key of the path, not the value behind it."""
    retired: bool = False
    """True where a field may be named that is not in use any more."""


@dataclass(frozen=True, slots=True)
class FormulaUse:
    """A formula that a definition holds: its text, the object whose fields it sees, and what it is for."""

    text: str
    object: str
    purpose: Purpose
    at: Path
    wanted: Wanted = CONDITION
    """What it has to give."""
    profile: Profile = Profile.OBJECTRY
    """In which language it is written."""
    zero: bool = False
    """Whether it reckons with 0 where a number is empty."""
    begins: str = ""
    """The field that begins with what it gives, for formulas of defaults."""
    computes: tuple[str, str] | None = None
    """The object and the field that is computed with it, for formulas of fields and conditions of roll-ups."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a definition beside the rest of the catalog.

    An object is put together from several documents, so its faults give entries by name: `("fields", "stage", "default")`.
    """

    at: Path
    message: Message
    params: Mapping[str, object] = field(default_factory=lambda: NO_PARAMS)
    hint: str = ""


def no_uses(definition: Definition, fields: Fields) -> Iterator[Use]:
    """For kinds that mention nothing."""
    yield from ()


def no_formulas(definition: Definition, fields: Fields) -> Iterator[FormulaUse]:
    """For kinds without formulas."""
    yield from ()


def no_faults(definition: Definition, catalog: Catalog) -> Iterator[Fault]:
    """For kinds that are right when every name in them stands for something."""
    yield from ()


@dataclass(frozen=True, slots=True)
class Kind(Generic[D]):
    """One kind of metadata."""

    name: str
    """The key that opens its documents, e.g. `layout`."""
    title: Label
    model: type[D]
    identity: Callable[[D], str]
    """The name of a definition, unique within its kind."""
    setup_page: str
    """The page of the studio that edits it."""
    uses: Callable[[D, Fields], Iterator[Use]] = no_uses
    """Every name that a definition mentions."""
    formulas: Callable[[D, Fields], Iterator[FormulaUse]] = no_formulas
    """Every formula that a definition holds."""
    check: Callable[[D, Catalog], Iterator[Fault]] = no_faults
    """What resolving asks of the kind: that a definition, whose names are looked up already, fits into the catalog."""
    of_objects: bool = False
    """True when the definitions become objects, or parts of them, and have no place of their own in the catalog."""

    def of(self, catalog: Catalog) -> Mapping[str, D]:
        """All definitions of the kind in a catalog, by name."""
        return catalog.definitions[self.name]

    def difference(self, before: D, after: D) -> tuple[Difference, ...]:
        """What tells two definitions apart; nothing if they are equal."""
        return tuple(differences(before, after))

    def canonical(self, definition: D) -> str:
        """The text that a definition is kept as. Equal definitions have equal texts."""
        return canonical_text(definition)

    def read(self, text: str) -> D:
        """The definition that a canonical text stands for. Raises pydantic's ValidationError."""
        return self.model.model_validate_json(text)
