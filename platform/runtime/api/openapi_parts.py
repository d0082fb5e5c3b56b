"""What OpenAPI documents are put together from: schemas, parameters, headers and calls."""

from typing import Any, get_args

from objectry.runtime.api.jobs import JOB_KINDS
from objectry.runtime.api.looks import LOOKS
from objectry.runtime.api.notes import LENGTH as NOTE_LENGTH
from objectry.runtime.api.notification_kinds import KINDS as NOTIFICATION_KINDS
from objectry.runtime.records.drafts import Status

Json = dict[str, Any]


def ref(name: str) -> Json:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def object_of(**properties: Json) -> Json:
    """The schema of an object with the given properties."""
    return {"type": "object", "properties": properties}


def list_of(item: Json) -> Json:
    """The schema of a list."""
    return {"type": "array", "items": item}


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
                    "of": {
                        "type": "object",
                        "description": "The line that is meant, of those that were saved with the record.",
                        "properties": {"object": {"type": "string"}, "index": {"type": "integer"}},
                    },
                },
            },
        },
        "results": {
            **list_of(ref("Result")),
            "description": "What came of each record of a bulk call that was refused as a whole.",
        },
    },
}
RESULT: Json = {
    "type": "object",
    "properties": {
        "index": {"type": "integer"},
        "id": {"type": ["string", "null"]},
        "status": {
            "enum": list(get_args(Status)),
            "description": "`not_saved` is a sound record of a batch that was refused as a whole.",
        },
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
JOB: Json = {"type": "object", "properties": {
    "id": {"type": "string", "format": "uuid"},
    "kind": {"enum": sorted(JOB_KINDS)},
    "object": {"type": "string"},
    "state": {"enum": ["draft", "waiting", "running", "done", "failed", "cancelled"]},
    "dry_run": {"type": "boolean"},
    "file": {"type": "string", "description": "The name of its file, where that is known."},
    "done": {"type": "integer"},
    "total": {"type": ["integer", "null"], "description": "Unknown until the job has begun."},
    "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
    "problem": {"type": ["object", "null"], "description": "Why it failed."},
    "errors": {**ERRORS, "description": "The first rows that failed."},
    "created_at": MOMENT,
    "finished_at": MOMENT,
}}  # fmt: skip


DRAFT_MAPPING: Json = {"type": "object", "properties": {
    "mapping": {"type": "object", "description": "How the file is read, as mapping files say it."},
    "remembered": {"type": "boolean", "description": "Whether an earlier import of a file with these columns had it."},
    "header": {"type": "array", "items": {"type": "string"}},
    "rows": {"type": "integer"},
    "sheets": {"type": "array", "items": {"type": "string"}},
}}  # fmt: skip


TEXT: Json = {"type": "string"}
LABEL: Json = object_of(zh=TEXT, en=TEXT)
TOKEN: Json = object_of(
    id={"type": "string", "format": "uuid"}, name=TEXT, created_at=MOMENT, expires_at=MOMENT
)
SESSION: Json = object_of(
    user=ref("Link"), account=TEXT, language={"enum": ["zh", "en"]}, timezone=TEXT,
    profiles=list_of(TEXT), csrf={**TEXT, "description": "What each write of a browser repeats in X-CSRF-Token."},
)  # fmt: skip
SUMMARY: Json = object_of(
    object=TEXT,
    label=LABEL,
    plural=LABEL,
    icon={"type": ["string", "null"]},
    actions=list_of(TEXT),
)
DESCRIPTION: Json = object_of(
    **SUMMARY["properties"], name_field=TEXT, fields=list_of({"type": "object"}),
    conditional={"type": "boolean", "description": "Whether a form of all fields depends on what is typed."},
    business_types=list_of({"type": "object"}), list_views=list_of({"type": "object"}),
    layouts=list_of({"type": "object"}),
)  # fmt: skip
EVENT: Json = object_of(
    at=MOMENT, user={"anyOf": [ref("Link"), {"type": "null"}]}, reason=TEXT, action=TEXT,
    version={"type": "integer"},
    changes={"type": "object", "description": "Old and new value by field.", "additionalProperties": {"type": "array"}},
)  # fmt: skip
NOTE: Json = object_of(
    id={"type": "string", "format": "uuid"}, at=MOMENT, user=ref("Link"), text=TEXT, mentions=list_of(ref("Link")),
    edited_at=MOMENT,
)  # fmt: skip
WRITTEN_NOTE: Json = {
    **object_of(
        text={**TEXT, "maxLength": NOTE_LENGTH},
        mentions={
            **list_of({"type": "string", "format": "uuid"}),
            "description": "The IDs of the users whom the note mentions.",
        },
    ),
    "required": ["text"],
    "additionalProperties": False,
}
NOTIFICATION: Json = object_of(
    id={"type": "integer"}, kind={"enum": sorted(NOTIFICATION_KINDS)}, at=MOMENT, read={"type": "boolean"},
    user=ref("Link"), record=ref("Link"), text=TEXT, note={"type": ["string", "null"]},
    others={"type": "integer", "description": "How many more records it tells of."},
)  # fmt: skip
WIDTH: Json = {"type": ["integer", "null"], "description": "Pixels."}
VIEW_COLUMNS: Json = list_of(object_of(field=TEXT, width=WIDTH))
SHOWN_AS: Json = {
    "as": {"enum": list(LOOKS), "description": "As what pages show it."},
    "by": {
        **TEXT,
        "description": "The field by which records stand in columns or on days; empty for that of the object.",
    },
}
VIEW: Json = {
    **object_of(
        name=TEXT, shared={"type": "boolean"}, filter=TEXT, sort=TEXT, scope=TEXT, columns=VIEW_COLUMNS, **SHOWN_AS
    ),
    "additionalProperties": False,
}  # fmt: skip
"""A view as it is saved."""
SHOWN_VIEW: Json = object_of(
    view={**TEXT, "description": "Its name, or the ID of a saved one."}, name=TEXT,
    first={"type": "boolean", "description": "Whether lists open with it for you."},
    saved={"type": "boolean"}, shared={"type": "boolean"}, editable={"type": "boolean"},
    usable={"type": "boolean", "description": "False where its filter names what is gone or hidden from you."},
    filter={"type": ["string", "null"]}, sort=TEXT, scope=TEXT, columns=VIEW_COLUMNS, **SHOWN_AS,
)  # fmt: skip
HABIT: Json = {
    **object_of(
        first={"type": "boolean", "description": "Whether lists open with it for you."},
        widths={"type": "object", "additionalProperties": {"type": "integer"}},
    ),
    "additionalProperties": False,
}
CONDITIONS: Json = {
    "type": ["object", "null"],
    "description": "`all` or `any` of a list: `{field, operator, values}`, `{formula}`, or groups again.",
}
VIEW_ID: Json = {"name": "id", "in": "path", "required": True, "schema": TEXT,
                 "description": "The ID of a saved view, or the name of another one."}  # fmt: skip
SCHEMAS: Json = {
    "View": SHOWN_VIEW,
    "Problem": PROBLEM, "Link": LINK, "File": FILE, "Result": RESULT, "Job": JOB, "Token": TOKEN,
    "Session": SESSION, "Summary": SUMMARY, "Description": DESCRIPTION, "Event": EVENT,
    "Note": NOTE, "Notification": NOTIFICATION,
}  # fmt: skip
"""The schemas that do not depend on the metadata."""


def call(
    operation: str, summary: str, parameters: list[Json], answer: Json | None, status: str = "200",
    headers: tuple[str, ...] = (),
) -> Json:  # fmt: skip
    """A call that succeeds with an answer, if there is one, under a status."""
    done: Json = {
        "description": "Done",
        "headers": {name: HEADERS[name] for name in ("X-Request-Id", *headers)},
    }
    if answer is not None:
        done["content"] = json_content(answer)
    refused = {"application/problem+json": {"schema": ref("Problem")}}
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": parameters,
        "responses": {status: done, "default": {"description": "Refused", "content": refused}},
    }


def json_content(schema: Json) -> Json:
    """A body that is JSON."""
    return {"application/json": {"schema": schema}}


def body(content: Json) -> Json:
    """A body that a call needs."""
    return {"required": True, "content": content}


def query(name: str, description: str, schema: Json | None = None, required: bool = False) -> Json:
    """A parameter in the address."""
    return {"name": name, "in": "query", "required": required, "description": description,
            "schema": schema or TEXT}  # fmt: skip


HEADERS: Json = {
    "X-Request-Id": {
        "schema": TEXT,
        "description": "The number under which the request was noted.",
    },
    "ETag": {"schema": TEXT, "description": "The version, for the If-Match of a change."},
    "Location": {"schema": TEXT, "description": "Where that which was made can be read."},
    "Set-Cookie": {"schema": TEXT, "description": "The session."},
    "Content-Disposition": {"schema": TEXT, "description": "The name of the file."},
    "Objectry-Recalculating": {
        "schema": TEXT,
        "description": "Columns that may show former values, as jobs compute them anew.",
    },
}
"""The headers of answers."""
ID: Json = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
FIELD_STATE: Json = object_of(
    hidden={"type": "boolean"}, read_only={"type": "boolean"}, required={"type": "boolean"}
)
FORM_STATE: Json = object_of(
    layout={
        "type": ["string", "null"],
        "description": "The layout of the form; null for all fields.",
    },
    fields={"type": "object", "additionalProperties": FIELD_STATE},
    sections=list_of(object_of(label=LABEL, hidden={"type": "boolean"})),
    options={
        "type": "object",
        "description": "What fields offer now that depend on another one.",
        "additionalProperties": list_of(
            object_of(value=TEXT, label=LABEL, color={"type": ["string", "null"]})
        ),
    },
    errors={
        **PROBLEM["properties"]["errors"],
        "description": "Values that the fields cannot take.",
    },
    lines={
        "type": "object",
        "description": "For each object whose lines came along, what holds for each line, and what they come to.",
        "additionalProperties": object_of(
            lines=list_of({"type": "object"}),
            totals={"type": "object", "additionalProperties": TEXT},
        ),
    },
    computed={
        "type": "object",
        "description": "How computed fields would read after a save, where lines came along.",
        "additionalProperties": TEXT,
    },
)
LINES_GIVEN: Json = {
    "type": "object",
    "description": "Details that are saved with the record, by object, all or nothing. Without an ID a line is made; "
    "`_delete` deletes it.",
    "additionalProperties": list_of(
        {
            **object_of(
                id=ID["schema"],
                version={"type": "integer", "minimum": 1},
                _delete={"type": "boolean"},
            ),
            "additionalProperties": True,
        }
    ),
}
LINES_SAVED: Json = {
    "type": "object",
    "description": "What came of the lines that were saved with the record, in the order in which they were given.",
    "additionalProperties": list_of(
        object_of(
            id=ID["schema"],
            version={"type": ["integer", "null"]},
            status={"enum": ["created", "updated", "unchanged", "deleted"]},
        )
    ),
}


def form_of(values: Json) -> Json:
    """The schema of a form that is being filled in, of an object whose records are written like `values`."""
    return {
        **object_of(
            id={**ID["schema"], "description": "The record that is changed; none for a new one."},
            values=values,
            layout={
                **TEXT,
                "description": "The layout; the one that is meant for you when left out.",
            },
            business_type={**TEXT, "description": "That of a record which has none yet."},
        ),
        "additionalProperties": False,
    }


IF_MATCH: Json = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"},
                  "description": "The version that is changed, in quotes; several with commas between them, or * for "
                  "whatever is there."}  # fmt: skip
