"""Numbers that the platform gives to records: `KH-202611-0042`."""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, Self

import sqlalchemy as sa
from pydantic import Field, StringConstraints, model_validator

from objectry.formula.types import Type
from objectry.metadata.documents import ApiName, Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    Counter,
    DefinitionRefused,
    Example,
    FieldDef,
    FieldType,
    Mention,
    NumberForm,
    Operator,
    Reject,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.operators import TEXT_OPERATORS, quoted
from objectry.metadata.field_types.reading import single_line
from objectry.metadata.problems import Path

Reset = Literal["none", "year", "month", "day"]

MAX_LENGTH = 80
"""Characters of a number: the longest format with room for counters that outgrow their zeros."""

_PART = re.compile(r"\{([^{}]*)\}")
_COUNTER = re.compile("0{1,12}")
_DATE_PARTS: Mapping[str, str] = MappingProxyType(
    {"YYYY": "{0.year:04d}", "YY": "{1:02d}", "MM": "{0.month:02d}", "DD": "{0.day:02d}"}
)
# What a format must show so that numbers stay different when the counter starts again.
_NEEDED: Mapping[Reset, tuple[str, ...]] = MappingProxyType(
    {"none": (), "year": ("YYYY",), "month": ("YYYY", "MM"), "day": ("YYYY", "MM", "DD")}
)
_DIGITS = re.compile("[0-9]")

NumberFormat = Annotated[str, StringConstraints(min_length=3, max_length=60)]
"""Text with `{YYYY}`, `{YY}`, `{MM}`, `{DD}` and one counter such as `{0000}`."""


