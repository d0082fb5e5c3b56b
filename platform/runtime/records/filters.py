"""Texts become checked conditions: those of users with their rights, those of metadata with none held back."""

from objectry.formula.checking.checker import check
from objectry.formula.problems import FormulaError
from objectry.formula.sql.conditions import refuse_unpushable
from objectry.metadata.catalog import Object
from objectry.metadata.formula_scope import CatalogScope
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, Invalid
from objectry.runtime.records import messages
from objectry.runtime.records.paths import in_formulas
from objectry.runtime.store.query import Filter


def user_filter(context: Context, access: Access, thing: Object, text: str) -> Filter:
    """A condition that a user wrote, on fields that the user may read. Raises Invalid."""
    key = ("filter", thing.name, text, access.key)
    return context.state.asked.get(key, lambda: _checked(context, access, thing, text))


def condition_filter(context: Context, text: str, object_name: str) -> Filter:
    """A condition of the metadata, checked when they were installed."""

    def make() -> Filter:
        checked = check(text, CatalogScope(object_name, context.catalog.objects))
        return Filter(text, checked, checked.volatile)

    return context.state.memo.get(("condition", object_name, text), make)


def _checked(context: Context, access: Access, thing: Object, text: str) -> Filter:
    readable = context.state.memo.get(
        ("readable", access.key),
        lambda: {
            one.name: in_formulas(context, access, one) for one in context.catalog.objects.values()
        },
    )
    try:
        checked = check(text, CatalogScope(thing.name, context.catalog.objects, readable))
        refuse_unpushable(checked)
    except FormulaError as error:
        errors = [
            FieldError("filter", problem.message, {**problem.params, "line": problem.line, "column": problem.column},
                       problem.hint)
            for problem in error.problems
        ]  # fmt: skip
        first = errors[0]
        params = {**first.params, "zh": first.text("zh"), "en": first.text("en")}
        raise Invalid(messages.FILTER_WRONG, params, errors) from None
    return Filter(text, checked, checked.volatile)
