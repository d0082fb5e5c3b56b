"""Import and export for every door."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from objectry.formula.messages import Language
from objectry.metadata.catalog import Object
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context
from objectry.runtime.database.identity import Principal
from objectry.runtime.errors import Forbidden, TooLarge
from objectry.runtime.records import messages as record_messages
from objectry.runtime.records import save
from objectry.runtime.records.present import error_json
from objectry.runtime.records.requests import ListRequest
from objectry.runtime.transfer import exporting, importing, mapping, messages, tables
from objectry.runtime.transfer.importing import Progress, Report, RowError
from objectry.runtime.transfer.mapping import MappingDef, Operation, read_mapping

__all__ = ["MappingDef", "Operation", "Progress", "Report", "RowError", "read_mapping"]

BY_COMMAND = Access.system("import on the command line")


def import_table(
    organization: Organization, user: Principal | None, wanted: MappingDef, content: bytes,
    dry_run: bool, progress: Progress,
) -> Report:  # fmt: skip
    """Import a file. Without a user the platform itself imports, for an operator at the command line."""
    table = tables.read_table(content, mapping.file_options(wanted))
    with organization.read(user) as context:
        access = access_of(context) if user else BY_COMMAND
        thing = _allowed(context, access, wanted.object, "import")
        plan = mapping.plan(context, access, thing, wanted, table.header)
    batch = organization.settings.import_batch
    if not dry_run:
        return importing.run(
            plan, table, access, lambda: organization.write(user, "import"), batch, progress
        )
    with _rolled_back(organization, user) as begin:
        return importing.run(plan, table, access, begin, batch, progress)


def import_here(context: Context, wanted: MappingDef, content: bytes, dry_run: bool) -> Report:
    """Import a file in the caller's own transaction: all of its sound rows, or none when it is a rehearsal."""
    table = tables.read_table(content, mapping.file_options(wanted))
    access = access_of(context)
    thing = _allowed(context, access, wanted.object, "import")
    if len(table.rows) > context.settings.bulk_limit:
        params = {"limit": context.settings.bulk_limit, "count": len(table.rows)}
        raise TooLarge(record_messages.BATCH_TOO_LARGE, params)
    plan = mapping.plan(context, access, thing, wanted, table.header)
    with context.connection.begin_nested() as place:
        report = importing.run(
            plan, table, access, lambda: nullcontext(context), context.settings.import_batch,
            lambda done, total: None,
        )  # fmt: skip
        if dry_run:
            place.rollback()
    return report


def report_json(report: Report, language: Language) -> dict[str, Any]:
    """What an import did, as the API answers it."""
    return {
        "rows": report.rows,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "failed": report.failed,
        "errors": [
            {
                "row": one.row,
                "column": one.column,
                "value": one.error.value,
                **error_json(one.error, language),
            }
            for one in report.errors
        ],
    }


@contextmanager
def _rolled_back(
    organization: Organization, user: Principal | None
) -> Iterator[Callable[[], AbstractContextManager[Context]]]:
    """Batches of one transaction that leaves nothing behind."""
    with organization.rehearsal(user, "import") as context:

        @contextmanager
        def begin() -> Iterator[Context]:
            yield context

        yield begin


def _allowed(context: Context, access: Access, name: str, action: str) -> Object:
    thing = save.object_named(context, access, name)
    save.demand(access, thing, action)
    if action not in thing.features:
        raise Forbidden(messages.FEATURE_OFF, {"object": thing.name})
    return thing


def error_file(wanted: MappingDef, content: bytes, report: Report, language: Language) -> bytes:
    """The rows that failed, in the columns of the file, with the reasons behind them."""
    table = tables.read_table(content, mapping.file_options(wanted))
    reasons: dict[int, list[str]] = {}
    for one in report.errors:
        place = f"{one.column}: " if one.column else ""
        reasons.setdefault(one.row, []).append(place + one.error.text(language))
    rows = [
        [*map(tables.guarded, cells), "; ".join(reasons[number])]
        for number, cells in table.rows
        if number in reasons
    ]
    return tables.csv_bytes([[*table.header, "reason"], *rows])


def export(context: Context, object_name: str, asked: ListRequest, kind: str) -> bytes:
    """All records of a list as a CSV or XLSX file that imports back to no change."""
    access = access_of(context)
    thing = _allowed(context, access, object_name, "export")
    return exporting.export(context, access, thing, asked, kind)
