"""Records that have lain in the recycle bin for as long as they are kept there: they are removed for good."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from objectry.metadata.catalog import Object, Order
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.records import removal
from objectry.runtime.records.drafts import Given
from objectry.runtime.store import read, write
from objectry.runtime.store.query import Query

EXPIRY = Access.system(reasons.BIN_EXPIRED)

Place = tuple[object, ...]
"""Where the next step begins."""


def remove_expired(
    context: Context, thing: Object, before: datetime, after: Place | None, limit: int
) -> Place | None:
    """Remove records of an object with a recycle bin that were deleted before a moment, as many as one transaction takes.
    Those that others still point to stay. Answers where the next step begins, None behind the last one."""
    at = thing.fields["deleted_at"]
    columns = ((at,),) if thing.master is None else ((at,), (thing.master,))
    query = Query(thing, columns, sort=(Order((at,), False),), limit=limit, deleted=True)
    page = read.page(context, EXPIRY, replace(query, after=after))
    moments = page.series[0].values
    old = {one: moment for one, moment in zip(page.ids, moments, strict=True) if moment < before}
    masters = dict(zip(page.ids, page.series[-1].values, strict=True))
    kept = _with_masters(context, thing, masters, old)
    given = [Given(number, {}, one) for number, one in enumerate(old) if one not in kept]
    if given:
        removal.purge(context, EXPIRY, thing, given)
    return page.after if len(old) == len(page.ids) else None


def _with_masters(
    context: Context, detail: Object, masters: Mapping[str, Any], deleted: Mapping[str, datetime]
) -> set[str]:
    """The details that went to the bin with their masters, which still lie there: they go, or come back, with those."""
    link = detail.master
    if link is None or link.relation is None or not deleted:
        return set()
    held = {one: str(masters[one]) for one in deleted if masters[one]}
    thing = context.catalog.objects[link.relation.targets[0]]
    found = write.fetch(context, EXPIRY, thing, list(set(held.values())), "delete", deleted=True)
    return {
        one
        for one, master in held.items()
        if master in found and found[master].values["deleted_at"] == deleted[one]
    }
