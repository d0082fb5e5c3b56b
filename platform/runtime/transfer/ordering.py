"""The order in which the rows of a file are saved: a row that others point to comes before them."""

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from objectry.metadata.catalog import Object
from objectry.metadata.field_types.base import LookupKey, ValueRefused
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.records import links
from objectry.runtime.records.drafts import Reader
from objectry.runtime.transfer.mapping import Source, text_of
from objectry.runtime.transfer.tables import Line


@dataclass(frozen=True, slots=True)
class Order:
    """Rows in the order in which they are saved."""

    lines: Sequence[Line]
    ends: Sequence[int]
    """Where each group of rows ends. A row points to rows of earlier groups only, unless they form a circle."""
    circles: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """For rows that cannot be put in order: the numbers of rows that point to each other."""

    @property
    def digest(self) -> str:
        """Equal for equal orders of the same file."""
        numbers = array("q", (number for number, _ in self.lines))
        return hashlib.sha256(numbers.tobytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Ties:
    """Which rows point to which, by their places. In between stand keys: many rows may have, or mean, the same one."""

    keys_of: Sequence[Collection[LookupKey]]
    """The keys by which each row points to rows of the file."""
    users: Mapping[LookupKey, Sequence[int]]
    """The rows that point to others by a key."""
    named: Mapping[LookupKey, Sequence[int]]
    """The rows that a key may mean."""

    def names_of(self) -> Mapping[int, Sequence[LookupKey]]:
        """The keys that may mean each row."""
        found: dict[int, list[LookupKey]] = defaultdict(list)
        for key, rows in self.named.items():
            for row in rows:
                found[row].append(key)
        return found


def in_order(
    context: Context, access: Access, thing: Object, sources: Sequence[Source], reader: Reader,
    lines: Sequence[Line],
) -> Order:  # fmt: skip
    """The rows of a file, those that others point to first, else as they stand."""
    own = [
        one for one in sources if one.field.relation and thing.name in one.field.relation.targets
    ]
    wanted = [_keys(own, reader, thing, cells) for _, cells in lines] if own else []
    if not any(wanted):
        return Order(lines, (len(lines),))
    return _sorted(lines, _ties(context, access, thing, sources, reader, lines, wanted))


def _keys(
    own: Iterable[Source], reader: Reader, thing: Object, cells: tuple[str, ...]
) -> list[LookupKey]:
    """The records of the same object that a row points to by a key. Those with an ID are there already."""
    found: list[LookupKey] = []
    for source in own:
        text = text_of(source, cells)
        if text.strip():
            value = _read(source, reader, text)
            parts = value if isinstance(value, tuple) else (value,)
            found.extend(
                part
                for part in parts
                if isinstance(part, LookupKey) and part.object in ("", thing.name)
            )
    return found


def _read(source: Source, reader: Reader, text: str) -> Any:
    """The value of a cell; none for one that will be refused."""
    try:
        return reader.read(source.field, text)
    except ValueRefused:
        return None


def _ties(
    context: Context, access: Access, thing: Object, sources: Sequence[Source], reader: Reader,
    lines: Sequence[Line], wanted: Sequence[Sequence[LookupKey]],
) -> _Ties:  # fmt: skip
    named: dict[LookupKey, list[int]] = defaultdict(list)
    keys = list(dict.fromkeys(key for found in wanted for key in found))
    by_field = {source.field: source for source in sources}
    for one, group in links.fields_for(access, thing, keys).items():
        source = by_field.get(one)
        if source is None:
            continue
        meant = links.values_of(context, one, group)
        for place, (_, cells) in enumerate(lines):
            for key in meant.get(_read(source, reader, text_of(source, cells)), ()):
                named[key].append(place)
    keys_of = [dict.fromkeys(key for key in found if key in named) for found in wanted]
    users: dict[LookupKey, list[int]] = defaultdict(list)
    for place, held in enumerate(keys_of):
        for key in held:
            users[key].append(place)
    return _Ties(keys_of, users, named)


def _sorted(lines: Sequence[Line], ties: _Ties) -> Order:
    """Group by group: first what points to nothing, then what points to that only, and so on."""
    names_of = ties.names_of()
    open_keys = {place: len(keys) for place, keys in enumerate(ties.keys_of)}
    open_rows = {key: len(rows) for key, rows in ties.named.items()}
    order: list[int] = []
    ends: list[int] = []
    circles: Mapping[int, Sequence[int]] = {}
    group = [place for place, count in open_keys.items() if not count]
    while open_keys:
        if not group:
            group = _circling(ties, names_of, open_keys)
            circles = {
                lines[place][0]: [lines[one][0] for one in circle]
                for place, circle in _circles(ties, group).items()
            }
        order.extend(sorted(group))
        ends.append(len(order))
        following: list[int] = []
        for place in group:
            del open_keys[place]
            for key in names_of.get(place, ()):
                open_rows[key] -= 1
                if not open_rows[key]:
                    following.extend(_freed(ties.users[key], open_keys))
        # A circle frees rows of its own group, too.
        group = [place for place in following if place in open_keys]
    return Order([lines[place] for place in order], ends, circles)


def _freed(users: Iterable[int], open_keys: dict[int, int]) -> Iterable[int]:
    """Those of the rows that wait for no other key."""
    for place in users:
        if place in open_keys:
            open_keys[place] -= 1
            if not open_keys[place]:
                yield place


def _circling(
    ties: _Ties, names_of: Mapping[int, Sequence[LookupKey]], left: Collection[int]
) -> list[int]:
    """Of rows that all wait for others, those that are waited for in turn: the circles, and what stands between two."""
    kept = set(left)
    waiting = {key: sum(place in kept for place in rows) for key, rows in ties.users.items()}
    loose = [place for place in kept if not any(waiting[key] for key in names_of.get(place, ()))]
    while loose:
        place = loose.pop()
        kept.discard(place)
        for key in ties.keys_of[place]:
            waiting[key] -= 1
            if not waiting[key]:
                loose.extend(
                    one
                    for one in ties.named[key]
                    if one in kept and not any(waiting[name] for name in names_of[one])
                )
    return sorted(kept)


def _circles(ties: _Ties, group: Sequence[int]) -> dict[int, list[int]]:
    """For each row of a group, the rows of the circle that one comes to by going on from it."""
    members = set(group)
    found: dict[int, list[int]] = {}
    for start in group:
        way: dict[int, None] = {}
        place = start
        while place not in found and place not in way:
            way[place] = None
            place = next(
                one for key in ties.keys_of[place] for one in ties.named[key] if one in members
            )
        passed = list(way)
        circle = found.get(place) or passed[passed.index(place) :]
        found.update(dict.fromkeys(passed, circle))
    return found
