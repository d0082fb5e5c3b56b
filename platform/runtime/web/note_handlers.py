"""Notes and following over HTTP: what people say about a record, and whether they want to hear of it."""

from typing import Any

from objectry.runtime.api import follows, notes
from objectry.runtime.api.colleagues import colleagues
from objectry.runtime.api.notes import Written
from objectry.runtime.api.organization import Caller
from objectry.runtime.errors import BadRequest
from objectry.runtime.web import messages
from objectry.runtime.web.calls import integer, known_parameters
from objectry.runtime.web.door import Answer, Call, WriteHandler
from objectry.runtime.web.json_body import read_json_body


def list_notes(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/{id}/notes`"""
    query = known_parameters(call, ("after", "limit"))
    return Answer(200, notes.list_notes(
        caller.context, call.parts["object"], call.parts["id"], query.get("after", ""), integer(query, "limit"),
    ))  # fmt: skip


def _write(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/{id}/notes`"""
    known_parameters(call, ())
    made = notes.write_note(caller.context, call.parts["object"], call.parts["id"], _written(call))
    return Answer(201, made)


def _edit(caller: Caller, call: Call) -> Answer:
    """`PATCH /{object}/{id}/notes/{note}`"""
    known_parameters(call, ())
    parts = call.parts
    return Answer(200, notes.edit_note(
        caller.context, parts["object"], parts["id"], parts["note"], _written(call)
    ))  # fmt: skip


def _again(caller: Caller, call: Call, first: Answer) -> Answer:
    """The answer to a repeated call: what was written then, if the caller may read the record by now."""
    notes.list_notes(caller.context, call.parts["object"], call.parts["id"], "", 1)
    return first


WRITE = WriteHandler(_write, _again)
EDIT = WriteHandler(_edit, _again)


def delete_note(caller: Caller, call: Call) -> Answer:
    """`DELETE /{object}/{id}/notes/{note}`"""
    known_parameters(call, ())
    notes.delete_note(caller.context, call.parts["object"], call.parts["id"], call.parts["note"])
    return Answer(204)


def list_colleagues(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/{id}/colleagues`"""
    words = known_parameters(call, ("q",)).get("q", "")
    return Answer(200, colleagues(caller.context, call.parts["object"], call.parts["id"], words))


def following(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/{id}/follow`"""
    known_parameters(call, ())
    return Answer(200, follows.following(caller.context, call.parts["object"], call.parts["id"]))


def follow(caller: Caller, call: Call) -> Answer:
    """`PUT /{object}/{id}/follow`"""
    known_parameters(call, ())
    follows.follow(caller.context, call.parts["object"], call.parts["id"])
    return Answer(204)


def unfollow(caller: Caller, call: Call) -> Answer:
    """`DELETE /{object}/{id}/follow`"""
    known_parameters(call, ())
    follows.unfollow(caller.context, call.parts["object"], call.parts["id"])
    return Answer(204)


def _written(call: Call) -> Written:
    body: Any = read_json_body(call.body)
    if not isinstance(body, dict) or not body.keys() <= {"text", "mentions"}:
        raise BadRequest(messages.BODY_SHAPE, {"key": "text, mentions"})
    text, mentions = body.get("text"), body.get("mentions", [])
    if not isinstance(text, str):
        raise BadRequest(messages.BODY_SHAPE, {"key": "text"})
    if not isinstance(mentions, list) or not all(isinstance(one, str) for one in mentions):
        raise BadRequest(messages.BODY_SHAPE, {"key": "mentions"})
    return Written(text, mentions)
