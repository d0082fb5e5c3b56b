"""The command palette: where one can go and what one can do, found by a few letters."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from objectry.formula.functions.chinese import pinyin
from objectry.runtime.access.grants import access_of
from objectry.runtime.api.navigation import menus
from objectry.runtime.api.records import search
from objectry.runtime.api.shown_matches import ShownMatch, as_matches
from objectry.runtime.context import Context

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
class Palette:
    """What is offered for some words."""

    words: str
    places: tuple[Entry, ...]
    """Lists to open."""
    makes: tuple[Entry, ...]
    """Forms for a new record, called by what is made."""
    records: tuple[ShownMatch, ...]


def palette(context: Context, words: str) -> Palette:
    """What is offered: all places while nothing has been typed, else what the words stand in, and records."""
    wanted = words.strip()
    places = tuple(one for one in _places(context) if _meant(wanted, one.label))
    makes = tuple(one for one in _makes(context) if wanted and _meant(wanted, one.label))
    found = search(context, wanted, "", RECORDS)["records"] if wanted else []
    shown = places if not wanted else places[:OFFERED]
    return Palette(words, shown, makes[:OFFERED], as_matches(context, found))


def _places(context: Context) -> Iterator[Entry]:
    """What the menus lead to, each address once."""
    items = [item for menu in menus(context) for group in menu.groups for item in group.items]
    for address in dict.fromkeys(one.address for one in items):
        item = next(one for one in items if one.address == address)
        yield Entry(item.label, item.icon, item.address)


def _makes(context: Context) -> Iterator[Entry]:
    """The forms of all objects of which the user may make records."""
    access = access_of(context)
    for thing in context.catalog.objects.values():
        if "create" in access.on(thing).actions:
            label = thing.label.text(context.language)
            yield Entry(label, thing.definition.icon, f"/o/{thing.name}/new")


def _meant(words: str, label: str) -> bool:
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
