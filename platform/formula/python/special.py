"""Quicker functions for arguments that are written out, or that are small whole numbers. They mean the same.

`SPECIALS` says which function takes the place of which one, and what becomes of the arguments.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from objectry.formula.arithmetic import arithmetic
from objectry.formula.checking.rebuilding import with_parts
from objectry.formula.checking.typed import Apply, Choose, Constant, Run, Step, Typed, Value
from objectry.formula.functions import date_operators, days, operators, rounding, searching, texts
from objectry.formula.functions.calendar_steps import add_months, last_day, month_end
from objectry.formula.functions.conversions import quantized, rounded
from objectry.formula.functions.declare import (
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    Function,
    Nulls,
    Parameter,
    function,
)
from objectry.formula.functions.lengths import LONGEST
from objectry.formula.places import NOWHERE
from objectry.formula.python.wholes import INTEGER, largest
from objectry.formula.types import Type

Arguments = tuple[Typed | None, ...]
"""The arguments of a function; None stands for what is to the left of an operator."""
Special = Callable[[Arguments], "tuple[Function, Arguments] | None"]
ZERO, DAY_SECONDS = Decimal(0), Decimal(86_400)
MOST_PLACES, MOST_DAYS, MOST_MONTHS = 63, 4_000_000, 120_000
"""Beyond these the functions refuse, or do what is not worth being quick."""


# Functions --------------------------------------------------------------------------------------


@function("ROUND", (NUMBER, NUMBER), Type.NUMBER, inline=True)
def round_to(number: Decimal, quantum: Decimal) -> Decimal:
    """ROUND to decimals that are known."""
    return quantized(number, quantum) or ZERO


@function("ROUND", (NUMBER, NUMBER, NUMBER), Type.NUMBER, inline=True)
def kept_round(number: Decimal, quantum: Decimal, zero: Decimal) -> Decimal:
    """ROUND to as many decimals as the field has."""
    return quantized(number, quantum) or zero


@function("+", (DATE, INTEGER), Type.DATE, fails=True, inline=True)
def shifted_day(day: date, span: timedelta) -> date:
    """A date and days that are known. What leaves the calendar is an OverflowError, which is an arithmetic one."""
    return day + span


@function("+", (DATETIME, INTEGER), Type.DATETIME, fails=True, inline=True)
def shifted_moment(moment: datetime, span: timedelta) -> datetime:
    """A moment and a span that is known."""
    return moment + span


@function("EOMONTH", (DATE, INTEGER), Type.DATE, fails=True)
def end_of_month(day: date, months: int) -> date:
    """EOMONTH with months that are known."""
    return month_end(day, months)


@function("EOMONTH", (DATE,), Type.DATE, inline=True)
def end_of_own_month(day: date) -> date:
    """EOMONTH without months: the last day of the month itself."""
    return date(day.year, day.month, last_day(day.year, day.month))


@function("ADDMONTHS", (DATE, INTEGER), Type.DATE, fails=True)
def months_later(day: date, months: int) -> date:
    """ADDMONTHS with months that are known."""
    return add_months(day, months, ends=True)


@function("LEFT", (TEXT, INTEGER), Type.TEXT, blank=True, inline=True)
def first_characters(text: str, count: int) -> str:
    """LEFT with a number above zero."""
    return text[:count]


@function("LEFT", (TEXT, INTEGER), Type.TEXT, blank=True, inline=True)
def counted_characters(text: str, count: int) -> str | None:
    """LEFT with a whole number."""
    return text[:count] if count > 0 else None


@function("RIGHT", (TEXT, INTEGER), Type.TEXT, blank=True, inline=True)
def last_characters(text: str, start: int) -> str:
    """RIGHT with a number above zero; `start` is counted from the end."""
    return text[start:]


@function("MID", (TEXT, INTEGER, INTEGER), Type.TEXT, blank=True, inline=True)
def characters_between(text: str, first: int, end: int) -> str:
    """MID with known places."""
    return text[first:end]


@function("LPAD", (TEXT, INTEGER, TEXT, INTEGER), Type.TEXT, blank=True, inline=True)
def filled_left(text: str, count: int, pad: str, end: int) -> str:
    """LPAD to a known length with one character."""
    return text.rjust(count, pad)[:end]


@function("RPAD", (TEXT, INTEGER, TEXT, INTEGER), Type.TEXT, blank=True, inline=True)
def filled_right(text: str, count: int, pad: str, end: int) -> str:
    """RPAD to a known length with one character."""
    return text.ljust(count, pad)[:end]


@function("SUBSTITUTE", (TEXT, TEXT, TEXT), Type.TEXT, blank=True, inline=True)
def replaced(text: str, old: str, new: str) -> str:
    """SUBSTITUTE of a text by one that is no longer."""
    return text.replace(old, new)


@function("FIND", (TEXT, TEXT), Type.NUMBER, nulls=Nulls.TOTAL, inline=True)
def position(what: str, text: str | None) -> Decimal:
    """FIND of a known text."""
    return Decimal(text.find(what) + 1 if text else 0)


# Conditions -------------------------------------------------------------------------------------


def _round(places: int) -> tuple[Value, ...] | None:
    return (Decimal(1).scaleb(-places),) if 0 <= places <= MOST_PLACES else None


def _span(number: Decimal) -> tuple[Value, ...] | None:
    return (timedelta(int(number)),) if abs(number) <= MOST_DAYS else None


def _span_back(number: Decimal) -> tuple[Value, ...] | None:
    return _span(-number)


def _seconds(number: Decimal) -> tuple[Value, ...] | None:
    if abs(number) > MOST_DAYS:
        return None
    return (timedelta(seconds=int((number * DAY_SECONDS).to_integral_value())),)


def _seconds_back(number: Decimal) -> tuple[Value, ...] | None:
    return _seconds(-number)


def _months(number: Decimal) -> tuple[Value, ...] | None:
    return (int(number),) if abs(number) <= MOST_MONTHS else None


def _left(count: Decimal) -> tuple[Value, ...] | None:
    return (int(count),) if 1 <= count <= LONGEST else None


def _right(count: Decimal) -> tuple[Value, ...] | None:
    return (-int(count),) if 1 <= count <= LONGEST else None


def _mid(start: Decimal, count: Decimal) -> tuple[Value, ...] | None:
    first = max(int(start) - 1, 0)
    return (first, first + int(count)) if first <= LONGEST and 1 <= count <= LONGEST else None


def _pad(count: Decimal, pad: str = " ") -> tuple[Value, ...] | None:
    return (int(count), pad, int(count)) if 1 <= count <= LONGEST and len(pad) == 1 else None


def _substitute(
    old: str | None, new: str | None, *nth: Decimal | None
) -> tuple[Value, ...] | None:
    new = new or ""
    return (old, new) if old and len(new) <= len(old) and not nth else None


def _constants(arguments: Sequence[Typed | None]) -> list[Any] | None:
    found = [one.value for one in arguments if isinstance(one, Constant)]
    return found if len(found) == len(arguments) else None


def _literal(
    quick: Function, prepare: Callable[..., tuple[Value, ...] | None], blank: bool = False
) -> Special:
    """For a function whose arguments behind the first one are written out; with `blank` they may be nothing."""

    def special(arguments: Arguments) -> tuple[Function, Arguments] | None:
        values = _constants(arguments[1:])
        if values is None or None in values and not blank:
            return None
        made = prepare(*values)
        if made is None:
            return None
        given = (Constant(one, _type_of(one)) for one in made)
        return quick, (arguments[0], *given)

    return special


def _type_of(value: Value) -> Type:
    return Type.TEXT if isinstance(value, str) else Type.NUMBER


def _round_places(arguments: Arguments) -> tuple[Function, Arguments] | None:
    values = _constants(arguments[1:])
    if values is None or any(one is None or one != int(one) for one in values):
        return None
    made = _round(int(values[0]) if values else 0)
    return None if made is None else (round_to, (arguments[0], Constant(made[0], Type.NUMBER)))


def _end_of_month(arguments: Arguments) -> tuple[Function, Arguments] | None:
    months = arguments[1]
    if (
        isinstance(months, Constant)
        and isinstance(months.value, Decimal)
        and abs(months.value) < 1
    ):
        return end_of_own_month, arguments[:1]
    return _END_OF_MONTH(arguments)


def _left_counted(arguments: Arguments) -> tuple[Function, Arguments] | None:
    count = arguments[1]
    if count is not None and largest(count) is not None and not isinstance(count, Constant):
        return counted_characters, arguments
    return _LEFT(arguments)


def _find(arguments: Arguments) -> tuple[Function, Arguments] | None:
    what = arguments[0]
    if len(arguments) > 2 or not isinstance(what, Constant) or not what.value:
        return None
    return position, arguments


def _rounded(arguments: Arguments) -> tuple[Function, Arguments] | None:
    """What is rounded to its own decimals need not be rounded twice."""
    inner, quantum = arguments
    if (
        isinstance(inner, Apply)
        and inner.function is round_to
        and _same(inner.arguments[1], quantum)
    ):
        assert isinstance(quantum, Constant)
        zero = Constant(quantized(ZERO, quantum.value), Type.NUMBER)  # type: ignore[arg-type]
        return kept_round, (*inner.arguments, zero)
    return None


def _same(one: Typed, other: Typed | None) -> bool:
    return (
        isinstance(one, Constant) and isinstance(other, Constant)
        and isinstance(one.value, Decimal) and isinstance(other.value, Decimal)
        and one.value.compare_total(other.value) == 0
    )  # fmt: skip


def _compared(plain: Function) -> Special:
    """A comparison of whole numbers."""
    quick = replace(
        plain, parameters=tuple(Parameter(one.name, INTEGER) for one in plain.parameters)
    )

    def special(arguments: Arguments) -> tuple[Function, Arguments] | None:
        whole = all(one is not None and largest(one) is not None for one in arguments)
        return (quick, arguments) if whole else None

    return special


_END_OF_MONTH = _literal(end_of_month, _months)
_LEFT = _literal(first_characters, _left)
SPECIALS: Mapping[Callable[..., Any], Special] = MappingProxyType({
    one.code: special for one, special in (
        (rounding.round_half_up, _round_places),
        (rounded, _rounded),
        (date_operators.later_day, _literal(shifted_day, _span)),
        (date_operators.earlier_day, _literal(shifted_day, _span_back)),
        (date_operators.later_moment, _literal(shifted_moment, _seconds)),
        (date_operators.earlier_moment, _literal(shifted_moment, _seconds_back)),
        (days.end_of_month, _end_of_month),
        (days.months_later, _literal(months_later, _months)),
        (texts.left, _left_counted),
        (texts.right, _literal(last_characters, _right)),
        (texts.mid, _literal(characters_between, _mid)),
        (texts.lpad, _literal(filled_left, _pad)),
        (texts.rpad, _literal(filled_right, _pad)),
        (texts.substitute, _literal(replaced, _substitute, blank=True)),
        (searching.find, _find),
        *((one, _compared(one)) for one in (operators.equal, operators.unequal, operators.less, operators.at_most,
                                            operators.greater, operators.at_least)),
    )
})  # fmt: skip
"""By the code of the function that is written in the formula."""


# Trees ------------------------------------------------------------------------------------------


def specialised(root: Typed) -> Typed:
    """The tree with quicker functions wherever there are such."""
    with arithmetic():
        return _specialised(root)


def _specialised(node: Typed) -> Typed:
    node = with_parts(node, _specialised)
    match node:
        case Apply():
            return _application(node)
        case Run():
            steps = tuple(_step(one) for one in node.steps)
            changed = any(one is not other for one, other in zip(steps, node.steps, strict=True))
            return replace(node, steps=steps) if changed else node
        case Choose() if isinstance(node.otherwise, Choose):
            # IF within IF, as IF … ELIF …
            inner = node.otherwise
            return replace(node, arms=(*node.arms, *inner.arms), otherwise=inner.otherwise)
    return node


def _application(node: Apply) -> Typed:
    if node.function is rounded and _is_whole_already(node):
        return node.arguments[0]
    special = SPECIALS.get(node.function.code)
    found = None if special is None else special(node.arguments)
    if found is None:
        return node
    quick, arguments = found
    return replace(
        node, function=quick, arguments=tuple(one for one in arguments if one is not None)
    )


def _is_whole_already(node: Apply) -> bool:
    """Whether a whole number would be rounded to no decimals."""
    return _same(node.arguments[1], _ONE) and largest(node.arguments[0]) is not None


_ONE = Constant(Decimal(1), Type.NUMBER, NOWHERE)


def _step(step: Step) -> Step:
    special = SPECIALS.get(step.function.code)
    found = None if special is None else special((None, step.operand))
    if found is None:
        return step
    quick, (_, operand) = found
    assert operand is not None
    return replace(step, function=quick, operand=operand)
