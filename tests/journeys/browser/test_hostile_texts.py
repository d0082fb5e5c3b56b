"""Whatever people write stays text: more than 200 hostile texts in every place that takes one, and every page visited."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Request, expect

from objectry.runtime.api.organization import Organization
from objectry.runtime.settings import read_settings
from objectry.runtime.web.app import build_app
from tests.journeys.browser.browsing import DESK, Person, chromium, served
from tests.journeys.browser.hostile_texts import HOSTILE
from tests.journeys.browser.page_types import PAGE_TYPES, Seen
from tests.journeys.browser.records_to_see import RENTAL, Words, filled

ENOUGH = 200
KEPT = tuple(one for one in HOSTILE if one.isprintable() and one == one.strip())
"""Those that a field of one line keeps as they are; the rest it cleans or refuses."""
WRITABLE = tuple(one for one in HOSTILE if not set(one) & set(map(chr, (0, 1, 12))))
"""Those that a field of several lines takes: invisible control characters are refused."""
DISPOSITION = re.compile(r"attachment; filename=\"[^\"\\]*\"; filename\*=UTF-8''[\w%.()!~*-]+")
LABELS = re.compile(r"\{zh: (?P<zh>[^{},]+), en: (?P<en>[^{},]+)\}")
CLEAN = """
() => {
  const wrong = [];
  const say = (one, why) => wrong.push(`${why}: ${one.outerHTML.slice(0, 200)}`);
  const SCHEMES = ["http:", "https:", "mailto:", "tel:"];
  const walk = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.localName === "canary" || one.hasAttribute("canary")) say(one, "canary");
      if (["iframe", "object", "embed", "base", "marquee", "math", "plaintext"].includes(one.localName)) say(one, "element");
      if (one.localName === "script" && new URL(one.src || "x:", location).origin !== location.origin) say(one, "script");
      for (const { name, value } of one.attributes) {
        if (/^on|^(data-)?hx-on|^srcdoc$|^formaction$|^background$/.test(name)) say(one, name);
        const leads = ["href", "action", "xlink:href"].includes(name);
        if (leads && !SCHEMES.includes(new URL(value, location).protocol)) say(one, name);
        if (name === "src" && new URL(value, location).origin !== location.origin) say(one, name);
        if (/^(data-)?hx-(get|post|put|patch|delete)$/.test(name) && !/^[/][^/]/.test(value)) say(one, name);
        if (name === "style" && !one.popover && /url|expression|position/.test(value)) say(one, name);
      }
      if (one.localName === "template") walk(one.content);
      if (one.shadowRoot) walk(one.shadowRoot);
    }
  };
  walk(DOCUMENT);
  return wrong;
}
"""
FETCHED = """
async (paths) => {
  const wrong = [];
  for (const path of paths) {
    const answer = await fetch(path, { headers: { accept: "text/html" } });
    if (answer.status >= 500) wrong.push(`${answer.status}: ${path}`);
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    wrong.push(...check(parsed).map((one) => `${path}: ${one}`));
  }
  return wrong;
}
""".replace(
    "check(parsed)", f"({CLEAN.replace('()', '(shown)', 1).replace('DOCUMENT', 'shown')})(parsed)"
)
UPLOADED = """
async ({ names, address }) => {
  const headers = { "x-csrf-token": document.querySelector("meta[name=csrf]").content };
  const files = new FormData();
  for (const name of names) files.append("files", new File(["x"], name));
  const sent = await fetch("/api/v1/files", { method: "POST", body: files, headers });
  const made = await sent.json();
  const papers = made.files.map((one) => one.id);
  const change = { method: "PATCH", body: JSON.stringify({ papers }), headers: { ...headers, "if-match": "*" } };
  const kept = await fetch(address, change);
  const opened = await Promise.all(papers.map((id) => fetch(`/api/v1/files/${id}`)));
  const told = opened.map((one) => [one.headers.get("content-disposition"), one.headers.get("set-cookie")]);
  return [sent.status, kept.status, told];
}
"""


def _hostile_pack(folder: Path) -> Path:
    """The pack of rentals with a hostile text for every label."""
    labels = iter(one for one in KEPT if len(one) <= 200 and not {";", "|"} & set(one))
    folder.mkdir()
    for file in RENTAL.glob("*.yaml"):
        text = LABELS.sub(
            lambda _: f"{{zh: {_text(next(labels))}, en: {_text(next(labels))}}}",
            file.read_text("utf-8"),
        )
        (folder / file.name).write_text(text, "utf-8")
    return folder


def _text(label: str) -> str:
    return json.dumps(label)


def _file() -> bytes:
    """A file whose columns and cells are hostile."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", "state", *KEPT[:4]])
    writer.writerows(
        [one, KEPT[-number], one, "", one, ""] for number, one in enumerate(KEPT[:8], 1)
    )
    writer.writerow(["last", "free", "", "", "", ""])
    return out.getvalue().encode()


