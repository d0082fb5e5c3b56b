"""What is true of every page: all of its texts are translated, axe finds nothing, and one sees where the focus is.

Texts are found by putting all of the product in marks: what is left are values of records.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from objectry.metadata.field_types.regions import REGIONS
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ListRequest, list_records
from objectry.runtime.settings import read_settings
from objectry.runtime.web.app import build_app
from tests.journeys.browser.browsing import DESK, Person, chromium, served, violations
from tests.journeys.browser.page_types import PAGE_TYPES, PageType, Seen
from tests.journeys.browser.pseudo import everything_marked, unmarked
from tests.journeys.browser.records_to_see import Words, filled

FILE = "name,price,state\nΩμέγα,300,ΣΤΑΣΗ\nΣίγμα,πολλά,free\nΛάμδα,30,free\n".encode()
WORDS = Words(
    names=("Ωμέγα", "Σίγμα", "Δέλτα"), long="Ωμέγα\nΣίγμα", html="<p>Ωμέγα <b>Σίγμα</b></p>", tags=["Δέλτα"],
    page="https://example.com/", notes=["Ωμέγα"], views=["Λάμδα"], person="Πέτρος", organization="Ομάδα", file=FILE,
)  # fmt: skip
"""Values of records are Greek, which no text of the product is."""
WRITTEN = re.compile(
    r"[\u0370-\u03ff]+|\S+@\S+|https?:\S*|\S+\.(?:csv|xlsx)\b|[A-Z]\w+/[\w/+-]+"
    r"|[0-9a-f]{8}-[0-9a-f-]{27}|\b[DMYHms]{1,4}[DMYHms./: -]*\b"
    r"|(?:\d+年)?(?:\d+月)?\d+日|\d+年\d+月|周[一二三四五六日]|星期[一二三四五六日]"
)
"""What is no text of ours: Greek names, addresses, names of files, time zones, IDs, days and their forms."""
PROPER = {
    "Objectry", "CSV", "XLSX", "Ctrl", "K", "Enter", "Tab", "Chromium", "Chrome", "Linux", "HeadlessChrome", "O", "SB",
    "中文", "English", "ID", "UTF", "GB", "admin", "name", "price", "state", "free",
    "Excel", "MB", "KB", "jpg", "jpeg", "png", "gif", "webp",
}  # fmt: skip
"""Names that are the same in every language, and languages, which are called what their readers call them."""
READ = """
() => {
  const found = [];
  const say = (text, node) => {
    if (!/\\p{L}/u.test(text)) return;
    const at = node.closest ? node : node.parentElement;
    found.push([text, at ? at.outerHTML.slice(0, 160) : ""]);
  };
  const SHOWN = ["aria-label", "title", "placeholder", "alt", "label", "aria-description", "aria-valuetext"];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return say(node.data, node);
    if (node.nodeType !== Node.ELEMENT_NODE && node.nodeType !== Node.DOCUMENT_FRAGMENT_NODE) return;
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (node.matches(".o-example")) return;  // a formula and what it gives
      if (["SCRIPT", "STYLE", "CODE", "TEXTAREA", "TIME"].includes(node.tagName)) return;
      for (const { name, value } of node.attributes) {
        const told = name.startsWith("data-") && name !== "data-signs" &&  // what people may write before a number
          !/^[\\[{]|^[a-z0-9 ]+$/.test(value) && /[\\p{L}…:] \\p{L}|\\p{Script=Han}/u.test(value);
        const spoken = SHOWN.includes(name) || told;
        if (spoken) say(value, node);
      }
      if (node.tagName === "INPUT" && ["button", "submit", "reset"].includes(node.type)) say(node.value, node);
      if (node.tagName === "TEMPLATE") walk(node.content);
      if (node.shadowRoot) walk(node.shadowRoot);
    }
    for (const child of node.childNodes) walk(child);
  };
  walk(document.documentElement);
  return found;
}
"""

FOCUS = """
() => {
  const OUTER = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "textDecorationLine"];
  const STYLES = [...OUTER, "borderColor", "backgroundColor"];
  const looks = (of) => JSON.stringify(of.map((one) => STYLES.map((style) => getComputedStyle(one)[style])));
  const wrong = [];
  const ALL = "a[href], button, input, select, textarea, summary, [tabindex='0'], [contenteditable=true]";
  for (const one of document.querySelectorAll(ALL)) {
    if (!one.isConnected || !one.checkVisibility() || one.disabled) continue;
    const around = [one, one.parentElement, ...(one.labels ?? [])];
    document.activeElement?.blur();
    const before = looks(around);
    one.focus({ focusVisible: true, preventScroll: true });
    if (document.activeElement === one && looks(around) === before) wrong.push(`focus of ${one.outerHTML.slice(0, 200)}`);
  }
  return wrong;
}
"""


@pytest.fixture(scope="module")
def organization(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organization]:
    """An organisation whose records are written in Greek."""
    folder: Path = tmp_path_factory.mktemp("translations")
    found = Organization(
        read_settings({}, database_url=f"sqlite:///{folder}/o.db", files=folder / "files")
    )
    yield found
    found.close()


@pytest.fixture(scope="module")
def seen(organization: Organization) -> Seen:
    """What is looked at there."""
    return filled(organization, WORDS)


def _untranslated(text: str, people: set[str]) -> str:
    left = WRITTEN.sub(" ", unmarked(text))
    words = re.findall(r"[^\W\d_]+", left)
    return text.strip() if set(words) - PROPER - _REGIONS - people else ""


def _people(organization: Organization) -> set[str]:
    with organization.read(organization.principal("admin")) as context:
        return {one["name"] for one in list_records(context, "user", ListRequest())["records"]}


_REGIONS = {name for one in REGIONS.values() for name in one.names}


def _left(person: Person, page_type: PageType, seen: Seen, people: set[str]) -> set[str]:
    """The texts of a page that have no translation, and what keeps anybody from using it: axe, a focus that nobody sees."""
    person.opens(seen.address(page_type))
    page_type.shows(person.page)
    found = person.page.evaluate(READ)
    texts = {f"{wrong!r} in {at}" for text, at in found if (wrong := _untranslated(text, people))}
    return texts | set(violations(person.page)) | set(person.page.evaluate(FOCUS))


def test_every_page_is_translated_and_can_be_used_by_everybody(
    organization: Organization, seen: Seen
) -> None:
    people = _people(organization)
    with everything_marked(), served(build_app(organization)) as address, chromium() as browser:
        context = browser.new_context(
            viewport=DESK, locale="zh-CN", bypass_csp=True, reduced_motion="reduce"
        )
        person = Person(context.new_page(), address)
        found = {one.name: _left(person, one, seen, people) for one in PAGE_TYPES if one.stranger}
        person.signs_in()
        found |= {
            one.name: _left(person, one, seen, people) for one in PAGE_TYPES if not one.stranger
        }
        context.close()
    wrong = {name: texts for name, texts in found.items() if texts}
    assert wrong == {}, "\n".join(
        f"{name}:\n  " + "\n  ".join(sorted(texts)) for name, texts in wrong.items()
    )
    assert person.complaints == []
