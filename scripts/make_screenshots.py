"""Writes pictures of every type of page into var/screenshots: for each language, theme and size of screen.

    make screenshots

The pages are those of the demo organisation on one day that never changes, so two pictures differ only where the pages do.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from types import MappingProxyType

from playwright.sync_api import Browser, BrowserContext

from objectry.formula.messages import Language
from objectry.runtime.api.maintenance import make_demo
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, update_record
from objectry.runtime.settings import read_settings
from objectry.runtime.web.app import build_app
from objectry.runtime.web.pages.rendering import TAGS
from tests.journeys.browser.browsing import THEMES, Theme, chromium, enters, served
from tests.journeys.browser.page_types import PAGE_TYPES, PageType, Seen
from tests.journeys.browser.records_to_see import in_the_demo

TARGET = Path(__file__).resolve().parents[1] / "var" / "screenshots"
DAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
READERS: Mapping[Language, str] = MappingProxyType({"zh": "dora", "en": "max"})
"""Sales managers of the demo organisation, one for each language."""
SIZES: Mapping[int, int] = MappingProxyType({1440: 900, 1024: 768, 390: 844})
"""Widths with heights. What opens on a page is shown on the widest only."""
WIDEST, NARROWEST = max(SIZES), min(SIZES)
STILL = """*, *::before, *::after {
  animation: none !important; transition: none !important; caret-color: transparent !important;
}"""


@dataclass(frozen=True, slots=True)
class Round:
    """What one browser takes pictures of."""

    language: Language
    theme: Theme
    width: int

    def pages(self, wanted: Sequence[str]) -> Iterator[PageType]:
        """The pages, those of strangers last: they end the session."""
        for one in sorted(PAGE_TYPES, key=lambda one: one.stranger):
            if one.name in wanted and (one.opens is None or self.width == WIDEST):
                yield one

    def file(self, folder: Path, name: str) -> Path:
        """Where the picture of a page goes."""
        return folder / self.language / self.theme / str(self.width) / f"{name}.png"


@contextmanager
def demo() -> Iterator[tuple[str, Mapping[Language, Seen]]]:
    """The demo organisation on its day: its address, and what each reader sees."""
    with tempfile.TemporaryDirectory(prefix="objectry-screenshots-") as folder:
        files = Path(folder) / "files"
        settings = read_settings({}, database_url=f"sqlite:///{folder}/demo.db", files=files)
        organization = Organization(settings, lambda: DAY)
        make_demo(organization, lambda done, total: None)
        with organization.write(organization.principal("admin")) as context:
            for language, account in READERS.items():
                reader = organization.principal(account)
                assert reader
                update_record(context, "user", reader.id, {"language": language}, ANY_VERSION)
        seen = {
            language: in_the_demo(organization, account) for language, account in READERS.items()
        }
        with served(build_app(organization)) as address:
            yield address, seen
        organization.close()


def take(
    address: str, seen: Mapping[Language, Seen], rounds: Sequence[Round], wanted: Sequence[str], folder: Path
) -> int:  # fmt: skip
    """Take the pictures of some rounds with one browser; how many there are."""
    with chromium() as browser:
        return sum(
            _round(browser, address, seen[one.language], one, wanted, folder) for one in rounds
        )


def _round(browser: Browser, address: str, seen: Seen, one: Round, wanted: Sequence[str], folder: Path) -> int:  # fmt: skip
    context = _context(browser, one)
    page = context.new_page()
    page.goto(f"{address}/sign-in?lang={one.language}")
    enters(page, address, READERS[one.language])
    taken = 0
    for kind in one.pages(wanted):
        if kind.stranger:
            context.clear_cookies()
        page.goto(address + seen.address(kind), wait_until="networkidle")
        page.add_style_tag(content=STILL)
        kind.shows(page)
        file = one.file(folder, kind.name)
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file)
        taken += 1
    context.close()
    return taken


def _context(browser: Browser, one: Round) -> BrowserContext:
    phone = one.width == NARROWEST
    return browser.new_context(
        viewport={"width": one.width, "height": SIZES[one.width]}, locale=TAGS[one.language], color_scheme=one.theme,
        is_mobile=phone, has_touch=phone, bypass_csp=True, reduced_motion="reduce",
    )  # fmt: skip


def screenshots(
    folder: Path, wanted: Sequence[str], rounds: Sequence[Round], browsers: int
) -> int:
    """Take pictures with several browsers at a time; how many there are."""
    with demo() as (address, seen), ThreadPoolExecutor(browsers) as pool:
        parts = [rounds[start::browsers] for start in range(browsers)]
        return sum(pool.map(lambda part: take(address, seen, part, wanted, folder), parts))


def main(given: Sequence[str] | None = None) -> None:
    """Take the pictures that are asked for, and say how many there are."""
    names = [one.name for one in PAGE_TYPES]
    parser = argparse.ArgumentParser(prog="make_screenshots", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=names, default=names, metavar="PAGE", help="some pages"
    )
    parser.add_argument("--folder", type=Path, default=TARGET)
    parser.add_argument("--browsers", type=int, default=2, help="how many work at a time")
    asked = parser.parse_args(given)
    rounds = [Round(*one) for one in product(READERS, THEMES, SIZES)]
    count = screenshots(asked.folder, asked.only, rounds, asked.browsers)
    print(f"{count} pictures in {asked.folder}")


if __name__ == "__main__":
    main()
