"""Records for every door: what REST, pages, command line and terminals call. Takes and gives plain JSON values.

Each function works in the caller's transaction, for the user of the context, with the rights of that user.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from objectry.formula.messages import excerpt
from objectry.metadata.catalog import Layout, Object
from objectry.metadata.column_types import utc_text
from objectry.metadata.field_types.record_key import as_id
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access.demands import demand, object_named
from objectry.runtime.access.grants import Access, Deed, access_of
from objectry.runtime.access.reasons import kept_reason
from objectry.runtime.api.given_records import (
    checked_version,
    given_lines,
    lines_json,
    mapping,
    named,
    without_lines,
)
from objectry.runtime.computing.staleness import stale_paths
from objectry.runtime.context import Context
from objectry.runtime.errors import (
    BadRequest,
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    PreconditionMissing,
    Refused,
    Stale,
    TooLarge,
)
from objectry.runtime.records import messages, present, reading, removal, requests, save
from objectry.runtime.records.drafts import Given, Outcome, Reader
from objectry.runtime.records.faults import explained
from objectry.runtime.records.forms import layout_named
from objectry.runtime.records.lines import Together, save_together
from objectry.runtime.records.past import visible_changes
from objectry.runtime.records.present import LINES, error_json, outcome_json
from objectry.runtime.records.reading import JSON
from objectry.runtime.records.requests import ListRequest
from objectry.runtime.records.saved_views import with_saved
from objectry.runtime.store import aggregate as store_aggregate
from objectry.runtime.store import journal, reach, read, search_index
from objectry.runtime.store.source import expand

__all__ = ["LINES", "BatchRefused", "Found", "ListRequest", "error_json", "outcome_json"]

Json = dict[str, Any]
REMOVALS = ("delete", "restore", "purge")
"""What bulk calls do with records without giving them values."""
HISTORY_LIMIT = 500
"""Entries of a record's history that are answered."""
SEARCH_LIMIT = 100
"""The most records that a search answers."""


@dataclass(frozen=True, slots=True)
class Found:
    """One record with its version."""

    id: str
    record: Json
    version: int
    lines: Json | None = None
    """What came of the lines that were saved with it."""


class BatchRefused(Conflict):
    """A batch of which nothing was saved because some of its records are wrong. `outcomes` tells of each.

    A record that would have been made has no ID.
    """

    status = 422

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes = tuple(map(_undone, outcomes))
        wrong = sum(outcome.status == "failed" for outcome in outcomes)
        super().__init__(messages.BATCH_REFUSED, {"count": wrong})


def _undone(outcome: Outcome) -> Outcome:
    """What came of a record after all, when its batch was refused."""
    if outcome.status in ("failed", "unchanged"):
        return outcome
    record = None if outcome.status == "created" else outcome.id
    return replace(outcome, status="not_saved", id=record, version=None)


def thing_for(context: Context, object_name: str) -> tuple[Access, Object]:
    """The access of the user, and the object of that name if the user may know of it."""
    access = access_of(context)
    return access, object_named(context, access, object_name)


def readable_record(context: Context, object_name: str, record: str) -> tuple[Access, Object, str]:
    """The access of the user, the object, and the ID of a record of it that he may read. Raises NotFound."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    identifier = record_id(record)
    if not reach.reachable(context, access, thing, "read", [identifier]):
        raise NotFound(access_messages.RECORD_UNKNOWN)
    return access, thing, identifier


def page_size(context: Context, limit: int | None) -> int:
    """How much one page holds. Raises Invalid for more than it may."""
    most = context.settings.page_limit
    size = min(context.settings.page_size, most) if limit is None else limit
    if not 1 <= size <= most:
        raise Invalid(messages.LIMIT_WRONG, {"limit": most})
    return size


# Reading -------------------------------------------------------------------------------------------------------------


def list_records(context: Context, object_name: str, asked: ListRequest) -> Json:
    """A page of records: `{"records", "next", "count"}`."""
    access, thing = thing_for(context, object_name)
    asked = with_saved(context, access, thing, asked)
    query = requests.list_query(context, access, thing, asked)
    then = context if query.moment is None else replace(context, now=query.moment)
    page = explained(then, access, thing, read.page(then, access, query, "json"))
    answer: Json = {
        "records": present.records_json(page, context.language),
        "next": requests.cursor(context, query, page.after),
    }
    if page.count is not None:
        answer["count"] = page.count
        answer["more"] = page.bounded
    own = [(field,) for field in thing.computed_fields if field.name in access.on(thing).readable]
    asked_for = query.asked(context.catalog.objects)
    if late := stale_paths(context, (*own, *query.columns, *asked_for)):
        answer["recalculating"] = late
    return answer


def get_record(context: Context, object_name: str, record: str, fields: str = "") -> Found:
    """One record. Raises NotFound for a record that is not there or that the user may not see."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    found = _found(context, access, thing, record_id(record), fields)
    if found is None:
        raise NotFound(access_messages.RECORD_UNKNOWN)
    return found


