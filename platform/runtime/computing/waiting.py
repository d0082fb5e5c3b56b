"""Recalculations that are left to a job: which they are, and which fields show old values meanwhile."""

from collections.abc import Collection, Mapping
from typing import Any

from objectry.metadata.catalog import Field, FieldPath
from objectry.runtime.access import reasons
from objectry.runtime.context import Context
from objectry.runtime.database import jobs
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.ids import new_id

KIND = "recalculate"
"""The kind of the jobs."""
MOST_IDS = 20_000
"""Records that a job knows by their IDs. Where more have changed, it computes the field for all records."""


def leave(
    context: Context, field: Field, way: FieldPath = (), ids: Collection[str] | None = None
) -> None:
    """Leave it to a job to compute a field anew: for the records that lead to some others by look-ups, or for all."""
    some = None if ids is None or len(ids) > MOST_IDS else sorted(ids)
    arguments = {
        "object": field.object,
        "field": field.name,
        "way": [step.name for step in way] if some is not None else [],
        "ids": some,
    }
    new: Mapping[str, Any] = {
        "id": new_id(context.now), "kind": KIND, "subject": field.object, "part": field.name, "queue": "server",
        "rehearsal": False, "user": None, "reason": reasons.FORMULA.code,
    }  # fmt: skip
    # Another job that would do the same may have gone past these records: it cannot stand for this one. Savers do not wait
    # for one that has not begun either, as it would make them wait for each other.
    if ids is None and jobs.waits(context.connection, KIND, field.object, field.name, arguments):
        return
    jobs.add(context.connection, new, arguments, b"", context.now)


def fields(context: Context) -> frozenset[tuple[str, str]]:
    """The objects and fields that jobs compute anew: some records still show former values in them."""
    statement = context.state.memo.get(
        "recalculating", lambda: Prepared(jobs.parts_under_way(KIND))
    )
    return frozenset((row[0], row[1]) for row in statement.fetch(context.connection, {}))
