"""Importing a table: rows become records through the same stops as every other save, in batches.

A dry run is the real run in a transaction that is rolled back, so it reports exactly what the real one does. Look-ups to
the same object are filled in a second pass, because a parent may stand below its child.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

from objectry.metadata.catalog import Field
from objectry.metadata.field_types.base import LookupKey
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.records import save
from objectry.runtime.records.drafts import Given, Outcome
from objectry.runtime.transfer.mapping import Plan, Source
from objectry.runtime.transfer.tables import Table

Progress = Callable[[int, int], None]
Begin = Callable[[], AbstractContextManager[Context]]
"""Opens the transaction of one batch."""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell, or with a row when `column` is empty."""

    row: int
    column: str
    error: FieldError


@dataclass(slots=True)
class Report:
    """What an import did, or would do."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    errors: list[RowError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cell:
    """A text with the way to read it."""

    text: str
    source: Source


def read_cell(target: Field, raw: Any) -> Any:
    """The value of a cell. Raises ValueRefused."""
    if not isinstance(raw, Cell):
        return raw
    source = raw.source
    value = target.type.from_text(raw.text, target.definition, source.style)
    if source.by is None:
        return value
    if isinstance(value, LookupKey):
        return replace(value, field=source.by)
    if isinstance(value, tuple):
        return tuple(replace(v, field=source.by) if isinstance(v, LookupKey) else v for v in value)
    return value


def run(
    plan: Plan, table: Table, access: Access, begin: Begin, batch: int, progress: Progress
) -> Report:
    """Import all rows. Each batch is one transaction of `begin`."""
    if plan.distinct:
        table = _distinct(plan, table)
    report = Report(rows=len(table.rows))
    later = [source for source in plan.sources if _points_to_itself(plan, source)]
    first = tuple(source for source in plan.sources if source not in later)
    total = len(table.rows) * (2 if later else 1)
    ids: dict[int, str] = {}
    done = 0
    for rows in _batches(table.rows, batch):
        given = [Given(index, _values(first, cells)) for index, (_, cells) in enumerate(rows)]
        with begin() as context:
            outcomes = _save(context, access, plan, given)
        for (number, cells), outcome in zip(rows, outcomes, strict=True):
            _count(report, plan, table, number, cells, outcome)
            if outcome.id and outcome.status != "failed":
                ids[number] = outcome.id
        done += len(rows)
        progress(done, total)
    if later:
        _second_pass(plan, table, access, begin, batch, tuple(later), ids, report)
        progress(total, total)
    return report


def _distinct(plan: Plan, table: Table) -> Table:
    """The first row of each text in the key column; rows without one stay out."""
    column = next(
        source.column for source in plan.sources if source.field.name == (plan.key or "id")
    )
    if column is None:
        return table
    first: dict[str, tuple[int, tuple[str, ...]]] = {}
    for number, cells in table.rows:
        if cells[column].strip():
            first.setdefault(cells[column].strip(), (number, cells))
    return Table(table.header, tuple(first.values()))


def _second_pass(
    plan: Plan, table: Table, access: Access, begin: Begin, batch: int, later: tuple[Source, ...],
    ids: dict[int, str], report: Report,
) -> None:  # fmt: skip
    """Fill look-ups to the object itself, now that all its rows are there."""
    waiting = [(number, cells) for number, cells in table.rows if number in ids]
    for rows in _batches(waiting, batch):
        given = [
            Given(index, values, ids[number])
            for index, (number, cells) in enumerate(rows)
            if (values := _values(later, cells))
        ]
        with begin() as context:
            outcomes = save.update(context, access, plan.thing, given, read_cell)
        for outcome in outcomes:
            number, cells = rows[outcome.index]
            if outcome.status == "failed":
                report.failed += 1
                _note(report, plan, table, number, cells, outcome)


def _points_to_itself(plan: Plan, source: Source) -> bool:
    relation = source.field.relation
    return (
        relation is not None
        and plan.thing.name in relation.targets
        and source.field.name != plan.key
    )


def _batches(
    rows: Sequence[tuple[int, tuple[str, ...]]], size: int
) -> Iterator[Sequence[tuple[int, tuple[str, ...]]]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _values(sources: Sequence[Source], cells: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for source in sources:
        text = source.constant if source.column is None else cells[source.column]
        found[source.field.name] = Cell(source.values.get(text.strip(), text), source)
    return found


def _save(context: Context, access: Access, plan: Plan, given: Sequence[Given]) -> list[Outcome]:
    if plan.operation == "create":
        return save.create(context, access, plan.thing, given, read_cell)
    if plan.operation == "upsert":
        return save.upsert(context, access, plan.thing, given, read_cell, plan.key or "id")
    return save.match_and_update(context, access, plan.thing, given, read_cell, plan.key or "id")


def _count(
    report: Report, plan: Plan, table: Table, number: int, cells: tuple[str, ...], outcome: Outcome
) -> None:
    if outcome.status == "created":
        report.created += 1
    elif outcome.status == "updated":
        report.updated += 1
    elif outcome.status == "unchanged":
        report.unchanged += 1
    else:
        report.failed += 1
        _note(report, plan, table, number, cells, outcome)


def _note(
    report: Report, plan: Plan, table: Table, number: int, cells: tuple[str, ...], outcome: Outcome
) -> None:
    columns = {source.field.name: source for source in plan.sources}
    for error in outcome.errors:
        source = columns.get(error.field)
        at = source.column if source else None
        column = "" if at is None else table.header[at]
        shown = error if error.value or at is None else replace(error, value=cells[at][:100])
        report.errors.append(RowError(number, column, shown))
