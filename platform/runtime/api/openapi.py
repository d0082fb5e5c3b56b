"""OpenAPI 3.1 from the live catalog and the caller's rights: what is in it can be called, and nothing else exists."""

from collections.abc import Iterator
from typing import Any

from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.access.rights import ObjectRights
from objectry.runtime.api.jobs import JOB_KINDS
from objectry.runtime.context import Context

Json = dict[str, Any]
PREFIX = "/api/v1"


def document(context: Context) -> Json:
    """The OpenAPI document for the caller."""
    access = access_of(context)
    things = [
        thing for thing in context.catalog.objects.values() if "read" in access.on(thing).actions
    ]
    paths: Json = {}
    schemas: Json = {"Problem": PROBLEM, "Link": LINK, "File": FILE, "Result": RESULT, "Job": JOB}
    for thing in things:
        rights = access.on(thing)
        schemas[_schema_name(thing)] = _record(context, access, thing, rights.readable)
        schemas[_schema_name(thing, "Write")] = _write(thing, rights)
        for path, calls in (*_paths(thing, rights), *_transfer_paths(thing, rights)):
            paths[PREFIX + path] = calls
    paths.update((PREFIX + path, calls) for path, calls in job_paths())
    paths[f"{PREFIX}/search"] = {"get": _call("search", "Search records", [
        _query("q", "The words to look for, as a phrase.", required=True),
        _query("objects", "Objects to look in, separated by commas; all when left out."),
        _query("limit", "The most records to answer.", {"type": "integer", "minimum": 1, "maximum": 100}),
    ], {"type": "object"})}  # fmt: skip
    paths.update(_file_paths())
    if access.rights is None or "metadata" in access.rights.setup:
        paths |= {f"{PREFIX}/metadata/{name}": call for name, call in METADATA.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Objectry", "version": str(context.state.epoch)},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "objectry_session"},
            },
        },
        "security": [{"token": []}, {"session": []}],
    }


