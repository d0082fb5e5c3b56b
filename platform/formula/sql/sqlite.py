"""From typed tree to SQLite: the compiled Python function itself, called for each row.

SQLite reckons with binary fractions and knows neither time zones nor most functions, so nothing else would mean the same.
One function is registered for all formulas, once a connection; a number in front of its arguments tells which one is meant.
So is one aggregate for each of sum, minimum and maximum: SQLite itself adds 64 bits, or binary fractions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, getcontext
from itertools import count
from types import MappingProxyType
from typing import Any, Literal, Protocol
from weakref import WeakValueDictionary

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect

from objectry.formula.arithmetic import ARITHMETIC, EXACT
from objectry.formula.checking.checker import Checked
from objectry.formula.checking.rebuilding import with_parts
from objectry.formula.checking.typed import Apply, FieldRef, Typed
from objectry.formula.faults import EvaluationError
from objectry.formula.python.program import Program, compiled
from objectry.formula.sql.columns import Columns
from objectry.formula.sql.listed import Listed
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import FieldInfo, Type

FUNCTION = "fx"
"""The SQLite function that calls formulas."""
_DIALECT = sqlite_dialect()
Convert = Callable[[Any], Any]


class Call:
    """One formula as SQLite calls it: stored values in, NULL out where it cannot be computed, else what `write` makes of the
    value."""

    __slots__ = ("__weakref__", "_around", "_evaluate", "_program", "_readers", "_write", "key")

    def __init__(
        self, program: Program, readers: Sequence["_Reader"], write: Convert | None, around: Surroundings
    ) -> None:  # fmt: skip
        self.key = next(_NUMBERS)
        self._program = program
        self._evaluate = program.bind(around)
        self._readers = readers
        self._write = write
        self._around = around

    def __call__(self, *stored: Any) -> Any:
        row = {one.name: one.value(stored) for one in self._readers}
        try:
            if getcontext() is ARITHMETIC:
                value = self._evaluate(row)
            else:
                value = self._program.evaluate(row, self._around)
        except EvaluationError:
            return None
        return value if value is None or self._write is None else self._write(value)


class _Reader:
    """Makes the value of one field from what is stored."""

    def __init__(self, name: str, at: int, kind: sa.types.TypeEngine[Any] | None) -> None:
        self.name = name
        self._at = at
        self._convert = None if kind is None else _reading(kind)

    def value(self, stored: Sequence[Any]) -> Any:
        """The value in the arguments of a call."""
        found = stored[self._at]
        return found if self._convert is None or found is None else self._convert(found)


class _PlaceReader(_Reader):
    """Makes a place of two numbers."""

    def __init__(self, name: str, at: int, kind: sa.types.TypeEngine[Any]) -> None:
        super().__init__(name, at, kind)
        self._longitude = _Reader(name, at + 1, kind)

    def value(self, stored: Sequence[Any]) -> Any:
        """The latitude and the longitude, or nothing."""
        latitude = super().value(stored)
        return None if latitude is None else (latitude, self._longitude.value(stored))


_NUMBERS = count(1)
_CALLS: WeakValueDictionary[int, Call] = WeakValueDictionary()
"""The formulas that statements hold, by their numbers. What no statement holds any more is forgotten."""


def call_formula(key: int, *stored: Any) -> Any:
    """What SQLite calls."""
    return _CALLS[key](*stored)


class _Gathered:
    """The numbers that a formula gives for many rows become one: decimals, of which SQLite knows nothing, all the way."""

    join: Callable[[Decimal, Decimal], Decimal]

    def __init__(self) -> None:
        self._found: Decimal | None = None

    def step(self, key: int, *stored: Any) -> None:
        """Take one row in. A row for which the formula gives nothing, or cannot be computed, counts as none."""
        value = _CALLS[key](*stored)
        if value is not None:
            self._found = value if self._found is None else self.join(self._found, value)

    def finalize(self) -> str | None:
        """The digits of what has come of all rows; NULL where no row has a number."""
        return None if self._found is None else str(self._found)


class _Sum(_Gathered):
    join = staticmethod(EXACT.add)


class _Least(_Gathered):
    join = staticmethod(min)


class _Greatest(_Gathered):
    join = staticmethod(max)


Gathering = Literal["sum", "min", "max"]
"""What becomes of the numbers of many rows."""
AGGREGATES: Mapping[Gathering, tuple[str, type[_Gathered]]] = MappingProxyType(
    {"sum": ("fx_sum", _Sum), "min": ("fx_min", _Least), "max": ("fx_max", _Greatest)}
)
"""The SQLite aggregates of formulas: what each is called, and what it is made of."""


class Driver(Protocol):
    """SQLite's own connection, as far as formulas need it."""

    def create_function(
        self, name: str, narg: int, func: Callable[..., Any], *, deterministic: bool = False
    ) -> None:
        """Make a function known."""

    def create_aggregate(self, name: str, n_arg: int, aggregate_class: Any, /) -> None:
        """Make an aggregate known."""


