"""Places on earth."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, ClassVar, Literal

import sqlalchemy as sa
from pydantic import Field

from objectry.formula.messages import excerpt
from objectry.formula.types import Type
from objectry.metadata.column_types import ExactDecimal
from objectry.metadata.documents import Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    Example,
    FieldDef,
    FieldType,
    Operator,
    Reject,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.number import decimal_schema, number_from_json, trimmed
from objectry.metadata.field_types.operators import EMPTINESS
from objectry.metadata.field_types.reading import half_width, single_line, wrong_type

SCALE = 6
"""Decimal places of a coordinate: 0.1 metres."""
MAX_LABEL = 200
MAX_PROVIDER = 30
_TYPED = re.compile(
    r"(?P<lat>[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?) *[,，] *"
    r"(?P<lng>[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?)(?: (?P<label>.*))?"
)
_PARTS = frozenset({"lat", "lng", "label", "provider"})


@dataclass(frozen=True, slots=True)
class Location:
    """A place: degrees north and east (WGS-84), what people call it, and who located it."""

    lat: Decimal
    lng: Decimal
    label: str | None = None
    provider: str | None = None


class GeolocationDef(FieldDef):
    """A field with a place on earth."""

    type: Literal["geolocation"] = "geolocation"
    """A place on earth."""
    precision: Annotated[int, Field(ge=0, le=SCALE)] = SCALE
    """Decimal places that coordinates are rounded to: 6 are 0.1 metres, 4 are 11 metres, 2 are 1.1 kilometres."""
    unique: Literal[False] = False
    """Places cannot be unique."""


class GeolocationType(FieldType[GeolocationDef, Location]):
    """Where a visit took place: latitude, longitude and a name (catalogue 5.1, row 27).

    Stored as latitude and `__lng` with up to 6 decimals, `__label` and `__provider`. Coordinates are
    WGS-84 degrees; whoever gets them from a map with another datum (GCJ-02, BD-09) converts them
    first.
    """

    name = "geolocation"
    title = Label(zh="地理定位", en="Location")
    definition = GeolocationDef
    formula_type = Type.GEOLOCATION
    widget = "geolocation"
    sortable = False
    operators: ClassVar[tuple[Operator, ...]] = EMPTINESS
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            "22.5430964，114.057865 市民中心",
            {"lat": "22.543096", "lng": "114.057865", "label": "市民中心", "provider": None},
            "22.543096,114.057865 市民中心",
        ),
        Example(
            "-33.9,18.4",
            {"lat": "-33.9", "lng": "18.4", "label": None, "provider": None},
            "-33.9,18.4",
        ),
        Example(
            "22.5430964,114.057865",
            {"lat": "22.54", "lng": "114.06", "label": None, "provider": None},
            "22.54,114.06",
            {"precision": 2},
        ),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject("22.5,114", "value_wrong_type"),
        Reject([22.5, 114], "value_wrong_type"),
        Reject({"lat": 22.5}, "location_invalid"),
        Reject({"lat": 90.1, "lng": 0}, "location_invalid"),
        Reject({"lat": 0, "lng": "-180.1"}, "location_invalid"),
        Reject({"lat": float("nan"), "lng": 0}, "number_not_finite"),
        Reject({"lat": True, "lng": 0}, "value_wrong_type"),
        Reject({"lat": 0, "lng": 0, "label": "a\x00"}, "text_control"),
        Reject({"lat": 0, "lng": 0, "label": "长" * 201}, "text_too_long"),
    )

    def in_formula(self, value: Location) -> object:
        """Latitude and longitude."""
        return value.lat, value.lng

    def columns(self, definition: GeolocationDef) -> tuple[ColumnSpec, ...]:
        """Latitude, longitude, label and provider."""
        return (
            ColumnSpec("", ExactDecimal(SCALE)),
            ColumnSpec("__lng", ExactDecimal(SCALE)),
            ColumnSpec("__label", sa.String(MAX_LABEL)),
            ColumnSpec("__provider", sa.String(MAX_PROVIDER)),
        )

    def json_schema(self, definition: GeolocationDef) -> dict[str, Any]:
        """The two coordinates, and two texts."""
        return {
            "type": "object",
            "properties": {
                "lat": decimal_schema(),
                "lng": decimal_schema(),
                "label": {"type": ["string", "null"], "maxLength": MAX_LABEL},
                "provider": {"type": ["string", "null"], "maxLength": MAX_PROVIDER},
            },
            "required": ["lat", "lng"],
            "additionalProperties": False,
        }

    def from_json(self, raw: object, definition: GeolocationDef) -> Location | None:
        """Check and round the coordinates."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, dict) or not raw.keys() <= _PARTS:
            raise wrong_type(raw, "含 lat、lng 的对象", "an object with lat and lng")
        lat, lng = number_from_json(raw.get("lat")), number_from_json(raw.get("lng"))
        if lat is None or lng is None:
            raise ValueRefused(messages.LOCATION_INVALID, {"value": excerpt(raw)})
        label = _short(raw.get("label"), MAX_LABEL)
        provider = _short(raw.get("provider"), MAX_PROVIDER)
        return _settled(Location(lat, lng, label, provider), definition, raw)

    def to_json(self, value: Location, definition: GeolocationDef) -> object:
        """The coordinates as text, and the two texts."""
        return {
            "lat": trimmed(value.lat),
            "lng": trimmed(value.lng),
            "label": value.label,
            "provider": value.provider,
        }

    def from_text(
        self, text: str, definition: GeolocationDef, style: TextStyle
    ) -> Location | None:
        """Read latitude, comma, longitude, and a name behind them."""
        clean = single_line(text)
        if not clean:
            return None
        found = _TYPED.fullmatch(clean) or _TYPED.fullmatch(half_width(clean))
        if found is None:
            raise ValueRefused(messages.LOCATION_INVALID, {"value": excerpt(text)})
        label = _short(found["label"], MAX_LABEL)
        place = Location(Decimal(found["lat"]), Decimal(found["lng"]), label)
        return _settled(place, definition, text)

    def to_text(self, value: Location, definition: GeolocationDef, style: TextStyle) -> str:
        """Latitude, comma, longitude, and the name behind them. The provider is left out."""
        place = f"{trimmed(value.lat)},{trimmed(value.lng)}"
        return f"{place} {value.label}" if value.label else place

    def to_columns(self, value: Location, definition: GeolocationDef) -> Sequence[object]:
        """Latitude, longitude, label and provider."""
        return (value.lat, value.lng, value.label, value.provider)

    def from_columns(self, stored: Sequence[Any], definition: GeolocationDef) -> Location | None:
        """The place of the stored parts."""
        return Location(*stored) if stored[0] is not None else None

    def search_words(self, value: Location, definition: GeolocationDef) -> str:
        """What people call the place."""
        return value.label or ""


def _short(raw: object, limit: int) -> str | None:
    if raw is None:
        return None
    text = single_line(raw)
    if len(text) > limit:
        raise ValueRefused(messages.TEXT_TOO_LONG, {"limit": limit, "length": len(text)})
    return text or None


def _settled(place: Location, definition: GeolocationDef, raw: object) -> Location:
    """The place with its coordinates rounded, if they exist. Raises ValueRefused."""
    if not (-90 <= place.lat <= 90 and -180 <= place.lng <= 180):
        raise ValueRefused(messages.LOCATION_INVALID, {"value": excerpt(raw)})
    unit = Decimal(1).scaleb(-definition.precision)
    north, east = (one.quantize(unit, ROUND_HALF_UP) for one in (place.lat, place.lng))
    # No place lies at minus nought degrees.
    return Location(north or abs(north), east or abs(east), place.label, place.provider)
