"""The job `compare`: a sample of the kept values is computed anew, object by object, and what differs is logged."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from objectry.metadata.documents import Label
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.computing import drift
from objectry.runtime.context import Context
from objectry.runtime.database import jobs
from objectry.runtime.ids import new_id
from objectry.runtime.jobs.interface import JobKind, Position, Step

KIND = "compare"
"""The kind of the jobs."""
log = logging.getLogger("objectry.jobs")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The objects that are compared, by name."""

    objects: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.objects)

    def step(self, context: Context, access: Access, position: Position | None) -> Step:
        """Compare the next object, as the doctor does."""
        left = [one for one in self.objects if position is None or one > position["after"]]
        if not left:
            return Step(None, self.total, {})
        wrong = drift.drifted(context, left[0])
        if wrong:
            told = "; ".join(f"{name} {count}" for name, count in wrong.most_common())
            log.error("computed values are wrong, `objectry recalculate` mends them: %s", told)
        more = {"after": left[0]} if len(left) > 1 else None
        return Step(more, self.total - len(left) + 1, {"wrong": wrong.total()})


class Compare(JobKind):
    """Compares a sample of the computed values with what they should be."""

    name: ClassVar[str] = KIND
    title: ClassVar[Label] = Label(zh="核对计算字段", en="Comparison of computed values")

    def begin(
        self, context: Context, access: Access, arguments: Mapping[str, Any], content: bytes
    ) -> Comparison:
        """Look up the objects in the present metadata."""
        return Comparison(drift.compared(context.state))


def is_due(context: Context) -> bool:
    """Tell whether nobody has left such a job for `drift_hours`, which 0 forbids, though there is something to compare."""
    hours = context.settings.drift_hours
    if not hours or not drift.compared(context.state):
        return False
    last = jobs.last_added(context.connection, KIND)
    # A clock that was set back puts nothing off.
    return last is None or abs(context.now - last) >= timedelta(hours=hours)


def leave(context: Context) -> None:
    """Leave such a job if it is due. Of several processes that come to it, one does."""
    jobs.in_turn(context.connection, KIND)
    if is_due(context):
        new: Mapping[str, Any] = {
            "id": new_id(context.now), "kind": KIND, "subject": "", "part": "", "queue": "server",
            "rehearsal": False, "user": None, "reason": reasons.FORMULA.code,
        }  # fmt: skip
        jobs.add(context.connection, new, {}, b"", context.now)
