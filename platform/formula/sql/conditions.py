"""A checked condition as WHERE, in the plain form that lets an index find its records, on SQLite and PostgreSQL alike.

Comparisons of a field with a constant, and the like, are written natively. Whatever else a condition holds is computed as
every formula is: by PostgreSQL expressions, or by the compiled function on SQLite. Constants are bound parameters, always.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from objectry.formula import sayings
from objectry.formula.arithmetic import arithmetic
from objectry.formula.checking.checker import Checked
from objectry.formula.checking.typed import (
    Apply,
    Constant,
    FieldRef,
    Logic,
    Match,
    Typed,
    functions_in,
)
from objectry.formula.functions import conversions
from objectry.formula.functions.operators import TEXTUAL, TURNED
from objectry.formula.messages import Message
from objectry.formula.moments import Days
from objectry.formula.places import Span
from objectry.formula.problems import FormulaError, problem_at
from objectry.formula.sql.columns import Columns, Condition, Path
from objectry.formula.sql.listed import Listed
from objectry.formula.sql.magnitude import may_overflow
from objectry.formula.sql.measure import refuse_large
from objectry.formula.sql.postgresql import Postgres, is_membership, unsupported
from objectry.formula.sql.sqlite import called
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import UUID, Type

_LARGEST = (1 << 63) - 1


def compile_filter(checked: Checked, columns: Columns, around: Surroundings) -> Condition:
    """The WHERE condition of a checked formula."""
    return _Conditions(checked, columns, around).condition(checked.root, False)


def refuse_unpushable(checked: Checked, message: Message = sayings.NOT_IN_FILTER) -> int:
    """The number of parts that a formula has in SQL. Raises FormulaError for one that no database can compute, before it is
    asked of one; `message` says why that has to be."""
    whole = Span(0, len(checked.text))
    name = unsupported(checked)
    if name is not None:
        raise FormulaError([problem_at(checked.text, whole, message, name=name)])
    try:
        return refuse_large(Postgres(_NoTable({}), Surroundings()).whole(checked))
    except (FormulaError, RecursionError):
        # On SQLite it could be asked; but what one database takes and the other refuses is no question.
        raise FormulaError([problem_at(checked.text, whole, sayings.TOO_NESTED)]) from None


def written_out(
    checked: Checked, computed: Mapping[str, sa.ColumnElement[Any]]
) -> sa.ColumnElement[Any]:
    """What PostgreSQL is asked to compute for a value that other formulas may read in their turn; `computed` has the same of
    fields that it reads, by their IDs. Raises FormulaError where that becomes too large."""
    return Postgres(_NoTable(computed), Surroundings()).whole(checked)


@dataclass(frozen=True, slots=True)
class _NoTable:
    """Columns of no table, to see how large an expression becomes before any is asked."""

    computed: Mapping[str, sa.ColumnElement[Any]]
    """What stands for the columns of some fields, by their IDs."""
    dialect: str = "postgresql"

    def column(self, path: Path) -> sa.ColumnElement[Any]:
        """A column with the field's name, or what is computed instead."""
        found = self.computed.get(path[-1].id)
        return sa.column(path[-1].name) if found is None else found

    def place(self, path: Path) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
        """Two columns."""
        return sa.column(path[-1].name), sa.column(path[-1].name)

    def includes(self, path: Path, values: Sequence[str], every: bool) -> Condition:
        """Any truth value."""
        return sa.true()

    def count(self, path: Path) -> sa.ColumnElement[int]:
        """Any number."""
        return sa.literal(0, sa.Integer())

    def blank(self, path: Path) -> Condition:
        """Any truth value."""
        return sa.false()


