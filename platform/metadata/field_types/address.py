"""Postal addresses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
from objectry.metadata.field_types.operators import LONG_TEXT_OPERATORS, quoted
from objectry.metadata.field_types.reading import half_width, single_line, wrong_type
from objectry.metadata.field_types.region import known_region
from objectry.metadata.field_types.regions import REGIONS, split_region

MAX_DETAIL = 200
_POSTCODE = re.compile("[0-9]{6}")
_POSTCODE_BEHIND = re.compile(r"[(（](?P<postcode>[0-9]{6})[)）]")
_BEHIND = len("(518057)")
_PARTS = ("region", "detail", "postcode")


@dataclass(frozen=True, slots=True)
class Address:
    """An address: a region's code, what follows it, and a postcode.

    Region or detail is always there.
    """

    region: str | None
    detail: str | None
    postcode: str | None


class AddressDef(FieldDef):
    """A field with an address."""

    type: Literal["address"] = "address"
    """An address."""
    length: Annotated[int, Field(ge=10, le=MAX_DETAIL)] = MAX_DETAIL
    """The most characters of street and house."""
    unique: Literal[False] = False
    """Addresses cannot be unique."""


class AddressType(FieldType[AddressDef, Address]):
    """Where to deliver: region, street and postcode (catalogue 5.1, row 26).

    Stored as four columns: the whole address as text (what formulas, filters and search see), and
    its parts in `__region`, `__detail` and `__postcode`. A region at the beginning of the street
    moves to its own part.
    """

    name = "address"
    title = Label(zh="地址", en="Address")
    definition = AddressDef
    formula_type = Type.TEXT
    widget = "address"
    sortable = False
    operators: ClassVar[tuple[Operator, ...]] = LONG_TEXT_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            "广东省深圳市南山区科技园南路1号（518057）",
            {"region": "440305", "detail": "科技园南路1号", "postcode": "518057"},
            "广东省/深圳市/南山区 科技园南路1号 (518057)",
        ),
        Example(
            "海南路 3 号",
            {"region": None, "detail": "海南路 3 号", "postcode": None},
            "海南路 3 号",
        ),
        Example("上海", {"region": "310000", "detail": None, "postcode": None}, "上海市"),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject("广东省", "value_wrong_type"),
        Reject({"region": 44}, "value_wrong_type"),
        Reject({"street": "x"}, "value_wrong_type"),
        Reject({"region": "999999"}, "region_unknown"),
        Reject({"detail": "x", "postcode": "51805"}, "postcode_invalid"),
        Reject({"postcode": "518057"}, "address_empty"),
        Reject({"detail": "路" * 201}, "text_too_long"),
    )

    def in_formula(self, value: Address) -> object:
        """The whole address as text."""
        return _text(value)

    def columns(self, definition: AddressDef) -> tuple[ColumnSpec, ...]:
        """The whole address, and its parts."""
        return (
            ColumnSpec("", sa.String(300)),
            ColumnSpec("__region", sa.String(6)),
            ColumnSpec("__detail", sa.String(MAX_DETAIL)),
            ColumnSpec("__postcode", sa.String(6)),
        )

    def json_schema(self, definition: AddressDef) -> dict[str, Any]:
        """The three parts."""
        return {
            "type": "object",
            "properties": {
                "region": {"type": ["string", "null"], "pattern": "^([0-9]{6})?$"},
                "detail": {"type": ["string", "null"], "maxLength": definition.length},
                "postcode": {"type": ["string", "null"], "pattern": "^([0-9]{6})?$"},
            },
            "additionalProperties": False,
        }

    def from_json(self, raw: object, definition: AddressDef) -> Address | None:
        """Check the parts."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, dict) or not raw.keys() <= set(_PARTS):
            raise wrong_type(
                raw,
                "含 region、detail、postcode 的对象",
                "an object with region, detail and postcode",
            )
        region, detail, postcode = (
            single_line(raw[part]) if raw.get(part) is not None else "" for part in _PARTS
        )
        if region:
            known_region(region, 3)
        return _address(region or None, detail, half_width(postcode), definition)

    def to_json(self, value: Address, definition: AddressDef) -> object:
        """The three parts."""
        return {"region": value.region, "detail": value.detail, "postcode": value.postcode}

    def from_text(self, text: str, definition: AddressDef, style: TextStyle) -> Address | None:
        """Read region names, what follows them, and a postcode in parentheses at the end."""
        clean = single_line(text)
        return _address(None, clean, "", definition) if clean else None

    def to_text(self, value: Address, definition: AddressDef, style: TextStyle) -> str:
        """Region, detail, and the postcode in parentheses."""
        return _text(value)

    def to_columns(self, value: Address, definition: AddressDef) -> Sequence[object]:
        """The whole address, and its parts."""
        return (_text(value), value.region, value.detail, value.postcode)

    def from_columns(self, stored: Sequence[Any], definition: AddressDef) -> Address | None:
        """The address of the stored parts."""
        return Address(*stored[1:]) if stored[0] is not None else None

    def literal(self, value: Address, definition: AddressDef) -> str:
        """The address in quotes: what `contains` looks for."""
        return quoted(_text(value))

    def search_words(self, value: Address, definition: AddressDef) -> str:
        """The whole address."""
        return _text(value).replace("/", " ")


def _address(
    region: str | None, detail: str, postcode: str, definition: AddressDef
) -> Address | None:
    """An address in its one form, with region and postcode taken out of the detail.

    Raises ValueRefused.
    """
    behind = _POSTCODE_BEHIND.fullmatch(detail[-_BEHIND:])
    if behind and not postcode:
        detail, postcode = detail[:-_BEHIND], behind["postcode"]
    if postcode and not _POSTCODE.fullmatch(postcode):
        raise ValueRefused(messages.POSTCODE_INVALID, {"value": excerpt(postcode)})
    found, detail = split_region(detail.strip(), REGIONS[region] if region else None)
    region = found.code if found else None
    if len(detail) > definition.length:
        params = {"limit": definition.length, "length": len(detail)}
        raise ValueRefused(messages.TEXT_TOO_LONG, params)
    if region is None and not detail:
        if postcode:
            raise ValueRefused(messages.ADDRESS_EMPTY)
        return None
    return Address(region, detail or None, postcode or None)


def _text(value: Address) -> str:
    region = REGIONS.get(value.region or "")
    parts = (
        region.text if region else value.region,
        value.detail,
        f"({value.postcode})" if value.postcode else None,
    )
    return " ".join(part for part in parts if part)
