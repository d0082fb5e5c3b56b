"""What follows from what: for every field that may change, the computed fields that have to be computed anew.

Made of the catalog once for each state of an organisation, and frozen.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

from objectry.metadata.catalog import Catalog, Field, FieldPath, walk
from objectry.metadata.computing import Name, in_order, start
from objectry.metadata.field_types.autonumber import AutoNumberType
from objectry.metadata.field_types.rollup import RollupDef
from objectry.runtime.context import State

T = TypeVar("T")
ALIVE = "deleted_at"
"""The field that changes when a record goes to the recycle bin or comes back: look-ups to it are empty meanwhile, and it
does not count."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A computed field that is kept."""

    number: int
    """Its place in the order: it reads only fields with smaller ones."""
    field: Field
    paths: tuple[FieldPath, ...]
    """What it reads, from its own object or from the object of its roll-up."""
    through: Field | None
    """For a roll-up, the field of the other object that points here."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Nodes that are computed together: of one object, none of them reading another; roll-ups through the same look-up."""

    object: str
    through: Field | None
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """A field that a node reads, as seen from there: by which look-ups the node's records, or those that its roll-up looks
    at, lead to the one that has changed. Without any it is the record itself."""

    node: Node
    way: FieldPath


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """All computed fields that are kept."""

    runs: tuple[Run, ...]
    """All nodes, each behind those that it reads."""
    edges: Mapping[str, Mapping[str, tuple[Edge, ...]]]
    """By object and field: what follows from a change of the field."""
    formulas: Mapping[str, tuple[Run, ...]]
    """The formulas of each object, each behind those that it reads."""
    numbered: Mapping[str, tuple[Run, ...]]
    """Those of them that need the automatic number of a record, which new records get at last."""
    rollups: Mapping[str, tuple[Node, ...]]
    """The roll-ups of each object."""
    counted: Mapping[str, frozenset[str]]
    """By object, its look-ups through which roll-ups of others look at it."""
    below: Mapping[Name, frozenset[Name]]
    """For each computed field, the fields that are kept of which its value is made: itself, or for one that is computed
    whenever it is read, those on which it stands."""

    def node(self, object_name: str, field: str) -> Node | None:
        """The node of a field; None where it is not computed or not kept."""
        found = (one for run in self.runs if run.object == object_name for one in run.nodes)
        return next((one for one in found if one.field.name == field), None)


def graph_of(state: State) -> Graph:
    """The graph of an organisation's metadata."""
    return state.memo.get("graph of computed fields", lambda: build(state.catalog))


def build(catalog: Catalog) -> Graph:
    """The graph of a catalog."""
    runs = tuple(_runs(catalog))
    nodes = [node for run in runs for node in run.nodes]
    edges: dict[str, dict[str, list[Edge]]] = defaultdict(lambda: defaultdict(list))
    for node in nodes:
        for object_name, name, way in dict.fromkeys(_reads(node)):
            edges[object_name][name].append(Edge(node, way))
    formulas = _by_object((run.object, run) for run in runs if run.through is None)
    return Graph(
        runs=runs,
        edges={
            name: {key: tuple(found) for key, found in own.items()} for name, own in edges.items()
        },
        formulas=formulas,
        numbered={name: _numbered(own) for name, own in formulas.items()},
        rollups=_by_object((one.field.object, one) for one in nodes if one.through is not None),
        counted=_counted(nodes),
        below=_below(catalog),
    )


def _numbered(formulas: Iterable[Run]) -> tuple[Run, ...]:
    """Those of an object's formulas that read an automatic number, or one of them that does."""
    found: set[str] = set()
    runs: list[Run] = []
    for run in formulas:
        nodes = tuple(node for node in run.nodes if _is_numbered(node, found))
        found.update(node.field.name for node in nodes)
        if nodes:
            runs.append(replace(run, nodes=nodes))
    return tuple(runs)


def _is_numbered(node: Node, known: Set[str]) -> bool:
    own = [path[0] for path in node.paths if len(path) == 1]
    return any(isinstance(one.type, AutoNumberType) or one.name in known for one in own)


def _below(catalog: Catalog) -> Mapping[Name, frozenset[Name]]:
    found: dict[Name, frozenset[Name]] = {}
    for field in chain.from_iterable(in_order(catalog.objects)):
        name = field.object, field.name
        if field.fleeting:
            steps = {(step.object, step.name) for path in _paths(catalog, field) for step in path}
            found[name] = frozenset().union(*(found[one] for one in steps if one in found))
        else:
            found[name] = frozenset({name})
    return found


def _runs(catalog: Catalog) -> Iterator[Run]:
    number = 0
    for together in in_order(catalog.objects):
        found: dict[tuple[str, Field | None], list[Node]] = defaultdict(list)
        for field in together:
            if not field.fleeting:
                node = _node(catalog, number, field)
                found[field.object, node.through].append(node)
                number += 1
        for (object_name, through), nodes in found.items():
            yield Run(object_name, through, tuple(nodes))


def _node(catalog: Catalog, number: int, field: Field) -> Node:
    definition = field.written
    through = None
    if isinstance(definition, RollupDef):
        through = catalog.objects[definition.of].fields[definition.through]
    return Node(number, field, _paths(catalog, field), through)


def _paths(catalog: Catalog, field: Field) -> tuple[FieldPath, ...]:
    """What a computed field reads."""
    assert field.computation is not None
    paths = (walk(catalog.objects, start(field), text) for text in field.computation.reads)
    return tuple(path for path in paths if path)


def _reads(node: Node) -> Iterator[tuple[str, str, FieldPath]]:
    """Every field whose change may change the node: its object, its name, and the way to it."""
    for path in node.paths:
        for at, step in enumerate(path):
            yield step.object, step.name, path[:at]
            if at:
                yield step.object, ALIVE, path[:at]
    if node.through is not None:
        yield node.through.object, ALIVE, ()


def _counted(nodes: Iterable[Node]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for through in (node.through for node in nodes):
        if through is not None:
            found[through.object].add(through.name)
    return {name: frozenset(own) for name, own in found.items()}


def _by_object(named: Iterable[tuple[str, T]]) -> Mapping[str, tuple[T, ...]]:
    found: dict[str, list[T]] = defaultdict(list)
    for name, one in named:
        found[name].append(one)
    return {name: tuple(own) for name, own in found.items()}
