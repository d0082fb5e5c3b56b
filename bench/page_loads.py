"""How soon Chromium shows pages, and how quietly: each with an empty cache, over the loopback interface."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, sync_playwright

ROUNDS = 3
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
SETTLED = 500
"""Milliseconds after the last request in which a page may still move."""
WATCH = """
window.seen = { largest: 0, shift: 0, longest: 0 };
const watch = (type, note) =>
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
watch("largest-contentful-paint", (one) => { window.seen.largest = one.startTime; });
watch("layout-shift", (one) => { if (!one.hadRecentInput) window.seen.shift += one.value; });
watch("longtask", (one) => { window.seen.longest = Math.max(window.seen.longest, one.duration); });
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a browser tells of one page; medians of some rounds."""

    largest: float
    """Milliseconds until its largest part is shown."""
    shift: float
    """How much of it moves by itself (cumulative layout shift)."""
    longest: float
    """Milliseconds of the longest task of its scripts; 0 below 50."""


def loads(address: str, cookie: str, paths: Sequence[str]) -> Iterator[Loaded]:
    """Open pages one after the other. Raises SystemExit where there is no Chromium."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise SystemExit(
            "Chromium is not installed (apt-get install chromium-headless-shell);"
            " --no-browser leaves it out"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        for path in paths:
            rounds = [_load(browser, address, cookie, path) for _ in range(ROUNDS)]
            yield Loaded(
                median(one.largest for one in rounds),
                median(one.shift for one in rounds),
                median(one.longest for one in rounds),
            )
        browser.close()


def _load(browser: Browser, address: str, cookie: str, path: str) -> Loaded:
    name, _, value = cookie.partition("=")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        context.add_cookies([{"name": name, "value": value, "url": address}])
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(address + path, wait_until="networkidle")
        page.wait_for_timeout(SETTLED)
        return Loaded(**page.evaluate("window.seen"))
    finally:
        context.close()
