"""What pages cost: processor time of the server, size, and how soon a browser shows them: `python -m bench.pages`.

The demo organisation is served by a process of its own. Each page is asked for as a sales manager, under all rights; then
Chromium opens the most frequent ones, each with an empty cache. Exits with 1 when a target is missed.
"""

import argparse
import html
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bench.client import Load, measure, request_bytes
from bench.page_loads import Loaded, loads
from bench.server import Server, cores, free_port, running
from bench.startup import command, objectry

ACCOUNT, PASSWORD = "dora", "objectry-demo"
COLUMNS = "name,customer,stage,amount,close_date,win_rate,weighted_amount,owner,updated_at"
"""Nine columns: look-ups, a choice, money, a day, what is computed, a moment."""
FIRST_LOAD = 130
"""Kilobytes of scripts and styles, compressed, that the first page loads."""
SHOWN, SHIFTED, LONGEST = 1000, 0.1, 200
"""Milliseconds until the largest part is shown, share of the page that moves, milliseconds of the longest task."""
KILO = 1000
DIST = Path(__file__).resolve().parents[1] / "platform" / "runtime" / "static" / "dist"


@dataclass(frozen=True, slots=True)
class PageCost:
    """A page, what it may cost, and whether browsers open it here."""

    name: str
    path: str
    cpu: float
    """Milliseconds of processor time."""
    size: float
    """Kilobytes of HTML."""
    opened: bool = False


