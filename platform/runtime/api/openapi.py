"""OpenAPI 3.1 from the live catalog and the caller's rights.

What is in it can be called, and whatever can be called is in it: a test compares it with the routes of the web door.
"""

from collections.abc import Iterator

from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.access.rights import ObjectRights
from objectry.runtime.api.openapi_fixed import fixed_paths
from objectry.runtime.api.openapi_parts import (
    AGGREGATE_PARAMETERS,
    BULK,
    EXPORT_PARAMETERS,
    FILE_KINDS,
    FORM_STATE,
    ID,
    IF_MATCH,
    IMPORT_PARAMETERS,
    KEY,
    LAYOUT,
    LIST_PARAMETERS,
    REPORT,
    SCHEMAS,
    TEXT,
    Json,
    body,
    call,
    form_of,
    json_content,
    list_of,
    object_of,
    query,
    ref,
)
from objectry.runtime.context import Context
from objectry.runtime.records.present import ERRORS, RECALCULATING
from objectry.runtime.records.requests import own_fields
from objectry.runtime.store.source import expand

PREFIX = "/api/v1"


def document(context: Context) -> Json:
    """The OpenAPI document for the caller."""
    access = access_of(context)
    things = [
        thing for thing in context.catalog.objects.values() if "read" in access.on(thing).actions
    ]
    paths = fixed_paths()
    schemas: Json = dict(SCHEMAS)
    for thing in things:
        rights = access.on(thing)
        schemas[_schema_name(thing)] = _record(context, access, thing)
        schemas[_schema_name(thing, "Write")] = _write(thing, rights)
        for part in (_list_paths, _record_paths, _bin_paths, _transfer_paths):
            paths.update(part(thing, rights))
    return {
        "openapi": "3.1.0",
        "info": {"title": "Objectry", "version": str(context.state.epoch)},
        "paths": {PREFIX + path: calls for path, calls in paths.items()},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": context.settings.session_cookie,
                },
            },
        },
        "security": [{"token": []}, {"session": []}],
    }


def _schema_name(thing: Object, suffix: str = "") -> str:
    return "".join(part.capitalize() for part in thing.name.split("_")) + suffix


def _record(context: Context, access: Access, thing: Object) -> Json:
    """What a record shows. A reference shows what stands at the end of its path."""
    properties: Json = {
        path[0].name: _shown(path[0], expand(context.state, path)[-1])
        for path in own_fields(context, access, thing)
    }
    if thing.computed_fields:
        properties[ERRORS] = {
            "type": "object",
            "description": "Why computed fields have no value, by their names.",
            "additionalProperties": {
                "type": "object",
                "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
            },
        }
        properties[RECALCULATING] = {
            **list_of(TEXT), "description": "Fields that a job computes anew: they may show former values until then.",
        }  # fmt: skip
    return {"type": "object", "title": thing.label.en, "properties": properties}


def _shown(field: Field, last: Field) -> Json:
    if last.relation is not None:
        link = ref("Link")
        one = list_of(link) if last.relation.many else link
    elif last.type.holds_files:
        one = list_of(ref("File"))
    else:
        one = last.type.json_schema(last.definition)
    shown: Json = {"anyOf": [one, {"type": "null"}], "description": field.label.en}
    return {**shown, "readOnly": True} if field.computed else shown


def _write(thing: Object, rights: ObjectRights) -> Json:
    properties = {
        name: {"anyOf": [field.type.json_schema(field.definition), {"type": "null"}],
               "description": field.label.en}
        for name, field in thing.fields.items()
        if name in rights.editable and field.has_values
    }  # fmt: skip
    return {"type": "object", "properties": properties, "additionalProperties": False}


Paths = Iterator[tuple[str, Json]]


