"""The command palette: where one can go and what one can do, found by a few letters."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from objectry.formula.functions.chinese import pinyin
from objectry.metadata.documents import Label
from objectry.runtime.access.grants import access_of
from objectry.runtime.api.navigation import menus, places
from objectry.runtime.api.records import search
from objectry.runtime.context import Context
from objectry.runtime.shown.matches import ShownMatch, as_matches

RECORDS = 8
"""Records that are offered, the latest first."""
OFFERED = 8
"""Places and actions that are offered, of each."""
LABELS_KEPT = 2_000
"""Labels whose pinyin is kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where one can go."""

    label: str
    icon: str
    address: str


@dataclass(frozen=True, slots=True)
class Deed:
    """What one can do from everywhere: go to an address, or press what the page has."""

    label: str
    icon: str
    address: str = ""
    press: str = ""
    """The selector of what is pressed instead."""


DEEDS = (
    (Label(zh="通知", en="Notifications"), "bell", "/notifications"),
    (Label(zh="个人资料", en="Profile"), "user", "/me"),
    (Label(zh="外观", en="Appearance"), "palette", "/me/appearance"),
    (Label(zh="密码与登录", en="Password and sign-ins"), "shield-lock", "/me/security"),
    (Label(zh="我的导入", en="My imports"), "history", "/imports"),
    (Label(zh="试写公式", en="Try a formula"), "math-function", "/formulas"),
)
"""Pages of everybody that no menu leads to."""
PRESSED = (
    (Label(zh="切换浅色或深色", en="Switch between light and dark"), "moon", "o-theme button"),
    (Label(zh="退出登录", en="Sign out"), "logout", "[data-sign-out]"),
)
"""What the frame of every page has a button for."""
MAKE = Label(zh="新建{label}", en="New {label}")
TRANSFERS = (
    ("import", Label(zh="导入{plural}", en="Import {plural}"), "table-import"),
    ("export", Label(zh="导出{plural}", en="Export {plural}"), "table-export"),
)
"""Files in and out, by the action that they need."""


@dataclass(frozen=True, slots=True)
class Palette:
    """What is offered for some words."""

    words: str
    places: tuple[Entry, ...]
    """Lists to open."""
    makes: tuple[Entry, ...]
    """Forms for a new record."""
    records: tuple[ShownMatch, ...]
    deeds: tuple[Deed, ...]


def palette(context: Context, words: str) -> Palette:
    """What is offered: all places while nothing has been typed, else what the words stand in, and records."""
    wanted = words.strip()
    places = tuple(one for one in _places(context) if meant(wanted, one.label))
    makes = tuple(_makes(context, wanted)) if wanted else ()
    found = search(context, wanted, "", RECORDS)["records"] if wanted else []
    deeds = tuple(one for one in _deeds(context) if wanted and meant(wanted, one.label))
    shown = places if not wanted else places[:OFFERED]
    return Palette(words, shown, makes[:OFFERED], as_matches(context, found), deeds[:OFFERED])


def _places(context: Context) -> Iterator[Entry]:
    """What the menus lead to, each address once."""
    items = [item for menu in menus(context) for group in menu.groups for item in group.items]
    items += places(context)
    for address in dict.fromkeys(one.address for one in items):
        item = next(one for one in items if one.address == address)
        yield Entry(item.label, item.icon, item.address)


def _makes(context: Context, wanted: str) -> Iterator[Entry]:
    """The forms of the objects of which the user may make records and that he may mean, with or without “new”."""
    access = access_of(context)
    for thing in context.catalog.objects.values():
        if "create" in access.on(thing).actions:
            label = thing.label.text(context.language)
            said = MAKE.text(context.language).replace("{label}", label)
            if meant(wanted, label) or meant(wanted, said):
                yield Entry(said, thing.definition.icon, f"/o/{thing.name}/new")


def _deeds(context: Context) -> Iterator[Deed]:
    """What the user may do from everywhere."""
    language, access = context.language, access_of(context)
    for label, icon, address in DEEDS:
        yield Deed(label.text(language), icon, address)
    for label, icon, press in PRESSED:
        yield Deed(label.text(language), icon, press=press)
    for thing in context.catalog.objects.values():
        plural = thing.plural.text(language)
        for action, label, icon in TRANSFERS:
            if action in access.on(thing).actions and action in thing.features:
                said = label.text(language).replace("{plural}", plural)
                yield Deed(said, icon, f"/o/{thing.name}/{action}")


def meant(words: str, label: str) -> bool:
    """Whether somebody who types `words` may mean what has a label: as it is written, or by its pinyin."""
    typed = words.casefold()
    if typed in label.casefold():
        return True
    sounds = "" if label.isascii() or not typed.isascii() else _sounds(label)
    return bool(sounds) and any(one.startswith(typed) for one in sounds.split())


@lru_cache(maxsize=LABELS_KEPT)
def _sounds(label: str) -> str:
    """The pinyin of a label, whole and as initials."""
    return f"{pinyin.code(label).replace(' ', '')} {pinyin.code(label, True)}".casefold()
