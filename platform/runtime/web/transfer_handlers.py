"""Import and export over HTTP. A file arrives as the body of a request and leaves as the body of an answer."""

from collections.abc import Mapping
from typing import get_args

from objectry.formula.messages import excerpt
from objectry.runtime.api import transfer
from objectry.runtime.api.organization import Caller
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.transfer import MappingDef, Operation, Upload
from objectry.runtime.errors import BadRequest
from objectry.runtime.web import messages
from objectry.runtime.web.calls import boolean, choice, known_parameters
from objectry.runtime.web.door import Answer, Call, FileHandler
from objectry.runtime.web.job_handlers import accepted

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


IMPORT_PARAMETERS = ("operation", "key", "dry_run", "mapping", "background")


def read_file(caller: Caller, call: Call) -> Upload:
    """Read the file of an import and bind its mapping."""
    query = known_parameters(call, IMPORT_PARAMETERS)
    _ways(query)  # refused before the file is read
    name = call.parts["object"]
    if "mapping" in query:
        wanted = transfer.read_mapping(query["mapping"].encode("utf-8", "replace"), "mapping")
        if wanted.object != name:
            params = {"name": "mapping", "value": excerpt(wanted.object), "allowed": name}
            raise BadRequest(messages.PARAMETER_WRONG, params)
    else:
        wanted = MappingDef(object=name)
    operation = choice(query, "operation", wanted.operation, get_args(Operation))
    wanted = wanted.model_copy(
        update={"operation": operation, "key": query.get("key", wanted.key)}
    )
    return transfer.read_upload(caller.context, wanted, call.body)


def _ways(query: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether the import is a rehearsal, and whether nobody waits for it."""
    return boolean(query, "dry_run"), boolean(query, "background")


def import_records(caller: Caller, call: Call, upload: Upload) -> Answer:
    """`POST /{object}/import?operation=upsert&key=code&dry_run=true&background=true&mapping=…`"""
    query = known_parameters(call, IMPORT_PARAMETERS)
    dry_run, background = _ways(query)
    if background or len(upload.table.rows) > caller.context.settings.import_rows_at_once:
        job = transfer.import_later(caller.context, upload, dry_run)
        return accepted(caller, job)
    report = transfer.import_here(caller.context, upload, dry_run)
    return Answer(200, transfer.report_json(report, caller.context.language))


IMPORT = FileHandler(read_file, import_records)


def export_records(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/export?format=csv&fields=…&filter=…&sort=…&scope=…&view=…&q=…`"""
    query = known_parameters(call, ("format", "fields", "filter", "sort", "scope", "view", "q"))
    name, kind = call.parts["object"], query.get("format", "csv")
    asked = ListRequest(
        query.get("fields", ""), query.get("filter", ""), query.get("sort", ""),
        query.get("scope", "all"), query.get("view", ""), words=query.get("q", ""),
    )  # fmt: skip
    content = transfer.export_file(caller.context, name, asked, kind)
    headers = {
        "content-type": KINDS[kind],
        "content-disposition": f'attachment; filename="{name}.{kind}"',
    }
    if late := transfer.recalculating(caller.context, name, asked):
        headers["objectry-recalculating"] = ", ".join(late)
    return Answer(200, headers=headers, stream=content)
