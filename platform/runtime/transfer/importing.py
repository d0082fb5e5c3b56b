"""Importing a table: rows become records through the same stops as every other save, in batches.

`advance` saves one batch and says where the next one begins; whoever calls it keeps the place, the counts and the notes in
the transaction of the batch, so an import goes on after any interruption. A rehearsal is the real run in a transaction
that is rolled back, so it reports exactly what the real one does. Rows that point to others of the file come after them
(`ordering`), so each row is saved once, as a whole.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any

from objectry.formula.messages import excerpt
from objectry.metadata.catalog import FieldPath, path_name
from objectry.metadata.field_types.base import LookupKey, ValueRefused
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, error_data, error_of
from objectry.runtime.progress import Progress
from objectry.runtime.records import messages, save
from objectry.runtime.records.drafts import Given, Outcome, Reader
from objectry.runtime.transfer import messages as transfer_messages
from objectry.runtime.transfer.mapping import Plan, Source, text_of
from objectry.runtime.transfer.ordering import Order, in_order
from objectry.runtime.transfer.tables import Line, Table

KEPT = 1_000
"""Texts of one column that are kept with their values."""
SHOWN_ROWS = 10
"""Rows of a circle that an error names."""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell, or with a row when `column` is empty."""

    row: int
    column: str
    error: FieldError


@dataclass(frozen=True, slots=True)
class Note:
    """A row that failed."""

    row: int
    record: str | None = field(compare=False)
    """The ID of its record, if there is one."""
    cells: tuple[str, ...]
    """The row as it stands in the file."""
    errors: tuple[RowError, ...]


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
class Work:
    """An import, ready to begin or to go on."""

    plan: Plan
    table: Table
    """The rows that are imported."""
    order: Order
    doubled: frozenset[int]
    """Rows whose key stands further up already: which of them is meant, nobody can know."""
    faults: Mapping[int, Sequence[FieldError]]
    """What is wrong with rows as they stand in the file, as far as it matters to the mapping."""
    reader: Reader

    @property
    def total(self) -> int:
        """Rows that are imported."""
        return len(self.order.lines)


@dataclass(frozen=True, slots=True)
class Advance:
    """What one batch did."""

    done: int
    """Rows that are done, of `Work.total`: the next batch begins behind them."""
    counts: Mapping[str, int]
    """By how much the counts change."""
    notes: tuple[Note, ...]
    """The rows that failed."""
    written: tuple[tuple[int, Outcome], ...]
    """The rows of which a record was made or changed, with what came of each."""


def reader_of(sources: Sequence[Source]) -> Reader:
    """Reads the texts of cells, each in the way of its column. Columns repeat themselves, so what was read is kept."""
    by_field = {source.field.name: lru_cache(KEPT)(partial(_read, source)) for source in sources}
    styles = {source.field.name: source.style for source in sources}
    return Reader(
        lambda target, text: by_field[target.name](text),
        lambda target, value, text: (
            text == target.type.to_text(value, target.definition, styles[target.name])
        ),
    )


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


def prepare(context: Context, access: Access, plan: Plan, table: Table) -> Work:
    """An import that has not begun."""
    reader = reader_of(plan.sources)
    if plan.distinct:
        table = replace(table, rows=_distinct(plan, reader, table.rows))
    order = in_order(context, access, plan.thing, plan.sources, reader, table.rows)
    doubled = _doubled(plan, reader, table.rows)
    return Work(plan, table, order, doubled, _faults(plan, table), reader)


def advance(context: Context, access: Access, work: Work, done: int, batch: int) -> Advance:
    """Save the rows of one batch. A batch ends with its group at the latest: the next one may point to it."""
    ends = work.order.ends
    end = min(done + batch, ends[bisect_right(ends, done)] if done < work.total else done)
    lines = work.order.lines[done:end]
    given = [
        Given(index, _values(work, cells), echoes=_echoes(work.plan, cells), as_read=True)
        for index, (number, cells) in enumerate(lines)
        if number not in work.doubled and number not in work.faults
    ]
    saved = {outcome.index: outcome for outcome in _save(context, access, work, given)}
    outcomes = [
        saved.get(index) or _unsaved(work, index, line) for index, line in enumerate(lines)
    ]
    counts: Counter[str] = Counter(outcome.status for outcome in outcomes)
    failed = [
        _note(work, *line, outcome)
        for line, outcome in zip(lines, outcomes, strict=True)
        if outcome.status == "failed"
    ]
    written = tuple(
        (number, outcome)
        for (number, _), outcome in zip(lines, outcomes, strict=True)
        if outcome.status in ("created", "updated")
    )
    return Advance(end, counts, tuple(failed), written)


def run_here(
    context: Context, access: Access, work: Work, batch: int, progress: Progress
) -> Report:
    """Import everything in the caller's transaction."""
    counts: Counter[str] = Counter()
    notes: list[Note] = []
    done = 0
    while done < work.total:
        step = advance(context, access, work, done, batch)
        counts.update(step.counts)
        notes.extend(step.notes)
        done = step.done
        progress(done, work.total)
    return report_of(work.table.header, work.total, counts, notes)


def report_of(
    header: Sequence[str], rows: int, counts: Mapping[str, int], notes: Iterable[Note]
) -> Report:
    """The report of counts and notes."""
    return Report(
        header=tuple(header),
        rows=rows,
        created=counts.get("created", 0),
        updated=counts.get("updated", 0),
        unchanged=counts.get("unchanged", 0),
        failed=counts.get("failed", 0),
        failures=tuple(sorted(notes, key=lambda note: note.row)),
    )


def _key_source(plan: Plan) -> Source | None:
    """Where rows have the value by which existing records are found."""
    key = plan.key or "id"
    return next((source for source in plan.sources if source.field.name == key), None)


