"""Formulas by themselves: evaluated for rows that are given with them, and checked against the metadata."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import get_args
from weakref import WeakKeyDictionary

from objectry.formula.checking.checker import CONDITION, MAX_COST, Checked, Wanted, check
from objectry.formula.checking.typed import fields_in, functions_in
from objectry.formula.functions.declare import Profile, Use
from objectry.formula.lines.evaluator import Evaluator, Opener
from objectry.formula.lines.values import KINDS
from objectry.formula.messages import Language
from objectry.formula.sql.conditions import refuse_unpushable
from objectry.formula.sql.postgresql import unsupported
from objectry.formula.types import Changes, Type
from objectry.metadata.catalog import Catalog
from objectry.metadata.computing import changes_of
from objectry.metadata.field_types.formula import Returns
from objectry.metadata.formula_scope import CatalogScope
from objectry.metadata.messages import FLEETING_IN_PYTHON
from objectry.metadata.named_rights import refuse_unknown_rights
from objectry.runtime.access import messages
from objectry.runtime.api import organization as organizations
from objectry.runtime.database.engine import open_database
from objectry.runtime.errors import NotFound
from objectry.runtime.settings import Settings
from objectry.runtime.store.formula_engines import Kept, postgresql_calculator, sqlite_calculator

CONDITIONS = frozenset({Use.RULE, Use.DISPLAY, Use.FILTER})
"""Uses for which a formula has to be true or false."""
RETURNS = ("number", *get_args(Returns))
"""Types that formula fields may have, and any number."""
_KEPT = frozenset({*(KINDS[one].type for one in get_args(Returns)), Type.PICKLIST})
"""Types of which the value of a formula field can be."""

__all__ = [
    "CONDITIONS",
    "MAX_COST",
    "RETURNS",
    "Examined",
    "catalog_for_formulas",
    "examined",
    "line_evaluator",
    "useful",
]


@contextmanager
def line_evaluator(settings: Settings, language: Language) -> Iterator[Evaluator]:
    """What answers lines. Databases are connected when the first line asks for them; PostgreSQL needs an address."""
    kept: Kept = WeakKeyDictionary()
    with sqlite_calculator() as sqlite, closing(open_database(settings)) as database:
        engines: dict[str, Opener] = {"sqlite": lambda: nullcontext(sqlite)}
        if database.dialect == "postgresql":
            engines["postgresql"] = lambda: postgresql_calculator(database, kept)
        yield Evaluator(language, engines)


def catalog_for_formulas(settings: Settings, packs: Sequence[Path]) -> Catalog:
    """The metadata of packs, or of the organisation when none are given. Raises MetadataError or Unavailable."""
    if packs:
        return organizations.check(packs)
    with organizations.open_organization(settings) as organization, organization.read() as context:
        return context.catalog


@dataclass(frozen=True, slots=True)
class Examined:
    """What there is to say about a formula that can be used."""

    type: Type
    fields: tuple[str, ...]
    functions: tuple[str, ...]
    cost: int
    volatile: bool
    unsupported: str | None
    """What PostgreSQL cannot compute in it."""


def examined(
    text: str, catalog: Catalog, object_name: str, returns: str | None, use: Use, profile: Profile
) -> Examined:
    """A checked formula of an object. Raises FormulaError, and NotFound when there is no such object."""
    if object_name not in catalog.objects:
        raise NotFound(messages.OBJECT_UNKNOWN, {"object": object_name})
    checked = useful(text, CatalogScope(object_name, catalog.objects), returns, use, profile)
    changes = changes_of(checked, catalog.objects)
    functions = tuple(functions_in(checked.root))
    refs = fields_in(checked.root)
    return Examined(
        type=checked.root.type,
        fields=tuple(dict.fromkeys(".".join(filter(None, (one.root, one.key))) for one in refs)),
        functions=tuple(dict.fromkeys(one.name for one in functions if one.name.isupper())),
        cost=checked.cost,
        volatile=changes is not Changes.NEVER,
        unsupported=unsupported(checked),
    )


def useful(
    text: str, scope: CatalogScope, returns: str | None, use: Use, profile: Profile
) -> Checked:  # fmt: skip
    """A formula that can be used for something, and names nothing but what is in a scope. Raises FormulaError."""
    checked = check(text, scope, _wanted(returns, use), use=use, profile=profile)
    refuse_unknown_rights(checked, scope.objects)
    if use is Use.FILTER:
        refuse_unpushable(checked)
    elif use is Use.FIELD and changes_of(checked, scope.objects) is not Changes.NEVER:
        refuse_unpushable(checked, FLEETING_IN_PYTHON)
    return checked


def _wanted(returns: str | None, use: Use) -> Wanted:
    """What a formula has to give to be of use."""
    if returns is None:
        return CONDITION if use in CONDITIONS else Wanted(_KEPT) if use is Use.FIELD else Wanted()
    kind = KINDS[returns]
    picked = kind.type is Type.TEXT and use is Use.FIELD
    types = {kind.type, Type.PICKLIST} if picked else {kind.type}
    return Wanted(frozenset(types), kind.scale, kind.percent)
