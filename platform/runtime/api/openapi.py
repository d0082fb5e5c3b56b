"""OpenAPI 3.1 from the live catalog and the caller's rights.

What is in it can be called, and whatever can be called is in it: a test compares it with the routes of the web door.
"""

from collections.abc import Callable, Iterator
from functools import partial

from objectry.formula.messages import Language
from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.access.rights import ObjectRights
from objectry.runtime.api.openapi_chinese import in_chinese, told
from objectry.runtime.api.openapi_fixed import fixed_paths
from objectry.runtime.api.openapi_formulas import formula_paths, functions_path
from objectry.runtime.api.openapi_parts import (
    AGGREGATE_PARAMETERS,
    BULK,
    CANDIDATE_PARAMETERS,
    CANDIDATES,
    CONDITIONS,
    EXPORT_PARAMETERS,
    FILE_KINDS,
    FILE_NAME,
    FORM_STATE,
    HABIT,
    ID,
    IF_MATCH,
    IMPORT_PARAMETERS,
    KEY,
    LAYOUT,
    LINES_GIVEN,
    LINES_SAVED,
    LIST_PARAMETERS,
    PAGING,
    RECORD_IDS,
    REPORT,
    SCHEMAS,
    TEXT,
    TYPED,
    VIEW,
    VIEW_ID,
    WRITTEN_NOTE,
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
from objectry.runtime.records.filling import default_of
from objectry.runtime.records.present import ERRORS, LINES, RECALCULATING
from objectry.runtime.records.requests import own_fields
from objectry.runtime.store.source import expand

PREFIX = "/api/v1"
FILLED_IN = ("owner", "business_type")
"""Fields that must have a value, and get one where nobody gives any."""


def document(context: Context) -> Json:
    """The OpenAPI document for the caller, in his language."""
    access = access_of(context)
    things = [
        thing for thing in context.catalog.objects.values() if "read" in access.on(thing).actions
    ]
    paths = {**fixed_paths(), **functions_path()}
    schemas: Json = dict(SCHEMAS)
    for thing in things:
        rights = access.on(thing)
        say = partial(
            told,
            context.language,
            label=thing.label.text(context.language),
            plural=thing.plural.text(context.language),
        )
        schemas[_schema_name(thing)] = _record(context, access, thing)
        schemas[_schema_name(thing, "Write")] = _write(context, access, thing)
        if "create" in rights.actions:
            schemas[_schema_name(thing, "Create")] = {
                **ref(_schema_name(thing, "Write")), "required": _demanded(context, thing, rights),
            }  # fmt: skip
        for part in (
            _list_paths,
            _view_paths,
            _record_paths,
            _note_paths,
            _work_paths,
            _card_paths,
            _bin_paths,
            _transfer_paths,
        ):
            paths.update(part(thing, rights, say))
    found: Json = {
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
    return in_chinese(found) if context.language == "zh" else found


def _schema_name(thing: Object, suffix: str = "") -> str:
    return "".join(part.capitalize() for part in thing.name.split("_")) + suffix


def _record(context: Context, access: Access, thing: Object) -> Json:
    """What a record shows. A reference shows what stands at the end of its path."""
    properties: Json = {
        path[0].name: _shown(context.language, path[0], expand(context.state, path)[-1])
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
    if _has_lines(context, access, thing):
        properties[LINES] = LINES_SAVED
    if _has_lines(context, access, thing):
        properties[LINES] = LINES_SAVED
    return {
        "type": "object",
        "title": thing.label.text(context.language),
        "properties": properties,
    }


def _shown(language: Language, field: Field, last: Field) -> Json:
    if last.relation is not None:
        link = ref("Link")
        one = list_of(link) if last.relation.many else link
    elif last.type.holds_files:
        one = list_of(ref("File"))
    else:
        one = last.type.json_schema(last.definition)
    shown: Json = {"anyOf": [one, {"type": "null"}], "description": field.label.text(language)}
    return {**shown, "readOnly": True} if field.computed else shown


def _has_lines(context: Context, access: Access, thing: Object) -> bool:
    """Tell whether there are details of the object that the user may know of."""
    return any(
        one.relation is not None
        and one.relation.owning
        and "read" in access.on(context.catalog.objects[one.object]).actions
        for one in context.catalog.referrers[thing.name]
    )


def _write(context: Context, access: Access, thing: Object) -> Json:
    rights, language = access.on(thing), context.language
    properties: Json = {
        name: {"anyOf": [field.type.json_schema(field.definition), {"type": "null"}],
               "description": field.label.text(language)}
        for name, field in thing.fields.items()
        if name in rights.editable and field.has_values
    }  # fmt: skip
    if _has_lines(context, access, thing):
        properties[LINES] = LINES_GIVEN
    if _has_lines(context, access, thing):
        properties[LINES] = LINES_GIVEN
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _demanded(context: Context, thing: Object, rights: ObjectRights) -> list[str]:
    """The fields that a new record has to be given: those that must have a value and do not begin with one."""
    local = context.now.astimezone(context.zone)
    kinds = (None, *thing.business_types)
    return [
        name
        for name, field in thing.fields.items()
        if name in rights.editable and field.has_values
        if field.definition.required and field.definition.default_formula is None
        if name not in FILLED_IN
        if all(default_of(thing, field, kind, local) is None for kind in kinds)
    ]


Paths = Iterator[tuple[str, Json]]
Say = Callable[[str], str]
"""Tells a sentence about an object in the language of the caller."""


def _list_paths(thing: Object, rights: ObjectRights, say: Say) -> Paths:
    """Calls on all records of an object."""
    record, name = ref(_schema_name(thing)), thing.name
    calls: Json = {
        "get": call(f"list_{name}", say("List {plural}"), LIST_PARAMETERS, _page(record))
    }
    if "create" in rights.actions:
        made = call(
            f"create_{name}",
            say("Create {label}"),
            [LAYOUT, TYPED, KEY],
            record,
            "201",
            ("ETag", "Location"),
        )
        calls["post"] = {
            **made,
            "requestBody": body(json_content(ref(_schema_name(thing, "Create")))),
        }
    yield f"/{name}", calls
    groups = object_of(
        groups=list_of({"type": "object"}), total={"type": "object"}, recalculating=list_of(TEXT)
    )
    numbers = call(f"aggregate_{name}", say("Numbers over {plural}"), AGGREGATE_PARAMETERS, groups)
    yield f"/{name}/aggregate", {"get": numbers}
    looked = call(f"candidates_{name}", say("What may be put into a field of {plural}"),
                  CANDIDATE_PARAMETERS, CANDIDATES)  # fmt: skip
    yield f"/{name}/candidates", {"get": looked}
    state = call(
        f"form_{name}",
        say("What a form of {plural} shows, locks and demands"),
        [TYPED],
        FORM_STATE,
    )
    entered = form_of(ref(_schema_name(thing, "Write")))
    yield f"/{name}/form", {"post": {**state, "requestBody": body(json_content(entered))}}
    yield from formula_paths(name, say)
    if rights.actions & {"create", "edit", "delete"}:
        results = object_of(results=list_of(ref("Result")))
        many = call(f"bulk_{name}", say("Many {plural} at once"), [LAYOUT, TYPED, KEY], results)
        yield f"/{name}/bulk", {"post": {**many, "requestBody": body(json_content(BULK))}}


def _view_paths(thing: Object, rights: ObjectRights, say: Say) -> Paths:
    """Calls on what lists are seen through."""
    name, view = thing.name, ref("View")
    listed = call(
        f"views_{name}", say("The views of {plural}"), [], object_of(views=list_of(view))
    )
    made = call(
        f"create_view_{name}", say("Save a view of {plural}"), [KEY], view, "201", ("Location",)
    )
    changed = call(f"update_view_{name}", say("Change a saved view of {plural}"), [KEY], view)
    gone = call(f"delete_view_{name}", say("Delete a saved view of {plural}"), [KEY], None, "204")
    content = body(json_content(VIEW))
    yield f"/{name}/views", {"get": listed, "post": {**made, "requestBody": content}}
    yield f"/{name}/views/{{id}}", {
        "parameters": [VIEW_ID], "patch": {**changed, "requestBody": content}, "delete": gone,
    }  # fmt: skip
    kept = call(
        f"keep_view_{name}", say("Remember how you use a view of {plural}"), [KEY], None, "204"
    )
    yield f"/{name}/views/{{id}}/habit", {
        "parameters": [VIEW_ID], "put": {**kept, "requestBody": body(json_content(HABIT))},
    }  # fmt: skip
    both = object_of(filter=TEXT, conditions=CONDITIONS)
    form = call(
        f"filter_{name}", say("A filter of {plural} as text and as conditions"), [TYPED], both
    )
    yield f"/{name}/filter", {"post": {**form, "requestBody": body(json_content(both))}}


def _page(record: Json) -> Json:
    return object_of(
        records=list_of(record), next={"type": ["string", "null"]}, count={"type": "integer"},
        more={"type": "boolean"}, recalculating=list_of(TEXT),
    )  # fmt: skip


def _record_paths(thing: Object, rights: ObjectRights, say: Say) -> Paths:
    """Calls on one record."""
    record, name = ref(_schema_name(thing)), thing.name
    fields = query("fields", "Fields and paths to answer, separated by commas; all when left out.")
    one: Json = {
        "parameters": [ID],
        "get": call(f"get_{name}", say("Read {label}"), [fields], record, headers=("ETag",)),
    }
    if "edit" in rights.actions:
        changed = call(
            f"update_{name}",
            say("Change {label}"),
            [LAYOUT, TYPED, IF_MATCH, KEY],
            record,
            headers=("ETag",),
        )
        one["patch"] = {
            **changed,
            "requestBody": body(json_content(ref(_schema_name(thing, "Write")))),
        }
    if "delete" in rights.actions:
        one["delete"] = call(f"delete_{name}", say("Delete {label}"), [IF_MATCH, KEY], None, "204")
    yield f"/{name}/{{id}}", one
    events = call(
        f"history_{name}",
        say("What happened to {label}"),
        [],
        object_of(events=list_of(ref("Event"))),
    )
    yield f"/{name}/{{id}}/history", {"parameters": [ID], "get": events}
    reasons = object_of(read=list_of(TEXT), edit=list_of(TEXT), delete=list_of(TEXT))
    why = call(f"access_{name}", say("Why you may read, edit and delete {label}"), [], reasons)
    yield f"/{name}/{{id}}/access", {"parameters": [ID], "get": why}
    seen = call(f"opened_{name}", say("Remember that you opened {label}"), [KEY], None, "204")
    yield f"/{name}/{{id}}/opened", {"parameters": [ID], "post": seen}


def _note_paths(thing: Object, rights: ObjectRights, say: Say) -> Paths:
    """What people say about a record, and whether they want to hear of it."""
    name, note = thing.name, ref("Note")
    page = object_of(notes=list_of(note), next={"type": ["string", "null"]})
    listed = call(f"notes_{name}", say("Read the notes about {label}"), PAGING, page)
    written = body(json_content(WRITTEN_NOTE))
    made = call(f"write_note_{name}", say("Write a note about {label}"), [KEY], note, "201")
    yield (
        f"/{name}/{{id}}/notes",
        {"parameters": [ID], "get": listed, "post": {**made, "requestBody": written}},
    )
    edited = call(f"edit_note_{name}", say("Edit your note about {label}"), [KEY], note)
    gone = call(f"delete_note_{name}", say("Delete your note about {label}"), [KEY], None, "204")
    yield (
        f"/{name}/{{id}}/notes/{{note}}",
        {
            "parameters": [ID, {**ID, "name": "note"}],
            "patch": {**edited, "requestBody": written},
            "delete": gone,
        },
    )
    seen = object_of(id=TEXT, name=TEXT, sees={"type": "boolean"})
    offered = call(
        f"colleagues_{name}", say("Whom a note about {label} may mention"),
        [query("q", "The beginning of a name, or a part of it.")], object_of(colleagues=list_of(seen)),
    )  # fmt: skip
    yield f"/{name}/{{id}}/colleagues", {"parameters": [ID], "get": offered}
    following = object_of(following={"type": "boolean"})
    yield (
        f"/{name}/{{id}}/follow",
        {
            "parameters": [ID],
            "get": call(f"following_{name}", say("Whether you follow {label}"), [], following),
            "put": call(
                f"follow_{name}", say("Be told of changes of {label}"), [KEY], None, "204"
            ),
            "delete": call(
                f"unfollow_{name}", say("Be told no more of {label}"), [KEY], None, "204"
            ),
        },
    )


def _card_paths(thing: Object, rights: ObjectRights, say: Say) -> Paths:
    """vCards of people."""
    if thing.definition.card is None:
        return
    ids = query("ids", "IDs of records, separated by commas.", required=True)
    headers = ("Content-Disposition",)
    cards = call(f"vcards_{thing.name}", say("vCards of {plural}"), [ids], None, headers=headers)
    cards["responses"]["200"]["content"] = {"text/vcard": {"schema": {}}}
    yield f"/{thing.name}/vcards", {"get": cards}


def _work_paths(thing: Object, rights: ObjectRights, say: Say) -> Paths:
    """Calls on tasks and events."""
    work, name = thing.definition.work, thing.name
    if work is None or work.kind == "activity" or "create" not in rights.actions:
        return
    made = call(
        f"follow_up_{name}", say("Complete {label} and make the one that follows"), [TYPED, IF_MATCH, KEY],
        ref(_schema_name(thing)), "201", ("ETag", "Location"),
    )  # fmt: skip
    write = {**made, "requestBody": body(json_content({"type": "object"}))}
    yield f"/{name}/{{id}}/follow_up", {"parameters": [ID], "post": write}


def _bin_paths(thing: Object, rights: ObjectRights, say: Say) -> Paths:
    """Calls on deleted records."""
    record, name = ref(_schema_name(thing)), thing.name
    listed = call(f"deleted_{name}", say("List deleted {plural}"), LIST_PARAMETERS, _page(record))
    yield f"/{name}/deleted", {"get": listed}
    if "delete" not in rights.actions:
        return
    back = call(f"restore_{name}", say("Restore {label}"), [KEY], record, headers=("ETag",))
    yield f"/{name}/{{id}}/restore", {"parameters": [ID], "post": back}
    gone = call(f"purge_{name}", say("Remove {label} for good"), [KEY], None, "204")
    yield f"/{name}/{{id}}/purge", {"parameters": [ID], "post": gone}


def _transfer_paths(thing: Object, rights: ObjectRights, say: Say) -> Paths:
    """Calls that take and give files of records."""
    name = thing.name
    file: Json = {kind: {"schema": {}} for kind in FILE_KINDS}
    if "import" in rights.actions and "import" in thing.features:
        taken = call(
            f"import_{name}", say("Import {plural} from a file"), [*IMPORT_PARAMETERS, KEY], REPORT
        )
        job = call("", "", [], ref("Job"), "202", ("Location",))["responses"]["202"]
        taken["responses"]["202"] = {**job, "description": "The file is imported by a job"}
        yield f"/{name}/import", {"post": {**taken, "requestBody": body(file)}}
        laid = call(
            f"prepare_import_{name}", say("Prepare an import of {plural}"), [FILE_NAME, KEY],
            ref("Job"), "201", ("Location",),
        )  # fmt: skip
        yield f"/{name}/import/draft", {"post": {**laid, "requestBody": body(file)}}
    if "export" in rights.actions and "export" in thing.features:
        headers = ("Content-Disposition", "Objectry-Recalculating")
        given = call(
            f"export_{name}",
            say("Export {plural} to a file"),
            EXPORT_PARAMETERS,
            None,
            headers=headers,
        )
        given["responses"]["200"]["content"] = file
        some = {**given, "operationId": f"export_some_{name}",
                "summary": say("Export some {plural} to a file"), "requestBody": body(json_content(RECORD_IDS))}  # fmt: skip
        yield f"/{name}/export", {"get": given, "post": some}
