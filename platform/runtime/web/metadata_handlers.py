"""The metadata as a whole over HTTP: a body or an answer is a YAML stream in which each document is one file.

The rights of the caller are looked at before a byte of the body is.
"""

from objectry.metadata.parse import Reading
from objectry.runtime.api import metadata
from objectry.runtime.api.organization import Caller
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Answer, Call, MetadataHandler

YAML = "application/yaml; charset=utf-8"


def read_packs(caller: Caller, call: Call) -> Reading:
    """The definitions in the body of a call."""
    metadata.demand_right(caller.context)
    known_parameters(call, ())
    return metadata.read_packs(caller.context, call.body)


def plan(caller: Caller, call: Call) -> Answer:
    """`POST /metadata/plan`"""
    given = read_packs(caller, call)
    return Answer(200, metadata.plan_json(metadata.plan_packs(caller.context, given)))


def apply(caller: Caller, call: Call, given: Reading) -> Answer:
    """`POST /metadata/apply`"""
    return Answer(200, metadata.plan_json(metadata.apply_packs(caller.context, given)))


APPLY = MetadataHandler(read_packs, apply)


def export(caller: Caller, call: Call) -> Answer:
    """`GET /metadata/export`"""
    metadata.demand_right(caller.context)
    known_parameters(call, ())
    headers = {
        "content-type": YAML,
        "content-disposition": 'attachment; filename="metadata.yaml"',
    }
    return Answer(200, headers=headers, raw=metadata.export_packs(caller.context).encode())
