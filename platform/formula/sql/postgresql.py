"""From typed tree to PostgreSQL: for every node a value, and a guard that is true where the formula cannot be computed.

Guards are gathered along the way that the Python code takes: what would not be computed cannot go wrong. PostgreSQL may
compute parts of an expression early, so values are total: where the guard is true, they are anything.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from objectry.formula.checking.checker import Checked
from objectry.formula.checking.folding import folded
from objectry.formula.checking.paths import OLD
from objectry.formula.checking.results import is_picked
from objectry.formula.checking.typed import (
    Apply,
    Choose,
    Constant,
    FieldRef,
    FirstOf,
    IsFault,
    Logic,
    Match,
    Rescue,
    Run,
    Typed,
    walk,
)
from objectry.formula.functions import conversions
from objectry.formula.functions.declare import Function, InSql, Nulls
from objectry.formula.functions.lengths import LONGEST
from objectry.formula.sql.columns import Columns
from objectry.formula.sql.guards import (
    Element,
    Sql,
    any_of,
    in_order,
    in_turn,
    is_fault,
    of_arms,
    rescued,
)
from objectry.formula.sql.listed import Listed
from objectry.formula.sql.magnitude import seen_alike
from objectry.formula.sql.measure import refuse_large
from objectry.formula.sql.reckoning import Reckoned, groups, is_arithmetic
from objectry.formula.surroundings import NO_VALUES, Surroundings
from objectry.formula.types import Type

SQL_TYPES: Mapping[Type, sa.types.TypeEngine[Any]] = {
    Type.NUMBER: sa.Numeric(),
    Type.TEXT: sa.Text(),
    Type.PICKLIST: sa.Text(),
    Type.LOOKUP: sa.Text(),
    Type.BOOLEAN: sa.Boolean(),
    Type.DATE: sa.Date(),
    Type.DATETIME: sa.DateTime(timezone=True),
    Type.TIME: sa.Time(),
    Type.NULL: sa.Text(),
}
_ARGUMENTS = 100
"""Arguments of one call in PostgreSQL."""
_ORDER = frozenset({"<", "<=", ">", ">=", "MAX", "MIN"})


def unsupported(checked: Checked) -> str | None:
    """The name of what PostgreSQL cannot compute in a formula; None when it can compute all."""
    for node in walk(checked.root):
        # A place is two columns, which no CASE can choose.
        if node.type is Type.GEOLOCATION and not isinstance(node, FieldRef | Apply | Constant):
            written = checked.text[node.span.start : node.span.end]
            return re.split("[(（]", written)[0].strip()
        if isinstance(node, FieldRef) and node.root == OLD:
            return OLD
    calls = (call for node in walk(checked.root) for call in _calls(node))
    return next((one.name for one, arguments in calls if in_sql(one, arguments) is None), None)


def in_sql(function: Function, arguments: Sequence[Typed]) -> InSql | None:
    """What computes a call; None for what only Python can compute."""
    last = folded(arguments[-1]) if function.written is not None else None
    if (
        isinstance(last, Constant)
        and function.written is not None
        and len(arguments) == function.most
    ):
        found = function.written(last.value)
        if found is not None:
            return found
    return None if function.sql is None else InSql(function.sql, function.guard)


def _calls(node: Typed) -> Iterator[tuple[Function, tuple[Typed, ...]]]:
    """The functions and operators of a node itself, with what they are given."""
    if isinstance(node, Apply):
        yield node.function, node.arguments
    elif isinstance(node, Run):
        yield from ((step.function, (step.operand,)) for step in node.steps)


class Postgres:
    """Compiles the trees of one query."""

    def __init__(self, columns: Columns, around: Surroundings) -> None:
        self._columns = columns
        self._around = around

    def whole(self, checked: Checked) -> Element:
        """The value of a formula: NULL for nothing, and where it cannot be computed. Raises FormulaError for one that is
        too large for SQL, as do the others."""
        root, found = checked.root, self.sql(checked.root)
        value: Element = found.value
        if root.type is Type.BOOLEAN and root.nullable:
            value = sa.func.coalesce(value, sa.false())
        elif root.type is Type.NUMBER and checked.points:
            value = value * sa.literal(Decimal(100), sa.Numeric())
        elif isinstance(root, Constant) and root.value == "":
            value = sa.cast(sa.null(), sa.Text())
        elif root.type is Type.TEXT and not isinstance(root, FieldRef | Constant):
            kept = value if is_picked(root) else sa.func.fx.fitting(value, type_=sa.Text())
            value = sa.func.nullif(kept, "")
        if found.guard is not None:
            value = sa.case((found.guard, sa.null()), else_=value)
        refuse_large(value)
        return value

    def condition(self, root: Typed) -> Element:
        """True where a condition holds; where it cannot be computed it does not."""
        found = self.sql(root)
        value: Element = found.value
        if found.guard is not None:
            value = sa.case((found.guard, sa.false()), else_=value)
        refuse_large(value)
        return value

    def failing(self, checked: Checked) -> Element:
        """True where the formula cannot be computed."""
        found = self.sql(checked.root)
        too_long = None
        if checked.root.type is Type.TEXT and not is_picked(checked.root):
            too_long = sa.func.char_length(found.value) > LONGEST
        guard = any_of((found.guard, too_long))
        if guard is None:
            return sa.false()
        refuse_large(guard)
        return sa.func.coalesce(guard, sa.false())

    def sql(self, node: Typed) -> Sql:
        """The expression of a node."""
        match node:
            case Constant():
                return Sql(self._constant(node))
            case FieldRef():
                return Sql(self._field(node))
            case Apply(arguments=(Run() as quotient,)) if (
                node.function is conversions.observed and seen_alike(quotient)
            ):
                return self._applied(node.function, [self._quotient(quotient)], node.arguments)
            case Apply():
                return self._applied(node.function, [self.sql(one) for one in node.arguments], node.arguments)  # fmt: skip
            case Run():
                return self._run(node)
            case Choose():
                return self._choose(node)
            case Match():
                return self._match(node)
            case Logic():
                return self._logic(node)
            case FirstOf():
                return self._first_of(node)
            case Rescue():
                return rescued(self.sql(node.operand), self.sql(node.otherwise))
            case IsFault():
                return is_fault(self.sql(node.operand))

    # Leaves -------------------------------------------------------------------------------------

    def _constant(self, node: Constant) -> Element:
        value, kind = node.value, SQL_TYPES[node.type]
        if value is None:
            return sa.cast(sa.null(), kind)
        if node.clock is not None:
            value = self._around.moment.in_utc(node.clock)
        if isinstance(value, bool):
            return sa.true() if value else sa.false()
        return sa.literal(value, kind)

    def _field(self, node: FieldRef) -> Any:
        info = node.path[-1]
        if node.root:
            return self._constant(Constant(self._outside(node), node.type))
        if node.type is Type.MULTIPICKLIST:
            return Listed(self._columns, node.path)
        if node.type is Type.GEOLOCATION:
            return self._columns.place(node.path)
        column = self._columns.column(node.path)
        if node.type is Type.BOOLEAN:
            return column if node.nullable else sa.func.coalesce(column, sa.false())
        if node.type is Type.LOOKUP:
            return sa.cast(column, sa.Text())
        if node.type is not Type.NUMBER:
            return column
        number: Element = sa.cast(column, sa.Numeric()) if info.whole else sa.type_coerce(column, sa.Numeric())  # fmt: skip
        if info.percent:
            number = number * sa.literal(Decimal("0.01"), sa.Numeric())
        return (
            sa.func.coalesce(number, sa.literal(Decimal(0), sa.Numeric())) if node.zero else number
        )

    def _outside(self, node: FieldRef) -> Any:
        """What the user or the organisation has in a field, as formulas reckon with it."""
        value: Any = self._around.globals.get(node.root, NO_VALUES).get(node.key)
        if node.type is Type.BOOLEAN:
            return value if node.nullable else bool(value)
        if node.type is not Type.NUMBER or value is None:
            return Decimal(0) if node.zero else value
        return Decimal(value) * Decimal("0.01") if node.path[-1].percent else Decimal(value)

    # Functions ----------------------------------------------------------------------------------

    def _run(self, node: Run) -> Sql:
        if all(step.type is Type.TEXT for step in node.steps):
            return self._joined(node)
        done, left = Reckoned(self.sql(node.first)), node.first
        for steps, size in groups(node):
            operands = [self.sql(step.operand) for step in steps]
            step = steps[-1]
            if is_arithmetic(step):
                done = done.after(steps, operands, size)
            else:
                nodes = (left, step.operand)
                done = Reckoned(self._applied(step.function, [done.settled(), *operands], nodes))
            left = FieldRef((), step.type, step.nullable)
        return done.settled()

    def _quotient(self, node: Run) -> Sql:
        """A run that ends with a quotient, of which no more can be seen than the quick form has."""
        *before, last = node.steps
        start = Run(node.first, tuple(before)) if before else node.first
        given = [self.sql(start), self.sql(last.operand)]
        return self._applied(last.function, given, (start, last.operand))

    def _joined(self, node: Run) -> Sql:
        """Texts behind each other, in calls of as many arguments as PostgreSQL allows."""
        parts = [self.sql(one) for one in (node.first, *(step.operand for step in node.steps))]
        texts = [one.value for one in parts]
        while len(texts) > 1:
            texts = [
                sa.func.concat(*texts[at : at + _ARGUMENTS])
                for at in range(0, len(texts), _ARGUMENTS)
            ]
        return in_order(parts, sa.func.nullif(texts[0], ""))

    def _applied(self, function: Function, given: Sequence[Sql], nodes: Sequence[Typed]) -> Sql:
        found = in_sql(function, nodes)
        assert found is not None, function.name
        values = [
            self._ordered(function, one.value, node)
            for one, node in zip(given, nodes, strict=True)
        ]
        arguments = [self._around, *values] if function.surrounded else values
        value = found.form(*arguments)
        guard = guard_of(function, found, arguments, value, nodes)
        if function.blank and function.result is Type.TEXT:
            value = sa.func.nullif(value, "")
        return in_order([*given, Sql(value, guard, guard if function.limits else None)], value)

    def _ordered(self, function: Function, value: Any, node: Typed) -> Any:
        """Texts are ordered by code point, whatever the order was in which a function worked."""
        if (
            function.name in _ORDER
            and node.type is Type.TEXT
            and not isinstance(node, FieldRef | Constant)
        ):
            return value.collate("C")
        return value

    # Forms --------------------------------------------------------------------------------------

    def _choose(self, node: Choose) -> Sql:
        arms = [(self.sql(condition), self.sql(value)) for condition, value in node.arms]
        otherwise = self.sql(node.otherwise)
        value = sa.case(
            *((test.value, found.value) for test, found in arms), else_=otherwise.value
        )
        return of_arms(arms, otherwise, value)

    def _match(self, node: Match) -> Sql:
        subject = self.sql(node.subject)
        keys = [self.sql(key) for key, _ in node.arms]
        tests = [
            replace(key, value=self._matches(node, subject.value, key.value, written))
            for key, (written, _) in zip(keys, node.arms, strict=True)
        ]
        values = [self.sql(value) for _, value in node.arms]
        otherwise = self.sql(node.otherwise)
        if is_membership(node):
            value: Element = sa.or_(*(one.value for one in tests))
            value = sa.func.coalesce(value, sa.false())
        else:
            value = sa.case(*((test.value, found.value) for test, found in zip(tests, values, strict=True)),
                            else_=otherwise.value)  # fmt: skip
        arms = list(zip(tests, values, strict=True))
        if not node.lazy:
            return in_order([subject, *(part for arm in arms for part in arm), otherwise], value)
        return in_order([subject, of_arms(arms, otherwise, value)], value)

    def _matches(self, node: Match, subject: Element, key: Element, written: Typed) -> Element:
        if node.blank and (node.subject.nullable or written.nullable):
            if isinstance(written, Constant):
                return subject.is_(None) if written.value is None else subject == key
            return subject.is_not_distinct_from(key)
        return subject == key

    def _logic(self, node: Logic) -> Sql:
        operands = [self.sql(one) for one in node.operands]
        joined = (sa.and_ if node.every else sa.or_)(*(one.value for one in operands))
        nullable = any(one.nullable for one in node.operands)
        value = sa.func.coalesce(joined, sa.false()) if nullable else joined
        sure = [sa.func.coalesce(one.value, sa.false()) for one in operands]
        decides = [sa.not_(one) for one in sure] if node.every else sure
        return in_turn(list(zip(operands, decides, strict=True)), value)

    def _first_of(self, node: FirstOf) -> Sql:
        operands = [self.sql(one) for one in node.operands]
        if len(operands) == 1:
            return operands[0]
        value = sa.func.coalesce(*(one.value for one in operands))
        return in_turn([(one, one.value.is_not(None)) for one in operands], value)


def guard_of(
    function: Function, found: InSql, arguments: Sequence[Any], value: Element, nodes: Sequence[Typed]
) -> Element | None:  # fmt: skip
    """Where a function refuses its arguments, before which the surroundings may stand; None where it takes all of them."""
    values = arguments[1:] if function.surrounded else arguments
    if found.sure:
        return None
    if found.guard is None:
        return _gave_nothing(value, values, nodes) if function.fails else None
    guard: Element = found.guard(*arguments)
    strict = function.nulls is Nulls.STRICT
    return sa.and_(guard, *_given(values, nodes)) if strict else guard


def _gave_nothing(value: Element, values: Sequence[Any], nodes: Sequence[Typed]) -> Element:
    """True where a function gave nothing though all of its arguments are something."""
    return sa.and_(value.is_(None), *_given(values, nodes))


def _given(values: Sequence[Any], nodes: Sequence[Typed]) -> list[Element]:
    """What is true where all arguments are something: nothing is refused where one of them is nothing."""
    pairs = [one for one in zip(values, nodes, strict=True) if one[1].nullable]
    places = (value[0] if isinstance(value, tuple) else value for value, _ in pairs)
    return [one.is_not(None) for one in places if isinstance(one, sa.ColumnElement)]


def is_membership(node: Match) -> bool:
    """Tell IN: whatever key it is, the answer is true."""
    values = [value for _, value in node.arms]
    return (
        not node.blank
        and all(isinstance(one, Constant) and one.value is True for one in values)
        and isinstance(node.otherwise, Constant)
        and node.otherwise.value is False
    )
