"""The views of a list page, and what the one that is opened means."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from objectry.metadata.catalog import ListView, Object, path_name
from objectry.runtime.access.grants import Access
from objectry.runtime.api.looks import LOOKS, Arrangement, arrangement
from objectry.runtime.api.views import may_change
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid
from objectry.runtime.records import messages, requests
from objectry.runtime.records.filters import user_filter
from objectry.runtime.records.paths import is_readable
from objectry.runtime.records.requests import ListRequest
from objectry.runtime.records.saved_views import RECENT, expanded, of_recent, resolved
from objectry.runtime.store import views
from objectry.runtime.store.views import Habit, SavedView

NOTHING = "FALSE"
"""The condition of a list whose own one cannot be used: it is better to list nothing than everything."""


@dataclass(frozen=True, slots=True)
class ViewChoice:
    """A view to choose."""

    name: str
    """Its name in the metadata, the ID of a saved one, or `_recent`."""
    label: str
    """Empty for what was opened lately, which pages call in their own words."""
    chosen: bool
    saved: bool
    """Whether a user has saved it."""
    shared: bool
    """Whether it is saved for everybody."""
    editable: bool
    """Whether this user may change it."""
    first: bool
    """Whether he has chosen that lists of the object open with it."""
    look: str
    """As what it is shown by itself; empty for what it leaves open."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A list as it was asked for, and what that means with the view that it starts from."""

    asked: ListRequest
    """The request, with the view that is opened where it named none."""
    meant: ListRequest
    """The request with what a saved view says put in."""
    views: tuple[ViewChoice, ...]
    widths: Mapping[str, int | None]
    """Widths of columns, by path."""
    scope: str
    """The scope that the view has by itself."""
    stands: Arrangement
    """How the records stand, in a table or otherwise."""
    notice: str
    """What cannot be used of the view or of the filter, in one sentence; empty when all is well."""


def opening(context: Context, access: Access, thing: Object, asked: ListRequest) -> Opening:
    """What is opened when a list is asked for."""
    known = _known(context, access, thing)
    saved = {one.id: one for one in views.of_object(context, thing.name)}
    habits = views.habits(context, thing.name)
    asked = _with_view(asked, [*known, *saved, RECENT], habits)
    meant, scope, notice = _meant(context, access, thing, asked, known, saved)
    widths: dict[str, int | None] = {}
    if asked.view in saved:
        widths.update(saved[asked.view].columns)
    widths.update(habits.get(asked.view, Habit()).widths)
    if asked.filter:
        try:
            user_filter(context, access, thing, asked.filter)
        except Invalid as refused:
            notice, meant = refused.text(context.language), replace(meant, filter=NOTHING)
    choices = _choices(context, access, known, saved, habits, asked.view)
    stands = arrangement(context, access, thing, asked, meant, known.get(asked.view))
    return Opening(asked, meant, choices, widths, scope, stands, notice)


def _known(context: Context, access: Access, thing: Object) -> dict[str, ListView]:
    """The list views of the metadata that the user may open, the one that is opened first at the beginning."""
    known = {
        name: view
        for name, view in context.catalog.list_views[thing.name].items()
        if requests.view_condition(context, access, thing, view) is not None
    }
    return dict(sorted(known.items(), key=lambda pair: not pair[1].definition.default))


def _with_view(asked: ListRequest, names: list[str], habits: Mapping[str, Habit]) -> ListRequest:
    """The request with the view that is opened first, where it names neither a view nor fields."""
    if asked.view or asked.fields:
        return asked
    own = next((name for name, habit in habits.items() if habit.first and name in names), "")
    first = own or names[0]
    return asked if first == RECENT and not own else replace(asked, view=first)


def _meant(
    context: Context, access: Access, thing: Object, asked: ListRequest,
    known: Mapping[str, ListView], saved: Mapping[str, SavedView],
) -> tuple[ListRequest, str, str]:  # fmt: skip
    """The request as it is meant, the scope of its view by itself, and what cannot be used of the view."""
    language = context.language
    if asked.view == RECENT:
        fields = asked.fields or _first_columns(context, access, known)
        return replace(of_recent(asked), fields=fields), "recent", ""
    if asked.view not in saved:
        view = known.get(asked.view)
        return asked, view.definition.scope if view else "all", ""
    view_saved = saved[asked.view]
    left = resolved(context, access, thing, view_saved)
    meant = expanded(asked, view_saved, left)
    if not left.usable:
        told = messages.VIEW_FILTER_LOST.text(language)
        return replace(meant, of_view=NOTHING), view_saved.scope, told
    told = messages.VIEW_PARTS_LOST.text(language) if left.lost else ""
    return meant, view_saved.scope, told


def _first_columns(context: Context, access: Access, known: Mapping[str, ListView]) -> str:
    """The columns of the first view, which suit what has none of its own."""
    paths = next((view.columns for view in known.values()), ())
    return ",".join(path_name(path) for path in paths if is_readable(context, access, path))


def _choices(
    context: Context, access: Access, known: Mapping[str, ListView],
    saved: Mapping[str, SavedView], habits: Mapping[str, Habit], chosen: str,
) -> tuple[ViewChoice, ...]:  # fmt: skip
    def first(name: str) -> bool:
        return name in habits and habits[name].first

    given = (
        ViewChoice(name, view.definition.label.text(context.language), name == chosen, False, False,
                   False, first(name), _own_look(view.definition.shown_as))
        for name, view in known.items()
    )  # fmt: skip
    own = (
        ViewChoice(one.id, one.name, one.id == chosen, True, one.shared,
                   may_change(access, one), first(one.id), one.look)
        for one in saved.values()
    )  # fmt: skip
    lately = ViewChoice(RECENT, "", chosen == RECENT, False, False, False, first(RECENT), "")
    return (*given, *own, lately)


def _own_look(look: str) -> str:
    return "" if look == LOOKS[0] else look
