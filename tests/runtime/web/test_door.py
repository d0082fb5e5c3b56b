"""What every call has in common: methods, languages, idempotency keys, and answers that can always be written."""

import http.client
import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import uvicorn
from starlette.testclient import TestClient

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.database.system_tables import idempotency
from objectry.runtime.errors import BadRequest
from objectry.runtime.settings import Settings
from objectry.runtime.web import messages
from objectry.runtime.web.app import ROUTES, build_app
from objectry.runtime.web.door import WRITES, FileHandler, MetadataHandler, WriteHandler
from objectry.runtime.web.json_answer import json_bytes
from objectry.runtime.web.languages import accepted_language
from objectry.runtime.web.problems import problem_json
from tests.runtime.conftest import PASSWORD, Desk, TestClock
from tests.runtime.records.repairs import write_pack

Sit = Callable[[str], Desk]


@contextmanager
def serving(organization: Organization) -> Iterator[http.client.HTTPConnection]:
    """A connection to a real server: the test client forgives what a server does not."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(build_app(organization), log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            connection = http.client.HTTPConnection(*listener.getsockname())
            yield connection
            connection.close()
        finally:
            server.should_exit = True
            thread.join()


def test_head_answers_as_get_without_the_body(desk: Sit, organization: Organization) -> None:
    sam = desk("sam")
    record = sam.create("customer", name="华强")
    for path in ("/customer", f"/customer/{record['id']}", "/session", "/openapi.json"):
        got, headed = sam.call("GET", path), sam.call("HEAD", path)
        assert headed.status_code == 200, path
        assert headed.headers["content-length"] == got.headers["content-length"]
    assert sam.call("HEAD", f"/customer/{record['id']}").headers["etag"] == '"1"'


def test_a_repeated_deletion_is_answered_again_by_a_real_server(
    desk: Sit, organization: Organization
) -> None:
    sam = desk("sam")
    record = sam.create("customer", name="华强")
    headers = {"authorization": f"Bearer {sam.token}", "if-match": '"1"', "idempotency-key": "k1"}
    with serving(organization) as connection:
        for _ in range(2):
            connection.request("DELETE", f"/api/v1/customer/{record['id']}", headers=headers)
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (204, b"")


def test_a_key_belongs_to_the_whole_request(desk: Sit) -> None:
    sam = desk("sam")
    headers = {"authorization": f"Bearer {sam.token}", "idempotency-key": "k1"}

    def send(query: str) -> tuple[int, object]:
        path = f"/api/v1/customer/import?{query}"
        answer = sam.client.post(path, content="name\n华强\n".encode(), headers=headers)
        return answer.status_code, answer.json().get("code") or answer.json()["created"]

    assert send("dry_run=true&operation=create") == (200, 1)
    assert send("operation=create&dry_run=true") == (200, 1)
    assert send("dry_run=false&operation=create") == (400, "idempotency_key_reused")
    assert sam.get("/customer", count="exact")["count"] == 0


def test_a_key_does_not_hide_that_another_version_was_meant(desk: Sit) -> None:
    sam = desk("sam")
    record = sam.create("customer", name="华强")
    path, body = f"/customer/{record['id']}", {"name": "华强股份"}
    first = sam.call("PATCH", path, body, if_match='"1"', idempotency_key="k2")
    again = sam.call("PATCH", path, body, if_match='"1"', idempotency_key="k2")
    other = sam.call("PATCH", path, body, if_match='"7"', idempotency_key="k2")
    assert (first.status_code, again.json()) == (200, first.json())
    assert again.headers["etag"] == first.headers["etag"]
    assert (other.status_code, other.json()["code"]) == (400, "idempotency_key_reused")


def test_a_key_that_is_sent_twice_at_once_does_its_work_once(
    desk: Sit, settings: Settings
) -> None:
    headers = {"authorization": f"Bearer {desk('sam').token}", "idempotency-key": "k3"}

    def send(name: str) -> object:
        with closing(Organization(settings)) as process:
            client = TestClient(build_app(process))
            answer = client.post("/api/v1/customer", json={"name": name}, headers=headers)
            return answer.status_code, answer.json()["id"]

    with ThreadPoolExecutor(3) as pool:
        answers = set(pool.map(send, ["华强"] * 3))
    assert len(answers) == 1
    assert desk("sam").get("/customer", count="exact")["count"] == 1


def test_an_old_key_is_forgotten(desk: Sit, organization: Organization) -> None:
    sam, clock = desk("sam"), organization.clock
    assert isinstance(clock, TestClock)
    first = sam.call("POST", "/customer", {"name": "华强"}, idempotency_key="k4").json()
    clock.now += timedelta(hours=organization.settings.idempotency_hours)
    again = sam.call("POST", "/customer", {"name": "华强"}, idempotency_key="k4").json()
    assert again["id"] != first["id"]


@pytest.mark.parametrize(("accepted", "language"), [
    ("", "zh"), ("en", "en"), ("en-GB,zh;q=0.5", "en"), ("zh-CN,en;q=0.5", "zh"),
    ("fr, en;q=0.8", "en"), ("fr", "zh"), ("EN", "en"), ("de;q=1, zh-TW;q=0.9, en", "en"),
    ("en;q=0.1,zh;q=0.9", "zh"), ("en;q=0,zh", "zh"), ("en;q=0", "zh"), ("*", "zh"), ("zh;q=0, *;q=0.5", "en"),
    ("zh-TW;q=0.2, en;q=0.3, zh;q=0.8", "zh"), ("en ; q = 1.000 ,zh", "en"), ("en;q=7, zh;q=x", "zh"),
])  # fmt: skip
def test_the_language_is_the_one_that_is_liked_best_of_those_spoken_here(
    accepted: str, language: str
) -> None:
    assert accepted_language({"accept-language": accepted}, "zh") == language


@pytest.mark.parametrize(
    ("accepted", "language"), [("", "en"), ("fr", "en"), ("zh", "zh"), ("en;q=0", "zh")]
)
def test_who_asks_for_no_language_gets_that_of_the_organisation(
    accepted: str, language: str
) -> None:
    assert accepted_language({"accept-language": accepted}, "en") == language


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/nothing/at/all/here"), ("PUT", "/customer"), ("GET", "/customer?limit=1&limit=2")],
)
def test_requests_that_are_for_nobody_are_refused_in_the_language_of_the_organisation(
    desk: Sit, organization: Organization, method: str, path: str
) -> None:
    organization.apply([], language="en")
    sam = desk("sam")
    sam.get("/customer")
    told = sam.call(method, path).json()["detail"]
    assert told.isascii(), told


def test_a_page_that_forgot_its_secret_is_told_so_in_the_language_of_its_user(
    desk: Sit, organization: Organization
) -> None:
    with organization.write() as context:
        accounts.set_password(context, "sam", PASSWORD)
    client = desk("sam").client
    client.post("/api/v1/session", json={"account": "sam", "password": PASSWORD})
    headers = {"accept-language": "en"}
    refused = client.post("/api/v1/customer", json={"name": "x"}, headers=headers)
    assert refused.json()["code"] == "csrf_wrong"
    assert not refused.json()["detail"].isascii(), "sam reads Chinese"


def test_an_address_with_a_slash_at_its_end_leads_nowhere(desk: Sit) -> None:
    answer = desk("sam").call("GET", "/customer/", host="evil.example")
    assert (answer.status_code, answer.json()["code"]) == (404, "path_unknown")
    assert "evil" not in str(answer.headers)


def test_a_body_that_is_too_large_is_refused_in_the_language_asked_for(desk: Sit) -> None:
    sam = desk("sam")
    for language, word in (("en", "bytes"), ("zh", "字节")):
        headers = {"authorization": f"Bearer {sam.token}", "accept-language": language}
        refused = sam.client.post("/api/v1/customer", content=b" " * 9_000_000, headers=headers)
        assert refused.status_code == 413
        assert word in refused.json()["detail"]


def test_every_answer_can_be_written() -> None:
    assert json_bytes({"a": "半\ud83d"}) == '{"a":"半?"}'.encode()
    assert json_bytes([2**70, None, True]) == b"[1180591620717411303424,null,true]"
    refused = BadRequest(messages.PARAMETER_UNKNOWN, {"name": "na\ud800me"})
    assert b"na?me" in json_bytes(problem_json(refused, "en"))


def test_a_file_whose_header_holds_half_a_character_is_refused_in_the_usual_form(
    desk: Sit,
) -> None:
    admin = desk("admin")
    headers = {"authorization": f"Bearer {admin.token}"}
    mapping = "object: customer\nfile: {encoding: unicode_escape}\n"
    refused = admin.client.post(
        "/api/v1/customer/import", params={"mapping": mapping}, headers=headers,
        content=b"na\\ud800me\nx\n",
    )  # fmt: skip
    assert refused.status_code in (400, 422), refused.text
    assert refused.headers["content-type"] == "application/problem+json"


def test_a_defect_is_answered_in_the_usual_form_and_noted(
    desk: Sit, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sam = desk("sam")

    def fail(*arguments: object, **named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Organization, "read_as", fail)
    with caplog.at_level(logging.ERROR, "objectry.web"):
        failed = sam.call("GET", "/customer", accept_language="en")
    assert (failed.status_code, failed.json()["code"]) == (500, "internal_error")
    assert failed.headers["x-request-id"] in caplog.text


def _user(admin: Desk, account: str) -> str:
    return str(admin.get("/user", filter=f'account = "{account}"')["records"][0]["id"])


def _take_all_profiles(admin: Desk, account: str) -> None:
    path = f"/user/{_user(admin, account)}"
    assert admin.call("PATCH", path, {"profiles": []}, if_match="*").status_code == 200


def test_a_repeated_call_shows_the_record_as_it_is_by_then(desk: Sit) -> None:
    sam = desk("sam")
    first = sam.call("POST", "/customer", {"name": "华强"}, idempotency_key="k")
    path = f"/customer/{first.json()['id']}"
    sam.call("PATCH", path, {"name": "华强股份"}, if_match='"1"')
    again = sam.call("POST", "/customer", {"name": "华强"}, idempotency_key="k")
    assert (again.status_code, again.headers["location"]) == (201, first.headers["location"])
    assert again.json() == sam.get(path)
    assert again.headers["etag"] == '"2"'


def test_a_repeated_call_tells_no_more_than_the_id_of_what_the_caller_no_longer_sees(
    desk: Sit,
) -> None:
    admin, sam = desk("admin"), desk("sam")
    body = {"name": "华强", "annual_revenue": "5"}
    record = sam.call("POST", "/customer", body, idempotency_key="made").json()["id"]
    path = f"/customer/{record}"
    change = {"name": "华强股份"}
    sam.call("PATCH", path, change, if_match='"1"', idempotency_key="changed")
    sam.call("DELETE", path, if_match='"2"')
    assert sam.call("POST", f"{path}/restore", idempotency_key="restored").status_code == 200
    admin.call("PATCH", path, {"owner": _user(admin, "sue")}, if_match="*")
    for method, there, sent, match, key, status, version in (
        ("POST", "/customer", body, None, "made", 201, 1),
        ("PATCH", path, change, '"1"', "changed", 200, 2),
        ("POST", f"{path}/restore", None, None, "restored", 200, 4),
    ):
        headers = {"if_match": match} if match else {}
        again = sam.call(method, there, sent, idempotency_key=key, **headers)
        assert (again.status_code, again.json()) == (status, {"id": record}), key
        assert again.headers["etag"] == f'"{version}"'


def test_a_repeated_call_leaves_out_fields_that_are_hidden_by_then(
    desk: Sit, organization: Organization, tmp_path: Path
) -> None:
    sam = desk("sam")
    body = {"name": "华强", "annual_revenue": "5"}
    first = sam.call("POST", "/customer", body, idempotency_key="k").json()
    assert first["annual_revenue"] == "5.00"
    hidden = {"profile": "clerk", "label": {"zh": "文员", "en": "Clerk"},
              "objects": {"customer": {"allow": ["read", "create"], "fields": {"annual_revenue": "hidden"}}}}  # fmt: skip
    organization.apply(write_pack(tmp_path / "p", "p", hidden))
    admin = desk("admin")
    profiles = {"profiles": [{"code": "clerk"}]}
    answer = admin.call("PATCH", f"/user/{_user(admin, 'sam')}", profiles, if_match="*")
    assert answer.status_code == 200, answer.text
    again = sam.call("POST", "/customer", body, idempotency_key="k").json()
    assert again["id"] == first["id"] and "annual_revenue" not in again


def test_a_repeated_call_is_refused_where_the_object_is_closed_by_then(desk: Sit) -> None:
    admin, sam = desk("admin"), desk("sam")
    kept = sam.create("customer", name="在")["id"]
    bulk = {"operation": "create", "records": [{"name": "一"}, {"name": ""}]}
    calls = (
        ("POST", "/customer", {"name": "华强"}),
        ("POST", "/customer/bulk", bulk),
        ("DELETE", f"/customer/{kept}", None),
    )

    def send() -> list[tuple[int, object]]:
        answers = [
            sam.call(method, path, body, if_match="*", idempotency_key=path)
            for method, path, body in calls
        ]
        return [(one.status_code, one.json() if one.content else None) for one in answers]

    first = send()
    assert [status for status, _ in first] == [201, 200, 204]
    assert send() == first
    _take_all_profiles(admin, "sam")
    closed, closed_bulk, gone = send()
    for status, said in (closed, closed_bulk):
        assert isinstance(said, dict)
        assert (status, said["code"]) == (404, "object_unknown")
    assert gone == (204, None), "which tells nothing"


def test_a_repeated_import_is_refused_where_the_object_is_closed_by_then(desk: Sit) -> None:
    admin, sam = desk("admin"), desk("sam")
    headers = {"authorization": f"Bearer {sam.token}", "idempotency-key": "k"}

    def send() -> tuple[int, object]:
        path = "/api/v1/customer/import"
        answer = sam.client.post(path, content="name\n华强\n".encode(), headers=headers)
        return answer.status_code, answer.json().get("code")

    assert [send(), send()] == [(200, None), (200, None)]
    _take_all_profiles(admin, "sam")
    assert send() == (404, "object_unknown")


def test_every_call_that_writes_knows_how_to_answer_when_it_is_repeated() -> None:
    plain = {
        (path, method)
        for path, handlers in ROUTES
        for method, handler in handlers.items()
        if method in WRITES
        and not isinstance(handler, WriteHandler | FileHandler | MetadataHandler)
    }
    assert plain == {
        ("/session", "DELETE"),
        ("/session/sessions", "DELETE"),
        ("/session/sessions/{id}", "DELETE"),
        ("/session/tokens/{id}", "DELETE"),
        ("/session/profile", "PATCH"),
        ("/session/password", "POST"),
        ("/preferences", "PATCH"),
        ("/notifications/read", "POST"),
        ("/files/{id}", "DELETE"),
        ("/{object}/{id}", "DELETE"),
        ("/{object}/{id}/purge", "POST"),
        ("/{object}/{id}/opened", "POST"),
        ("/{object}/{id}/notes/{note}", "DELETE"),
        ("/{object}/{id}/follow", "PUT"),
        ("/{object}/{id}/follow", "DELETE"),
        ("/{object}/views/{id}", "DELETE"),
        ("/{object}/views/{id}/habit", "PUT"),
    }, "there is nothing to answer again, or it is the same anyway"


def test_no_record_is_kept_for_a_call_that_is_repeated(
    desk: Sit, organization: Organization
) -> None:
    made = desk("sam").call("POST", "/customer", {"name": "华强"}, idempotency_key="k").json()
    with organization.read() as context:
        (body,) = context.connection.scalars(sa.select(idempotency.c.body))
    assert json.loads(body) == {"id": made["id"]}
