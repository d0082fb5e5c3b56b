"""Following tasks and events up, over HTTP."""

from objectry.runtime.api.following_up import follow_up
from objectry.runtime.api.organization import Caller
from objectry.runtime.web.calls import boolean, known_parameters, version
from objectry.runtime.web.door import Answer, Call, WriteHandler
from objectry.runtime.web.handlers import API, record_again
from objectry.runtime.web.json_body import read_json_body


def make_follow_up(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/{id}/follow_up`"""
    query, name = known_parameters(call, ("typed",)), call.parts["object"]
    values = read_json_body(call.body)
    found = follow_up(
        caller.context, name, call.parts["id"], values, version(call), boolean(query, "typed")
    )
    headers = {"etag": f'"{found.version}"', "location": f"{API}/{name}/{found.id}"}
    return Answer(201, found.record, headers, found.id)


FOLLOW_UP = WriteHandler(make_follow_up, record_again)
