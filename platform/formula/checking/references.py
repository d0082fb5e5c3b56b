"""Every place of a formula's text at which a field is named, so that a renaming changes those places and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from objectry.formula.places import Span


@dataclass(frozen=True, slots=True)
class Reference:
    """One name in a formula's text."""

    id: str
    """What tells the field from those of other objects, too: `object.field`. Empty for what no object has."""
    name: str
    """The field's API name, whether the text says that or a label."""
    written: str
    """What the text says, without braces."""
    span: Span

    @property
    def by_label(self) -> bool:
        """Tell whether the text says the field's label."""
        return self.written.casefold() != self.name


def replaced(text: str, pieces: Mapping[Span, str]) -> str:
    """The text with other words at some places, which do not overlap. What else it says stays as it was written."""
    out: list[str] = []
    at = 0
    for span in sorted(pieces, key=lambda one: one.start):
        out += (text[at : span.start], pieces[span])
        at = span.end
    return "".join((*out, text[at:]))
