"""What watches over a server asks: does the process live, can it serve. On both databases."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import Unavailable
from objectry.runtime.messages import DATABASE_UNREACHABLE
from objectry.runtime.settings import read_settings
from objectry.runtime.web import health
from objectry.runtime.web.app import build_app


def test_a_server_with_its_database_is_alive_and_ready(organization: Organization) -> None:
    client = TestClient(build_app(organization))
    assert client.get("/healthz").json() == {"status": "alive"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_a_server_without_an_organisation_is_alive_only(tmp_path: Path) -> None:
    organization = Organization(
        read_settings({}, database_url=f"sqlite:///{tmp_path}/none.db", files=tmp_path / "files")
    )
    client = TestClient(build_app(organization))
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz", headers={"accept-language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (503, "not_installed")
    assert "retry-after" in answer.headers
    organization.close()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_database_is_asked_once_a_second_at_most(
    organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def gone(self: Organization) -> bool:
        asked.append(True)
        raise Unavailable(DATABASE_UNREACHABLE)

    monkeypatch.setattr(Organization, "exists", property(gone))
    monkeypatch.setattr(health, "SECONDS", 1_000.0)
    client = TestClient(build_app(organization))
    for _ in range(5):
        assert client.get("/readyz").json()["code"] == "database_unreachable"
    assert len(asked) == 1
    monkeypatch.setattr(health, "SECONDS", 0.0)
    client = TestClient(build_app(organization))
    for _ in range(2):
        client.get("/readyz")
    assert len(asked) == 3
