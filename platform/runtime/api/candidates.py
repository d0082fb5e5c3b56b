"""What may be put into a field that points to records, or that holds tags, as somebody looks for it; and records of
an object for whatever else names one, such as a filter."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from objectry.metadata.catalog import Field, FieldPath, Object, Order
from objectry.runtime.access import reasons
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.api.records import SEARCH_LIMIT, thing_for
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid
from objectry.runtime.records import messages
from objectry.runtime.records.faults import explained
from objectry.runtime.records.filters import condition_filter, user_filter
from objectry.runtime.records.paths import is_readable
from objectry.runtime.records.requests import readable_path
from objectry.runtime.store import find, opened, read, search_index
from objectry.runtime.store.query import Filter, Query
from objectry.runtime.texts.values import shown_column

Json = dict[str, Any]

MOST = 10
"""Records or tags that are offered at a time: more words find fewer."""
TOLD = 2
"""Fields that tell records of one name apart."""
TAGGED = 200
"""Records, the latest ones, whose tags are suggested."""


@dataclass(frozen=True, slots=True)
class CandidateRequest:
    """What is looked for."""

    field: str = ""
    """The field that it is for; any record of the object itself where none is named."""
    words: str = ""
    """Words that stand in it. For none, what was opened last, then what was changed last."""
    to: str = ""
    """The object, for a field that points to records of several ones."""


def candidates(context: Context, object_name: str, asked: CandidateRequest) -> Json:
    """What a field may be given: `{"records": [{"object", "id", "name", "detail"}]}`, or `{"tags": [text]}`.

    Only what the user may read is offered, and of that what the condition of the field allows. Raises Invalid for a field
    that there is nothing to look for in.
    """
    access, thing = thing_for(context, object_name)
    words = asked.words.strip()
    if not asked.field:
        return {"records": _offered(context, access, thing, (), words)}
    path = readable_path(context, access, thing, asked.field)
    field = path[0]
    if len(path) == 1 and field.type.widget == "tags":
        return {"tags": _tags(context, access, thing, field, words)}
    if len(path) > 1 or field.relation is None:
        raise _nothing(asked)
    target = asked.to or field.relation.targets[0]
    if target not in field.relation.targets:
        raise _nothing(asked)
    conditions = tuple(
        condition_filter(context, text, target)
        for text, of, _ in field.type.conditions(field.definition)
        if of == target
    )
    offered = context.catalog.objects[target]
    return {"records": _offered(context, access, offered, conditions, words)}


def _offered(
    context: Context, access: Access, thing: Object, conditions: tuple[Filter, ...], words: str
) -> list[Json]:
    demand(access, thing, "read")
    ids = (
        _found(context, access, thing, conditions, words)
        if words
        else _recent(context, access, thing, conditions)
    )
    return _told(context, access, thing, ids)


def _nothing(asked: CandidateRequest) -> Invalid:
    return Invalid(messages.FIELD_HAS_NO_CANDIDATES, {"field": asked.field})


def _recent(
    context: Context, access: Access, thing: Object, conditions: tuple[Filter, ...]
) -> Sequence[str]:
    """The records that somebody most likely means who has not said anything yet: those that he opened last, then those
    that were changed last."""
    own_id = ((thing.fields["id"],),)
    order = [record for _, record in opened.latest(context, thing.name, opened.KEPT)]
    lately = Query(thing, own_id, conditions, scope="recent", limit=opened.KEPT)
    known = set(read.page(context, access, lately).ids) if order else set()
    first = [one for one in order if one in known][:MOST]
    if len(first) == MOST:
        return first
    latest = (Order((thing.fields["updated_at"],), descending=True),)
    changed = read.page(context, access, Query(thing, own_id, conditions, latest, limit=MOST)).ids
    return list(dict.fromkeys((*first, *changed)))[:MOST]


def _found(
    context: Context, access: Access, thing: Object, conditions: tuple[Filter, ...], words: str
) -> Sequence[str]:
    """The records in which words stand, latest first. Conditions are judged as a save judges them."""
    ids = [
        one.id for one in search_index.matches(context, access, {thing.name}, words, SEARCH_LIMIT)
    ]
    judge = Access.system(reasons.LOOKUP_CONDITION)
    for condition in conditions:
        fitting = find.meeting(context, judge, thing, condition, ids) if ids else set()
        ids = [one for one in ids if one in fitting]
    return ids[:MOST]


def _told(context: Context, access: Access, thing: Object, ids: Sequence[str]) -> list[Json]:
    """Records with their names, and what tells them apart."""
    named = (thing.name_field,)
    details = tuple(_details(context, access, thing))
    columns = ((named,) if is_readable(context, access, named) else ()) + details
    if not ids or not columns:
        return [{"object": thing.name, "id": one, "name": None, "detail": ""} for one in ids]
    page = explained(context, access, thing, read.some(context, access, thing, ids, columns))
    shown = [[one.text for one in shown_column(context, series)] for series in page.series]
    names = shown[0] if columns[0] == named else [""] * len(page.ids)
    rest = shown[1:] if columns[0] == named else shown
    told = {
        record: {
            "object": thing.name,
            "id": record,
            "name": names[at] or None,
            "detail": " · ".join(column[at] for column in rest if column[at]),
        }
        for at, record in enumerate(page.ids)
    }
    return [told[one] for one in ids if one in told]


def _details(context: Context, access: Access, thing: Object) -> Iterator[FieldPath]:
    """The first columns of the object's first list view, as far as the user may read them."""
    views = context.catalog.list_views[thing.name].values()
    first = next((one for one in views if one.definition.default), next(iter(views), None))
    known = [
        path
        for path in (first.columns if first else ())
        if path != (thing.name_field,) and is_readable(context, access, path)
    ]
    yield from known[:TOLD]


def _tags(context: Context, access: Access, thing: Object, field: Field, words: str) -> list[str]:
    """The tags to choose from, or those that the latest records have, the most frequent first."""
    managed = field.type.choices(field.definition)
    wanted = words.casefold()
    return [
        one
        for one in managed or _in_use(context, access, thing, field)
        if wanted in one.casefold()
    ][:MOST]


def _in_use(context: Context, access: Access, thing: Object, field: Field) -> list[str]:
    demand(access, thing, "read")
    filled = user_filter(context, access, thing, f"NOT(ISBLANK({field.name}))")
    latest = (Order((thing.fields["updated_at"],), descending=True),)
    page = read.page(context, access, Query(thing, ((field,),), (filled,), latest, limit=TAGGED))
    used = Counter(tag for tags in page.series[0].values for tag in tags or ())
    return [tag for tag, _ in used.most_common()]
