"""Records as the API answers them. Works column by column: what a field needs is found once for a whole page."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from objectry.formula.faults import FAULT_MESSAGES, Kind
from objectry.formula.messages import Language
from objectry.metadata.column_types import utc_text
from objectry.metadata.field_types.anylookup import RecordRef
from objectry.metadata.field_types.number import trimmed
from objectry.runtime.errors import FieldError
from objectry.runtime.records.drafts import Outcome
from objectry.runtime.store.files import StoredFile
from objectry.runtime.store.read import Page
from objectry.runtime.store.series import Series

ERRORS = "_errors"
"""The key under which a record says why computed fields have no value: no field has such a name."""
LINES = "_lines"
"""The key under which a record brings details that are saved with it."""
REMOVED = "_delete"
"""The key by which such a detail says that it shall be deleted."""
RECALCULATING = "_recalculating"
"""Computed fields in which a record may still show a former value."""
TOLD = frozenset({ERRORS, RECALCULATING})
"""What a record tells of its values, and brings along when it comes back."""


def records_json(page: Page, language: Language) -> list[dict[str, Any]]:
    """The records of a page, one mapping each, with their fields under the names that were asked for."""
    names = [series.name for series in page.series]
    columns = [series_json(series) for series in page.series]
    if not columns:
        return [{} for _ in page.ids]
    records = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    for series in page.series:
        for record, code in zip(records, series.errors or (), strict=False):
            if code is not None:
                record.setdefault(ERRORS, {})[series.name] = _fault_json(code, language)
    return records


def _fault_json(code: str, language: Language) -> dict[str, str]:
    return {"code": code, "message": FAULT_MESSAGES[Kind(code)].text(language)}


def fault_text(code: str) -> str:
    """What stands in a cell instead of a value that could not be computed: `#ERR:division`."""
    return f"#ERR:{code}"


def series_json(series: Series) -> Sequence[Any]:
    """The values of one field."""
    field = series.field
    if field.relation is not None:
        return _links(series)
    if series.files is not None:
        return [None if held is None else list(map(file_json, held)) for held in series.files]
    if field.type.plain or series.json:
        return series.values
    to_json, definition = field.type.to_json, field.definition
    return [None if value is None else to_json(value, definition) for value in series.values]


def _links(series: Series) -> list[Any]:
    assert series.names is not None
    pairs = zip(series.values, series.names, strict=True)
    if series.field.target is not None:  # the common case: one record of one object
        return [None if value is None else {"id": value, "name": name} for value, name in pairs]
    return [link_json(value, name) for value, name in pairs]


def link_json(value: Any, name: Any) -> Any:
    """A look-up with the name of its record; None where the user may not read it."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return [{"id": one, "name": shown} for one, shown in zip(value, name or (), strict=True)]
    if isinstance(value, RecordRef):
        return {"id": value.id, "object": value.object, "name": name}
    return {"id": value, "name": name}


def file_json(one: StoredFile) -> dict[str, Any]:
    """A file as records and uploads answer it."""
    return {"id": one.id, "name": one.name, "size": one.size, "media_type": one.media_type}


def number_json(value: int | Decimal, mean: bool) -> int | str:
    """A number that was computed: a count as it is, a decimal in plain digits, a mean without zeros at its end."""
    if isinstance(value, int):
        return value
    return trimmed(value) if mean else f"{value:f}"


def computed_json(value: Decimal | date | time) -> str:
    """A value of a formula: a number in plain digits without zeros at its end, days and moments as those of fields."""
    match value:
        case Decimal():
            return trimmed(value or Decimal(0))  # which has no sign
        case datetime():
            return utc_text(value)
        case date():
            return value.isoformat()
    return value.isoformat("seconds")


def error_json(error: FieldError, language: Language) -> dict[str, Any]:
    """What is wrong with a field; in a formula, with the line and the column."""
    answer: dict[str, Any] = {
        "field": error.field, "code": error.message.code, "message": error.text(language),
    }  # fmt: skip
    if error.hint:
        answer["hint"] = error.hint
    if error.line is not None:
        answer["of"] = {"object": error.line[0], "index": error.line[1]}
    if {"line", "column"} <= error.params.keys():
        answer |= {"line": error.params["line"], "column": error.params["column"]}
    return answer


def outcome_json(outcome: Outcome, language: Language) -> dict[str, Any]:
    """What came of one record of a batch."""
    return {
        "index": outcome.index,
        "id": outcome.id,
        "status": outcome.status,
        "version": outcome.version,
        "errors": [error_json(error, language) for error in outcome.errors],
    }
