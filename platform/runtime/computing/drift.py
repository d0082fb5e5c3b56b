"""Values that are kept but are not what they should be: a sign of damage, or of a defect."""

from collections import Counter

from objectry.runtime.computing.graph import graph_of
from objectry.runtime.computing.staleness import stale
from objectry.runtime.computing.values import of_stored
from objectry.runtime.context import Context
from objectry.runtime.store import computed

SAMPLE = 1_000
"""Records of each object whose values are computed anew for the doctor."""


def drifted(context: Context) -> Counter[str]:
    """The computed fields, as `object.field`, with the number of records in a sample whose value is another one than it
    would be if it were computed now. Fields that a job is about to recalculate, and what follows from them, are left out.
    Nothing is locked or changed.
    """
    found: Counter[str] = Counter()
    late = stale(context)
    samples: dict[str, list[str]] = {}
    for run in graph_of(context.state).runs:
        name = run.object
        nodes = [node for node in run.nodes if (name, node.field.name) not in late]
        if not nodes:
            continue
        if name not in samples:
            samples[name] = computed.some_of(context, name, SAMPLE)
        stored = computed.present(context, [node.field for node in nodes], samples[name])
        for record, values in of_stored(context, nodes, samples[name], held=False).items():
            for node, kept, fresh in zip(nodes, stored[record], values, strict=True):
                found[f"{name}.{node.field.name}"] += kept != fresh
    return +found
