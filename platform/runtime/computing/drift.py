"""Values that are kept but are not what they should be: a sign of damage, or of a defect."""

from collections import Counter

from objectry.runtime.computing.graph import graph_of
from objectry.runtime.computing.staleness import stale
from objectry.runtime.computing.values import of_stored
from objectry.runtime.context import Context, State
from objectry.runtime.store import computed

SAMPLE = 1_000
"""Records of each object whose values are computed anew for the doctor."""


def compared(state: State) -> tuple[str, ...]:
    """The objects that have computed values to be compared, by name."""
    return tuple(sorted({run.object for run in graph_of(state).runs}))


def drifted(context: Context, object_name: str) -> Counter[str]:
    """The computed fields of an object, as `object.field`, with the number of records in a sample whose value is another one
    than it would be if it were computed now. Fields that a job is about to recalculate, and what follows from them, are left
    out. Nothing is locked or changed.
    """
    found: Counter[str] = Counter()
    late = stale(context)
    sample = computed.some_of(context, object_name, SAMPLE)
    for run in graph_of(context.state).runs:
        nodes = [node for node in run.nodes if (run.object, node.field.name) not in late]
        if run.object != object_name or not nodes:
            continue
        stored = computed.present(context, [node.field for node in nodes], sample)
        for record, values in of_stored(context, nodes, sample, held=False).items():
            for node, kept, fresh in zip(nodes, stored[record], values, strict=True):
                found[f"{object_name}.{node.field.name}"] += kept != fresh
    return +found
