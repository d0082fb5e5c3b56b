"""Formulas put to records as they will be: what they see of them, and of the records that look-ups lead to, and what they
give."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from objectry.formula.surroundings import Row, Surroundings
from objectry.metadata.catalog import Field, FieldPath, Object
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.formulas.formulas import Formula, formula_of
from objectry.runtime.formulas.saving import while_saving
from objectry.runtime.formulas.values import kept, seen
from objectry.runtime.store import read

Values = Callable[[str], Any]
"""The values of a record by the names of its fields."""


def rows(
    context: Context, access: Access, thing: Object, formulas: Collection[Formula],
    records: Sequence[Values],
) -> list[Row]:  # fmt: skip
    """What some formulas see of some records: their own fields, and those of the records that their look-ups lead to.

    A formula knows more than its reader: it reads every record that a look-up leads to, whoever may see it. What it
    gives is shown to those who may read the field that it belongs to. `access` tells who the user is.
    """
    own = [thing.fields[name] for name in frozenset().union(*(one.own for one in formulas))]
    made: list[dict[str, object]] = [
        {field.name: seen(field, value(field.name)) for field in own} for value in records
    ]
    for field in own:
        if field.fleeting:
            for row, value in zip(made, fleeting(context, access, field, records), strict=True):
                row[field.name] = value
    by_look_up: dict[Field, dict[str, FieldPath]] = defaultdict(dict)
    for one in formulas:
        for name, path in one.far.items():
            by_look_up[path[0]][name] = path
    for look_up, paths in by_look_up.items():
        targets = [value(look_up.name) for value in records]
        reached = _reached(context, access, look_up, paths, targets)
        for row, target in zip(made, targets, strict=True):
            row.update(reached.get(target) or dict.fromkeys(paths))
    return list(made)


def _reached(
    context: Context, access: Access, look_up: Field, paths: Mapping[str, FieldPath], targets: Sequence[Any]
) -> dict[object, dict[str, object]]:  # fmt: skip
    """The values at the end of paths through one look-up, by the record that it points to."""
    ids = sorted({str(one) for one in targets if one is not None})
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


def answers(context: Context, access: Access, one: Formula, found: Sequence[Row]) -> list[Any]:
    """What a formula gives for each of some rows; a Fault where it cannot be computed."""
    return evaluated(one, while_saving(context, access, one), found)


def evaluated(one: Formula, around: Surroundings, found: Sequence[Row]) -> list[Any]:
    """The same for a formula that knows more than others while a record is saved."""
    columns = {name: [row[name] for row in found] for name in one.program.fields}
    return one.program.evaluate_many(columns, around, len(found))


def computed(
    context: Context, access: Access, field: Field, records: Sequence[Values]
) -> list[tuple[Any, str | None]]:
    """The values that the formula of a field gives for some records, as the field keeps them, each with the code of the
    reason where there is none."""
    one = formula_of(context, field)
    found = rows(context, access, context.catalog.objects[field.object], [one], records)
    return [kept(field, answer) for answer in answers(context, access, one, found)]


def fleeting(
    context: Context, access: Access, field: Field, records: Sequence[Values]
) -> list[object]:
    """What formulas see of a field that is computed whenever it is read: nothing where it cannot be computed."""
    return [seen(field, value) for value, _ in computed(context, access, field, records)]
