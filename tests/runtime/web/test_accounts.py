"""What people do with their own accounts, and what nobody else does with them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from httpx2 import Response
from starlette.testclient import TestClient

from objectry.runtime.api import accounts, first_steps, new_passwords
from objectry.runtime.api.first_steps import FirstSteps
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, update_record
from objectry.runtime.api.signing_in import Client
from objectry.runtime.database.system_tables import link, mail
from objectry.runtime.errors import Refused
from objectry.runtime.jobs.mailing import deliver
from objectry.runtime.settings import Settings
from objectry.runtime.web.app import build_app
from tests.runtime.conftest import ONE_DATABASE, PASSWORD, Desk, TestClock

Sit = Callable[[str], Desk]
PATH = "/api/v1/session"
FRESH = "another long password"
ADDRESS = "sam@example.com"
CLIENT = Client("203.0.113.7", "")


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Settings under which few attempts are too many, and mails go into a folder."""
    given = {
        "sign_in_attempts": 4,
        "mail_folder": tmp_path / "mail",
        "public_address": "https://crm.example.com",
    }
    return settings.model_copy(update=given)


class Browser:
    """A browser in which somebody has signed in."""

    def __init__(self, organization: Organization, account: str, password: str = PASSWORD) -> None:
        self.client = TestClient(build_app(organization))
        answer = self.client.post(PATH, json={"account": account, "password": password})
        assert answer.status_code == 201, answer.text
        self.csrf = answer.json()["csrf"]

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """A call as our own pages make it."""
        sent = {"x-csrf-token": self.csrf, **headers}
        return self.client.request(method, f"/api/v1{path}", json=body, headers=sent)

    @property
    def signed_in(self) -> bool:
        """Whether the session still holds."""
        return bool(self.client.get(PATH).status_code == 200)


@pytest.fixture
def sam(organization: Organization) -> Callable[[], Browser]:
    """Signs Sam in, in one browser after the other."""
    with organization.write() as context:
        accounts.set_password(context, "sam", PASSWORD)
    with organization.write(organization.principal("admin")) as context:
        user = accounts.user_id(context, "sam")
        update_record(context, "user", user, {"email": ADDRESS}, ANY_VERSION)
    return lambda: Browser(organization, "sam")


def _letters(organization: Organization) -> list[EmailMessage]:
    """The mails that workers send now, in the order in which they were posted."""
    folder = organization.settings.mail_folder
    before = set(folder.glob("*.eml"))
    while deliver(organization, lambda: False):
        pass
    found = [
        message_from_bytes(one.read_bytes(), policy=policy.default)
        for one in set(folder.glob("*.eml")) - before
    ]
    return sorted(found, key=lambda one: (str(one["date"]), str(one["subject"])))