LINK: Json = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "object": {"type": "string"},
        "name": {"type": ["string", "null"]},
    },
    "required": ["id"],
}
FILE: Json = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "name": {"type": "string"},
        "size": {"type": "integer", "description": "Bytes."},
        "media_type": {"type": "string"},
    },
    "required": ["id", "name", "size", "media_type"],
}
PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "hint": {"type": "string"},
                },
            },
        },
    },
}
RESULT: Json = {
    "type": "object",
    "properties": {
        "index": {"type": "integer"},
        "id": {"type": ["string", "null"]},
        "status": {"enum": ["created", "updated", "unchanged", "deleted", "failed"]},
        "version": {"type": ["integer", "null"]},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}


ERRORS: Json = {"type": "array", "items": {"type": "object", "properties": {
    "row": {"type": "integer"}, "column": {"type": "string"}, "value": {"type": "string"},
    "field": {"type": "string"}, "code": {"type": "string"}, "message": {"type": "string"},
    "hint": {"type": "string"},
}}}  # fmt: skip
COUNTS = ("created", "updated", "unchanged", "failed")
REPORT: Json = {"type": "object", "properties": {
    **{name: {"type": "integer"} for name in ("rows", *COUNTS)}, "errors": ERRORS,
}}  # fmt: skip
MOMENT: Json = {"type": ["string", "null"], "format": "date-time"}
JOB_LINK: Json = {"$ref": "#/components/schemas/Job"}
JOB: Json = {"type": "object", "properties": {
    "id": {"type": "string", "format": "uuid"},
    "kind": {"enum": sorted(JOB_KINDS)},
    "object": {"type": "string"},
    "state": {"enum": ["waiting", "running", "done", "failed", "cancelled"]},
    "dry_run": {"type": "boolean"},
    "done": {"type": "integer"},
    "total": {"type": ["integer", "null"], "description": "Unknown until the job has begun."},
    "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
    "problem": {"type": ["object", "null"], "description": "Why it failed."},
    "errors": {**ERRORS, "description": "The first rows that failed."},
    "created_at": MOMENT,
    "finished_at": MOMENT,
}}  # fmt: skip


def _schema_name(thing: Object, suffix: str = "") -> str:
    return "".join(part.capitalize() for part in thing.name.split("_")) + suffix


def _record(context: Context, access: Access, thing: Object, readable: frozenset[str]) -> Json:
    fields = [f for f in thing.fields.values() if f.name in readable and (f.columns or f.link)]
    return {
        "type": "object",
        "title": thing.label.en,
        "properties": {f.name: _shown(f) for f in fields},
    }


def _shown(field: Field) -> Json:
    if field.relation is not None:
        link: Json = {"$ref": "#/components/schemas/Link"}
        one = {"type": "array", "items": link} if field.relation.many else link
    elif field.type.holds_files:
        one = {"type": "array", "items": {"$ref": "#/components/schemas/File"}}
    else:
        one = field.type.json_schema(field.definition)
    return {"anyOf": [one, {"type": "null"}], "description": field.label.en}


def _write(thing: Object, rights: ObjectRights) -> Json:
    properties = {
        name: {"anyOf": [field.type.json_schema(field.definition), {"type": "null"}],
               "description": field.label.en}
        for name, field in thing.fields.items()
        if name in rights.editable and (field.columns or field.link)
    }  # fmt: skip
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _paths(thing: Object, rights: ObjectRights) -> Iterator[tuple[str, Json]]:
    record = {"$ref": f"#/components/schemas/{_schema_name(thing)}"}
    write = {"$ref": f"#/components/schemas/{_schema_name(thing, 'Write')}"}
    name, label = thing.name, thing.plural.en
    listed: Json = {"type": "object", "properties": {
        "records": {"type": "array", "items": record}, "next": {"type": ["string", "null"]},
        "count": {"type": "integer"}, "more": {"type": "boolean"},
    }}  # fmt: skip
    calls: Json = {"get": _call(f"list_{name}", f"List {label}", LIST_PARAMETERS, listed)}
    if "create" in rights.actions:
        calls["post"] = {
            **_call(f"create_{name}", f"Create {thing.label.en}", [KEY], record, "201"),
            "requestBody": _body(write),
        }
    yield f"/{name}", calls
    one: Json = {
        "parameters": [ID],
        "get": _call(
            f"get_{name}",
            f"Read {thing.label.en}",
            [_query("fields", "Fields to answer.")],
            record,
        ),
    }
    if "edit" in rights.actions:
        one["patch"] = {
            **_call(f"update_{name}", f"Change {thing.label.en}", [IF_MATCH, KEY], record),
            "requestBody": _body(write),
        }
    if "delete" in rights.actions:
        one["delete"] = _call(
            f"delete_{name}", f"Delete {thing.label.en}", [IF_MATCH, KEY], None, "204"
        )
    yield f"/{name}/{{id}}", one
    yield (
        f"/{name}/aggregate",
        {
            "get": _call(
                f"aggregate_{name}",
                f"Numbers over {label}",
                AGGREGATE_PARAMETERS,
                {"type": "object"},
            )
        },
    )
    if rights.actions & {"create", "edit", "delete"}:
        results = {"type": "object", "properties": {
            "results": {"type": "array", "items": {"$ref": "#/components/schemas/Result"}}}}  # fmt: skip
        yield (
            f"/{name}/bulk",
            {
                "post": {
                    **_call(f"bulk_{name}", f"Many {label} at once", [KEY], results),
                    "requestBody": _body(BULK),
                }
            },
        )


def _transfer_paths(thing: Object, rights: ObjectRights) -> Iterator[tuple[str, Json]]:
    name, label = thing.name, thing.plural.en
    if "import" in rights.actions and "import" in thing.features:
        call = _call(
            f"import_{name}", f"Import {label} from a file", [*IMPORT_PARAMETERS, KEY], REPORT
        )
        job = {"description": "The file is imported by a job",
               "headers": {"Location": {"schema": {"type": "string"}}}, "content": _json(JOB_LINK)}  # fmt: skip
        call["responses"] = {**call["responses"], "202": job}
        file: Json = {kind: {"schema": {}} for kind in FILE_KINDS}
        yield (
            f"/{name}/import",
            {"post": {**call, "requestBody": {"required": True, "content": file}}},
        )
    if "export" in rights.actions and "export" in thing.features:
        call = _call(f"export_{name}", f"Export {label} to a file", EXPORT_PARAMETERS, None)
        call["responses"]["200"]["content"] = {kind: {"schema": {}} for kind in FILE_KINDS}
        yield f"/{name}/export", {"get": call}


def job_paths() -> Iterator[tuple[str, Json]]:
    """The calls about jobs."""
    listed = {"type": "object", "properties": {"jobs": {"type": "array", "items": JOB_LINK}}}
    yield "/jobs", {"get": _call("list_jobs", "List your jobs, latest first", [], listed)}
    yield "/jobs/{id}", {"parameters": [ID], "get": _call("get_job", "Read a job", [], JOB_LINK)}
    errors = _call("get_job_errors", "The rows that failed, with reasons", [], None)
    errors["responses"]["200"]["content"] = {FILE_KINDS[0]: {"schema": {}}}
    yield "/jobs/{id}/errors", {"parameters": [ID], "get": errors}
    cancel = _call("cancel_job", "End a job before its next step", [KEY], JOB_LINK)
    yield "/jobs/{id}/cancel", {"parameters": [ID], "post": cancel}


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _call(
    operation: str, summary: str, parameters: list[Json], answer: Json | None, status: str = "200"
) -> Json:
    done: Json = {"description": "Done"}
    if answer is not None:
        done["content"] = {"application/json": {"schema": answer}}
    refused = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": parameters,
        "responses": {status: done, "default": {"description": "Refused", "content": refused}},
    }


