"""The job `undo_import`: what an import has made goes to the recycle bin, and what it has changed gets its values back.

First the records that were changed, as they may point to those that were made; then those that were made, the last one
first, as each may point to those before it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from objectry.metadata.catalog import Object
from objectry.metadata.documents import Label
from objectry.runtime.access.demands import demand, object_named
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.database import jobs
from objectry.runtime.database.jobs import Job, JobRow
from objectry.runtime.errors import Conflict, error_data
from objectry.runtime.jobs import messages
from objectry.runtime.jobs.interface import JobKind, Position, Step, request_of
from objectry.runtime.records.undoing import Undone, counts_of, give_back, take_away

HEADER = ("row", "id")
"""The columns of the file with what could not be taken back, before the reason."""


@dataclass(frozen=True, slots=True)
class UndoWork:
    """What an import did, in the order in which it is taken back."""

    thing: Object
    request: str
    """By which history knows what the import did."""
    rows: Sequence[JobRow]
    batch: int

    @property
    def total(self) -> int:
        """Records that the import has made or changed."""
        return len(self.rows)

    def step(self, context: Context, access: Access, position: Position | None) -> Step:
        """Take back what was done to the next records."""
        begin = 0 if position is None else position["done"]
        end = min(begin + self.batch, self.total)
        batch = self.rows[begin:end]
        undone = [*self._undone(context, access, batch)]
        told = [_told(row, one) for row, one in zip(batch, undone, strict=True) if one.errors]
        following = {"done": end} if end < self.total else None
        return Step(following, end, counts_of(undone), told)

    def _undone(
        self, context: Context, access: Access, batch: Sequence[JobRow]
    ) -> Iterator[Undone]:
        for status, rows in groupby(batch, key=lambda row: row.status):
            take_back = take_away if status == "created" else give_back
            ids = [row.record for row in rows if row.record]
            yield from take_back(context, access, self.thing, self.request, ids)


class UndoImport(JobKind):
    """Undoes an import."""

    name: ClassVar[str] = "undo_import"
    title: ClassVar[Label] = Label(zh="撤销导入", en="Undo of an import")

    def begin(
        self, context: Context, access: Access, arguments: Mapping[str, Any], content: bytes
    ) -> UndoWork:
        """Look up what the import did. Raises Conflict when that is no longer known."""
        done = jobs.get(context.connection, arguments["import"])
        if done is None:
            raise Conflict(messages.UNDO_FORGOTTEN)
        thing = object_named(context, access, done.subject)
        batch = context.settings.import_batch
        return UndoWork(thing, request_of(done.id), _rows(context, done), batch)


def arguments_of(done: Job) -> Mapping[str, Any]:
    """What the undo of an import is."""
    name = done.arguments.get("name", "")
    return {"import": done.id, "name": name, "header": HEADER, "rows": written_by(done)}


def written_by(done: Job) -> int:
    """How many records an import has made and changed."""
    counts: Mapping[str, int] = Counter(done.counts)
    return counts["created"] + counts["updated"]


def demand_undo(context: Context, access: Access, done: Job) -> None:
    """Raise Forbidden or NotFound unless the user may do what undoing an import takes."""
    thing = object_named(context, access, done.subject)
    if done.counts.get("created"):
        demand(access, thing, "delete")
    if done.counts.get("updated"):
        demand(access, thing, "edit")


def _rows(context: Context, done: Job) -> Sequence[JobRow]:
    """What an import did, in the order in which it is taken back. The order of IDs is that in which records were made."""
    changed = jobs.rows(context.connection, done.id, "updated")
    made = jobs.rows(context.connection, done.id, "created")
    return (*changed, *sorted(made, key=lambda row: row.record or "", reverse=True))


def _told(row: JobRow, undone: Undone) -> JobRow:
    errors = [{"column": "", **error_data(error)} for error in undone.errors]
    details = {"cells": [str(row.number), undone.record], "errors": errors}
    return JobRow(row.number, "failed", undone.record, details)
