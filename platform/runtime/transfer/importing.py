"""Importing a table: rows become records through the same stops as every other save, in batches.

`advance` saves one batch and says where the next one begins; whoever calls it keeps the place, the counts and the notes in
the transaction of the batch, so an import goes on after any interruption. A rehearsal is the real run in a transaction
that is rolled back, so it reports exactly what the real one does. Look-ups to the same object are filled in a second
pass, because a parent may stand below its child.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any

from objectry.metadata.catalog import FieldPath, path_name
from objectry.metadata.field_types.base import LookupKey
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, error_data, error_of, shown
from objectry.runtime.records import messages, save
from objectry.runtime.records.drafts import Given, Outcome, Reader, Status
from objectry.runtime.transfer.mapping import Plan, Source
from objectry.runtime.transfer.tables import Table

KEPT = 1_000
"""Texts of one column that are kept with their values."""
Progress = Callable[[int, int], None]
Line = tuple[int, tuple[str, ...]]
"""A row of the file: its number and its cells."""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell, or with a row when `column` is empty."""

    row: int
    column: str
    error: FieldError


@dataclass(frozen=True, slots=True)
class Note:
    """What came of one row."""

    row: int
    status: Status
    record: str | None = field(compare=False)
    """Its ID, which is another one in each run."""
    cells: tuple[str, ...] = ()
    """The row as it stands in the file, if it failed."""
    errors: tuple[RowError, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do."""

    header: tuple[str, ...]
    rows: int
    created: int
    updated: int
    unchanged: int
    failed: int
    failures: tuple[Note, ...]
    """The rows that failed, in their order."""

    @property
    def errors(self) -> list[RowError]:
        """Everything that is wrong with the rows that failed."""
        return [error for note in self.failures for error in note.errors]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an import goes on: the pass, and the next line of it."""

    second: bool = False
    line: int = 0


Recall = Callable[[Sequence[int]], Mapping[int, Note]]
"""Answers the notes of the first pass on some rows."""


@dataclass(frozen=True, slots=True)
class Work:
    """An import, ready to begin or to go on."""

    plan: Plan
    table: Table
    """The rows that are imported."""
    first: tuple[Source, ...]
    later: tuple[Source, ...]
    """Look-ups to the object itself, which wait for the second pass."""
    waiting: tuple[Line, ...]
    """The lines in which such a look-up is filled."""
    doubled: frozenset[int]
    """Rows whose key stands further up already: which of them is meant, nobody can know."""
    reader: Reader

    @property
    def total(self) -> int:
        """Lines of both passes."""
        return len(self.table.rows) + len(self.waiting)


@dataclass(frozen=True, slots=True)
class Advance:
    """What one batch did."""

    place: Place | None
    """Where to go on; None when everything is done."""
    done: int
    """Lines that are done, of `Work.total`."""
    counts: Mapping[str, int]
    """By how much the counts change."""
    notes: tuple[Note, ...]
    """To be kept: rows that failed, and in an import with a second pass all rows."""


def reader_of(sources: Iterable[Source]) -> Reader:
    """Reads the texts of cells, each in the way of its column. Columns repeat themselves, so what was read is kept."""
    by_field = {source.field.name: lru_cache(KEPT)(partial(_read, source)) for source in sources}
    return lambda target, text: by_field[target.name](text)


def _read(source: Source, text: str) -> Any:
    field = source.field
    value = field.type.from_text(text, field.definition, source.style)
    return value if source.by is None else _by(source.by, value)


def _by(name: str, value: Any) -> Any:
    """A look-up that is to be found by a certain field."""
    if isinstance(value, LookupKey):
        return replace(value, field=name)
    if isinstance(value, tuple):
        return tuple(replace(v, field=name) if isinstance(v, LookupKey) else v for v in value)
    return value


def prepare(plan: Plan, table: Table) -> Work:
    """An import that has not begun."""
    if plan.distinct:
        table = _distinct(plan, table)
    later = tuple(source for source in plan.sources if _points_to_itself(plan, source))
    first = tuple(source for source in plan.sources if source not in later)
    waiting = tuple(
        (number, cells)
        for number, cells in table.rows
        if any(not _blank(source, cells) for source in later)
    )
    return Work(plan, table, first, later, waiting, _doubled(plan, table), reader_of(plan.sources))


def advance(
    context: Context, access: Access, work: Work, place: Place, batch: int, recall: Recall
) -> Advance:
    """Save the lines of one batch."""
    if place.second:
        return _fill_later(context, access, work, place, batch, recall)
    lines = work.table.rows[place.line : place.line + batch]
    given = [
        Given(index, _values(work, cells), echoes=_echoes(work.plan, cells))
        for index, (number, cells) in enumerate(lines)
        if number not in work.doubled
    ]
    saved = {outcome.index: outcome for outcome in _save(context, access, work, given)}
    outcomes = [
        saved.get(index) or _twice(work, index, cells) for index, (_, cells) in enumerate(lines)
    ]
    notes = [_note(work, *line, outcome) for line, outcome in zip(lines, outcomes, strict=True)]
    kept = notes if work.waiting else [note for note in notes if note.status == "failed"]
    done = place.line + len(lines)
    following: Place | None = Place(False, done)
    if done == len(work.table.rows):
        following = Place(True, 0) if work.waiting else None
    return Advance(following, done, Counter(note.status for note in notes), tuple(kept))


def _fill_later(
    context: Context, access: Access, work: Work, place: Place, batch: int, recall: Recall
) -> Advance:
    """Fill look-ups to the object itself, now that all its rows are there."""
    lines = work.waiting[place.line : place.line + batch]
    known = recall([number for number, _ in lines])
    given = [
        Given(index, _later_values(work, cells), known[number].record)
        for index, (number, cells) in enumerate(lines)
        if number in known and known[number].status != "failed"
    ]
    counts: Counter[str] = Counter()
    notes: list[Note] = []
    for outcome in save.update(context, access, work.plan.thing, given, work.reader):
        number, cells = lines[outcome.index]
        before = known[number]
        if outcome.status == "failed":
            counts["failed"] += 1
            notes.append(replace(_note(work, number, cells, outcome), record=before.record))
        elif outcome.status == "updated" and before.status == "unchanged":
            counts.update(updated=1, unchanged=-1)
    done = place.line + len(lines)
    following = Place(True, done) if done < len(work.waiting) else None
    return Advance(following, len(work.table.rows) + done, counts, tuple(notes))


def run_here(
    context: Context, access: Access, work: Work, batch: int, progress: Progress
) -> Report:
    """Import everything in the caller's transaction."""
    counts: Counter[str] = Counter()
    notes: dict[int, Note] = {}
    place: Place | None = Place()
    while place is not None:
        step = advance(context, access, work, place, batch, lambda numbers: notes)
        counts.update(step.counts)
        notes.update((note.row, note) for note in step.notes)
        place = step.place
        progress(step.done, work.total)
    return report_of(work.table.header, len(work.table.rows), counts, notes.values())


def report_of(
    header: Sequence[str], rows: int, counts: Mapping[str, int], notes: Iterable[Note]
) -> Report:
    """The report of counts and notes."""
    failed = sorted((note for note in notes if note.status == "failed"), key=lambda note: note.row)
    return Report(
        header=tuple(header),
        rows=rows,
        created=counts.get("created", 0),
        updated=counts.get("updated", 0),
        unchanged=counts.get("unchanged", 0),
        failed=counts.get("failed", 0),
        failures=tuple(failed),
    )


def _key_column(plan: Plan) -> int | None:
    """The column by which existing records are found; None for a constant."""
    key = plan.key or "id"
    return next((source.column for source in plan.sources if source.field.name == key), None)


def _doubled(plan: Plan, table: Table) -> frozenset[int]:
    column = None if plan.operation == "create" else _key_column(plan)
    if column is None:
        return frozenset()
    seen: set[str] = set()
    found: set[int] = set()
    for number, cells in table.rows:
        text = cells[column].strip()
        if text and text in seen:
            found.add(number)
        seen.add(text)
    return frozenset(found)


def _twice(work: Work, index: int, cells: tuple[str, ...]) -> Outcome:
    column, key = _key_column(work.plan), work.plan.key or "id"
    value = "" if column is None else shown(cells[column].strip())
    params = {"field": key, "value": value}
    error = FieldError(key, messages.KEY_TWICE, params, value=value)
    return Outcome(index, "failed", errors=(error,))


def _distinct(plan: Plan, table: Table) -> Table:
    """The first row of each text in the key column; rows without one stay out."""
    column = _key_column(plan)
    if column is None:
        return table
    first: dict[str, Line] = {}
    for number, cells in table.rows:
        if cells[column].strip():
            first.setdefault(cells[column].strip(), (number, cells))
    return Table(table.header, tuple(first.values()))


def _points_to_itself(plan: Plan, source: Source) -> bool:
    relation = source.field.relation
    return (
        relation is not None
        and plan.thing.name in relation.targets
        and source.field.name != plan.key
    )


def _text(source: Source, cells: tuple[str, ...]) -> str:
    text = source.constant if source.column is None else cells[source.column]
    return source.values.get(text.strip(), text) if source.values else text


def _blank(source: Source, cells: tuple[str, ...]) -> bool:
    return not _text(source, cells).strip()


def _values(work: Work, cells: tuple[str, ...]) -> dict[str, str]:
    """The cells of the first pass. An empty look-up to the object itself has nothing to wait for."""
    found = {source.field.name: _text(source, cells) for source in work.first}
    for source in work.later:
        if _blank(source, cells):
            found[source.field.name] = ""
    return found


def _echoes(plan: Plan, cells: tuple[str, ...]) -> dict[FieldPath, str]:
    return {echo.path: cells[echo.column] for echo in plan.echoes}


def _later_values(work: Work, cells: tuple[str, ...]) -> dict[str, str]:
    return {
        source.field.name: _text(source, cells)
        for source in work.later
        if not _blank(source, cells)
    }


def _save(context: Context, access: Access, work: Work, given: Sequence[Given]) -> list[Outcome]:
    plan, reader = work.plan, work.reader
    if plan.operation == "create":
        return save.create(context, access, plan.thing, given, reader)
    if plan.operation == "upsert":
        return save.upsert(context, access, plan.thing, given, reader, plan.key or "id")
    return save.match_and_update(context, access, plan.thing, given, reader, plan.key or "id")


def _note(work: Work, number: int, cells: tuple[str, ...], outcome: Outcome) -> Note:
    if outcome.status != "failed":
        return Note(number, outcome.status, outcome.id)
    columns = {
        **{source.field.name: source.column for source in work.plan.sources},
        **{path_name(echo.path): echo.column for echo in work.plan.echoes},
    }
    errors = []
    for error in outcome.errors:
        at = columns.get(error.field)
        column = "" if at is None else work.table.header[at]
        shown = error if error.value or at is None else replace(error, value=cells[at][:100])
        # The form in which errors are kept, so that a report is the same with and without a job.
        errors.append(RowError(number, column, error_of(error_data(shown))))
    return Note(number, "failed", outcome.id, cells, tuple(errors))