def _found(
    context: Context, access: Access, thing: Object, record: str, fields: str = ""
) -> Found | None:
    """The record, if the user may see it."""
    columns = requests.field_paths(context, access, thing, fields)
    version = (thing.fields["version"],)
    asked = columns if version in columns else (*columns, version)
    page = read.one(context, access, thing, record, asked, form="json")
    page = explained(context, access, thing, page)
    if not page.ids:
        return None
    number = page.series[asked.index(version)].values[0]
    kept = read.Page(page.ids, page.series[: len(columns)], None, None)
    values = present.records_json(kept, context.language)[0]
    if late := stale_paths(context, columns):
        values[present.RECALCULATING] = late
    return Found(record, values, int(str(number)))


def record_id(text: str) -> str:
    """The ID of a record in the form that it is stored in. What is no ID names no record."""
    found = as_id(text)
    if found is None:
        raise NotFound(access_messages.RECORD_UNKNOWN)
    return found


def aggregate(
    context: Context, object_name: str, group: str, measures: str, where: str, scope: str
) -> Json:
    """Numbers by group: `{"groups": [{"stage": …, "count": …}], "total": {…}}`, with `recalculating` like lists."""
    access, thing = thing_for(context, object_name)
    wanted = requests.aggregation(context, access, thing, group, measures, where, scope)
    found = store_aggregate.aggregate(context, access, wanted)
    if not found.complete:
        raise Invalid(messages.TOO_MANY_GROUPS, {"limit": wanted.limit})
    answer: Json = {
        "groups": [_summary_json(context, wanted, row) for row in found.groups],
        "total": _summary_json(context, replace(wanted, groups=()), found.total),
    }
    if late := stale_paths(context, wanted.asked(context.catalog.objects)):
        answer["recalculating"] = late
    return answer


def _summary_json(context: Context, wanted: Any, row: store_aggregate.Summary) -> Json:
    answer: Json = {}
    for group, value, name in zip(wanted.groups, row.groups, row.names, strict=True):
        field = expand(context.state, group.path)[-1]
        if value is None or group.part is not None:
            answer[group.name] = value
        elif field.relation is not None:
            answer[group.name] = present.link_json(value, name)
        else:
            answer[group.name] = field.type.to_json(value, field.definition)
    for measure, value in zip(wanted.measures, row.measures, strict=True):
        answer[measure.name] = _measure_json(context, measure, value)
    return answer


def _measure_json(context: Context, measure: Any, value: Any) -> Any:
    if value is None or measure.function == "count":
        return value
    if measure.path is None:
        return present.computed_json(value)
    field = expand(context.state, measure.path)[-1]
    if measure.function in ("min", "max"):
        return field.type.to_json(value, field.definition)
    if measure.function == "sum" and field.shape[0].type.python_type is int:
        return int(value)  # PostgreSQL adds whole numbers up to decimals
    return present.number_json(value, measure.function == "avg")


def history(context: Context, object_name: str, record: str) -> Json:
    """What happened to a record, latest first, in the fields that the user may read."""
    access, thing = thing_for(context, object_name)
    get_record(context, object_name, record, "id")
    events = journal.history(context, thing, record_id(record), HISTORY_LIMIT)
    changes = visible_changes(context, access, thing, [event.changes for event in events])
    users = context.catalog.objects["user"]
    named = reach.names(context, access, users, [event.user for event in events if event.user])
    return {
        "events": [
            {
                "at": utc_text(event.at),
                "user": present.link_json(event.user, named.get(event.user or "")),
                "reason": kept_reason(event.reason).text(context.language),
                "action": event.action,
                "version": event.version,
                "changes": seen,
            }
            for event, seen in zip(events, changes, strict=True)
        ]
    }  # fmt: skip


def why(context: Context, object_name: str, record: str) -> Json:
    """Why the user may read, edit and delete a record; empty lists where that is not so."""
    access, thing = thing_for(context, object_name)
    get_record(context, object_name, record, "id")
    deeds: tuple[Deed, ...] = ("read", "edit", "delete")
    return {deed: reach.why(context, access, thing, record_id(record), deed) for deed in deeds}


