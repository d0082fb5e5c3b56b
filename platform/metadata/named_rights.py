"""Rights that formulas name: whether anybody can have them. What roles there are, records say and no definition."""

from collections.abc import Callable, Mapping
from typing import get_args

from objectry.formula.checking.checker import Checked
from objectry.formula.checking.hints import nearest, nearest_object
from objectry.formula.checking.typed import Apply, Constant, walk
from objectry.formula.functions.records import has_permission
from objectry.formula.problems import MAX_PROBLEMS, FormulaError, problem_at
from objectry.metadata import messages
from objectry.metadata.catalog import Object
from objectry.metadata.kinds.profile import ObjectAction
from objectry.metadata.object_definitions import SetupRight

_ACTIONS: tuple[str, ...] = get_args(ObjectAction)
_PARTS: tuple[str, ...] = get_args(SetupRight)


def refuse_unknown_rights(
    checked: Checked,
    objects: Mapping[str, Object],
    excused: Callable[[str], bool] = lambda name: False,
) -> None:
    """Refuse rights that are written out and that nobody can have; `excused` tells which objects may be there though they
    are not among these. Raises FormulaError."""
    problems = [
        problem_at(
            checked.text,
            right.span,
            messages.RIGHT_UNKNOWN,
            _nearest(str(right.value), checked.object, objects),
            name=right.value,
            actions=", ".join(_ACTIONS),
            parts=", ".join(_PARTS),
        )
        for node in walk(checked.root)
        if isinstance(node, Apply) and node.function is has_permission
        for right in node.arguments
        # What stands in the formula of another field has the place of that field here, and is told there.
        if isinstance(right, Constant) and right.value is not None and right.span != node.span
        if not _exists(str(right.value), objects, excused)
    ]
    if problems:
        raise FormulaError(problems[:MAX_PROBLEMS])


def _exists(right: str, objects: Mapping[str, Object], excused: Callable[[str], bool]) -> bool:
    thing, dot, action = right.partition(".")
    return right in _PARTS or bool(dot) and action in _ACTIONS and (thing in objects or excused(thing))  # fmt: skip


def _nearest(right: str, object_name: str, objects: Mapping[str, Object]) -> str:
    """The right that somebody may have meant; one without an object may be one on the formula's own."""
    thing, dot, action = right.partition(".")
    if not dot:
        return f"{object_name}.{right}" if right in _ACTIONS else nearest(right, _PARTS)
    called = {name: (one.label.zh, one.label.en) for name, one in objects.items()}
    meant = thing if thing in called else nearest_object(thing, called)
    allowed = nearest(action, _ACTIONS)
    return f"{meant}.{allowed}" if meant and allowed else ""
