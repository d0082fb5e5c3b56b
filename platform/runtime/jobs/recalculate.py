"""The job `recalculate`: a computed field is computed anew, for the records that a change reaches or for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from objectry.metadata.catalog import FieldPath
from objectry.metadata.documents import Label
from objectry.metadata.following import Following
from objectry.runtime.access.grants import Access
from objectry.runtime.computing import recalculation
from objectry.runtime.computing.graph import Node, graph_of
from objectry.runtime.computing.waiting import KIND
from objectry.runtime.context import Context
from objectry.runtime.jobs.interface import JobKind, Position, Step
from objectry.runtime.store import computed

BATCH = 1_000
"""Records that one step computes."""


@dataclass(frozen=True, slots=True)
class Recalculation:
    """What is to be computed; nothing where the field is no longer computed, or is not kept any more."""

    node: Node | None
    way: FieldPath
    ids: tuple[str, ...] | None
    """The records that have changed, to which `way` leads; None computes the field for all records."""
    total: int
    """At most so many records are computed."""

    def step(self, context: Context, access: Access, position: Position | None) -> Step:
        """Compute the field for the next records, and what follows from it."""
        if self.node is None:
            return Step(None, 0, {})
        after = position["after"] if position else None
        done = position["done"] if position else 0
        found = self._following(context, after)
        recalculation.recompute(context, self.node, found)
        done += len(found)
        more = {"after": found[-1], "done": done} if len(found) == BATCH else None
        return Step(more, done if more else self.total, {"computed": len(found)})

    def _following(self, context: Context, after: str | None) -> list[str]:
        assert self.node is not None
        if self.ids is None:
            return computed.all_of(context, self.node.field.object, after, BATCH)
        if self.way:
            return computed.reaching(context, self.way, self.ids, after, BATCH)
        return sorted(one for one in self.ids if after is None or one > after)[:BATCH]


class Recalculate(JobKind):
    """Computes a field anew that a change reaches in more records than a save waits for."""

    name: ClassVar[str] = KIND
    title: ClassVar[Label] = Label(zh="重新计算", en="Recalculation")
    needed: ClassVar[bool] = True

    def begin(
        self, context: Context, access: Access, arguments: Mapping[str, Any], content: bytes
    ) -> Recalculation:
        """Look up the field in the present metadata."""
        object_name, names = arguments["object"], arguments["way"]
        node = graph_of(context.state).node(object_name, arguments["field"])
        ids = None if arguments["ids"] is None else tuple(arguments["ids"])
        way = context.catalog.path(object_name, ".".join(names)) if names else ()
        if way is None:  # a look-up on the way has another name by now
            way, ids = (), None
        if node is None:
            return Recalculation(None, (), (), 0)
        total = computed.count(context, object_name) if way or ids is None else len(ids)
        return Recalculation(node, way, ids, total)

    def renamed(self, arguments: Mapping[str, Any], following: Following) -> Mapping[str, Any]:
        """The field and the way to it under their new names."""
        owner, way = arguments["object"], ".".join(arguments["way"])
        return {
            **arguments,
            "field": following.path(owner, arguments["field"]),
            "way": following.path(owner, way).split(".") if way else [],
        }
