"""What databases make of a formula over many rows is what Python makes of its values, to the last digit."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.arithmetic import EXACT
from objectry.formula.checking.checker import Checked
from objectry.formula.faults import Fault
from objectry.formula.functions.conversions import OBSERVED_PLACES
from objectry.formula.problems import FormulaError
from objectry.formula.python.program import compiled
from objectry.formula.sql.postgresql import Postgres
from objectry.formula.types import Type
from objectry.runtime.store.measures import of_formula, result
from objectry.runtime.store.query import Function
from tests.examples import PATIENT, few
from tests.formula.differential.engines import ERROR, checked, store
from tests.formula.differential.random_formulas import formulas
from tests.formula.differential.sample import AROUND, DEAL, ROWS, Stored, as_formulas_see

_FORMULAS = {
    kind: formulas(kind, 3) for kind in (Type.NUMBER, Type.DATE, Type.DATETIME, Type.TIME)
}
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
Values = Sequence[Any]


def _sum(values: Values) -> Decimal | None:
    with localcontext(EXACT):
        return sum(values, Decimal(0)) if values else None


def _mean(values: Values) -> Decimal | None:
    if not values:
        return None
    units = Fraction(_sum(values) or 0) / len(values) * 10**OBSERVED_PLACES
    half = Fraction(1, 2) if units >= 0 else Fraction(-1, 2)
    return Decimal(int(units + half)).scaleb(-OBSERVED_PLACES, _WIDE)


ORDERED: Mapping[Function, Callable[[Values], Any]] = {
    "count": len,
    "min": lambda values: min(values, default=None),
    "max": lambda values: max(values, default=None),
}
NUMERIC: Mapping[Function, Callable[[Values], Any]] = {**ORDERED, "sum": _sum, "avg": _mean}


@pytest.mark.parametrize("kind", _FORMULAS)
@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
@settings(PATIENT, max_examples=few(50))
@given(data=st.data(), rows=st.lists(ROWS, max_size=6), zero=st.booleans())
def test_measures_of_a_formula_are_those_of_its_values(
    dialect: str, kind: Type, data: st.DataObject, rows: list[dict[str, Any]], zero: bool,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    connection: sa.Connection = request.getfixturevalue(dialect)
    try:
        formula = checked(data.draw(_FORMULAS[kind]), zero)
    except FormulaError:
        return
    with connection.begin_nested() as savepoint:
        connection.execute(sa.delete(DEAL))
        if rows:
            store(connection, rows)
        values = _values(connection, formula, rows)
        found = {name: _asked(connection, formula, name) for name in _measures(formula)}
        savepoint.rollback()
    expected = {name: made(values) for name, made in _measures(formula).items()}
    assert found == expected, formula.text


def _measures(formula: Checked) -> Mapping[Function, Callable[[Values], Any]]:
    return NUMERIC if formula.root.type is Type.NUMBER else ORDERED


def _asked(connection: sa.Connection, formula: Checked, function: Function) -> Any:
    """The answer of a database."""
    columns = Stored(connection.dialect.name)
    wanted = of_formula(columns, function, formula, AROUND)
    row = connection.execute(sa.select(wanted.number, wanted.divisor).select_from(DEAL)).one()
    return result(OBSERVED_PLACES if function == "avg" else None, *row)


def _values(connection: sa.Connection, formula: Checked, rows: Sequence[dict[str, Any]]) -> Values:
    """The values of all rows that have one, as Python computes them."""
    program = compiled(formula)
    seen = [as_formulas_see(row) for row in rows]
    columns = {name: [row[name] for row in seen] for name in program.fields}
    found = program.evaluate_many(columns, AROUND, len(rows))
    values = [ERROR if isinstance(one, Fault) else one for one in found]
    if connection.dialect.name == "postgresql":
        assert values == _own(connection, formula), formula.text
    return [one for one in values if one is not None and one != ERROR]


def _own(connection: sa.Connection, formula: Checked) -> Values:
    """The values of PostgreSQL, row by row."""
    engine = Postgres(Stored("postgresql"), AROUND)
    asked = sa.select(engine.whole(formula), engine.failing(formula)).select_from(DEAL)
    return [
        ERROR if fails else value for value, fails in connection.execute(asked.order_by(DEAL.c.id))
    ]
