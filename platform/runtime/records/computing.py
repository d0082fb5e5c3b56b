"""Computed fields of records that are being saved: their formulas are computed before they are checked, so that rules see
what will be kept, and everything that follows for others when they have been written."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from objectry.formula.functions.declare import Use
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.anylookup import reference_id
from objectry.metadata.field_types.rollup import RollupDef
from objectry.runtime.access.grants import Access
from objectry.runtime.computing import recalculation
from objectry.runtime.computing.graph import ALIVE, Graph, Node, Run, graph_of
from objectry.runtime.computing.recalculation import Changed
from objectry.runtime.computing.values import of_nothing, of_records, of_values
from objectry.runtime.context import Context
from objectry.runtime.formulas.formulas import formula, formula_of
from objectry.runtime.formulas.rows import answers, known
from objectry.runtime.records.changes import Change
from objectry.runtime.records.drafts import Draft, as_it_will_be
from objectry.runtime.store.computed import Kept


def compute(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    """Give drafts the values of their computed fields. Nothing points to a new record yet, so its roll-ups are those of
    nothing; what others make of a record that exists is computed when it has been written."""
    _compute_all(context, access, thing, drafts, held=True)


def foresee(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    """The same for drafts that nobody is about to write: what they read is not locked."""
    _compute_all(context, access, thing, drafts, held=False)


def _compute_all(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft], held: bool
) -> None:
    graph = graph_of(context.state)
    rollups, formulas = graph.rollups.get(thing.name, ()), graph.formulas.get(thing.name, ())
    if not rollups and not formulas:
        return
    for draft in drafts:
        for node in rollups if draft.new else ():
            _give(draft, node.field, of_nothing(node.field))
    changing = [draft for draft in drafts if draft.new or any(map(draft.changed, draft.values))]
    _compute(context, access, formulas, changing, held)


def foresee_with_lines(
    context: Context, access: Access, thing: Object, draft: Draft,
    lines: Mapping[str, Sequence[Draft]],
) -> None:  # fmt: skip
    """Give the draft of a record what is computed of its lines, by object, as they stand in a form: all that there will be
    of them. What else points to the record counts as it is stored."""
    graph = graph_of(context.state)
    for node in graph.rollups.get(thing.name, ()):
        through = node.through
        assert through is not None
        found = lines.get(through.object)
        if found is not None and context.catalog.objects[through.object].master is through:
            _give(draft, node.field, _over(context, access, node.field, found))
    _compute(context, access, graph.formulas.get(thing.name, ()), [draft], held=False)


def _over(context: Context, access: Access, field: Field, drafts: Sequence[Draft]) -> Kept:
    """The value of a roll-up over drafts."""
    definition = field.written
    assert isinstance(definition, RollupDef)
    thing = context.catalog.objects[definition.of]
    if definition.filter is not None and drafts:
        condition = formula(context, thing.name, definition.filter, Use.FILTER)
        records = [as_it_will_be(context, access, one) for one in drafts]
        said = answers(condition, known(context, access, thing, [condition], records))
        drafts = [one for one, is_so in zip(drafts, said, strict=True) if is_so is True]
    measured = thing.fields[definition.field] if definition.field else None
    values = [one.value(measured.name) if measured else None for one in drafts]
    return of_values(field, measured, values)


def compute_numbered(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft]
) -> None:
    """Compute once more, of new drafts that nothing is wrong with, what needs the numbers that they have got by now."""
    formulas = graph_of(context.state).numbered.get(thing.name, ())
    if formulas:
        new = [draft for draft in drafts if draft.new and not draft.errors]
        _compute(context, access, formulas, new, held=True)


def _compute(
    context: Context, access: Access, formulas: Iterable[Run], drafts: Sequence[Draft], held: bool
) -> None:
    for run in formulas:
        concerned = {
            node.field: places
            for node in run.nodes
            if (places := [at for at, one in enumerate(drafts) if _concerns(context, one, node)])
        }
        some = sorted(set().union(*concerned.values()))
        if not some:
            continue
        records = [as_it_will_be(context, access, drafts[at]) for at in some]
        wanted = {field: [bisect_left(some, at) for at in own] for field, own in concerned.items()}
        for field, values in of_records(context, wanted, records, held).items():
            for at, value in zip(concerned[field], values, strict=True):
                _give(drafts[at], field, value)


def _concerns(context: Context, draft: Draft, node: Node) -> bool:
    """Tell whether a draft changes anything that a formula reads of it, and all of that is right."""
    own = formula_of(context, node.field).own
    if own & {error.field for error in draft.errors}:
        return False
    return draft.new or not own.isdisjoint(STAMPS) or any(map(draft.changed, own))


STAMPS = frozenset({"version", "updated_at", "updated_by"})
"""System fields that every change gives another value."""

REMOVED = frozenset({ALIVE, "deleted_by", "version"})
"""System fields that deleting and restoring give another value."""


def _give(draft: Draft, field: Field, found: Kept) -> None:
    assert field.error is not None
    draft.values[field.name] = found.value
    draft.values[field.error.name] = found.error


def follow(context: Context, changes: Sequence[Change]) -> None:
    """Compute what follows from changes that have been written."""
    graph = graph_of(context.state)
    if any(change.thing.name in graph.edges for change in changes):
        recalculation.follow(context, list(_changed(graph, changes)))


def _changed(graph: Graph, changes: Sequence[Change]) -> Iterator[Changed]:
    """The changes, those together in which the same fields change."""
    groups: dict[tuple[Object, str, frozenset[str], bool], list[Change]] = defaultdict(list)
    for change in changes:
        if change.thing.name in graph.edges and change.action != "purge":
            key = (change.thing, change.action, _names(change), change.settled)
            groups[key].append(change)
    for (thing, action, names, settled), group in groups.items():
        counted = graph.counted.get(thing.name, frozenset())
        yield Changed(
            object=thing.name,
            names=names,
            ids=[change.id for change in group],
            pointed={name: _pointed(name, group) for name in counted},
            settled=settled,
            fresh=action == "create",
        )


def _names(change: Change) -> frozenset[str]:
    """The fields that have another value now. A new record has one in every field."""
    match change.action:
        case "create":
            return frozenset(change.thing.fields)
        case "update":
            return STAMPS.union(change.values)
    return REMOVED.union(change.values)


def _pointed(name: str, changes: Sequence[Change]) -> set[str]:
    """The records that a look-up of changed records, to one record or to several, points to or pointed to before."""
    before = (change.before.values.get(name) for change in changes if change.before)
    after = (change.values.get(name) for change in changes)
    return {
        reference_id(one)
        for value in (*before, *after)
        if value is not None
        for one in (value if isinstance(value, tuple) else (value,))
    }
