"""How large an expression becomes as text. Parts that stand in it several times are one object in memory, and many texts."""

import sqlalchemy as sa

from objectry.formula import sayings
from objectry.formula.problems import FormulaError, FormulaProblem

MOST_ELEMENTS = 10_000
"""Parts of one expression that a database is asked to compute."""
MOST_LEVELS = 200
"""Parts inside each other: SQLAlchemy writes them by recursion."""


def refuse_large(root: object) -> int:
    """The number of parts in an expression. Raises FormulaError for one that is too large, or too deep, to be SQL."""
    if not isinstance(root, sa.ClauseElement):
        return 0  # a place, or a field with several values: whoever has asked for it writes it
    size, levels = _measured(root)
    if size > MOST_ELEMENTS or levels > MOST_LEVELS:
        raise FormulaError([FormulaProblem(sayings.TOO_NESTED)])
    return size


def _measured(root: sa.ClauseElement) -> tuple[int, int]:
    """The number of parts in an expression, each as often as it is written, and of those inside each other."""
    known: dict[int, tuple[int, int]] = {}
    waiting: list[tuple[sa.ClauseElement, list[sa.ClauseElement] | None]] = [(root, None)]
    while waiting:
        element, parts = waiting.pop()
        if parts is None and id(element) not in known:
            parts = _parts(element)
            waiting.append((element, parts))
            waiting.extend((one, None) for one in parts)
        elif parts is not None:
            below = [known[id(one)] for one in parts]
            size = 1 + sum(one for one, _ in below)
            known[id(element)] = size, 1 + max((levels for _, levels in below), default=0)
    return known[id(root)]


def _parts(element: sa.ClauseElement) -> list[sa.ClauseElement]:
    """What is written within an element. What a column belongs to is not."""
    if isinstance(element, sa.ColumnClause):
        return []
    return [one for one in element.get_children() if isinstance(one, sa.ClauseElement)]
