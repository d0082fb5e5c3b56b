"""People see and end their own sessions, and nobody else does."""

from collections.abc import Callable
from datetime import timedelta

from starlette.testclient import TestClient

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.web.app import build_app
from tests.runtime.conftest import ONE_DATABASE, PASSWORD, TestClock
from tests.runtime.web.accounts.conftest import (
    PATH,
    Browser,
)


def test_sessions_are_listed_and_ended(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    here, there, third = sam(), sam(), sam()
    found = here.call("GET", "/session/sessions").json()["sessions"]
    assert [one["current"] for one in found].count(True) == 1 and len(found) == 3
    assert set(found[0]) == {
        "id", "current", "device", "address", "created_at", "used_at", "expires_at",
    }  # fmt: skip
    other = there.call("GET", "/session/sessions").json()["sessions"]
    (mine,) = [one["id"] for one in other if one["current"]]
    assert here.call("DELETE", f"/session/sessions/{mine}").status_code == 204
    assert (here.signed_in, there.signed_in, third.signed_in) == (True, False, True)
    assert here.call("DELETE", f"/session/sessions/{mine}").status_code == 404
    assert here.call("DELETE", "/session/sessions").json() == {"ended": 1}
    assert (here.signed_in, third.signed_in) == (True, False)


@ONE_DATABASE
def test_nobody_sees_or_ends_sessions_of_others(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    here = sam()
    (mine,) = here.call("GET", "/session/sessions").json()["sessions"]
    with organization.write() as context:
        accounts.set_password(context, "sue", PASSWORD)
    sue = Browser(organization, "sue")
    assert mine["id"] not in [
        one["id"] for one in sue.call("GET", "/session/sessions").json()["sessions"]
    ]
    assert sue.call("DELETE", f"/session/sessions/{mine['id']}").status_code == 404
    assert sue.call("DELETE", "/session/sessions").json() == {"ended": 0}
    assert here.signed_in


@ONE_DATABASE
def test_the_name_of_a_session_opens_nothing(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    (mine,) = sam().call("GET", "/session/sessions").json()["sessions"]
    name = organization.settings.session_cookie
    thief = TestClient(build_app(organization), cookies={name: mine["id"]})
    assert thief.get(PATH).status_code == 401


@ONE_DATABASE
def test_a_session_that_was_planted_is_not_the_one_that_begins(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    sam()
    name = organization.settings.session_cookie
    victim = TestClient(build_app(organization), cookies={name: "planted"})
    body = {"account": "sam", "password": PASSWORD}
    assert victim.post(PATH, json=body).status_code == 201
    attacker = TestClient(build_app(organization), cookies={name: "planted"})
    assert attacker.get(PATH).status_code == 401


def test_the_use_of_a_session_is_noted_now_and_then(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    clock = organization.clock
    assert isinstance(clock, TestClock)
    here = sam()

    def used() -> str:
        return str(here.call("GET", "/session/sessions").json()["sessions"][0]["used_at"])

    first = used()
    clock.now += timedelta(minutes=2)
    assert used() == first == used()
    clock.now += timedelta(minutes=4)
    used()  # it is noted after the answer
    assert used() > first


@ONE_DATABASE
def test_what_a_browser_calls_itself_is_kept_short_and_shown_in_few_words(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    here = sam()
    agents = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0": "Edge · Windows",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 MicroMessenger/8.0": "WeChat · iPhone",
        "x" * 100_000: "未知设备",
        "<script>alert(1)</script>": "未知设备",
    }
    for agent, words in agents.items():
        body = {"account": "sam", "password": PASSWORD}
        assert (
            TestClient(build_app(organization))
            .post(PATH, json=body, headers={"user-agent": agent})
            .status_code
            == 201
        )
        found = here.call("GET", "/session/sessions").json()["sessions"]
        assert words in [one["device"] for one in found], agent
