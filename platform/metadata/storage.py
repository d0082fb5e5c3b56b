"""What other options of a field mean for the values that are stored: nothing, more room, or a loss that is refused."""

from collections.abc import Iterator

import sqlalchemy as sa

from objectry.formula.messages import Message
from objectry.metadata import messages
from objectry.metadata.catalog import Column, Field
from objectry.metadata.column_types import ExactDecimal
from objectry.metadata.problems import Problem
from objectry.metadata.whereabouts import Whereabouts


def losses(before: Field, after: Field, places: Whereabouts) -> Iterator[Problem]:
    """Why the values of a field could not be kept under its new options."""
    if before.written.type != after.written.type:
        params = {"before": before.written.type, "after": after.written.type}
        yield _problem(messages.STORAGE_CHANGED, after, places, "type", **params)
        return
    if after.computation is not None:
        return  # what is computed cannot be lost
    if (before.link is None) != (after.link is None):
        yield _problem(messages.MANY_CHANGED, after, places, "many")
        return
    targets = [set(one.relation.targets if one.relation else ()) for one in (before, after)]
    if gone := sorted(targets[0] - targets[1]):
        yield _problem(messages.TARGET_GONE, after, places, "to", objects=", ".join(gone))
    for had, has in zip(before.columns, after.columns, strict=True):
        if _length(has) < _length(had):
            params = {"before": str(_length(had)), "after": str(_length(has))}
            yield _problem(messages.LENGTH_NARROWED, after, places, "length", **params)
        if _scale(has) < _scale(had):
            params = {"before": str(_scale(had)), "after": str(_scale(has))}
            yield _problem(messages.SCALE_NARROWED, after, places, "scale", **params)


def room(before: Field, after: Field) -> int | None:
    """How many decimal places the stored values gain: 0 where texts may become longer, None where nothing changes."""
    pairs = list(zip(before.columns, after.columns, strict=True))
    gained = max((_scale(has) - _scale(had) for had, has in pairs), default=0)
    longer = any(_length(has) > _length(had) for had, has in pairs)
    return gained if gained or longer else None


def _problem(
    message: Message, field: Field, places: Whereabouts, option: str, **params: str
) -> Problem:
    place = places.field(field.object, field.name, option)
    return Problem(message, place, {"field": field.name, **params}, params.get("before", ""))


def _length(column: Column) -> int:
    """The characters that a column takes; 0 where it counts none."""
    return (column.type.length or 0) if isinstance(column.type, sa.String) else 0


def _scale(column: Column) -> int:
    return column.type.scale if isinstance(column.type, ExactDecimal) else 0
