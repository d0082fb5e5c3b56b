"""List views that users save: for themselves, or for everybody where they may."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from objectry.metadata.catalog import Object, path_name
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.api import messages
from objectry.runtime.api.looks import LOOKS, demand_look
from objectry.runtime.api.records import thing_for
from objectry.runtime.context import Context
from objectry.runtime.errors import Conflict, Forbidden, Invalid, NotFound
from objectry.runtime.ids import new_id
from objectry.runtime.records import requests
from objectry.runtime.records.paths import readable
from objectry.runtime.records.requests import ListRequest
from objectry.runtime.records.saved_views import RECENT, resolved
from objectry.runtime.store import views
from objectry.runtime.store.views import Habit, SavedView

Json = dict[str, Any]
LONGEST_NAME = 80
"""Characters of the name of a view."""
MOST_COLUMNS = 60
"""Columns of a view, as many as those of the metadata have."""
MOST_VIEWS = 100
"""Views of one object that a user may save."""
NARROWEST, WIDEST = 40, 2_000
"""Widths of columns, in pixels."""


@dataclass(frozen=True, slots=True)
class ViewRequest:
    """A view as it shall be; what is None stays as it is."""

    name: str | None = None
    shared: bool | None = None
    filter: str | None = None
    sort: str | None = None
    scope: str | None = None
    columns: Mapping[str, int | None] | None = None
    look: str | None = None
    by: str | None = None


def may_share(access: Access) -> bool:
    """Tell whether the user may save views for everybody: whoever may write list views into the metadata may."""
    return access.rights is None or "metadata" in access.rights.setup


def may_change(access: Access, saved: SavedView) -> bool:
    """Tell whether the user may change or delete a saved view."""
    return saved.user == access.user or (saved.shared and may_share(access))


# Calls ---------------------------------------------------------------------------------------------------------------


def list_views(context: Context, object_name: str) -> Json:
    """The list views of an object: those of the metadata, and saved ones: `{"views": […]}`."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    habits = views.habits(context, thing.name)
    known = context.catalog.list_views[thing.name]
    given = [
        {
            "view": name,
            "name": view.definition.label.text(context.language),
            "first": habits.get(name, Habit()).first,
            "saved": False,
        }
        for name, view in known.items()
        if requests.view_condition(context, access, thing, view) is not None
    ]
    saved = views.of_object(context, thing.name)
    return {"views": [*given, *(_json(context, access, thing, one, habits) for one in saved)]}


def view_json(context: Context, object_name: str, view: str) -> Json:
    """One saved view. Raises NotFound."""
    access, thing = thing_for(context, object_name)
    found = _saved(context, thing, view)
    return _json(context, access, thing, found, views.habits(context, thing.name))


def _json(
    context: Context, access: Access, thing: Object, saved: SavedView, habits: Mapping[str, Habit]
) -> Json:
    """A saved view, without what names hidden fields."""
    left = resolved(context, access, thing, saved)
    return {
        "view": saved.id,
        "name": saved.name,
        "first": habits.get(saved.id, Habit()).first,
        "saved": True,
        "shared": saved.shared,
        "editable": may_change(access, saved),
        "usable": left.usable,
        "filter": saved.filter if left.usable else None,
        "sort": left.sort,
        "scope": saved.scope,
        "columns": [{"field": one, "width": saved.columns[one]} for one in left.columns],
        "as": saved.look or LOOKS[0],
        "by": left.by,
    }


