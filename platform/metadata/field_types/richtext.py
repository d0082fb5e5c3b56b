"""Text with headings, lists, links and tables, as cleaned HTML."""

import html
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, Self

import nh3
import sqlalchemy as sa
from pydantic import Field, model_validator

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
from objectry.metadata.field_types.operators import LONG_TEXT_OPERATORS, quoted
from objectry.metadata.field_types.reading import several_lines

MAX_LENGTH = 100_000
MAX_TAGS = 3_000
"""Tags that may be opened. A parser looks through all that are open at each one."""
SAFE_TAGS = frozenset(
    {
        "a", "b", "blockquote", "br", "code", "col", "colgroup", "del", "em", "h1", "h2", "h3",
        "h4", "hr", "i", "ins", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup",
        "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
    }
)  # fmt: skip
"""Tags that can neither run code, nor load anything, nor post a form."""
_ATTRIBUTES: Mapping[str, set[str]] = MappingProxyType(
    {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
)
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


class RichTextDef(FieldDef):
    """A field with formatted text."""

    type: Literal["richtext"] = "richtext"
    """Formatted text."""
    tags: tuple[str, ...] | None = None
    """The HTML tags to keep; without it, all harmless ones."""
    length: Annotated[int, Field(ge=1, le=MAX_LENGTH)] = 20_000
    """The most characters that it takes, tags included."""
    unique: Literal[False] = False
    """Long texts cannot be unique."""
    indexed: Literal[False] = False
    """Long texts have no index: make them searchable instead."""

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        for number, tag in enumerate(self.tags or ()):
            if tag not in SAFE_TAGS:
                params = {"tag": tag, "allowed": ", ".join(sorted(SAFE_TAGS))}
                raise DefinitionRefused(messages.TAG_REFUSED, params, ("tags", number))
        return self

    @cached_property
    def cleaner(self) -> nh3.Cleaner:
        """What takes everything out that is not allowed."""
        tags = set(SAFE_TAGS if self.tags is None else self.tags)
        return nh3.Cleaner(
            tags=tags,
            attributes={tag: names for tag, names in _ATTRIBUTES.items() if tag in tags},
            url_schemes=set(_SCHEMES),
            link_rel="noopener noreferrer nofollow",
            strip_comments=True,
        )


_TEXT_ONLY = nh3.Cleaner(tags=set())
_MAX_ROUNDS = 8


def _settled(written: str, cleaner: nh3.Cleaner) -> str:
    """Cleaned HTML that cleaning, and so a browser's parser, leaves as it is."""
    # Parsers move misplaced tags, as links in links, and may move them differently next time. Only
    # HTML that has come to rest means the same to everybody who reads it.
    for _ in range(_MAX_ROUNDS):
        cleaned = cleaner.clean(written).strip()
        if cleaned == written or len(cleaned) > MAX_LENGTH:
            return cleaned
        written = cleaned
    return _TEXT_ONLY.clean(written).strip()


class RichTextType(FieldType[RichTextDef, str]):
    """An announcement, a contract clause: HTML, cleaned (catalogue 5.1, row 3).

    Stored as HTML with harmless tags only; scripts, styles, event attributes and foreign link
    schemes are taken out when the value is read, so that a page may show it as it is. Cleaning
    twice changes nothing.
    """

    name = "richtext"
    title = Label(zh="富文本", en="Rich text")
    definition = RichTextDef
    formula_type = Type.TEXT
    widget = "richtext"
    plain = True
    sortable = False
    operators: ClassVar[tuple[Operator, ...]] = LONG_TEXT_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            "<p onclick=steal()>您好<script>alert(1)</script> <b>世界</b></p>",
            "<p>您好 <b>世界</b></p>",
            "<p>您好 <b>世界</b></p>",
        ),
        Example("1 < 2 & 3", "1 &lt; 2 &amp; 3", "1 &lt; 2 &amp; 3"),
        Example("<h1>标题</h1><b>粗</b>", "标题<b>粗</b>", "标题<b>粗</b>", {"tags": ["b"]}),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(1, "value_wrong_type"),
        Reject("a" * 11, "text_too_long", {"length": 10}),
        Reject("a\x00", "text_control"),
    )

    def columns(self, definition: RichTextDef) -> tuple[ColumnSpec, ...]:
        """One text column."""
        return (ColumnSpec("", sa.Text()),)

    def json_schema(self, definition: RichTextDef) -> dict[str, Any]:
        """HTML text."""
        return {"type": "string", "maxLength": definition.length, "contentMediaType": "text/html"}

    def from_json(self, raw: object, definition: RichTextDef) -> str | None:
        """Clean HTML."""
        if raw is None:
            return None
        text = several_lines(raw)
        if len(text) <= MAX_LENGTH:
            tags = text.count("<") - text.count("</")
            if tags > MAX_TAGS:
                raise ValueRefused(messages.RICH_TEXT_TAGS, {"limit": MAX_TAGS, "count": tags})
            text = _settled(text, definition.cleaner)
        if len(text) > definition.length:
            params = {"limit": definition.length, "length": len(text)}
            raise ValueRefused(messages.TEXT_TOO_LONG, params)
        return text or None

    def to_json(self, value: str, definition: RichTextDef) -> object:
        """The cleaned HTML."""
        return value

    def from_text(self, text: str, definition: RichTextDef, style: TextStyle) -> str | None:
        """Clean HTML."""
        return self.from_json(text, definition)

    def to_text(self, value: str, definition: RichTextDef, style: TextStyle) -> str:
        """The cleaned HTML, so that an export can be imported again."""
        return value

    def literal(self, value: str, definition: RichTextDef) -> str:
        """The HTML in quotes."""
        return quoted(value)

    def search_words(self, value: str, definition: RichTextDef) -> str:
        """The text without its tags."""
        # Words on both sides of a tag are different words.
        return html.unescape(_TEXT_ONLY.clean(value.replace("<", " <"))).strip()
