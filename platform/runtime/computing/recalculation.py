"""What follows from changes of records for computed fields of others: computed anew in the same transaction.

Nodes are taken in their order, so each is computed once, when all that it reads is right. What reaches too many records is
left to a job, and shown as being recalculated until that is done.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from objectry.metadata.catalog import Field, FieldPath
from objectry.runtime.computing import waiting
from objectry.runtime.computing.graph import Edge, Graph, Node, graph_of
from objectry.runtime.computing.values import differing, of_stored
from objectry.runtime.context import Context
from objectry.runtime.store import computed


@dataclass(frozen=True, slots=True)
class Changed:
    """Records of one object of which the same fields have changed."""

    object: str
    names: frozenset[str]
    """The fields that have another value now; ALIVE where records have gone or come back."""
    ids: Collection[str]
    pointed: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By look-up, the records that these ones point to, or pointed to before."""
    settled: bool = False
    """Whether the formulas of the records themselves are right already."""
    fresh: bool = False
    """Whether the records are new, so that no other one leads to them yet."""


@dataclass(slots=True)
class _Worklist:
    """What is to be computed: for each node, the records whose value may be another one."""

    context: Context
    graph: Graph
    dirty: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, changed: Changed) -> None:
        """Note what follows from a change."""
        edges = self.graph.edges.get(changed.object, {})
        found = dict.fromkeys(edge for name in changed.names for edge in edges.get(name, ()))
        for edge in found:
            own = not edge.way and edge.node.through is None
            if not ((own and changed.settled) or (edge.way and changed.fresh)):
                self._note(edge, changed)

    def _note(self, edge: Edge, changed: Changed) -> None:
        ids: Collection[str] = changed.ids
        if edge.way:
            ids = self._reaching(edge.node, edge.way, ids)
        if edge.node.through is not None:
            ids = self._pointed(edge.node.through, ids, {} if edge.way else changed.pointed)
        self.dirty[edge.node.number].update(ids)

    def _reaching(self, node: Node, way: FieldPath, ids: Collection[str]) -> Collection[str]:
        """The records that lead to the ones that have changed; none where they are too many, and left to a job."""
        limit = self.context.settings.inline_dependants
        found = computed.reaching(self.context, way, ids, None, limit + 1)
        if len(found) <= limit:
            return found
        waiting.leave(self.context, node.field, way, ids)
        return ()

    def _pointed(
        self, through: Field, ids: Collection[str], pointed: Mapping[str, Collection[str]]
    ) -> Collection[str]:
        known = pointed.get(through.name)
        return computed.pointed_to(self.context, through, ids) if known is None else known

    def work(self) -> None:
        """Compute everything, in order."""
        for run in self.graph.runs:
            dirty = {node: ids for node in run.nodes if (ids := self.dirty.pop(node.number, None))}
            small = [node for node, ids in dirty.items() if self._is_small(node, ids)]
            if small:
                self.compute(small, set().union(*(dirty[node] for node in small)))

    def _is_small(self, node: Node, ids: Collection[str]) -> bool:
        """Tell whether a save waits until so many records are computed; if not, it is left to a job."""
        small = len(ids) <= self.context.settings.inline_dependants
        if not small:
            waiting.leave(self.context, node.field, (), ids)
        return small

    def compute(self, nodes: Sequence[Node], ids: Collection[str]) -> None:
        """Compute nodes of one run for some records, and note what follows."""
        fields = [node.field for node in nodes]
        before = computed.hold(self.context, fields, ids)
        if not before:
            return
        new = differing(before, of_stored(self.context, nodes, before.keys()))
        computed.put(self.context, fields, new)
        for at, one in enumerate(fields):
            changed = [
                record for record, values in new.items() if values[at] != before[record][at]
            ]
            if changed:
                self.add(Changed(one.object, frozenset({one.name}), changed))


def follow(context: Context, changes: Iterable[Changed]) -> None:
    """Compute what follows from changes that have been written."""
    graph = graph_of(context.state)
    work = _Worklist(context, graph)
    for changed in changes:
        work.add(changed)
    work.work()


def recompute(context: Context, node: Node, ids: Sequence[str]) -> None:
    """Compute one field for some records, and everything that follows."""
    work = _Worklist(context, graph_of(context.state))
    work.compute([node], ids)
    work.work()


def recompute_all(context: Context, node: Node) -> None:
    """Compute one field for all records, and everything that follows; where they are many, a job does it."""
    limit = context.settings.inline_dependants
    ids = computed.all_of(context, node.field.object, None, limit + 1)
    if len(ids) > limit:
        waiting.leave(context, node.field)
    elif ids:
        recompute(context, node, ids)
