"""The `layout` kind: the arrangement of a record page, its form, its related lists and its quick-create form."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from objectry.formula.types import Type
from objectry.metadata import messages
from objectry.metadata.catalog import Catalog
from objectry.metadata.documents import ApiName, Definition, Expression, Label
from objectry.metadata.kinds.interface import Fault, Fields, FormulaUse, Kind, Use
from objectry.metadata.object_definitions import ColumnPath, SortPath
from objectry.metadata.problems import Path

LayoutName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}\.[a-z][a-z0-9_]{0,47}$")
]


class PlacedFieldDef(Definition):
    """A field in a section, with what holds on this layout only."""

    field: ApiName
    """The field."""
    required: bool = False
    """Demand a value on this layout."""
    read_only: bool = False
    """Show the value and take none on this layout."""
    when: Expression | None = None
    """Show the field only while this formula is true."""


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
    """Show the section only while this formula is true."""


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
    quick_create: Annotated[tuple[ApiName, ...], Field(max_length=30)] = ()
    """The fields of the short form; the rest opens by 添加更多条目."""


def _uses(definition: LayoutDef, fields: Fields) -> Iterator[Use]:
    own = definition.object
    yield Use("object", own, ("object",))
    for index, name in enumerate(definition.business_types):
        yield Use("business_type", f"{own}.{name}", ("business_types", index))
    for index, name in enumerate(definition.profiles):
        yield Use("profile", name, ("profiles", index))
    for index, name in enumerate(definition.highlights):
        yield Use("field", f"{own}.{name}", ("highlights", index))
    if definition.status_path:
        yield Use("field", f"{own}.{definition.status_path}", ("status_path",))
    for number, section in enumerate(definition.sections):
        for index, placed in enumerate(section.fields):
            at: Path = ("sections", number, "fields", index)
            if isinstance(placed, str):
                yield Use("field", f"{own}.{placed}", at)
            else:
                yield Use("field", f"{own}.{placed.field}", (*at, "field"))
    for number, related in enumerate(definition.related_lists):
        at = ("related_lists", number)
        yield Use("object", related.object, (*at, "object"))
        yield Use("field", f"{related.object}.{related.through}", (*at, "through"))
        for index, column in enumerate(related.columns):
            yield Use("field", f"{related.object}.{column}", (*at, "columns", index))
        for index, order in enumerate(related.sort):
            yield Use("field", f"{related.object}.{order.lstrip('-')}", (*at, "sort", index))
    for index, name in enumerate(definition.quick_create):
        yield Use("field", f"{own}.{name}", ("quick_create", index))


def _formulas(definition: LayoutDef, fields: Fields) -> Iterator[FormulaUse]:
    for number, section in enumerate(definition.sections):
        if section.when:
            at: Path = ("sections", number, "when")
            yield FormulaUse(section.when, definition.object, Type.BOOLEAN, at)
        for index, placed in enumerate(section.fields):
            if isinstance(placed, PlacedFieldDef) and placed.when:
                at = ("sections", number, "fields", index, "when")
                yield FormulaUse(placed.when, definition.object, Type.BOOLEAN, at)


def _check(definition: LayoutDef, catalog: Catalog) -> Iterator[Fault]:
    """A layout is named after its object, and its related lists lead back to it."""
    own = definition.object
    if definition.layout.split(".")[0] != own:
        params = {"layout": definition.layout, "object": own}
        yield Fault(("layout",), messages.LAYOUT_OBJECT, params)
    for number, related in enumerate(definition.related_lists):
        through = catalog.path(related.object, related.through)
        if through is None:
            continue  # reported with all other unknown names, as a target that does not exist is
        relation = through[-1].relation
        targets = relation.targets if relation else ()
        if own not in targets and catalog.objects.keys() >= set(targets):
            params = {"field": f"{related.object}.{related.through}", "object": own}
            yield Fault(("related_lists", number, "through"), messages.RELATED_THROUGH, params)


LAYOUT = Kind(
    name="layout",
    title=Label(zh="页面布局", en="Layout"),
    model=LayoutDef,
    identity=lambda definition: definition.layout,
    uses=_uses,
    check=_check,
    formulas=_formulas,
    setup_page="/setup/layouts",
)


def layouts_of(catalog: Catalog, object_name: str) -> tuple[LayoutDef, ...]:
    """The layouts of an object, the one called `default` first."""
    own = [layout for layout in LAYOUT.of(catalog).values() if layout.object == object_name]
    return tuple(sorted(own, key=lambda layout: layout.layout != f"{object_name}.default"))