def search(context: Context, text: str, objects: str, limit: int) -> Json:
    """Records in which the words of `text` stand, latest first: `{"records": [{"object", "id", "name"}]}`."""
    access = access_of(context)
    if not 1 <= limit <= SEARCH_LIMIT:
        raise Invalid(messages.LIMIT_WRONG, {"limit": SEARCH_LIMIT})
    names = dict.fromkeys(part.strip() for part in objects.split(",") if part.strip())
    wanted = {object_named(context, access, name).name for name in names}
    found = search_index.matches(context, access, wanted, text, limit)
    return {
        "records": [{"object": match.thing, "id": match.id, "name": match.name} for match in found]
    }


# Writing -------------------------------------------------------------------------------------------------------------


def create_record(
    context: Context, object_name: str, values: Any, layout: str | None = None, typed: bool = False
) -> Found:
    """Make one record and answer it. Raises Invalid with everything that is wrong.

    `layout` names the layout of the form that the values come from: what it demands is checked too. Where they are `typed`,
    numbers, days and times may be texts as the user writes them. Lines that come under `_lines` are saved with it.
    """
    access, thing = thing_for(context, object_name)
    found, lines = without_lines(values)
    given = Given(0, found, layout=_layout(context, thing, layout))
    return _save(context, access, thing, given, lines, reader(context, typed))


Version = int | Collection[int]
"""The version that is changed, or several, any of which will do."""
ANY_VERSION: Version = range(1 << 63)


def update_record(
    context: Context, object_name: str, record: str, values: Any, version: Version | None,
    layout: str | None = None, typed: bool = False,
) -> Found:  # fmt: skip
    """Change one record and answer it. Raises Stale when it has another version by now.

    `layout` and `typed` say of the values what they say of those of a new record.
    """
    versions = _versions(version)
    access, thing = thing_for(context, object_name)
    of_form = _layout(context, thing, layout)
    found, lines = without_lines(values)
    given = Given(0, found, record_id(record), versions, as_read="id" in found, layout=of_form)
    return _save(context, access, thing, given, lines, reader(context, typed))


def _save(
    context: Context, access: Access, thing: Object, given: Given, lines: Any, reader: Reader
) -> Found:
    """Make or change one record, with the lines that came with it."""
    wanted = given_lines(context, access, thing, lines)
    if not wanted:
        operation = save.create if given.id is None else save.update
        return _answer(
            context, access, thing, operation(context, access, thing, [given], reader)[0]
        )
    together = save_together(context, access, thing, given, wanted, reader)
    if any(together.lines.values()):
        _raise_together(together)
    found = _answer(context, access, thing, together.record)
    return replace(found, lines=dict(lines_json(together.lines)))


def _raise_together(together: Together) -> None:
    """Raise what fits, with everything that is wrong with a record and its lines: Stale where others have changed a line."""
    errors = together.errors
    if any(error.message is messages.RECORD_STALE for error in errors):
        raise Stale(messages.LINES_STALE, errors=errors)
    if errors:
        raise Invalid(messages.RECORD_INVALID, {"count": len(errors)}, errors)


def reader(context: Context, typed: bool) -> Reader:
    """How values come in: as the API has them, or as people type them into forms."""
    return reading.typed(context.style) if typed else JSON


def _layout(context: Context, thing: Object, name: str | None) -> Layout | None:
    return None if name is None else layout_named(context, thing, name)


def _versions(version: Version | None) -> Collection[int]:
    if version is None:
        raise PreconditionMissing(messages.VERSION_MISSING)
    return (version,) if isinstance(version, int) else version


def _answer(context: Context, access: Access, thing: Object, outcome: Outcome) -> Found:
    """The record that was written."""
    _raise_failure(outcome)
    assert outcome.id and outcome.version
    return _written(context, access, thing, outcome.id, outcome.version)


def _written(context: Context, access: Access, thing: Object, record: str, version: int) -> Found:
    """A record that was written. Only its ID when the user may not see it: made or handed over to somebody else."""
    found = _found(context, access, thing, record)
    return found or Found(record, {"id": record}, version)


def written_before(context: Context, object_name: str, record: str, version: int) -> Found:
    """A record that the user wrote earlier, in that version, as he may see it now, which may be its ID only.

    Raises NotFound when the object is closed to him by now.
    """
    access, thing = thing_for(context, object_name)
    return _written(context, access, thing, record, version)


def delete_record(
    context: Context, object_name: str, record: str, version: Version | None
) -> None:
    """Move one record to the recycle bin."""
    versions = _versions(version)
    access, thing = thing_for(context, object_name)
    given = Given(0, {}, record_id(record), versions)
    _raise_failure(removal.delete(context, access, thing, [given])[0])