class AutoNumberDef(FieldDef):
    """A field with a number that the platform gives."""

    type: Literal["autonumber"] = "autonumber"
    """A number that the platform gives."""
    format: NumberFormat
    """Text with `{YYYY}`, `{YY}`, `{MM}`, `{DD}` and one counter such as `{0000}`."""
    start: Annotated[int, Field(ge=0, le=10**12)] = 1
    """The first number of the counter."""
    reset: Reset = "none"
    """When the counter starts again."""
    business_types: Mapping[ApiName, NumberFormat] = {}
    """The formats of business types that have a counter of their own. Each must differ from all others in more than
    its digits, so that no number is given twice."""
    copied: Literal[False] = False
    """A copy gets a number of its own."""
    required: Literal[False] = False
    """The number is always there and never asked for."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        _refuse_bad_format(self.format, self.reset, ("format",))
        texts = {_fixed_text(self.format)}
        for name, number_format in self.business_types.items():
            at = ("business_types", name)
            _refuse_bad_format(number_format, self.reset, at)
            if _fixed_text(number_format) in texts:
                raise DefinitionRefused(messages.FORMAT_ALIKE, {"format": number_format}, at)
            texts.add(_fixed_text(number_format))
        return self

    def format_for(self, business_type: str | None) -> tuple[str, str]:
        """Whose counter numbers a record, a business type's or for an empty name the field's, and in which format."""
        own = self.business_types.get(business_type or "")
        return ("", self.format) if own is None else (business_type or "", own)


def _refuse_bad_format(number_format: str, reset: Reset, at: Path) -> None:
    """Refuse unknown parts, no counter or several, and numbers that would repeat. Raises DefinitionRefused."""
    parts = _PART.findall(number_format)
    for part in parts:
        if part not in _DATE_PARTS and not _COUNTER.fullmatch(part):
            raise DefinitionRefused(messages.FORMAT_PART_UNKNOWN, {"part": f"{{{part}}}"}, at)
    counters = [part for part in parts if _COUNTER.fullmatch(part)]
    loose = _PART.sub("", number_format)
    if len(counters) != 1 or "{" in loose or "}" in loose:
        raise DefinitionRefused(messages.FORMAT_COUNTER, {"format": number_format}, at)
    shown = {"YYYY" if part == "YY" else part for part in parts}
    if any(part not in shown for part in _NEEDED[reset]):
        named = " ".join(f"{{{part}}}" for part in _NEEDED[reset])
        wrong = {"reset": reset, "parts": named}
        raise DefinitionRefused(messages.FORMAT_RESET, wrong, ("reset",))


def _fixed_text(number_format: str) -> str:
    """What is left of every number of a format when its digits are taken away: the parts are all digits."""
    return _DIGITS.sub("", _PART.sub("", number_format))


def period_key(reset: Reset, on: date) -> str:
    """The name of the period whose counter numbers a record of that day.

    `2026`, `2026-11`, `2026-11-23`, or empty for a counter that never starts again.
    """
    if reset == "none":
        return ""
    length = {"year": 4, "month": 7, "day": 10}[reset]
    return on.isoformat()[:length]


def render(number_format: str, on: date, number: int) -> str:
    """The number of a record: the parts of its day, and the counter.

    A counter that outgrows its zeros simply gets longer.
    """

    def part(found: re.Match[str]) -> str:
        name = found[1]
        if name in _DATE_PARTS:
            return _DATE_PARTS[name].format(on, on.year % 100)
        return str(number).zfill(len(name))

    return _PART.sub(part, number_format)


def _form(series: str, number_format: str, definition: AutoNumberDef, on: date) -> NumberForm:
    """What the numbers of a format have in common in the period of a day."""
    shown = {*_NEEDED[definition.reset]}
    around: list[list[str | int]] = [[]]
    for place, part in enumerate(_PART.split(number_format)):
        if place % 2 == 0:
            around[-1].append(part)
        elif part not in _DATE_PARTS:
            around.append([])
        elif part in shown or (part == "YY" and "YYYY" in shown):
            around[-1].append(_DATE_PARTS[part].format(on, on.year % 100))
        else:
            around[-1].append(len(part))
    before, behind = (tuple(part for part in parts if part != "") for parts in around)
    period = period_key(definition.reset, on)
    return NumberForm(series, period, definition.start, before, behind)


class AutoNumberType(FieldType[AutoNumberDef, str]):
    """A customer number, an order number: given once, in order, when the record is saved.

    Catalogue 5.1, row 14, and M5. Stored as text. Counters belong to the field, to the business
    type where it has a format of its own, and to the reset period; gaps are possible, doubles are
    not.
    """

    name = "autonumber"
    title = Label(zh="自动编号", en="Auto number")
    definition = AutoNumberDef
    formula_type = Type.TEXT
    widget = "output"
    names_records = True
    groupable = True
    plain = True
    computed = True
    operators: ClassVar[tuple[Operator, ...]] = TEXT_OPERATORS
    options: ClassVar[Mapping[str, object]] = MappingProxyType({"format": "KH-{YYYY}{MM}-{0000}"})
    examples: ClassVar[tuple[Example, ...]] = (
        Example("KH-202611-0042", "KH-202611-0042", "KH-202611-0042"),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(42, "value_wrong_type"),
        Reject("9" * 81, "text_too_long"),
        Reject("a\nb", "text_line_break"),
    )

    def columns(self, definition: AutoNumberDef) -> tuple[ColumnSpec, ...]:
        """One text column."""
        return (ColumnSpec("", sa.String(MAX_LENGTH)),)

    def json_schema(self, definition: AutoNumberDef) -> dict[str, Any]:
        """A text that is only read."""
        return {"type": "string", "maxLength": MAX_LENGTH, "readOnly": True}

    def from_json(self, raw: object, definition: AutoNumberDef) -> str | None:
        """Check a number, for filters and for records that bring their number along."""
        if raw is None:
            return None
        text = single_line(raw)
        if len(text) > MAX_LENGTH:
            params = {"limit": MAX_LENGTH, "length": len(text)}
            raise ValueRefused(messages.TEXT_TOO_LONG, params)
        return text or None

    def to_json(self, value: str, definition: AutoNumberDef) -> object:
        """The number itself."""
        return value

    def from_text(self, text: str, definition: AutoNumberDef, style: TextStyle) -> str | None:
        """Check a number."""
        return self.from_json(text, definition)

    def to_text(self, value: str, definition: AutoNumberDef, style: TextStyle) -> str:
        """The number itself."""
        return value

    def mentions(self, definition: AutoNumberDef) -> tuple[Mention, ...]:
        """The business types with counters of their own."""
        return tuple(
            ("business_type", name, ("business_types", name)) for name in definition.business_types
        )

    def counter(self, definition: AutoNumberDef, business_type: str | None, day: date) -> Counter:
        """The counter of the business type, or else the field's own."""
        series, number_format = definition.format_for(business_type)
        period = period_key(definition.reset, day)
        return Counter(series, period, definition.start, partial(render, number_format, day))

    def number_forms(self, definition: AutoNumberDef, day: date) -> tuple[NumberForm, ...]:
        """That of the field, and those of the business types with formats of their own."""
        formats = {"": definition.format, **definition.business_types}
        return tuple(_form(series, one, definition, day) for series, one in formats.items())

    def literal(self, value: str, definition: AutoNumberDef) -> str:
        """The number in quotes."""
        return quoted(value)
