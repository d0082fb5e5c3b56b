"""Uploaded files: images (`image`) and attachments (`file`)."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import Field, StringConstraints

from objectry.formula.types import Type
from objectry.metadata.column_types import TextList
from objectry.metadata.documents import Label
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import (
    ColumnSpec,
    Example,
    FieldDef,
    FieldType,
    FileLimits,
    Operator,
    Reject,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.operators import EMPTINESS
from objectry.metadata.field_types.reading import split_list, wrong_type
from objectry.metadata.field_types.record_key import ID_SCHEMA, as_id

MAX_COUNT = 50
MAX_MEGABYTES = 200
MEGABYTE = 1 << 20
"""Bytes of a megabyte, as people see it in their folders."""
Extension = Annotated[str, StringConstraints(pattern="^[a-z0-9]{1,10}$")]

_SAMPLE_ID = "0198a1c4-7d3e-7c11-9a55-0123456789ab"
_OTHER_ID = "0198a1c4-7d3e-7c11-9a55-ba9876543210"
F = TypeVar("F", "ImageDef", "FileDef")


class ImageDef(FieldDef):
    """A field with images."""

    type: Literal["image"] = "image"
    """Images."""
    count: Annotated[int, Field(ge=1, le=MAX_COUNT)] = 9
    """The most images."""
    max_size: Annotated[int, Field(ge=1, le=MAX_MEGABYTES)] = 10
    """The largest image, in megabytes of 1,048,576 bytes."""
    extensions: tuple[Extension, ...] = ("jpg", "jpeg", "png", "gif", "webp")
    """The kinds of files that are taken."""
    unique: Literal[False] = False
    """Files cannot be unique."""


class FileDef(FieldDef):
    """A field with attachments."""

    type: Literal["file"] = "file"
    """Attachments."""
    count: Annotated[int, Field(ge=1, le=MAX_COUNT)] = 10
    """The most files."""
    max_size: Annotated[int, Field(ge=1, le=MAX_MEGABYTES)] = 20
    """The largest file, in megabytes of 1,048,576 bytes."""
    extensions: tuple[Extension, ...] = ()
    """The kinds of files that are taken; none means all that the organisation allows."""
    unique: Literal[False] = False
    """Files cannot be unique."""


def _read(entries: Sequence[object], limit: int) -> tuple[str, ...] | None:
    """File IDs, each once, in their order. The API's `{"id": …}` names a file too. Raises ValueRefused."""
    found: dict[str, None] = {}
    for entry in entries:
        named = entry.get("id") if isinstance(entry, dict) else entry
        known = as_id(named) if isinstance(named, str) else None
        if known is None:
            raise ValueRefused(messages.FILE_ID)
        found[known] = None
    if len(found) > limit:
        raise ValueRefused(messages.LIST_TOO_LONG, {"limit": limit, "count": len(found)})
    return tuple(found) or None


class FilesType(FieldType[F, tuple[str, ...]], Generic[F]):
    """The base of both types: stored as the list of file IDs in their order.

    A file is uploaded first, which checks that its content is what its name says; size and kind are compared with the
    field when a record takes it.
    """

    formula_type = Type.MULTIPICKLIST
    sortable = False
    holds_files = True
    operators: ClassVar[tuple[Operator, ...]] = EMPTINESS
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            f"{_SAMPLE_ID}；{_OTHER_ID}", [_SAMPLE_ID, _OTHER_ID], f"{_SAMPLE_ID}; {_OTHER_ID}"
        ),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(_SAMPLE_ID, "value_wrong_type"),
        Reject([1], "file_id"),
        Reject(["../../etc/passwd"], "file_id"),
        Reject([_SAMPLE_ID, _OTHER_ID], "list_too_long", {"count": 1}),
    )

    def columns(self, definition: F) -> tuple[ColumnSpec, ...]:
        """One column with a list."""
        return (ColumnSpec("", TextList()),)

    def json_schema(self, definition: F) -> dict[str, Any]:
        """A list of file IDs, or of files as they are read."""
        answered = {"type": "object", "properties": {"id": dict(ID_SCHEMA)}, "required": ["id"]}
        items = {"anyOf": [dict(ID_SCHEMA), answered]}
        return {"type": "array", "items": items, "maxItems": definition.count}

    def from_json(self, raw: object, definition: F) -> tuple[str, ...] | None:
        """Check the IDs' form and their number."""
        if raw is None or raw == "":
            return None
        if not isinstance(raw, list | tuple):
            raise wrong_type(raw, "文件 ID 的列表", "a list of file IDs")
        return _read(raw, definition.count)

    def to_json(self, value: tuple[str, ...], definition: F) -> object:
        """The IDs."""
        return list(value)

    def from_text(self, text: str, definition: F, style: TextStyle) -> tuple[str, ...] | None:
        """Read IDs with semicolons between them."""
        return _read(split_list(text), definition.count)

    def to_text(self, value: tuple[str, ...], definition: F, style: TextStyle) -> str:
        """The IDs with semicolons between them."""
        return "; ".join(value)

    def file_limits(self, definition: F) -> FileLimits:
        """The largest file, and the kinds."""
        return FileLimits(definition.max_size * MEGABYTE, definition.extensions)

    def search_words(self, value: tuple[str, ...], definition: F) -> str:
        """Nothing."""
        return ""


class ImageType(FilesType[ImageDef]):
    """Photos of a site, a business card (catalogue 5.1, row 28)."""

    name = "image"
    title = Label(zh="图片", en="Image")
    definition = ImageDef
    widget = "images"


class FileType(FilesType[FileDef]):
    """A signed contract, a drawing (catalogue 5.1, row 29)."""

    name = "file"
    title = Label(zh="附件", en="Attachment")
    definition = FileDef
    widget = "files"