KEY: Json = {"name": "Idempotency-Key", "in": "header", "required": False,
             "schema": {"type": "string", "minLength": 1, "maxLength": 200},
             "description": "Makes a repeated call do its work once."}  # fmt: skip
LAYOUT: Json = query(
    "layout",
    "The layout of the form that the values come from, e.g. `opportunity.default`: what it demands and locks is checked.",
)
TYPED: Json = query(
    "typed",
    "Whether numbers, days and times may be texts as the user writes them, in his time zone: `1,234.5`, `50%`, `2026/11/3`.",
    {"type": "boolean"},
)
SCOPE: Json = {"enum": ["all", "mine", "subordinates", "team", "recent"]}
LIST_PARAMETERS: list[Json] = [
    query("fields", "Fields and paths to answer, separated by commas; all when left out."),
    query("filter", "A formula that records must meet."),
    query("sort", "Fields to sort by, separated by commas; a leading - puts the largest first."),
    query("scope", "Whose records.", SCOPE),
    query("view", "A list view to start from: its name, or the ID of a saved one."),
    query("q", "Words to look for among the records, as a phrase."),
    query("limit", "Records on a page.", {"type": "integer", "minimum": 1}),
    query("after", "The `next` of the page before."),
    query("count", "Whether to count all records.", {"enum": ["none", "bounded", "exact"]}),
]
PAGING = [one for one in LIST_PARAMETERS if one["name"] in ("limit", "after")]
AGGREGATE_PARAMETERS: list[Json] = [
    query("group", "Fields to group by; a date may name its part: `close_date:quarter`."),
    query(
        "measures",
        "`count`, `sum:field`, `avg:field`, `min:field`, `max:field`, separated by commas; in brackets a formula instead of"
        " a field: `sum:(amount * 2)`. A mean has up to four decimal places more than its field, and that of a formula up to"
        " 18, rounded half up. The answer calls a measure as it was asked for.",
    ),
    query("filter", "A formula that records must meet."),
    query("scope", "Whose records.", SCOPE),
]
CANDIDATE_PARAMETERS: list[Json] = [
    query(
        "field",
        "A field that points to records, or that holds tags; any record of the object when left out.",
    ),
    query(
        "q",
        "The words to look for; what the caller opened last, then what was changed last, when left out.",
    ),
    query("to", "The object to look in, for a field that points to several ones."),
]
CANDIDATES: Json = object_of(
    records=list_of(
        object_of(
            object=TEXT, id=ID["schema"], name={"type": ["string", "null"]},
            detail={**TEXT, "description": "What tells records of one name apart."},
        )
    ),
    tags=list_of(TEXT),
)  # fmt: skip
FLAG: Json = {"type": "boolean", "default": False}
IMPORT_PARAMETERS: list[Json] = [
    query("operation", "What is done with the rows.", {"enum": ["create", "update", "upsert"]}),
    query("key", "The unique field by which existing records are found."),
    query("mapping", "A mapping file (YAML); columns are matched by their names without one."),
    query("dry_run", "Report what would happen and change nothing.", FLAG),
    query("background", "Make a job of it even if the file is small.", FLAG),
]
EXPORT_PARAMETERS: list[Json] = [
    query("format", "The kind of file.", {"enum": ["csv", "xlsx"]}),
    *(
        one
        for one in LIST_PARAMETERS
        if one["name"] in ("fields", "filter", "sort", "scope", "view", "q")
    ),
    query("labels", "Call the columns as people call them, in the language of the caller.", FLAG),
]
RECORD_IDS: Json = {
    **object_of(records=list_of(TEXT)),
    "required": ["records"],
    "additionalProperties": False,
}
FILE_NAME: Json = {
    "name": "X-File-Name", "in": "header", "required": False, "schema": TEXT,
    "description": "The name, URL-encoded, of a file that is the body itself.",
}  # fmt: skip
FILE_KINDS = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
BULK: Json = {
    "type": "object",
    "properties": {
        "operation": {"enum": ["create", "update", "upsert", "delete", "restore", "purge"]},
        "key": {"type": "string"},
        "records": {"type": "array", "items": {"type": "object"}},
        "all_or_nothing": {
            "type": "boolean",
            "default": False,
            "description": "Save all records or, if one of them is wrong, none: the answer is then 422, with `results`.",
        },
    },
    "required": ["operation", "records"],
    "additionalProperties": False,
}