def restore_record(context: Context, object_name: str, record: str) -> Found:
    """Take one record out of the recycle bin and answer it."""
    access, thing = thing_for(context, object_name)
    given = Given(0, {}, record_id(record))
    return _answer(context, access, thing, removal.restore(context, access, thing, [given])[0])


def purge_record(context: Context, object_name: str, record: str) -> None:
    """Remove one record from the recycle bin for good."""
    access, thing = thing_for(context, object_name)
    _raise_failure(removal.purge(context, access, thing, [Given(0, {}, record_id(record))])[0])


def bulk(
    context: Context, object_name: str, operation: str, records: Sequence[Any], key: str,
    all_or_nothing: bool, layout: str | None = None, typed: bool = False,
) -> Json:  # fmt: skip
    """Do the same to many records: `{"results": [{"index", "id", "status", "version", "errors"}]}`.

    `layout` names a layout whose demands on each record are checked too. Where values are `typed`, numbers, days and times
    may be texts as the user writes them.
    """
    access, thing = thing_for(context, object_name)
    if len(records) > context.settings.bulk_limit:
        limit = context.settings.bulk_limit
        raise TooLarge(messages.BATCH_TOO_LARGE, {"limit": limit, "count": len(records)})
    if key != "id" and operation in ("create", *REMOVALS):
        raise BadRequest(messages.KEY_UNUSED, {"operation": operation})
    if layout is not None and operation in REMOVALS:
        raise BadRequest(messages.LAYOUT_UNUSED)
    of_form = _layout(context, thing, layout)
    outcomes = _batch(
        context,
        access,
        thing,
        operation,
        [replace(_given(i, r, operation, key), layout=of_form) for i, r in enumerate(records)],
        key,
        reader(context, typed),
    )
    if all_or_nothing and any(outcome.status == "failed" for outcome in outcomes):
        raise BatchRefused(outcomes)
    return {"results": [present.outcome_json(outcome, context.language) for outcome in outcomes]}


def _batch(
    context: Context,
    access: Access,
    thing: Object,
    operation: str,
    given: Sequence[Given],
    key: str,
    reader: Reader,
) -> list[Outcome]:
    if operation == "create":
        return save.create(context, access, thing, given, reader)
    if operation == "update" and key != "id":
        return save.match_and_update(context, access, thing, given, reader, key)
    if operation == "update":
        return save.update(context, access, thing, given, reader)
    if operation == "upsert":
        return save.upsert(context, access, thing, given, reader, key)
    if operation == "delete":
        return removal.delete(context, access, thing, given)
    if operation == "restore":
        return removal.restore(context, access, thing, given)
    if operation == "purge":
        return removal.purge(context, access, thing, given)
    raise BadRequest(messages.OPERATION_UNKNOWN, {"operation": excerpt(operation)})


def _given(index: int, record: Any, operation: str, key: str) -> Given:
    """One record of a batch. A record that is changed or deleted names itself and, if it likes, its version. One that may
    be new keeps both among its values, which a new record may not have.
    """
    values = mapping(record)
    if operation == "create":
        return Given(index, values)
    by_id = operation in REMOVALS or key == "id"
    if operation == "upsert":
        return _versioned(Given(index, dict(values)), checked_version(index, values))
    if by_id:
        return named(index, values)
    rest = {name: value for name, value in values.items() if name != "version"}
    return _versioned(Given(index, rest), checked_version(index, values))


def _versioned(given: Given, version: int | None) -> Given:
    return given if version is None else replace(given, versions=(version,), as_read=True)


_FAILURES: Mapping[str, type[Refused]] = {
    access_messages.RECORD_UNKNOWN.code: NotFound,
    access_messages.RECORD_READ_ONLY.code: Forbidden,
    messages.RECORD_STALE.code: Stale,
    messages.RECORD_IN_USE.code: Conflict,
    messages.RECORD_IN_USE_UNSEEN.code: Conflict,
    messages.MASTER_DELETED.code: Conflict,
    messages.TARGET_DELETED.code: Conflict,
}
"""How a failed record is answered when it was the only one."""


def _raise_failure(outcome: Outcome) -> None:
    if outcome.status != "failed":
        return
    first: FieldError = outcome.errors[0]
    kind = _FAILURES.get(first.message.code)
    if kind is not None:
        raise kind(first.message, first.params)
    raise Invalid(messages.RECORD_INVALID, {"count": len(outcome.errors)}, outcome.errors)
