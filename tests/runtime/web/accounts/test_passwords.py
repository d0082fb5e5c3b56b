"""People change their own passwords, and nobody does so for them."""

from collections.abc import Callable

from starlette.testclient import TestClient

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.web.app import build_app
from tests.runtime.conftest import ONE_DATABASE, PASSWORD
from tests.runtime.web.accounts.conftest import (
    ADDRESS,
    FRESH,
    PATH,
    Browser,
    Sit,
    letters,
)


def test_a_new_password_ends_all_other_sessions_and_goes_on_under_new_secrets(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    here, there = sam(), sam()
    before = dict(here.client.cookies)
    answer = here.call("POST", "/session/password", {"old_password": PASSWORD, "password": FRESH})
    assert answer.status_code == 200, answer.text
    assert here.signed_in and not there.signed_in
    assert dict(here.client.cookies) != before and answer.json()["csrf"] != here.csrf
    stolen = TestClient(build_app(organization), cookies=before)
    assert stolen.get(PATH).status_code == 401
    wrong = there.client.post(PATH, json={"account": "sam", "password": PASSWORD})
    assert wrong.status_code == 401
    (told,) = letters(organization)
    assert told["to"] == ADDRESS and "密码已修改" in told["subject"]


@ONE_DATABASE
def test_whoever_does_not_know_the_old_password_gets_no_new_one(
    sam: Callable[[], Browser],
) -> None:
    here = sam()
    body = {"old_password": "a wrong password", "password": FRESH}
    codes = [here.call("POST", "/session/password", body).json()["code"] for _ in range(5)]
    assert codes == ["old_password_wrong"] * 4 + ["account_waits"]
    assert (
        here.call("POST", "/session/password", {**body, "old_password": PASSWORD}).status_code
        == 429
    )
    assert here.signed_in


@ONE_DATABASE
def test_a_password_has_a_length(sam: Callable[[], Browser]) -> None:
    here = sam()
    for password in ("short", "x" * 201, "", "x" * 1_000_000):
        body = {"old_password": PASSWORD, "password": password}
        answer = here.call("POST", "/session/password", body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "password")


@ONE_DATABASE
def test_a_foreign_page_changes_nothing(sam: Callable[[], Browser]) -> None:
    here = sam()
    for method, path, body in (
        ("POST", "/session/password", {"old_password": PASSWORD, "password": FRESH}),
        ("PATCH", "/session/profile", {"name": "Mallory"}),
        ("PATCH", "/preferences", {"theme": "dark"}),
        ("DELETE", "/session/sessions", None),
    ):
        answer = here.client.request(method, f"/api/v1{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_wrong"), path


@ONE_DATABASE
def test_programs_change_no_passwords(organization: Organization, desk: Sit) -> None:
    with organization.write() as context:
        accounts.set_password(context, "sam", PASSWORD)
    body = {"old_password": PASSWORD, "password": FRESH}
    assert desk("sam").call("POST", "/session/password", body).status_code == 403
