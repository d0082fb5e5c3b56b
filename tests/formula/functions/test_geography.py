"""Places and the distances between them, the same in Python and PostgreSQL."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from objectry.formula.functions.geography import distance, geolocation
from tests.formula.functions.agreement import (
    REFUSED,
    in_postgresql,
    in_python,
)

D = Decimal


@pytest.mark.parametrize(
    ("start", "end", "unit", "expected"),
    [
        # What Salesforce itself answers, as published: https://salesforce.stackexchange.com/questions/32585
        ((D("-41.31666667"), D("174.81666667")), (D("40.96666667"), D("-5.5")), "km", D("19968.02154120")),
        ((D("51.507222"), D("-0.1275")), (D("35.689506"), D("139.6917")), "km", D("9558.73252169")),
        ((D(0), D(0)), (D(0), D(180)), "km", D("20015.11507")),
        ((D(31), D(121)), (D(31), D(121)), "km", D(0)),
        ((D(0), D(0)), (D(0), D(1)), "mi", D("69.09342")),
    ],
)  # fmt: skip
def test_the_distance_of_two_places(
    start: tuple[D, D], end: tuple[D, D], unit: str, expected: D, helped: sa.Connection
) -> None:
    places = -len(str(expected).partition(".")[2])
    assert round(in_python(distance, start, end, unit), -places) == expected
    assert round(in_postgresql(helped, distance, start, end, unit), -places) == expected


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (D("31.23"), D("121.47"), (D("31.23"), D("121.47"))),
        (D(90), D(-180), (D(90), D(-180))),
        (D("90.01"), D(0), REFUSED),
        (D(0), D("-180.5"), REFUSED),
        (None, D(0), None),
    ],
)
def test_a_place_is_on_earth(latitude: D | None, longitude: D | None, expected: object) -> None:
    assert in_python(geolocation, latitude, longitude) == expected


def test_an_unknown_unit_is_refused(helped: sa.Connection) -> None:
    given = ((D(0), D(0)), (D(1), D(1)), "feet")
    assert in_python(distance, *given) == REFUSED
    elements = tuple(
        (sa.literal(a, sa.Numeric()), sa.literal(b, sa.Numeric())) for a, b in given[:2]
    )
    assert distance.sql is not None and distance.guard is not None
    value, guard = (
        distance.sql(*elements, sa.literal("feet")),
        distance.guard(*elements, sa.literal("feet")),
    )
    assert tuple(helped.execute(sa.select(value, guard)).one()) == (None, True)
