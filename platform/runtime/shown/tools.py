"""What the tools of a list page show when they are opened: the columns to choose from, the view to save."""

from dataclasses import dataclass
from typing import Any

from objectry.metadata.catalog import Object, path_name
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.api.filter_forms import operands
from objectry.runtime.api.records import thing_for
from objectry.runtime.api.views import may_share, view_json
from objectry.runtime.context import Context
from objectry.runtime.records.paths import readable
from objectry.runtime.records.requests import ListRequest
from objectry.runtime.shown.filters import (
    FieldGroup,
    ShownFilter,
    own_first,
    printed_all,
    shown_filter,
)
from objectry.runtime.shown.lists import order_text, query_of
from objectry.runtime.shown.views import NOTHING, ViewChoice, opening
from objectry.runtime.texts.values import Choice
from objectry.runtime.transfer.exporting import label_of


@dataclass(frozen=True, slots=True)
class ShownColumns:
    """The columns of a list, to be chosen and put in order."""

    object: str
    chosen: tuple[Choice, ...]
    """Those that it has, in their order."""
    groups: tuple[FieldGroup, ...]
    """All that it may have: fields of the object, then those one look-up away."""


def shown_columns(context: Context, object_name: str, asked: ListRequest) -> ShownColumns:
    """The columns of a list and those that it may have. Raises like `shown_list`."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    query = query_of(context, access, thing, opening(context, access, thing, asked))
    chosen = tuple(
        Choice(path_name(path), label_of(context, path), True) for path in query.columns
    )
    names = {one.name for one in chosen}
    own = _offered(context, access, thing, thing, "", names)
    groups = [FieldGroup(thing.label.text(context.language), own)]
    for field in own_first(thing):
        if field.target is not None:
            behind = context.catalog.objects[field.target]
            fields = _offered(context, access, thing, behind, f"{field.name}.", names)
            groups.append(FieldGroup(field.label.text(context.language), fields))
    return ShownColumns(thing.name, chosen, tuple(one for one in groups if one.fields))


def _offered(
    context: Context, access: Access, thing: Object, of: Object, before: str, chosen: set[str]
) -> tuple[Choice, ...]:
    """The fields of an object that a list of another one may show."""
    return tuple(
        Choice(name, field.label.text(context.language), name in chosen)
        for field in own_first(of)
        for name in [before + field.name]
        if name != "id" and readable(context, access, thing, name)
    )


@dataclass(frozen=True, slots=True)
class ShownView:
    """The view that a list shows, to be saved or changed."""

    object: str
    view: ViewChoice | None
    """The view that is open; None where the address names fields alone."""
    sharing: bool
    """Whether the user may save views for everybody."""
    saved: dict[str, Any]
    """The list as it is shown, as the API saves it."""


def shown_view(context: Context, object_name: str, asked: ListRequest) -> ShownView:
    """The view of a list. Raises like `shown_list`."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    start = opening(context, access, thing, asked)
    query = query_of(context, access, thing, start)
    texts = [one.text for one in query.filters if one.text != NOTHING]
    parts = [part for text in texts for part in operands(text)]
    saved = {
        "filter": printed_all(parts),
        "sort": ",".join(map(order_text, query.sort)),
        "scope": query.scope,
        "columns": [
            {"field": name, "width": start.widths.get(name)}
            for name in map(path_name, query.columns)
        ],
        "as": start.stands.look,
        "by": start.stands.field.name if start.stands.field else "",
    }
    view = next((one for one in start.views if one.chosen), None)
    return ShownView(thing.name, view, may_share(access), saved)


def filter_of_view(context: Context, object_name: str, view: str) -> ShownFilter:
    """The filter of a saved view, to be changed. Raises NotFound."""
    return shown_filter(
        context, object_name, view_json(context, object_name, view)["filter"] or ""
    )
