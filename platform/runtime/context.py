"""What every call works with: the organisation's state, the transaction, the user and the moment. Made once per request."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from objectry.formula.messages import Language
from objectry.formula.types import Changes
from objectry.metadata.catalog import Catalog
from objectry.metadata.field_types.base import TextStyle
from objectry.runtime.database.identity import Lookups, Principal, lookups
from objectry.runtime.database.organizations import Locale
from objectry.runtime.database.tables import Tables
from objectry.runtime.settings import Settings

T = TypeVar("T")
MEMO_SIZE = 2_000
"""Prepared statements and resolved rights that one state of an organisation keeps."""
ASKED_SIZE = 300
"""Conditions and columns in the words of users that it keeps beside them, with the statements for them. Users may think of
any number, so they have a place of their own, and never push out what every request needs."""
FORMULAS_SIZE = 20_000
"""Compiled formulas of the metadata, some 10 kB each. There are no more of them than the metadata have: statements for this
or that choice of fields never push them out."""


class Memo:
    """Results that follow from the catalog and their key, made once and kept while there is room. Safe between threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result kept under `key`; `make` makes it the first time."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(T, self._kept[key])
        made = make()
        with self._lock:
            self._kept[key] = made
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """An organisation's metadata at one epoch, with everything that follows from them."""

    epoch: int
    catalog: Catalog
    tables: Tables
    lookups: Lookups
    locale: Locale
    """The organisation's own, in which the platform works and numbers are counted."""
    memo: Memo = field(default_factory=lambda: Memo(MEMO_SIZE))
    asked: Memo = field(default_factory=lambda: Memo(ASKED_SIZE))
    """What follows from the words of users too."""
    formulas: Memo = field(default_factory=lambda: Memo(FORMULAS_SIZE))
    """The formulas of the metadata, compiled."""


def state_of(epoch: int, catalog: Catalog, tables: Tables, locale: Locale) -> State:
    """The state of an organisation whose metadata are at an epoch."""
    return State(epoch, catalog, tables, lookups(tables), locale)


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """One call: the state that it sees, its transaction, its moment, and for whom it is made."""

    state: State
    connection: sa.Connection
    settings: Settings
    now: datetime
    user: Principal | None
    """None for the platform's own work."""
    language: Language
    zone: ZoneInfo
    request: str = ""
    """An identifier that ties log lines, audit rows and answers together."""
    trial: bool = False
    """Whether all this is rolled back while others write: then it takes no lock that every one of them needs."""

    @property
    def catalog(self) -> Catalog:
        """The catalog of the state."""
        return self.state.catalog

    @property
    def style(self) -> TextStyle:
        """How the user reads and writes values."""
        return TextStyle(self.language, self.zone)

    def days(self, changes: Changes) -> tuple[date, ...] | None:
        """How long statements serve that hold what changes by itself so often: the days on which they do, for the user and
        for the organisation, none where that is for ever; None for those that serve one moment and one user."""
        if changes is Changes.NEVER:
            return ()
        if changes is Changes.ALWAYS:
            return None
        return tuple(
            self.now.astimezone(one).date() for one in (self.zone, self.state.locale.zone)
        )
