"""Computing the values of formulas and roll-ups for some records."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from objectry.formula.faults import Kind
from objectry.metadata.catalog import Field, FieldPath
from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.field_types.rollup import RollupDef
from objectry.runtime.computing.graph import Node
from objectry.runtime.context import Context
from objectry.runtime.formulas import rows
from objectry.runtime.formulas.formulas import formula_of
from objectry.runtime.formulas.rows import Values, Wanted
from objectry.runtime.store import computed, read
from objectry.runtime.store.computed import SYSTEM, Kept, Sum, Total
from objectry.runtime.store.sums import mean

OUT_OF_RANGE = Kind.OUT_OF_RANGE.value


def of_records(
    context: Context, wanted: Wanted, records: Sequence[Values], held: bool = True
) -> dict[Field, list[Kept]]:
    """The values of formulas for some of several records as they will be. What their look-ups lead to is read, and locked
    first unless it shall not be `held`."""
    if held:
        _hold(context, wanted, records)
    found = rows.computed(context, SYSTEM, wanted, records)
    return {field: [Kept(*one) for one in values] for field, values in found.items()}


def _hold(context: Context, wanted: Wanted, records: Sequence[Values]) -> None:
    ways: set[FieldPath] = set()
    starts: dict[Field, set[str]] = defaultdict(set)
    for field, places in wanted.items():
        own = {path[:-1] for path in formula_of(context, field).far.values()}
        ways |= own
        for first in {way[0] for way in own}:
            targets = (records[at](first.name) for at in places)
            starts[first].update(str(one) for one in targets if one is not None)
    computed.hold_far(context, ways, starts)


def of_stored(
    context: Context, nodes: Sequence[Node], ids: Collection[str], held: bool = True
) -> dict[str, tuple[Kept, ...]]:
    """The values of some nodes of a run for records as they are stored. Who only looks at them holds nothing."""
    if nodes[0].through is not None:
        return _totals(context, nodes, ids)
    thing = context.catalog.objects[nodes[0].field.object]
    read_of = frozenset().union(*(formula_of(context, node.field).own for node in nodes))
    asked = tuple((thing.fields[name],) for name in sorted(read_of))
    page = read.some(context, SYSTEM, thing, ids, asked, deleted=None)
    records = [record.get for record in page.records()]
    every = range(len(records))
    values = of_records(context, {node.field: every for node in nodes}, records, held)
    return dict(zip(page.ids, zip(*values.values(), strict=True), strict=True))


def of_nothing(field: Field) -> Kept:
    """The value of a roll-up for a record to which nothing points."""
    definition = field.written
    assert isinstance(definition, RollupDef)
    return _kept(field, definition, Sum(0))


def _totals(
    context: Context, nodes: Sequence[Node], ids: Collection[str]
) -> dict[str, tuple[Kept, ...]]:
    wanted = [_total(context, node) for node in nodes]
    found = computed.totals(context, wanted, ids)
    nothing = (Sum(0),) * len(nodes)
    return {
        record: tuple(
            _kept(node.field, _definition(node), one)
            for node, one in zip(nodes, found.get(record, nothing), strict=True)
        )
        for record in ids
    }


def _definition(node: Node) -> RollupDef:
    definition = node.field.written
    assert isinstance(definition, RollupDef)
    return definition


def _total(context: Context, node: Node) -> Total:
    """What a roll-up asks of the database."""

    def make() -> Total:
        definition = _definition(node)
        assert node.through is not None
        fields = context.catalog.objects[definition.of].fields
        return Total(
            node.through,
            definition.operation,
            fields[definition.field] if definition.field else None,
            node.field.checked,
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
    return _number(field, mean(found.value, found.count, field.type.scale(field.definition)))


def of_values(field: Field, measured: Field | None, values: Sequence[Any]) -> Kept:
    """The value of a roll-up over records that are not written yet, each with what it has in the field that is measured."""
    definition = field.written
    assert isinstance(definition, RollupDef)
    if measured is None:
        return _kept(field, definition, Sum(len(values)))
    there = [one for one in values if one is not None]
    match definition.operation:
        case "count_distinct":
            found = Sum(len(set(there)))
        case "any" | "all":
            on = sum(one is True for one in values)
            found = Sum(
                len(values), on > 0 if definition.operation == "any" else on == len(values)
            )
        case "min" | "max":
            bound = min if definition.operation == "min" else max
            found = Sum(len(there), bound(there) if there else None)
        case _:
            found = Sum(len(there), sum(map(Decimal, there)) if there else None)
    return _kept(field, definition, found)


def _number(field: Field, value: Decimal) -> Kept:
    """A number in the form of its field, points of percentages as they are."""
    whole: Any = int(value) if field.type.whole else f"{value:f}"
    try:
        return Kept(field.type.from_json(whole, field.definition))
    except ValueRefused:
        return Kept(None, OUT_OF_RANGE)


def differing(
    before: Mapping[str, Sequence[Kept]], after: Mapping[str, Sequence[Kept]]
) -> dict[str, Sequence[Kept]]:
    """The records of which any value is not the same as before, with all their values."""
    return {
        record: values
        for record, values in after.items()
        if record in before and tuple(before[record]) != tuple(values)
    }
