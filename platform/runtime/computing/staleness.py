"""What may still show former values: the fields that jobs compute anew, and everything that follows from them."""

from collections.abc import Iterable

from objectry.metadata.catalog import Field, FieldPath, path_name
from objectry.runtime.computing import waiting
from objectry.runtime.computing.graph import graph_of
from objectry.runtime.context import Context
from objectry.runtime.store.source import expand

Stale = frozenset[tuple[str, str]]
"""Objects and their fields that are kept and may show former values."""


def stale(context: Context) -> Stale:
    """The fields that wait for a job, and those that are computed of them, to which it comes when it has done the first."""
    edges = graph_of(context.state).edges
    found = set(waiting.fields(context))
    left = list(found)
    while left:
        object_name, name = left.pop()
        for edge in edges.get(object_name, {}).get(name, ()):
            following = edge.node.field.object, edge.node.field.name
            if following not in found:
                found.add(following)
                left.append(following)
    return frozenset(found)


def stale_paths(context: Context, paths: Iterable[FieldPath]) -> list[str]:
    """Those of some paths at whose end some records may show former values; a look-up shows the name of what it points to.
    Nothing is asked where nothing is computed."""
    shown = {
        path_name(path): [end for end in _ends(context, path) if end.computation] for path in paths
    }
    if not any(shown.values()):
        return []
    late = stale(context)
    if not late:
        return []
    below = graph_of(context.state).below
    return sorted(
        name
        for name, ends in shown.items()
        if any(not late.isdisjoint(below.get((end.object, end.name), ())) for end in ends)
    )


def _ends(context: Context, path: FieldPath) -> list[Field]:
    """The field at the end of a path, and the one that names the records to which it points."""
    end = expand(context.state, path)[-1]
    targets = end.relation.targets if end.relation else ()
    things = (context.catalog.objects[name] for name in targets)
    names = (thing.fields.get(thing.definition.name_field) for thing in things)
    return [end, *(one for one in names if one is not None)]
