"""What journeys at a browser share: Chromium, and the demo organisation, of which every file of tests has its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from objectry.runtime.api.maintenance import make_demo
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, update_record
from objectry.runtime.settings import Settings, read_settings
from objectry.runtime.web.app import build_app
from tests.journeys.browser.browsing import (
    DESK,
    PHONE,
    READERS,
    Person,
    Reader,
    chromium,
    served,
    sits_down,
)


def _settings(folder: Path) -> Settings:
    return read_settings({}, database_url=f"sqlite:///{folder}/demo.db", files=folder / "files")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo organisation, to be copied."""
    folder: Path = tmp_path_factory.mktemp("demo")
    organization = Organization(_settings(folder))
    assert make_demo(organization, lambda done, total: None)
    reader = organization.principal(READERS["en"])
    assert reader
    with organization.write(organization.principal("admin")) as context:
        update_record(context, "user", reader.id, {"language": "en"}, ANY_VERSION)
    organization.close()
    return folder


@pytest.fixture(scope="module")
def organization(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organization]:
    """The demo organisation as it was made."""
    folder: Path = tmp_path_factory.mktemp("browser")
    shutil.copytree(demo, folder, dirs_exist_ok=True)
    found = Organization(_settings(folder))
    yield found
    found.close()


@pytest.fixture(scope="module")
def address(organization: Organization) -> Iterator[str]:
    """Where it is served."""
    with served(build_app(organization)) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture
def person(browser: Browser, address: str) -> Iterator[Person]:
    """Somebody at a desk, of whose browser nothing is complained of."""
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    found = Person(context.new_page(), address)
    yield found
    context.close()
    assert found.complaints == []


@pytest.fixture
def walker(browser: Browser, address: str) -> Iterator[Person]:
    """Somebody with a phone, of whose browser nothing is complained of."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    found = Person(context.new_page(), address)
    yield found
    context.close()
    assert found.complaints == []


@pytest.fixture
def reader(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Somebody who reads a language: see `everybody`."""
    found = sits_down(browser, address, request.param)
    yield found
    found.page.context.close()
