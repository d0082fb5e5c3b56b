"""Signing in and out in a browser, and what foreign pages cannot do there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from objectry.runtime.api import accounts, passwords, signing_in
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.signing_in import Client
from objectry.runtime.database import identity, sessions
from objectry.runtime.database.system_tables import credential, session, token
from objectry.runtime.errors import Refused, TooMany, Unauthenticated
from objectry.runtime.settings import Settings
from objectry.runtime.web.app import build_app
from tests.runtime.conftest import PASSWORD, Desk, TestClock

Sit = Callable[[str], Desk]
PATH = "/api/v1/session"
CLIENT = Client("203.0.113.7", "")
PATIENCE = 30
"""Seconds in which a transaction that waits for another one gets on after its end."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings under which few attempts are too many."""
    return settings.model_copy(update={"sign_in_attempts": 3})


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


def _try(client: TestClient, password: str, account: str = "sam") -> int:
    answer = client.post(PATH, json={"account": account, "password": password})
    return int(answer.status_code)


def test_an_account_that_does_not_exist_waits_like_one_that_does(
    organization: Organization, client: TestClient
) -> None:
    attempts = organization.settings.sign_in_attempts
    for account in ("sam", "nobody"):
        tried = [_try(client, f"wrong {n}", account) for n in range(attempts + 2)]
        assert tried == [401] * attempts + [429] * 2, account
    assert _try(client, PASSWORD) == 429


def test_who_guesses_locks_out_nobody_else(organization: Organization, client: TestClient) -> None:
    elsewhere = TestClient(client.app, client=("203.0.113.7", 50000))
    while _try(elsewhere, "wrong") == 401:
        pass
    assert _try(elsewhere, PASSWORD) == 429
    assert _try(client, PASSWORD) == 201


def test_the_wait_ends_and_a_right_password_begins_anew(
    organization: Organization, client: TestClient
) -> None:
    clock = organization.clock
    assert isinstance(clock, TestClock)
    while _try(client, "wrong") == 401:
        pass
    clock.now += timedelta(minutes=organization.settings.sign_in_wait_minutes - 1)
    assert _try(client, PASSWORD) == 429
    clock.now += timedelta(minutes=2)
    for _ in range(2):
        for number in range(organization.settings.sign_in_attempts - 1):
            assert _try(client, f"wrong {number}") == 401
        assert _try(client, PASSWORD) == 201


def test_guesses_at_the_same_time_are_all_counted_whichever_process_takes_them(
    organization: Organization, settings: Settings, client: TestClient
) -> None:
    with closing(Organization(settings)) as one, closing(Organization(settings)) as other:

        def guess(number: int) -> type[Refused]:
            try:
                signing_in.sign_in((one, other)[number % 2], "sam", "wrong password", CLIENT)
            except Refused as refused:
                return type(refused)
            raise AssertionError

        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(guess, range(16)))
    assert (told.count(Unauthenticated), told.count(TooMany)) == (3, 13)


@pytest.mark.parametrize(("one", "other", "same"), [
    ("2001:db8::1", "2001:db8::2:3", True), ("2001:db8::1", "2001:db8:0:1::1", False),
    ("::ffff:203.0.113.7", "203.0.113.7", True), ("203.0.113.7", "203.0.113.8", False),
])  # fmt: skip
def test_addresses_of_one_network_are_one_client(one: str, other: str, same: bool) -> None:
    assert (signing_in.network(one) == signing_in.network(other)) is same


def test_own_tokens_are_listed_and_revoked(desk: Sit) -> None:
    sam, sue = desk("sam"), desk("sue")
    listed = sam.get("/session/tokens")["tokens"]
    assert [token["name"] for token in listed] == ["test"]
    assert listed[0]["created_at"].endswith("Z") and listed[0]["expires_at"] is None
    path = f"/session/tokens/{listed[0]['id']}"
    for wrong in (path, "/session/tokens/x", f"/session/tokens/{'0' * 36}"):
        refused = sue.call("DELETE", wrong)
        assert (refused.status_code, refused.json()["code"]) == (404, "token_unknown")
    assert sam.call("DELETE", path).status_code == 204
    assert sam.call("GET", "/session").status_code == 401


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_belongs_to_this_host_alone_where_it_is_sent_over_https(
    settings: Settings, secure: bool
) -> None:
    with closing(
        Organization(settings.model_copy(update={"secure_cookies": secure}), TestClock())
    ) as organization:
        with organization.write() as context:
            accounts.set_password(context, "sam", PASSWORD)
        client = TestClient(build_app(organization), base_url="https://crm.example")
        signed = client.post(PATH, json={"account": "sam", "password": PASSWORD})
        name, _, rest = signed.headers["set-cookie"].partition("=")
        assert name == ("__Host-objectry_session" if secure else "objectry_session")
        assert ("secure" in rest.lower()) is secure
        assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(rest.split("; "))
        assert "domain" not in rest.lower()
        assert client.get(PATH).json()["account"] == "sam"
        scheme = client.get("/api/v1/openapi.json").json()["components"]["securitySchemes"]
        assert scheme["session"]["name"] == name
        ended = client.delete(PATH, headers={"x-csrf-token": signed.json()["csrf"]})
        assert ended.headers["set-cookie"].startswith(f"{name}=") and not client.cookies
        assert ("secure" in ended.headers["set-cookie"].lower()) is secure


