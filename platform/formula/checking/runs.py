"""Operators of one level, as they are read from left to right."""

from dataclasses import replace

from objectry.formula.checking.typed import Apply, FieldRef, Run, Step, Typed
from objectry.formula.places import NOWHERE, Span


class OpenRun:
    """Operators of one level that have been read so far."""

    def __init__(self, first: Typed, steps: tuple[Step, ...] = ()) -> None:
        self._first = first
        self._steps = [*steps]
        self._tip: Typed | None = None

    def whole(self, span: Span = NOWHERE) -> Typed:
        """What has been read, as one node."""
        return Run(self._first, tuple(self._steps), span) if self._steps else self._first

    def tip(self, span: Span) -> Typed:
        """Stands for the left operand of the next operator while its function is chosen."""
        if not self._steps:
            return self._first
        last = self._steps[-1]
        self._tip = FieldRef((), last.type, last.nullable, span, exact=last.exact)
        return self._tip

    def followed_by(self, left: Typed, step: Step) -> "OpenRun":
        """The run with one operator more. `left` is its left operand: the tip, or what has become of it."""
        if left is not self._tip or not self._steps:
            first = left if not self._steps else _instead(left, self._tip, self.whole())
            return OpenRun(first, (step,))
        self._steps.append(step)
        return self


def _instead(node: Typed, tip: Typed | None, whole: Typed) -> Typed:
    """A conversion of the tip as a conversion of what the tip stands for."""
    if node is tip:
        return whole
    assert isinstance(node, Apply)
    arguments = tuple(_instead(one, tip, whole) if one is tip or isinstance(one, Apply) else one
                      for one in node.arguments)  # fmt: skip
    return replace(node, arguments=arguments)
