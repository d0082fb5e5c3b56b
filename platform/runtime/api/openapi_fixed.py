"""The calls that are the same for every organisation: sign-in, search, descriptions, jobs, files, notifications, the bin."""

from objectry.runtime.api.openapi_parts import (
    DRAFT_MAPPING,
    FILE_KINDS,
    FILE_NAME,
    FLAG,
    ID,
    KEY,
    PAGING,
    TEXT,
    Json,
    body,
    call,
    json_content,
    list_of,
    object_of,
    query,
    ref,
)
from objectry.runtime.api.preferences import PREFERENCES

BINARY: Json = {"type": "string", "contentMediaType": "application/octet-stream"}
JOB: Json = ref("Job")


def fixed_paths() -> Json:
    """The calls by path, below the prefix of the API."""
    return {
        **_session_paths(), **_metadata_paths(), **_job_paths(), **_file_paths(), **_notification_paths(),
        **_bin_paths(),
    }  # fmt: skip


def _session_paths() -> Json:
    credentials: Json = object_of(account=TEXT, password=TEXT)
    credentials |= {"required": ["account", "password"], "additionalProperties": False}
    begun: Json = object_of(csrf=TEXT, until={"type": "string", "format": "date-time"})
    sign_in = call("sign_in", "Begin a session", [], begun, "201", ("Set-Cookie",))
    sign_in |= {"requestBody": body(json_content(credentials)), "security": []}
    sign_out = call("sign_out", "End the session", [KEY], None, "204", ("Set-Cookie",))
    who = call("who_am_i", "Tell who is asking", [], ref("Session"))
    tokens = object_of(tokens=list_of(ref("Token")))
    listed = call("list_tokens", "List your tokens, latest first", [], tokens)
    revoked = call("revoke_token", "Make one of your tokens open nothing", [KEY], None, "204")
    return {
        "/session": {"get": who, "post": sign_in, "delete": sign_out},
        "/session/tokens": {"get": listed},
        "/session/tokens/{id}": {"parameters": [ID], "delete": revoked},
        **_own_paths(begun),
        **_stranger_paths(begun),
    }


def _texts(*names: str) -> Json:
    """A body of texts, all of which are needed."""
    shape = object_of(**dict.fromkeys(names, TEXT))
    return body(json_content(shape | {"required": [*names], "additionalProperties": False}))


def _own_paths(begun: Json) -> Json:
    """What users do with their own accounts."""
    moment: Json = {"type": "string", "format": "date-time"}
    session = object_of(id=TEXT, current={"type": "boolean"}, device=TEXT, address=TEXT, created_at=moment,
                        used_at=moment, expires_at=moment)  # fmt: skip
    found = object_of(sessions=list_of(session))
    listed = call("list_sessions", "List where you are signed in", [], found)
    ended = call("end_session", "End one of your sessions", [KEY], None, "204")
    others = object_of(ended={"type": "integer"})
    end_others = call("end_other_sessions", "End all your other sessions", [KEY], others)
    empty: Json = {"type": ["string", "null"]}
    own = object_of(name=TEXT, email=empty, phone=empty, language=empty, timezone=empty)
    changed: Json = own | {"properties": {**own["properties"], "old_password": TEXT}}
    profile = call("read_own_profile", "Read what you may change of yourself", [], own)
    change = call("change_own_profile", "Change your profile", [], own)
    change["requestBody"] = body(json_content(changed))
    password = call("change_password", "Change your password", [], begun, headers=("Set-Cookie",))
    password["requestBody"] = _texts("old_password", "password")
    liked = object_of(**{name: one.type.json_schema() for name, one in PREFERENCES.items()})
    read = call("read_preferences", "Read what you like", [], liked)
    choose = call("choose_preferences", "Choose what you like", [KEY], liked)
    choose["requestBody"] = body(json_content({"type": "object"}))
    return {
        "/session/sessions": {"get": listed, "delete": end_others},
        "/session/sessions/{id}": {"parameters": [ID], "delete": ended},
        "/session/profile": {"get": profile, "patch": change},
        "/session/password": {"post": password},
        "/preferences": {"get": read, "patch": choose},
    }


def _stranger_paths(begun: Json) -> Json:
    """What those do who cannot sign in yet, or no longer."""
    first = call(
        "take_first_steps", "Make the first administrator", [], begun, "201", ("Set-Cookie",)
    )
    steps = ("code", "organization", "language", "zone", "name", "account", "password")
    first |= {"requestBody": _texts(*steps), "security": []}
    ask = call("ask_for_link", "Ask for a link to a new password", [], object_of(), "202")
    ask |= {"requestBody": _texts("account"), "security": []}
    use = call("use_link", "Choose a new password with a link", [], None, "204")
    use |= {"requestBody": _texts("link", "password"), "security": []}
    return {
        "/session/first": {"post": first},
        "/session/link": {"post": ask},
        "/session/link/password": {"post": use},
    }


def _metadata_paths() -> Json:
    """What can be known before anything is known of the objects."""
    objects = call(
        "describe_objects", "List the objects", [], object_of(objects=list_of(ref("Summary")))
    )
    one = call("describe_object", "Describe an object", [], ref("Description"))
    name: Json = {"name": "object", "in": "path", "required": True, "schema": TEXT}
    found: Json = object_of(records=list_of(ref("Link")))
    search = call("search", "Search records", [
        query("q", "The words to look for, as a phrase.", required=True),
        query("objects", "Objects to look in, separated by commas; all when left out."),
        query("limit", "The most records to answer.", {"type": "integer", "minimum": 1, "maximum": 100}),
    ], found)  # fmt: skip
    itself = call("openapi", "This document", [], {"type": "object"})
    return {
        "/openapi.json": {"get": itself},
        "/search": {"get": search},
        "/metadata/objects": {"get": objects},
        "/metadata/objects/{object}": {"parameters": [name], "get": one},
        **_pack_paths(),
    }


