"""Import and export over HTTP. A file arrives as the body of a request and leaves as the body of an answer."""

from collections.abc import Mapping
from typing import Any, get_args
from urllib.parse import unquote

from objectry.formula.messages import excerpt
from objectry.runtime.api import import_drafts, jobs, transfer
from objectry.runtime.api.organization import Caller
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.transfer import MappingDef, Operation, Upload
from objectry.runtime.errors import BadRequest, TooLarge
from objectry.runtime.web import messages
from objectry.runtime.web.calls import boolean, choice, known_parameters
from objectry.runtime.web.door import Answer, Call, FileHandler
from objectry.runtime.web.handlers import API
from objectry.runtime.web.job_handlers import accepted
from objectry.runtime.web.json_body import read_json_body

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


IMPORT_PARAMETERS = ("operation", "key", "dry_run", "mapping", "background")
EXPORT_PARAMETERS = ("format", "fields", "filter", "sort", "scope", "view", "q", "labels")


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
    """`GET /{object}/export?format=csv&fields=…&filter=…&sort=…&scope=…&view=…&q=…&labels=true`"""
    return _exported(caller, call, None)


def export_some(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/export?…` with `{"records": [ids]}`: like `GET`, of these records alone."""
    body: Any = read_json_body(call.body)
    records = body.get("records") if isinstance(body, dict) and len(body) == 1 else None
    if not isinstance(records, list) or not all(isinstance(one, str) for one in records):
        raise BadRequest(messages.BODY_SHAPE, {"key": "records"})
    transfer.demand_few(caller.context, records)
    return _exported(caller, call, tuple(records))


def _exported(caller: Caller, call: Call, among: tuple[str, ...] | None) -> Answer:
    query = known_parameters(call, EXPORT_PARAMETERS)
    name, kind = call.parts["object"], query.get("format", "csv")
    asked = ListRequest(
        query.get("fields", ""), query.get("filter", ""), query.get("sort", ""),
        query.get("scope", "all"), query.get("view", ""), words=query.get("q", ""), among=among,
    )  # fmt: skip
    labels = boolean(query, "labels")
    content = transfer.export_file(caller.context, name, asked, kind, labels)
    headers = {
        "content-type": KINDS[kind],
        "content-disposition": f'attachment; filename="{name}.{kind}"',
    }
    if late := transfer.recalculating(caller.context, name, asked):
        headers["objectry-recalculating"] = ", ".join(late)
    return Answer(200, headers=headers, stream=content)


def read_draft_file(caller: Caller, call: Call) -> import_drafts.Laid:
    """Read the file of an import that is to be prepared."""
    known_parameters(call, ())
    name = unquote(call.headers.get("x-file-name", ""), errors="replace")
    return import_drafts.read_file(caller.context, call.parts["object"], name, call.body)


def lay_draft(caller: Caller, call: Call, laid: import_drafts.Laid) -> Answer:
    """`POST /{object}/import/draft`"""
    job_id = import_drafts.lay(caller.context, laid)
    headers = {"location": f"{API}/jobs/{job_id}"}
    return Answer(201, jobs.document(caller.context, job_id), headers)


def read_draft_mapping(caller: Caller, call: Call) -> Mapping[str, Any]:
    """Read the mapping that an import gets while it is prepared."""
    known_parameters(call, ())
    limit = caller.context.settings.body_limit
    if len(call.body) > limit:
        raise TooLarge(messages.BODY_TOO_LARGE, {"limit": limit})
    wanted = transfer.read_mapping(call.body, "mapping")
    return import_drafts.read_change(caller.context, call.parts["id"], wanted)


def change_draft(caller: Caller, call: Call, arguments: Mapping[str, Any]) -> Answer:
    """`PUT /jobs/{id}/mapping`"""
    import_drafts.change(caller.context, call.parts["id"], arguments)
    return get_mapping(caller, call)


def get_mapping(caller: Caller, call: Call) -> Answer:
    """`GET /jobs/{id}/mapping`"""
    known_parameters(call, ())
    return Answer(200, import_drafts.document(caller.context, call.parts["id"]))


def read_draft(caller: Caller, call: Call) -> Upload:
    """Read the file of an import that shall begin, and bind its mapping."""
    boolean(known_parameters(call, ("dry_run",)), "dry_run")
    return import_drafts.read_draft(caller.context, call.parts["id"])


def start_draft(caller: Caller, call: Call, upload: Upload) -> Answer:
    """`POST /jobs/{id}/start?dry_run=true`"""
    dry_run = boolean(call.query, "dry_run")
    started = import_drafts.start(caller.context, call.parts["id"], upload, dry_run)
    return accepted(caller, started)


DRAFT = FileHandler(read_draft_file, lay_draft)
MAPPING = FileHandler(read_draft_mapping, change_draft)
START = FileHandler(read_draft, start_draft)
