"""How long texts may become, and the SQL forms of positions and lengths, shared by the functions on texts."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from objectry.formula.faults import LimitReached

LONGEST = 32_000
"""Characters that a text result has at most."""
Sql = sa.ColumnElement[Any]


def check_length(length: int) -> None:
    """Raise LimitReached for a text that would become too long. To be asked before it is built."""
    if length > LONGEST:
        raise LimitReached


def as_text(value: Sql) -> sa.ColumnElement[str]:
    """A text argument, ordered and compared by code point."""
    text = value if isinstance(value.type, sa.String) else sa.cast(value, sa.Text())
    return text.collate("C")


def as_number(value: Sql) -> Sql:
    """A number argument or an integer result as what numbers are in PostgreSQL."""
    return value if type(value.type) is sa.Numeric else sa.cast(value, sa.Numeric())


def count_of(value: Sql) -> Sql:
    """A number of characters as an integer: whole, not below zero, and never too large for PostgreSQL."""
    return sa.func.fx.count(as_number(value), type_=sa.Integer())


def refused(form: Callable[..., Sql]) -> Callable[..., Sql]:
    """The guard of a form that is NULL where the code refuses, and empty, not NULL, where there is no text."""
    return lambda *arguments: form(*arguments).is_(None)


def refused_strictly(form: Callable[..., Sql]) -> Callable[..., Sql]:
    """The same for a form that is also NULL where an argument is."""
    return lambda *arguments: sa.and_(
        form(*arguments).is_(None), *(one.is_not(None) for one in arguments if one is not None)
    )
