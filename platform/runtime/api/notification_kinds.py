"""The kinds of notifications: what each says, and to whom it says nothing. What is not in this list does not exist."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from objectry.formula.messages import Message
from objectry.metadata.documents import Label
from objectry.runtime.api import messages
from objectry.runtime.records import news
from objectry.runtime.store.notes import Note
from objectry.runtime.store.notifications import Notification
from objectry.runtime.texts.changes import ShownChange

Subject = Literal["note", "change", ""]


@dataclass(frozen=True, slots=True)
class Matter:
    """What a notification is about, as far as its reader may know of it."""

    notification: Notification
    note: Note | None
    """Of a kind whose subject is a note: that note, if it is there still."""
    changes: tuple[ShownChange, ...]
    """Of a kind whose subject is a change: what has changed for the reader."""


@dataclass(frozen=True, slots=True)
class NotificationKind:
    """One kind of notification."""

    name: str
    label: Label
    icon: str
    subject: Subject
    """What is looked up for it."""
    says: Callable[[Matter], Message | None]
    """The sentence, with places for `by`, `record` and `count`; None where the reader may know nothing of the matter."""


def _of_note(sentence: Message) -> Callable[[Matter], Message | None]:
    return lambda matter: None if matter.note is None else sentence


def _changed(matter: Matter) -> Message | None:
    return messages.TOLD_CHANGED if matter.changes else None


def _assigned(matter: Matter) -> Message:
    return messages.TOLD_SEVERAL if matter.notification.others else messages.TOLD_ASSIGNED


KINDS: Mapping[str, NotificationKind] = MappingProxyType({
    kind.name: kind
    for kind in (
        NotificationKind(news.MENTIONED, Label(zh="提到我的", en="Mentions"), "at", "note",
                         _of_note(messages.TOLD_MENTIONED)),
        NotificationKind(news.NOTED, Label(zh="便签", en="Notes"), "message", "note",
                         _of_note(messages.TOLD_NOTED)),
        NotificationKind(news.CHANGED, Label(zh="修改", en="Changes"), "pencil", "change", _changed),
        NotificationKind(news.ASSIGNED, Label(zh="交给我的", en="Handed to me"), "user-check", "",
                         _assigned),
    )
})  # fmt: skip
"""The kinds by name."""