def _list_paths(thing: Object, rights: ObjectRights) -> Paths:
    """Calls on all records of an object."""
    record, name, label = ref(_schema_name(thing)), thing.name, thing.plural.en
    calls: Json = {"get": call(f"list_{name}", f"List {label}", LIST_PARAMETERS, _page(record))}
    if "create" in rights.actions:
        made = call(
            f"create_{name}",
            f"Create {thing.label.en}",
            [LAYOUT, KEY],
            record,
            "201",
            ("ETag", "Location"),
        )
        calls["post"] = {
            **made,
            "requestBody": body(json_content(ref(_schema_name(thing, "Write")))),
        }
    yield f"/{name}", calls
    groups = object_of(
        groups=list_of({"type": "object"}), total={"type": "object"}, recalculating=list_of(TEXT)
    )
    numbers = call(f"aggregate_{name}", f"Numbers over {label}", AGGREGATE_PARAMETERS, groups)
    yield f"/{name}/aggregate", {"get": numbers}
    state = call(
        f"form_{name}", f"What a form of {label} shows, locks and demands", [], FORM_STATE
    )
    entered = form_of(ref(_schema_name(thing, "Write")))
    yield f"/{name}/form", {"post": {**state, "requestBody": body(json_content(entered))}}
    if rights.actions & {"create", "edit", "delete"}:
        results = object_of(results=list_of(ref("Result")))
        many = call(f"bulk_{name}", f"Many {label} at once", [LAYOUT, KEY], results)
        yield f"/{name}/bulk", {"post": {**many, "requestBody": body(json_content(BULK))}}


def _page(record: Json) -> Json:
    return object_of(
        records=list_of(record), next={"type": ["string", "null"]}, count={"type": "integer"},
        more={"type": "boolean"}, recalculating=list_of(TEXT),
    )  # fmt: skip


def _record_paths(thing: Object, rights: ObjectRights) -> Paths:
    """Calls on one record."""
    record, name, label = ref(_schema_name(thing)), thing.name, thing.label.en
    fields = query("fields", "Fields and paths to answer, separated by commas; all when left out.")
    one: Json = {
        "parameters": [ID],
        "get": call(f"get_{name}", f"Read {label}", [fields], record, headers=("ETag",)),
    }
    if "edit" in rights.actions:
        changed = call(
            f"update_{name}", f"Change {label}", [LAYOUT, IF_MATCH, KEY], record, headers=("ETag",)
        )
        one["patch"] = {
            **changed,
            "requestBody": body(json_content(ref(_schema_name(thing, "Write")))),
        }
    if "delete" in rights.actions:
        one["delete"] = call(f"delete_{name}", f"Delete {label}", [IF_MATCH, KEY], None, "204")
    yield f"/{name}/{{id}}", one
    events = call(
        f"history_{name}", f"What happened to {label}", [], object_of(events=list_of(ref("Event")))
    )
    yield f"/{name}/{{id}}/history", {"parameters": [ID], "get": events}
    reasons = object_of(read=list_of(TEXT), edit=list_of(TEXT), delete=list_of(TEXT))
    why = call(f"access_{name}", f"Why you may read, edit and delete {label}", [], reasons)
    yield f"/{name}/{{id}}/access", {"parameters": [ID], "get": why}


def _bin_paths(thing: Object, rights: ObjectRights) -> Paths:
    """Calls on deleted records."""
    record, name, label = ref(_schema_name(thing)), thing.name, thing.label.en
    listed = call(
        f"deleted_{name}", f"List deleted {thing.plural.en}", LIST_PARAMETERS, _page(record)
    )
    yield f"/{name}/deleted", {"get": listed}
    if "delete" not in rights.actions:
        return
    back = call(f"restore_{name}", f"Restore {label}", [KEY], record, headers=("ETag",))
    yield f"/{name}/{{id}}/restore", {"parameters": [ID], "post": back}
    gone = call(f"purge_{name}", f"Remove {label} for good", [KEY], None, "204")
    yield f"/{name}/{{id}}/purge", {"parameters": [ID], "post": gone}


def _transfer_paths(thing: Object, rights: ObjectRights) -> Paths:
    """Calls that take and give files of records."""
    name, label = thing.name, thing.plural.en
    file: Json = {kind: {"schema": {}} for kind in FILE_KINDS}
    if "import" in rights.actions and "import" in thing.features:
        taken = call(
            f"import_{name}", f"Import {label} from a file", [*IMPORT_PARAMETERS, KEY], REPORT
        )
        job = call("", "", [], ref("Job"), "202", ("Location",))["responses"]["202"]
        taken["responses"]["202"] = {**job, "description": "The file is imported by a job"}
        yield f"/{name}/import", {"post": {**taken, "requestBody": body(file)}}
    if "export" in rights.actions and "export" in thing.features:
        headers = ("Content-Disposition", "Objectry-Recalculating")
        given = call(
            f"export_{name}", f"Export {label} to a file", EXPORT_PARAMETERS, None, headers=headers
        )
        given["responses"]["200"]["content"] = file
        yield f"/{name}/export", {"get": given}
