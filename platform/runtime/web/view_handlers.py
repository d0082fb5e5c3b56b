"""List views that users save, filters as forms, and what users have opened, over HTTP."""

from collections.abc import Mapping
from typing import Any

from objectry.runtime.api import filter_calls, recent, views
from objectry.runtime.api.organization import Caller
from objectry.runtime.api.records import thing_for
from objectry.runtime.api.views import ViewRequest
from objectry.runtime.errors import BadRequest
from objectry.runtime.web import messages
from objectry.runtime.web.calls import boolean, known_parameters
from objectry.runtime.web.door import Answer, Call, WriteHandler
from objectry.runtime.web.handlers import API
from objectry.runtime.web.json_body import read_json_body

VIEW_KEYS = {
    "name": str,
    "shared": bool,
    "filter": str,
    "sort": str,
    "scope": str,
    "columns": list,
    "as": str,
    "by": str,
}
"""What the body of a view may say, and as what."""
HABIT_KEYS = {"first": bool, "widths": dict}
FILTER_KEYS = {"filter": str, "conditions": dict}


def _body(call: Call, keys: Mapping[str, type]) -> dict[str, Any]:
    """The JSON object of a body. Raises BadRequest for keys that nobody reads, or values of another kind."""
    body: Any = read_json_body(call.body)
    if not isinstance(body, dict):
        raise BadRequest(messages.BODY_SHAPE, {"key": next(iter(keys))})
    for key, value in body.items():
        if not isinstance(value, keys.get(key, ())):
            raise BadRequest(messages.BODY_SHAPE, {"key": key[:100]})
    return body


def _view_request(call: Call) -> ViewRequest:
    body = _body(call, VIEW_KEYS)
    if "columns" in body:
        body["columns"] = dict(map(_column, body["columns"]))
    if "as" in body:
        body["look"] = body.pop("as")
    return ViewRequest(**body)


def _column(raw: object) -> tuple[str, int | None]:
    """A column of a view: `{"field": "amount", "width": 120}`, or the field alone."""
    if isinstance(raw, str):
        return raw, None
    if (
        isinstance(raw, dict)
        and raw.keys() <= {"field", "width"}
        and isinstance(raw.get("field"), str)
    ):
        width = raw.get("width")
        if width is None or type(width) is int:
            return raw["field"], width
    raise BadRequest(messages.BODY_SHAPE, {"key": "columns"})


def list_views(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/views`"""
    known_parameters(call, ())
    return Answer(200, views.list_views(caller.context, call.parts["object"]))


def _create_view(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/views`"""
    known_parameters(call, ())
    name = call.parts["object"]
    made = views.create_view(caller.context, name, _view_request(call))
    return Answer(201, made, {"location": f"{API}/{name}/views/{made['view']}"})


def _created_again(caller: Caller, call: Call, first: Answer) -> Answer:
    """The answer to a repeated call: the view as it is by now."""
    view = first.headers["location"].rpartition("/")[2]
    found = views.view_json(caller.context, call.parts["object"], view)
    return Answer(first.status, found, first.headers)


def _change_view(caller: Caller, call: Call) -> Answer:
    """`PATCH /{object}/views/{id}`"""
    known_parameters(call, ())
    asked = _view_request(call)
    return Answer(
        200, views.change_view(caller.context, call.parts["object"], call.parts["id"], asked)
    )


def _changed_again(caller: Caller, call: Call, first: Answer) -> Answer:
    """The answer to a repeated change: the view as it is by now."""
    return Answer(200, views.view_json(caller.context, call.parts["object"], call.parts["id"]))


def delete_view(caller: Caller, call: Call) -> Answer:
    """`DELETE /{object}/views/{id}`"""
    known_parameters(call, ())
    views.delete_view(caller.context, call.parts["object"], call.parts["id"])
    return Answer(204)


def keep_habit(caller: Caller, call: Call) -> Answer:
    """`PUT /{object}/views/{id}/habit`"""
    known_parameters(call, ())
    body = _body(call, HABIT_KEYS)
    widths = body.get("widths")
    if widths is not None and any(type(one) is not int for one in widths.values()):
        raise BadRequest(messages.BODY_SHAPE, {"key": "widths"})
    views.keep_habit(
        caller.context, call.parts["object"], call.parts["id"], body.get("first"), widths
    )
    return Answer(204)


def note_opened(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/{id}/opened`"""
    known_parameters(call, ())
    recent.note_opened(caller.context, call.parts["object"], call.parts["id"])
    return Answer(204)


def filter_form(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/filter`"""
    typed = boolean(known_parameters(call, ("typed",)), "typed")
    thing_for(caller.context, call.parts["object"])
    body = _body(call, FILTER_KEYS)
    if len(body) != 1:
        raise BadRequest(messages.BODY_SHAPE, {"key": "conditions"})
    name = call.parts["object"]
    if "filter" in body:
        return Answer(200, filter_calls.as_form(caller.context, name, body["filter"]))
    return Answer(200, filter_calls.as_text(caller.context, name, body["conditions"], typed))


CREATE = WriteHandler(_create_view, _created_again)
CHANGE = WriteHandler(_change_view, _changed_again)
