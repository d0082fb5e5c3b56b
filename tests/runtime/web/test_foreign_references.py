"""Nothing that a user sends makes the server call somebody, and no depth of a formula stops it."""

import json
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from objectry.runtime.api import records
from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import Invalid
from tests.runtime.conftest import Desk

ADDRESS = "http://169.254.169.254/schema.json"
REFERENCE = {"$ref": ADDRESS}
OPENING = """\
--- # file: w/pack.yaml
pack: w
version: 1.0.0
label: {zh: 甲, en: A}
requires: [{pack: base}]
--- # file: w/a.yaml
"""
LABEL = {"zh": "甲", "en": "A"}
FIELD = {"name": "name", "type": "text", "required": True, "label": LABEL}
OBJECT: dict[str, Any] = {"object": "repair", "label": LABEL, "plural": LABEL, "fields": [FIELD]}
DOCUMENTS: dict[str, Any] = {
    "a whole document": {"object": "repair", **REFERENCE},
    "a reference alone": REFERENCE,
    "a schema": {"$schema": ADDRESS, "$id": ADDRESS, **OBJECT},
    "a label": {**OBJECT, "label": REFERENCE},
    "a field": {**OBJECT, "fields": [FIELD, REFERENCE]},
    "an option": {**OBJECT, "fields": [{**FIELD, "default": REFERENCE}]},
    "a dynamic reference": {**OBJECT, "fields": [{**FIELD, "help": {"$dynamicRef": ADDRESS}}]},
    "a pattern": {**OBJECT, "fields": [{**FIELD, "pattern": REFERENCE}]},
    "definitions": {**OBJECT, "$defs": {"ApiName": REFERENCE}},
}
DEPTH = 20_000
SHALLOW = 4_000
"""Parentheses that are as long as a formula may be."""
DEEP = "(" * DEPTH + "TRUE" + ")" * DEPTH
FORMULAS: dict[str, Any] = {
    "a rule": {
        **OBJECT,
        "validation_rules": [{"name": "deep", "when": DEEP, "message": LABEL}],
    },
    "a view": {
        **OBJECT,
        "list_views": [{"name": "deep", "label": LABEL, "columns": ["name"], "filter": DEEP}],
    },
    "a look-up": {
        **OBJECT,
        "fields": [FIELD, {"name": "a", "type": "lookup", "to": "customer", "label": LABEL, "filter": DEEP}],
    },
}  # fmt: skip
BUDGET = 2.0
"""Seconds for a whole request, most of which is for the rest of it."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The addresses that somebody has tried to reach."""
    found: list[object] = []

    def refuse(*given: Any, **_: Any) -> None:
        found.append(given)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return found


def _send(desk: Desk, what: str, document: Any) -> Any:
    text = OPENING + json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return desk.client.post(
        f"/api/v1/metadata/{what}",
        content=text.encode(),
        headers={"authorization": f"Bearer {desk.token}", "accept-language": "en"},
    )


@pytest.mark.parametrize("where", DOCUMENTS)
def test_a_reference_in_a_pack_is_refused_and_never_followed(
    desk: Callable[[str], Desk], calls: list[object], where: str
) -> None:
    admin = desk("admin")
    for what in ("plan", "apply"):
        answer = _send(admin, what, DOCUMENTS[where])
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"]
    assert calls == []


def test_a_reference_in_a_record_is_refused_and_never_followed(
    desk: Callable[[str], Desk], calls: list[object]
) -> None:
    admin = desk("admin")
    for body in (
        REFERENCE,
        {"name": REFERENCE},
        {"name": "x", "tags": REFERENCE},
        {"name": "x", "owner": REFERENCE},
    ):
        assert admin.call("POST", "/customer", body).status_code == 422
    rows = {"operation": "create", "records": [REFERENCE]}
    answer = admin.call("POST", "/customer/bulk", rows)
    assert answer.json()["results"][0]["errors"]
    assert calls == []


@pytest.mark.parametrize("where", FORMULAS)
def test_a_formula_of_parentheses_is_told_and_takes_no_time(
    desk: Callable[[str], Desk], where: str
) -> None:
    admin = desk("admin")
    begun = time.thread_time()
    answer = _send(admin, "plan", FORMULAS[where])
    assert answer.status_code == 422
    assert {error["code"] for error in answer.json()["errors"]} == {"value_length"}
    assert time.thread_time() - begun < BUDGET


def test_a_filter_of_parentheses_is_told_and_takes_no_time(organization: Organization) -> None:
    user = organization.principal("admin")
    begun = time.thread_time()
    with organization.read(user) as context, pytest.raises(Invalid) as refused:
        records.list_records(context, "customer", records.ListRequest(filter=DEEP))
    assert refused.value.errors[0].message.code == "formula_too_long"
    with organization.read(
        user
    ) as context:  # brackets alone are no depth: this is the constant TRUE
        few = DEEP[DEPTH - SHALLOW : SHALLOW - DEPTH]
        records.list_records(context, "customer", records.ListRequest(filter=few))
    assert time.thread_time() - begun < BUDGET
