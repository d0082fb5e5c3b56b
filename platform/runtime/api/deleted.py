"""What lies in the recycle bins: of all objects, or of one, what was deleted last first."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from objectry.metadata.catalog import Field, FieldPath, Object, Order
from objectry.metadata.column_types import utc_text
from objectry.metadata.field_types.operators import quoted
from objectry.metadata.field_types.record_key import as_id
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api import messages
from objectry.runtime.api.records import page_size, thing_for
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid
from objectry.runtime.records import messages as record_messages
from objectry.runtime.records.filters import user_filter
from objectry.runtime.records.paths import readable
from objectry.runtime.records.present import link_json
from objectry.runtime.store import reach, read
from objectry.runtime.store.query import Query

SEPARATOR = "~"
"""What stands in a cursor between the moment and the record."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A record in the recycle bin."""

    thing: Object
    id: str
    name: str | None
    """None where it is hidden from the user."""
    at: datetime
    by: str | None
    by_name: str | None
    mine: bool = False
    """Whether the user may restore it, and remove it for good."""


@dataclass(frozen=True, slots=True)
class DeletedPage:
    """Deleted records, the latest first."""

    records: tuple[Deleted, ...]
    next: str | None
    """Where the next page begins; None at the end."""


def deleted_records(
    context: Context, object_name: str, words: str, after: str, limit: int | None
) -> DeletedPage:
    """What was deleted last of all objects with a recycle bin, or of one. Raises NotFound and Forbidden like lists of its
    records, and Invalid for an object without a bin, a wrong cursor or a wrong limit."""
    access = access_of(context)
    place, size = _place(after), page_size(context, limit)
    if object_name:
        _, thing = thing_for(context, object_name)
        demand(access, thing, "read")
        if not thing.has_bin:
            raise Invalid(
                messages.NO_BIN, {"object_zh": thing.plural.zh, "object_en": thing.plural.en}
            )
        things = [thing]
    else:
        things = list(with_bin(context, access))
    pages = (_latest(context, access, one, words, place, size + 1) for one in things)
    merged = heapq.merge(*pages, key=lambda one: (one.at, one.id), reverse=True)
    found = list(islice(merged, size + 1))
    last = found[size - 1] if len(found) > size else None
    going = f"{utc_text(last.at)}{SEPARATOR}{last.id}" if last else None
    mine = _mine(context, access, found[:size])
    return DeletedPage(tuple(replace(one, mine=one.id in mine) for one in found[:size]), going)


def _mine(context: Context, access: Access, found: Sequence[Deleted]) -> frozenset[str]:
    """Those that the user may restore and remove; each object that is among them is asked once."""
    things = {one.thing.name: one.thing for one in found}
    return frozenset(
        record
        for thing in things.values()
        for record in reach.reachable(
            context, access, thing, "delete",
            [one.id for one in found if one.thing is thing], deleted=True,
        )
    )  # fmt: skip


def deleted_json(
    context: Context, object_name: str, words: str, after: str, limit: int | None
) -> dict[str, Any]:
    """The same as JSON: `{"records": [{"object", "id", "name", "deleted_at", "deleted_by", "kept_until", "removable"}],
    "next"}`."""
    page = deleted_records(context, object_name, words, after, limit)
    days = context.settings.bin_days
    return {
        "records": [
            {
                "object": one.thing.name, "id": one.id, "name": one.name, "deleted_at": utc_text(one.at),
                "deleted_by": link_json(one.by, one.by_name),
                "kept_until": utc_text(one.at + timedelta(days=days)) if days else None,
                "removable": one.mine,
            }
            for one in page.records
        ],
        "next": page.next,
    }  # fmt: skip


def with_bin(context: Context, access: Access) -> Iterator[Object]:
    """The objects whose deleted records the user may see, with the moment at which that happened."""
    for thing in context.catalog.objects.values():
        rights = access.on(thing)
        if thing.has_bin and "read" in rights.actions and "deleted_at" in rights.readable:
            yield thing


def _place(text: str) -> tuple[datetime, str] | None:
    """The moment and the record behind which a page begins. Raises Invalid."""
    if not text:
        return None
    moment, _, record = text.partition(SEPARATOR)
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        raise Invalid(record_messages.CURSOR_WRONG) from None
    if at.tzinfo is None or as_id(record) != record:
        raise Invalid(record_messages.CURSOR_WRONG)
    return at, record


def _latest(
    context: Context, access: Access, thing: Object, words: str, place: tuple[datetime, str] | None, limit: int
) -> list[Deleted]:  # fmt: skip
    """The deleted records of an object from behind a place."""
    at, by, name = thing.fields["deleted_at"], thing.fields["deleted_by"], thing.name_field
    if "deleted_at" not in access.on(thing).readable:
        return []
    columns = tuple(_seen(context, access, thing, (name, at, by)))
    wanted = words.strip().lower()
    if wanted and (name,) not in columns:
        return []  # nobody finds anything by what is hidden from him
    text = f"CONTAINS(LOWER({name.name}), {quoted(wanted)})"
    query = Query(
        thing, columns, filters=(user_filter(context, access, thing, text),) if wanted else (),
        sort=(Order((at,), True),), limit=limit, after=place, deleted=True,
    )  # fmt: skip
    page = read.page(context, access, query)
    values = {one.name: one for one in page.series}
    nothing = [None] * len(page.ids)

    def column(field: Field, names: bool = False) -> Sequence[Any]:
        series = values.get(field.name)
        return nothing if series is None else (series.names or nothing) if names else series.values

    return [
        Deleted(
            thing, record, None if called is None else str(called), moment, user, user_name
        )
        for record, called, moment, user, user_name in zip(
            page.ids, column(name), column(at), column(by), column(by, True), strict=True
        )
    ]  # fmt: skip


def _seen(
    context: Context, access: Access, thing: Object, fields: Sequence[Field]
) -> Iterator[FieldPath]:
    for field in fields:
        path = readable(context, access, thing, field.name)
        if path is not None:
            yield path