def _keys(source: Source, reader: Reader, lines: Iterable[Line]) -> Iterator[tuple[Line, Any]]:
    """Each row with what its key means, however it is written: 8 and 08 are one number. None for a row without one.

    What cannot be read means itself; whoever saves the row will say what is wrong with it.
    """
    for line in lines:
        text = text_of(source, line[1])
        try:
            yield line, reader.read(source.field, text) if text.strip() else None
        except ValueRefused:
            yield line, (text.strip(),)


def _doubled(plan: Plan, reader: Reader, lines: Iterable[Line]) -> frozenset[int]:
    """The rows whose key stands further up in the file, in whatever batch."""
    source = None if plan.operation == "create" else _key_source(plan)
    if source is None:
        return frozenset()
    seen: set[Any] = set()
    found: set[int] = set()
    for (number, _), key in _keys(source, reader, lines):
        if key is not None and key in seen:
            found.add(number)
        seen.add(key)
    return frozenset(found)


def _faults(plan: Plan, table: Table) -> dict[int, list[FieldError]]:
    """The errors of rows that are faulty in a column that is imported, or as a whole."""
    fields = {at: name for name, at in _columns(plan).items() if at is not None}
    found = {
        number: [
            FieldError(
                "" if one.column is None else fields[one.column],
                one.message,
                one.params,
                value=excerpt(one.value),
            )
            for one in faults
            if one.column is None or one.column in fields
        ]
        for number, faults in table.faults.items()
    }
    return {number: errors for number, errors in found.items() if errors}


def _columns(plan: Plan) -> dict[str, int | None]:
    """The column of every field and path; None for a constant."""
    return {
        **{source.field.name: source.column for source in plan.sources},
        **{path_name(echo.path): echo.column for echo in plan.echoes},
    }


def _unsaved(work: Work, index: int, line: Line) -> Outcome:
    """The outcome of a row that nobody tries to save."""
    number, cells = line
    errors = work.faults.get(number)
    return Outcome(index, "failed", errors=tuple(errors)) if errors else _twice(work, index, cells)


def _twice(work: Work, index: int, cells: tuple[str, ...]) -> Outcome:
    source = _key_source(work.plan)
    assert source
    key, value = source.field.name, excerpt(text_of(source, cells).strip())
    error = FieldError(key, messages.KEY_TWICE, {"field": key, "value": value}, value=value)
    return Outcome(index, "failed", errors=(error,))


def _distinct(plan: Plan, reader: Reader, lines: Sequence[Line]) -> Sequence[Line]:
    """The first row of each key; rows without one stay out."""
    source = _key_source(plan)
    if source is None:
        return lines
    first: dict[Any, Line] = {}
    for line, key in _keys(source, reader, lines):
        if key is not None:
            first.setdefault(key, line)
    return tuple(first.values())


def _values(work: Work, cells: tuple[str, ...]) -> dict[str, str]:
    return {source.field.name: text_of(source, cells) for source in work.plan.sources}


def _echoes(plan: Plan, cells: tuple[str, ...]) -> dict[FieldPath, str]:
    return {echo.path: cells[echo.column] for echo in plan.echoes}


def _save(context: Context, access: Access, work: Work, given: Sequence[Given]) -> list[Outcome]:
    plan, reader = work.plan, work.reader
    if plan.operation == "create":
        return save.create(context, access, plan.thing, given, reader)
    if plan.operation == "upsert":
        return save.upsert(context, access, plan.thing, given, reader, plan.key or "id")
    return save.match_and_update(context, access, plan.thing, given, reader, plan.key or "id")


def _note(work: Work, number: int, cells: tuple[str, ...], outcome: Outcome) -> Note:
    """What is to be told about a row that failed."""
    columns = _columns(work.plan)
    errors = []
    for found in outcome.errors:
        error = _by_labels(work, _in_circle(work, number, found))
        at = columns.get(error.field)
        column = "" if at is None else work.table.header[at]
        if at is not None:
            error = replace(error, value=excerpt(cells[at]))
        # The form in which errors are kept, so that a report is the same with and without a job.
        errors.append(RowError(number, column, error_of(error_data(error))))
    return Note(number, outcome.id, cells, tuple(errors))


def _by_labels(work: Work, error: FieldError) -> FieldError:
    """An error about a choice, with the labels that a file may use instead of the keys that programs use."""
    field = work.plan.thing.fields.get(error.field)
    labels = field.type.labels(field.definition) if field is not None else {}
    if not labels or "allowed" not in error.params:
        return error

    def named(value: str) -> str:
        return labels[value].text(work.plan.language) if value in labels else value

    listed = str(error.params["allowed"])
    keys = listed.removesuffix("…").split(", ")
    allowed = ", ".join(map(named, keys))
    params = {
        "value": named(str(error.params["value"])),
        "allowed": allowed + "…" if listed.endswith("…") else allowed,
    }
    return replace(error, params=params, hint=named(error.hint))


def _in_circle(work: Work, number: int, error: FieldError) -> FieldError:
    """Say of a record that is not found that it stands in the file, but cannot be made first."""
    circle = work.order.circles.get(number)
    field = work.plan.thing.fields.get(error.field)
    targets = field.relation.targets if field is not None and field.relation else ()
    if (
        circle is None
        or error.message is not messages.LOOKUP_NOT_FOUND
        or work.plan.thing.name not in targets
    ):
        return error
    told = ", ".join(map(str, circle[:SHOWN_ROWS])) + (", …" if len(circle) > SHOWN_ROWS else "")
    return FieldError(
        error.field, transfer_messages.ROWS_IN_CIRCLE, {"rows": told}, value=error.value
    )
