"""The job `import`: a file becomes records, batch by batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from objectry.metadata.catalog import Object
from objectry.metadata.documents import Label
from objectry.metadata.following import Following
from objectry.runtime.access.demands import demand, object_named
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.database.jobs import JobRow
from objectry.runtime.errors import BadRequest, Conflict, Forbidden, error_data, error_of
from objectry.runtime.garbage import uncollected
from objectry.runtime.jobs.interface import JobKind, Position, Step
from objectry.runtime.transfer import importing, mapping, messages, tables
from objectry.runtime.transfer.importing import Note, RowError
from objectry.runtime.transfer.mapping import MappingDef, Plan
from objectry.runtime.transfer.tables import Table


@dataclass(frozen=True, slots=True)
class ImportWork:
    """A file with everything that is needed to save its rows."""

    work: importing.Work
    batch: int
    order: str
    """A digest of the order in which the rows are saved."""

    @property
    def total(self) -> int:
        """Rows that are imported."""
        return self.work.total

    def step(self, context: Context, access: Access, position: Position | None) -> Step:
        """Save one batch."""
        demand_import(context, access, self.work.plan.thing.name)
        begin = 0 if position is None else self._place(position)
        with uncollected():
            step = importing.advance(context, access, self.work, begin, self.batch)
        following = {"line": step.done, "order": self.order} if step.done < self.total else None
        written = [JobRow(row, one.status, one.id, {}) for row, one in step.written]
        rows = [_row(note) for note in step.notes]
        return Step(following, step.done, step.counts, rows, written)

    def _place(self, position: Position) -> int:
        """How many rows are done. Raises Conflict when they are no longer the first ones.

        The order comes from what the look-ups of the file mean, which changes with unique fields, rights and languages.
        """
        if position.get("order") != self.order:
            raise Conflict(messages.ORDER_CHANGED, {"done": position["line"]})
        done: int = position["line"]
        return done


class ImportRecords(JobKind):
    """Imports a CSV or XLSX file."""

    name: ClassVar[str] = "import"
    title: ClassVar[Label] = Label(zh="导入", en="Import")

    def begin(
        self, context: Context, access: Access, arguments: Mapping[str, Any], content: bytes
    ) -> ImportWork:
        """Read the file and bind its mapping. Raises what a wrong file or mapping raises."""
        wanted = MappingDef.model_validate(arguments["mapping"])
        table = tables.read_table(
            content, mapping.file_options(wanted), context.settings.import_cells
        )
        work = prepared(context, access, wanted, table)
        return ImportWork(work, arguments["batch"], work.order.digest)

    def renamed(self, arguments: Mapping[str, Any], following: Following) -> Mapping[str, Any]:
        """The mapping under the new names of fields. What it leaves to the names of columns stays so."""
        wanted = MappingDef.model_validate(arguments["mapping"])
        return {
            **arguments,
            "mapping": mapping.renamed(wanted, following).model_dump(mode="json"),
        }


def arguments_of(
    wanted: MappingDef, header: Sequence[str], rows: int, digest: str, batch: int
) -> dict[str, Any]:
    """What an import is: equal for the same file with the same mapping. `digest` is that of the file."""
    return {
        "mapping": wanted.model_dump(mode="json"),
        "header": list(header),
        "rows": rows,
        "file": digest,
        "batch": batch,
    }


def prepared(context: Context, access: Access, wanted: MappingDef, table: Table) -> importing.Work:
    """An import that the user may begin. Raises Forbidden, NotFound, BadRequest or Invalid for one that cannot be."""
    thing = demand_import(context, access, wanted.object)
    plan = mapping.plan(context, access, thing, wanted, table.header)
    _demand_owner(access, plan)
    return importing.prepare(context, access, plan, table)


def _demand_owner(access: Access, plan: Plan) -> None:
    """Raise BadRequest where the platform itself would make records that have owners, and nothing says whose they are."""
    named = any(source.field.name == "owner" for source in plan.sources)
    if access.user is None and plan.thing.owned and plan.operation != "update" and not named:
        raise BadRequest(messages.OWNER_UNSAID)


def demand_import(context: Context, access: Access, name: str) -> Object:
    """The object, if the user may import it."""
    return demand_feature(context, access, name, "import")


def demand_feature(
    context: Context, access: Access, name: str, action: Literal["import", "export"]
) -> Object:
    """The object, if it offers the feature and the user may use it."""
    thing = object_named(context, access, name)
    demand(access, thing, action)
    if action not in thing.features:
        raise Forbidden(messages.FEATURE_OFF, {"object": thing.name})
    return thing


def note_of(row: JobRow) -> Note:
    """A row that failed, as it was kept."""
    errors = tuple(
        RowError(row.number, one["column"], error_of(one)) for one in row.details["errors"]
    )
    return Note(row.number, row.record, tuple(row.details["cells"]), errors)


def _row(note: Note) -> JobRow:
    errors = [{"column": one.column, **error_data(one.error)} for one in note.errors]
    details = {"cells": list(note.cells), "errors": errors}
    return JobRow(note.row, "failed", note.record, details)