def _file_paths() -> Json:
    """Uploading, downloading and deleting files."""
    binary: Json = {"type": "string", "contentMediaType": "application/octet-stream"}
    parts: Json = {"type": "object", "properties": {"files": {"type": "array", "items": binary}}}
    uploaded: Json = {"type": "object", "properties": {
        "files": {"type": "array", "items": {"$ref": "#/components/schemas/File"}}}}  # fmt: skip
    name = {"name": "X-File-Name", "in": "header", "required": False, "schema": {"type": "string"},
            "description": "The name, URL-encoded, of a file that is the body itself."}  # fmt: skip
    upload = _call("upload_files", "Upload files", [name, KEY], uploaded, "201")
    upload["requestBody"] = {"required": True, "content": {
        "multipart/form-data": {"schema": parts}, "application/octet-stream": {"schema": binary}}}  # fmt: skip
    download = _call("download_file", "Download a file", [], None)
    download["responses"]["200"]["content"] = {"*/*": {"schema": binary}}
    delete = _call("delete_file", "Delete an upload that no record holds", [KEY], None, "204")
    return {
        f"{PREFIX}/files": {"post": upload},
        f"{PREFIX}/files/{{id}}": {"parameters": [ID], "get": download, "delete": delete},
    }


def _body(schema: Json) -> Json:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _query(
    name: str, description: str, schema: Json | None = None, required: bool = False
) -> Json:
    return {"name": name, "in": "query", "required": required, "description": description,
            "schema": schema or {"type": "string"}}  # fmt: skip


ID: Json = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
IF_MATCH: Json = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"},
                  "description": "The version that is changed, in quotes."}  # fmt: skip
KEY: Json = {"name": "Idempotency-Key", "in": "header", "required": False,
             "schema": {"type": "string", "minLength": 1, "maxLength": 200},
             "description": "Makes a repeated call do its work once."}  # fmt: skip
SCOPE: Json = {"enum": ["all", "mine", "subordinates", "team"]}
LIST_PARAMETERS: list[Json] = [
    _query("fields", "Fields and paths to answer, separated by commas; all when left out."),
    _query("filter", "A formula that records must meet."),
    _query("sort", "Fields to sort by, separated by commas; a leading - puts the largest first."),
    _query("scope", "Whose records.", SCOPE),
    _query("view", "A list view to start from."),
    _query("limit", "Records on a page.", {"type": "integer", "minimum": 1}),
    _query("after", "The `next` of the page before."),
    _query("count", "Whether to count all records.", {"enum": ["none", "bounded", "exact"]}),
]
AGGREGATE_PARAMETERS: list[Json] = [
    _query("group", "Fields to group by; a date may name its part: `close_date:quarter`."),
    _query("measures", "`count`, `sum:field`, `avg:field`, `min:field`, `max:field`."),
    _query("filter", "A formula that records must meet."),
    _query("scope", "Whose records.", SCOPE),
]
_FLAG: Json = {"type": "boolean", "default": False}
IMPORT_PARAMETERS: list[Json] = [
    _query("operation", "What is done with the rows.", {"enum": ["create", "update", "upsert"]}),
    _query("key", "The unique field by which existing records are found."),
    _query("mapping", "A mapping file (YAML); columns are matched by their names without one."),
    _query("dry_run", "Report what would happen and change nothing.", _FLAG),
    _query("background", "Make a job of it even if the file is small.", _FLAG),
]
EXPORT_PARAMETERS: list[Json] = [
    _query("format", "The kind of file.", {"enum": ["csv", "xlsx"]}),
    *[
        one
        for one in LIST_PARAMETERS
        if one["name"] in ("fields", "filter", "sort", "scope", "view")
    ],
]
FILE_KINDS = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
BULK: Json = {
    "type": "object",
    "properties": {
        "operation": {"enum": ["create", "update", "upsert", "delete"]},
        "key": {"type": "string"},
        "records": {"type": "array", "items": {"type": "object"}},
        "all_or_nothing": {"type": "boolean"},
    },
    "required": ["operation", "records"],
    "additionalProperties": False,
}
YAML_STREAM: Json = {
    "application/yaml": {
        "schema": {
            "type": "string",
            "description": "Each document is one file: `--- # file: pack/name.yaml`, then its text.",
        }
    }
}
PLAN: Json = {
    "type": "object",
    "properties": {
        "actions": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "action": {"type": "string"},
                    "text": {
                        "type": "object",
                        "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
                    },
                },
            },
        }
    },
}
METADATA: Json = {
    "plan": {
        "post": {
            **_call("plan_metadata", "Say what installing packs would do", [], PLAN),
            "requestBody": {"required": True, "content": YAML_STREAM},
        }
    },
    "apply": {
        "post": {
            **_call("apply_metadata", "Install packs in one transaction", [KEY], PLAN),
            "requestBody": {"required": True, "content": YAML_STREAM},
        }
    },
    "export": {
        "get": {
            **_call("export_metadata", "The installed packs as written", [], None),
            "responses": {"200": {"description": "Done", "content": YAML_STREAM}},
        }
    },
}
