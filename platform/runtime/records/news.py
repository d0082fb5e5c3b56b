"""Who is told of what, noted in the transaction in which it happens. What the platform does by itself is told to nobody.

A row is kept for everybody who may care, whoever may see the record: what he may know is decided when he reads.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from objectry.metadata.catalog import Object
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.records.changes import Change
from objectry.runtime.store import follows, notifications
from objectry.runtime.store.journal import Entry
from objectry.runtime.store.notes import Note
from objectry.runtime.store.notifications import News

MENTIONED = "mentioned"
NOTED = "noted"
CHANGED = "changed"
ASSIGNED = "assigned"
OWNER = "owner"


def changed(
    context: Context, access: Access, thing: Object, changes: Sequence[Change], entries: Sequence[Entry]
) -> None:  # fmt: skip
    """Tell those who follow records what has changed in them, and new owners what is theirs now."""
    if access.user is None:
        return
    handed = dict(_handed_over(thing, changes, access.user))
    telling = {one.record: str(one.version) for one in entries if one.changes}
    news = [
        News(user, CHANGED, record, telling[record])
        for record, user in (follows.followers(context, telling) if telling else ())
        if user not in (access.user, handed.get(record))
    ]
    news += _assigned(handed.items())
    notifications.add(context, access.user, thing.name, news)


def made(context: Context, access: Access, thing: Object, changes: Sequence[Change]) -> None:
    """Tell the owners of new records that others have made for them."""
    if access.user is not None:
        news = _assigned(_handed_over(thing, changes, access.user))
        notifications.add(context, access.user, thing.name, news)


def noted(
    context: Context, access: Access, thing: Object, note: Note, owner: str | None, known: Iterable[str] = ()
) -> None:  # fmt: skip
    """Tell those whom a note mentions, and of a new one those who follow its record, and its owner. `known` are those whom
    it has mentioned before it was edited."""
    assert access.user
    news = {
        user: News(user, MENTIONED, note.record, note.id)
        for user in note.mentions
        if user not in known
    }
    if note.edited_at is None:
        listening = [user for _, user in follows.followers(context, [note.record])]
        for user in (*listening, *((owner,) if owner else ())):
            news.setdefault(user, News(user, NOTED, note.record, note.id))
    news.pop(access.user, None)
    notifications.add(context, access.user, thing.name, list(news.values()))


def forget(context: Context, records: Sequence[str]) -> None:
    """Tell nobody any more of records that are gone for good."""
    follows.forget(context, records)
    notifications.forget(context, records)


def _handed_over(thing: Object, changes: Sequence[Change], user: str) -> Iterator[tuple[str, str]]:
    """Records that belong to somebody else now than to the user, with their new owners."""
    if not thing.owned:
        return
    for one in changes:
        owner = one.values.get(OWNER)
        before = one.before.values.get(OWNER) if one.before else None
        if owner is not None and owner not in (user, before):
            yield one.id, owner


def _assigned(handed: Iterable[tuple[str, str]]) -> list[News]:
    """One notification for each new owner, however many records he got at once."""
    owned: dict[str, list[str]] = defaultdict(list)
    for record, owner in handed:
        owned[owner].append(record)
    return [News(user, ASSIGNED, own[0], others=len(own) - 1) for user, own in owned.items()]
