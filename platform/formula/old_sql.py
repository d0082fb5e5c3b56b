"""A checked condition as an SQL expression with the same meaning on SQLite and PostgreSQL.

Constants are bound parameters, always. Empty texts and missing ones are alike; other comparisons with nothing are
neither true nor false, and a condition that is not true does not hold.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from types import MappingProxyType
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from objectry.formula import sayings
from objectry.formula.checker import TEXTUAL, Applied, Checked, Constant, FieldRef, Period, Typed
from objectry.formula.messages import Message
from objectry.formula.moments import Days, Moment, days_of
from objectry.formula.nodes import Span
from objectry.formula.problems import FormulaError, problem_at
from objectry.formula.types import TYPE_NAMES, FieldInfo, Type

Condition = sa.ColumnElement[bool]
_LARGEST = (1 << 63) - 1
_RECORD_ID = re.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


class Columns(Protocol):
    """Where the fields of a condition are in the database."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""

    def column(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[Any]:
        """The column of a field."""

    def includes(
        self, path: tuple[FieldInfo, ...], values: Sequence[str], every: bool
    ) -> Condition:
        """Whether a field with several values holds some, or all, of `values`."""

    def blank(self, path: tuple[FieldInfo, ...]) -> Condition:
        """Whether a field has no value."""


def compile_filter(checked: Checked, columns: Columns, moment: Moment) -> Condition:
    """The WHERE condition of a checked formula. Raises FormulaError for what cannot be pushed down yet."""
    return _Compiler(checked, columns, moment).condition(checked.root, False)


def refuse_unpushable(checked: Checked) -> None:
    """Raise FormulaError for a condition that no database can judge, before it is asked of one."""
    for dialect in ("sqlite", "postgresql"):
        compile_filter(checked, _StandIn(dialect), _SOME_MOMENT)


@dataclass(frozen=True, slots=True)
class _StandIn:
    """Columns of no table, to see whether a condition can be written in SQL at all."""

    dialect: str

    def column(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[Any]:
        """A column with the field's name."""
        return sa.column(path[-1].name)

    def includes(
        self, path: tuple[FieldInfo, ...], values: Sequence[str], every: bool
    ) -> Condition:
        """Any truth value."""
        return sa.true()

    def blank(self, path: tuple[FieldInfo, ...]) -> Condition:
        """Any truth value."""
        return sa.true()


_SOME_MOMENT = Moment(datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo("UTC"))


class _Compiler:
    """One run over a typed tree."""

    def __init__(self, checked: Checked, columns: Columns, moment: Moment) -> None:
        self.checked = checked
        self.columns = columns
        self.moment = moment

    def condition(self, node: Typed, negated: bool) -> Condition:
        """A truth value. Under a NOT, `negated`, operands that are neither true nor false count as false."""
        match node:
            case Constant(value):
                return sa.true() if value is True else sa.false()
            case FieldRef(path, Type.BOOLEAN):
                column = self.columns.column(path)
                # Nothing is false; the plain form lets an index find what is true.
                return sa.func.coalesce(column, sa.false()) if negated else column == sa.true()
            case Applied("&&" | "AND", arguments):
                return sa.and_(*(self._operand(one, negated) for one in arguments))
            case Applied("||" | "OR", arguments):
                return sa.or_(*(self._operand(one, negated) for one in arguments))
            case Applied("NOT", (argument,)):
                return sa.not_(self.condition(argument, True))
            case Applied("ISBLANK", (argument,)):
                return self._blank(argument)
            case Applied("IN", arguments):
                found = (self._compare("=", arguments[0], one) for one in arguments[1:])
                return sa.func.coalesce(
                    sa.or_(*found), sa.false()
                )  # never unknown, also under a NOT
            case Applied("BETWEEN", (value, low, high)):
                return sa.and_(self._compare(">=", value, low), self._compare("<=", value, high))
            case Applied("INCLUDES" | "INCLUDES_ALL", (FieldRef(path), *values)):
                texts = [one.value for one in values if isinstance(one, Constant)]
                wanted = [text for text in texts if isinstance(text, str)]
                return self.columns.includes(path, wanted, node.name == "INCLUDES_ALL")
            case Applied("CONTAINS" | "BEGINS" | "ENDS", (left, right)):
                return self._part(node.name, self._text(left), self._text(right))
            case Applied("=", (left, right)) if negated and left.type in TEXTUAL:
                # Texts are never unknown; the plain form lets an index find what is equal.
                return sa.func.coalesce(self._compare("=", left, right), sa.false())
            case Applied("=" | "<>" | "<" | "<=" | ">" | ">=", (left, right)):
                return self._compare(node.name, left, right)
        raise self._refused(node)

    def _operand(self, node: Typed, negated: bool) -> Condition:
        found = self.condition(node, negated)
        return sa.func.coalesce(found, sa.false()) if negated else found

    def _refused(self, node: Typed) -> FormulaError:
        zh, en = (node.name, node.name) if isinstance(node, Applied) else TYPE_NAMES[node.type]
        span = Span(0, len(self.checked.text))
        message: Message = sayings.NOT_IN_FILTER
        return FormulaError([problem_at(self.checked.text, span, message, what_zh=zh, what_en=en)])

    def _blank(self, node: Typed) -> Condition:
        if isinstance(node, FieldRef):
            return self.columns.blank(node.path)
        if isinstance(node, Constant):
            return sa.true() if node.value in (None, "") else sa.false()
        raise self._refused(node)

    def _compare(self, operator: str, left: Typed, right: Typed) -> Condition:
        if isinstance(left, Constant) and not isinstance(right, Constant):
            return self._compare(_TURNED[operator], right, left)
        if isinstance(right, Constant) and right.value is None:
            blank = self._blank(left)
            return {"=": blank, "<>": sa.not_(blank)}.get(operator, sa.false())
        if isinstance(right, Period):
            return self._in_period(operator, left, days_of(right.name, right.count, self.moment))
        if left.type is Type.NUMBER:
            return self._compare_numbers(operator, left, right)
        if left.type in (Type.DATE, Type.DATETIME):
            return self._compare_dates(operator, left, right)
        if left.type in TEXTUAL:
            return self._compare_texts(operator, left, right)
        if left.type is Type.BOOLEAN and operator in ("=", "<>"):
            return _OPERATORS[operator](self.condition(left, True), self.condition(right, True))
        if isinstance(left, FieldRef) and isinstance(right, Constant):
            return _OPERATORS[operator](self.columns.column(left.path), sa.literal(right.value))
        if isinstance(left, FieldRef) and isinstance(right, FieldRef):
            return _OPERATORS[operator](
                self.columns.column(left.path), self.columns.column(right.path)
            )
        raise self._refused(left)

    # Texts ----------------------------------------------------------------------------------------------------------

    def _compare_texts(self, operator: str, left: Typed, right: Typed) -> Condition:
        if isinstance(left, FieldRef) and left.type is Type.LOOKUP and isinstance(right, Constant):
            return self._compare_record(operator, left, str(right.value))
        if isinstance(left, FieldRef) and isinstance(right, Constant) and right.value == "":
            blank = self.columns.blank(left.path)
            if operator in ("=", "<>"):
                return blank if operator == "=" else sa.not_(blank)
        first, second = self._text(left), self._text(right)
        if operator == "=":
            both = isinstance(left, FieldRef) and isinstance(right, FieldRef)
            return (
                sa.func.coalesce(first, "") == sa.func.coalesce(second, "")
                if both
                else first == second
            )
        if operator == "<>":
            return sa.func.coalesce(first, "") != sa.func.coalesce(second, "")
        return _OPERATORS[operator](first, second)

    def _compare_record(self, operator: str, left: FieldRef, record: str) -> Condition:
        column = self.columns.column(left.path)
        if operator not in ("=", "<>"):
            return sa.false()
        if not _RECORD_ID.fullmatch(record):  # no record has such an ID
            return sa.false() if operator == "=" else sa.true()
        same = column == sa.literal(record.lower(), column.type)
        return same if operator == "=" else sa.not_(sa.func.coalesce(same, sa.false()))

    def _text(self, node: Typed) -> sa.ColumnElement[Any]:
        if isinstance(node, Constant):
            return sa.literal("" if node.value is None else str(node.value), sa.Text())
        if isinstance(node, FieldRef):
            column = self.columns.column(node.path)
            return sa.cast(column, sa.Text()) if node.type is Type.LOOKUP else column
        raise self._refused(node)

    def _part(
        self, name: str, whole: sa.ColumnElement[Any], part: sa.ColumnElement[Any]
    ) -> Condition:
        """CONTAINS, BEGINS and ENDS by code points: LIKE would fold case on SQLite and read % and _ as signs."""
        if name == "CONTAINS":
            find = sa.func.instr if self.columns.dialect == "sqlite" else sa.func.strpos
            return find(whole, part) > 0
        size = sa.func.length(part)
        if name == "BEGINS":
            return sa.func.substr(whole, 1, size) == part
        start = sa.func.length(whole) - size + 1
        return sa.and_(start >= 1, sa.func.substr(whole, start) == part)

    # Numbers --------------------------------------------------------------------------------------------------------

    def _compare_numbers(self, operator: str, left: Typed, right: Typed) -> Condition:
        first, scale = self._number(left)
        if isinstance(right, Constant) and isinstance(right.value, Decimal):
            return self._compare_number(operator, first, right.value.scaleb(scale), left)
        second, other = self._number(right)
        common = max(scale, other)
        return _OPERATORS[operator](_times(first, common - scale), _times(second, common - other))

    def _number(self, node: Typed) -> tuple[sa.ColumnElement[Any], int]:
        """A number as `units × 10^-scale`: SQLite keeps whole units, PostgreSQL the number itself; percents are points."""
        match node:
            case FieldRef(path):
                info, column = path[-1], self.columns.column(path)
                if self.columns.dialect == "sqlite":
                    scale = info.scale + (2 if info.percent else 0)
                    return sa.type_coerce(column, sa.BigInteger()), scale
                return sa.type_coerce(column, sa.Numeric()), 2 if info.percent else 0
            case Constant(value):
                return sa.literal(value, sa.Numeric()), 0
            case Applied("LEN", (argument,)):
                return sa.func.coalesce(sa.func.length(self._text(argument)), 0), 0
            case Applied("ABS", (argument,)):
                number, scale = self._number(argument)
                return sa.func.abs(number), scale
            case Applied("YEAR" | "MONTH" | "DAY", (FieldRef(path),)):
                return sa.extract(node.name.lower(), self.columns.column(path)), 0
            case Applied("YEAR" | "MONTH" | "DAY", (Period(name, count),)):
                day = days_of(name, count, self.moment).first
                return sa.literal(getattr(day, node.name.lower()), sa.BigInteger()), 0
        raise self._refused(node)

    def _compare_number(
        self, operator: str, units: sa.ColumnElement[Any], value: Decimal, left: Typed
    ) -> Condition:
        if self.columns.dialect != "sqlite":
            return _OPERATORS[operator](units, sa.literal(value, sa.Numeric()))
        whole = value == value.to_integral_value()
        if not whole and operator in ("=", "<>"):  # no stored number has so many decimals
            return sa.false() if operator == "=" else units.is_not(None)
        rounding = ROUND_CEILING if operator in (">=", "<") else ROUND_FLOOR
        number = int(value.to_integral_value(rounding))
        bound = max(-_LARGEST, min(_LARGEST, number))
        return _OPERATORS[operator](units, sa.literal(bound, sa.BigInteger()))

    # Dates ----------------------------------------------------------------------------------------------------------

    def _compare_dates(self, operator: str, left: Typed, right: Typed) -> Condition:
        if not isinstance(left, FieldRef):
            raise self._refused(left)
        column = self.columns.column(left.path)
        if isinstance(right, FieldRef) and right.type is left.type:
            return _OPERATORS[operator](column, self.columns.column(right.path))
        if isinstance(right, Applied) and right.name == "NOW":
            right = Constant(self.moment.now, Type.DATETIME, Span(0, 0))
        if not isinstance(right, Constant):
            raise self._refused(right)
        value = right.value
        if isinstance(value, datetime):
            moment = value if value.tzinfo else self.moment.in_utc(value)
            if left.type is Type.DATETIME:
                return _OPERATORS[operator](column, sa.literal(moment, column.type))
            return self._day_and_moment(operator, column, moment)
        assert isinstance(value, date)
        if left.type is Type.DATE:
            return _OPERATORS[operator](column, sa.literal(value, column.type))
        following = value + timedelta(days=1) if value < date.max else value
        return self._in_days(operator, column, Days(value, following), Type.DATETIME)

    def _day_and_moment(
        self, operator: str, column: sa.ColumnElement[Any], moment: datetime
    ) -> Condition:
        """A date is the moment at which its day begins on the user's calendar."""
        day = self.moment.day_of(moment)
        bound = sa.literal(day, column.type)
        if self.moment.start_of(day) == moment:
            return _OPERATORS[operator](column, bound)
        if operator in ("=", "<>"):
            return sa.false() if operator == "=" else column.is_not(None)
        return column <= bound if operator in ("<", "<=") else column > bound

    def _in_period(self, operator: str, left: Typed, days: Days) -> Condition:
        if not isinstance(left, FieldRef):
            raise self._refused(left)
        return self._in_days(operator, self.columns.column(left.path), days, left.type)

    def _in_days(
        self, operator: str, column: sa.ColumnElement[Any], days: Days, kind: Type
    ) -> Condition:
        """Inside, outside, before or after a range of days."""
        timed = kind is Type.DATETIME
        start = sa.literal(self.moment.start_of(days.first) if timed else days.first, column.type)
        end = sa.literal(self.moment.start_of(days.end) if timed else days.end, column.type)
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


def _times(number: sa.ColumnElement[Any], scale: int) -> sa.ColumnElement[Any]:
    return number if scale == 0 else number * sa.literal(10**scale, sa.BigInteger())


_TURNED: Mapping[str, str] = MappingProxyType(
    {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
)
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