def test_refusals_say_in_headers_what_they_ask_for(
    organization: Organization, client: TestClient
) -> None:
    wrong = client.post(PATH, json={"account": "sam", "password": "wrong"})
    for refused in (wrong, client.get(PATH), client.get("/api/v1/customer")):
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == 'Bearer realm="objectry"'
    while _try(client, "wrong") == 401:
        pass
    waits = client.post(PATH, json={"account": "sam", "password": PASSWORD})
    seconds = int(waits.headers["retry-after"])
    assert waits.status_code == 429
    assert 0 < seconds <= organization.settings.sign_in_wait_minutes * 60 + 1


def test_a_password_that_is_changed_while_it_is_checked_opens_nothing(
    organization: Organization, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = passwords.verify

    def change_meanwhile(hashed: str | None, password: str) -> bool:
        with organization.write() as context:
            accounts.set_password(context, "sam", "another long password")
        return real(hashed, password)

    monkeypatch.setattr(passwords, "verify", change_meanwhile)
    assert _try(client, PASSWORD) == 401
    assert not client.cookies


def test_who_is_frozen_while_his_password_is_checked_does_not_get_in(
    organization: Organization, client: TestClient, desk: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, admin = passwords.verify, desk("admin")

    def freeze_meanwhile(hashed: str | None, password: str) -> bool:
        _set_status(admin, "sam", "frozen")
        return real(hashed, password)

    monkeypatch.setattr(passwords, "verify", freeze_meanwhile)
    assert _try(client, PASSWORD) == 401


def test_a_session_that_is_being_begun_ends_with_the_password(
    organization: Organization, client: TestClient, settings: Settings
) -> None:
    """The session is added in a transaction that goes on while another process changes the password."""
    with closing(Organization(settings)) as other, ThreadPoolExecutor(1) as pool:

        def change() -> None:
            with other.write() as context:
                accounts.set_password(context, "sam", "another long password")

        with organization.write() as context:
            tables = context.state.tables
            known = identity.credential_of(context.connection, tables, "sam")
            assert known and identity.holds_still(context.connection, tables, known)
            changed = pool.submit(change)
            with pytest.raises(TimeoutError):
                changed.result(0.3)
            until = context.now + timedelta(hours=1)
            sessions.add(context.connection, known.user, "s", "c", context.now, until, "", "")
        changed.result(PATIENCE)
    with organization.read_as("s", "session") as caller:
        assert caller is None


def _set_status(admin: Desk, account: str, status: str) -> None:
    user = admin.get("/user", filter=f'account = "{account}"')["records"][0]["id"]
    answer = admin.call("PATCH", f"/user/{user}", {"status": status}, if_match="*")
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("status", ["frozen", "departed"])
def test_who_may_no_longer_sign_in_loses_sessions_and_tokens_for_good(
    client: TestClient, desk: Sit, status: str
) -> None:
    admin, sam, sue = desk("admin"), desk("sam"), desk("sue")
    assert _try(client, PASSWORD) == 201
    _set_status(admin, "sam", status)
    for now in (status, "active"):
        assert (client.get(PATH).status_code, sam.call("GET", "/session").status_code) == (
            401,
            401,
        ), now
        _set_status(admin, "sam", "active")
    assert sue.call("GET", "/session").status_code == 200
    assert _try(client, PASSWORD) == 201, "who comes back signs in anew"


def test_a_deleted_user_leaves_nothing_behind_by_which_anybody_signs_in(
    organization: Organization, client: TestClient, desk: Sit
) -> None:
    admin, sam = desk("admin"), desk("sam")
    assert _try(client, PASSWORD) == 201
    user = sam.get("/session")["user"]["id"]
    answer = admin.call("DELETE", f"/user/{user}", if_match="*")
    assert answer.status_code == 204, answer.text
    with organization.read() as context:
        for table in (session, token, credential):
            about = sa.select(sa.func.count()).where(table.c.user == user)
            assert context.connection.scalar(about) == 0, table.name


@pytest.mark.parametrize("kept", [True, False])
def test_a_new_password_ends_sessions_and_tokens_unless_they_are_to_be_kept(
    organization: Organization, client: TestClient, desk: Sit, kept: bool
) -> None:
    sam, sue = desk("sam"), desk("sue")
    assert _try(client, PASSWORD) == 201
    with organization.write() as context:
        accounts.set_password(context, "sam", "another long password", keep_tokens=kept)
    assert client.get(PATH).status_code == 401
    assert sam.call("GET", "/session").status_code == (200 if kept else 401)
    assert sue.call("GET", "/session").status_code == 200
