"""Several organisations in one process share nothing: neither metadata nor records, users, tokens, counters or words."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from objectry.runtime.api import accounts, maintenance
from objectry.runtime.api.organization import Organization
from objectry.runtime.settings import Settings, read_settings
from objectry.runtime.web.app import build_app
from tests.runtime.conftest import PACKS, Desk

NAMES = ("north", "south")
LATE = """\
extend: customer
fields:
  - {name: late, type: text, searchable: true, label: {zh: 后来的, en: Late}}
  - {name: number, type: autonumber, format: "K-{000}", label: {zh: 编号, en: Number}}
"""
"""What only the second organisation gets, while both are being served."""


@pytest.fixture(params=["files", "schemas"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Settings]]:
    """Two organisations: two SQLite files, or two schemas of one PostgreSQL database."""
    if request.param == "files":
        yield [read_settings({}, database_url=f"sqlite:///{tmp_path}/{name}.db") for name in NAMES]
        return
    server = request.getfixturevalue("pg_url")
    mark = random.randrange(10**9)
    schemas = [f"{name}_{mark}" for name in NAMES]
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for schema in schemas:
            connection.execute(sa.schema.CreateSchema(schema))
    yield [read_settings({}, database_url=server, database_schema=schema) for schema in schemas]
    with engine.connect() as connection:
        for schema in schemas:
            connection.execute(sa.schema.DropSchema(schema, cascade=True))
    engine.dispose()


@pytest.fixture
def organizations(places: list[Settings]) -> Iterator[list[Organization]]:
    """Both, open, with the base pack and an administrator."""
    opened = [Organization(settings) for settings in places]
    for organization in opened:
        organization.apply(PACKS)
        with organization.write() as context:
            accounts.add_user(
                context,
                "ann",
                "Ann",
                ["administrator"],
                None,
            )
    yield opened
    for organization in opened:
        organization.close()


def sit(organization: Organization) -> Desk:
    """The administrator at the API of one of them."""
    with organization.write() as context:
        token = accounts.create_token(context, "ann", "test", None)
    return Desk(TestClient(build_app(organization)), token)


def test_organisations_in_one_process_know_nothing_of_each_other(
    organizations: list[Organization], tmp_path: Path
) -> None:
    north, south = desks = [sit(organization) for organization in organizations]
    for name, desk in zip(NAMES, desks, strict=True):
        desk.create("customer", name=f"{name} star")
    (tmp_path / "late").mkdir()
    (tmp_path / "late" / "pack.yaml").write_text(
        'pack: late\nversion: 1.0.0\nlabel: {zh: 后来, en: Late}\nrequires: [{pack: base, version: ">=1.0"}]\n'
    )
    (tmp_path / "late" / "late.yaml").write_text(LATE)
    organizations[1].apply([tmp_path / "late"])

    found = south.create("customer", name="second", late="comet")
    assert found["number"] == "K-001"
    refused = north.call("POST", "/customer", {"name": "second", "late": "comet"})
    assert refused.status_code == 422
    for name, desk in zip(NAMES, desks, strict=True):
        hits = desk.get("/search", q="star")["records"]
        assert [hit["name"] for hit in hits] == [f"{name} star"]
    assert south.get("/search", q="comet")["records"]
    assert north.get("/search", q="comet")["records"] == []
    assert north.get("/customer", count="exact")["count"] == 1
    assert south.get("/customer", count="exact", filter='late = "comet"')["count"] == 1
    stranger = Desk(north.client, south.token)
    assert stranger.call("GET", "/customer").status_code == 401
    for organization in organizations:
        assert all(finding.fine for finding in maintenance.examine(organization))


def test_a_process_takes_both_up_again(
    organizations: list[Organization], places: list[Settings]
) -> None:
    for name, organization in zip(NAMES, organizations, strict=True):
        sit(organization).create("customer", name=name)
    for name, settings in zip(NAMES, places, strict=True):
        again = Organization(settings)
        [record] = sit(again).get("/customer")["records"]
        assert record["name"] == name
        again.close()
