"""Whose values an expression shows: those of a select, of a text that shows one, and of what IF or CASE chooses."""

from collections.abc import Sequence
from dataclasses import replace

from objectry.formula.checking.rebuilding import with_results
from objectry.formula.checking.results import results
from objectry.formula.checking.typed import Apply, Constant, FieldRef, Typed
from objectry.formula.types import FieldInfo, Type

Labels = tuple[tuple[str, str], ...]
"""The labels of values, in Chinese and English, in the order of these."""
CHOSEN = frozenset({Type.PICKLIST, Type.MULTIPICKLIST})
"""Types of what is chosen among values."""
_SHOWN = frozenset({Type.PICKLIST, Type.TEXT})


def shown_by(kind: Type) -> frozenset[Type]:
    """The types of formulas whose values a field of a type shows: a text shows the value of a select, too."""
    return _SHOWN if kind is Type.TEXT else frozenset({kind})


def selects(node: Typed, written: bool = False) -> tuple[FieldInfo, ...]:
    """The fields with chosen values one of which has what a node gives, each once; none where it may be something else. With
    `written`, TEXT of a select gives what that has."""
    found: dict[FieldInfo, None] = {}
    for one in results(node):
        if isinstance(one, Constant) and one.value is None:
            continue
        if written and isinstance(one, Apply) and one.function.name == "TEXT":
            shown = selects(one.arguments[0]) if one.arguments[0].type is Type.PICKLIST else ()
            if not shown:
                return ()
            found.update(dict.fromkeys(shown))
            continue
        if not isinstance(one, FieldRef) or not one.path:
            return ()
        info = one.path[-1]
        if info.type not in CHOSEN and not info.choices:
            return ()
        found[info] = None
    return tuple(found)


def choices_of(shown: Sequence[FieldInfo]) -> tuple[str, ...]:
    """The values that some selects have; none where one of them takes any text."""
    if not all(one.choices for one in shown):
        return ()
    return tuple(dict.fromkeys(value for one in shown for value in one.choices))


def labels_of(shown: Sequence[FieldInfo]) -> Labels:
    """The labels of these values; none where they have no labels, or one has another label in another select."""
    labels: dict[str, tuple[str, str]] = {}
    for one in shown:
        if len(one.choice_labels) < len(one.choices):
            return ()
        for value, label in zip(one.choices, one.choice_labels, strict=True):
            if labels.setdefault(value, label) != label:
                return ()
    return tuple(labels[value] for value in choices_of(shown))


def as_shown(node: Typed) -> Typed:
    """What a text shows of a select, as a text."""
    return with_results(node, value_text, Type.TEXT)


def value_text(node: Typed) -> Typed:
    """The value of a select as the text that it is everywhere."""
    return replace(node, type=Type.TEXT) if isinstance(node, FieldRef | Constant | Apply) else node
