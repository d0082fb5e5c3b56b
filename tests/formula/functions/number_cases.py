"""What the tests of functions on numbers share: cases written as text, and nothing as a number in PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from objectry.formula.functions.declare import Function
from tests.formula.functions.agreement import in_postgresql, in_python, install_helpers

Case = tuple[Function, tuple[Any, ...], Any]
"""A function, its arguments, and what it answers. Numbers are texts that start with `#`."""


def value(written: Any) -> Any:
    """A value as a case writes it."""
    if isinstance(written, str) and written.startswith("#"):
        return Decimal(written[1:])
    return written


@contextmanager
def opened(url: str) -> Iterator[sa.Connection]:
    """A connection to a server with the helper functions. A failed statement spoils no other."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        install_helpers(connection)
        yield connection
    engine.dispose()


def in_database(connection: sa.Connection, function: Function, *arguments: Any) -> Any:
    """What the PostgreSQL form answers, where an argument that is nothing is a number that is nothing."""

    def typed(form: Callable[..., Any]) -> Callable[..., Any]:
        def given(*elements: Any) -> Any:
            pairs = zip(elements, arguments, strict=True)
            return form(*(sa.cast(sa.null(), sa.Numeric()) if a is None else e for e, a in pairs))

        return given

    assert function.sql is not None
    guard = None if function.guard is None else typed(function.guard)
    return in_postgresql(
        connection, replace(function, sql=typed(function.sql), guard=guard), *arguments
    )


def check(connection: sa.Connection, case: Case) -> None:
    """Both must answer what a case says."""
    function, written, answer = case
    arguments = [value(one) for one in written]
    assert in_python(function, *arguments) == value(answer)
    if function.sql is not None:
        assert in_database(connection, function, *arguments) == value(answer)


def near(first: Any, second: Any) -> bool:
    """Whether two results are the same to 18 decimals, which is what formulas see of inexact numbers."""
    if not (isinstance(first, Decimal) and isinstance(second, Decimal)):
        return bool(first == second)
    return abs(first - second) <= max(Decimal("1e-18"), abs(first) * Decimal("1e-30"))
