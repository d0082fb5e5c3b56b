"""Texts become checked formulas: those of users with their rights, those of metadata with none held back."""

from dataclasses import replace

from objectry.formula.checking.checker import CONDITION, Checked, Wanted, check
from objectry.formula.checking.overloads import typed_nothing
from objectry.formula.messages import Message, excerpt
from objectry.formula.problems import FormulaError
from objectry.formula.sql.conditions import refuse_unpushable
from objectry.formula.types import Type
from objectry.metadata.catalog import Object
from objectry.metadata.formula_scope import CatalogScope
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, Invalid
from objectry.runtime.records import messages
from objectry.runtime.records.paths import in_formulas
from objectry.runtime.store.query import Computed, Filter


def user_filter(context: Context, access: Access, thing: Object, text: str) -> Filter:
    """A condition that a user wrote, on fields that the user may read. Raises Invalid."""
    key = ("filter", thing.name, text, access.key)
    return context.state.asked.get(key, lambda: _filter(context, access, thing, text))


def condition_filter(context: Context, text: str, object_name: str) -> Filter:
    """A condition of the metadata, checked when they were installed. It is kept, so it says nothing that an address says."""

    def make() -> Filter:
        checked = check(text, CatalogScope(object_name, context.catalog.objects))
        return Filter(text, checked)

    return context.state.memo.get(("condition", object_name, text), make)


def user_formula(
    context: Context, access: Access, thing: Object, text: str, kinds: frozenset[Type], name: str
) -> Computed:
    """What a user wrote to be computed of each record, of a type among `kinds`. Raises Invalid, which calls it `name`."""

    def make() -> Computed:
        checked, size = _checked(context, access, thing, text, Wanted(kinds))
        # Nothing of no type is nothing of a number: a database has to know of what it makes a sum.
        return Computed(replace(checked, root=typed_nothing(checked.root, Type.NUMBER)), size)

    try:
        return context.state.asked.get(("computed", thing.name, text, kinds, access.key), make)
    except FormulaError as error:
        raise _refused(error, "measures", messages.MEASURE_WRONG, measure=excerpt(name)) from None


def user_scope(context: Context, access: Access, thing: Object) -> CatalogScope:
    """What a user may name in a formula of his own: the fields that he may read."""
    readable = context.state.memo.get(
        ("readable", access.key),
        lambda: {
            one.name: in_formulas(context, access, one) for one in context.catalog.objects.values()
        },
    )
    return CatalogScope(thing.name, context.catalog.objects, readable)


def _filter(context: Context, access: Access, thing: Object, text: str) -> Filter:
    try:
        checked, _ = _checked(context, access, thing, text, CONDITION)
    except FormulaError as error:
        raise _refused(error, "filter", messages.FILTER_WRONG) from None
    return Filter(text, checked)


def _checked(
    context: Context, access: Access, thing: Object, text: str, wanted: Wanted
) -> tuple[Checked, int]:
    """A formula on what the user may read, and the parts that it has in SQL. Raises FormulaError."""
    checked = check(text, user_scope(context, access, thing), wanted)
    return checked, refuse_unpushable(checked)


def _refused(error: FormulaError, parameter: str, message: Message, **params: object) -> Invalid:
    """What is wrong with a formula, all of it, and the first mistake in a sentence."""
    errors = [
        FieldError(parameter, problem.message, {**problem.params, "line": problem.line, "column": problem.column},
                   problem.hint)
        for problem in error.problems
    ]  # fmt: skip
    first = errors[0]
    whole = {**first.params, **params, "zh": first.text("zh"), "en": first.text("en")}
    return Invalid(message, whole, errors)
