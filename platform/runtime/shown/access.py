"""Why somebody may read, change and delete a record, in sentences."""

from dataclasses import dataclass

from objectry.runtime.access.messages import ACTIONS
from objectry.runtime.api.records import why
from objectry.runtime.context import Context


@dataclass(frozen=True, slots=True)
class ShownDeed:
    """What can be done with a record."""

    label: str
    reasons: tuple[str, ...]
    """Why the user may do it; nothing where he may not."""


def shown_access(context: Context, object_name: str, record: str) -> tuple[ShownDeed, ...]:
    """What the user may do with a record, and why. Raises NotFound for one that he may not see."""
    found = why(context, object_name, record)
    return tuple(
        ShownDeed(ACTIONS[deed].text(context.language), tuple(found[deed]))
        for deed in ("read", "edit", "delete")
    )
