"""The interface of a metadata kind: one frozen value per kind, listed in `kinds/listing.py`.

A kind says how its documents look (`model`), what they are called (`identity`), and every name and formula that they
mention (`uses`, `formulas`). Checking, where-used, renaming, JSON Schemas and the difference between two states of an
organisation all follow from these, so they are written once for all kinds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from objectry.formula.types import Type
from objectry.metadata.documents import Definition, Label
from objectry.metadata.problems import Path

Thing = Literal[
    "pack", "object", "field", "business_type", "list_view", "value_set", "profile", "role"
]
"""What a name can stand for. Fields are written `object.path`, business types and list views `object.name`."""


@dataclass(frozen=True, slots=True)
class Use:
    """A name that a definition mentions, and where: renaming rewrites it there."""

    thing: Thing
    name: str
    at: Path
    key: bool = False
    """True when the name is the last key of the path, not the value behind it."""


@dataclass(frozen=True, slots=True)
class FormulaUse:
    """A formula that a definition holds: its text, the object whose fields it sees, and the type it must have."""

    text: str
    object: str
    expects: Type
    at: Path
    filters: bool = False
    """True where the database judges the formula: a list's filter, the condition of a look-up."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of metadata."""

    name: str
    """The key that opens its documents, e.g. `layout`."""
    title: Label
    model: type[Definition]
    identity: Callable[[Any], str]
    """The name of a definition, unique within its kind."""
    uses: Callable[[Any], Iterator[Use]]
    formulas: Callable[[Any], Iterator[FormulaUse]]
    setup_page: str
    """The page of the studio that edits it."""


def no_uses(definition: Definition) -> Iterator[Use]:
    """For kinds that mention nothing."""
    yield from ()


def no_formulas(definition: Definition) -> Iterator[FormulaUse]:
    """For kinds without formulas."""
    yield from ()
