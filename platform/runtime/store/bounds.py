"""Values that fields lie before or behind: parameters, so that a statement is the same wherever a period begins and ends."""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from objectry.runtime.store.query import Bound, Sign
from objectry.runtime.store.source import Source

SIGNS: Mapping[Sign, Callable[[Any, Any], Any]] = MappingProxyType(
    {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
)


def kept_within(source: Source, bounds: Sequence[Bound]) -> Iterator[sa.ColumnElement[bool]]:
    """Whether a record lies within the bounds. One without a value does not."""
    for index, one in enumerate(bounds):
        column = source.columns((one.field,))[0]
        yield SIGNS[one.sign](column, sa.bindparam(_name(index), type_=column.type))


def shape(bounds: Sequence[Bound]) -> tuple[object, ...]:
    """What decides about a statement with bounds, as a part of its key."""
    return tuple((one.field, one.sign) for one in bounds)


def values(bounds: Sequence[Bound]) -> Mapping[str, object]:
    """The parameters of a statement with bounds."""
    return {_name(index): one.value for index, one in enumerate(bounds)}


def _name(index: int) -> str:
    return f"bound_{index}"
