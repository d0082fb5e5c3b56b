"""A hidden field cannot be told from one that does not exist, at whatever door one asks (security design, rule 3)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]
Ask = Callable[[Desk, str, str], Any]

HIDDEN = {"level": "lexel", "identifier": "identifies"}
"""Hidden fields, a select and a unique text, beside names that nobody has given to a field."""
PROFILE = """\
profile: guest
label: {zh: 访客, en: Guest}
objects:
  customer: {allow: [read, create, edit, delete, import, export], fields: {level: hidden, identifier: hidden}}
  contact: {allow: [read, create, edit, import, export]}
"""


def _query(template: str) -> Ask:
    def ask(guest: Desk, field: str, record: str) -> Any:
        return guest.call("GET", template.format(field=field))

    return ask


def _send(method: str, path: str, make: Callable[[str, str], object]) -> Ask:
    def ask(guest: Desk, field: str, record: str) -> Any:
        return guest.call(method, path.format(record=record), make(field, record), if_match='"1"')

    return ask


def _bulk(operation: str, make: Callable[[str, str], dict[str, object]], key: str = "id") -> Ask:
    def ask(guest: Desk, field: str, record: str) -> Any:
        body = {"operation": operation, "records": [make(field, record)]}
        named = key.format(field=field)
        whole = body if named == "id" else {**body, "key": named}
        return guest.call("POST", "/customer/bulk", whole)

    return ask


def _import(text: str, **query: str) -> Ask:
    def ask(guest: Desk, field: str, record: str) -> Any:
        return guest.client.post(
            "/api/v1/customer/import",
            params={name: value.format(field=field) for name, value in query.items()},
            content=text.format(field=field).encode(),
            headers={"authorization": f"Bearer {guest.token}"},
        )

    return ask


MAPPED = (
    "{{object: customer, columns: [{{column: name, field: name}}, {{column: x, field: {field}}}]}}"
)
DOORS: dict[str, Ask] = {
    "column of a list": _query("/customer?fields=name,{field}"),
    "column on a path": _query("/contact?fields=name,customer.{field}"),
    "filter": _query('/customer?filter={field}="key"'),
    "filter on a path": _query('/contact?filter=customer.{field}="key"'),
    "order": _query("/customer?sort=-{field}"),
    "order on a path": _query("/contact?sort=customer.{field}"),
    "group": _query("/customer/aggregate?group={field}"),
    "part of a date": _query("/customer/aggregate?group={field}:month"),
    "measure": _query("/customer/aggregate?measures=count:{field}"),
    "formula of a measure": _query("/customer/aggregate?measures=count:(IF(ISBLANK({field}),1,2))"),
    "formula of a measure on a path": _query(
        "/contact/aggregate?measures=count,sum:(IF(ISBLANK(customer.{field}),1,2))"
    ),
    "condition of an aggregation": _query('/customer/aggregate?filter=ISBLANK({field})'),
    "export": _query("/customer/export?fields=name,{field}"),
    "export with a filter": _query('/customer/export?fields=name&filter={field}="key"'),
    "creating": _send("POST", "/customer", lambda field, _: {"name": "x", field: "key"}),
    "creating with nothing in it": _send("POST", "/customer", lambda f, _: {"name": "x", f: None}),
    "changing": _send("PATCH", "/customer/{record}", lambda field, _: {field: "key"}),
    "a form": _send("POST", "/customer/form", lambda field, _: {"values": {field: "key"}}),
    "the form of a record": _send(
        "POST", "/customer/form", lambda field, record: {"id": record, "values": {field: None}}
    ),
    "the key of a look-up": _send(
        "POST", "/contact", lambda field, _: {"name": "x", "customer": {field: "A1"}}
    ),
    "a batch that creates": _bulk("create", lambda field, _: {"name": "x", field: "key"}),
    "a batch that changes": _bulk("update", lambda f, record: {"id": record, "version": 1, f: "A1"}),
    "the key of a batch": _bulk("upsert", lambda field, _: {"name": "x", field: "A1"}, "{field}"),
    "a column of an import": _import("name,{field}\nx,key\n"),
    "the key of an import": _import("name,{field}\nx,A1\n", operation="upsert", key="{field}"),
    "a mapping file": _import("name,x\nx,key\n", mapping=MAPPED),
}  # fmt: skip


@pytest.fixture
def guest(desk: Sit, organization: Organization, tmp_path: Path) -> tuple[Desk, str]:
    """Somebody from whom two fields of customers are hidden, and one of his customers, in which both are filled."""
    (tmp_path / "pack.yaml").write_text(
        "pack: rights\nversion: 1.0.0\nlabel: {zh: 权限, en: Rights}\nrequires: [{pack: base}]\n"
    )
    (tmp_path / "profile.yaml").write_text(PROFILE)
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "gus", "Gus", ["guest"], None)
    record = desk("admin").create(
        "customer", name="华强", level="key", identifier="A1", owner={"account": "gus"}
    )
    return desk("gus"), record["id"]


def _told(answer: Any, field: str) -> tuple[int, str]:
    """What a caller sees, but for the name that he himself gave."""
    return answer.status_code, answer.text.replace(field, "‹field›")


@pytest.mark.parametrize("door", DOORS)
def test_a_hidden_and_an_invented_field_answer_alike(guest: tuple[Desk, str], door: str) -> None:
    user, record = guest
    for hidden, invented in HIDDEN.items():
        asked = _told(DOORS[door](user, hidden, record), hidden)
        assert asked == _told(DOORS[door](user, invented, record), invented)
        assert "‹field›" in asked[1], "the answer names what is wrong"


def test_the_doors_answer_those_who_may_read_the_field(desk: Sit) -> None:
    """Else the test above would compare two refusals of something else."""
    admin = desk("admin")
    record = admin.create("customer", name="华强", level="key", identifier="A1")["id"]
    for door, ask in DOORS.items():
        for field in HIDDEN:
            answer = ask(admin, field, record)
            if answer.status_code >= 400:
                assert "unknown" not in answer.text, (door, field, answer.text)


@pytest.mark.parametrize("path", ["/customer", "/customer/{record}", "/customer/{record}/history",
                                  "/search?q=A1", "/metadata/objects/customer", "/openapi.json",
                                  "/customer/export?format=csv", "/customer/{record}/access"])  # fmt: skip
def test_nothing_that_is_read_tells_of_hidden_fields(guest: tuple[Desk, str], path: str) -> None:
    user, record = guest
    answer = user.call("GET", path.format(record=record))
    assert answer.status_code == 200, answer.text
    for field in HIDDEN:
        assert json.dumps(field) not in answer.text
        assert f",{field}" not in answer.text
    assert "A1" not in answer.text