class _Conditions:
    """One run over a typed tree."""

    def __init__(self, checked: Checked, columns: Columns, around: Surroundings) -> None:
        self._checked = checked
        self._columns = columns
        self._around = around

    def condition(self, node: Typed, negated: bool) -> Condition:
        """A condition that holds or does not. Under a NOT, `negated`, it must not be unknown where it counts as false."""
        # A condition that cannot be computed does not hold. That is told apart from a false one under NOT and beside OR.
        sure = not any(one.fails for one in functions_in(node)) and not may_overflow(node)
        match node:
            case Logic(every=True) if sure or not negated:
                return sa.and_(*(self._operand(one, negated) for one in node.operands))
            case Logic(every=False) if sure:
                return sa.or_(*(self._operand(one, negated) for one in node.operands))
            case Apply() if node.function.name == "!" and sure:
                found = self._with_unknown(node)
                return self._computed(node) if found is None else found
        native = self._native(node, negated)
        return self._computed(node) if native is None else native

    def _with_unknown(self, node: Typed) -> Condition | None:
        """A condition that is NULL where it is unknown, as NOT needs it; None where the database cannot tell: the compiled
        function answers that what is unknown does not hold."""
        if isinstance(node, Logic):
            return self.condition(node, True)
        if isinstance(node, Apply) and node.function.name == "!":
            found = self._with_unknown(node.arguments[0])
            return None if found is None else sa.not_(found)
        native = self._native(node, True)
        if native is None and self._columns.dialect == "postgresql":
            return self._computed(node)
        return native

    def _operand(self, node: Typed, negated: bool) -> Condition:
        found = self.condition(node, negated)
        return sa.func.coalesce(found, sa.false()) if negated and node.nullable else found

    def _computed(self, node: Typed) -> Condition:
        """A condition that is computed for every record."""
        if self._columns.dialect == "postgresql":
            return Postgres(self._columns, self._around).condition(node)
        return called(replace(self._checked, root=node), self._columns, self._around, sa.Boolean())

    def _native(self, node: Typed, negated: bool) -> Condition | None:
        match node:
            case Constant(None) if negated:
                return sa.cast(sa.null(), sa.Boolean())
            case Constant(value):
                return sa.true() if value is True else sa.false()
            case FieldRef(path, Type.BOOLEAN, root=""):
                column = self._columns.column(path)
                # Nothing is false; the plain form lets an index find what is true.
                return sa.func.coalesce(column, sa.false()) if negated else column == sa.true()
            case Match() if is_membership(node) and isinstance(node.subject, FieldRef):
                return self._membership(node, node.subject)
            case Apply():
                return self._application(node, negated)
        return None

    def _membership(self, node: Match, subject: FieldRef) -> Condition | None:
        found = [self._compared("=", subject, key) for key, _ in node.arms]
        known = [one for one in found if one is not None]
        if len(known) < len(found):
            return None
        among = sa.func.coalesce(sa.or_(*known), sa.false())
        if subject.type in TEXTUAL and not all(isinstance(key, Constant) for key, _ in node.arms):
            # Two empty texts are equal, but what is empty is among nothing.
            return sa.and_(sa.not_(self._columns.blank(subject.path)), among)
        return among

    def _application(self, node: Apply, negated: bool) -> Condition | None:
        name, arguments = node.function.name, node.arguments
        if name in _OPERATORS and len(arguments) == 2:
            found = self._compared(name, arguments[0], arguments[1])
            if found is not None and negated and name == "=" and arguments[0].type in TEXTUAL:
                # Texts are never unknown; the plain form lets an index find what is equal.
                return sa.func.coalesce(found, sa.false())
            return found
        first = arguments[0] if arguments else node
        if not isinstance(first, FieldRef) or first.root:
            return None
        if name == "ISBLANK":
            return self._columns.blank(first.path) if first.nullable else sa.false()
        if first.type is Type.MULTIPICKLIST and node.function.sql is not None:
            given = [
                sa.literal(one.value, sa.Text())
                for one in arguments[1:]
                if isinstance(one, Constant)
            ]
            met: Condition = node.function.sql(Listed(self._columns, first.path), *given)
            return met if node.type is Type.BOOLEAN else None
        if (
            name in ("CONTAINS", "BEGINS", "ENDS")
            and isinstance(arguments[1], Constant)
            and arguments[1].value
        ):
            return self._part(
                name, self._columns.column(first.path), sa.literal(arguments[1].value, sa.Text())
            )
        return None

    def _compared(self, operator: str, left: Typed, right: Typed) -> Condition | None:
        """A field compared with a constant or with another field; None for everything else."""
        if not _is_field(left) and _is_field(right):
            return self._compared(TURNED[operator], right, left)
        if right.type is Type.PERIOD:
            return self._in_period(operator, left, right)
        known = self._known(right)
        if (
            isinstance(left, Apply)
            and left.function is conversions.day_of
            and isinstance(known, Constant)
        ):
            return self._on_day(operator, left.arguments[0], known)
        if (
            not isinstance(left, FieldRef)
            or left.root
            or left.zero
            or not isinstance(known, Constant | FieldRef)
        ):
            return None
        if isinstance(known, FieldRef) and (known.root or known.zero):
            return None
        if isinstance(known, Constant) and known.value is None:
            return None
        if left.type in TEXTUAL:
            return self._texts(operator, left, known)
        if left.type is Type.NUMBER:
            return self._numbers(operator, left, known)
        if left.type is known.type and left.type in (Type.DATE, Type.DATETIME, Type.TIME):
            column = self._columns.column(left.path)
            if isinstance(known, FieldRef):
                return _OPERATORS[operator](column, self._columns.column(known.path))
            return _OPERATORS[operator](column, sa.literal(known.value, column.type))
        return None

    def _known(self, node: Typed) -> Typed:
        """A value that does not depend on the record, as a constant: `TODAY()`, a moment on the clock of the place."""
        if isinstance(node, Constant):
            clock = node.clock
            return (
                node if clock is None else replace(node, value=self._around.moment.in_utc(clock))
            )
        if isinstance(node, Apply) and not node.arguments and node.function.surrounded:
            return Constant(node.function.code(self._around), node.type, node.span)
        return node

    # Texts --------------------------------------------------------------------------------------

    def _texts(
        self, operator: str, left: FieldRef, right: Constant | FieldRef
    ) -> Condition | None:
        if left.type is Type.LOOKUP and isinstance(right, Constant):
            return self._record(operator, left, str(right.value))
        first = self._text(left)
        if isinstance(right, FieldRef):
            second = self._text(right)
            if operator in ("=", "<>"):
                return _OPERATORS[operator](
                    sa.func.coalesce(first, ""), sa.func.coalesce(second, "")
                )
            return _OPERATORS[operator](first, second)
        if right.value == "":
            return None
        value = sa.literal(right.value, sa.Text())
        if operator == "<>":
            return sa.func.coalesce(first, "") != value
        return _OPERATORS[operator](first, value)

    def _record(self, operator: str, left: FieldRef, record: str) -> Condition:
        column = self._columns.column(left.path)
        if operator not in ("=", "<>"):
            return sa.false()
        if not UUID.fullmatch(record):  # no record has such an ID
            return sa.false() if operator == "=" else sa.true()
        same = column == sa.literal(record, column.type)
        return same if operator == "=" else sa.not_(sa.func.coalesce(same, sa.false()))

    def _text(self, node: FieldRef) -> sa.ColumnElement[Any]:
        column = self._columns.column(node.path)
        return sa.cast(column, sa.Text()) if node.type is Type.LOOKUP else column

    def _part(
        self, name: str, whole: sa.ColumnElement[Any], part: sa.ColumnElement[Any]
    ) -> Condition:
        """CONTAINS, BEGINS and ENDS by code points: LIKE would fold case on SQLite and read % and _ as signs."""
        if name == "CONTAINS":
            find = sa.func.instr if self._columns.dialect == "sqlite" else sa.func.strpos
            return find(whole, part) > 0
        size = sa.func.length(part)
        if name == "BEGINS":
            return sa.func.substr(whole, 1, size) == part
        start = sa.func.length(whole) - size + 1
        return sa.and_(start >= 1, sa.func.substr(whole, start) == part)

    # Numbers ------------------------------------------------------------------------------------

    def _numbers(self, operator: str, left: FieldRef, right: Constant | FieldRef) -> Condition:
        first, scale = self._units(left)
        if isinstance(right, FieldRef):
            second, other = self._units(right)
            common = max(scale, other)
            return _OPERATORS[operator](
                _times(first, common - scale), _times(second, common - other)
            )
        assert isinstance(right.value, Decimal)
        with arithmetic():
            value = right.value.scaleb(scale)
        if self._columns.dialect != "sqlite":
            return _OPERATORS[operator](first, sa.literal(value, sa.Numeric()))
        whole = value == value.to_integral_value()
        if not whole and operator in ("=", "<>"):
            # No stored number has so many decimals; what is nothing stays unknown.
            return _OPERATORS["<>" if operator == "=" else "="](first, first)
        rounding = ROUND_CEILING if operator in (">=", "<") else ROUND_FLOOR
        number = int(value.to_integral_value(rounding))
        bound = max(-_LARGEST, min(_LARGEST, number))
        return _OPERATORS[operator](first, sa.literal(bound, sa.BigInteger()))

    def _units(self, node: FieldRef) -> tuple[sa.ColumnElement[Any], int]:
        """A number as `units × 10^-scale`: SQLite keeps whole units, PostgreSQL the number itself; percents are points."""
        info, column = node.path[-1], self._columns.column(node.path)
        if self._columns.dialect == "sqlite":
            scale = info.scale + (2 if info.percent else 0)
            return sa.type_coerce(column, sa.BigInteger()), scale
        return sa.type_coerce(column, sa.Numeric()), 2 if info.percent else 0

    # Days ---------------------------------------------------------------------------------------

    def _on_day(self, operator: str, left: Typed, right: Constant) -> Condition | None:
        """The day of a moment compared with a date: the moment is searched for, so that its index can be used."""
        if not isinstance(left, FieldRef) or left.root or not isinstance(right.value, date):
            return None
        following = right.value + timedelta(days=1) if right.value < date.max else right.value
        return self._in_days(operator, left, Days(right.value, following))

    def _in_period(self, operator: str, left: Typed, right: Typed) -> Condition | None:
        inner = (
            left.arguments[0]
            if isinstance(left, Apply) and left.function is conversions.day_of
            else left
        )
        if not isinstance(inner, FieldRef) or inner.root or not isinstance(right, Apply):
            return None
        given = [one.value for one in right.arguments if isinstance(one, Constant)]
        return self._in_days(operator, inner, right.function.code(self._around, *given))

    def _in_days(self, operator: str, field: FieldRef, days: Days) -> Condition:
        """Inside, outside, before or after a range of days."""
        column = self._columns.column(field.path)
        timed = field.type is Type.DATETIME
        moment = self._around.moment
        start = sa.literal(moment.start_of(days.first) if timed else days.first, column.type)
        end = sa.literal(moment.start_of(days.end) if timed else days.end, column.type)
        match operator:
            case "=":
                return sa.and_(column >= start, column < end)
            case "<>":
                return sa.or_(column < start, column >= end)
            case "<":
                return column < start
            case "<=":
                return column < end
            case ">":
                return column >= end
            case _:
                return column >= start


def _is_field(node: Typed) -> bool:
    """Tell a field, or the day of one."""
    if isinstance(node, Apply) and node.function is conversions.day_of:
        return isinstance(node.arguments[0], FieldRef)
    return isinstance(node, FieldRef)


def _times(number: sa.ColumnElement[Any], scale: int) -> sa.ColumnElement[Any]:
    return number if scale == 0 else number * sa.literal(10**scale, sa.BigInteger())


_OPERATORS: Mapping[str, Callable[[Any, Any], Condition]] = MappingProxyType(
    {
        "=": lambda left, right: left == right,
        "<>": lambda left, right: left != right,
        "<": lambda left, right: left < right,
        "<=": lambda left, right: left <= right,
        ">": lambda left, right: left > right,
        ">=": lambda left, right: left >= right,
    }
)
