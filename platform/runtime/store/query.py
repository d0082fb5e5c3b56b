"""What can be asked of the store, as values. Every name in them has been looked up and may be read by the user."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from objectry.formula.checking.checker import Checked
from objectry.formula.checking.typed import fields_in
from objectry.metadata.catalog import Field, FieldPath, Object, Order, path_name, walk

Count = Literal["none", "bounded", "exact"]
Scope = Literal["all", "mine", "subordinates", "team", "recent"]
Part = Literal["year", "quarter", "month", "week", "day"]
Function = Literal["count", "sum", "avg", "min", "max"]
Sign = Literal["<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Filter:
    """A checked condition with the text that it was made from."""

    text: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class Bound:
    """A day or a moment that a field of the object lies before or behind."""

    field: Field
    sign: Sign
    value: date


@dataclass(frozen=True, slots=True)
class Pointing:
    """Records whose field points to a certain record."""

    field: Field
    record: str


@dataclass(frozen=True, slots=True)
class Group:
    """A field to group by, or the part of a date."""

    path: FieldPath
    part: Part | None = None

    @property
    def name(self) -> str:
        """How the answer calls it: `stage`, `close_date:quarter`."""
        return path_name(self.path) + (f":{self.part}" if self.part else "")


@dataclass(frozen=True, slots=True)
class Leading:
    """Only the first records of each group."""

    group: Group
    most: int


@dataclass(frozen=True, slots=True)
class Query:
    """A page of records of one object."""

    thing: Object
    columns: tuple[FieldPath, ...]
    filters: tuple[Filter, ...] = ()
    """Conditions that all must hold."""
    sort: tuple[Order, ...] = ()
    words: tuple[str, ...] = ()
    """What is searched for, as `search_text` splits it."""
    scope: Scope = "all"
    pointing: Pointing | None = None
    """The record that they all point to: what stands on its page."""
    among: tuple[str, ...] | None = None
    """The only records that are meant; None where none is named."""
    limit: int = 50
    after: tuple[object, ...] | None = None
    """Values of the sort fields and the ID of the last record of the page before."""
    count: Count = "none"
    leading: Leading | None = None
    """Ask only for the first records of each group, in the order of the query."""
    deleted: bool = False
    """Ask for the recycle bin instead of the live records."""
    moment: datetime | None = None
    """The moment as of which everything is computed: that of the first page. None is the present one."""
    bounds: tuple[Bound, ...] = ()
    """Bounds within which all records lie."""

    def asked(self, objects: Mapping[str, Object]) -> Iterator[FieldPath]:
        """What decides which records there are and in which order, beside rights."""
        yield from (term.path for term in self.sort)
        yield from ((one.field,) for one in self.bounds)
        for one in self.filters:
            yield from paths_in(one.checked, objects)

    @property
    def order(self) -> tuple[Order, ...]:
        """The complete order: as asked for, then by ID, newest first unless the last field ascends.

        `created_at` is the moment inside the ID, so sorting by it is sorting by ID.
        """
        own_id = (self.thing.fields["id"],)
        terms: list[Order] = []
        for term in self.sort:
            if term.path[0].name in ("id", "created_at") and len(term.path) == 1:
                return (*terms, Order(own_id, term.descending))
            terms.append(term)
        return (*terms, Order(own_id, terms[-1].descending if terms else True))

    @property
    def order_text(self) -> str:
        """The order as text, by which a cursor knows the list that it belongs to."""
        return ",".join(
            f"{'-' if term.descending else ''}{path_name(term.path)}" for term in self.order
        )


@dataclass(frozen=True, slots=True)
class Computed:
    """A checked formula that gives a value for each record."""

    checked: Checked
    size: int
    """The parts that it has in SQL."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number computed for each group: of a field, of a formula, or how many records there are."""

    function: Function
    path: FieldPath | None = None
    formula: Computed | None = None
    """What is computed of each record, written in brackets."""

    @property
    def name(self) -> str:
        """How the answer calls it: `count`, `sum:amount`, `sum:(amount * 2)`."""
        of = (
            self.formula.checked.text
            if self.formula
            else path_name(self.path)
            if self.path
            else ""
        )
        return f"{self.function}:{of}" if of else self.function


@dataclass(frozen=True, slots=True)
class Aggregation:
    """Numbers over the records of one object, by group."""

    thing: Object
    groups: tuple[Group, ...]
    measures: tuple[Measure, ...]
    filters: tuple[Filter, ...] = ()
    words: tuple[str, ...] = ()
    """What is searched for, as `search_text` splits it."""
    scope: Scope = "all"
    limit: int = 10_000
    bounds: tuple[Bound, ...] = ()
    """Bounds within which all records lie."""

    def asked(self, objects: Mapping[str, Object]) -> Iterator[FieldPath]:
        """What the numbers follow from."""
        yield from (group.path for group in self.groups)
        yield from ((one.field,) for one in self.bounds)
        for measure in self.measures:
            if measure.path is not None:
                yield measure.path
            if measure.formula is not None:
                yield from paths_in(measure.formula.checked, objects)
        for one in self.filters:
            yield from paths_in(one.checked, objects)


def paths_in(checked: Checked, objects: Mapping[str, Object]) -> Iterator[FieldPath]:
    """The fields of the record and of those behind its look-ups that a formula names."""
    for ref in fields_in(checked.root):
        path = walk(objects, checked.object, ref.key) if ref.root == "" else None
        if path is not None:
            yield path
