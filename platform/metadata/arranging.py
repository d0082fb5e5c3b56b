"""From the definitions of list views and layouts to what the catalog keeps: every name in them becomes its field.

Names that stand for nothing are left out: whoever checks them tells so, and no catalog with such names is ever used.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from objectry.metadata.catalog import (
    Field,
    FieldPath,
    Layout,
    LineTable,
    ListView,
    Object,
    Order,
    PlacedField,
    RelatedList,
    Section,
    walk,
)
from objectry.metadata.layout_definitions import (
    LayoutDef,
    PlacedFieldDef,
    RelatedListDef,
    SectionDef,
)
from objectry.metadata.object_definitions import InlineListViewDef

Objects = Mapping[str, Object]


def list_views(
    objects: Objects, elsewhere: Mapping[str, Iterable[InlineListViewDef]]
) -> Mapping[str, Mapping[str, ListView]]:
    """The list views of each object: its own, then those that were written outside of it."""
    return MappingProxyType(
        {
            name: MappingProxyType(
                {
                    view.name: ListView(
                        view, _paths(objects, name, view.columns), _sort(objects, name, view.sort)
                    )
                    for view in (*thing.definition.list_views, *elsewhere.get(name, ()))
                }
            )
            for name, thing in objects.items()
        }
    )


def layouts(
    objects: Objects, definitions: Iterable[LayoutDef]
) -> Mapping[str, tuple[Layout, ...]]:
    """The layouts of each object, the one called `default` first."""
    found: dict[str, list[Layout]] = {name: [] for name in objects}
    for one in sorted(definitions, key=lambda one: one.layout != f"{one.object}.default"):
        if one.object in found:
            found[one.object].append(_layout(objects, one))
    return MappingProxyType({name: tuple(own) for name, own in found.items()})


def _layout(objects: Objects, layout: LayoutDef) -> Layout:
    own = objects[layout.object]
    status = [layout.status_path] if layout.status_path else []
    return Layout(
        definition=layout,
        highlights=_fields(own, layout.highlights),
        status_path=next(iter(_fields(own, status)), None),
        sections=tuple(_section(own, section) for section in layout.sections),
        related_lists=tuple(_related_lists(objects, layout.related_lists)),
        lines=tuple(_lines(objects, layout)),
        quick_create=_fields(own, layout.quick_create),
    )


def _section(own: Object, section: SectionDef) -> Section:
    placed = (PlacedFieldDef(field=f) if isinstance(f, str) else f for f in section.fields)
    fields = (PlacedField(p, own.fields[p.field]) for p in placed if p.field in own.fields)
    return Section(section, tuple(fields))


def _related_lists(objects: Objects, lists: Iterable[RelatedListDef]) -> Iterator[RelatedList]:
    for one in lists:
        through = walk(objects, one.object, one.through)
        if through:
            columns = _paths(objects, one.object, one.columns)
            yield RelatedList(one, through[0], columns, _sort(objects, one.object, one.sort))


def _lines(objects: Objects, layout: LayoutDef) -> Iterator[LineTable]:
    for one in layout.lines:
        detail = objects.get(one.object)
        if detail is not None and detail.master is not None:
            position = () if one.position is None else (one.position,)
            kept = next(iter(_fields(detail, position)), None)
            yield LineTable(one, detail.master, _fields(detail, one.columns), kept)


def _fields(own: Object, names: Iterable[str]) -> tuple[Field, ...]:
    return tuple(own.fields[name] for name in names if name in own.fields)


def _paths(objects: Objects, object_name: str, texts: Iterable[str]) -> tuple[FieldPath, ...]:
    return tuple(path for text in texts if (path := walk(objects, object_name, text)))


def _sort(objects: Objects, object_name: str, terms: Iterable[str]) -> tuple[Order, ...]:
    return tuple(
        Order(path, term.startswith("-"))
        for term in terms
        if (path := walk(objects, object_name, term.removeprefix("-")))
    )
