"""The values that formulas read: of records as they will be, and of the records that their look-ups lead to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from objectry.formula.faults import Fault, Kind
from objectry.formula.surroundings import Row
from objectry.metadata.catalog import Field, FieldPath, Object
from objectry.metadata.field_types.base import ValueRefused
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.formulas.formulas import formula_of
from objectry.runtime.store import read
from objectry.runtime.store.surroundings import around

Values = Mapping[str, Any]
"""A record's values by field name."""


def rows(
    context: Context, access: Access, thing: Object, records: Sequence[Values], names: Iterable[str],
    far: Mapping[str, FieldPath],
) -> list[Row]:  # fmt: skip
    """What formulas see of some records: the fields `names` of each, and the ends of the paths `far`, by their names.

    A formula knows more than its reader: it reads every record that a look-up leads to, whoever may see it. What it
    gives is shown to those who may read the field that it belongs to. `access` tells who the user is.
    """
    own = [thing.fields[name] for name in names]
    made: list[dict[str, object]] = [
        {field.name: seen(field, record.get(field.name)) for field in own} for record in records
    ]
    for field in own:
        if field.fleeting:
            for row, value in zip(made, fleeting(context, access, field, records), strict=True):
                row[field.name] = value
    by_look_up: dict[Field, dict[str, FieldPath]] = defaultdict(dict)
    for name, path in far.items():
        by_look_up[path[0]][name] = path
    for look_up, paths in by_look_up.items():
        reached = _reached(context, access, look_up, paths, records)
        for row, record in zip(made, records, strict=True):
            row.update(reached.get(record.get(look_up.name)) or dict.fromkeys(paths))
    return list(made)


def _reached(
    context: Context, access: Access, look_up: Field, paths: Mapping[str, FieldPath],
    records: Sequence[Values],
) -> dict[object, dict[str, object]]:  # fmt: skip
    """The values at the end of paths through one look-up, by the record that it points to."""
    ids = sorted({str(one[look_up.name]) for one in records if one.get(look_up.name) is not None})
    if not ids:
        return {}
    assert look_up.target is not None
    target = context.catalog.objects[look_up.target]
    columns = tuple(path[1:] for path in paths.values())
    page = read.some(context, access.as_system(reasons.FORMULA), target, ids, columns)
    return {
        record: {
            name: seen(series.field, series.values[at])
            for name, series in zip(paths, page.series, strict=True)
        }
        for at, record in enumerate(page.ids)
    }


def seen(field: Field, value: Any) -> object:
    """A field's value as formulas see it."""
    return None if value is None or value == () else field.type.in_formula(value)


def fleeting(
    context: Context, access: Access, field: Field, records: Sequence[Values]
) -> list[object]:
    """What formulas see of a field that is computed whenever it is read: nothing where it cannot be computed."""
    answers = _answers(context, access, field, records)
    return [seen(field, kept(field, answer)[0]) for answer in answers]


def failures(
    context: Context, access: Access, field: Field, records: Sequence[Values]
) -> list[str | None]:
    """Why a field that is computed whenever it is read cannot be computed for some records; None where it can."""
    return [kept(field, answer)[1] for answer in _answers(context, access, field, records)]


def _answers(
    context: Context, access: Access, field: Field, records: Sequence[Values]
) -> list[object]:
    one = formula_of(context, field)
    found = rows(context, access, context.catalog.objects[field.object], records, one.own, one.far)
    known = around(context, access, one.checked, context.state.locale.zone)
    columns = {name: [row[name] for row in found] for name in one.program.fields}
    return one.program.evaluate_many(columns, known, len(found))


def kept(field: Field, answer: object) -> tuple[Any, str | None]:
    """What a formula gave, as its field keeps it; nothing, and the code of the reason, where there is no such value."""
    if isinstance(answer, Fault):
        return None, answer.kind.value
    try:
        return field.type.from_formula(answer, field.definition), None
    except ValueRefused:
        too_long = isinstance(answer, str)
        return None, (Kind.LIMIT if too_long else Kind.OUT_OF_RANGE).value
