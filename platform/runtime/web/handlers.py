"""The calls of the HTTP contract: each takes a caller and a request, and gives an answer."""

import json
from dataclasses import replace
from typing import Any

from objectry.runtime.api import describe, openapi
from objectry.runtime.api import records as api
from objectry.runtime.api.candidates import CandidateRequest
from objectry.runtime.api.candidates import candidates as candidates_for
from objectry.runtime.api.organization import Caller
from objectry.runtime.api.records import LINES, Found, ListRequest
from objectry.runtime.errors import BadRequest
from objectry.runtime.shown.form_states import FormRequest
from objectry.runtime.shown.form_states import form as form_state
from objectry.runtime.web import messages
from objectry.runtime.web.calls import boolean, integer, known_parameters, required, version
from objectry.runtime.web.door import Answer, Call
from objectry.runtime.web.json_body import read_json_body

API = "/api/v1"


def _record(found: Found, status: int = 200, location: str = "") -> Answer:
    headers = {"etag": f'"{found.version}"'}
    if location:
        headers["location"] = location
    if found.lines is None:
        return Answer(status, found.record, headers, found.id)
    told = {LINES: found.lines}
    return Answer(status, {**found.record, **told}, headers, found.id, told=told)


def record_again(caller: Caller, call: Call, first: Answer) -> Answer:
    """The answer to a repeated call: the record as it is by now, as far as the caller may see it by now."""
    kept, version = json.loads(first.content), int(first.headers["etag"].strip('"'))
    found = api.written_before(caller.context, call.parts["object"], kept["id"], version)
    found = replace(found, lines=kept.get(LINES))
    return _record(found, first.status, first.headers.get("location", ""))


def bulk_again(caller: Caller, call: Call, first: Answer) -> Answer:
    """The answer to a repeated bulk call. It tells of IDs and of what the caller sent, so he must know the object only."""
    api.thing_for(caller.context, call.parts["object"])
    return first


LIST_PARAMETERS = ("fields", "filter", "sort", "scope", "view", "q", "limit", "after", "count")


def _list_request(call: Call, deleted: bool) -> ListRequest:
    query = known_parameters(call, LIST_PARAMETERS)
    return ListRequest(
        fields=query.get("fields", ""),
        filter=query.get("filter", ""),
        sort=query.get("sort", ""),
        scope=query.get("scope", "all"),
        view=query.get("view", ""),
        words=query.get("q", ""),
        limit=integer(query, "limit"),
        after=query.get("after", ""),
        count=query.get("count", "none"),
        deleted=deleted,
    )


def list_records(caller: Caller, call: Call) -> Answer:
    """`GET /{object}`"""
    return Answer(
        200, api.list_records(caller.context, call.parts["object"], _list_request(call, False))
    )


