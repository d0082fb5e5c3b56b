"""Lists that start from a view which a user has saved: what is left of it for whoever opens it."""

from dataclasses import dataclass, replace

from objectry.metadata.catalog import Object
from objectry.metadata.field_types.record_key import as_id
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid
from objectry.runtime.records import messages
from objectry.runtime.records.filters import user_filter
from objectry.runtime.records.paths import readable
from objectry.runtime.records.requests import ListRequest, orders
from objectry.runtime.store import views
from objectry.runtime.store.views import SavedView

RECENT = "_recent"
"""The view of what the user has opened lately, which every object has. No list view of the metadata can be called so."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What is left of a saved view for whoever opens it."""

    columns: tuple[str, ...]
    sort: str
    usable: bool
    """Whether its filter names only what is there and what the user may read."""
    by: str
    """The field by which records stand in columns or on days."""
    lost: bool
    """Whether columns or sort fields, or that field, have been left out."""


def resolved(context: Context, access: Access, thing: Object, saved: SavedView) -> Resolved:
    """A saved view as far as what it names is there and may be read."""
    columns = tuple(one for one in saved.columns if readable(context, access, thing, one))
    terms = [one for one in saved.sort.split(",") if one]
    sort = [one for one in terms if _sorts(context, access, thing, one)]
    by = saved.by if saved.by and readable(context, access, thing, saved.by) else ""
    lost = len(columns) < len(saved.columns) or len(sort) < len(terms) or by != saved.by
    usable = not saved.filter or filters(context, access, thing, saved.filter)
    return Resolved(columns, ",".join(sort), usable, by, lost)


def _sorts(context: Context, access: Access, thing: Object, term: str) -> bool:
    try:
        return bool(orders(context, access, thing, term))
    except Invalid:
        return False


def filters(context: Context, access: Access, thing: Object, text: str) -> bool:
    """Tell whether a condition is right and names only what the user may read."""
    try:
        user_filter(context, access, thing, text)
    except Invalid:
        return False
    return True


def with_saved(context: Context, access: Access, thing: Object, asked: ListRequest) -> ListRequest:
    """The request with what the saved view says that it names, if it names one. Raises Invalid for a view whose condition
    names what the user may not read."""
    if asked.view == RECENT:
        return of_recent(asked)
    saved = saved_view(context, thing, asked.view)
    if saved is None:
        return asked
    left = resolved(context, access, thing, saved)
    if not left.usable:
        raise Invalid(messages.VIEW_FILTER_LOST)
    return expanded(asked, saved, left)


def saved_view(context: Context, thing: Object, name: str) -> SavedView | None:
    """The saved view with an ID, if the user sees it."""
    identifier = as_id(name)
    if identifier is None:
        return None
    known = views.of_object(context, thing.name)
    return next((one for one in known if one.id == identifier), None)


def of_recent(asked: ListRequest) -> ListRequest:
    """The request for what the user has opened lately."""
    return replace(asked, view="", scope="recent" if asked.scope == "all" else asked.scope)


def expanded(asked: ListRequest, saved: SavedView, left: Resolved) -> ListRequest:
    """The request with what a saved view says."""
    return replace(
        asked,
        view="",
        fields=asked.fields or ",".join(left.columns),
        of_view=saved.filter,
        sort=asked.sort or left.sort,
        scope=saved.scope if asked.scope == "all" else asked.scope,
        look=asked.look or saved.look,
        by=asked.by or (left.by if asked.look in ("", saved.look) else ""),
    )
