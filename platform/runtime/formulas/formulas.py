"""Formulas of the metadata, checked and compiled once for each state of an organisation, with what they read."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from objectry.formula.checking.checker import CONDITION, Checked, Wanted, check
from objectry.formula.checking.paths import OLD
from objectry.formula.checking.typed import fields_in, functions_in
from objectry.formula.functions.declare import Profile, Use
from objectry.formula.functions.records import is_changed, is_clone, is_new, look_up
from objectry.formula.python.program import Program, compiled
from objectry.metadata import computing
from objectry.metadata.catalog import Field, FieldPath
from objectry.metadata.formula_scope import CatalogScope
from objectry.runtime.context import Context
from objectry.runtime.store.source import expand

_OF_THE_SAVE = frozenset({is_new, is_clone, is_changed})


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """One formula of an object, ready to be evaluated."""

    checked: Checked
    program: Program
    own: frozenset[str]
    """The fields of the record itself that it reads, and those of which they are computed that are not kept."""
    below: tuple[Field, ...]
    """Those of them that are not kept, each behind those that it reads."""
    far: Mapping[str, FieldPath]
    """The fields of other records that it reads, by the names that it has for them."""
    before: frozenset[str]
    """The fields of which it reads the value before a change."""
    of_the_save: bool
    """Whether the value depends on what the record was before."""
    looks_up: bool
    """Whether it finds records by their values."""


def formula(
    context: Context, object_name: str, text: str, use: Use, wanted: Wanted = CONDITION,
    profile: Profile = Profile.OBJECTRY, zero: bool = False,
) -> Formula:  # fmt: skip
    """A formula that was checked when the metadata were installed."""

    def make() -> Formula:
        scope = CatalogScope(object_name, context.catalog.objects)
        return _formula(context, check(text, scope, wanted, use=use, profile=profile, zero=zero))

    return context.state.formulas.get((object_name, text, use, wanted, profile, zero), make)


def formula_of(context: Context, field: Field) -> Formula:
    """The formula of a computed field."""
    return context.state.formulas.get(
        field, lambda: _formula(context, computing.formula_of(field))
    )


def _formula(context: Context, checked: Checked) -> Formula:
    refs = list(fields_in(checked.root))
    paths = {one.key: _path(context, checked.object, one.key) for one in refs if one.root == ""}
    before = frozenset(one.key for one in refs if one.root == OLD)
    own = frozenset(path[0].name for path in paths.values()) | before
    fields = context.catalog.objects[checked.object].fields
    fleeting = {
        fields[name]: formula_of(context, fields[name])
        for name in sorted(own)
        if fields[name].fleeting
    }
    below = (step for field, one in fleeting.items() for step in (*one.below, field))
    used = frozenset(functions_in(checked.root))
    return Formula(
        checked=checked,
        program=compiled(checked),
        own=own.union(*(one.own for one in fleeting.values())),
        below=tuple(dict.fromkeys(below)),
        far=MappingProxyType({key: path for key, path in paths.items() if len(path) > 1}),
        before=before,
        of_the_save=bool(before) or not used.isdisjoint(_OF_THE_SAVE),
        looks_up=look_up in used,
    )


def _path(context: Context, object_name: str, key: str) -> FieldPath:
    """The fields that a name leads through; behind a reference, those that it shows."""
    path = context.catalog.path(object_name, key)
    assert path is not None, "the checker has looked these names up"
    return expand(context.state, path)
