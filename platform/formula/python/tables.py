"""CASE and IN whose keys and values are all written out: one look in a table instead of one comparison after the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from objectry.formula.checking.typed import Constant, Match, Typed
from objectry.formula.python.wholes import largest

FEWEST = 3
"""Keys from which on a table is quicker than comparisons."""


@dataclass(frozen=True, slots=True)
class Table:
    """What has become of the arms."""

    values: Mapping[object, Any]
    """The value behind each key."""
    keys: frozenset[object] | None
    """The keys alone, when all of them stand for TRUE and everything else for FALSE."""
    integers: bool
    """True when the subject is a whole number, and the keys are integers."""


def table(node: Match) -> Table | None:
    """The table of a CASE or an IN; None when it has to be computed arm by arm.

    Numbers are compared one by one, as hashing a Decimal takes as long as two comparisons.
    """
    arms = [(_known(key), _known(value)) for key, value in node.arms]
    known = [
        (key.value, value.value) for key, value in arms if key is not None and value is not None
    ]
    if len(known) < len(arms) or _known(node.otherwise) is None:
        return None
    integers = largest(node.subject) is not None and all(
        largest(key) is not None for key, _ in node.arms
    )
    if not integers and any(not isinstance(key, str | None) for key, _ in known):
        return None
    found: dict[object, Any] = {}
    for key, value in known:
        if key is not None or node.blank:
            found.setdefault(int(key) if isinstance(key, Decimal) else key, value)
    truths = all(value is True for value in found.values()) and _is_false(node.otherwise)
    if not truths and len(found) < FEWEST:
        return None
    return Table(MappingProxyType(found), frozenset(found) if truths else None, integers)


def _known(node: Typed) -> Constant | None:
    """A constant that is the same everywhere: a time on the clock depends on the zone."""
    return node if isinstance(node, Constant) and node.clock is None else None


def _is_false(node: Typed) -> bool:
    return isinstance(node, Constant) and node.value is False
