"""Functions on places: pairs of latitude and longitude in degrees."""

import math
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from objectry.formula import sayings
from objectry.formula.faults import Failed, Kind
from objectry.formula.functions.converting import number_text
from objectry.formula.functions.declare import NUMBER, PLACE, TEXT, Judge, Unfit, function
from objectry.formula.types import Type

Place = tuple[Decimal, Decimal]
EARTH_RADIUS_KM = 6371.009
"""The mean radius of the earth (IUGG)."""
KM_OF_A_MILE = 1.609344
UNITS = ("km", "mi")


def _somewhere(latitude: Any, longitude: Any) -> tuple[Any, Any]:
    """Both numbers where they are a place on earth, else NULL."""
    sound = sa.and_(sa.func.abs(latitude) <= 90, sa.func.abs(longitude) <= 180)
    return sa.case((sound, latitude)), sa.case((sound, longitude))


def _judge_degrees(name_zh: str, name_en: str, limit: int) -> Judge:
    """What refuses degrees that are written out and that the earth does not have."""

    def judge(degrees: Decimal) -> Unfit | None:
        if abs(degrees) <= limit:
            return None
        value = number_text(degrees)
        params = {"name_zh": name_zh, "name_en": name_en, "limit": limit, "value": value}
        return Unfit(sayings.DEGREES, params)

    return judge


_JUDGES = MappingProxyType(
    {
        "latitude": _judge_degrees("纬度", "latitude", 90),
        "longitude": _judge_degrees("经度", "longitude", 180),
    }
)


@function("GEOLOCATION", (NUMBER, NUMBER), Type.GEOLOCATION, fails=True, zh="由纬度和经度（度）组成的地点",
          examples=(('ROUND(DISTANCE(GEOLOCATION(31.23, 121.47), GEOLOCATION(39.9, 116.4), "km"), 0)', "1067"),),
          judges=_JUDGES, sql=_somewhere,
          guard=lambda latitude, longitude: sa.or_(sa.func.abs(latitude) > 90, sa.func.abs(longitude) > 180))  # fmt: skip
def geolocation(latitude: Decimal, longitude: Decimal) -> Place:
    """The place with a latitude and a longitude in degrees."""
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise Failed(Kind.OUT_OF_RANGE)
    return latitude, longitude


def _judge_unit(called: str) -> Unfit | None:
    """Refuse a unit that is written out and is none of the two."""
    if called in UNITS:
        return None
    meant = called.strip().lower()
    params = {"value": called, "known": ", ".join(UNITS)}
    return Unfit(sayings.UNIT_UNKNOWN, params, meant if meant in UNITS else "")


def _distance_sql(
    start: tuple[Any, Any], end: tuple[Any, Any], unit: Any
) -> sa.ColumnElement[Decimal]:
    made: sa.ColumnElement[Decimal] = sa.func.fx.distance(*start, *end, unit, type_=sa.Numeric())
    return made


@function("DISTANCE", (PLACE, PLACE, TEXT), Type.NUMBER, fails=True, exact=False, cost=20,
          zh="两个地点之间的大圆距离，单位 km（公里）或 mi（英里）",
          examples=(('ROUND(DISTANCE(GEOLOCATION(0, 0), GEOLOCATION(0, 1), "mi"), 2)', "69.09"),
                    ('DISTANCE(GEOLOCATION(1, 2), GEOLOCATION(1, 2), "km")', "0")),
          judges={"unit": _judge_unit}, sql=_distance_sql,
          guard=lambda start, end, unit: unit.not_in(UNITS))  # fmt: skip
def distance(start: Place, end: Place, unit: str) -> Decimal:
    """The distance between two places along the surface of the earth, in `km` or `mi`."""
    if unit not in UNITS:
        raise Failed(Kind.UNKNOWN_NAME)
    (first, west), (second, east) = (
        [math.radians(part) for part in place] for place in (start, end)
    )
    half = (
        math.sin((second - first) / 2) ** 2
        + math.cos(first) * math.cos(second) * math.sin((east - west) / 2) ** 2
    )
    kilometres = 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
    return Decimal(repr(kilometres if unit == "km" else kilometres / KM_OF_A_MILE))
