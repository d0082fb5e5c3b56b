"""Telephone numbers."""

import re
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal, Self

import phonenumbers
import sqlalchemy as sa
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat
from pydantic import StringConstraints, model_validator

from objectry.formula.messages import excerpt
from objectry.formula.types import Type
from objectry.metadata.documents import Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    DefinitionRefused,
    Example,
    FieldDef,
    FieldType,
    Operator,
    Reject,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.operators import TEXT_OPERATORS, quoted
from objectry.metadata.field_types.pattern import Pattern, refuse_bad_pattern, refuse_unlike
from objectry.metadata.field_types.reading import as_text, half_width, single_line

MAX_LENGTH = 32
EXTENSION = ";ext="
_TYPED = re.compile("[0-9+][0-9 ()./;=a-z*#-]{2,58}", re.IGNORECASE)
_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CHINESE_EXTENSION = re.compile("(?:转|分机)[: ]*")
_MOBILE = re.compile("1[3-9][0-9]{9}")
_NO_GAPS = str.maketrans("", "", " -")
_STORED_MOBILE = re.compile(r"\+861[3-9][0-9]{9}")


class PhoneDef(FieldDef):
    """A field with a telephone number."""

    type: Literal["phone"] = "phone"
    """A telephone number."""
    region: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")] = "CN"
    """The country of numbers written without a country code."""
    pattern: Pattern | None = None
    """A regular expression (RE2) that the whole international form must match, e.g. `[+]861[3-9].*` for mobiles."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        if self.region not in phonenumbers.SUPPORTED_REGIONS:
            params = {"value": self.region}
            raise DefinitionRefused(messages.PHONE_REGION, params, ("region",))
        refuse_bad_pattern(self.pattern)
        return self


class PhoneType(FieldType[PhoneDef, str]):
    """A telephone or mobile number (catalogue 5.1, row 22).

    Stored in international form without blanks (`+8613800138000`, extensions as `;ext=12`), so
    that the same number is the same text however it was written; shown in the national form where
    it is at home, else in the international one.
    """

    name = "phone"
    title = Label(zh="电话", en="Phone")
    definition = PhoneDef
    formula_type = Type.TEXT
    widget = "phone"
    groupable = True
    plain = True
    signed = True
    operators: ClassVar[tuple[Operator, ...]] = TEXT_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example("１３８ ００１３ ８０００", "+8613800138000", "138 0013 8000"),
        Example("+86-138-0013-8000", "+8613800138000", "138 0013 8000"),
        Example("（0755）8612 3456 转 12", "+8675586123456;ext=12", "0755 8612 3456 ext. 12"),
        Example("400-800-1234", "+864008001234", "400 800 1234"),
        Example("+1 650 253 0000", "+16502530000", "+1 650-253-0000"),
        Example("(650) 253-0000", "+16502530000", "(650) 253-0000", {"region": "US"}),
        Example("13800138000", "+8613800138000", "138 0013 8000", {"pattern": "[+]861[3-9].*"}),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(13800138000, "value_wrong_type"),
        Reject("华强科技", "phone_invalid"),
        Reject("1", "phone_invalid"),
        Reject("+999 1234567", "phone_invalid"),
        Reject("1380013800013800138000", "phone_invalid"),
        Reject("138001380\x0000", "text_control"),
        Reject("0755 8612 3456", "text_pattern", {"pattern": "[+]861[3-9].*"}),
    )

    def columns(self, definition: PhoneDef) -> tuple[ColumnSpec, ...]:
        """One text column."""
        return (ColumnSpec("", sa.String(MAX_LENGTH)),)

    def json_schema(self, definition: PhoneDef) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "maxLength": 60}

    def from_json(self, raw: object, definition: PhoneDef) -> str | None:
        """Read a number in any usual spelling."""
        stored = None if raw is None else _read(as_text(raw), definition.region)
        if stored is not None:
            refuse_unlike(stored, definition.pattern)
        return stored

    def to_json(self, value: str, definition: PhoneDef) -> object:
        """The international form."""
        return value

    def from_text(self, text: str, definition: PhoneDef, style: TextStyle) -> str | None:
        """Read a number in any usual spelling."""
        return self.from_json(text, definition)

    def to_text(self, value: str, definition: PhoneDef, style: TextStyle) -> str:
        """The number as people write it in its own country, or the international form."""
        if definition.region == "CN" and _STORED_MOBILE.fullmatch(value):
            return f"{value[3:6]} {value[6:10]} {value[10:]}"
        return _shown(value, definition.region)

    def literal(self, value: str, definition: PhoneDef) -> str:
        """The international form in quotes."""
        return quoted(value)

    def search_words(self, value: str, definition: PhoneDef) -> str:
        """The international form, and the digits that people remember."""
        number = _parsed(value, definition.region)
        return f"{value} {number.national_number}" if number else value


def _read(text: str, region: str) -> str | None:
    """The international form of a number as people write it. Raises ValueRefused."""
    # Nearly all numbers are Chinese mobile ones, for which the library would take 30 µs each.
    compact = text.translate(_NO_GAPS)
    if region == "CN" and _MOBILE.fullmatch(compact):
        return f"+86{compact}"
    if _STORED_MOBILE.fullmatch(compact):
        return compact
    # Numbers copied from chats carry marks of direction that nobody sees.
    typed = half_width(single_line(_MARKS.sub("", text)))
    if not typed:
        return None
    number = _parsed(_CHINESE_EXTENSION.sub(EXTENSION, typed), region)
    stored = _stored(number) if number else ""
    # What is no longer the same number when read again, as one of zeros only, is none.
    if number is None or _parsed(stored, region) != number:
        raise ValueRefused(messages.PHONE_INVALID, {"value": excerpt(text)})
    return stored


def _parsed(typed: str, region: str) -> PhoneNumber | None:
    if not _TYPED.fullmatch(typed.replace(EXTENSION, "x").lstrip("(")):
        return None
    try:
        number = phonenumbers.parse(typed, region)
    except NumberParseException:
        return None
    # Possible, not valid: number plans grow faster than any list of them.
    return number if phonenumbers.is_possible_number(number) else None


def _stored(number: PhoneNumber) -> str:
    international = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    base = international.partition(EXTENSION)[0]
    return f"{base}{EXTENSION}{number.extension}" if number.extension else base


@lru_cache(maxsize=4_096)
def _shown(value: str, region: str) -> str:
    """A stored number as people read it.

    Formatting takes 20 µs, and lists show the same numbers again and again.
    """
    number = _parsed(value, region)
    if number is None:
        return value
    home = number.country_code == phonenumbers.country_code_for_region(region)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    if home and _parsed(national, region) == number:
        return national
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
