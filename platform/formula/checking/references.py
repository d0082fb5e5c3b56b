"""Every place of a formula's text at which a field is named, so that a renaming changes those places and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from objectry.formula.syntax.nodes import Span
from objectry.formula.syntax.printer import name_text


@dataclass(frozen=True, slots=True)
class Reference:
    """One name in a formula's text."""

    id: str
    """What stays the same when the field is renamed."""
    name: str
    """The field's API name, whether the text says that or a label."""
    span: Span


def rewritten(text: str, references: Iterable[Reference], names: Mapping[str, str]) -> str:
    """The text with other names for some fields, by their IDs. What else it says stays as it was written."""
    return _with(text, {one.span: names[one.id] for one in references if one.id in names})


def with_api_names(text: str, references: Iterable[Reference]) -> str:
    """The text as it is kept: API names where people wrote labels."""
    named = ((one.span, one.name) for one in references)
    return _with(text, {span: name for span, name in named if _folded(text, span) != name})


def _folded(text: str, span: Span) -> str:
    return text[span.start : span.end].casefold()


def _with(text: str, names: Mapping[Span, str]) -> str:
    out: list[str] = []
    at = 0
    for span in sorted(names, key=lambda one: one.start):
        out += (text[at : span.start], name_text(names[span]))
        at = span.end
    return "".join((*out, text[at:]))
