"""Import and export over HTTP. A file arrives as the body of a request and leaves as the body of an answer."""

from typing import get_args

from objectry.runtime.api import transfer
from objectry.runtime.api.organization import Caller
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.transfer import MappingDef, Operation
from objectry.runtime.errors import BadRequest
from objectry.runtime.web import messages
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Answer, Call

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def import_records(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/import?operation=upsert&key=code&dry_run=true&mapping=…`"""
    query = known_parameters(call, ("operation", "key", "dry_run", "mapping"))
    name = call.parts["object"]
    if "mapping" in query:
        wanted = transfer.read_mapping(query["mapping"].encode("utf-8", "replace"), "mapping")
        if wanted.object != name:
            raise BadRequest(messages.BODY_SHAPE, {"key": "mapping"})
    else:
        wanted = MappingDef(object=name)
    operation = query.get("operation", wanted.operation)
    if operation not in get_args(Operation):
        raise BadRequest(messages.BODY_SHAPE, {"key": "operation"})
    dry_run = query.get("dry_run", "false")
    if dry_run not in ("true", "false"):
        raise BadRequest(messages.BODY_SHAPE, {"key": "dry_run"})
    wanted = wanted.model_copy(
        update={"operation": operation, "key": query.get("key", wanted.key)}
    )
    report = transfer.import_here(caller.context, wanted, call.body, dry_run == "true")
    return Answer(200, transfer.report_json(report, caller.context.language))


def export_records(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/export?format=csv&fields=…&filter=…&sort=…&scope=…&view=…`"""
    query = known_parameters(call, ("format", "fields", "filter", "sort", "scope", "view"))
    name, kind = call.parts["object"], query.get("format", "csv")
    asked = ListRequest(
        query.get("fields", ""), query.get("filter", ""), query.get("sort", ""),
        query.get("scope", "all"), query.get("view", ""),
    )  # fmt: skip
    content = transfer.export(caller.context, name, asked, kind)
    headers = {
        "content-type": KINDS[kind],
        "content-disposition": f'attachment; filename="{name}.{kind}"',
    }
    return Answer(200, headers=headers, raw=content)
