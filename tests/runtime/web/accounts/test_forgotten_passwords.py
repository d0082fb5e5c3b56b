"""A link in a mail gives a new password, and tells nobody anything."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from starlette.testclient import TestClient

from objectry.runtime.api import accounts, new_passwords
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, update_record
from objectry.runtime.database.system_tables import link, mail
from objectry.runtime.errors import Refused
from objectry.runtime.settings import Settings
from objectry.runtime.web.app import build_app
from tests.runtime.conftest import ONE_DATABASE, PASSWORD, TestClock
from tests.runtime.web.accounts.conftest import (
    ADDRESS,
    CLIENT,
    FRESH,
    PATH,
    Browser,
    ask_for_link,
    letters,
    link_of,
    use_link,
)


@ONE_DATABASE
def test_a_link_is_asked_for_by_account_or_address(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    client = TestClient(build_app(organization))
    for named in (ADDRESS, " sam ", "SAM@example.com"):
        assert ask_for_link(client, named).status_code == 202
    assert [one["to"] for one in letters(organization)] == [ADDRESS] * 3


def test_a_link_gives_a_new_password_once(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    here = sam()
    stranger = TestClient(build_app(organization))
    asked = ask_for_link(
        stranger, "sam", host="evil.example", **{"x-forwarded-host": "evil.example"}
    )
    assert (asked.status_code, asked.json()) == (202, {})
    (letter,) = letters(organization)
    address = link_of(letter)
    assert address.startswith("https://crm.example.com/new-password?lang=zh#")
    assert "evil" not in letter.as_string()
    short = use_link(organization, address, "short")
    assert short.status_code == 422  # which does not use it up
    assert use_link(organization, address).status_code == 204
    assert not here.signed_in
    again = use_link(organization, address)
    assert (again.status_code, again.json()["code"]) == (422, "link_spent")
    Browser(organization, "sam", FRESH)
    (told,) = letters(organization)
    assert "密码已修改" in told["subject"]


def test_of_two_who_use_a_link_at_the_same_time_one_does(
    organization: Organization, settings: Settings, sam: Callable[[], Browser]
) -> None:
    new_passwords.send_link(organization, "sam")
    secret = link_of(letters(organization)[0]).partition("#")[2]

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
        answer = ask_for_link(client, named)
        told.append((answer.status_code, answer.text))
    assert all(one == seen[0] for one in seen)
    assert set(told) == {(202, "{}")}
    assert len(letters(organization)) == 1  # Rob has no address


@ONE_DATABASE
def test_whoever_asks_too_often_waits_and_nobody_gets_many_mails(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    client = TestClient(build_app(organization))
    for named in ("sam", "nobody"):
        assert [ask_for_link(client, named).status_code for _ in range(6)] == [202] * 4 + [429] * 2
    for _ in range(5):
        new_passwords.send_link(organization, ADDRESS)  # from elsewhere
    assert len(letters(organization)) == new_passwords.MOST_LINKS


@ONE_DATABASE
def test_links_end_with_their_time_with_the_password_and_with_the_account(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    clock = organization.clock
    assert isinstance(clock, TestClock)
    sam()
    new_passwords.send_link(organization, "sam")
    (late,) = letters(organization)
    clock.now += timedelta(minutes=31)
    assert use_link(organization, link_of(late)).status_code == 422
    new_passwords.send_link(organization, "sam")
    (replaced,) = letters(organization)
    with organization.write() as context:
        accounts.set_password(context, "sam", PASSWORD)
    assert use_link(organization, link_of(replaced)).status_code == 422
    new_passwords.send_link(organization, "sam")
    (frozen,) = letters(organization)
    with organization.write(organization.principal("admin")) as context:
        user = accounts.user_id(context, "sam")
        update_record(context, "user", user, {"status": "frozen"}, ANY_VERSION)
    assert use_link(organization, link_of(frozen)).status_code == 422
    new_passwords.send_link(organization, "sam")
    assert letters(organization) == []


@ONE_DATABASE
def test_secrets_are_not_kept(organization: Organization, sam: Callable[[], Browser]) -> None:
    new_passwords.send_link(organization, "sam")
    secret = link_of(letters(organization)[0]).partition("#")[2]
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
