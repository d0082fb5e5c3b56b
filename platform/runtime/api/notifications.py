"""What a user is told. Each notification is read with the rights that he has by now: what he may not see any more is left
out, of lists and of counts alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from objectry.metadata.catalog import Object
from objectry.metadata.column_types import utc_text
from objectry.runtime.access.grants import access_of
from objectry.runtime.api.notification_kinds import KINDS, Matter, NotificationKind
from objectry.runtime.api.records import page_size
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid
from objectry.runtime.records import messages as record_messages
from objectry.runtime.records.present import link_json
from objectry.runtime.store import journal, notes, notifications, reach
from objectry.runtime.store.notes import Note
from objectry.runtime.store.notifications import LATEST, Notification
from objectry.runtime.texts.changes import ShownChange, shown_changes
from objectry.runtime.texts.moments import ShownMoment, shown_moment
from objectry.runtime.texts.notes import excerpt_of
from objectry.runtime.texts.values import MASKED, record_address

Json = dict[str, Any]
COUNTED = 99
"""Where the count of unread notifications stops."""
NUMBER = 18
"""Digits of the number of a notification."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notification as its reader may read it."""

    notification: Notification
    kind: NotificationKind
    record: str
    """The name of the record."""
    by: str
    """The name of the one whose doing it is."""
    sentence: str
    note: str
    """The beginning of the note that it is about."""
    changes: tuple[ShownChange, ...]
    address: str


@dataclass(frozen=True, slots=True)
class ShownNotification:
    """A notification on a page."""

    id: int
    icon: str
    sentence: str
    note: str
    changes: tuple[ShownChange, ...]
    address: str
    moment: ShownMoment
    unread: bool


@dataclass(frozen=True, slots=True)
class ShownNotifications:
    """A page of notifications."""

    notifications: tuple[ShownNotification, ...]
    unread: bool
    """Whether only those are shown that have not been read."""
    next: str
    """Where the next page begins; empty at the end."""


def list_notifications(context: Context, unread: bool, after: str, limit: int | None) -> Json:
    """What the user was told, latest first: `{"notifications", "next"}`."""
    found, after = _page(context, unread, after, page_size(context, limit))
    return {
        "notifications": [
            {
                "id": one.notification.number,
                "kind": one.kind.name,
                "at": utc_text(one.notification.at),
                "read": one.notification.read_at is not None,
                "user": link_json(one.notification.by, None if one.by == MASKED else one.by),
                "record": {
                    "object": one.notification.object, "id": one.notification.record,
                    "name": None if one.record == MASKED else one.record,
                },
                "others": one.notification.others,
                "text": one.sentence,
                "note": one.note or None,
            }
            for one in found
        ],
        "next": after or None,
    }  # fmt: skip


def shown_notifications(
    context: Context, unread: bool, after: str, limit: int | None
) -> ShownNotifications:
    """What the user was told, latest first, as he reads it."""
    found, after = _page(context, unread, after, page_size(context, limit))
    return ShownNotifications(tuple(
        ShownNotification(
            one.notification.number, one.kind.icon, one.sentence, one.note, one.changes, one.address,
            shown_moment(context, one.notification.at), one.notification.read_at is None,
        )
        for one in found
    ), unread, after)  # fmt: skip


def count_unread(context: Context) -> Json:
    """How much of what the user was told he has not read, up to a bound, and in how many seconds to ask again: `{"count",
    "more", "again"}`."""
    found, after = _page(context, True, "", COUNTED)
    again = context.settings.notification_seconds
    return {"count": len(found), "more": bool(after), "again": again}


def mark_read(context: Context, numbers: Sequence[int] | None) -> None:
    """Note that the user has read some notifications, or all. Those of others stay as they are."""
    assert context.user
    if numbers is None:
        notifications.mark_all_read(context, context.user.id)
    else:
        notifications.mark_read(context, context.user.id, numbers)


def _page(context: Context, unread: bool, after: str, size: int) -> tuple[list[Told], str]:
    """A page of what the user may read, and where the next one begins."""
    assert context.user
    if after and not (after.isascii() and after.isdigit() and len(after) <= NUMBER):
        raise Invalid(record_messages.CURSOR_WRONG)
    before = int(after) if after else LATEST
    found: list[Told] = []
    while True:  # what may not be read any more leaves room for others
        kept = notifications.latest(context, context.user.id, unread, before, size + 1)
        found += _told(context, kept)
        if len(found) > size:
            return found[:size], str(found[size - 1].notification.number)
        if len(kept) <= size:
            return found, ""
        before = kept[-1].number


def _told(context: Context, kept: Sequence[Notification]) -> Iterator[Told]:
    """What some notifications say to the user."""
    if not kept:
        return
    access, objects = access_of(context), context.catalog.objects
    users = reach.names(context, access, objects["user"], {one.by for one in kept})
    written = _notes(context, kept)
    changes = _changes(context, kept)
    named = _named(context, kept)
    for one in kept:
        kind = KINDS.get(one.kind)
        if kind is None or (one.object, one.record) not in named:
            continue
        note = written.get(one.subject) if kind.subject == "note" else None
        matter = Matter(one, note, changes.get(one.number, ()))
        sentence = kind.says(matter)
        if sentence is None:
            continue
        record = named[one.object, one.record] or MASKED
        by = str(users.get(one.by) or MASKED)
        params = {"by": by, "record": record, "count": one.others + 1}
        yield Told(
            one, kind, record, by, sentence.text(context.language, params),
            excerpt_of(note.text) if note else "", matter.changes, _address(one),
        )  # fmt: skip


def _address(one: Notification) -> str:
    """Where a notification leads: to its record, or to all that is the reader's where it tells of several."""
    if one.others:
        return f"/o/{one.object}?scope=mine&sort=-updated_at"
    return record_address(one.object, one.record)


def _named(context: Context, kept: Sequence[Notification]) -> Mapping[tuple[str, str], str | None]:
    """The records that the user may read still, with their names, None for those that are hidden."""
    access = access_of(context)
    return {
        (thing.name, record): None if name is None else str(name)
        for thing, ids in _by_object(context, kept)
        if "read" in access.on(thing).actions
        for record, name in reach.names(context, access, thing, ids).items()
    }


def _by_object(
    context: Context, kept: Sequence[Notification]
) -> Iterator[tuple[Object, set[str]]]:
    for name in dict.fromkeys(one.object for one in kept):
        thing = context.catalog.objects.get(name)
        if thing is not None:
            yield thing, {one.record for one in kept if one.object == name}


def _notes(context: Context, kept: Sequence[Notification]) -> Mapping[str, Note]:
    ids = {one.subject for one in kept if _subject(one) == "note"}
    return notes.known(context, ids) if ids else {}


def _subject(one: Notification) -> str:
    kind = KINDS.get(one.kind)
    return kind.subject if kind else ""


def _changes(
    context: Context, kept: Sequence[Notification]
) -> Mapping[int, tuple[ShownChange, ...]]:
    """What has changed for the user, by the number of the notification that tells of it."""
    access, found = access_of(context), dict[int, tuple[ShownChange, ...]]()
    telling = [one for one in kept if _subject(one) == "change"]
    for thing, _ in _by_object(context, telling):
        own = [one for one in telling if one.object == thing.name]
        events = journal.versions(context, thing, {(one.record, int(one.subject)) for one in own})
        there = [(one, events.get((one.record, int(one.subject)))) for one in own]
        pairs = [(one, event) for one, event in there if event is not None]
        seen = shown_changes(context, access, thing, [event.changes for _, event in pairs])
        found |= {one.number: changes for (one, _), changes in zip(pairs, seen, strict=True)}
    return found
