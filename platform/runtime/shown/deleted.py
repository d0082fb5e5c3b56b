"""The page of the recycle bin."""

from dataclasses import dataclass
from datetime import timedelta

from objectry.runtime.access.grants import access_of
from objectry.runtime.api.deleted import Deleted, deleted_records, with_bin
from objectry.runtime.context import Context
from objectry.runtime.texts.moments import ShownMoment, shown_moment
from objectry.runtime.texts.values import MASKED


@dataclass(frozen=True, slots=True)
class BinObject:
    """An object with a recycle bin."""

    name: str
    plural: str
    icon: str


@dataclass(frozen=True, slots=True)
class ShownDeleted:
    """A deleted record on a page."""

    object: str
    label: str
    icon: str
    id: str
    name: str
    by: str
    moment: ShownMoment
    days_left: int | None
    """Days after which it is removed for good; None where it stays."""
    mine: bool


@dataclass(frozen=True, slots=True)
class ShownBin:
    """A page of the recycle bin."""

    objects: tuple[BinObject, ...]
    """The objects to choose from."""
    object: str
    """The one that is shown; empty for all."""
    words: str
    records: tuple[ShownDeleted, ...]
    days: int
    """How long records stay; 0 for ever."""
    next: str | None


def shown_bin(context: Context, object_name: str, words: str, after: str) -> ShownBin:
    """A page of the recycle bin as people read it. Raises like `deleted_records`."""
    page = deleted_records(context, object_name, words, after, None)
    language, days = context.language, context.settings.bin_days
    objects = sorted(
        (
            BinObject(one.name, one.plural.text(language), one.definition.icon)
            for one in with_bin(context, access_of(context))
        ),
        key=lambda one: one.plural,
    )
    return ShownBin(
        tuple(objects), object_name, words,
        tuple(
            ShownDeleted(
                one.thing.name, one.thing.label.text(language), one.thing.definition.icon, one.id,
                one.name or MASKED, _who(one), shown_moment(context, one.at),
                _days_left(context.now - one.at, days), one.mine,
            )
            for one in page.records
        ),
        days, page.next,
    )  # fmt: skip


def _who(one: Deleted) -> str:
    return one.by_name or (MASKED if one.by else "")


def _days_left(ago: timedelta, days: int) -> int | None:
    """Whole days until a record may be removed, rounded up: it has one day left until its last moment."""
    return None if not days else max(-((ago - timedelta(days=days)) // timedelta(days=1)), 0)
