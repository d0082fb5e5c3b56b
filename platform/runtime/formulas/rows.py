"""Formulas put to records as they will be: what they know of them, and of the records that look-ups lead to, and what they
give."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from objectry.formula.surroundings import Row, Surroundings
from objectry.metadata.catalog import Field, FieldPath, Object
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.formulas.formulas import Formula, formula_of
from objectry.runtime.formulas.values import kept, seen
from objectry.runtime.store import read
from objectry.runtime.store.source import in_pieces
from objectry.runtime.store.surroundings import for_everybody

Values = Callable[[str], Any]
"""The values of a record by the names of its fields."""
Wanted = Mapping[Field, Sequence[int]]
"""Computed fields of one object, none of which reads another one that is kept, each with the places of those of some
records for which it is computed."""


@dataclass(frozen=True, slots=True)
class Known:
    """What some formulas know: of each record, and beside the records."""

    rows: Sequence[Row]
    around: Surroundings


def known(
    context: Context, access: Access, thing: Object, formulas: Collection[Formula],
    records: Sequence[Values],
) -> Known:  # fmt: skip
    """What some formulas know of some records, asked once for all of them: their own fields, and those of the records that
    their look-ups lead to.

    A formula knows more than its reader: it reads every record that a look-up leads to, whoever may see it. What it
    gives is shown to those who may read the field that it belongs to. `access` tells who the user is.
    """
    below = {field: formula_of(context, field) for one in formulas for field in one.below}
    together = (*formulas, *below.values())
    names = frozenset[str]().union(*(one.own for one in together))
    own = [field for name in names if not (field := thing.fields[name]).fleeting]
    made: list[dict[str, object]] = [
        {field.name: seen(field, value(field.name)) for field in own} for value in records
    ]
    _add_far(context, access, together, records, made)
    around = for_everybody(context, access, *(one.checked for one in together))
    for field, one in below.items():
        for row, answer in zip(made, evaluated(one, around, made), strict=True):
            value, _ = kept(field, answer)
            row[field.name] = seen(field, value)
    return Known(made, around)


def _add_far(
    context: Context, access: Access, formulas: Collection[Formula], records: Sequence[Values],
    made: Sequence[dict[str, object]],
) -> None:  # fmt: skip
    """Add to the rows what the look-ups of records lead to."""
    by_look_up: dict[Field, dict[str, FieldPath]] = defaultdict(dict)
    for one in formulas:
        for name, path in one.far.items():
            by_look_up[path[0]][name] = path
    for look_up, paths in by_look_up.items():
        targets = [value(look_up.name) for value in records]
        reached = _reached(context, access, look_up, paths, targets)
        for row, target in zip(made, targets, strict=True):
            row.update({**dict.fromkeys(paths), **reached.get(target, {})})


def _reached(
    context: Context, access: Access, look_up: Field, paths: Mapping[str, FieldPath], targets: Sequence[Any]
) -> dict[object, dict[str, object]]:  # fmt: skip
    """The values at the end of paths through one look-up, by the record that it points to."""
    ids = sorted({str(one) for one in targets if one is not None})
    if not ids:
        return {}
    assert look_up.target is not None
    target, system = context.catalog.objects[look_up.target], access.as_system(reasons.FORMULA)
    found: dict[object, dict[str, object]] = defaultdict(dict)

    def ask(names: Sequence[str]) -> None:
        columns = tuple(paths[name][1:] for name in names)
        page = read.some(context, system, target, ids, columns)
        for at, record in enumerate(page.ids):
            for name, series in zip(names, page.series, strict=True):
                found[record][name] = seen(series.field, series.values[at])

    in_pieces(tuple(paths), ask)
    return found


def answers(one: Formula, found: Known, places: Sequence[int] | None = None) -> list[Any]:
    """What a formula gives for each record, or for those in some places; a Fault where it cannot be computed."""
    rows = found.rows if places is None else [found.rows[at] for at in places]
    return evaluated(one, found.around, rows)


def evaluated(one: Formula, around: Surroundings, found: Sequence[Row]) -> list[Any]:
    """The same for a formula that knows more than others while a record is saved."""
    columns = {name: [row[name] for row in found] for name in one.program.fields}
    return one.program.evaluate_many(columns, around, len(found))


def computed(
    context: Context, access: Access, wanted: Wanted, records: Sequence[Values]
) -> dict[Field, list[tuple[Any, str | None]]]:
    """The values that the formulas of fields give for some records, as the fields keep them, each with the code of the
    reason where there is none."""
    formulas = {field: formula_of(context, field) for field in wanted}
    thing = context.catalog.objects[next(iter(wanted)).object]
    found = known(context, access, thing, formulas.values(), records)
    return {
        field: [kept(field, answer) for answer in answers(one, found, wanted[field])]
        for field, one in formulas.items()
    }
