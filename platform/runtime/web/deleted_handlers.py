"""The recycle bin over HTTP: what lies in it, of all objects together."""

from objectry.runtime.api import deleted
from objectry.runtime.api.organization import Caller
from objectry.runtime.web.calls import integer, known_parameters
from objectry.runtime.web.door import Answer, Call


def recycle_bin(caller: Caller, call: Call) -> Answer:
    """`GET /deleted`"""
    query = known_parameters(call, ("object", "q", "after", "limit"))
    return Answer(200, deleted.deleted_json(
        caller.context, query.get("object", ""), query.get("q", ""), query.get("after", ""), integer(query, "limit")
    ))  # fmt: skip