def _words() -> Words:
    tags = {one[:30].strip() for one in KEPT if not set(one) & set(";,|，；")}
    return Words(
        names=KEPT, long="\n".join(WRITABLE)[:1000], html="".join(f"<p>{one}</p>" for one in WRITABLE)[:19_000],
        tags=sorted(tags)[:40], page="https://x.example/?q=%22onmouseover=%22alert(1)",
        notes=["\n".join(WRITABLE[start : start + 40]) for start in range(0, len(WRITABLE), 40)],
        views=[one[:60] for one in KEPT[::20]], person=KEPT[0], organization=KEPT[2], file=_file(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def organization(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organization]:
    """An organisation in which everything is hostile."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    found = Organization(
        read_settings({}, database_url=f"sqlite:///{folder}/o.db", files=folder / "files")
    )
    yield found
    found.close()


@pytest.fixture(scope="module")
def seen(organization: Organization, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What is looked at there."""
    return filled(
        organization, _words(), _hostile_pack(tmp_path_factory.mktemp("pack") / "rental")
    )


def test_there_are_enough_of_them_and_no_two_are_alike() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) and len(KEPT) >= ENOUGH


def test_hostile_texts_are_texts_on_every_page(organization: Organization, seen: Seen) -> None:
    with served(build_app(organization)) as address, chromium() as browser:
        context = browser.new_context(viewport=DESK, locale="zh-CN")
        person = Person(context.new_page(), address)
        visitor = Visitor(person, seen)
        visitor.visits_all()
        visitor.opens_hostile_addresses()
        visitor.uploads_hostile_names()
        visitor.reads_them_in_a_list()
        visitor.deletes_one()
        context.close()
    assert visitor.wrong == {}, visitor.wrong
    assert visitor.elsewhere == []
    assert person.complaints == []


class Visitor:
    """Somebody who opens everything, and notes what is no text."""

    def __init__(self, person: Person, seen: Seen) -> None:
        self.person, self.page, self.seen = person, person.page, seen
        self.wrong: dict[str, Any] = {}
        self.elsewhere: list[str] = []
        self.page.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.person.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def _checks(self, name: str) -> None:
        if found := self.page.evaluate(CLEAN.replace("DOCUMENT", "document")):
            self.wrong[name] = found[:5]

    def visits_all(self) -> None:
        """Every page, and what opens on it."""
        for one in sorted(PAGE_TYPES, key=lambda one: not one.stranger):
            if not one.stranger and self.page.url.endswith("/offline"):
                self.person.opens("/sign-in")
                self.person.signs_in()
            path = self.seen.address(one)
            self.person.opens(path)
            one.shows(self.page)
            self._checks(one.name)
            assert urlsplit(self.page.url).path == urlsplit(path).path, (
                f"{one.name} led to {self.page.url}"
            )

    def opens_hostile_addresses(self) -> None:
        """The texts in each part of addresses; what the server draws of them is read without being run, some are opened."""
        machine = f"/o/{self.seen.object}"
        listed = (f"{machine}?view=all&{name}={{}}" for name in ("q", "filter", "sort", "fields"))
        forms = (
            *listed, machine + "?view={}", machine + "/{}", machine + "/new?name={}", "/search?q={}", "/{}", "/o/{}",
            "/palette?q={}", "/sign-in?next={}",
        )  # fmt: skip
        paths = [
            form.format(quote(one, safe=""))
            for form, one in zip(forms * 20, HOSTILE, strict=False)
        ]
        assert len(paths) > ENOUGH
        if found := self.page.evaluate(FETCHED, paths):
            self.wrong["addresses"] = found[:10]
        for path in paths[: len(forms)]:
            self.person.opens(path)
            self._checks(path)

    def uploads_hostile_names(self) -> None:
        """Names of files: they are shown, and told in a header."""
        self.person.opens(f"/o/{self.seen.object}/{self.seen.id}")
        names = [one.replace("/", "∕") + ".txt" for one in HOSTILE if one.isprintable()][3:60:6]
        asked = {"names": names, "address": f"/api/v1/{self.seen.object}/{self.seen.id}"}
        sent, kept, opened = self.page.evaluate(UPLOADED, asked)
        assert (sent, kept) == (201, 200)
        for disposition, cookie in opened:
            assert cookie is None and DISPOSITION.fullmatch(disposition), disposition
        self.page.reload()
        expect(self.page.locator("#timeline li").first).to_be_visible()
        self._checks("files")

    def reads_them_in_a_list(self) -> None:
        """All records in one list: their names are what was written."""
        self.person.opens(
            f"/o/{self.seen.object}?view=all&sort=name&fields=name,remark,story,keywords,site,spot,page,customer,papers"
        )
        rows = self.page.locator("#rows > tr[data-id]")
        while self.page.locator("#more").count():
            before = rows.count()
            self.page.locator("#more button").scroll_into_view_if_needed()
            expect(rows).not_to_have_count(before)
        shown = self.page.locator("#rows .o-name-link").evaluate_all(
            "all => all.map(one => one.textContent)"
        )
        assert set(KEPT) - set(shown) == set()
        self._checks("long list")

    def deletes_one(self) -> None:
        """A toast tells the name of what is gone."""
        self.person.opens(f"/o/{self.seen.object}/{self.seen.id}")
        self.page.locator("[aria-controls=record-actions]").click()
        self.page.locator("o-delete button").click()
        expect(self.page.locator(".o-toast")).to_contain_text(KEPT[0])
        self._checks("toast")
