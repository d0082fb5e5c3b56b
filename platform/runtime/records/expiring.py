"""Records that have lain in the recycle bin for as long as they are kept there: they are removed for good."""

from dataclasses import replace
from datetime import datetime

from objectry.metadata.catalog import Object, Order
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.records import removal
from objectry.runtime.records.drafts import Given
from objectry.runtime.store import read
from objectry.runtime.store.query import Query

BIN = "recycle_bin"
EXPIRY = Access.system(reasons.BIN_EXPIRED)

Place = tuple[object, ...]
"""Where the next step begins."""


def remove_expired(
    context: Context, thing: Object, before: datetime, after: Place | None, limit: int
) -> Place | None:
    """Remove records of an object that were deleted before a moment, as many as one transaction takes. Those that others
    still point to stay. Answers where the next step begins, None behind the last one."""
    if BIN not in thing.features:
        return None
    at = thing.fields["deleted_at"]
    query = Query(thing, ((at,),), sort=(Order((at,), False),), limit=limit, deleted=True)
    page = read.page(context, EXPIRY, replace(query, after=after))
    moments = page.series[0].values
    old = [one for one, moment in zip(page.ids, moments, strict=True) if moment < before]
    if old:
        given = [Given(number, {}, one) for number, one in enumerate(old)]
        removal.purge(context, EXPIRY, thing, given)
    return page.after if len(old) == len(page.ids) else None