PAGES = (
    PageCost("list, 50 rows of 9 columns", f"/o/opportunity?view=all&fields={COLUMNS}", 10, 60, opened=True),
    PageCost("next 50 rows", "{more}", 10, 60),
    PageCost("record", "/o/opportunity/{deal}", 12, 60, opened=True),
    PageCost("related list", "/o/customer/{customer}/related/opportunity/customer", 10, 60),
    PageCost("timeline", "/o/opportunity/{deal}/timeline", 10, 60),
    PageCost("form", "/o/opportunity/{deal}/edit", 10, 60, opened=True),
    PageCost("home", "/", 10, 60, opened=True),
    PageCost("palette", "/palette?q=a", 10, 60),
    PageCost("search", "/search?q=a", 10, 60),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: something measured beside its target."""

    what: str
    unit: str
    target: float
    found: float

    @property
    def kept(self) -> bool:
        """Whether the target is met."""
        return self.found <= self.target

    def __str__(self) -> str:
        digits = 2 if self.target < 1 else 1
        mark = "" if self.kept else "   MISSED"
        return f"{self.what:<52} {self.target:>8g} {self.found:>9.{digits}f} {self.unit}{mark}"


@dataclass(frozen=True, slots=True)
class Visit:
    """A session of the person who looks, at a server."""

    server: Server
    cookie: str

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Status and body of an answer."""
        connection = HTTPConnection("127.0.0.1", self.server.port)
        try:
            connection.request("GET", path, headers=self.headers() | headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def headers(self) -> dict[str, str]:
        """What goes along with each request."""
        return {"cookie": self.cookie, "accept": "text/html"}

    def records(self, name: str) -> list[Mapping[str, Any]]:
        """The first records of an object."""
        status, body = self.get(f"/api/v1/{name}?limit=50&count=none", accept="application/json")
        assert status == 200, body
        found: list[Mapping[str, Any]] = json.loads(body)["records"]
        return found


@contextmanager
def visiting(folder: Path) -> Iterator[Visit]:
    """A server with the demo organisation, at which somebody has signed in."""
    database, port = folder / "demo.db", free_port()
    objectry(database, "demo")
    with running(command(database, "serve", "--port", str(port)), port, {}, cores()[0]) as server:
        connection = HTTPConnection("127.0.0.1", port)
        body = json.dumps({"account": ACCOUNT, "password": PASSWORD})
        connection.request("POST", "/api/v1/session", body, {"content-type": "application/json"})
        answer = connection.getresponse()
        assert answer.status == 201, answer.read()
        yield Visit(server, (answer.getheader("set-cookie") or "").partition(";")[0])


def cost(visit: Visit, page: PageCost, path: str, seconds: float) -> tuple[Line, Line]:
    """Processor time and size of a page."""
    headers = visit.headers() | ({"hx-request": "true"} if "after=" in path else {})
    status, body = visit.get(path, **headers)
    assert status == 200, (path, body[:500])
    asked = request_bytes("GET", path, headers)
    load = Load(lambda: asked, 200)
    measure(visit.server.port, load, 1, seconds / 4)
    before = visit.server.cpu_seconds()
    taken = measure(visit.server.port, load, 1, seconds)
    used = (visit.server.cpu_seconds() - before) / len(taken.latencies) * 1000
    return (
        Line(f"{page.name}: processor time", "ms", page.cpu, used),
        Line(f"{page.name}: HTML", "KB", page.size, len(body) / KILO),
    )


def first_load(folder: Path = DIST) -> Line:
    """The compressed size of what every page loads: its script with what that imports at once, its styles and icons."""
    entries = json.loads((folder / "manifest.json").read_text())
    wanted = {entries[name] for name in ("app.js", "app.css", "theme.js", "icons.svg")}
    wanted |= set(_imported(folder, entries["app.js"]))
    size = sum(_size(folder / name) for name in wanted)
    return Line("scripts, styles and icons of the first page", "KB", FIRST_LOAD, size / KILO)


def _imported(folder: Path, name: str) -> Iterator[str]:
    """What a script imports at once, not what it loads when it is needed."""
    text = (folder / name).read_text()
    for other in folder.glob("*.js"):
        if f'from"./{other.name}"' in text or f'import"./{other.name}"' in text:
            yield other.name
            yield from _imported(folder, other.name)


def _size(file: Path) -> int:
    """As it goes over the wire: small files are not compressed."""
    packed = file.with_name(file.name + ".br")
    return (packed if packed.exists() else file).stat().st_size


def shown(page: PageCost, loaded: Loaded) -> tuple[Line, Line, Line]:
    """How a browser got on with a page."""
    return (
        Line(f"{page.name}: largest part shown after", "ms", SHOWN, loaded.largest),
        Line(f"{page.name}: share that moves", "", SHIFTED, loaded.shift),
        Line(f"{page.name}: longest task", "ms", LONGEST, loaded.longest),
    )


def lines(seconds: float, browser: bool) -> Iterator[Line]:
    """All lines of the table."""
    yield first_load()
    with (
        tempfile.TemporaryDirectory(prefix="objectry-bench-") as folder,
        visiting(Path(folder)) as visit,
    ):
        deals = visit.records("opportunity")
        more = re.search(r'id="more".*?hx-get="([^"]+)"', visit.get(PAGES[0].path)[1].decode())
        assert more
        places = {
            "deal": deals[0]["id"],
            "customer": deals[0]["customer"]["id"],
            "more": html.unescape(more[1]),
        }
        for page in PAGES:
            yield from cost(visit, page, page.path.format_map(places), seconds)
        if browser:
            address = f"http://127.0.0.1:{visit.server.port}"
            opened = [page for page in PAGES if page.opened]
            paths = [page.path.format_map(places) for page in opened]
            for page, loaded in zip(opened, loads(address, visit.cookie, paths), strict=True):
                yield from shown(page, loaded)


def main(given: Sequence[str] | None = None) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="bench.pages", description=__doc__)
    parser.add_argument(
        "--seconds", type=float, default=2.0, help="how long each page is asked for"
    )
    parser.add_argument("--no-browser", action="store_true", help="leave out what takes Chromium")
    asked = parser.parse_args(given)
    print(f"{'what':<52} {'target':>8} {'found':>9}")
    missed = 0
    for line in lines(asked.seconds, not asked.no_browser):
        print(line, flush=True)
        missed += not line.kept
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
