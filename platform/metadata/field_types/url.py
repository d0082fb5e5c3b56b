"""Web addresses."""

import re
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

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
from objectry.metadata.field_types.reading import single_line

MAX_LENGTH = 2_000
_BARE = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::[0-9]{1,5})?(?:[/?#].*)?")
_UNSAFE = re.compile(r'[\s<>"\\^`{|}]')


class UrlDef(FieldDef):
    """A field with a web address."""

    type: Literal["url"] = "url"
    """A web address."""
    unique: Literal[False] = False
    """Web addresses cannot be unique: the same page has many."""


class UrlType(FieldType[UrlDef, str]):
    """A web site: an http or https address and nothing else (catalogue 5.1, row 24).

    Stored as text of at most 2,000 characters. `www.example.com` gets `https://` before it;
    addresses with a user name are refused, because they are made to deceive.
    """

    name = "url"
    title = Label(zh="网址", en="URL")
    definition = UrlDef
    formula_type = Type.TEXT
    widget = "url"
    groupable = True
    plain = True
    operators: ClassVar[tuple[Operator, ...]] = TEXT_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            "HTTPS://Example.com/a?b=中文#c",
            "https://example.com/a?b=中文#c",
            "https://example.com/a?b=中文#c",
        ),
        Example(
            "www.example.com/Path", "https://www.example.com/Path", "https://www.example.com/Path"
        ),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(1, "value_wrong_type"),
        Reject("javascript:alert(1)", "url_invalid"),
        Reject("java\nscript:alert(1)", "text_line_break"),
        Reject("data:text/html,x", "url_invalid"),
        Reject("ftp://example.com", "url_invalid"),
        Reject("//example.com", "url_invalid"),
        Reject("https://", "url_invalid"),
        Reject("https://bank.com@evil.example", "url_invalid"),
        Reject("https://example.com/<script>", "url_invalid"),
        Reject("https://example.com:99999/", "url_invalid"),
        Reject("https://[::1", "url_invalid"),
        Reject("说明", "url_invalid"),
        Reject("https://example.com/" + "a" * 2_000, "text_too_long"),
    )

    def columns(self, definition: UrlDef) -> tuple[ColumnSpec, ...]:
        """One text column."""
        return (ColumnSpec("", sa.String(MAX_LENGTH)),)

    def json_schema(self, definition: UrlDef) -> dict[str, Any]:
        """A web address."""
        return {"type": "string", "maxLength": MAX_LENGTH}

    def from_json(self, raw: object, definition: UrlDef) -> str | None:
        """Check an address."""
        if raw is None:
            return None
        text = single_line(raw)
        if not text:
            return None
        if _BARE.fullmatch(text):
            text = f"https://{text}"
        if len(text) > MAX_LENGTH:
            raise ValueRefused(messages.TEXT_TOO_LONG, {"limit": MAX_LENGTH, "length": len(text)})
        address = None if _UNSAFE.search(text) else _normal(text)
        if address is None:
            raise ValueRefused(messages.URL_INVALID, {"value": excerpt(text)})
        return address

    def to_json(self, value: str, definition: UrlDef) -> object:
        """The address."""
        return value

    def from_text(self, text: str, definition: UrlDef, style: TextStyle) -> str | None:
        """Check an address."""
        return self.from_json(text, definition)

    def to_text(self, value: str, definition: UrlDef, style: TextStyle) -> str:
        """The address."""
        return value

    def literal(self, value: str, definition: UrlDef) -> str:
        """The address in quotes."""
        return quoted(value)


def _normal(text: str) -> str | None:
    """The address with scheme and host in small letters; None when it is no plain web address."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # a broken IPv6 address or port
        return None
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or port == 0:
        return None
    return parts._replace(netloc=parts.netloc.lower()).geturl()
