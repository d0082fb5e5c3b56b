"""What links to records of one object have in common, whether they lead to one record or to several."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from objectry.metadata.documents import ApiName, Expression
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    FieldDef,
    FieldType,
    LookupKey,
    Mention,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.operators import quoted
from objectry.metadata.field_types.reading import split_list, wrong_type
from objectry.metadata.field_types.record_key import (
    key_from_json,
    key_from_text,
    key_json,
    key_text,
)

SAMPLE_ID = "0198a1c4-7d3e-7c11-9a55-0123456789ab"
OTHER_SAMPLE_ID = "0198a1c4-7d3e-7c11-9a55-ba9876543210"

Link = str | LookupKey
"""A record ID, or the key that names the record until the records layer has looked it up."""

Links = Link | tuple[Link, ...]

MAX_LINKS = 500
"""The most records that one field points to."""

F = TypeVar("F", bound=FieldDef)
L = TypeVar("L", bound="LinkDef")
V = TypeVar("V", bound=Links)


class LinkDef(FieldDef):
    """A field that points to records of one object."""

    to: ApiName
    """The object that the other record belongs to."""
    filter: Expression | None = None
    """A formula on the other record: only matching ones are offered."""
    business_types: tuple[ApiName, ...] = ()
    """Business types of the other object: only records of these are offered; all when empty."""


def links_of(value: Links) -> tuple[Link, ...]:
    """The links that a value is made of: one, or several."""
    return value if isinstance(value, tuple) else (value,)


class LinkType(FieldType[F, V], Generic[F, V]):
    """The base of the types whose value is a record of one object, or several of them."""

    def to_json(self, value: V, definition: F) -> object:
        """The ID, or the list of them."""
        return [key_json(link) for link in value] if isinstance(value, tuple) else key_json(value)

    def to_text(self, value: V, definition: F, style: TextStyle) -> str:
        """The IDs with semicolons between them; showing names is up to those who may read them."""
        return "; ".join(map(key_text, links_of(value)))

    def literal(self, value: V, definition: F) -> str:
        """The IDs in quotes, with commas between them."""
        return ", ".join(quoted(key_text(link)) for link in links_of(value))

    def search_words(self, value: V, definition: F) -> str:
        """Nothing: the name belongs to the other record."""
        return ""


class ObjectLinkType(LinkType[L, V], Generic[L, V]):
    """The base of the types for which a field says which object it points to."""

    def mentions(self, definition: L) -> tuple[Mention, ...]:
        """The other object, and the business types of it that are offered."""
        found: list[Mention] = [("object", definition.to, ("to",))]
        for place, kind in enumerate(definition.business_types):
            found.append(("business_type", f"{definition.to}.{kind}", ("business_types", place)))
        return tuple(found)

    def conditions(self, definition: L) -> tuple[tuple[str, str, str], ...]:
        """The filter and the business types."""
        found = [(definition.filter, "filter")] if definition.filter else []
        if definition.business_types:
            kinds = ", ".join(map(quoted, definition.business_types))
            found.append((f"IN(business_type, {kinds})", "business_types"))
        return tuple((text, definition.to, option) for text, option in found)


def link_list_from_json(raw: object, limit: int) -> tuple[Link, ...] | None:
    """Several records named in JSON, each once. Raises ValueRefused."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, list | tuple):
        raise wrong_type(raw, "记录的列表", "a list of records")
    return _links([key_from_json(entry) for entry in raw], limit)


def link_list_from_text(text: str, limit: int) -> tuple[Link, ...] | None:
    """Several records named in text, with semicolons between them. Raises ValueRefused."""
    parts = dict.fromkeys(split_list(text))
    _refuse_many(len(parts), limit)
    return _links([key_from_text(part) for part in parts], limit)


def _links(found: Sequence[Link | None], limit: int) -> tuple[Link, ...] | None:
    links = tuple(dict.fromkeys(link for link in found if link is not None))
    _refuse_many(len(links), limit)
    return links or None


def _refuse_many(count: int, limit: int) -> None:
    if count > limit:
        raise ValueRefused(messages.LIST_TOO_LONG, {"limit": limit, "count": count})