def _pack_paths() -> Json:
    """Packs as one YAML stream, for those who may change the metadata."""
    said = "Each document is one file: `--- # file: pack/name.yaml`, then its text."
    stream: Json = {"application/yaml": {"schema": {**TEXT, "description": said}}}
    change = object_of(option=TEXT, before={}, after={})
    action = object_of(action=TEXT, text=object_of(zh=TEXT, en=TEXT), changes=list_of(change),
                       lacking={"type": "integer"})  # fmt: skip
    plan = object_of(actions=list_of(action))
    planned = call("plan_metadata", "Say what installing packs would do", [], plan)
    applied = call("apply_metadata", "Install packs in one transaction", [KEY], plan)
    written = call("export_metadata", "The installed packs as written", [], None)
    written["responses"]["200"]["content"] = stream
    return {
        "/metadata/plan": {"post": {**planned, "requestBody": body(stream)}},
        "/metadata/apply": {"post": {**applied, "requestBody": body(stream)}},
        "/metadata/export": {"get": written},
    }


def _job_paths() -> Json:
    """What has become of long work."""
    errors = call(
        "get_job_errors",
        "The rows that failed, with reasons",
        [],
        None,
        headers=("Content-Disposition",),
    )
    errors["responses"]["200"]["content"] = {FILE_KINDS[0]: {"schema": {}}}
    listed = call("list_jobs", "List your jobs, latest first", [], object_of(jobs=list_of(JOB)))
    cancel = call("cancel_job", "End a job before its next step", [KEY], JOB)
    return {
        "/jobs": {"get": listed},
        "/jobs/{id}": {"parameters": [ID], "get": call("get_job", "Read a job", [], JOB)},
        "/jobs/{id}/errors": {"parameters": [ID], "get": errors},
        "/jobs/{id}/cancel": {"parameters": [ID], "post": cancel},
        **_import_paths(),
    }


def _import_paths() -> Json:
    """Imports that are prepared step by step, and taken back."""
    trial = query("dry_run", "Report what would happen and change nothing.", FLAG)
    told = call("get_job_mapping", "Read how the file of an import is read", [], DRAFT_MAPPING)
    given = call("put_job_mapping", "Say how the file of an import is read", [KEY], DRAFT_MAPPING)
    begun = call(
        "start_job", "Begin an import that was prepared", [trial, KEY], JOB, "202", ("Location",)
    )
    undone = call("undo_job", "Undo an import", [trial, KEY], JOB, "202", ("Location",))
    written = body({kind: {"schema": {}} for kind in ("application/yaml", "application/json")})
    return {
        "/jobs/{id}/mapping": {"parameters": [ID], "get": told, "put": {**given, "requestBody": written}},
        "/jobs/{id}/start": {"parameters": [ID], "post": begun},
        "/jobs/{id}/undo": {"parameters": [ID], "post": undone},
    }  # fmt: skip


def _notification_paths() -> Json:
    """What the caller is told."""
    page = object_of(notifications=list_of(ref("Notification")), next={"type": ["string", "null"]})
    listed = call("list_notifications", "List what you were told, latest first", [
        query("unread", "Only what you have not read.", FLAG), *PAGING,
    ], page)  # fmt: skip
    count = object_of(
        count={"type": "integer"}, more={"type": "boolean"},
        again={"type": "integer", "description": "Seconds after which to ask again."},
    )  # fmt: skip
    counted = call("count_notifications", "Count what you have not read", [], count)
    read = call("read_notifications", "Say that you have read some, or all", [KEY], None, "204")
    ids: Json = {
        **list_of({"type": "integer"}),
        "description": "Those that were read; all when left out.",
    }
    read["requestBody"] = body(json_content({**object_of(ids=ids), "additionalProperties": False}))
    return {
        "/notifications": {"get": listed},
        "/notifications/unread": {"get": counted},
        "/notifications/read": {"post": read},
    }


def _bin_paths() -> Json:
    """What lies in the recycle bins of all objects."""
    moment: Json = {"type": "string", "format": "date-time"}
    record = object_of(
        object=TEXT, id=TEXT, name={"type": ["string", "null"]}, deleted_at=moment,
        deleted_by={"anyOf": [ref("Link"), {"type": "null"}]}, removable={"type": "boolean"},
        kept_until={"type": ["string", "null"], "format": "date-time"},
    )  # fmt: skip
    listed = call(
        "list_deleted", "List what was deleted, latest first",
        [query("object", "One object alone."), query("q", "Words in the names of records."), *PAGING],
        object_of(records=list_of(record), next={"type": ["string", "null"]}),
    )  # fmt: skip
    return {"/deleted": {"get": listed}}


def _file_paths() -> Json:
    """Uploading, downloading and deleting files."""
    uploaded = object_of(files=list_of(ref("File")))
    upload = call("upload_files", "Upload files", [FILE_NAME, KEY], uploaded, "201")
    upload["requestBody"] = body(
        {
            "multipart/form-data": {"schema": object_of(files=list_of(BINARY))},
            "application/octet-stream": {"schema": BINARY},
        }
    )
    download = call(
        "download_file", "Download a file", [], None, headers=("ETag", "Content-Disposition")
    )
    download["responses"]["200"]["content"] = {"*/*": {"schema": BINARY}}
    delete = call("delete_file", "Delete an upload that no record holds", [KEY], None, "204")
    return {
        "/files": {"post": upload},
        "/files/{id}": {"parameters": [ID], "get": download, "delete": delete},
    }
