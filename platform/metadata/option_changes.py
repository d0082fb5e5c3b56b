"""Which options of a definition a plan changes, from what to what: as data for programs, in short for people."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic_core import to_jsonable_python

from objectry.formula.messages import Language
from objectry.metadata import messages
from objectry.metadata.differences import Difference
from objectry.metadata.documents import Definition, Help, Label

SHOWN_VALUE = 40
"""Characters of a value that a sentence shows."""
SHOWN_CHANGES = 6
"""Options that a sentence names."""


@dataclass(frozen=True, slots=True)
class OptionChange:
    """One option that gets another value. None stands for no value."""

    option: str
    """Where it stands, entries of lists by their names: `label.zh`, `values.won.color`."""
    before: object
    after: object

    @classmethod
    def of(cls, difference: Difference) -> "OptionChange":
        """What a difference between two definitions says."""
        return cls(".".join(map(str, difference.at)), difference.before, difference.after)

    def json(self) -> dict[str, object]:
        """The change as the API answers it."""
        return {
            "option": self.option,
            "before": to_jsonable_python(self.before),
            "after": to_jsonable_python(self.after),
        }

    def text(self, language: Language) -> str:
        """The change in short: `sharing: public_read → private`."""
        whole = _is_whole(self.before) or _is_whole(self.after)
        if whole and self.before is None:
            return messages.OPTION_NEW.text(language, {"option": self.option})
        if whole and self.after is None:
            return messages.OPTION_GONE.text(language, {"option": self.option})
        params = {
            "option": self.option,
            "before": _short(self.before, language),
            "after": _short(self.after, language),
        }
        return messages.OPTION_OTHER.text(language, params)


def told(changes: tuple[OptionChange, ...], language: Language) -> str:
    """Several changes in a row, the first of them if there are very many."""
    shown = [change.text(language) for change in changes[:SHOWN_CHANGES]]
    further = ["…"] if len(changes) > SHOWN_CHANGES else []
    return ("；" if language == "zh" else "; ").join(shown + further)


def _is_whole(value: object) -> bool:
    """Tell whether a value has parts of its own, so that it is named and not shown."""
    return isinstance(value, Definition) and not isinstance(value, Label | Help)


def _short(value: object, language: Language) -> str:
    text = _words(value, language)
    return text if len(text) <= SHOWN_VALUE else text[:SHOWN_VALUE] + "…"


def _words(value: object, language: Language) -> str:
    match value:
        case None:
            return messages.OPTION_EMPTY.text(language)
        case bool():
            return "true" if value else "false"
        case Label() | Help():
            return value.text(language)
        case Definition():
            return "{…}"
        case Mapping():
            parts = (f"{key}: {_words(part, language)}" for key, part in value.items())
            return "{" + ", ".join(parts) + "}"
        case tuple():
            return "[" + ", ".join(_words(part, language) for part in value) + "]"
    return str(value)
