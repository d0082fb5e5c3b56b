"""A person at a browser: Chromium, before a server with the demo organisation."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)
from starlette.applications import Starlette

from objectry.formula.messages import Language
from objectry.runtime.api.maintenance import DEMO_PASSWORD
from objectry.runtime.web.pages.rendering import TAGS
from tests.conftest import missing

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
READERS: dict[Language, str] = {"zh": "dora", "en": "tom"}
"""People of the demo organisation who read these languages."""

STARTED = 30
"""Seconds in which a server has to come up."""
PATIENCE = 30_000
"""Milliseconds that a page may take on a busy machine."""
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""What Chromium may be called, the best first: without windows, it takes a third of the processor time for a page."""
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
"""How Chromium runs in containers, where it cannot have a sandbox of its own."""
EXPECTED = (
    "status of 400",
    "status of 401",
    "status of 404",
    "status of 409",
    "status of 412",
    "status of 422",
)
"""What Chromium says of refusals, which pages tell in their own way."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        missing("Chromium is not installed (apt-get install chromium-headless-shell)")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """The address of an application that is served meanwhile."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            _wait_for(lambda: server.started)
            host, port = listening.getsockname()
            yield f"http://{host}:{port}"
        finally:
            server.should_exit = True
            thread.join()


def _wait_for(condition: Callable[[], bool]) -> None:
    clock = threading.Event()
    for _ in range(STARTED * 20):
        if condition():
            return
        clock.wait(0.05)
    raise TimeoutError


@dataclass
class Person:
    """Somebody at a page. What the browser complains of is kept."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(
            one in message.text for one in EXPECTED
        ):
            self.complaints.append(f"{message.text} {message.location['url']}")

    def opens(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(self.address + path)

    def signs_in(self, account: str = "admin") -> None:
        """Sign in, and come to the start page."""
        self.opens("/sign-in")
        enters(self.page, self.address, account)


def enters(page: Page, address: str, account: str) -> None:
    """Sign in where one is asked to, in whatever language."""
    expect(page.locator("o-send:defined")).to_have_count(1)
    page.locator("[name=account]").fill(account)
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")


AXE = Path(__file__).parents[3] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules whose answer is another one in the dark."""
COVERED = "partially obscured"
"""What axe says of a button that lies below an open menu: people close the menu first."""
AT_ONCE = "*, ::before, ::after { transition: none !important }"
"""Colours change at once, so that none is judged on its way."""


def violations(page: Page) -> list[str]:
    """What keeps people with disabilities from using a page, by day and in the dark, as axe tells it."""
    by_day = violations_by_day(page)
    style = page.add_style_tag(content=AT_ONCE)
    _in(page, "dark")
    in_the_dark = _judged(page, {"type": "rule", "values": OF_COLOURS})
    _in(page, "light")
    style.evaluate("node => node.remove()")
    return by_day + [f"dark: {one}" for one in in_the_dark]


def violations_by_day(page: Page) -> list[str]:
    """What keeps people from using a page with light colours."""
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(path=str(AXE))
    return _judged(page, {"type": "tag", "values": RULES})


def _in(page: Page, theme: Theme) -> None:
    page.emulate_media(color_scheme=theme)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)


def _judged(page: Page, rules: dict[str, Any]) -> list[str]:
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    return [
        f"{one['id']}: {node['html'][:300]} {node.get('failureSummary', '')[:300]}"
        for one in found["violations"]
        for node in [
            node for node in one["nodes"] if COVERED not in node.get("failureSummary", "")
        ][:3]
    ]


@dataclass
class Reader:
    """Somebody who reads one language. Scripts of tests may run in his pages."""

    page: Page
    address: str
    language: Language

    def can_use(self, *paths: str) -> None:
        """Nothing keeps anybody from using these pages."""
        found: dict[str, list[str]] = {}
        for path in paths:
            self.page.goto(self.address + path)
            expect(self.page.locator("html")).to_have_attribute("lang", TAGS[self.language])
            found[path] = violations(self.page)
        told = {path: one for path, one in found.items() if one}
        assert told == {}, told

    def can_use_this(self) -> None:
        """Nothing keeps anybody from using the page as it is now."""
        found = violations(self.page)
        assert found == [], found


everybody = pytest.mark.parametrize("reader", READERS, indirect=True)
"""Runs a test for a `reader` of every language, whose pages are judged with light and with dark colours."""


def sits_down(browser: Browser, address: str, language: Language) -> Reader:
    """A reader who has signed in."""
    context = browser.new_context(
        viewport=DESK, locale=TAGS[language], color_scheme="light", bypass_csp=True
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in?lang={language}")
    enters(page, address, READERS[language])
    return Reader(page, address, language)
