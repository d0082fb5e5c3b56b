"""Computing the values of formulas and roll-ups for some records."""

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from objectry.formula.faults import Kind
from objectry.metadata.catalog import Field
from objectry.metadata.computing import checked_filter
from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.field_types.rollup import RollupDef
from objectry.runtime.computing.graph import Node
from objectry.runtime.context import Context
from objectry.runtime.formulas.formulas import Formula, formula_of
from objectry.runtime.formulas.rows import Values, kept, rows
from objectry.runtime.formulas.saving import while_saving
from objectry.runtime.store import computed, read
from objectry.runtime.store.computed import SYSTEM, Kept, Sum, Total

OUT_OF_RANGE = Kind.OUT_OF_RANGE.value
DIGITS = 60
"""Significant digits with which means are made."""


def of_records(context: Context, field: Field, records: Sequence[Values]) -> list[Kept]:
    """The values of a formula for records as they will be. What their look-ups lead to is read, and locked first."""
    one = formula_of(context, field)
    if one.far:
        _hold(context, one, records)
    thing = context.catalog.objects[field.object]
    found = rows(context, SYSTEM, thing, records, one.own, one.far)
    columns = {name: [row[name] for row in found] for name in one.program.fields}
    known = while_saving(context, SYSTEM, one)
    answers = one.program.evaluate_many(columns, known, len(records))
    return [Kept(*kept(field, answer)) for answer in answers]


def _hold(context: Context, one: Formula, records: Sequence[Values]) -> None:
    ways = {path[:-1] for path in one.far.values()}
    firsts = {way[0] for way in ways}
    starts = {
        first: {
            str(record[first.name]) for record in records if record.get(first.name) is not None
        }
        for first in firsts
    }
    computed.hold_far(context, ways, starts)


def of_stored(context: Context, node: Node, ids: Collection[str]) -> dict[str, Kept]:
    """The values of a node for records as they are stored."""
    if node.through is not None:
        return _totals(context, node, ids)
    thing = context.catalog.objects[node.field.object]
    fields = [thing.fields[name] for name in sorted(formula_of(context, node.field).own)]
    asked = tuple((field,) for field in fields)
    page = read.some(context, SYSTEM, thing, ids, asked, deleted=None)
    names = [field.name for field in fields]
    columns = [series.values for series in page.series]
    records = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    if not names:
        records = [{} for _ in page.ids]
    return dict(zip(page.ids, of_records(context, node.field, records), strict=True))


def of_nothing(field: Field) -> Kept:
    """The value of a roll-up for a record to which nothing points."""
    definition = field.written
    assert isinstance(definition, RollupDef)
    return _kept(field, definition, Sum(0))


def _totals(context: Context, node: Node, ids: Collection[str]) -> dict[str, Kept]:
    definition = node.field.written
    assert isinstance(definition, RollupDef)
    found = computed.totals(context, _total(context, node), ids)
    nothing = Sum(0)
    return {one: _kept(node.field, definition, found.get(one, nothing)) for one in ids}


def _total(context: Context, node: Node) -> Total:
    """What a roll-up asks of the database."""

    def make() -> Total:
        definition = node.field.written
        assert isinstance(definition, RollupDef) and node.through is not None
        fields = context.catalog.objects[definition.of].fields
        return Total(
            node.through,
            definition.operation,
            fields[definition.field] if definition.field else None,
            checked_filter(node.field, context.catalog.objects),
        )

    return context.state.memo.get(("total", node.field), make)


def _kept(field: Field, definition: RollupDef, found: Sum) -> Kept:
    """What the field keeps of a number: the sum of nothing is 0, of nothing there is no mean and no bound."""
    match definition.operation:
        case "count" | "count_distinct":
            return Kept(found.count)
        case "any":
            return Kept(bool(found.value))
        case "all":
            return Kept(True if found.value is None else found.value)
        case "min" | "max":
            return Kept(found.value)
        case "sum":
            return _number(field, found.value if found.count else Decimal(0))
    if not found.count:
        return Kept(None)
    with localcontext() as numbers:
        numbers.prec = DIGITS
        unit = Decimal(1).scaleb(-field.type.scale(field.definition))
        return _number(field, (found.value / found.count).quantize(unit, ROUND_HALF_UP))


def _number(field: Field, value: Decimal) -> Kept:
    """A number in the form of its field, points of percentages as they are."""
    whole: Any = int(value) if field.type.whole else f"{value:f}"
    try:
        return Kept(field.type.from_json(whole, field.definition))
    except ValueRefused:
        return Kept(None, OUT_OF_RANGE)


def differing(before: Mapping[str, Kept], after: Mapping[str, Kept]) -> dict[str, Kept]:
    """The values that are not the same as before."""
    return {
        record: one for record, one in after.items() if record in before and before[record] != one
    }
