"""What tests of accounts share: browsers in which somebody has signed in, and the mails that are sent."""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, update_record
from objectry.runtime.api.signing_in import Client
from objectry.runtime.jobs.mailing import deliver
from objectry.runtime.settings import Settings
from objectry.runtime.web.app import build_app
from tests.runtime.conftest import PASSWORD, Desk

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


def letters(organization: Organization) -> list[EmailMessage]:
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


def text_of(letter: EmailMessage) -> str:
    """The plain text of a mail."""
    part = letter.get_body(("plain",))
    assert part
    return str(part.get_content())


def link_of(letter: EmailMessage) -> str:
    """The address that a mail names."""
    return next(one for one in text_of(letter).splitlines() if one.startswith("https://"))


def ask_for_link(client: TestClient, named: str, **headers: str) -> Response:
    """Ask for a link by an account or an address."""
    return client.post(f"{PATH}/link", json={"account": named}, headers=headers)


def use_link(organization: Organization, address: str, password: str = FRESH) -> Response:
    """Choose a new password by a link."""
    secret = address.partition("#")[2]
    client = TestClient(build_app(organization))
    return client.post(f"{PATH}/link/password", json={"link": secret, "password": password})
