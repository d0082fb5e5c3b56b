"""What is wrong with metadata, said so that its author can mend it: all problems at once, each with its place.

A `Problem` is a value, not an exception: loading collects them, and `MetadataError` carries the whole list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from objectry.formula.messages import Language, Message, with_hint

NO_PARAMS: Mapping[str, object] = MappingProxyType({})

# A way into a document: mapping keys and sequence indexes from its root, e.g. ("fields", 2, "to").
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something was written: file, line and column, both counted from 1. Line 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a message, its parameters, its place, and the nearest correct spelling if there is one."""

    message: Message
    place: Place
    params: Mapping[str, object] = field(default_factory=lambda: NO_PARAMS)
    hint: str = ""

    @property
    def code(self) -> str:
        """The stable code of the message."""
        return self.message.code

    def text(self, language: Language) -> str:
        """Place, code, sentence and hint in one line, as `objectry check` prints it."""
        sentence = self.message.text(language, self.params)
        return f"{self.place}: {self.code}: {with_hint(sentence, self.hint, language)}"


class MetadataError(Exception):
    """Metadata that cannot be used. `problems` lists everything that is wrong, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.place, problem.code)))
        super().__init__("\n".join(problem.text("en") for problem in self.problems))
