"""Notifications over HTTP: what the caller was told, how much of it he has not read, and that he has."""

from typing import Any

from objectry.runtime.api import notifications
from objectry.runtime.api.organization import Caller
from objectry.runtime.errors import BadRequest
from objectry.runtime.web import messages
from objectry.runtime.web.calls import boolean, integer, known_parameters
from objectry.runtime.web.door import Answer, Call
from objectry.runtime.web.json_body import read_json_body


def list_notifications(caller: Caller, call: Call) -> Answer:
    """`GET /notifications`"""
    query = known_parameters(call, ("unread", "after", "limit"))
    return Answer(200, notifications.list_notifications(
        caller.context, boolean(query, "unread"), query.get("after", ""), integer(query, "limit")
    ))  # fmt: skip


def count_unread(caller: Caller, call: Call) -> Answer:
    """`GET /notifications/unread`"""
    known_parameters(call, ())
    return Answer(200, notifications.count_unread(caller.context))


def mark_read(caller: Caller, call: Call) -> Answer:
    """`POST /notifications/read` with `{"ids": […]}`, or `{}` for all."""
    known_parameters(call, ())
    body: Any = read_json_body(call.body)
    if not isinstance(body, dict) or not body.keys() <= {"ids"}:
        raise BadRequest(messages.BODY_SHAPE, {"key": "ids"})
    ids = body.get("ids")
    if ids is not None and not (isinstance(ids, list) and all(map(_is_number, ids))):
        raise BadRequest(messages.BODY_SHAPE, {"key": "ids"})
    notifications.mark_read(caller.context, ids)
    return Answer(204)


def _is_number(given: object) -> bool:
    return type(given) is int and 0 < given < 1 << 63
