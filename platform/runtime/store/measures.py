"""One measure of an aggregation: what a database is asked for it, and how the number is made of its answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import localcontext
from functools import partial
from typing import Any

import sqlalchemy as sa

from objectry.formula.arithmetic import EXACT
from objectry.formula.checking.checker import Checked
from objectry.formula.functions.conversions import OBSERVED_PLACES
from objectry.formula.sql.columns import Columns
from objectry.formula.sql.postgresql import Postgres
from objectry.formula.sql.sqlite import Gathering, called, gathered
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Type
from objectry.metadata.column_types import ExactText, kept
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context, State
from objectry.runtime.store.query import Function, Measure
from objectry.runtime.store.source import Source, expand
from objectry.runtime.store.sums import halves, mean
from objectry.runtime.store.surroundings import for_user

Element = sa.ColumnElement[Any]
MEAN_PLACES = 4
"""Decimal places that the mean of a field has beyond those of the field; what is left is rounded half up. The mean of a
formula has those of a quotient in formulas."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The columns of a measure."""

    number: Element
    """For a mean the sum."""
    divisor: Element = field(default_factory=sa.null)
    """For a mean, how many values were summed: the division is made in decimals, not in the database's floats."""
    high: Element = field(default_factory=sa.null)
    """The other half of a sum that is made in halves."""


def selected(
    context: Context, access: Access, source: Source, measure: Measure, halved: bool
) -> Selected:
    """What is selected for a measure; sums of fields in halves if `halved`."""
    if measure.formula is not None:
        checked = measure.formula.checked
        known = for_user(context, access, checked)
        return of_formula(source, measure.function, checked, known)
    if measure.path is not None:
        column = source.columns(measure.path)[0]
        return _of_column(measure.function, column, source.dialect, halved)
    return Selected(sa.func.count())


def _of_column(function: Function, column: Element, dialect: str, halved: bool) -> Selected:
    """What is made of a field. PostgreSQL's sums are NUMERIC of their own precision, SQLite's the smallest units."""
    if function == "count":
        return Selected(sa.func.count(column))
    if function in ("min", "max"):
        return Selected(_gathered(function, column, column.type))
    divisor = sa.func.count(column) if function == "avg" else sa.null()
    if halved:
        low, high = halves(column)
        return Selected(low, divisor, high)
    kind = sa.Numeric() if dialect == "postgresql" else column.type
    return Selected(_gathered("sum", column, kind), divisor)


def of_formula(
    columns: Columns, function: Function, checked: Checked, known: Surroundings
) -> Selected:
    """What is made of a formula. Records for which it gives nothing, or cannot be computed, count as empty."""
    computed = partial(_computed, columns, checked, known)
    if function == "count":
        return Selected(sa.func.count(computed()))
    how: Gathering = "sum" if function == "avg" else function
    divisor = sa.func.count(computed()) if function == "avg" else sa.null()
    if checked.root.type is not Type.NUMBER:
        return Selected(_gathered(how, computed(), kept(checked.root.type, 0)))
    if columns.dialect == "postgresql":
        return Selected(_gathered(how, computed(), sa.Numeric()), divisor)
    return Selected(sa.type_coerce(gathered(how, checked, columns, known), ExactText()), divisor)


def _computed(columns: Columns, checked: Checked, known: Surroundings) -> Element:
    """The value of a formula for each record."""
    if columns.dialect == "postgresql":
        return Postgres(columns, known).whole(checked)
    number = checked.root.type is Type.NUMBER
    return called(checked, columns, known, ExactText() if number else kept(checked.root.type, 0))


def _gathered(how: Gathering, value: Element, kind: sa.types.TypeEngine[Any]) -> Element:
    """An aggregate of the database itself."""
    return sa.type_coerce(getattr(sa.func, how)(value), kind)


def together(measure: Measure, parts: Sequence[tuple[Any, Any]]) -> tuple[Any, Any]:
    """The measure, and the divisor of a mean, of several groups together."""
    known = [value for value, _ in parts if value is not None]
    match measure.function:
        case "min":
            return min(known, default=None), None
        case "max":
            return max(known, default=None), None
        case "count":
            return sum(known), None
    with localcontext(EXACT):
        return (sum(known) if known else None), sum(divisor or 0 for _, divisor in parts)


def places(state: State, measure: Measure) -> int | None:
    """The decimal places of a mean; None for what is none."""
    if measure.function != "avg":
        return None
    if measure.path is None:
        return OBSERVED_PLACES
    end = expand(state, measure.path)[-1]
    return end.type.scale(end.definition) + MEAN_PLACES


def result(mean_places: int | None, number: Any, divisor: Any) -> Any:
    """What is answered: a mean is divided and rounded here."""
    if mean_places is None or number is None:
        return number
    return mean(number, divisor, mean_places)
