"""Where something stands in the text of a formula."""

from typing import NamedTuple


class Span(NamedTuple):
    """A piece of the text, from `start` up to and without `end`, in characters from 0."""

    start: int
    end: int


NOWHERE = Span(0, 0)