def list_deleted(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/deleted`"""
    return Answer(
        200, api.list_records(caller.context, call.parts["object"], _list_request(call, True))
    )


def create_record(caller: Caller, call: Call) -> Answer:
    """`POST /{object}`"""
    query, name = known_parameters(call, ("layout", "typed")), call.parts["object"]
    values, typed = read_json_body(call.body), boolean(query, "typed")
    found = api.create_record(caller.context, name, values, query.get("layout"), typed)
    return _record(found, 201, f"{API}/{name}/{found.id}")


def get_record(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/{id}`"""
    query = known_parameters(call, ("fields",))
    found = api.get_record(
        caller.context, call.parts["object"], call.parts["id"], query.get("fields", "")
    )
    return _record(found)


def update_record(caller: Caller, call: Call) -> Answer:
    """`PATCH /{object}/{id}`"""
    query = known_parameters(call, ("layout", "typed"))
    values, typed = read_json_body(call.body), boolean(query, "typed")
    found = api.update_record(caller.context, call.parts["object"], call.parts["id"], values,
                              version(call), query.get("layout"), typed)  # fmt: skip
    return _record(found)


def delete_record(caller: Caller, call: Call) -> Answer:
    """`DELETE /{object}/{id}`"""
    known_parameters(call, ())
    api.delete_record(caller.context, call.parts["object"], call.parts["id"], version(call))
    return Answer(204)


def restore_record(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/{id}/restore`"""
    known_parameters(call, ())
    return _record(api.restore_record(caller.context, call.parts["object"], call.parts["id"]))


def purge_record(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/{id}/purge`"""
    known_parameters(call, ())
    api.purge_record(caller.context, call.parts["object"], call.parts["id"])
    return Answer(204)


def history(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/{id}/history`"""
    known_parameters(call, ())
    return Answer(200, api.history(caller.context, call.parts["object"], call.parts["id"]))


def why(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/{id}/access`"""
    known_parameters(call, ())
    return Answer(200, api.why(caller.context, call.parts["object"], call.parts["id"]))


def bulk(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/bulk`"""
    query = known_parameters(call, ("layout", "typed"))
    typed = boolean(query, "typed")
    body: Any = read_json_body(call.body)
    if not isinstance(body, dict):
        raise BadRequest(messages.BODY_SHAPE, {"key": "operation"})
    for key in body.keys() - {"operation", "key", "records", "all_or_nothing"}:
        raise BadRequest(messages.BODY_SHAPE, {"key": key[:100]})
    for key, kind in (
        ("operation", str),
        ("records", list),
        ("key", str),
        ("all_or_nothing", bool),
    ):
        if (
            key in body
            and not isinstance(body[key], kind)
            or key in ("operation", "records")
            and key not in body
        ):
            raise BadRequest(messages.BODY_SHAPE, {"key": key})
    answer = api.bulk(
        caller.context, call.parts["object"], body["operation"], body["records"],
        body.get("key", "id"), body.get("all_or_nothing", False), query.get("layout"), typed,
    )  # fmt: skip
    return Answer(200, answer)


FORM_KEYS = {"id": str, "values": dict, "layout": str, "business_type": str}
"""What the body of a form may say, and as what."""


def form(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/form`"""
    query = known_parameters(call, ("typed",))
    body: Any = read_json_body(call.body)
    if not isinstance(body, dict):
        raise BadRequest(messages.BODY_SHAPE, {"key": "values"})
    for key, value in body.items():
        if not isinstance(value, FORM_KEYS.get(key, ())):
            raise BadRequest(messages.BODY_SHAPE, {"key": key[:100]})
    asked = FormRequest(
        body.get("id"), body.get("values", {}), body.get("layout"), body.get("business_type"),
        boolean(query, "typed"),
    )  # fmt: skip
    return Answer(200, form_state(caller.context, call.parts["object"], asked))


def candidates(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/candidates`"""
    query = known_parameters(call, ("field", "q", "to"))
    asked = CandidateRequest(query.get("field", ""), query.get("q", ""), query.get("to", ""))
    return Answer(200, candidates_for(caller.context, call.parts["object"], asked))


def aggregate(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/aggregate`"""
    query = known_parameters(call, ("group", "measures", "filter", "scope"))
    return Answer(200, api.aggregate(
        caller.context, call.parts["object"], query.get("group", ""), query.get("measures", ""),
        query.get("filter", ""), query.get("scope", "all"),
    ))  # fmt: skip


def search(caller: Caller, call: Call) -> Answer:
    """`GET /search`"""
    query = known_parameters(call, ("q", "objects", "limit"))
    limit = integer(query, "limit")
    return Answer(200, api.search(
        caller.context, required(query, "q"), query.get("objects", ""), 20 if limit is None else limit
    ))  # fmt: skip


def describe_objects(caller: Caller, call: Call) -> Answer:
    """`GET /metadata/objects`"""
    known_parameters(call, ())
    return Answer(200, describe.objects(caller.context))


def describe_object(caller: Caller, call: Call) -> Answer:
    """`GET /metadata/objects/{object}`"""
    known_parameters(call, ())
    return Answer(200, describe.one_object(caller.context, call.parts["object"]))


def openapi_document(caller: Caller, call: Call) -> Answer:
    """`GET /openapi.json`"""
    known_parameters(call, ())
    return Answer(200, openapi.document(caller.context))


def who_am_i(caller: Caller, call: Call) -> Answer:
    """`GET /session`"""
    known_parameters(call, ())
    return Answer(200, describe.caller(caller.context, caller.csrf))
