"""Every type of page and what opens on it: whatever is true of all pages is shown by going through this one list.

Axe, the search for texts without translation, the hostile texts and the screenshots use it. A new page, or something new
that opens on one, is one more entry.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page, expect

Steps = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class PageType:
    """A page, and perhaps something that opens on it."""

    name: str
    path: str
    """Its address, with places such as `{object}` that `Seen` fills."""
    opens: Steps | None = None
    """What a person does there to see what this is about."""
    waits: str = ""
    """What is there when all of the page has come."""
    stranger: bool = False
    """Whether it is for those who have not signed in."""

    def shows(self, page: Page) -> None:
        """Let all of the page come, and open what it is about."""
        if self.waits:
            expect(page.locator(self.waits).first).to_be_visible()
        if self.opens:
            self.opens(page)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is looked at: records and imports of an organisation."""

    object: str
    """An object with a list, a form and everything else."""
    id: str
    """One of its records."""
    draft: str
    """An import that is being prepared, whose values have no meaning yet and that was checked."""
    done: str
    """An import that has ended."""
    undo: str
    """A job that took an import back."""

    def address(self, page: PageType) -> str:
        """Where a page is."""
        places: Mapping[str, str] = {name: getattr(self, name) for name in self.__slots__}
        return page.path.format_map(places)


def _clicks(*selectors: str, shows: str) -> Steps:
    """Click one after the other, and wait for what the last one shows."""

    def do(page: Page) -> None:
        for selector in selectors:
            page.locator(selector).first.click()
        expect(page.locator(shows).first).to_be_visible()

    return do


def _opens_a_chip(page: Page) -> None:
    """Long labels leave no room for chips beside them: they are unfolded first."""
    rest = page.locator(".o-rest")
    if rest.is_visible():
        rest.click()
    _clicks("o-chip button:visible", shows="o-chip form")(page)


def _presses(key: str, shows: str) -> Steps:
    def do(page: Page) -> None:
        expect(page.locator("o-palette:defined")).to_have_count(1)
        page.keyboard.press(key)
        expect(page.locator(shows).first).to_be_visible()

    return do


def _changes_a_cell(page: Page) -> None:
    page.locator("#rows td.o-number").first.dblclick()
    expect(page.locator(".o-editor")).to_be_visible()


LIST = "/o/{object}?view=all"
RECORD = "/o/{object}/{id}"
TICK = "#rows input[type=checkbox]"
MORE = "[aria-controls=record-actions]"
PAGE_TYPES: tuple[PageType, ...] = (
    PageType("sign-in", "/sign-in", stranger=True),
    PageType("forgot", "/forgot", stranger=True),
    PageType("new-password", "/new-password", stranger=True),
    PageType("offline", "/offline", stranger=True),
    PageType("home", "/"),
    PageType("palette", "/", _presses("Control+k", "#palette-entries [role=option]")),
    PageType("account-menu", "/", _clicks("[aria-controls=account]", shows="#account")),
    PageType("shortcut-menu", "/", _clicks("[aria-controls=shortcuts]", shows="#shortcuts a")),
    PageType("bell", "/", _clicks("o-bell button", shows="#bell-list > *")),
    PageType("list", LIST),
    PageType("list-recent", "/o/{object}?view=_recent"),
    PageType("list-views", LIST, _clicks("[aria-controls=views]", shows="#views nav a")),
    PageType("board", LIST + "&as=board", waits="o-board[data-ready]"),
    PageType("calendar", LIST + "&as=calendar", waits="o-calendar[data-ready]"),
    PageType("list-split", LIST + "&as=split", _clicks(shows=".o-pane #timeline li, .o-pane #timeline p")),
    PageType("list-nothing", LIST + "&q=%CE%A9%CE%A9%CE%A9"),
    PageType("list-filter", LIST, _clicks("o-opens[data-dialog=list-filter] > button", shows="#list-filter h2")),
    PageType("list-columns", LIST, _clicks("o-opens[data-dialog=list-columns] > button", shows="#list-columns h2")),
    PageType("list-view", LIST, _clicks("[aria-controls=views]", "#views o-opens > button", shows="#list-view h2")),
    PageType("list-chip", LIST, _opens_a_chip),
    PageType("list-change", LIST, _clicks(TICK, "[data-act=edit]", shows=".o-change")),
    PageType("list-transfer", LIST, _clicks(TICK, "[data-act=transfer]", shows="[data-dialog=transfer] [role=combobox]")),
    PageType("list-tags", LIST, _clicks(TICK, "[data-act=tags]", shows="#new-tags")),
    PageType("list-row-menu", LIST, _clicks("#rows .o-row-menu button", shows="o-row-menu [role=menu]")),
    PageType("list-cell", LIST, _changes_a_cell),
    PageType("record", RECORD, waits="#timeline li, #timeline p"),
    PageType("record-related", RECORD, _clicks("#tab-related", shows="#related > *")),
    PageType("record-inline", RECORD, _clicks(".o-pencil", shows="o-form")),
    PageType("record-menu", RECORD, _clicks(MORE, shows="#record-actions")),
    PageType("record-owner", RECORD, _clicks(MORE, "[data-dialog=owner-dialog] button", shows="#owner-body form")),
    PageType("record-access", RECORD, _clicks(MORE, "[data-dialog=access-dialog] button", shows="#access-body > *")),
    PageType("record-print", RECORD + "/print"),
    PageType("form-edit", RECORD + "/edit"),
    PageType("form-new", "/o/{object}/new"),
    PageType("form-kinds", "/o/customer/new"),
    PageType("form-lines", "/o/order/new", _clicks("[data-do=add]", shows="o-lines tbody tr input:not([type=hidden])")),
    PageType("search", "/search?q=%CE%A9%CE%BC%CE%AD%CE%B3%CE%B1"),
    PageType("notifications", "/notifications"),
    PageType("me", "/me"),
    PageType("me-appearance", "/me/appearance"),
    PageType("me-security", "/me/security"),
    PageType("me-shortcuts", "/me/shortcuts"),
    PageType("recycle-bin", "/deleted"),
    PageType("people", "/people"),
    PageType("formulas", "/formulas?object={object}", waits="o-formula"),
    PageType("import-file", "/o/{object}/import"),
    PageType("import-columns", "/imports/{draft}?step=columns"),
    PageType("import-values", "/imports/{draft}?step=values"),
    PageType("import-check", "/imports/{draft}?step=check"),
    PageType("import-done", "/imports/{done}"),
    PageType("import-undo", "/imports/{undo}"),
    PageType("imports", "/imports"),
    PageType("export", "/o/{object}/export?view=all"),
    PageType("not-found", "/nowhere"),
)  # fmt: skip
