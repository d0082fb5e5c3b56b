"""Lists as boards: a column for each value of a field, with the cards of its records, their number and their sum."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from objectry.metadata.catalog import Field, FieldPath, path_name
from objectry.metadata.field_types.choices import ChoicesDef
from objectry.metadata.field_types.operators import quoted
from objectry.runtime.api.records import record_id
from objectry.runtime.context import Context
from objectry.runtime.errors import NotFound
from objectry.runtime.records import requests
from objectry.runtime.records.faults import explained
from objectry.runtime.records.filters import condition_filter
from objectry.runtime.records.paths import is_readable
from objectry.runtime.shown import messages
from objectry.runtime.shown.cells import enterable
from objectry.runtime.shown.lists import OpenedList, column_of
from objectry.runtime.shown.moved_records import CLOSED, Layouts
from objectry.runtime.store import aggregate, reach, read
from objectry.runtime.store.query import Aggregation, Filter, Group, Measure, Query
from objectry.runtime.texts.values import Shown, record_address, shown_column

MOST_FIELDS = 4
"""Fields on a card where the board names none."""
NONE = ""
"""The column of the records without a value."""


@dataclass(frozen=True, slots=True)
class Card:
    """A record on a board."""

    id: str
    address: str
    name: str
    column: str
    """The value by which it stands where it does."""
    values: tuple[tuple[str, Shown], ...]
    """What else is on it, with the labels of the fields; without what is empty."""
    owner: str
    version: int
    editable: bool
    layout: str
    """The layout by which a save is judged."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a column."""

    value: str
    label: str
    """Empty for the column of the records without a value, which pages call in their own words."""
    color: str
    count: int
    sum: str
    """What its records add up to; empty where nothing is added up."""
    offered: bool
    """Whether records may be moved there: its value is still in use."""


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards of a column."""

    cards: tuple[Card, ...]
    next: str | None
    """Where the next ones begin."""
    movable: bool
    """Whether the user may give records another value of the field."""


@dataclass(frozen=True, slots=True)
class ShownBoard:
    """A list as a board."""

    field: str
    label: str
    movable: bool
    """Whether the user may give records another value of the field."""
    summed: str
    """The label of the field that is added up; empty where none is."""
    columns: tuple[tuple[Head, Cards], ...]


@dataclass(frozen=True, slots=True)
class ShownMove:
    """What a move has made of a board: all heads, and the card as it is now."""

    heads: tuple[Head, ...]
    card: Card | None
    """None where the record is not in the list any more."""
    movable: bool


def shown_board(context: Context, found: OpenedList) -> ShownBoard:
    """The columns of a board, each with its first cards."""
    field = _field(found)
    board, heads = _Board.of(context, found), _heads(context, found)
    summed = _summed(context, found)
    return ShownBoard(
        field.name, field.label.text(context.language), board.movable,
        summed.label.text(context.language) if summed else "",
        tuple((head, board.cards(head.value) if head.count else Cards((), None, board.movable)) for head in heads),
    )  # fmt: skip


def shown_column_cards(context: Context, found: OpenedList, value: str) -> Cards:
    """Further cards of a column. Raises NotFound for a value that the field cannot have."""
    known = _field(found).definition
    assert isinstance(known, ChoicesDef)
    if value != NONE and value not in known.by_value:
        raise NotFound(messages.COLUMN_UNKNOWN)
    return _Board.of(context, found).cards(value)


def shown_move(context: Context, found: OpenedList, record: str) -> ShownMove:
    """A board after one of its records has been moved."""
    board = _Board.of(context, found)
    return ShownMove(tuple(_heads(context, found)), board.card(record_id(record)), board.movable)


def _field(found: OpenedList) -> Field:
    field = found.start.stands.field
    if field is None or found.start.stands.look != "board":
        raise NotFound(messages.COLUMN_UNKNOWN)
    return field


# Heads ---------------------------------------------------------------------------------------------------------------


def _summed(context: Context, found: OpenedList) -> Field | None:
    """The field that is added up, if the user may read it."""
    board = found.start.stands.board
    field = found.thing.fields.get(board.sum or "") if board else None
    return field if field and is_readable(context, found.access, (field,)) else None


def _heads(context: Context, found: OpenedList) -> Iterator[Head]:
    """The heads of all columns, by one question to the database: those of the values in use, those that records have
    besides, and that of the records without a value where there may be some."""
    field, summed = _field(found), _summed(context, found)
    definition = field.definition
    assert isinstance(definition, ChoicesDef)
    numbers = {
        NONE if value is None else value: (count, total)
        for value, count, total in _numbers(context, found, field, summed)
    }

    def head(value: str, label: str, color: str, offered: bool) -> Head:
        count, total = numbers.pop(value, (0, None))
        shown = "" if summed is None or not count else _total(context, summed, total)
        return Head(value, label, color, count, shown, offered)

    if NONE in numbers or not definition.required:
        yield head(NONE, "", "", not definition.required)
    for one in definition.values:
        if one.active or one.value in numbers:
            yield head(one.value, one.label.text(context.language), one.color or "", one.active)
    for value in tuple(numbers):
        yield head(value, value, "", False)


def _numbers(
    context: Context, found: OpenedList, field: Field, summed: Field | None
) -> Iterator[tuple[Any, int, Any]]:
    query = found.query
    measures = (Measure("count"), *((Measure("sum", (summed,)),) if summed else ()))
    wanted = Aggregation(
        found.thing, (Group((field,)),), measures, query.filters, query.words, query.scope,
        context.settings.group_limit,
    )  # fmt: skip
    for row in aggregate.aggregate(context, found.access, wanted).groups:
        yield row.groups[0], row.measures[0], row.measures[1] if summed else None


def _total(context: Context, field: Field, total: Any) -> str:
    """A sum as people read it, with the currency and the decimal places of its field."""
    if total is None:
        return ""
    number = int(total) if field.shape[0].type.python_type is int else total
    return field.type.to_display(number, field.definition, context.style)


# Cards ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Board:
    """Makes the cards of a board."""

    context: Context
    found: OpenedList
    field: Field
    paths: tuple[FieldPath, ...]
    """What is on the cards, beside the name and the owner."""
    movable: bool
    layouts: Layouts

    @classmethod
    def of(cls, context: Context, found: OpenedList) -> "_Board":
        field = _field(found)
        movable = field.name in enterable(context, found.access, found.thing)
        layouts = Layouts.of(context, found.access, found.thing)
        return cls(context, found, field, tuple(_on_cards(context, found)), movable, layouts)

    def cards(self, value: str) -> Cards:
        """The cards of a column, from the place on that was asked for."""
        name = self.field.name
        text = f"ISBLANK({name})" if value == NONE else f"{name} = {quoted(value)}"
        meant = condition_filter(self.context, text, self.found.thing.name)
        page = self._page(meant, self.context.settings.board_cards)
        return Cards(
            tuple(self._made(page)),
            requests.cursor(self.context, self._query(meant, 1), page.after),
            self.movable,
        )

    def card(self, record: str) -> Card | None:
        """The card of a record, if it is in the list."""
        here = replace(self.found.query, after=None)
        if read.place(self.context, self.found.access, here, record) is None:
            return None
        page = read.some(
            self.context, self.found.access, self.found.thing, [record], self._columns
        )
        page = explained(self.context, self.found.access, self.found.thing, page)
        return next(self._made(page), None)

    def _query(self, meant: Filter, limit: int) -> Query:
        query = self.found.query
        return replace(
            query,
            columns=self._columns,
            filters=(*query.filters, meant),
            limit=limit,
            count="none",
        )

    def _page(self, meant: Filter, limit: int) -> read.Page:
        query, access = self._query(meant, limit), self.found.access
        moment = query.moment
        then = self.context if moment is None else replace(self.context, now=moment)
        return explained(then, access, self.found.thing, read.page(then, access, query))

    @property
    def _columns(self) -> tuple[FieldPath, ...]:
        """What is read of each record: what is shown, then what decides where it stands and by what it is judged."""
        return tuple(dict.fromkeys((*self.paths, *map(_alone, self._silent))))

    @property
    def _silent(self) -> Iterator[Field]:
        thing, readable = self.found.thing, self.found.access.on(self.found.thing).readable
        yield self.field
        if thing.name_field.name in readable:
            yield thing.name_field
        if "owner" in readable:
            yield thing.fields["owner"]
        if self.layouts.kind:
            yield self.layouts.kind

    def _made(self, page: read.Page) -> Iterator[Card]:
        thing, access, context = self.found.thing, self.found.access, self.context
        series = dict(zip(map(path_name, self._columns), page.series, strict=True))
        shown = {name: shown_column(context, one) for name, one in series.items()}
        labels = [(path_name(path), column_of(context, path).label) for path in self.paths]
        may = reach.openings(context, access, thing, page.ids)

        def text(name: str, at: int) -> str:
            return shown[name][at].text if name in shown else ""

        for at, record in enumerate(page.ids):
            opening = may.get(record, CLOSED)
            values = ((label, shown[name][at]) for name, label in labels)
            yield Card(
                record, record_address(thing.name, record), text(thing.name_field.name, at) or record,
                series[self.field.name].values[at] or NONE,
                tuple((label, value) for label, value in values if value.text or value.fault),
                text("owner", at), opening.version, opening.edit, self.layouts.named(series, at),
            )  # fmt: skip


def _alone(field: Field) -> FieldPath:
    return (field,)


def _on_cards(context: Context, found: OpenedList) -> Iterator[FieldPath]:
    """What is on the cards: the columns that are asked for or that the user has saved, else the fields of the board, else
    the first columns of the view."""
    thing, meant, board = found.thing, found.start.meant, found.start.stands.board
    beside = {(thing.name_field,), (found.start.stands.field,), (thing.fields.get("owner"),)}
    if board and board.fields and not meant.fields:
        named = (context.catalog.path(thing.name, text) for text in board.fields)
        yield from (one for one in named if one and is_readable(context, found.access, one))
        return
    columns = [path for path in found.query.columns if path not in beside and not _is_id(path)]
    yield from columns[:MOST_FIELDS]


def _is_id(path: FieldPath) -> bool:
    return path_name(path) == "id"
