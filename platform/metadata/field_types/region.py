"""Provinces, cities and counties."""

from typing import Annotated, Any, ClassVar, Literal

import sqlalchemy as sa
from pydantic import Field

from objectry.formula.messages import excerpt
from objectry.formula.types import Type
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
from objectry.metadata.field_types.operators import EMPTINESS, quoted
from objectry.metadata.field_types.reading import as_text, half_width
from objectry.metadata.field_types.regions import REGIONS, Region, find_region

INSIDE = Operator("inside", Label(zh="位于", en="is in"), "BEGINS({field}, {value})")
OUTSIDE = Operator("outside", Label(zh="不在", en="is not in"), "NOT(BEGINS({field}, {value}))")


class RegionDef(FieldDef):
    """A field with a region of China."""

    type: Literal["region"] = "region"
    """A province, city or county."""
    depth: Annotated[int, Field(ge=1, le=3)] = 3
    """The finest level that can be chosen: 1 province, 2 city, 3 county."""
    default: str | None = None
    """The code of a new record's region."""
    unique: Literal[False] = False
    """Regions cannot be unique."""


def known_region(code: str, depth: int) -> Region:
    """The region of a code, no finer than `depth`. Raises ValueRefused."""
    region = REGIONS.get(code)
    if region is None:
        raise ValueRefused(messages.REGION_UNKNOWN, {"value": excerpt(code)})
    return refuse_too_fine(region, depth)


def refuse_too_fine(region: Region, depth: int) -> Region:
    """The region itself, if it is no finer than `depth`. Raises ValueRefused."""
    # Counties directly below a province, as in 北京市, are a second choice.
    if len(region.names) > depth:
        raise ValueRefused(messages.REGION_DEPTH, {"value": region.text, "depth": depth})
    return region


class RegionType(FieldType[RegionDef, str]):
    """Where a customer sits: a province, city or county of China (catalogue 5.1, row 25).

    Stored as the six-digit code of the deepest level chosen, which contains the levels above.
    Codes that have left the official list stay readable as codes.
    """

    name = "region"
    title = Label(zh="省市区", en="Region")
    definition = RegionDef
    formula_type = Type.TEXT
    widget = "region"
    plain = True
    groupable = True
    operators: ClassVar[tuple[Operator, ...]] = (INSIDE, OUTSIDE, *EMPTINESS)
    examples: ClassVar[tuple[Example, ...]] = (
        Example("广东省/深圳市/南山区", "440305", "广东省/深圳市/南山区"),
        Example("广东深圳", "440300", "广东省/深圳市"),
        Example("北京市东城区", "110101", "北京市/东城区"),
        Example("湖北省 仙桃市", "429004", "湖北省/仙桃市"),
        Example("内蒙古", "150000", "内蒙古自治区"),
        Example("440305", "440305", "广东省/深圳市/南山区"),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(440305, "value_wrong_type"),
        Reject("000000", "region_unknown"),
        Reject("广东省", "region_unknown"),
        Reject("440305", "region_depth", {"depth": 2}),
    )

    def columns(self, definition: RegionDef) -> tuple[ColumnSpec, ...]:
        """One column with the code."""
        return (ColumnSpec("", sa.String(6)),)

    def json_schema(self, definition: RegionDef) -> dict[str, Any]:
        """A six-digit code."""
        return {"type": "string", "pattern": "^[0-9]{6}$"}

    def from_json(self, raw: object, definition: RegionDef) -> str | None:
        """Check a code."""
        if raw is None or raw == "":
            return None
        return known_region(as_text(raw), definition.depth).code

    def to_json(self, value: str, definition: RegionDef) -> object:
        """The code."""
        return value

    def from_text(self, text: str, definition: RegionDef, style: TextStyle) -> str | None:
        """Read names from the province down, or a code."""
        typed = half_width(text)
        if not typed:
            return None
        region = find_region(typed)
        if region is None:
            raise ValueRefused(messages.REGION_UNKNOWN, {"value": excerpt(text)})
        return refuse_too_fine(region, definition.depth).code

    def to_text(self, value: str, definition: RegionDef, style: TextStyle) -> str:
        """The names from the province down."""
        region = REGIONS.get(value)
        return region.text if region else value

    def literal(self, value: str, definition: RegionDef) -> str:
        """The digits that all codes inside the region begin with, in quotes."""
        region = REGIONS.get(value)
        return quoted(region.prefix if region else value)

    def search_words(self, value: str, definition: RegionDef) -> str:
        """The names of all levels."""
        region = REGIONS.get(value)
        return " ".join(region.names) if region else ""