def _text(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part
    return str(part.get_content())


def _link(letter: EmailMessage) -> str:
    return next(one for one in _text(letter).splitlines() if one.startswith("https://"))


# The password --------------------------------------------------------------------------------------------------------


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
    (told,) = _letters(organization)
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


# Sessions ------------------------------------------------------------------------------------------------------------


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


# Profile and preferences ---------------------------------------------------------------------------------------------


def test_users_change_what_is_their_own_and_nothing_else(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    here = sam()
    body = {
        "name": "山姆二世",
        "phone": "13800138000",
        "language": "en",
        "timezone": "Europe/Berlin",
    }
    answer = here.call("PATCH", "/session/profile", body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["name"] == "山姆二世" and answer.json()["timezone"] == "Europe/Berlin"
    sam_now = organization.principal("sam")
    assert sam_now and (sam_now.language, str(sam_now.zone)) == ("en", "Europe/Berlin")
    for name in (
        "account",
        "profiles",
        "role",
        "status",
        "department",
        "id",
        "no_such_field",
        "x" * 5000,
    ):
        refused = here.call("PATCH", "/session/profile", {name: "admin"})
        assert (refused.status_code, refused.json()["code"]) == (422, "not_your_own"), name
    history = here.call("GET", f"/user/{sam_now.id}/history")
    assert history.status_code == 200 and "山姆二世" in history.text


@ONE_DATABASE
def test_a_profile_is_checked_like_every_record(sam: Callable[[], Browser]) -> None:
    here = sam()
    for field, value in (
        ("name", None), ("name", "x" * 101), ("name", {"x": 1}), ("timezone", "Mars/Olympus"),
        ("language", "tlh"), ("phone", "not a phone"), ("name", "x" * 1_000_000),
    ):  # fmt: skip
        answer = here.call("PATCH", "/session/profile", {field: value})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_new_address_needs_the_password_and_the_old_one_is_told(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    here = sam()
    refused = here.call("PATCH", "/session/profile", {"email": "mallory@example.com"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "old_password")
    same = here.call("PATCH", "/session/profile", {"email": ADDRESS})
    assert same.status_code == 200, same.text
    body = {"email": "sam.new@example.com", "old_password": PASSWORD}
    changed = here.call("PATCH", "/session/profile", body)
    assert (changed.status_code, changed.json()["email"]) == (200, "sam.new@example.com")
    (told,) = _letters(organization)
    assert told["to"] == ADDRESS and "sam.new" not in _text(told)


@ONE_DATABASE
def test_a_link_that_was_sent_to_the_former_address_is_worthless(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    sam()
    new_passwords.send_link(organization, "sam")
    (letter,) = _letters(organization)
    with organization.write(organization.principal("admin")) as context:
        user = accounts.user_id(context, "sam")
        update_record(context, "user", user, {"email": "other@example.com"}, ANY_VERSION)
    assert _use(organization, _link(letter)).status_code == 422


@ONE_DATABASE
def test_preferences_are_a_closed_list(sam: Callable[[], Browser]) -> None:
    here = sam()
    default = {"theme": "system", "color": "blue", "size": "normal"}
    assert here.call("GET", "/preferences").json() == default
    chosen = here.call("PATCH", "/preferences", {"color": "purple", "size": "large"})
    assert chosen.json() == {**default, "color": "purple", "size": "large"}
    for body, code in (
        ({"color": "red; background: url(//evil)"}, "preference_wrong"),
        ({"theme": 1}, "preference_wrong"),
        ({"size": ["large"]}, "preference_wrong"),
        ({"no_such_key": "x"}, "preference_unknown"),
        ({"x" * 10_000: "x" * 100_000}, "preference_unknown"),
        (["theme"], "preferences_shape"),
    ):
        refused = here.call("PATCH", "/preferences", body)
        assert (refused.status_code, refused.json()["code"]) == (422, code), body
    assert here.call("PATCH", "/preferences", {"color": None}).json()["color"] == "blue"


# A forgotten password ------------------------------------------------------------------------------------------------


def _ask(client: TestClient, named: str, **headers: str) -> Response:
    return client.post(f"{PATH}/link", json={"account": named}, headers=headers)


def _use(organization: Organization, address: str, password: str = FRESH) -> Response:
    secret = address.partition("#")[2]
    client = TestClient(build_app(organization))
    return client.post(f"{PATH}/link/password", json={"link": secret, "password": password})


@ONE_DATABASE
def test_a_link_is_asked_for_by_account_or_address(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    client = TestClient(build_app(organization))
    for named in (ADDRESS, " sam ", "SAM@example.com"):
        assert _ask(client, named).status_code == 202
    assert [one["to"] for one in _letters(organization)] == [ADDRESS] * 3


def test_a_link_gives_a_new_password_once(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    here = sam()
    stranger = TestClient(build_app(organization))
    asked = _ask(stranger, "sam", host="evil.example", **{"x-forwarded-host": "evil.example"})
    assert (asked.status_code, asked.json()) == (202, {})
    (letter,) = _letters(organization)
    address = _link(letter)
    assert address.startswith("https://crm.example.com/new-password?lang=zh#")
    assert "evil" not in letter.as_string()
    short = _use(organization, address, "short")
    assert short.status_code == 422  # which does not use it up
    assert _use(organization, address).status_code == 204
    assert not here.signed_in
    again = _use(organization, address)
    assert (again.status_code, again.json()["code"]) == (422, "link_spent")
    Browser(organization, "sam", FRESH)
    (told,) = _letters(organization)
    assert "密码已修改" in told["subject"]


def test_of_two_who_use_a_link_at_the_same_time_one_does(
    organization: Organization, settings: Settings, sam: Callable[[], Browser]
) -> None:
    new_passwords.send_link(organization, "sam")
    secret = _link(_letters(organization)[0]).partition("#")[2]

    def use(number: int) -> bool:
        try:
            new_passwords.use_link(organization, secret, f"{FRESH} {number}")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(use, range(4))) == 1


@ONE_DATABASE
def test_nothing_tells_whether_there_is_an_account(
    organization: Organization, sam: Callable[[], Browser], statements: list[str]
) -> None:
    """Even the statements before the answer are the same: what is done for an account is done afterwards."""
    client = TestClient(build_app(organization))
    seen: list[list[str]] = []
    told: list[tuple[int, str]] = []
    for named in ("sam", "nobody", "rob", "x" * 100_000, "\r\nBcc: x@example.com", "' OR 1=1 --"):
        new_passwords.count_request(organization, f"warm {named[:20]}", CLIENT)
        statements.clear()
        new_passwords.count_request(organization, named, CLIENT)
        seen.append(list(statements))
        answer = _ask(client, named)
        told.append((answer.status_code, answer.text))
    assert all(one == seen[0] for one in seen)
    assert set(told) == {(202, "{}")}
    assert len(_letters(organization)) == 1  # Rob has no address


@ONE_DATABASE
def test_whoever_asks_too_often_waits_and_nobody_gets_many_mails(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    client = TestClient(build_app(organization))
    for named in ("sam", "nobody"):
        assert [_ask(client, named).status_code for _ in range(6)] == [202] * 4 + [429] * 2
    for _ in range(5):
        new_passwords.send_link(organization, ADDRESS)  # from elsewhere
    assert len(_letters(organization)) == new_passwords.MOST_LINKS


@ONE_DATABASE
def test_links_end_with_their_time_with_the_password_and_with_the_account(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    clock = organization.clock
    assert isinstance(clock, TestClock)
    sam()
    new_passwords.send_link(organization, "sam")
    (late,) = _letters(organization)
    clock.now += timedelta(minutes=31)
    assert _use(organization, _link(late)).status_code == 422
    new_passwords.send_link(organization, "sam")
    (replaced,) = _letters(organization)
    with organization.write() as context:
        accounts.set_password(context, "sam", PASSWORD)
    assert _use(organization, _link(replaced)).status_code == 422
    new_passwords.send_link(organization, "sam")
    (frozen,) = _letters(organization)
    with organization.write(organization.principal("admin")) as context:
        user = accounts.user_id(context, "sam")
        update_record(context, "user", user, {"status": "frozen"}, ANY_VERSION)
    assert _use(organization, _link(frozen)).status_code == 422
    new_passwords.send_link(organization, "sam")
    assert _letters(organization) == []


@ONE_DATABASE
def test_secrets_are_not_kept(organization: Organization, sam: Callable[[], Browser]) -> None:
    new_passwords.send_link(organization, "sam")
    secret = _link(_letters(organization)[0]).partition("#")[2]
    with organization.read() as context:
        kept = [
            str(row)
            for table in (link, mail)
            for row in context.connection.execute(sa.select(table)).all()
        ]
    assert len(kept) == 2 and not any(secret in row for row in kept)


@ONE_DATABASE
def test_calls_of_strangers_are_read_strictly(organization: Organization) -> None:
    client = TestClient(build_app(organization))
    bodies: tuple[Any, ...] = (
        {},
        {"account": 1},
        {"account": "sam", "x": 1},
        [],
        {"account": None},
    )
    for body in (*bodies, "sam"):
        assert client.post(f"{PATH}/link", json=body).status_code == 400
    foreign = {"sec-fetch-site": "cross-site"}
    for path in ("link", "link/password", "first"):
        assert client.post(f"{PATH}/{path}", json={}, headers=foreign).status_code == 403
        assert client.post(f"{PATH}/{path}", content="{}").status_code == 415


# The first steps -----------------------------------------------------------------------------------------------------


def _steps(code: str, **other: str) -> dict[str, str]:
    return {
        "code": code, "organization": "东方机械", "language": "en", "zone": "Europe/Berlin",
        "name": "Ada", "account": "ada", "password": PASSWORD, **other,
    }  # fmt: skip


def test_the_first_administrator_is_made_once(organization: Organization) -> None:
    code = first_steps.new_code(organization)
    assert code
    client = TestClient(build_app(organization))
    assert client.get("/sign-in", follow_redirects=False).headers["location"] == "/welcome"
    made = client.post(f"{PATH}/first", json=_steps(code.lower().replace("-", " ")))
    assert made.status_code == 201, made.text
    assert client.get(PATH).json()["account"] == "ada"
    ada = organization.principal("ada")
    assert ada and (ada.language, str(ada.zone), ada.profiles) == (
        "en", "Europe/Berlin", ("administrator",),
    )  # fmt: skip
    assert first_steps.standing(organization).name == "东方机械"
    again = client.post(f"{PATH}/first", json=_steps(code, account="eve"))
    assert (again.status_code, again.json()["code"]) == (409, "set_up_done")
    assert client.get("/welcome", follow_redirects=False).headers["location"] == "/sign-in"
    assert first_steps.new_code(organization) is None
    with organization.read() as context:
        assert context.connection.execute(sa.select(link)).all() == []


@ONE_DATABASE
def test_strangers_do_not_get_ahead(organization: Organization) -> None:
    code = first_steps.new_code(organization)
    assert code
    client = TestClient(build_app(organization))
    for wrong in ("", "AAAAA-AAAAA-AAAAA-AAAAA", code[:-1], code + "A"):
        refused = client.post(f"{PATH}/first", json=_steps(wrong))
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "code")
    assert client.post(f"{PATH}/first", json=_steps(code)).status_code == 429  # too many tries
    assert organization.principal("ada") is None
    clock = organization.clock
    assert isinstance(clock, TestClock)
    clock.now += timedelta(hours=25)
    late = client.post(f"{PATH}/first", json=_steps(code))
    assert (late.status_code, late.json()["code"]) == (422, "set_up_code_wrong")


MISTAKES: tuple[tuple[dict[str, str], str], ...] = (
    ({"password": "short"}, "password"), ({"zone": "Mars/Olympus"}, "zone"),
    ({"organization": "x\r\nBcc: y"}, "organization"), ({"organization": "x" * 101}, "organization"),
    ({"account": "A B"}, "account"), ({"name": ""}, "name"), ({"account": "sam"}, "account"),
)  # fmt: skip


@ONE_DATABASE
def test_a_mistake_leaves_the_code_as_it_is(organization: Organization) -> None:
    code = first_steps.new_code(organization)
    assert code
    app = build_app(organization)
    for number, (given, field) in enumerate(MISTAKES):
        client = TestClient(app, client=(f"203.0.113.{number}", 5000))
        refused = client.post(f"{PATH}/first", json=_steps(code, **given))
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field), given
    assert not first_steps.standing(organization).accounts
    assert TestClient(app).post(f"{PATH}/first", json=_steps(code)).status_code == 201


def test_of_several_browsers_one_gets_there(
    organization: Organization, settings: Settings
) -> None:
    """Each has a code of its own, from another server."""
    with closing(Organization(settings, TestClock())) as other:
        sites = (organization, other, organization, other)
        codes = [first_steps.new_code(one) for one in sites]

        def take(number: int) -> bool:
            given = FirstSteps(
                codes[number] or "", "x", "zh", "Asia/Shanghai", "Ada", f"ada{number}", PASSWORD
            )
            client = Client(f"203.0.113.{number}", "")
            try:
                first_steps.take(sites[number], given, client)
            except Refused as refused:
                assert refused.status in (409, 503), refused  # made by another, or being made
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(take, range(4))) == 1
