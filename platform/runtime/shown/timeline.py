"""What gathers around a record, latest first: how it changed, what is noted and done about it, and its files.

Each of these comes from a source of its own, which answers from behind a position; they are merged as they are needed. A
page ends at a cursor that names where each source goes on: `changes:57,notes:0198…`.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Literal, get_args

from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.record_key import as_id
from objectry.metadata.field_types.textarea import TextAreaDef
from objectry.runtime.access.grants import Access
from objectry.runtime.access.reasons import kept_reason
from objectry.runtime.api.records import readable_record
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid
from objectry.runtime.ids import moment_of
from objectry.runtime.records import messages
from objectry.runtime.records.forms import layout_meant
from objectry.runtime.records.paths import readable
from objectry.runtime.store import activities, files, journal, notes, reach, read
from objectry.runtime.texts.changes import ShownChange, shown_changes
from objectry.runtime.texts.moments import ShownMoment, shown_moment
from objectry.runtime.texts.notes import shown_text
from objectry.runtime.texts.values import (
    MASKED,
    NOTHING,
    Part,
    Shown,
    record_address,
    shown_column,
)

Kind = Literal["changes", "notes", "activities", "files"]
PAGE = 20
"""Entries that are shown at once."""
SHOWN_TEXT = 300
"""Characters of an activity's text that are shown."""
NUMBER = 18
"""Digits of the number of an entry in the history."""


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """A note."""

    id: str
    text: str
    parts: tuple[Part, ...]
    mentions: tuple[tuple[str, str], ...]
    """IDs and names of those whom it mentions."""
    edited: bool
    own: bool
    """Whether the reader has written it."""


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """A record that is about the record."""

    label: str
    """What its object is called."""
    name: Part
    text: str
    facts: tuple[tuple[str, Shown], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened."""

    kind: Kind
    icon: str
    moment: ShownMoment
    who: Part
    action: str = ""
    """Of a change: `create`, `update`, `delete` or `restore`."""
    changes: tuple[ShownChange, ...] = ()
    note: NoteEntry | None = None
    activity: ActivityEntry | None = None
    file: Part | None = None


@dataclass(frozen=True, slots=True)
class ShownTimeline:
    """A page of what gathers around a record."""

    object: str
    id: str
    kind: str
    """The kind that is shown; empty for all."""
    kinds: tuple[str, ...]
    """The kinds that there may be."""
    entries: tuple[Entry, ...]
    begun: str
    """The day under which the page before has ended."""
    next: str
    """Where the next page begins; empty at the end."""


@dataclass(frozen=True, slots=True)
class _Item:
    at: datetime
    position: str
    row: Any


@dataclass(frozen=True, slots=True)
class _Source:
    """Where entries of one kind come from."""

    kind: Kind
    latest: Callable[[str, int], Sequence[_Item]]
    """The latest ones from behind a position, or of all, as many as are wanted."""
    entries: Callable[[Sequence[_Item]], Iterator[tuple[_Item, Entry]]]
    """What is shown of some of them: nothing of what the reader may not know."""


def shown_timeline(
    context: Context, object_name: str, record: str, kind: str, after: str
) -> ShownTimeline:
    """A page of what gathers around a record. Raises NotFound like the record, and Invalid for a wrong cursor or kind."""
    access, thing, identifier = readable_record(context, object_name, record)
    if kind and kind not in get_args(Kind):
        raise Invalid(messages.CURSOR_WRONG)
    made = _Around(context, access, thing, identifier)
    every = made.sources()
    known = {name: one for name, one in every.items() if kind in ("", one.kind)}
    begun, positions = _positions(known, after)
    entries: tuple[Entry, ...] = ()
    while positions and not entries:  # a page may hold nothing that the reader may know
        entries, positions = _page(known, positions)
    going = ",".join(f"{name}:{at}" for name, at in positions.items())
    last = entries[-1].moment.day if entries else begun
    kinds = tuple(
        one for one in get_args(Kind) if any(one == other.kind for other in every.values())
    )
    return ShownTimeline(
        thing.name, identifier, kind, kinds, entries, begun, f"day:{last},{going}" if going else ""
    )


def _positions(known: Mapping[str, _Source], after: str) -> tuple[str, dict[str, str]]:
    """The day that a page goes on with, and where each source goes on: everywhere at the beginning for the first page."""
    if not after:
        return "", dict.fromkeys(known, "")
    found = dict(one.partition(":")[::2] for one in after.split(","))
    begun = found.pop("day", "")
    fits = all(
        name in known and (not at or _is_position(known[name].kind, at))
        for name, at in found.items()
    )
    if not fits or not _is_day(begun):
        raise Invalid(messages.CURSOR_WRONG)
    return begun, found


def _is_position(kind: Kind, at: str) -> bool:
    if kind == "changes":
        return at.isascii() and at.isdigit() and len(at) <= NUMBER
    return as_id(at) == at


def _is_day(text: str) -> bool:
    try:
        return not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _page(
    known: Mapping[str, _Source], positions: Mapping[str, str]
) -> tuple[tuple[Entry, ...], dict[str, str]]:
    """The next entries of all sources, and where those go on that have more."""
    found = {name: known[name].latest(at, PAGE + 1) for name, at in positions.items()}
    lines = [[(one, name) for one in items] for name, items in found.items()]
    merged = heapq.merge(*lines, key=lambda pair: pair[0].at, reverse=True)
    taken: dict[str, list[_Item]] = {name: [] for name in found}
    order: list[_Item] = []
    for item, name in merged:
        taken[name].append(item)
        order.append(item)
        if len(order) == PAGE:
            break
    told = {
        id(item): entry
        for name, own in taken.items()
        if own
        for item, entry in known[name].entries(own)
    }
    going = {
        name: taken[name][-1].position if taken[name] else positions[name]
        for name, items in found.items()
        if len(items) > len(taken[name])
    }
    return tuple(told[id(item)] for item in order if id(item) in told), going


@dataclass(frozen=True, slots=True)
class _Around:
    """The sources of one record, for one reader."""

    context: Context
    access: Access
    thing: Object
    record: str

    def sources(self) -> dict[str, _Source]:
        """All sources that there are, by name."""
        found = {
            "changes": _Source("changes", self._events, self._changes),
            "notes": _Source("notes", self._notes, self._noted),
        }
        for thing, through in self._about():
            found[f"activities.{thing.name}"] = _Source(
                "activities", partial(self._activities, thing, through),
                partial(self._done, thing, through),
            )  # fmt: skip
        if places := self._places():
            found["files"] = _Source("files", partial(self._files, places), self._attached)
        return found

    def _whose(self, users: Sequence[str | None]) -> Callable[[str | None], Part]:
        """What stands for users: their names, as far as the reader may know them."""
        users_thing = self.context.catalog.objects["user"]
        ids = {one for one in users if one}
        named = reach.names(self.context, self.access, users_thing, ids) if ids else {}

        def who(user: str | None) -> Part:
            name = named.get(user) if user else None
            return Part(str(name), record_address("user", str(user))) if name else Part(MASKED)

        return who

    # Changes --------------------------------------------------------------------------------------------------------

    def _events(self, after: str, limit: int) -> list[_Item]:
        before = int(after) if after else journal.LATEST
        events = journal.history(self.context, self.thing, self.record, limit, before)
        return [_Item(one.at, str(one.number), one) for one in events]

    def _changes(self, items: Sequence[_Item]) -> Iterator[tuple[_Item, Entry]]:
        events = [item.row for item in items]
        seen = shown_changes(
            self.context, self.access, self.thing, [one.changes for one in events]
        )
        who = self._whose([one.user for one in events])
        language = self.context.language
        for item, changes in zip(items, seen, strict=True):
            event = item.row
            told = tuple(one for one in changes if not one.files)
            if event.action == "update" and not told:
                continue
            by = who(event.user) if event.user else Part(kept_reason(event.reason).text(language))
            yield item, Entry("changes", "pencil" if event.action == "update" else self.thing.definition.icon,
                              self._moment(item), by, event.action, told)  # fmt: skip

    # Notes ----------------------------------------------------------------------------------------------------------

    def _notes(self, after: str, limit: int) -> list[_Item]:
        found = notes.latest(self.context, self.record, after or None, limit)
        return [_Item(moment_of(one.id), one.id, one) for one in found]

    def _noted(self, items: Sequence[_Item]) -> Iterator[tuple[_Item, Entry]]:
        who = self._whose([one for item in items for one in (item.row.user, *item.row.mentions)])
        for item in items:
            note = item.row
            mentions = tuple((one, known.text) for one in note.mentions if (known := who(one)).to)
            yield item, Entry("notes", "message", self._moment(item), who(note.user), note=NoteEntry(
                note.id, note.text, shown_text(note.text, dict(mentions)), mentions,
                note.edited_at is not None, note.user == self.access.user,
            ))  # fmt: skip

    # Activities -----------------------------------------------------------------------------------------------------

    def _about(self) -> Iterator[tuple[Object, tuple[Field, ...]]]:
        """The objects whose records are about others, with the fields by which they point to this one.

        What a record is about may be of several objects, so such an object has a field that points to any of them.
        """
        if "activities" not in self.thing.features:
            return
        pointing: dict[str, list[Field]] = {}
        for field in self.context.catalog.referrers[self.thing.name]:
            if field.columns and not field.system:
                pointing.setdefault(field.object, []).append(field)
        for name, fields in pointing.items():
            other = self.context.catalog.objects[name]
            rights = self.access.on(other)
            through = tuple(one for one in fields if one.name in rights.readable)
            if (
                through
                and "read" in rights.actions
                and any(map(_says_about, other.fields.values()))
            ):
                yield other, through

    def _activities(
        self, thing: Object, through: tuple[Field, ...], after: str, limit: int
    ) -> list[_Item]:
        found = activities.latest(
            self.context, self.access, thing, through, self.record, after or None, limit
        )
        return [_Item(moment_of(one), one, one) for one in found]

    def _done(
        self, thing: Object, through: tuple[Field, ...], items: Sequence[_Item]
    ) -> Iterator[tuple[_Item, Entry]]:
        layout = layout_meant(self.context, thing, None)
        body = next((one for one in thing.fields.values() if _is_body(one)), None)
        highlights = [one for one in (layout.highlights if layout else ()) if one not in through]
        wanted = (
            *highlights,
            thing.name_field,
            thing.fields["created_by"],
            *((body,) if body else ()),
        )
        columns = tuple(
            path
            for one in dict.fromkeys(wanted)
            if (path := readable(self.context, self.access, thing, one.name))
        )
        page = read.some(self.context, self.access, thing, [one.row for one in items], columns)
        values = {one.name: shown_column(self.context, one) for one in page.series}
        makers = next((one.values for one in page.series if one.name == "created_by"), ())
        who = self._whose([str(one) for one in makers if one])
        place = {record: at for at, record in enumerate(page.ids)}

        def shown(name: str, at: int) -> Shown:
            return values[name][at] if name in values else NOTHING

        for item in items:
            if item.row not in place:
                continue
            at = place[item.row]
            name = shown(thing.name_field.name, at).text or MASKED
            text = shown(body.name, at).text if body else ""
            facts = (
                (one.label.text(self.context.language), shown(one.name, at)) for one in highlights
            )
            yield item, Entry(
                "activities", thing.definition.icon, self._moment(item),
                who(makers[at]) if makers and makers[at] else Part(""),
                activity=ActivityEntry(
                    thing.label.text(self.context.language), Part(name, record_address(thing.name, item.row)),
                    text if len(text) <= SHOWN_TEXT else text[: SHOWN_TEXT - 1] + "…",
                    tuple(fact for fact in facts if fact[1].text),
                ),
            )  # fmt: skip

    # Files ----------------------------------------------------------------------------------------------------------

    def _places(self) -> frozenset[str]:
        """The fields that hold files and may be read, as files know them."""
        readable = self.access.on(self.thing).readable
        return frozenset(
            f"{self.thing.name}.{one.name}"
            for one in self.thing.fields.values()
            if one.type.holds_files and one.name in readable
        )

    def _files(self, places: frozenset[str], after: str, limit: int) -> list[_Item]:
        found = files.latest_in(self.context, self.record, places, after or None, limit)
        return [_Item(moment_of(one.id), one.id, one) for one in found]

    def _attached(self, items: Sequence[_Item]) -> Iterator[tuple[_Item, Entry]]:
        who = self._whose([item.row.user for item in items])
        for item in items:
            file = Part(item.row.name, f"/api/v1/files/{item.row.id}")
            yield (
                item,
                Entry("files", "paperclip", self._moment(item), who(item.row.user), file=file),
            )

    def _moment(self, item: _Item) -> ShownMoment:
        return shown_moment(self.context, item.at)


def _says_about(field: Field) -> bool:
    """Whether a field says what a record is about: it points to a record of any of several objects."""
    return field.relation is not None and len(field.columns) > 1


def _is_body(field: Field) -> bool:
    """Whether a field is what an activity has to say: its long text."""
    return isinstance(field.definition, TextAreaDef) and not field.system
