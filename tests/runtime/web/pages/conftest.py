"""What tests of pages share: a browser in which somebody has signed in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from anyio.from_thread import start_blocking_portal
from httpx2 import Response
from starlette.testclient import TestClient

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.database import identity
from objectry.runtime.web.app import build_app
from tests.runtime.conftest import PASSWORD


@dataclass
class Browser:
    """A browser without scripts."""

    client: TestClient

    def get(self, path: str, language: str = "zh-CN", **headers: str) -> Response:
        """Ask for a page, and follow nothing."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asked = {"accept": "text/html", "accept-language": language, **named}
        return self.client.get(path, headers=asked, follow_redirects=False)

    def page(self, path: str, language: str = "zh-CN") -> "Drawn":
        """A page that must be there."""
        response = self.get(path, language)
        assert response.status_code == 200, response.text
        return drawn(response.text)

    def sign_in(self, account: str) -> None:
        """Sign in as a user of the sales team."""
        body = {"account": account, "password": PASSWORD}
        assert self.client.post("/api/v1/session", json=body).status_code == 201


@dataclass(frozen=True)
class Drawn:
    """A page as its parts: each tag with its attributes and the text right behind it."""

    parts: tuple[tuple[str, dict[str, str], str], ...]

    def texts(self, tag: str, **wanted: str) -> list[str]:
        """What stands in all elements of a kind with some attributes."""
        return [
            text
            for name, given, text in self.parts
            if name == tag and wanted.items() <= given.items()
        ]

    def all(self, tag: str, attribute: str) -> list[str]:
        """An attribute of all elements of a kind that have it."""
        return [
            given[attribute] for name, given, _ in self.parts if name == tag and attribute in given
        ]

    def one(self, tag: str, **wanted: str) -> dict[str, str]:
        """The attributes of the only element of a kind with some attributes."""
        (found,) = [
            given
            for name, given, _ in self.parts
            if name == tag and wanted.items() <= given.items()
        ]
        return found


class _Parts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}, ""))

    def handle_data(self, data: str) -> None:
        if self.found and data.strip():
            tag, attributes, text = self.found[-1]
            self.found[-1] = (tag, attributes, text + data.strip())


def drawn(text: str) -> Drawn:
    """The parts of a page."""
    parser = _Parts()
    parser.feed(text)
    return Drawn(tuple(parser.found))


@pytest.fixture
def stranger(organization: Organization) -> Iterator[Browser]:
    """A browser in which nobody has signed in, at an organisation in which somebody could."""
    with organization.write() as context:
        admin = accounts.user_id(context, "admin")
        identity.set_password(context.connection, admin, "no digest of anything", context.now)
    client = TestClient(build_app(organization))
    with start_blocking_portal() as client.portal:
        yield Browser(client)


@pytest.fixture
def browser(organization: Organization, stranger: Browser) -> Callable[[str], Browser]:
    """Signs somebody in: `browser("sam")`."""

    def sit(account: str) -> Browser:
        with organization.write() as context:
            accounts.set_password(context, account, PASSWORD)
        stranger.sign_in(account)
        return stranger

    return sit
