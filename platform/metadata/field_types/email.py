"""E-mail addresses."""

import re
from typing import Any, ClassVar, Literal

import sqlalchemy as sa

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
from objectry.metadata.field_types.operators import TEXT_OPERATORS, quoted
from objectry.metadata.field_types.reading import half_width, single_line

MAX_LENGTH = 254
_LABEL = r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?"
_EMAIL = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
    rf"@(?:{_LABEL}\.)+{_LABEL}"
)
MAX_LOCAL = 64


class EmailDef(FieldDef):
    """A field with an e-mail address."""

    type: Literal["email"] = "email"
    """An e-mail address."""


class EmailType(FieldType[EmailDef, str]):
    """An e-mail address, in small letters (catalogue 5.1, row 23).

    Stored as text of at most 254 characters. No mailbox of practice tells capitals apart, and
    small letters make the same address the same text.
    """

    name = "email"
    title = Label(zh="邮箱", en="E-mail")
    definition = EmailDef
    formula_type = Type.TEXT
    widget = "email"
    groupable = True
    plain = True
    operators: ClassVar[tuple[Operator, ...]] = TEXT_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example(" Li.Ming@Example.COM ", "li.ming@example.com", "li.ming@example.com"),
        Example("ｉｎｆｏ＠例子.中国", "info@例子.中国", "info@例子.中国"),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(1, "value_wrong_type"),
        Reject("nobody", "email_invalid"),
        Reject("a@b", "email_invalid"),
        Reject("a..b@example.com", "email_invalid"),
        Reject("a@-example.com", "email_invalid"),
        Reject("a@example.com, b@example.com", "email_invalid"),
        Reject("Li Ming <li@example.com>", "email_invalid"),
        Reject("a" * 65 + "@example.com", "email_invalid"),
        Reject("a@example.com\r\nBcc: b@example.com", "text_line_break"),
    )

    def columns(self, definition: EmailDef) -> tuple[ColumnSpec, ...]:
        """One text column."""
        return (ColumnSpec("", sa.String(MAX_LENGTH)),)

    def json_schema(self, definition: EmailDef) -> dict[str, Any]:
        """An e-mail address."""
        return {"type": "string", "format": "email", "maxLength": MAX_LENGTH}

    def from_json(self, raw: object, definition: EmailDef) -> str | None:
        """Check an address."""
        if raw is None:
            return None
        text = half_width(single_line(raw)).lower()
        if not text:
            return None
        too_long = len(text) > MAX_LENGTH or text.find("@") > MAX_LOCAL
        if too_long or not _EMAIL.fullmatch(text):
            raise ValueRefused(messages.EMAIL_INVALID, {"value": excerpt(text)})
        return text

    def to_json(self, value: str, definition: EmailDef) -> object:
        """The address."""
        return value

    def from_text(self, text: str, definition: EmailDef, style: TextStyle) -> str | None:
        """Check an address."""
        return self.from_json(text, definition)

    def to_text(self, value: str, definition: EmailDef, style: TextStyle) -> str:
        """The address."""
        return value

    def literal(self, value: str, definition: EmailDef) -> str:
        """The address in quotes."""
        return quoted(value)
