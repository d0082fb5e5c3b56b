"""The definition of a layout, as it is written: how records of an object are shown and edited."""

from typing import Annotated

from pydantic import Field, StringConstraints

from objectry.metadata.documents import ApiName, Definition, Expression, Label
from objectry.metadata.object_definitions import ColumnPath, SortPath

LayoutName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}\.[a-z][a-z0-9_]{0,47}$")
]


class PlacedFieldDef(Definition):
    """A field in a section, with what holds on this layout only."""

    field: ApiName
    """The field."""
    required: bool = False
    """Demand a value on this layout."""
    required_when: Expression | None = None
    """Demand a value on this layout while this formula is true of what the form holds."""
    read_only: bool = False
    """Show the value and take none on this layout."""
    read_only_when: Expression | None = None
    """Take no value on this layout while this formula is true of what the form holds."""
    when: Expression | None = None
    """Show the field only while this formula is true of what the form holds."""


class SectionDef(Definition):
    """A titled group of fields."""

    label: Label
    """The title."""
    columns: Annotated[int, Field(ge=1, le=4)] = 2
    """How many fields stand side by side on a wide screen."""
    fields: Annotated[tuple[ApiName | PlacedFieldDef, ...], Field(min_length=1, max_length=200)]
    """The fields, row by row."""
    collapsed: bool = False
    """Start folded."""
    when: Expression | None = None
    """Show the section only while this formula is true of what the form holds."""


class RelatedListDef(Definition):
    """Records of another object that point to this one."""

    object: ApiName
    """The other object."""
    through: ApiName
    """Its field that points here."""
    label: Label | None = None
    """The title; the other object's plural when left out."""
    columns: Annotated[tuple[ColumnPath, ...], Field(min_length=1, max_length=30)]
    """The fields shown."""
    sort: Annotated[tuple[SortPath, ...], Field(max_length=5)] = ()
    """The order; newest first when empty."""


class LinesDef(Definition):
    """Details that are entered as a table in the form of their master record, and saved together with it."""

    object: ApiName
    """The other object, whose master record is the one of the layout."""
    label: Label | None = None
    """The title; the other object's plural when left out."""
    columns: Annotated[tuple[ApiName, ...], Field(min_length=1, max_length=20)]
    """The fields of a line, from left to right."""
    position: ApiName | None = None
    """A field for whole numbers that keeps the order of the lines. With it they can be moved, and begin in its order."""
    copied: bool = True
    """Copy the lines when a record is copied (保存并复制)."""


class LayoutDef(Definition):
    """How a record is shown and edited."""

    layout: LayoutName
    """The object and the layout's name, e.g. `opportunity.default`."""
    object: ApiName
    """The object that is shown."""
    label: Label
    """What administrators read."""
    business_types: tuple[ApiName, ...] = ()
    """Business types that use this layout; all of them when empty."""
    profiles: tuple[ApiName, ...] = ()
    """Profiles whose users see this layout; all of them when empty."""
    highlights: Annotated[tuple[ApiName, ...], Field(max_length=8)] = ()
    """Fields repeated at the top of the page."""
    status_path: ApiName | None = None
    """A select field shown as steps above the page."""
    sections: Annotated[tuple[SectionDef, ...], Field(min_length=1, max_length=50)]
    """The groups of fields."""
    related_lists: Annotated[tuple[RelatedListDef, ...], Field(max_length=50)] = ()
    """The lists below the fields."""
    lines: Annotated[tuple[LinesDef, ...], Field(max_length=5)] = ()
    """The tables of details in the form."""
    quick_create: Annotated[tuple[ApiName, ...], Field(max_length=30)] = ()
    """The fields of the short form; the rest opens by 添加更多条目."""
