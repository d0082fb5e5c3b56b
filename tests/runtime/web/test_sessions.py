"""Signing in and out in a browser, and what foreign pages cannot do there."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.web.app import build_app
from tests.runtime.conftest import PASSWORD, Desk

Sit = Callable[[str], Desk]
PATH = "/api/v1/session"


@pytest.fixture
def client(organization: Organization) -> TestClient:
    """A browser. Sam has a password."""
    with organization.write() as context:
        accounts.set_password(context, "sam", PASSWORD)
    return TestClient(build_app(organization))


def test_a_foreign_page_cannot_sign_anybody_in(client: TestClient) -> None:
    body = {"account": "sam", "password": PASSWORD}
    text = '{"account": "sam", "password": "' + PASSWORD + '"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        refused = client.post(PATH, content=text, headers={"content-type": kind})
        assert (refused.status_code, refused.json()["code"]) == (415, "json_needed"), kind
    refused = client.post(PATH, json=body, headers={"sec-fetch-site": "cross-site"})
    assert (refused.status_code, refused.json()["code"]) == (403, "foreign_page")
    assert not client.cookies
    for site in ("same-origin", "none"):
        assert client.post(PATH, json=body, headers={"sec-fetch-site": site}).status_code == 201
    spelt = {"content-type": "application/json; charset=utf-8"}
    assert client.post(PATH, content=text, headers=spelt).status_code == 201


def test_a_foreign_page_cannot_sign_anybody_out(client: TestClient) -> None:
    csrf = client.post(PATH, json={"account": "sam", "password": PASSWORD}).json()["csrf"]
    for wrong in (b"", b"x", b"\xe9"):
        refused = client.delete(PATH, headers={b"x-csrf-token": wrong})
        assert (refused.status_code, refused.json()["code"]) == (403, "csrf_wrong")
    assert client.get(PATH).status_code == 200
    ended = client.delete(PATH, headers={"x-csrf-token": csrf})
    assert ended.status_code == 204
    assert not client.cookies
    assert client.get(PATH).status_code == 401
