"""The records before and behind one in a list."""

from dataclasses import dataclass, replace

from objectry.runtime.api.records import ListRequest, record_id, thing_for
from objectry.runtime.context import Context
from objectry.runtime.records.requests import list_query
from objectry.runtime.shown.lists import as_opened
from objectry.runtime.store import read
from objectry.runtime.store.query import Query


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The IDs of the records beside one; empty at the ends of the list, and for one that is not in it."""

    before: str = ""
    behind: str = ""


def neighbours(context: Context, object_name: str, record: str, asked: ListRequest) -> Neighbours:
    """What stands beside a record in the list of a page. Raises like `list_records`."""
    access, thing = thing_for(context, object_name)
    query = list_query(context, access, thing, as_opened(context, object_name, asked))
    query = replace(query, columns=((thing.fields["id"],),), limit=1)
    at = read.place(context, access, query, record_id(record))
    if at is None:
        return Neighbours()
    behind, before = (
        read.page(context, access, replace(one, after=at)).ids for one in (query, _turned(query))
    )
    return Neighbours("".join(before), "".join(behind))


def _turned(query: Query) -> Query:
    """The same list from its end."""
    return replace(
        query, sort=tuple(replace(one, descending=not one.descending) for one in query.order)
    )
