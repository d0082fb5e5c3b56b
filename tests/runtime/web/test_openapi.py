"""The OpenAPI document is valid, and says what the caller may do."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from openapi_spec_validator import validate

from objectry.runtime.api.openapi_chinese import CHINESE
from objectry.runtime.api.openapi_fixed import fixed_paths
from objectry.runtime.api.openapi_parts import SCHEMAS
from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import BadRequest
from objectry.runtime.web import (
    account_handlers,
    card_handlers,
    deleted_handlers,
    file_handlers,
    formula_handlers,
    handlers,
    job_handlers,
    messages,
    metadata_handlers,
    note_handlers,
    notification_handlers,
    sessions,
    transfer_handlers,
    view_handlers,
    work_handlers,
)
from objectry.runtime.web.app import ROUTES, STRANGERS
from objectry.runtime.web.door import WRITES, SlowHandler
from tests.runtime.conftest import ONE_DATABASE, Desk

OUTSIDE: tuple[tuple[str, str], ...] = (
    *((path, "POST") for path, _ in STRANGERS),
    ("/files", "POST"),
    ("/metadata/plan", "POST"),
    ("/{object}/form", "POST"),
    ("/{object}/filter", "POST"),
    ("/{object}/export", "POST"),
    ("/{object}/formula/check", "POST"),
    ("/{object}/formula/complete", "POST"),
    ("/{object}/formula/preview", "POST"),
)
"""Calls with an endpoint of their own."""
CALLS = [(path, method) for path, calls in ROUTES for method in calls]
MODULES = (
    account_handlers,
    card_handlers,
    deleted_handlers,
    file_handlers,
    formula_handlers,
    handlers,
    job_handlers,
    metadata_handlers,
    note_handlers,
    notification_handlers,
    sessions,
    transfer_handlers,
    view_handlers,
    work_handlers,
)


TAKE_BODIES = (
    "/{object}",
    "/{object}/bulk",
    "/{object}/import",
    "/{object}/import/draft",
    "/{object}/views",
    "/{object}/views/{id}/habit",
    "/jobs/{id}/mapping",
    "/{object}/{id}/notes",
    "/{object}/{id}/follow_up",
    "/metadata/apply",
    "/notifications/read",
    "/session/password",
)
"""Paths whose writing calls take a body."""


def _sample(path: str) -> str:
    """An object on which a call can be made: tasks are followed up, people have cards."""
    return "contact" if path.endswith("/vcards") else "task"


def _documented(document: Any, path: str, method: str) -> Any:
    """A call on tasks, or people, in the document, with the parameters of its path."""
    calls = document["paths"]["/api/v1" + path.replace("/{object}", f"/{_sample(path)}", 1)
                              if path.startswith("/{object}") else "/api/v1" + path]  # fmt: skip
    call = calls[method.lower()]
    return {**call, "parameters": [*calls.get("parameters", ()), *call["parameters"]]}


@ONE_DATABASE
def test_the_document_holds_every_call_and_no_other(desk: Callable[[str], Desk]) -> None:
    document = desk("admin").get("/openapi.json")
    objects = [one["object"] for one in desk("admin").get("/metadata/objects")["objects"]]
    described = {
        (path.removeprefix("/api/v1"), method.upper())
        for path, calls in document["paths"].items()
        for method in calls.keys() - {"parameters"}
    }
    routed = {
        (path.replace("{object}", name, 1) if path.startswith("/{object}") else path, method)
        for path, method in (*CALLS, *OUTSIDE)
        for name in objects
    }
    assert described - routed == set()
    wanted = {
        (
            path.replace("/{object}", f"/{_sample(path)}", 1)
            if path.startswith("/{object}")
            else path,
            method,
        )
        for path, method in (*CALLS, *OUTSIDE)
    }
    assert wanted - described == set()


@ONE_DATABASE
@pytest.mark.parametrize(("path", "method"), CALLS)
def test_a_call_is_described_with_what_it_takes(
    desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch, path: str, method: str
) -> None:
    admin = desk("admin")
    described = _documented(admin.get("/openapi.json"), path, method)
    taken: list[set[str]] = []

    def read(call: object, names: tuple[str, ...]) -> None:
        taken.append(set(names))
        raise BadRequest(messages.PATH_UNKNOWN)

    for module in MODULES:
        monkeypatch.setattr(module, "known_parameters", read)
    number = "0198a1c4-7d3e-7c11-9a55-0123456789ab"
    refused = admin.call(method, path.replace("{object}", _sample(path)).replace("{id}", number))
    assert refused.json()["code"] == "path_unknown"
    places = {
        place: {one["name"] for one in described["parameters"] if one["in"] == place}
        for place in ("query", "path", "header")
    }
    assert places["query"] == taken[0]
    assert places["path"] == set(re.findall(r"{(\w+)}", path)) - (
        {"object"} if path.startswith("/{object}") else set()
    )
    # What a password is checked for is done anew when it is repeated, and changes nothing more.
    repeated = method in WRITES and not isinstance(dict(ROUTES)[path][method], SlowHandler)
    assert ("Idempotency-Key" in places["header"]) == repeated
    needs_version = (
        path == "/{object}/{id}" and method in ("PATCH", "DELETE")
    ) or path == "/{object}/{id}/follow_up"
    assert ("If-Match" in places["header"]) == needs_version
    assert all("X-Request-Id" in one["headers"] for status, one in described["responses"].items()
               if status != "default")  # fmt: skip
    takes_body = method == "PATCH" or path in TAKE_BODIES
    assert ("requestBody" in described) == (takes_body and method in WRITES)


def test_answers_hold_what_the_document_says(desk: Callable[[str], Desk]) -> None:
    admin = desk("admin")
    customer = admin.create("customer", name="华强")
    admin.create("contact", name="王伟", customer=customer["id"])
    schemas = admin.get("/openapi.json")["components"]["schemas"]
    for thing in ("customer", "contact", "user"):
        record = admin.get(f"/{thing}")["records"][0]
        at_times = {"_errors", "_lines", "_recalculating"}
        always = schemas[thing.capitalize()]["properties"].keys() - at_times
        assert record.keys() == always
    history = admin.get(f"/customer/{customer['id']}/history")["events"][0]
    assert history.keys() == schemas["Event"]["properties"].keys()
    assert admin.get("/session").keys() == schemas["Session"]["properties"].keys()
    assert (
        admin.get("/session/tokens")["tokens"][0].keys() == schemas["Token"]["properties"].keys()
    )
    described = admin.get("/metadata/objects/customer")
    assert described.keys() == schemas["Description"]["properties"].keys()


@ONE_DATABASE
def test_a_new_record_is_demanded_the_fields_that_the_document_requires(
    organization: Organization, desk: Callable[[str], Desk]
) -> None:
    """Fields with a default formula are not among them: it mostly fills them in."""
    with organization.read() as context:
        begun = {
            (thing.name, field.name)
            for thing in context.catalog.objects.values()
            for field in thing.fields.values()
            if field.definition.default_formula
        }
    admin = desk("admin")
    document = admin.get("/openapi.json")
    paths, schemas = document["paths"], document["components"]["schemas"]
    for thing in admin.get("/metadata/objects")["objects"]:
        name = thing["object"]
        if "create" not in thing["actions"]:
            continue
        reference = paths[f"/api/v1/{name}"]["post"]["requestBody"]["content"]["application/json"][
            "schema"
        ]["$ref"]
        schema = schemas[reference.removeprefix("#/components/schemas/")]
        errors = admin.call("POST", f"/{name}", {}).json()["errors"]
        written = schemas[schema["$ref"].removeprefix("#/components/schemas/")]["properties"]
        missing = [
            one["field"]
            for one in errors
            if one["code"] == "required"
            and one["field"] in written
            and (name, one["field"]) not in begun
        ]
        assert (name, schema["required"]) == (name, missing)
    assert "required" not in schemas["CustomerWrite"]


def _sentences(part: Any) -> Iterator[str]:
    """The summaries and descriptions in a document."""
    if isinstance(part, list):
        for one in part:
            yield from _sentences(one)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in ("summary", "description") and isinstance(value, str):
                yield value
            else:
                yield from _sentences(value)


@ONE_DATABASE
def test_the_document_is_valid_and_in_the_language_of_the_caller(
    desk: Callable[[str], Desk],
) -> None:
    admin = desk("admin")
    chinese = admin.get("/openapi.json")
    me = admin.get("/session")["user"]["id"]
    admin.call("PATCH", f"/user/{me}", {"language": "en"}, **{"If-Match": "*"})
    english = admin.get("/openapi.json")
    assert english["openapi"] == "3.1.0"
    validate(english)  # takes its time: the other one differs in its sentences only
    said = set(_sentences(english))
    assert {one for one in CHINESE if "{" not in one or "`" in one} - said == set()
    assert CHINESE.keys() & set(_sentences(chinese)) == set()
    calls = [one["paths"]["/api/v1/customer"]["get"]["summary"] for one in (english, chinese)]
    assert calls == ["List Customers", "列出客户"]
    labels = [
        one["components"]["schemas"]["CustomerWrite"]["properties"]["name"]["description"]
        for one in (english, chinese)
    ]
    assert labels == ["Customer name", "客户名称"]
    fixed = set(_sentences({**SCHEMAS, "paths": fixed_paths()})) - {"RFC 9457"}
    assert fixed - CHINESE.keys() == set()


@ONE_DATABASE
def test_the_document_follows_the_rights_of_the_caller(desk: Callable[[str], Desk]) -> None:
    document = desk("rob").get("/openapi.json")
    assert "get" in document["paths"]["/api/v1/customer"]
    assert "post" not in document["paths"]["/api/v1/customer"]


def test_objects_describe_themselves(desk: Callable[[str], Desk]) -> None:
    sam = desk("sam")
    names = {thing["object"] for thing in sam.get("/metadata/objects")["objects"]}
    assert "customer" in names and "profile" not in names
    customer = sam.get("/metadata/objects/customer")
    fields = {field["name"]: field for field in customer["fields"]}
    assert fields["name"]["editable"] and not fields["created_at"]["editable"]
    assert customer["layouts"][0]["layout"] == "customer.default"
