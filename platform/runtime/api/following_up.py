"""Following a task or an event up: it is completed, and the next one is made, in one go."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from objectry.formula.messages import Message
from objectry.metadata.catalog import Object
from objectry.runtime.access.grants import access_of
from objectry.runtime.api import messages
from objectry.runtime.api.given_records import mapping
from objectry.runtime.api.records import (
    Found,
    Version,
    create_record,
    get_record,
    thing_for,
    update_record,
)
from objectry.runtime.api.work import Work, works
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid
from objectry.runtime.records import messages as record_messages


def follow_up(
    context: Context, object_name: str, record: str, values: Any, version: Version | None, typed: bool
) -> Found:  # fmt: skip
    """Complete a record of work, and make and answer the next one: about the same record, with the same name and as the
    follow-up of the first, as far as `values` say nothing else. Raises like both saves, telling which of the two has to be
    corrected, and Invalid for other objects.
    """
    given = mapping(values)
    _, thing = thing_for(context, object_name)
    work = works(context, access_of(context)).get(thing.name)
    if work is None or work.definition.kind == "activity":
        params = {"object_zh": thing.plural.zh, "object_en": thing.plural.en}
        raise Invalid(messages.NO_WORK, params)
    found = get_record(context, object_name, record)
    begun = _begun(context, work, found)
    # Where nothing is left to complete, this compares the version and demands the right to edit, and changes nothing.
    with _telling(messages.FOLLOW_UP_UNFINISHED, thing):
        update_record(context, object_name, record, _completed(work, found), version)
    with _telling(messages.FOLLOW_UP_INVALID, thing):
        return create_record(context, object_name, {**begun, **given}, typed=typed)


@contextmanager
def _telling(message: Message, thing: Object) -> Iterator[None]:
    """Let what is wrong with a record be told by a message that says which of the two it is."""
    try:
        yield
    except Invalid as refused:
        if refused.message is not record_messages.RECORD_INVALID:
            raise
        label = {"object_zh": thing.label.zh, "object_en": thing.label.en}
        raise Invalid(
            message, {**label, "count": len(refused.errors)}, refused.errors
        ) from refused


def _completed(work: Work, found: Found) -> dict[str, Any]:
    """What completes a record; nothing for one that is done or cancelled, and where there is no status."""
    status, done = work.status, work.definition.done
    if status is None or done is None:
        return {}
    ended = found.record.get(status.name) in (done, *work.definition.closed)
    return {} if ended else {status.name: done}


def _begun(context: Context, work: Work, found: Found) -> dict[str, Any]:
    """What the next one begins with."""
    thing, record = work.thing, found.record
    editable = access_of(context).on(thing).editable
    begun: dict[str, Any] = {}
    if thing.name_field.name in editable and thing.name_field.writable:
        begun[thing.name_field.name] = record.get(thing.name_field.name)
    about = record.get(work.about.name)
    if about is not None and work.about.name in editable:
        begun[work.about.name] = work.about_json(about.get("object", ""), about["id"])
    if work.previous is not None and work.previous.name in editable:
        begun[work.previous.name] = found.id
    return begun