def install(driver: Driver) -> None:
    """Make formulas known to SQLite's own connection."""
    driver.create_function(FUNCTION, -1, call_formula, deterministic=True)
    for name, made_of in AGGREGATES.values():
        driver.create_aggregate(name, -1, made_of)


class CallType(sa.TypeDecorator[Call]):
    """Sends the number of a formula instead of the formula. The statement keeps the formula itself."""

    impl = sa.Integer
    cache_ok = True

    def process_bind_param(self, value: Call | None, dialect: sa.Dialect) -> int | None:
        """The number."""
        if value is None:
            return None
        _CALLS[value.key] = value
        return value.key


def called(
    checked: Checked, columns: Columns, around: Surroundings, kind: sa.types.TypeEngine[Any],
    fitted: Convert | None = None,
) -> sa.ColumnElement[Any]:  # fmt: skip
    """The value of a formula as a value of a column of type `kind`. `fitted` makes what the column takes of the value, or
    None."""
    write = _both(fitted, _writing(kind))
    return sa.Function(FUNCTION, *_passed(checked, columns, around, write), type_=kind)


def gathered(
    how: Gathering, checked: Checked, columns: Columns, around: Surroundings
) -> sa.ColumnElement[Any]:
    """The exact sum, the smallest or the largest of a formula's numbers over many rows, as the text of its digits."""
    name, _ = AGGREGATES[how]
    return sa.Function(name, *_passed(checked, columns, around, None), type_=sa.Text())


def _passed(
    checked: Checked, columns: Columns, around: Surroundings, write: Convert | None
) -> list[sa.ColumnElement[Any]]:
    """What SQLite hands to a formula: its number, and the stored values that it reads."""
    leaves = _Leaves(columns)
    program = compiled(replace(checked, root=leaves.named(checked.root)))
    call = Call(program, leaves.readers, write, around)
    return [sa.literal(call, CallType()), *leaves.arguments]


class _Leaves:
    """What is handed to the function: stored values, and answers that only the database can give."""

    def __init__(self, columns: Columns) -> None:
        self.arguments: list[sa.ColumnElement[Any]] = []
        self.readers: list[_Reader] = []
        self._columns = columns
        self._names: set[str] = set()

    def named(self, node: Typed) -> Typed:
        """The tree in which every leaf is a value that the function is given."""
        if isinstance(node, FieldRef):
            self._field(node)
            return node
        if isinstance(node, Apply) and node.function.sql is not None and any(
            isinstance(one, FieldRef) and one.type is Type.MULTIPICKLIST and one.root == "" for one in node.arguments
        ):  # fmt: skip
            return self._answer(node)
        return with_parts(node, self.named)

    def _field(self, node: FieldRef) -> None:
        if node.root or node.key in self._names:
            return
        self._names.add(node.key)
        at = len(self.arguments)
        if node.type is Type.GEOLOCATION:
            latitude, longitude = self._columns.place(node.path)
            self.readers.append(_PlaceReader(node.key, at, latitude.type))
            self.arguments.extend((latitude, longitude))
            return
        column = self._columns.column(node.path)
        self.readers.append(_Reader(node.key, at, column.type))
        self.arguments.append(column)

    def _answer(self, node: Apply) -> FieldRef:
        """A question about a field with several values, answered by the database."""
        form = node.function.sql
        assert form is not None, node.function.name
        name = f"#{len(self.arguments)}"
        given = [Listed(self._columns, one.path) if isinstance(one, FieldRef) else sa.literal(getattr(one, "value", None))
                 for one in node.arguments]  # fmt: skip
        kind = sa.Boolean() if node.type is Type.BOOLEAN else None
        self.readers.append(_Reader(name, len(self.arguments), kind))
        self.arguments.append(form(*given))
        info = FieldInfo(
            name, name, name, node.type, nullable=node.nullable, whole=node.type is Type.NUMBER
        )
        return FieldRef((info,), node.type, node.nullable, node.span)


def _reading(kind: sa.types.TypeEngine[Any]) -> Convert | None:
    convert: Convert | None = kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    return convert


def _writing(kind: sa.types.TypeEngine[Any]) -> Convert | None:
    convert: Convert | None = kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return convert


def _both(first: Convert | None, second: Convert | None) -> Convert | None:
    """One conversion after the other, as long as there is a value."""
    if first is None or second is None:
        return first or second

    def convert(value: Any) -> Any:
        found = first(value)
        return None if found is None else second(found)

    return convert
