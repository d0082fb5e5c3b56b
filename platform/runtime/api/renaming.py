"""What users and jobs have stored about fields goes on when these get other names: everything that does so is listed here.

What belongs to records goes with their columns: history, numbers, words of the search, trees (`database/reshaping.py`).
Objects and their values cannot be renamed, nor can list views of the metadata: what names those stays, as shortcuts do, and
what was opened lately.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial

from objectry.metadata.following import Following, following
from objectry.metadata.renaming import NewNames
from objectry.runtime.context import Context
from objectry.runtime.database import jobs
from objectry.runtime.database.jobs import Told
from objectry.runtime.jobs.listing import JOB_KINDS
from objectry.runtime.store import views
from objectry.runtime.store.views import SavedView, Widths


def follow_names(context: Context, new: NewNames) -> None:
    """Let everything that is stored say the same fields as before, in the transaction that renames them."""
    found = following(new)
    if found.words:
        condition = cache(found.condition)  # many views ask for the same
        views.rewrite(context, lambda saved: _view(found, condition, saved))
    if found.former:
        views.rewrite_widths(context, found.former, partial(_widths, found))
        jobs.rewrite_told(context.connection, found.former, partial(_told, found))


def _view(found: Following, condition: Callable[[str, str], str], saved: SavedView) -> SavedView:
    own = saved.object
    return replace(
        saved,
        filter=condition(own, saved.filter),
        sort=found.order(own, saved.sort),
        columns={found.path(own, name): width for name, width in saved.columns.items()},
        by=found.path(own, saved.by),
    )


def _widths(found: Following, object_name: str, widths: Widths) -> Mapping[str, int]:
    return {found.path(object_name, name): width for name, width in widths.items()}


def _told(found: Following, told: Told) -> Told:
    kind = JOB_KINDS.get(told.kind)
    if kind is None:
        return told  # a later version of the platform has left it
    part = found.path(told.subject, told.part)
    return replace(told, part=part, arguments=kind.renamed(told.arguments, found))
