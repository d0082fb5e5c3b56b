"""Related lists as people read them: the records of other objects that point to one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from objectry.formula.types import Type
from objectry.metadata.catalog import Field, FieldPath, Layout, Object, Order, path_name
from objectry.metadata.field_types.operators import EQUALS, INCLUDES, quoted
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access.grants import Access
from objectry.runtime.api.records import ListRequest, record_id, thing_for
from objectry.runtime.context import Context
from objectry.runtime.errors import NotFound
from objectry.runtime.records.entering import entered
from objectry.runtime.records.faults import explained
from objectry.runtime.records.forms import layout_meant
from objectry.runtime.records.paths import is_readable
from objectry.runtime.records.requests import list_query
from objectry.runtime.shown.lists import Column, Row
from objectry.runtime.store import read
from objectry.runtime.store.query import Pointing
from objectry.runtime.store.source import expand
from objectry.runtime.texts.values import record_address, shown_column

ROWS = 6
"""Records of a related list that stand on the page."""
COLUMNS = 6
"""Columns of a related list that no layout describes."""
EVERY_ROW = 100
"""Records of a related list that are printed."""


@dataclass(frozen=True, slots=True)
class RelatedTitle:
    """A related list that the user may open."""

    object: str
    through: str
    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class ShownRelated:
    """A related list with its first records."""

    title: RelatedTitle
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    count: int
    more: bool
    """Whether there are more than `count`."""
    filter: str
    """The condition by which the list of the object shows all of them."""
    view: str
    """The list view of the object that leaves none of them out; nothing where there is none."""
    creatable: bool
    """Whether the user may make another one."""
    preset: str
    """What the field of another one begins with to point here, as it is typed."""


@dataclass(frozen=True, slots=True)
class _Related:
    """A related list as the layout, or the field itself, describes it."""

    title: RelatedTitle
    field: Field
    columns: tuple[FieldPath, ...]
    sort: tuple[Order, ...]


def related_titles(
    context: Context, access: Access, thing: Object, layout: Layout | None
) -> tuple[RelatedTitle, ...]:
    """The related lists of a record whose records the user may read."""
    return tuple(one.title for one in _related(context, access, thing, layout))


def shown_related(
    context: Context, object_name: str, record: str, child: str, through: str, rows: int = ROWS
) -> ShownRelated:
    """A related list of a record. Raises NotFound for one that is not there or that the user may not see."""
    access, thing = thing_for(context, object_name)
    identifier = record_id(record)
    layout = _layout(context, access, thing, identifier)
    found = (one for one in _related(context, access, thing, layout)
             if (one.title.object, one.title.through) == (child, through))  # fmt: skip
    one = next(found, None)
    if one is None:
        raise NotFound(access_messages.OBJECT_UNKNOWN, {"object": child[:100]})
    return _shown(context, access, thing.name, one, identifier, rows)


def _layout(context: Context, access: Access, thing: Object, record: str) -> Layout | None:
    """The layout of a record that the user may see."""
    draft = entered(context, access, thing, record, {})
    return layout_meant(context, thing, draft.value("business_type"))


def _related(
    context: Context, access: Access, thing: Object, layout: Layout | None
) -> tuple[_Related, ...]:
    name = layout.definition.layout if layout else ""
    return context.state.memo.get(
        ("related", thing.name, name, access.key, context.language),
        lambda: tuple(
            one
            for one in _described(context, access, thing, layout)
            if is_readable(context, access, (one.field,)) and one.columns
        ),
    )


def _described(
    context: Context, access: Access, thing: Object, layout: Layout | None
) -> Iterator[_Related]:
    """The related lists that a layout has; without one, those that the fields of other objects ask for."""
    if layout is None:
        yield from _asked_by_fields(context, access, thing)
        return
    for one in layout.related_lists:
        child = context.catalog.objects[one.through.object]
        label = one.definition.label or child.plural
        yield _Related(
            _title(context, child, one.through, label.text(context.language)), one.through,
            _readable(context, access, one.columns),
            tuple(order for order in one.sort if is_readable(context, access, order.path)),
        )  # fmt: skip


def _asked_by_fields(context: Context, access: Access, thing: Object) -> Iterator[_Related]:
    for child in context.catalog.objects.values():
        for field in child.fields.values():
            label = getattr(field.definition, "related_list", None)
            if label is None or field.relation is None or thing.name not in field.relation.targets:
                continue
            view = next(iter(context.catalog.list_views[child.name].values()), None)
            every = (
                view.columns
                if view
                else tuple((one,) for one in child.fields.values() if not one.system)
            )
            columns = tuple(path for path in _readable(context, access, every) if path != (field,))
            yield _Related(
                _title(context, child, field, label.text(context.language)), field,
                columns[:COLUMNS], (),
            )  # fmt: skip


def _title(context: Context, child: Object, through: Field, label: str) -> RelatedTitle:
    return RelatedTitle(child.name, through.name, label, child.definition.icon)


def _readable(
    context: Context, access: Access, paths: Sequence[FieldPath]
) -> tuple[FieldPath, ...]:
    return tuple(path for path in paths if is_readable(context, access, path))


def _shown(
    context: Context, access: Access, object_name: str, one: _Related, record: str, rows: int
) -> ShownRelated:
    child = context.catalog.objects[one.title.object]
    query = list_query(context, access, child, ListRequest(limit=rows, count="bounded"))
    query = replace(
        query, columns=one.columns, sort=one.sort, pointing=Pointing(one.field, record)
    )
    page = explained(context, access, child, read.page(context, access, query))
    values = [shown_column(context, series) for series in page.series]
    assert page.count is not None
    return ShownRelated(
        one.title, tuple(_column(context, path) for path in one.columns),
        tuple(
            Row(own, record_address(child.name, own), tuple(column[at] for column in values))
            for at, own in enumerate(page.ids)
        ),
        page.count, page.bounded, _condition(one.field, record), _widest(context, child),
        _creatable(access, child, one.field),
        _preset(object_name, one.field, record),
    )  # fmt: skip


def _creatable(access: Access, child: Object, through: Field) -> bool:
    """Whether the user may make a record that points here from its beginning."""
    rights = access.on(child)
    return "create" in rights.actions and through.name in rights.editable


def _preset(object_name: str, through: Field, record: str) -> str:
    """A record as somebody types it into a field: one that takes records of several objects has to be told of which."""
    assert through.relation
    return f"{object_name}:{record}" if len(through.columns) > 1 else record


def _column(context: Context, path: FieldPath) -> Column:
    numeric = expand(context.state, path)[-1].info.type is Type.NUMBER
    label = " / ".join(field.label.text(context.language) for field in path)
    return Column(path_name(path), label, numeric, sortable=False)


def _condition(field: Field, record: str) -> str:
    """The formula that records meet whose field points to a record."""
    operator = INCLUDES if field.link else EQUALS
    return operator.template.format(field=field.name, value=quoted(record))


def _widest(context: Context, child: Object) -> str:
    """The list view of an object that holds all of its records."""
    views = context.catalog.list_views[child.name].items()
    every = (
        name for name, one in views if one.definition.scope == "all" and not one.definition.filter
    )
    return next(every, "")