def create_view(context: Context, object_name: str, asked: ViewRequest) -> Json:
    """Save a view and answer it. Raises Invalid for what is wrong with it, Forbidden where it may not be shared."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    assert context.user
    own = [one for one in views.of_object(context, thing.name) if one.user == context.user.id]
    if len(own) >= MOST_VIEWS:
        raise Conflict(messages.TOO_MANY_VIEWS, {"limit": MOST_VIEWS})
    blank = SavedView(
        new_id(context.now), thing.name, context.user.id, False, "", "", "", "all", {}, "", ""
    )
    asked = replace(asked, name=asked.name or "", columns=asked.columns or {})
    saved = _changed(context, access, thing, blank, asked)
    views.add(context, saved)
    return _json(context, access, thing, saved, {})


def change_view(context: Context, object_name: str, view: str, asked: ViewRequest) -> Json:
    """Change a saved view and answer it."""
    access, thing = thing_for(context, object_name)
    saved = _own(context, access, thing, view)
    changed = _changed(context, access, thing, saved, asked)
    views.replace(context, changed)
    return _json(context, access, thing, changed, views.habits(context, thing.name))


def delete_view(context: Context, object_name: str, view: str) -> None:
    """Delete a saved view, also for those whom it is shared with."""
    access, thing = thing_for(context, object_name)
    views.remove(context, _own(context, access, thing, view))


def keep_habit(
    context: Context, object_name: str, view: str, first: bool | None, widths: Mapping[str, int] | None
) -> None:  # fmt: skip
    """Remember of a view whether lists of the object open with it for this user, and how wide its columns are for him."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    if view != RECENT and view not in context.catalog.list_views[thing.name]:
        _saved(context, thing, view)
    before = views.habits(context, thing.name).get(view, Habit())
    kept = before.widths
    if widths is not None:
        _demand_columns(dict(widths))
        kept = {
            name: one for name, one in widths.items() if readable(context, access, thing, name)
        }
    views.keep_habit(
        context, thing.name, view, Habit(before.first if first is None else first, kept)
    )


def _saved(context: Context, thing: Object, view: str) -> SavedView:
    for one in views.of_object(context, thing.name):
        if one.id == view:
            return one
    raise NotFound(messages.SAVED_VIEW_UNKNOWN)


def _own(context: Context, access: Access, thing: Object, view: str) -> SavedView:
    """A saved view that the user may change."""
    found = _saved(context, thing, view)
    if not may_change(access, found):
        raise Forbidden(messages.VIEW_NOT_YOURS)
    return found


def _changed(
    context: Context, access: Access, thing: Object, saved: SavedView, asked: ViewRequest
) -> SavedView:
    """A view with the changes, each of which is checked with the rights of whoever makes it."""
    name = saved.name if asked.name is None else " ".join(asked.name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(messages.VIEW_NAME_WRONG, {"limit": LONGEST_NAME})
    if asked.shared and not saved.shared and not may_share(access):
        raise Forbidden(messages.VIEW_SHARING_FORBIDDEN)
    if asked.columns is not None:
        _demand_columns(asked.columns)
    requests.list_query(context, access, thing, ListRequest(
        fields=",".join(asked.columns or ()), filter=asked.filter or "", sort=asked.sort or "",
        scope=asked.scope or "all",
    ))  # fmt: skip
    look = saved.look if asked.look is None else asked.look
    by = (saved.by if look == saved.look else "") if asked.by is None else asked.by
    if asked.look is not None or asked.by is not None:
        demand_look(context, access, thing, look, by)
    columns = saved.columns
    if asked.columns is not None:
        paths = requests.field_paths(context, access, thing, ",".join(asked.columns))
        columns = {path_name(path): asked.columns[path_name(path)] for path in paths}
    return replace(
        saved,
        name=name,
        shared=saved.shared if asked.shared is None else asked.shared,
        filter=saved.filter if asked.filter is None else asked.filter.strip(),
        sort=saved.sort if asked.sort is None else asked.sort,
        scope=saved.scope if asked.scope is None else asked.scope,
        columns=columns,
        look="" if look == LOOKS[0] else look,
        by=by,
    )


def _demand_columns(columns: Mapping[str, int | None]) -> None:
    widths = [one for one in columns.values() if one is not None]
    if not 1 <= len(columns) <= MOST_COLUMNS or not all(
        NARROWEST <= one <= WIDEST for one in widths
    ):
        limits = {"limit": MOST_COLUMNS, "narrowest": NARROWEST, "widest": WIDEST}
        raise Invalid(messages.VIEW_COLUMNS_WRONG, limits)
