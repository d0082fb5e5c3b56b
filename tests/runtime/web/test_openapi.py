"""The OpenAPI document is valid, and says what the caller may do."""

from collections.abc import Callable

from openapi_spec_validator import validate

from tests.runtime.conftest import Desk


def test_the_document_is_valid_openapi(desk: Callable[[str], Desk]) -> None:
    document = desk("admin").get("/openapi.json")
    assert document["openapi"] == "3.1.0"
    validate(document)


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
