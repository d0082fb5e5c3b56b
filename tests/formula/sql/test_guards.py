"""Where a formula has no value: the guards say what the Python code would meet, whatever stands in which place."""

from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import product

import pytest
import sqlalchemy as sa

from objectry.formula.sql.guards import Sql, in_order, in_turn, is_fault, of_arms, rescued


class Met(Enum):
    """What computing a part leads to."""

    TRUE = "true"
    FALSE = "false"
    FAULT = "fault"
    LIMIT = "limit"
    """A mistake that nothing catches."""


WRONG = (Met.FAULT, Met.LIMIT)


@pytest.fixture(scope="module")
def connection() -> Iterator[sa.Connection]:
    """A database that only has to know true and false."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as made:
        yield made
    engine.dispose()


def _part(met: Met) -> Sql:
    """A part that leads to this. Where it has no value, its expression is true, which must not matter."""
    value = sa.false() if met is Met.FALSE else sa.true()
    return Sql(
        value,
        sa.true() if met in WRONG else sa.false(),
        sa.true() if met is Met.LIMIT else sa.false(),
    )


def _met(connection: sa.Connection, found: Sql) -> Met:
    """What an expression leads to."""
    guards = (sa.false() if one is None else one for one in (found.guard, found.limit))
    value, wrong, limit = connection.execute(sa.select(found.value, *guards)).one()
    assert wrong or not limit
    if wrong:
        return Met.LIMIT if limit else Met.FAULT
    return Met.TRUE if value else Met.FALSE


def _first_wrong(met: Sequence[Met], otherwise: Met) -> Met:
    return next((one for one in met if one in WRONG), otherwise)


def test_all_parts_are_computed_in_order(connection: sa.Connection) -> None:
    for met in product(Met, repeat=3):
        found = in_order([_part(one) for one in met], sa.true())
        assert _met(connection, found) is _first_wrong(met, Met.TRUE)


def test_what_decides_keeps_the_others_from_being_computed(connection: sa.Connection) -> None:
    for met in product(Met, repeat=3):
        parts = [_part(one) for one in met]
        found = in_turn([(one, one.value) for one in parts], sa.or_(*(one.value for one in parts)))
        expected = next((one for one in met if one is not Met.FALSE), Met.FALSE)
        assert _met(connection, found) is expected


def test_only_the_arm_that_is_taken_is_computed(connection: sa.Connection) -> None:
    for met in product(Met, repeat=5):
        parts = [_part(one) for one in met]
        value = sa.case(
            (parts[0].value, parts[1].value),
            (parts[2].value, parts[3].value),
            else_=parts[4].value,
        )
        found = of_arms([(parts[0], parts[1]), (parts[2], parts[3])], parts[4], value)
        expected = met[4]
        for test, one in ((2, 3), (0, 1)):
            expected = {Met.TRUE: met[one], Met.FALSE: expected}.get(met[test], met[test])
        assert _met(connection, found) is expected


def test_a_fault_is_caught_and_a_limit_is_not(connection: sa.Connection) -> None:
    for met in product(Met, repeat=2):
        found = rescued(*(_part(one) for one in met))
        assert _met(connection, found) is (met[1] if met[0] is Met.FAULT else met[0])


@pytest.mark.parametrize("met", Met)
def test_whether_there_is_a_fault_can_be_asked(met: Met, connection: sa.Connection) -> None:
    expected = {Met.LIMIT: Met.LIMIT, Met.FAULT: Met.TRUE}.get(met, Met.FALSE)
    assert _met(connection, is_fault(_part(met))) is expected


def test_nothing_is_asked_where_nothing_can_go_wrong() -> None:
    sure = Sql(sa.true())
    found = [in_order([sure, sure], sa.true()), in_turn([(sure, sa.true())] * 2, sa.true()),
             of_arms([(sure, sure)], sure, sa.true()), rescued(sure, sure), is_fault(sure)]  # fmt: skip
    assert all(one.guard is None and one.limit is None for one in found)
