"""What is wrong with a formula, and where in its text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from objectry.formula.messages import Message
from objectry.formula.places import Span

MAX_PROBLEMS = 10
"""Mistakes of one formula that are told at once."""


@dataclass(frozen=True, slots=True)
class FormulaProblem:
    """One mistake: its message, its place in lines and columns from 1, and the nearest correct spelling."""

    message: Message
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    hint: str = ""
    cause: "FormulaProblem | None" = None
    """What is wrong in the formula of a field, where the mistake is to name that field."""


class FormulaError(Exception):
    """A formula that cannot be used, with everything that is wrong with it."""

    def __init__(self, problems: Iterable[FormulaProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(p.message.text("en", p.params) for p in self.problems))


def problem_at(
    text: str, span: Span, message: Message, hint: str = "", cause: FormulaProblem | None = None, /,
    **params: object,
) -> FormulaProblem:  # fmt: skip
    """A problem of the piece `span` of a formula's text."""
    line, column = _position(text, span.start)
    end_line, end_column = _position(text, span.end)
    return FormulaProblem(message, params, line, column, end_line, end_column, hint, cause)


def _position(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
