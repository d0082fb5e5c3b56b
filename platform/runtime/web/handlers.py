"""The calls of the HTTP contract (architecture 7): each takes a caller and a request, and gives an answer."""

from collections.abc import Collection, Mapping
from typing import Any

from objectry.runtime.api import describe, openapi
from objectry.runtime.api import records as api
from objectry.runtime.api.organization import Caller
from objectry.runtime.api.records import Found, ListRequest
from objectry.runtime.errors import BadRequest
from objectry.runtime.web import messages
from objectry.runtime.web.door import Answer, Call
from objectry.runtime.web.json_body import read_json_body

API = "/api/v1"


def _known(call: Call, names: Collection[str]) -> Mapping[str, str]:
    """The query parameters. Those that nobody reads are refused: a misspelt filter must not list everything."""
    for name in call.query:
        if name not in names:
            raise BadRequest(messages.PARAMETER_UNKNOWN, {"name": name[:100]})
    return call.query


def _integer(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest(messages.PARAMETER_NUMBER, {"name": name})
    return int(text)


def _version(call: Call) -> int | None:
    """The version that a change is made to, from `If-Match: "3"`."""
    text = call.headers.get("if-match")
    if text is None:
        return None
    bare = text.strip().removeprefix("W/").strip('"')
    if not (bare.isascii() and bare.isdigit() and len(bare) < 19):
        raise BadRequest(messages.IF_MATCH_WRONG)
    return int(bare)


def _record(found: Found, status: int = 200, location: str = "") -> Answer:
    headers = {"etag": f'"{found.version}"'}
    if location:
        headers["location"] = location
    return Answer(status, found.record, headers)


LIST_PARAMETERS = ("fields", "filter", "sort", "scope", "view", "limit", "after", "count")


def _list_request(call: Call, deleted: bool) -> ListRequest:
    query = _known(call, LIST_PARAMETERS)
    return ListRequest(
        fields=query.get("fields", ""),
        filter=query.get("filter", ""),
        sort=query.get("sort", ""),
        scope=query.get("scope", "all"),
        view=query.get("view", ""),
        limit=_integer(query, "limit"),
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
    _known(call, ())
    name = call.parts["object"]
    found = api.create_record(caller.context, name, read_json_body(call.body))
    return _record(found, 201, f"{API}/{name}/{found.record.get('id', '')}")


def get_record(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/{id}`"""
    query = _known(call, ("fields",))
    found = api.get_record(
        caller.context, call.parts["object"], call.parts["id"], query.get("fields", "")
    )
    return _record(found)


def update_record(caller: Caller, call: Call) -> Answer:
    """`PATCH /{object}/{id}`"""
    _known(call, ())
    values = read_json_body(call.body)
    return _record(
        api.update_record(
            caller.context, call.parts["object"], call.parts["id"], values, _version(call)
        )
    )


def delete_record(caller: Caller, call: Call) -> Answer:
    """`DELETE /{object}/{id}`"""
    _known(call, ())
    api.delete_record(caller.context, call.parts["object"], call.parts["id"], _version(call))
    return Answer(204)


def restore_record(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/{id}/restore`"""
    _known(call, ())
    return _record(api.restore_record(caller.context, call.parts["object"], call.parts["id"]))


def purge_record(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/{id}/purge`"""
    _known(call, ())
    api.purge_record(caller.context, call.parts["object"], call.parts["id"])
    return Answer(204)


def history(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/{id}/history`"""
    _known(call, ())
    return Answer(200, api.history(caller.context, call.parts["object"], call.parts["id"]))


def why(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/{id}/access`"""
    _known(call, ())
    return Answer(200, api.why(caller.context, call.parts["object"], call.parts["id"]))


def bulk(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/bulk`"""
    _known(call, ())
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
        body.get("key", "id"), body.get("all_or_nothing", False),
    )  # fmt: skip
    return Answer(200, answer)


def aggregate(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/aggregate`"""
    query = _known(call, ("group", "measures", "filter", "scope"))
    return Answer(200, api.aggregate(
        caller.context, call.parts["object"], query.get("group", ""), query.get("measures", ""),
        query.get("filter", ""), query.get("scope", "all"),
    ))  # fmt: skip


def search(caller: Caller, call: Call) -> Answer:
    """`GET /search`"""
    query = _known(call, ("q", "objects", "limit"))
    limit = _integer(query, "limit")
    return Answer(200, api.search(
        caller.context, query.get("q", ""), query.get("objects", ""), 20 if limit is None else limit
    ))  # fmt: skip


def describe_objects(caller: Caller, call: Call) -> Answer:
    """`GET /metadata/objects`"""
    _known(call, ())
    return Answer(200, describe.objects(caller.context))


def describe_object(caller: Caller, call: Call) -> Answer:
    """`GET /metadata/objects/{object}`"""
    _known(call, ())
    return Answer(200, describe.one_object(caller.context, call.parts["object"]))


def openapi_document(caller: Caller, call: Call) -> Answer:
    """`GET /openapi.json`"""
    _known(call, ())
    return Answer(200, openapi.document(caller.context))


def who_am_i(caller: Caller, call: Call) -> Answer:
    """`GET /session`"""
    _known(call, ())
    return Answer(200, describe.caller(caller.context, caller.csrf))
